import type { Deadline, OpportunityRules } from './opportunity.ts'

export const opportunityStatuses = ['open', 'forthcoming', 'closed', 'gone'] as const
export type OpportunityStatus = (typeof opportunityStatuses)[number]

/** The deadline that counts: the next, or the last when all have passed; null for none (it can always be answered). */
export function nextDeadline(deadlines: readonly Deadline[], now: Date): Deadline | null {
	const inOrder = [...deadlines].sort((a, b) => (a.at < b.at ? -1 : 1))
	return inOrder.find(({ at }) => new Date(at) >= now) ?? inOrder.at(-1) ?? null
}

/** Where its dates put it. That it is gone is not a matter of dates: its source no longer names it. */
export function statusAt(
	{ opensAt, deadlines, rules }: { opensAt: Date | string | null; deadlines: readonly Deadline[]; rules: OpportunityRules },
	now: Date
): Exclude<OpportunityStatus, 'gone'> {
	const next = nextDeadline(deadlines, now)
	if (rules.closed || (next && new Date(next.at) < now)) return 'closed'
	return opensAt && new Date(opensAt) > now ? 'forthcoming' : 'open'
}
