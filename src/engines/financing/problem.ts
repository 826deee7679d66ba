/** A financing plan: who pays which part of what a project costs. Whole cents, rates in basis points, compared exactly. */

/** A cost of the project, spent evenly from one quarter to another, both counted from 0, the project's first. */
export interface CostLine {
	id: string
	cents: number
	from: number
	until: number
}

/** When the money of a source comes: parts of its amount that make 10,000 basis points together. */
export interface Instalment {
	quarter: number
	share: number
}

/** Somebody who would pay. */
export interface Source {
	id: string
	/** The least and the most it gives, in cents; no most is null. */
	min: number
	max: number | null
	/** The most it pays of the costs it may pay. */
	rate: number
	/** The costs it may pay; null for all. */
	lines: readonly string[] | null
	instalments: readonly Instalment[]
	/** Sources that may not pay for the same project. One naming the other is enough. */
	excludes: readonly string[]
	/** It is promised already: every plan has it. */
	secured: boolean
}

export const aims = ['own', 'early'] as const
/** The least own money, or the money of others as early as can be. */
export type Aim = (typeof aims)[number]

export interface Problem {
	lines: readonly CostLine[]
	sources: readonly Source[]
	/** The least the project itself must bring, of its whole cost. */
	ownRate: number
	/** The most it can bring, in cents; null for no limit. */
	ownMax: number | null
	/** The most sources a plan may have; null for no limit. */
	most: number | null
	aim: Aim
}

export interface Share {
	source: string
	line: string
	cents: number
}

/** What each source pays of each cost, nothing below a cent; `own` is what is left to the project. */
export interface Plan {
	shares: Share[]
	own: number
}

export const costOf = ({ lines }: Pick<Problem, 'lines'>): number => lines.reduce((sum, { cents }) => sum + cents, 0)

/** The least own money: a cent is not divided, so that the rate is never missed. */
export const leastOwn = (problem: Pick<Problem, 'lines' | 'ownRate'>): number =>
	Number((BigInt(costOf(problem)) * BigInt(problem.ownRate) + 9_999n) / 10_000n)

export const pays = (source: Source, line: string): boolean => source.lines === null || source.lines.includes(line)

/** The most a source can give this project by its rate and its ceiling. */
export function ceilingOf({ lines }: Pick<Problem, 'lines'>, source: Source): number {
	const eligible = lines.reduce((sum, { id, cents }) => (pays(source, id) ? sum + cents : sum), 0)
	const byRate = Number((BigInt(eligible) * BigInt(source.rate)) / 10_000n)
	return source.max === null ? byRate : Math.min(byRate, source.max)
}

/** What a plan gives each source to pay. */
export function amountsOf({ shares }: Plan): Map<string, number> {
	const amounts = new Map<string, number>()
	for (const { source, cents } of shares) amounts.set(source, (amounts.get(source) ?? 0) + cents)
	return amounts
}

/** Quarters to the end of everything: costs and instalments. */
export const quartersOf = ({ lines, sources }: Pick<Problem, 'lines' | 'sources'>): number =>
	1 +
	Math.max(0, ...lines.map(({ until }) => until), ...sources.flatMap((each) => each.instalments.map(({ quarter }) => quarter)))

/** How early the money of a source is: for each cent, basis points times the quarters it is there before the end. */
export const earliness = (problem: Pick<Problem, 'lines' | 'sources'>, { instalments }: Source): number => {
	const end = quartersOf(problem)
	return instalments.reduce((sum, { quarter, share }) => sum + share * (end - quarter), 0)
}

/** What the aim is worth: own cents kept, or cents times `earliness`. The larger the better. */
export function worthOf(problem: Problem, plan: Plan): bigint {
	if (problem.aim === 'own') return BigInt(costOf(problem) - plan.own)
	const amounts = amountsOf(plan)
	return problem.sources.reduce(
		(sum, source) => sum + BigInt(amounts.get(source.id) ?? 0) * BigInt(earliness(problem, source)),
		0n
	)
}

export const breaches = [
	'share',
	'line',
	'least',
	'ceiling',
	'excluded',
	'secured',
	'own-least',
	'own-most',
	'most',
	'sum'
] as const
export type Breach = { rule: (typeof breaches)[number]; source?: string; line?: string }

/** Every rule a plan breaks, whoever made it; none for a plan that holds. */
export function breachesOf(problem: Problem, plan: Plan): Breach[] {
	const found: Breach[] = []
	const sources = new Map(problem.sources.map((source) => [source.id, source]))
	const paid = new Map(problem.lines.map(({ id }) => [id, 0]))
	for (const { source, line, cents } of plan.shares) {
		const from = sources.get(source)
		if (!from || !paid.has(line) || !pays(from, line) || !Number.isSafeInteger(cents) || cents <= 0)
			found.push({ rule: 'share', source, line })
		paid.set(line, (paid.get(line) ?? 0) + cents)
	}
	for (const { id, cents } of problem.lines) if (paid.get(id)! > cents) found.push({ rule: 'line', line: id })
	const amounts = amountsOf(plan)
	for (const source of problem.sources) {
		const amount = amounts.get(source.id) ?? 0
		if (source.secured && amount === 0) found.push({ rule: 'secured', source: source.id })
		if (amount > 0 && amount < source.min) found.push({ rule: 'least', source: source.id })
		if (amount > ceilingOf(problem, source)) found.push({ rule: 'ceiling', source: source.id })
		if (amount > 0 && source.excludes.some((other) => (amounts.get(other) ?? 0) > 0))
			found.push({ rule: 'excluded', source: source.id })
	}
	const given = [...amounts.values()].reduce((sum, cents) => sum + cents, 0)
	if (given + plan.own !== costOf(problem)) found.push({ rule: 'sum' })
	if (plan.own < leastOwn(problem)) found.push({ rule: 'own-least' })
	if (problem.ownMax !== null && plan.own > problem.ownMax) found.push({ rule: 'own-most' })
	if (problem.most !== null && amounts.size > problem.most) found.push({ rule: 'most' })
	return found
}
