import { hasRole, isAdministrator, isAuditor, isStaff, maySeeReserved, mayWrite, type Shared } from '#modules/identity/policy'
import type { Actor } from '#platform/ctx'
import { isCorrectable, type ProjectStatus } from './workflow.ts'

/** `services` run it together with its own. */
type OfService = { service: string; services?: readonly string[] }
type OfProject = OfService & { status: ProjectStatus; public: boolean }

/** What the actor is in a project: the strongest of their posts in its partner organisations, null for none. */
export type ProjectStanding = { role: 'lead' | 'member'; partner: 'lead' | 'partner' | 'host' | 'expert' | 'funder' } | null

/** Who leads the projects of a service: its officers and head, administrators. */
const leads = (actor: Actor | null, { service, services = [] }: OfService): actor is Actor =>
	mayWrite(actor) &&
	(isAdministrator(actor) ||
		[service, ...services].some((each) => hasRole(actor, 'officer', each) || hasRole(actor, 'head', each)))

/** Who carries a project: not its experts and funders, who read along. */
const carries = (standing: ProjectStanding) => standing !== null && ['lead', 'partner', 'host'].includes(standing.partner)

/** Who may do what with a project; when it may be done is the workflow's business. */
export const projectPolicy = {
	/** Office lists and what is not public: all staff and auditors. */
	office: (actor: Actor | null): boolean => isStaff(actor) || isAuditor(actor),
	/** A project as its people see it; what is public everybody reads on the portal. */
	view: (actor: Actor | null, project: Shared, standing: ProjectStanding): boolean =>
		(projectPolicy.office(actor) && maySeeReserved(actor, project)) || standing !== null,
	draft: leads,
	/** Saying which services run it too, and whether the others see it: its own service's business. */
	share: (actor: Actor | null, { service }: OfService): actor is Actor => leads(actor, { service }),
	/** Everything about it: dates, priorities, partners. Editors put its words in order. */
	correct: (actor: Actor | null, project: OfService): boolean =>
		leads(actor, project) || (mayWrite(actor) && hasRole(actor, 'editor', project.service)),
	/** Its partners, and where it stands. */
	lead: leads,
	/** On the portal, and off it. */
	publish: leads,
	/** Nothing is owed any more: the head says so, or an officer where no money went through. */
	close: leads,
	/**
	 * Telling its story, its activities and documents. Once it is public, what a partner writes is read by everybody at
	 * once: only those who lead the organisation do that.
	 */
	tell: (actor: Actor | null, project: OfProject, standing: ProjectStanding): boolean =>
		projectPolicy.correct(actor, project) ||
		(mayWrite(actor) &&
			carries(standing) &&
			isCorrectable(project.status, false) &&
			(!project.public || standing?.role === 'lead'))
}

/** The money side: what 3 eyes see. Finance and heads of the service, administrators. */
export const mayHandleMoney = (actor: Actor | null, { service }: OfService): actor is Actor =>
	mayWrite(actor) && (hasRole(actor, 'finance', service) || isAdministrator(actor))

/** In which of the services the actor may begin projects. */
export const servicesToRun = (actor: Actor | null, services: readonly { key: string }[]): string[] =>
	services.filter(({ key }) => leads(actor, { service: key })).map(({ key }) => key)
