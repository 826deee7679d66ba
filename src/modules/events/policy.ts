import { hasRole, isAdministrator, mayEnterOffice, maySeeReserved, mayWrite } from '#modules/identity/policy'
import type { Actor } from '#platform/ctx'

type OfServices = { service: string; services: readonly string[] }

/** Who prepares and runs an event: officers and heads of its service or of one that organises it too, and administrators. */
const runs = (actor: Actor | null, { service, services }: OfServices): actor is Actor =>
	mayWrite(actor) &&
	(isAdministrator(actor) ||
		[service, ...services].some((each) => hasRole(actor, 'officer', each) || hasRole(actor, 'head', each)))

/** Who may do what with an event; when it may be done is the workflow's and the calendar's business. */
export const eventPolicy = {
	/** The office's view, drafts too: all staff and auditors. What is published everybody reads on the portal. */
	view: mayEnterOffice,
	/** One event there: what is reserved, to the services that organise it. */
	viewOne: (actor: Actor | null, event: OfServices & { reserved: boolean }): boolean =>
		mayEnterOffice(actor) && maySeeReserved(actor, event),
	/** Keeping it from the other services. */
	share: runs,
	/** Setting up an event of this service. */
	draft: (actor: Actor | null, service: string): actor is Actor => runs(actor, { service, services: [] }),
	/** Words, programme, partners, categories; editors of its services write too. */
	edit: (actor: Actor | null, event: OfServices): actor is Actor =>
		runs(actor, event) || (mayWrite(actor) && [event.service, ...event.services].some((each) => hasRole(actor, 'editor', each))),
	/** Publishing, cancelling, and everything about the people who come: registrations, papers, check-in, questionnaires. */
	run: runs
}

/** In which of the services the actor may set up events. */
export const servicesToRun = (actor: Actor | null, services: readonly { key: string }[]): string[] =>
	services.filter(({ key }) => eventPolicy.draft(actor, key)).map(({ key }) => key)
