import { hasRole, isAdministrator, isStaff, mayEnterOffice, mayWrite } from '#modules/identity/policy'
import type { Actor } from '#platform/ctx'
import { mayReadThing } from './partner-policy.ts'

type Task = { service: string; reserved: boolean; assigneeId: string | null; createdBy: string | null }

/** Who may do what with a task; what is reserved is its service's, and of whoever it was given to. */
export const taskPolicy = {
	read: (actor: Actor | null, { service, reserved, assigneeId }: Task): boolean =>
		mayEnterOffice(actor) && (mayReadThing(actor, { services: [service], reserved }) || actor?.accountId === assigneeId),
	make: (actor: Actor | null, service: string): actor is Actor => mayWrite(actor) && isStaff(actor, service),
	/** Whoever works in its service: people stand in for one another. */
	change: (actor: Actor | null, { service }: Task): actor is Actor => mayWrite(actor) && isStaff(actor, service),
	/** Saying that it is done: its service, and whoever it was given to. */
	finish: (actor: Actor | null, task: Task): actor is Actor =>
		mayWrite(actor) && (isStaff(actor, task.service) || actor.accountId === task.assigneeId),
	remove: (actor: Actor | null, { service, createdBy }: Task): actor is Actor =>
		mayWrite(actor) && (actor.accountId === createdBy || hasRole(actor, 'head', service) || isAdministrator(actor))
}
