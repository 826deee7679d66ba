import type { AwardKind } from './award-workflow.ts'

/** The life of a report: from which statuses each can be reached. Buttons and verbs read the same table. */
export const reportKinds = ['interim', 'final', 'stay', 'mission'] as const
export type ReportKind = (typeof reportKinds)[number]

/** What each kind of award may be asked for; a prize owes one when it is money. */
export const kindsFor: Record<AwardKind, readonly ReportKind[]> = {
	grant: ['interim', 'final'],
	scholarship: ['interim', 'stay'],
	prize: ['final'],
	support: ['mission']
}

export const reportStatuses = ['due', 'draft', 'filed', 'returned', 'accepted'] as const
export type ReportStatus = (typeof reportStatuses)[number]

const reportFrom: Record<ReportStatus, readonly ReportStatus[]> = {
	due: [],
	draft: ['due'],
	filed: ['due', 'draft', 'returned'],
	returned: ['filed'],
	accepted: ['filed']
}
export const canMoveReport = (from: ReportStatus, to: ReportStatus): boolean => reportFrom[to].includes(from)

/** While its holder writes it. */
export const isWritable = (status: ReportStatus): boolean => status === 'due' || status === 'draft' || status === 'returned'

/** Reports with vouchers: those of an award that pays part of what is spent. */
export const hasExpenses = (kind: ReportKind): boolean => kind === 'interim' || kind === 'final'

export const deductionReasons = ['no_proof', 'ineligible', 'period', 'not_planned', 'twice', 'error'] as const
export type DeductionReason = (typeof deductionReasons)[number]

/** How many of the reminders of a report due on a day should have gone out by today; both as `2027-03-01`. */
export function reportReminderStage(dueOn: string, today: string, days: readonly number[]): number {
	const left = Math.round((Date.parse(dueOn) - Date.parse(today)) / 86_400_000)
	return days.filter((before) => left <= before).length
}
