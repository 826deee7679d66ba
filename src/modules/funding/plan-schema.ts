import { z } from 'zod'
import { aims, type Problem } from '#engines/financing/problem'
import { parseMoney } from '#platform/money'
import { box, line } from '#platform/shapes'

export const MOST_LINES = 20
/** The solver tries sets of sources: with twelve it answers at once. */
export const MOST_SOURCES = 12
export const MOST_QUARTERS = 40
const TITLE = 200

/** The euros of most projects lie below; sums of twenty such stay exact. */
const MOST_CENTS = 100_000_000_000
const cents = z
	.string('error.money.empty')
	.transform((value, check) => {
		if (value.trim() === '') return null
		const read = parseMoney(value, { only: 'EUR', maxCents: MOST_CENTS })
		if (read.ok) return read.money.cents
		check.addIssue({ code: 'custom', message: read.error })
		return z.NEVER
	})
	.nullable()
const required = cents.refine((value) => value !== null, 'error.money.empty').transform((value) => value ?? 0)
/** Percent as typed, to two decimals, in basis points. */
const rate = z
	.string('error.funding.rate')
	.transform((value) => value.trim().replace(',', '.').replace(/\s*%$/, '') || '0')
	.refine((value) => /^\d{1,3}(\.\d{1,2})?$/.test(value) && Number(value) <= 100, 'error.funding.rate')
	.transform((value) => Math.round(Number(value) * 100))
const quarter = z.coerce
	.number('error.funding.quarter')
	.int('error.funding.quarter')
	.min(1, 'error.funding.quarter')
	.max(MOST_QUARTERS, 'error.funding.quarter')
	.transform((number) => number - 1)
const key = z.string().regex(/^[a-z0-9]{1,12}$/, 'error.choice')
const keys = z.preprocess(
	(value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
	z.array(key).max(40, 'error.choice')
)

const lineShape = z
	.object({ id: key, label: line(200), amount: required, from: quarter, until: quarter })
	.refine(({ from, until }) => from <= until, { path: ['until'], message: 'error.funding.order', when: () => true })
const sourceShape = z
	.object({
		id: key,
		name: line(200),
		kind: z.enum(['public', 'private'], 'error.choice'),
		opportunity: z.preprocess((value) => (value === '' || value === undefined ? null : value), z.uuid('error.choice').nullable()),
		rate,
		min: cents.transform((value) => value ?? 0),
		max: cents,
		advance: rate,
		paid: quarter,
		balance: quarter,
		/** Costs it does not pay, and sources it may not stand beside. */
		unpaid: keys,
		excludes: keys,
		secured: box
	})
	.refine(({ paid, balance }) => paid <= balance, { path: ['balance'], message: 'error.funding.order', when: () => true })
	.refine(({ min, max }) => max === null || min <= max, { path: ['max'], message: 'error.funding.bounds', when: () => true })

const shape = z.object({
	version: z.coerce.number('error.stale').int('error.stale'),
	title: line(TITLE),
	/** `2027-3`: the year and its quarter in which the project begins. */
	begins: z.string('error.choice').regex(/^20\d\d-[1-4]$/, 'error.choice'),
	lines: z.array(lineShape.nullable()).max(MOST_LINES, 'error.funding.lines'),
	sources: z.array(sourceShape.nullable()).max(MOST_SOURCES, 'error.funding.sources'),
	ownRate: rate,
	ownMax: cents,
	most: z.preprocess(
		(value) => (value === '' || value === undefined ? null : value),
		z.coerce.number('error.choice').int('error.choice').min(0, 'error.choice').max(MOST_SOURCES, 'error.choice').nullable()
	),
	aim: z.enum(aims, 'error.choice')
})

/** The fields of a row that say nothing by themselves: a row with only these filled in was not written. */
const quiet = new Set(['id', 'kind', 'opportunity', 'from', 'until', 'paid', 'balance', 'rate', 'advance', 'unpaid', 'excludes'])

/** `lines.0.label` … as a list of rows, null for one left empty, so that a fault keeps the place of its row. */
function rowsOf(values: Record<string, unknown>, name: string) {
	const rows: (Record<string, unknown> | null)[] = []
	for (const [field, value] of Object.entries(values)) {
		const [, at, part] = new RegExp(`^${name}\\.(\\d{1,2})\\.(\\w+)$`).exec(field) ?? []
		if (at === undefined || part === undefined) continue
		while (rows.length <= Number(at)) rows.push(null)
		rows[Number(at)] = { ...rows[Number(at)], [part]: value }
	}
	return rows.map((row) =>
		row && Object.entries(row).some(([part, value]) => !quiet.has(part) && typeof value === 'string' && value.trim() !== '')
			? row
			: null
	)
}

export const planForm = z
	.preprocess((values) => {
		if (typeof values !== 'object' || values === null) return values
		const given = values as Record<string, unknown>
		return { ...given, lines: rowsOf(given, 'lines'), sources: rowsOf(given, 'sources') }
	}, shape)
	.transform(({ lines, sources, ...rest }) => ({
		...rest,
		lines: lines.filter((each) => each !== null),
		sources: sources.filter((each) => each !== null)
	}))
export type PlanInput = Omit<z.output<typeof planForm>, 'version' | 'title'>
export type PlanSource = PlanInput['sources'][number]

export const beginPlanForm = z.object({
	title: line(TITLE),
	opportunity: z.preprocess((value) => (value === '' || value === undefined ? null : value), z.uuid('error.choice').nullable()),
	organisation: z.preprocess((value) => (value === '' || value === undefined ? null : value), z.uuid('error.choice').nullable())
})

/** What a plan asks of the solver. What was deleted meanwhile is asked of nobody. */
export function problemOf({ lines, sources, ownRate, ownMax, most, aim }: PlanInput): Problem {
	return {
		lines: lines.map(({ id, amount, from, until }) => ({ id, cents: amount, from, until })),
		sources: sources.map(({ id, min, max, rate, advance, paid, balance, unpaid, excludes, secured }) => ({
			id,
			min,
			max,
			rate,
			lines: unpaid.length > 0 ? lines.flatMap((each) => (unpaid.includes(each.id) ? [] : [each.id])) : null,
			instalments: [
				{ quarter: paid, share: advance },
				{ quarter: balance, share: 10_000 - advance }
			].filter(({ share }) => share > 0),
			excludes,
			secured
		})),
		ownRate,
		ownMax,
		most,
		aim
	}
}

/** A key for a new row that no other has. */
export function freeKey(letter: string, used: readonly { id: string }[]): string {
	let n = used.length
	while (used.some(({ id }) => id === `${letter}${n}`)) n++
	return `${letter}${n}`
}
