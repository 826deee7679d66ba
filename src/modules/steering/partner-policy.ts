import { hasRole, isAdministrator, isAuditor, isStaff, mayWrite } from '#modules/identity/policy'
import type { Actor } from '#platform/ctx'

type OfServices = { services: readonly string[]; reserved: boolean }
type Note = { service: string; shared: boolean; writtenBy: string | null }

const worksIn = (actor: Actor | null, service: string) => isStaff(actor, service) || isAdministrator(actor) || isAuditor(actor)

/** Who reads one thing in a partner's file: all of the office, and of what is reserved the services that run it. */
export const mayReadThing = (actor: Actor | null, { services, reserved }: OfServices): boolean =>
	!reserved || services.some((service) => worksIn(actor, service))

export const notePolicy = {
	/** A shared note is the whole office's, another one its service's. */
	read: (actor: Actor | null, { service, shared }: Note): boolean => shared || worksIn(actor, service),
	/** Whoever works in the service writes for it. */
	write: (actor: Actor | null, service: string): actor is Actor => mayWrite(actor) && isStaff(actor, service),
	/** Whoever wrote it, and the head of its service. */
	remove: (actor: Actor | null, { service, writtenBy }: Note): actor is Actor =>
		mayWrite(actor) && (actor.accountId === writtenBy || hasRole(actor, 'head', service) || isAdministrator(actor))
}

/** In which of the services the actor may write. */
export const servicesToNote = (actor: Actor | null, services: readonly { key: string }[]): string[] =>
	services.filter(({ key }) => notePolicy.write(actor, key)).map(({ key }) => key)
