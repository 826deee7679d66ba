import { v5 as uuidv5 } from 'uuid'
import { findAccountByEmail } from '#modules/identity/accounts.server'
import { demoAccounts, demoLinks, demoOrganisations, demoPeople, demoProfiles } from '#programme/demo'
import { given } from '#programme/given'
import { pathOf } from '#programme/territories'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { nextReference } from '#platform/references.server'
import { indexOrganisation, indexPerson } from './indexing.server.ts'
import { organisationKeys, personKeys } from './keys.ts'
import { entryOf } from './people.server.ts'
import { standIn } from './standings.server.ts'

/** So that a second start finds what the first made, and other modules' demo content can name it. */
const NAMESPACE = '0197c9a4-6f0e-7b53-9c1e-4a2d1f6e8b30'
/** The id of a demo organisation, by its key. */
export const demoOrganisationId = (key: string) => uuidv5(`organisation:${key}`, NAMESPACE)
/** The id of a demo expert’s entry, by their name. */
export const demoPersonId = (name: string) => idOf('person', name)
const idOf = (what: string, key: string) => uuidv5(`${what}:${key}`, NAMESPACE)

/**
 * The demo's fictional organisations with their links and people; each demo account that says where it belongs leads that
 * organisation. What is there already is left as it is.
 */
export async function loadDemoNetwork(ctx: Ctx): Promise<void> {
	await transact(ctx, async (ctx) => {
		for (const organisation of demoOrganisations) await addDemoOrganisation(ctx, organisation)
		for (const { from, to, kind, since } of given ? [] : demoLinks)
			await ctx.db
				.insertInto('organisationLink')
				.values({
					id: idOf('link', `${from}:${to}:${kind}`),
					fromId: demoOrganisationId(from),
					toId: demoOrganisationId(to),
					kind,
					since: since ?? null
				})
				.onConflict((conflict) => conflict.constraint('organisation_link_unique').doNothing())
				.execute()
		for (const person of given ? [] : demoPeople) await addDemoPerson(ctx, person)
		for (const { email, organisation } of demoAccounts) {
			const account = organisation ? await findAccountByEmail(ctx, email) : undefined
			const entry = account && (await entryOf(ctx, account.id))
			if (!entry) continue
			const organisationId = demoOrganisationId(organisation!)
			const known = await ctx.db
				.selectFrom('membership')
				.select('id')
				.where('personId', '=', entry.personId)
				.where('organisationId', '=', organisationId)
				.executeTakeFirst()
			if (known) continue
			const post = { fr: 'Chargée des partenariats', bg: 'Отговорник за партньорствата', en: 'Partnerships officer' }
			await standIn(ctx, { personId: entry.personId, organisationId, role: 'lead', function: post, since: '2024-09-01' })
		}
	})
}

async function addDemoOrganisation(
	ctx: Ctx,
	{ key, name, kind, territory, description, themes, email }: (typeof demoOrganisations)[number]
) {
	const id = demoOrganisationId(key)
	if (await ctx.db.selectFrom('organisation').select('id').where('id', '=', id).executeTakeFirst()) return
	const path = pathOf(territory)
	const profile = given ? undefined : demoProfiles[key]
	await ctx.db
		.insertInto('organisation')
		.values({
			id,
			reference: await nextReference(ctx, 'ORG'),
			kind,
			country: path[0]!.code,
			name: JSON.stringify(name),
			...organisationKeys({ name }),
			territory,
			place: null,
			website: `https://${key}.example.org`,
			email,
			size: profile?.size ?? null,
			population: profile?.population ?? null,
			description: JSON.stringify(description),
			themes,
			languages: profile?.languages ?? [],
			status: 'listed',
			verifiedAt: ctx.now,
			createdAt: ctx.now,
			updatedAt: ctx.now
		})
		.execute()
	await audit(ctx, 'organisation.added', `organisation:${id}`)
	await indexOrganisation(ctx, id)
}

async function addDemoPerson(ctx: Ctx, person: (typeof demoPeople)[number]) {
	const id = demoPersonId(person.name)
	if (await ctx.db.selectFrom('person').select('id').where('id', '=', id).executeTakeFirst()) return
	const { name, country, territory, themes, languages, isExpert } = person
	await ctx.db
		.insertInto('person')
		.values({
			...{ id, name, country, territory, themes, languages, isExpert },
			...personKeys(name, person.latin ?? null),
			function: JSON.stringify(person.function),
			expertise: JSON.stringify(person.expertise),
			consentedOn: isExpert ? '2026-11-01' : null,
			status: 'listed',
			createdAt: ctx.now,
			updatedAt: ctx.now
		})
		.execute()
	await ctx.db
		.insertInto('membership')
		.values({
			id: idOf('membership', person.name),
			personId: id,
			organisationId: demoOrganisationId(person.organisation),
			function: JSON.stringify(person.function),
			role: 'member',
			since: person.since,
			until: person.until ?? null,
			createdAt: ctx.now
		})
		.execute()
	await audit(ctx, 'person.added', `person:${id}`)
	await indexPerson(ctx, id)
}
