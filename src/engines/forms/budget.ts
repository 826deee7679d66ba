/** A budget: what it costs by category, who pays for it, and the rules of the call. Everything in whole cents, compared exactly. */
import { MAX_CENTS, money, rateOf, share } from '#platform/money'
import type { BudgetRules } from './definition.ts'
import { decimalFraction, rounded, times, fraction } from './fraction.ts'
import { error, warning, type Problem } from './problem.ts'
import {
	centsOf,
	filledRows,
	isEmpty,
	isUnread,
	numberOf,
	sourceKinds,
	textOf,
	type Budget,
	type BudgetLine,
	type SourceKind
} from './values.ts'

export const MOST_LINES = 200

/** Quantity × unit cost, rounded half up to the cent; a quantity left empty is one. Null without a unit cost. */
export function lineAmount({ quantity, unitCost }: BudgetLine): number | null {
	const cents = centsOf(unitCost)
	if (cents === null || isUnread(quantity)) return null
	const count = numberOf(quantity) ?? 1
	const amount = rounded(times(decimalFraction(count), fraction(BigInt(cents))), 0)
	return Math.abs(amount) <= MAX_CENTS ? amount : null
}

/** Every figure of a budget, in cents; rates are basis points of `total`, rounded, for reading only. */
export type BudgetFigures = {
	byCategory: Record<string, number>
	direct: number
	overhead: number
	total: number
	bySource: Record<SourceKind, number>
	financing: number
	/** Still to be found (above zero) or too much (below). */
	gap: number
	own: number
	grantRate: number
	ownRate: number
	inKindRate: number
}

export function budgetFigures(rules: BudgetRules, budget: Budget): BudgetFigures {
	const byCategory: Record<string, number> = Object.fromEntries(rules.categories.map(({ key }) => [key, 0]))
	let direct = 0
	for (const line of budget.lines) {
		const amount = lineAmount(line) ?? 0
		direct += amount
		if (line.category !== undefined && Object.hasOwn(byCategory, line.category)) byCategory[line.category]! += amount
	}
	const overhead = rules.overheadRate ? share(money(direct), rules.overheadRate).cents : 0
	const bySource = Object.fromEntries(sourceKinds.map((kind) => [kind, 0])) as Record<SourceKind, number>
	let financing = 0
	for (const source of budget.sources) {
		const amount = centsOf(source.amount) ?? 0
		financing += amount
		if (source.kind && Object.hasOwn(bySource, source.kind)) bySource[source.kind] += amount
	}
	const total = direct + overhead
	const own = bySource.own_cash + bySource.own_in_kind
	const rate = (part: number) => rateOf(money(part), money(total))
	return {
		byCategory,
		direct,
		overhead,
		total,
		bySource,
		financing,
		gap: total - financing,
		own,
		grantRate: rate(bySource.grant),
		ownRate: rate(own),
		inKindRate: rate(bySource.own_in_kind)
	}
}

/** The figures that conditions, calculations and cross-checks may name: `budget.total` for a field `budget`. */
export const budgetFigureNames = ['total', 'direct', 'overhead', 'financing', 'own', ...sourceKinds] as const
export type BudgetFigure = (typeof budgetFigureNames)[number]
export const budgetFigure = (figures: BudgetFigures, name: BudgetFigure): number =>
	name in figures.bySource ? figures.bySource[name as SourceKind] : figures[name as Exclude<BudgetFigure, SourceKind>]

// Without rounding: a cent above the rate is above the rate.
const exceeds = (part: number, rate: number, whole: number) => BigInt(part) * 10_000n > BigInt(rate) * BigInt(whole)

/**
 * What is wrong with a budget. While drafting, only what cannot be read or breaks a ceiling; on filing also what is missing
 * and whether it balances. `field` is the key of the budget field.
 */
