import { isStaff, mayEnterOffice, mayWrite } from '#modules/identity/policy'
import type { Standing } from '#modules/network/policy'
import type { Actor } from '#platform/ctx'
import type { ListingStatus } from './workflow.ts'

/** Who reads what is not public in the exchange: staff and auditors. */
export const mayReadExchange = mayEnterOffice

/** Who publishes, returns and closes what others wrote. */
export const mayModerate = (actor: Actor | null): actor is Actor => mayWrite(actor) && isStaff(actor)

/**
 * Who may do what with an offer or a need; when it may be done is the workflow's business. `standing` is the actor's
 * membership in the organisation behind it.
 */
export const listingPolicy = {
	/** Everybody what is published; what is not, its organisation and the office. */
	view: (actor: Actor | null, listing: { status: ListingStatus }, standing: Standing): boolean =>
		listing.status === 'published' || listingPolicy.viewWhole(actor, standing),
	/** Whatever its state, and with who stands behind an anonymous one. */
	viewWhole: (actor: Actor | null, standing: Standing): boolean => mayReadExchange(actor) || Boolean(standing),
	edit: (actor: Actor | null, standing: Standing): boolean => mayModerate(actor) || (mayWrite(actor) && Boolean(standing)),
	/** Submitting, renewing and closing speak for the organisation. */
	answer: (actor: Actor | null, standing: Standing): boolean =>
		mayModerate(actor) || (mayWrite(actor) && standing?.role === 'lead')
}
