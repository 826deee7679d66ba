import { isStaff, mayEnterOffice, mayWrite } from '#modules/identity/policy'
import type { Standing } from '#modules/network/policy'
import type { Actor } from '#platform/ctx'
import { mayEdit } from './article-policy.ts'

/** Who reads what is not public: staff and auditors. */
export const mayReadPractices = mayEnterOffice

/** Who vouches for the content, and gives a sheet back. */
export const mayCheck = (actor: Actor | null): actor is Actor => mayWrite(actor) && isStaff(actor)

/** Who puts on the portal what another has checked. */
export const mayPublish = mayEdit

/** Those it belongs to: whoever wrote it, and the people of its organisation (`standing` is the actor's in it). */
export const isOwn = (actor: Actor | null, practice: { accountId: string | null }, standing: Standing): boolean =>
	actor !== null && (practice.accountId === actor.accountId || Boolean(standing))

export const practicePolicy = {
	view: (actor: Actor | null, practice: { accountId: string | null }, standing: Standing): boolean =>
		mayReadPractices(actor) || isOwn(actor, practice, standing),
	edit: (actor: Actor | null, practice: { accountId: string | null }, standing: Standing): boolean =>
		mayCheck(actor) || (mayWrite(actor) && isOwn(actor, practice, standing))
}
