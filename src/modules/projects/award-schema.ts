import { z } from 'zod'
import { parseMoney, type Money, type ParseMoneyOptions } from '#platform/money'
import {
	gather,
	line,
	optionalDay,
	optionalLine,
	optionalLocalizedLine,
	optionalLocalizedParagraphs,
	paragraphs
} from '#platform/shapes'
import { expenseCategories, sourceCategories } from '#programme/projects'
import { awardKinds, channels, conditions, instalmentKinds } from './award-workflow.ts'
import { awardStatuses } from './workflow.ts'

export const MOST_LINES = 60
export const MOST_INSTALMENTS = 36
export const REASON_LENGTH = 2000
export const LABEL_LENGTH = 200
const NATURE_LENGTH = 300

const version = z.coerce.number().int().min(1)
const reason = paragraphs(REASON_LENGTH).refine((text) => text.length >= 10, 'error.awards.reason')

/** An amount as people write it in any of the three notations; euros, or leva where `only` does not say otherwise. */
export const amount = (options: ParseMoneyOptions = {}) =>
	z.string('error.required').transform((text, issues): Money => {
		const parsed = parseMoney(text, options)
		if (parsed.ok) return parsed.money
		issues.addIssue({ code: 'custom', message: parsed.error })
		return z.NEVER
	})

const optionalDays = z
	.string()
	.default('')
	.transform((text) => text.trim().replace(',', '.') || null)
	.pipe(
		z
			.string()
			.regex(/^\d{1,4}(\.[05])?$/, 'error.awards.days')
			.nullable()
	)

export const awardForm = z.preprocess(
	gather('nature'),
	z.object({
		application: z.uuid('error.choice'),
		expertDays: optionalDays,
		/** What a prize is: a trophy, a study trip, equipment. */
		nature: optionalLocalizedLine(NATURE_LENGTH)
	})
)
export type AwardInput = z.output<typeof awardForm>
export const versionForm = z.object({ version })
export const reasonForm = z.object({ version, reason })

const rowsOf =
	(prefix: string, most: number) =>
	(values: unknown): unknown => {
		const given = (values ?? {}) as Record<string, unknown>
		const rows: Record<string, unknown>[] = []
		for (const [name, value] of Object.entries(given)) {
			const [, at, field] = new RegExp(`^${prefix}\\.(\\d{1,3})\\.(\\w+)$`).exec(name) ?? []
			if (at === undefined || Number(at) >= most) continue
			;(rows[Number(at)] ??= {})[field!] = value
		}
		return rows
	}

const money = (locale: ParseMoneyOptions['locale']) => amount(locale ? { locale } : {})
const categories = { expense: expenseCategories.map(({ key }) => key), source: sourceCategories.map(({ key }) => key) }

/** The rows of a plan's form: `expense.0.category`, `expense.0.label`, `expense.0.amount`, and `source.…` alike. Empty rows are left out. */
export const planForm = (locale: ParseMoneyOptions['locale']) =>
	z.preprocess(
		(values) => ({
			version: (values as { version?: unknown }).version,
			expense: rowsOf('expense', MOST_LINES)(values),
			source: rowsOf('source', MOST_LINES)(values)
		}),
		z.object({
			version,
			expense: planRows(categories.expense, line(LABEL_LENGTH), locale),
			source: planRows(categories.source, sourceLabel, locale)
		})
	)
export type PlanInput = { expense: PlanRow[]; source: PlanRow[] }
export type PlanRow = { category: string; label: string; amount: Money }

const filled = (row: unknown, names: string[]) =>
	names.some((name) => String((row as Record<string, unknown> | undefined)?.[name] ?? '').trim() !== '')

// The award and own contributions say enough by their category.
const sourceLabel = optionalLine(LABEL_LENGTH).transform((label) => label ?? '')

