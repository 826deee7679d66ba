/** The life of an import: read, mapped, checked, looked at, carried out. Browser-safe. */
export const importStatuses = ['reading', 'mapping', 'checking', 'ready', 'writing', 'done', 'failed', 'cancelled'] as const
export type ImportStatus = (typeof importStatuses)[number]

const moves: Record<ImportStatus, ImportStatus[]> = {
	reading: ['mapping', 'failed', 'cancelled'],
	// Another sheet of the workbook is read anew.
	mapping: ['reading', 'checking', 'cancelled'],
	checking: ['ready', 'failed', 'cancelled'],
	ready: ['mapping', 'checking', 'writing', 'cancelled'],
	// Once begun it is carried out as a whole: there is nothing half-written to cancel.
	writing: ['done', 'failed'],
	done: [],
	failed: ['cancelled'],
	cancelled: []
}
export const canMoveImport = (from: string, to: ImportStatus): boolean => (moves[from as ImportStatus] ?? []).includes(to)

/** Somebody waits for a job to end. */
export const isUnderWay = (status: string): boolean => ['reading', 'checking', 'writing'].includes(status)

export const rowOutcomes = ['new', 'known', 'duplicate', 'rejected'] as const
export type RowOutcome = (typeof rowOutcomes)[number]
export const rowDecisions = ['add', 'join', 'skip'] as const
export type RowDecision = (typeof rowDecisions)[number]
