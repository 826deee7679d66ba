import type { Actor, Role } from '#platform/ctx'

/** Everyone who works for the programme and may act in its office. An auditor reads there and is not of it. */
const staffRoles: Role[] = ['officer', 'editor', 'finance', 'head', 'administrator']

/** Who holds roles: an actor, or an account that is asked about. */
export type Holder = Pick<Actor, 'roles'>

/**
 * Whether the actor holds the role. With `service`, in that service: a role in the whole programme counts there too.
 * Without, anywhere.
 */
export const hasRole = (actor: Holder | null, role: Role, service?: string): boolean =>
	actor !== null &&
	actor.roles.some((held) => held.role === role && (service === undefined || held.service === null || held.service === service))

/** One of the staff roles, anywhere or (with `service`) in that service. Does not include auditors. */
export const isStaff = (actor: Holder | null, service?: string): boolean =>
	staffRoles.some((role) => hasRole(actor, role, service))

/**
 * The services the actor works in, whose reserved things they see in the office; null for all of them: administrators,
 * auditors, and whoever holds a role in the whole programme.
 */
export function ownServices(actor: Holder | null): string[] | null {
	const held = actor?.roles.filter(({ role }) => role === 'auditor' || staffRoles.includes(role)) ?? []
	return held.some(({ service }) => service === null) ? null : held.map(({ service }) => service!)
}

/** What several services run together, and whether the others are kept from it. */
export type Shared = { service: string; services: readonly string[]; reserved: boolean }

/** Whether the office shows it to the actor: what is reserved, to its own services. */
export function maySeeReserved(actor: Holder | null, { service, services, reserved }: Shared): boolean {
	const own = ownServices(actor)
	return !reserved || own === null || [service, ...services].some((each) => own.includes(each))
}

/** Only a grant for the whole programme makes an administrator; the database and grantRole know no other. */
export const isAdministrator = (actor: Actor | null): boolean => hasRole(actor, 'administrator')
export const isAuditor = (actor: Holder | null): boolean => hasRole(actor, 'auditor')

/** Who may open the office: staff to work, auditors to read. */
export const mayEnterOffice = (actor: Actor | null): boolean => isStaff(actor) || isAuditor(actor)

/** Signed in and not an auditor: an auditor reads everything and writes nothing, whatever other role they hold. */
export const mayWrite = (actor: Actor | null): actor is Actor => actor !== null && !isAuditor(actor)

/** Whether something that asks for fresh authentication must send the actor to confirm who they are first. */
export const needsFresh = (actor: Actor | null, now: Date): boolean =>
	actor === null || actor.freshUntil === null || actor.freshUntil <= now

/** Roles held for the whole programme, never in one service. */
export const isProgrammeRole = (role: Role): boolean => role === 'administrator' || role === 'auditor'

/** Who may invite or give this role there: administrators any, a head the working roles of the own service. */
export const mayInvite = (actor: Actor | null, role: Role, service: string | null): boolean =>
	mayWrite(actor) &&
	(isAdministrator(actor) ||
		(service !== null && !isProgrammeRole(role) && role !== 'head' && role !== 'finance' && hasRole(actor, 'head', service)))
