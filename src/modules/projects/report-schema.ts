import { z } from 'zod'
import { line, optionalDay, optionalLine, optionalParagraphs } from '#platform/shapes'
import type { Locale } from '#platform/i18n'
import { amount, LABEL_LENGTH } from './award-schema.ts'
import { deductionReasons, reportKinds, type DeductionReason } from './report-workflow.ts'

export const REQUEST_LENGTH = 4000

const version = z.coerce.number().int().min(0)
export const reportVersionForm = z.object({ version })
export const restoreForm = z.object({ restore: version, version })
export const scheduleForm = z.object({
	kind: z.enum(reportKinds, 'error.choice'),
	dueOn: z.iso.date('error.date')
})
export type ScheduleInput = z.output<typeof scheduleForm>

/** A voucher: `expense` is the one that is corrected. Leva are converted and kept beside their euros. */
export const expenseForm = (locale: Locale) =>
	z.object({
		expense: z
			.union([z.literal(''), z.uuid()])
			.default('')
			.transform((id) => id || null),
		line: z.uuid('error.choice'),
		label: line(LABEL_LENGTH),
		supplier: optionalLine(LABEL_LENGTH).transform((text) => text ?? ''),
		voucher: optionalLine(80).transform((text) => text ?? ''),
		spentOn: optionalDay,
		amount: amount({ locale }).refine(({ cents }) => cents > 0, 'error.awards.nothing')
	})
export type ExpenseInput = z.output<ReturnType<typeof expenseForm>>
export const expenseGoneForm = z.object({ expense: z.uuid('error.choice') })

export type Judgement = { expense: string; deducted: number; reason: DeductionReason | null; note: string; request: string }

/** What a reviewer wrote beside each voucher: `deducted.ID`, `reason.ID`, `note.ID`, `request.ID`; and the request as a whole. */
export const reviewForm = (locale: Locale) =>
	z.looseObject({ version, request: optionalParagraphs(REQUEST_LENGTH) }).transform(({ version, request, ...posted }, issues) => {
		const lines: Judgement[] = []
		for (const [name, value] of Object.entries(posted)) {
			const [, expense] = /^deducted\.([0-9a-f-]{36})$/.exec(name) ?? []
			if (!expense) continue
			const read = judged(locale).safeParse({
				deducted: value,
				reason: posted[`reason.${expense}`],
				note: posted[`note.${expense}`],
				request: posted[`request.${expense}`]
			})
			if (read.success) lines.push({ expense, ...read.data })
			else
				for (const { path, message } of read.error.issues)
					issues.addIssue({ code: 'custom', message, path: [`${String(path[0])}.${expense}`] })
		}
		return { version, request, lines }
	})
export type ReviewInput = z.output<ReturnType<typeof reviewForm>>

const judged = (locale: Locale) =>
	z.object({
		deducted: z
			.string()
			.trim()
			.transform((text) => text || '0')
			.pipe(amount({ only: 'EUR', locale }))
			.transform(({ cents }) => cents),
		reason: z
			.union([z.literal(''), z.enum(deductionReasons)], 'error.choice')
			.default('')
			.transform((reason) => reason || null),
		note: optionalLine(500).transform((text) => text ?? ''),
		request: optionalLine(1000).transform((text) => text ?? '')
	})

export const repaymentForm = (locale: Locale) =>
	z.object({
		version,
		amount: amount({ only: 'EUR', locale }).refine(({ cents }) => cents > 0, 'error.awards.nothing'),
		reference: line(80),
		receivedOn: z.iso.date('error.date')
	})

const figure = z
	.string()
	.default('')
	.transform((text) => text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.'))
	.pipe(z.union([z.literal(''), z.string().regex(/^\d{1,12}(\.\d{1,4})?$/)], 'error.reports.figure'))
	.transform((text) => (text === '' ? null : Number(text)))

/** An indicator: one of the programme's (`key`) or the project's own, with its title in the writer's language. */
export const indicatorForm = z.object({
	indicator: z
		.union([z.literal(''), z.uuid()])
		.default('')
		.transform((id) => id || null),
	key: optionalLine(40),
	title: optionalLine(LABEL_LENGTH),
	unit: optionalLine(60).transform((text) => text ?? ''),
	people: z.preprocess((value) => value === 'yes', z.boolean()),
	method: optionalParagraphs(1000),
	baseline: figure,
	target: figure,
	actual: figure,
	measuredOn: optionalDay
})
export type IndicatorInput = z.output<typeof indicatorForm>
export const indicatorGoneForm = z.object({ indicator: z.uuid('error.choice') })
