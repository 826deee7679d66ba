import { mayWrite } from '#modules/identity/policy'
import type { Actor } from '#platform/ctx'
import { callPolicy } from './policy.ts'
import { isOpen, type ApplicationStatus, type Timed } from './workflow.ts'

export type AuthorRole = 'lead' | 'author'
type OfCall = { service: string; openedAt: Date | null }

/** Who may do what with an application. Authors write it; nobody else reads a word of it before the files are opened. */
export const applicationPolicy = {
	read: (role: AuthorRole | null): boolean => role !== null,
	write: (actor: Actor | null, role: AuthorRole | null): actor is Actor => mayWrite(actor) && role !== null,
	/** Filing, withdrawing and choosing the authors. */
	lead: (actor: Actor | null, role: AuthorRole | null): actor is Actor => mayWrite(actor) && role === 'lead',
	/** The office: what is filed, once it is opened. */
	readOpened: (actor: Actor | null, call: OfCall): boolean => callPolicy.view(actor) && call.openedAt !== null,
	run: (actor: Actor | null, call: OfCall): actor is Actor => callPolicy.run(actor, call)
}

/**
 * Whether an application can be written and filed at this instant: while the call is open, or under an officer's permission
 * after it, as long as the selection has not begun.
 */
export const takesFiling = (call: Timed, lateUntil: Date | null, at: Date): boolean =>
	isOpen(call, at) || (isLate(call, at) && lateUntil !== null && at < lateUntil)

export const isLate = ({ status, closesAt }: Timed, at: Date): boolean =>
	(status === 'published' || status === 'closed') && closesAt !== null && at >= closesAt

/** A filed application goes on being written until closing; what is filed is the filing, not the draft. */
export const isWritable = (status: ApplicationStatus): boolean => status === 'draft' || status === 'filed'
