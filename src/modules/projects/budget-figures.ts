/** The arithmetic of a financing plan: exact cents, rates in basis points. Browser-safe. */
import { add, convertBgn, money, rateOf, subtract, sum, type Money } from '#platform/money'

export type LineSide = 'expense' | 'source'
/** A line as it is planned. `original` is what was given in leva, kept beside its euros. */
export type PlannedLine = {
	side: LineSide
	category: string
	label: string
	plannedCents: number
	inKind: boolean
	original: Money | null
}
/** `line` and `rate` in basis points: how far a line, or the part the award pays, may move without an amendment. */
export type Tolerance = { line: number; rate: number }

const total = (cents: readonly number[]) =>
	sum(
		cents.map((each) => money(each)),
		'EUR'
	).cents

/** An amount as it was typed, in the euros the plan is kept in; leva are converted once, at the irrevocable rate. */
export const plannedFrom = (typed: Money): { plannedCents: number; original: Money | null } => ({
	plannedCents: convertBgn(typed).cents,
	original: typed.currency === 'BGN' ? typed : null
})

/** `gap` is what is still to be found (above zero) or too much (below); `rate` the part the award pays, in basis points. */
export function planTotals(lines: readonly Pick<PlannedLine, 'side' | 'category' | 'plannedCents'>[]) {
	const of = (side: LineSide) => lines.filter((line) => line.side === side)
	const expenses = total(of('expense').map(({ plannedCents }) => plannedCents))
	const sources = total(of('source').map(({ plannedCents }) => plannedCents))
	const grant = total(
		of('source')
			.filter(({ category }) => category === 'grant')
			.map(({ plannedCents }) => plannedCents)
	)
	return { expenses, sources, grant, gap: expenses - sources, rate: rateOf(money(grant), money(expenses)) }
}

/** How far a line has come: parts of what was planned in basis points, and whether it has left its tolerance. */
export function lineState(
	{ planned, spent, accepted }: { planned: number; spent: number; accepted: number },
	{ line }: Tolerance
) {
	return {
		spentRate: rateOf(money(spent), money(planned)),
		acceptedRate: rateOf(money(accepted), money(planned)),
		left: subtract(money(planned), money(spent)).cents,
		// Without rounding: a cent above the tolerance is above it. A line with nothing planned has no room at all.
		over: BigInt(spent) * 10_000n > BigInt(planned) * BigInt(10_000 + line)
	}
}

/**
 * What the award comes to once expenses are accepted: its part of the plan, taken of what was accepted, and never more than
 * was awarded. Rounded half up to the cent. With no planned expense (a prize) it is the award itself.
 */
export function dueOn({ awarded, planned, accepted }: { awarded: number; planned: number; accepted: number }): number {
	if (planned === 0 || accepted >= planned) return awarded
	const twice = 2n * BigInt(awarded) * BigInt(accepted) + BigInt(planned)
	return Number(twice / (2n * BigInt(planned)))
}

/** What is still to be paid and what is to be paid back: one of the two is nought. */
export const settlement = ({ due, paid }: { due: number; paid: number }) => ({
	balance: Math.max(0, due - paid),
	repay: Math.max(0, paid - due)
})

/** Whether the part the award pays of what was spent has left its tolerance: the co-financing did not come. */
export function rateLeft(
	{ grant, planned, spent, paid }: { grant: number; planned: number; spent: number; paid: number },
	{ rate }: Tolerance
): boolean {
	if (planned === 0 || spent === 0) return false
	return Math.max(0, rateOf(money(paid), money(spent)) - rateOf(money(grant), money(planned))) > rate && paid > 0
}

/** What is accepted when so much of an expense is deducted; both are whole cents of the same expense. */
export function afterDeduction(amount: number, deducted: number): number {
	if (deducted < 0 || deducted > amount) throw new RangeError('A deduction is a part of its expense')
	return subtract(money(amount), money(deducted)).cents
}

/** The sum of amounts in cents. */
export const totalOf = (amounts: readonly number[]): number =>
	amounts.reduce((before, each) => add(money(before), money(each)).cents, 0)
