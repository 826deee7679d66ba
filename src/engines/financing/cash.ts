import { amountsOf, quartersOf, type Plan, type Problem } from './problem.ts'

/** A quarter of the project: what is spent, what each source pays in, and what has been paid in less what was spent by its end. */
export interface Quarter {
	spent: number
	received: Map<string, number>
	/** Below zero, the project has to lay out so much of its own or of borrowed money. */
	balance: number
}

/** Shares of a whole over steps, each the difference of two rounded-down sums: together they are the whole to the cent. */
function spread(cents: number, weights: readonly number[]): number[] {
	const whole = BigInt(weights.reduce((sum, weight) => sum + weight, 0))
	let weight = 0
	let before = 0
	return weights.map((each) => {
		weight += each
		const until = Number((BigInt(cents) * BigInt(weight)) / whole)
		const part = until - before
		before = until
		return part
	})
}

/** The money of a plan quarter by quarter, in cents, to the last cost and the last instalment. */
export function cashFlow(problem: Problem, plan: Plan): Quarter[] {
	const quarters = Array.from({ length: quartersOf(problem) }, (): Quarter => ({ spent: 0, received: new Map(), balance: 0 }))
	for (const { cents, from, until } of problem.lines)
		spread(cents, Array<number>(until - from + 1).fill(1)).forEach((part, at) => (quarters[from + at]!.spent += part))
	const amounts = amountsOf(plan)
	for (const { id, instalments } of problem.sources) {
		const amount = amounts.get(id)
		if (amount === undefined) continue
		const inOrder = instalments.toSorted((a, b) => a.quarter - b.quarter)
		const parts = spread(
			amount,
			inOrder.map(({ share }) => share)
		)
		inOrder.forEach(({ quarter }, at) => {
			const { received } = quarters[quarter]!
			received.set(id, (received.get(id) ?? 0) + parts[at]!)
		})
	}
	let balance = 0
	for (const quarter of quarters) {
		for (const cents of quarter.received.values()) balance += cents
		balance -= quarter.spent
		quarter.balance = balance
	}
	return quarters
}

/** The most the project must lay out at once. */
export const deepest = (quarters: readonly Quarter[]): number => Math.max(0, ...quarters.map(({ balance }) => -balance))
