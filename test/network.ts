import { addOrganisation } from '#modules/network/organisations.server'
import { ownEntry } from '#modules/network/people.server'
import type { OrganisationInput } from '#modules/network/schema'
import { standIn } from '#modules/network/standings.server'
import type { Ctx } from '#platform/ctx'
import { buildSignedIn } from '#test/accounts'
import { actor, as } from '#test/support'

/** An organisation's form, filled in as little as it may be. */
export const organisationInput = (over: Partial<OrganisationInput> = {}): OrganisationInput => ({
	name: { bg: 'Община Дунавград' },
	acronyms: [],
	otherNames: [],
	kind: 'local-authority',
	country: 'BG',
	territory: null,
	place: null,
	address: null,
	website: null,
	email: null,
	phone: null,
	size: null,
	population: null,
	description: {},
	expertise: {},
	themes: [],
	languages: [],
	eik: [],
	siren: [],
	siret: [],
	rna: [],
	visibility: {},
	...over
})

/** An officer with an account of their own: what the staff write names them. */
export async function buildOfficer(ctx: Ctx): Promise<Ctx> {
	const { accountId } = await buildSignedIn(ctx, { name: 'Maxime Modèle' })
	return as(ctx, actor(['officer'], { accountId }))
}

/** A listed, verified organisation. Returns its id. */
export const buildOrganisation = async (ctx: Ctx, over: Partial<OrganisationInput> = {}): Promise<string> =>
	addOrganisation(await buildOfficer(ctx), organisationInput(over))

/** Somebody signed in who stands in the organisation. */
export async function buildStanding(ctx: Ctx, organisationId: string, role: 'member' | 'lead' = 'lead', name?: string) {
	const person = await buildSignedIn(ctx, name ? { name } : {})
	const personId = await ownEntry(person.ctx)
	const membershipId = await standIn(person.ctx, { personId, organisationId, role, function: { bg: 'експерт' }, since: null })
	return { ...person, personId, membershipId }
}

export const proposal = { function: 'Главен експерт', message: '' }