const planRows = (keys: readonly string[], label: z.ZodType<string>, locale: ParseMoneyOptions['locale']) =>
	z.array(z.unknown()).transform((rows, issues): PlanRow[] =>
		read(
			rows,
			['label', 'amount'],
			z.object({
				category: z.enum(keys as [string, ...string[]], 'error.choice'),
				label,
				amount: money(locale)
			}),
			issues
		)
	)

export const instalmentsForm = (locale: ParseMoneyOptions['locale']) =>
	z.preprocess(
		(values) => ({
			version: (values as { version?: unknown }).version,
			instalment: rowsOf('instalment', MOST_INSTALMENTS)(values)
		}),
		z.object({
			version,
			instalment: z.array(z.unknown()).transform((rows, issues): InstalmentRow[] =>
				read(
					rows,
					['amount'],
					z.object({
						kind: z.enum(instalmentKinds, 'error.choice'),
						amount: amount({ only: 'EUR', ...(locale && { locale }) }).refine(({ cents }) => cents > 0, 'error.awards.nothing'),
						condition: z.enum(conditions, 'error.choice'),
						dueOn: optionalDay
					}),
					issues
				)
			)
		})
	)
export type InstalmentRow = {
	kind: (typeof instalmentKinds)[number]
	amount: Money
	condition: (typeof conditions)[number]
	dueOn: string | null
}

/** The filled rows of a repeated group; an issue names the row and its field: `0.amount`. */
function read<Shape extends z.ZodType>(
	rows: unknown[],
	names: string[],
	shape: Shape,
	issues: z.RefinementCtx
): z.output<Shape>[] {
	const read: z.output<Shape>[] = []
	for (const [at, row] of Array.from(rows).entries()) {
		if (!filled(row, names)) continue
		const parsed = shape.safeParse(row)
		if (parsed.success) read.push(parsed.data)
		else for (const { path, message } of parsed.error.issues) issues.addIssue({ code: 'custom', message, path: [at, ...path] })
	}
	return read
}

export const agreementForm = z.preprocess(
	gather('special'),
	z.object({
		startsOn: optionalDay,
		endsOn: optionalDay,
		serviceSigner: line(200),
		serviceFunction: line(200),
		holderSigner: line(200),
		holderFunction: line(200),
		/** What this agreement says beyond the template. */
		special: optionalLocalizedParagraphs(6000)
	})
)
export type AgreementInput = z.output<typeof agreementForm>
export const amendmentForm = z.object({ reason })
export const signForm = z.object({
	code: z.string('error.required').transform((text) => text.replace(/\s/g, '')),
	/** Digest of the text the page showed: signing another than was read is refused. */
	digest: z.string().regex(/^[0-9a-f]{64}$/, 'error.awards.digest'),
	function: line(200),
	read: z.literal('on', 'error.awards.read')
})
export const signedFileForm = z.object({
	side: z.enum(['service', 'holder'], 'error.choice'),
	name: line(200),
	function: line(200)
})

export const bankAccountForm = z.object({ iban: line(64), holder: line(140) })
export const confirmAccountForm = z.object({ account: z.uuid('error.choice'), channel: z.enum(channels, 'error.choice') })
export const refuseAccountForm = z.object({ account: z.uuid('error.choice') })

export const instalmentForm = z.object({ instalment: z.uuid('error.choice'), version })
export const refusePaymentForm = z.object({ instalment: z.uuid('error.choice'), version, note: paragraphs(1000) })
export const paymentForm = z.object({
	instalment: z.uuid('error.choice'),
	version,
	reference: line(80),
	paidOn: z.iso.date('error.date')
})

export const awardsQuery = z.object({
	kind: z.enum(awardKinds, 'error.office.filter'),
	status: z.enum(awardStatuses, 'error.office.filter'),
	/** Those whose money has left what the agreement tolerates. */
	alert: z.literal('yes', 'error.office.filter'),
	q: line(200),
	after: z.uuid('error.office.filter')
})
export type AwardFilters = Partial<Omit<z.output<typeof awardsQuery>, 'after'>>
