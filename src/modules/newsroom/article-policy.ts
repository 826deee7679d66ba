import { hasRole, isAdministrator, mayEnterOffice, mayWrite } from '#modules/identity/policy'
import type { Actor } from '#platform/ctx'

/** Who reads what is not yet public in the newsroom: staff and auditors. */
export const mayReadNewsroom = mayEnterOffice

/** Who writes and publishes: editors, and whoever answers for the service. */
export const mayEdit = (actor: Actor | null): actor is Actor =>
	mayWrite(actor) && (hasRole(actor, 'editor') || hasRole(actor, 'head') || isAdministrator(actor))
