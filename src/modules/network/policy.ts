import { isStaff, mayEnterOffice, mayWrite, ownServices } from '#modules/identity/policy'
import type { Actor } from '#platform/ctx'
import type { OrganisationStatus } from './workflow.ts'

/** Who may read a field: everybody, who stands in a listed organisation, or the staff. Each reads what the one before does. */
export const levels = ['public', 'members', 'staff'] as const
export type Level = (typeof levels)[number]

/** What of an organisation can be kept back, with the usual level. Its name, kind, place and themes are always public. */
export const organisationFields = {
	website: 'public',
	description: 'public',
	expertise: 'public',
	languages: 'public',
	size: 'public',
	population: 'public',
	address: 'members',
	email: 'members',
	phone: 'members',
	people: 'members'
} as const satisfies Record<string, Level>
export type OrganisationField = keyof typeof organisationFields

/**
 * What of a person shown as an expert can be kept back. Mail and phone are not here: nobody but the staff reads them
 * before both sides of an introduction have said yes.
 */
export const personFields = {
	function: 'public',
	organisations: 'public',
	expertise: 'public',
	themes: 'public',
	languages: 'public',
	territory: 'public',
	absence: 'members'
} as const satisfies Record<string, Level>
export type PersonField = keyof typeof personFields

const rank = (level: string) => levels.indexOf(level as Level)

/** The level of a field; what is stored and unknown counts as the strictest. */
export function levelOf<Field extends string>(usual: Record<Field, Level>, visibility: unknown, field: Field): Level {
	const chosen = (visibility as Record<string, unknown> | null)?.[field]
	if (chosen === undefined) return usual[field]
	return levels.includes(chosen as Level) ? (chosen as Level) : 'staff'
}

/** Whether a reader of this level may read the field. */
export const maySeeField = <Field extends string>(
	usual: Record<Field, Level>,
	visibility: unknown,
	field: Field,
	reader: Level
): boolean => rank(levelOf(usual, visibility, field)) <= rank(reader)

/** The actor's standing membership in the organisation asked about, if there is one. */
export type Standing = { role: string } | null | undefined

export const mayReadNetwork = mayEnterOffice
/** The staff keep the network: they add, correct, verify, hide, merge, and answer claims. */
export const mayKeepNetwork = (actor: Actor | null): actor is Actor => mayWrite(actor) && isStaff(actor)

/**
 * Who reads and keeps a contact's address: all the staff, and of one that is reserved those of the services that look after it.
 */
export const keepsContact = (
	actor: Actor | null,
	{ services, reserved }: { services: readonly string[]; reserved: boolean }
): boolean => mayKeepNetwork(actor) && (!reserved || (ownServices(actor) ?? services).some((each) => services.includes(each)))

/** A listed organisation is everybody's to see; another one is for the staff and those who stand in it. */
export const maySeeOrganisation = (actor: Actor | null, organisation: { status: string }, standing?: Standing): boolean =>
	organisation.status === 'listed' || mayReadNetwork(actor) || (organisation.status === 'proposed' && Boolean(standing))

export const mayCorrectOrganisation = (actor: Actor | null, organisation: { status: string }, standing?: Standing): boolean =>
	organisation.status !== 'merged' &&
	(mayKeepNetwork(actor) || (mayWrite(actor) && organisation.status !== 'hidden' && standing?.role === 'lead'))

export const mayProposeOrganisation = mayWrite

/** A claim is asked of a listed organisation by whoever does not lead it yet. */
export const mayClaim = (
	actor: Actor | null,
	organisation: { status: OrganisationStatus | string },
	standing?: Standing
): boolean => mayWrite(actor) && organisation.status === 'listed' && standing?.role !== 'lead'

export const mayHaveEntry = mayWrite
