import { hasRole, isAdministrator, isAuditor, isStaff, mayWrite, type Holder } from '#modules/identity/policy'
import type { Actor } from '#platform/ctx'

/** `services` run it together with its own. */
type OfService = { service: string; services?: readonly string[] }

/** Who prepares and leads a call: officers and the head of its service, administrators. Editors and finance staff read. */
const leads = (actor: Actor | null, { service, services = [] }: OfService): actor is Actor =>
	mayWrite(actor) &&
	(isAdministrator(actor) ||
		[service, ...services].some((each) => hasRole(actor, 'officer', each) || hasRole(actor, 'head', each)))

/** Who may do what with a call; when it may be done is the workflow's and the calendar's business. */
export const callPolicy = {
	/** The office's view, drafts too: all staff and auditors. What is published everybody reads on the portal. */
	view: (actor: Holder | null): boolean => isStaff(actor) || isAuditor(actor),
	/** Setting up a call of this service. */
	draft: leads,
	edit: leads,
	/** Saying which services run it too, and whether the others see it: its own service's business. */
	share: (actor: Actor | null, { service }: OfService): actor is Actor => leads(actor, { service }),
	/** Publishing, extending and cancelling. */
	publish: leads,
	/** Opening the sealed files, checking requirements, assigning evaluators, keeping the panel's minutes. */
	run: leads,
	/** The decision is a head's, of the call's service, and nobody's in their place. */
	decide: (actor: Actor | null, { service }: OfService): actor is Actor => mayWrite(actor) && hasRole(actor, 'head', service)
}

/** In which of the services the actor may set up calls. */
export const servicesToLead = (actor: Actor | null, services: readonly { key: string }[]): string[] =>
	services.filter(({ key }) => callPolicy.draft(actor, { service: key })).map(({ key }) => key)