export function budgetProblems(field: string, rules: BudgetRules, budget: Budget, filing: boolean): Problem[] {
	const problems: Problem[] = []
	const missing = (at: string) => filing && problems.push(error(at, 'error.required', {}, { missing: true }))

	for (const [line, at] of filledRows(budget.lines)) {
		const name = `${field}.lines.${at}`
		if (!line.category) missing(`${name}.category`)
		else if (!rules.categories.some(({ key }) => key === line.category))
			problems.push(error(`${name}.category`, 'error.forms.budget.category'))
		if (isEmpty(line.label)) missing(`${name}.label`)
		if (isUnread(line.quantity)) problems.push(error(`${name}.quantity`, line.quantity.why, line.quantity.params))
		else if ((numberOf(line.quantity) ?? 1) <= 0) problems.push(error(`${name}.quantity`, 'error.forms.budget.quantity'))
		if (isUnread(line.unitCost)) problems.push(error(`${name}.unitCost`, line.unitCost.why, line.unitCost.params))
		else if (centsOf(line.unitCost) === null) missing(`${name}.unitCost`)
		else if (!isUnread(line.quantity) && lineAmount(line) === null)
			problems.push(error(`${name}.unitCost`, 'error.money.too_large'))
	}
	for (const [source, at] of filledRows(budget.sources)) {
		const name = `${field}.sources.${at}`
		if (!source.kind) missing(`${name}.kind`)
		if (isUnread(source.amount)) problems.push(error(`${name}.amount`, source.amount.why, source.amount.params))
		else if (centsOf(source.amount) === null) missing(`${name}.amount`)
		if ((source.kind === 'public' || source.kind === 'private') && isEmpty(textOf(source.name))) missing(`${name}.name`)
		const outside = source.kind === 'public' || source.kind === 'private'
		if (filing && rules.warnUnsecured && outside && source.status !== 'secured')
			problems.push(warning(`${name}.status`, 'error.forms.budget.unsecured'))
	}

	const figures = budgetFigures(rules, budget)
	const { total, bySource, own } = figures
	const euros = (cents: number) => money(cents)
	if (rules.maxGrant !== undefined && bySource.grant > rules.maxGrant)
		problems.push(error(field, 'error.forms.budget.max_grant', { max: euros(rules.maxGrant), asked: euros(bySource.grant) }))
	for (const category of rules.categories) {
		const spent = figures.byCategory[category.key] ?? 0
		const names = { category: category.label }
		if (category.maxCents !== undefined && spent > category.maxCents)
			problems.push(
				error(field, 'error.forms.budget.category_amount', { max: euros(category.maxCents), spent: euros(spent) }, { names })
			)
		if (filing && category.maxRate !== undefined && exceeds(spent, category.maxRate, figures.direct))
			problems.push(
				error(field, 'error.forms.budget.category_rate', { max: category.maxRate / 10_000, spent: euros(spent) }, { names })
			)
	}
	if (!filing) return problems
	if (total === 0) return [...problems, error(field, 'error.forms.budget.no_lines', {}, { missing: true })]

	// The rates mean nothing until the two sides are there; a draft shows them without judging.
	if (figures.gap !== 0)
		problems.push(
			error(field, figures.gap > 0 ? 'error.forms.budget.short' : 'error.forms.budget.over', {
				gap: euros(Math.abs(figures.gap))
			})
		)
	if (rules.minGrant !== undefined && bySource.grant < rules.minGrant)
		problems.push(error(field, 'error.forms.budget.min_grant', { min: euros(rules.minGrant), asked: euros(bySource.grant) }))
	if (rules.maxRate !== undefined && exceeds(bySource.grant, rules.maxRate, total)) {
		const most = Number((BigInt(rules.maxRate) * BigInt(total)) / 10_000n)
		problems.push(error(field, 'error.forms.budget.max_rate', { max: rules.maxRate / 10_000, most: euros(most) }))
	}
	if (rules.minOwnRate !== undefined && BigInt(own) * 10_000n < BigInt(rules.minOwnRate) * BigInt(total)) {
		const least = Number((BigInt(rules.minOwnRate) * BigInt(total) + 9_999n) / 10_000n)
		problems.push(error(field, 'error.forms.budget.min_own', { min: rules.minOwnRate / 10_000, least: euros(least) }))
	}
	if (rules.maxInKind) {
		const whole = rules.maxInKind.of === 'own' ? own : total
		if (exceeds(bySource.own_in_kind, rules.maxInKind.rate, whole))
			problems.push(
				error(field, rules.maxInKind.of === 'own' ? 'error.forms.budget.in_kind_own' : 'error.forms.budget.in_kind_total', {
					max: rules.maxInKind.rate / 10_000
				})
			)
	}
	return problems
}
