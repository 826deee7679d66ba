import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { nextReference } from '#platform/references.server'
import { indexOrganisation } from './indexing.server.ts'
import { organisationKeys } from './keys.ts'
import { ownEntry } from './people.server.ts'
import {
	mayClaim,
	mayCorrectOrganisation,
	mayKeepNetwork,
	mayProposeOrganisation,
	maySeeField,
	maySeeOrganisation,
	organisationFields,
	type OrganisationField
} from './policy.ts'
import { identifierSchemes, type ClaimInput, type OrganisationInput } from './schema.ts'
import { standIn, standingOf, viewerOf } from './standings.server.ts'
import { canMove, type OrganisationStatus } from './workflow.ts'

export { contactsOf, ownOrganisations, standingOf } from './standings.server.ts'

/** More at once is somebody who fills the network with names. */
const MOST_PROPOSED = 5

/** Brief public data of organisations by id, of whatever status. The id of a merged one leads to the one it became. One query. */
export async function organisationsById(ctx: Ctx, ids: readonly string[]) {
	const rows = await ctx.db
		.selectFrom('organisation as asked')
		.innerJoin('organisation', (join) => join.on(sql<boolean>`organisation.id = coalesce(asked.merged_into, asked.id)`))
		.select(['asked.id as askedId', 'organisation.id', 'organisation.reference', 'organisation.name', 'organisation.latin'])
		.select(['organisation.country', 'organisation.kind', 'organisation.territory', 'organisation.place', 'organisation.themes'])
		.select(['organisation.languages', 'organisation.size', 'organisation.population', 'organisation.status'])
		.select(['organisation.verifiedAt', 'organisation.visibility'])
		.where('asked.id', '=', sql<string>`any(${[...new Set(ids)]}::uuid[])`)
		.execute()
	return new Map(
		rows.map(({ askedId, verifiedAt, visibility, ...row }) => {
			const open = (field: OrganisationField) => maySeeField(organisationFields, visibility, field, 'public')
			return [
				askedId,
				{
					...row,
					languages: open('languages') ? row.languages : [],
					size: open('size') ? row.size : null,
					population: open('population') ? row.population : null,
					status: row.status as OrganisationStatus,
					verified: verifiedAt !== null
				}
			]
		})
	)
}

/** The row a verb decides on, locked; 404 when it is not there for this actor. */
export async function lockOrganisation(ctx: Ctx, organisationId: string) {
	const organisation = await ctx.db
		.selectFrom('organisation')
		.selectAll()
		.where('id', '=', organisationId)
		.forUpdate()
		.executeTakeFirst()
	const standing = await standingOf(ctx, organisationId)
	if (!organisation || !maySeeOrganisation(ctx.actor, organisation, standing)) return notFound()
	return { ...organisation, status: organisation.status as OrganisationStatus, standing }
}

/**
 * One organisation as this reader may see it: what is kept from them is null or empty. A merged one comes out as the one
 * it became, whose `id` then differs from what was asked. 404 when it is not there for this reader.
 */
export async function getOrganisation(ctx: Ctx, organisationId: string) {
	const found = await ctx.db
		.selectFrom('organisation as asked')
		.innerJoin('organisation', (join) => join.on(sql<boolean>`organisation.id = coalesce(asked.merged_into, asked.id)`))
		.selectAll('organisation')
		.where('asked.id', '=', organisationId)
		.executeTakeFirst()
	if (!found) return notFound()
	const standing = await standingOf(ctx, found.id)
	if (!maySeeOrganisation(ctx.actor, found, standing)) return notFound()
	const level = standing ? 'staff' : await viewerOf(ctx)
	const open = (field: OrganisationField) => maySeeField(organisationFields, found.visibility, field, level)
	const identifiers = await ctx.db
		.selectFrom('organisationIdentifier')
		.select(['scheme', 'value'])
		.where('organisationId', '=', found.id)
		.orderBy('scheme')
		.orderBy('value')
		.execute()
	const status = found.status as OrganisationStatus
	const keep = mayKeepNetwork(ctx.actor)
	const { keys: _, sortKey: __, createdBy, verifiedBy: ___, source, ...organisation } = found
	return {
		...organisation,
		status,
		description: open('description') ? found.description : {},
		expertise: open('expertise') ? found.expertise : {},
		languages: open('languages') ? found.languages : [],
		website: open('website') ? found.website : null,
		size: open('size') ? found.size : null,
		population: open('population') ? found.population : null,
		address: open('address') ? found.address : null,
		email: open('email') ? found.email : null,
		phone: open('phone') ? found.phone : null,
		source: level === 'staff' ? source : null,
		showsPeople: open('people'),
		identifiers,
		standing: standing ?? null,
		proposedByActor: ctx.actor !== null && createdBy === ctx.actor.accountId,
		can: {
			correct: mayCorrectOrganisation(ctx.actor, found, standing),
			claim: mayClaim(ctx.actor, found, standing),
			verify: keep && found.verifiedAt === null && status !== 'merged' && status !== 'hidden',
			hide: keep && canMove(status, 'hidden') && status !== 'merged',
			show: keep && status === 'hidden',
			keep
		}
	}
}

const columnsOf = (input: OrganisationInput) => {
	const { eik: _, siren: __, siret: ___, rna: ____, ...plain } = input
	const { name, acronyms, otherNames, description, expertise, visibility } = plain
	return {
		...pickColumns(plain),
		...organisationKeys({ name, acronyms, otherNames }),
		name: JSON.stringify(name),
		description: JSON.stringify(description),
		expertise: JSON.stringify(expertise),
		visibility: JSON.stringify(visibility)
	}
}

/** Only columns: a form carries more, such as the version or the post of whoever proposes. */
const pickColumns = ({
	acronyms,
	otherNames,
	kind,
	country,
	territory,
	place,
	address,
	website,
	email,
	phone,
	size,
	population,
	themes,
	languages
}: Omit<OrganisationInput, IdentifierField>) => ({
	acronyms,
	otherNames,
	kind,
	country,
	territory,
	place,
	address,
	website,
	email,
	phone,
	size,
	population,
	themes,
	languages
})
type IdentifierField = (typeof identifierSchemes)[number]

/** Writes the identifiers of the schemes a form asks for; those of others stay. */
async function writeIdentifiers(ctx: Ctx, organisationId: string, input: Pick<OrganisationInput, IdentifierField>) {
	await ctx.db
		.deleteFrom('organisationIdentifier')
		.where('organisationId', '=', organisationId)
		.where('scheme', 'in', [...identifierSchemes])
		.execute()
	const rows = identifierSchemes.flatMap((scheme) => input[scheme].map((value) => ({ organisationId, scheme, value })))
	if (rows.length) await ctx.db.insertInto('organisationIdentifier').values(rows).execute()
}

async function insertOrganisation(ctx: Ctx, input: OrganisationInput, status: 'proposed' | 'listed') {
	const id = uuidv7()
	const actorId = ctx.actor?.accountId ?? null
	await ctx.db
		.insertInto('organisation')
		.values({
			id,
			reference: await nextReference(ctx, 'ORG'),
			...columnsOf(input),
			status,
			...(status === 'listed' && { verifiedAt: ctx.now, verifiedBy: actorId }),
			createdAt: ctx.now,
			createdBy: actorId,
			updatedAt: ctx.now
		})
		.execute()
	await writeIdentifiers(ctx, id, input)
	await audit(ctx, status === 'listed' ? 'organisation.added' : 'organisation.proposed', `organisation:${id}`)
	return id
}

/**
 * The actor proposes an organisation that is not in the network. It waits for the staff, seen by them and by its
 * proposer, who leads it until they have answered. Returns its id.
 * Throws RuleBroken `error.network.too_many_proposals` when five of the actor's already wait.
 */
export async function proposeOrganisation(ctx: Ctx, input: OrganisationInput, post: ClaimInput): Promise<string> {
	authorize(mayProposeOrganisation(ctx.actor))
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		const personId = await ownEntry(ctx)
		// The entry's row in the actor's name: two proposals at once are counted one after the other.
		await ctx.db.selectFrom('person').select('id').where('id', '=', personId).forUpdate().execute()
		const { waiting } = await ctx.db
			.selectFrom('organisation')
			.select((eb) => eb.fn.countAll<number>().as('waiting'))
			.where('createdBy', '=', accountId)
			.where('status', '=', 'proposed')
			.executeTakeFirstOrThrow()
		if (waiting >= MOST_PROPOSED) throw new RuleBroken('error.network.too_many_proposals')
		const organisationId = await insertOrganisation(ctx, input, 'proposed')
		await standIn(ctx, { personId, organisationId, role: 'lead', function: { [ctx.locale]: post.function }, since: null })
		await ctx.db
			.insertInto('claim')
			.values({
				...{ function: post.function, message: post.message },
				id: uuidv7(),
				organisationId,
				accountId,
				status: 'open',
				askedAt: ctx.now
			})
			.execute()
		return organisationId
	})
}

/** The staff add an organisation they know: listed and verified at once. Returns its id. */
export async function addOrganisation(ctx: Ctx, input: OrganisationInput): Promise<string> {
	authorize(mayKeepNetwork(ctx.actor))
	return transact(ctx, async (ctx) => {
		const id = await insertOrganisation(ctx, input, 'listed')
		await indexOrganisation(ctx, id)
		return id
	})
}

/**
 * Whoever leads it, or the staff, corrects what is known of an organisation: all of it, identifiers included. `version` is
 * the one that was read. Throws RuleBroken `error.stale` when it has changed since.
 */
export async function correctOrganisation(ctx: Ctx, organisationId: string, input: OrganisationInput & { version: number }) {
	await transact(ctx, async (ctx) => {
		const before = await lockOrganisation(ctx, organisationId)
		authorize(mayCorrectOrganisation(ctx.actor, before, before.standing))
		if (before.version !== input.version) throw new RuleBroken('error.stale')
		const columns = columnsOf(input)
		await ctx.db
			.updateTable('organisation')
			.set({ ...columns, version: before.version + 1, updatedAt: ctx.now })
			.where('id', '=', organisationId)
			.execute()
		await writeIdentifiers(ctx, organisationId, input)
		const fields = Object.entries({ ...columns, name: input.name, description: input.description, expertise: input.expertise })
			.filter(
				([field, value]) => !['keys', 'sortKey', 'latin', 'visibility'].includes(field) && differs(before[field as 'name'], value)
			)
			.map(([field]) => field)
		await audit(ctx, 'organisation.corrected', `organisation:${organisationId}`, { fields })
		await indexOrganisation(ctx, organisationId)
	})
}

const sorted = (value: unknown): unknown =>
	value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value).sort() : value
const differs = (before: unknown, after: unknown) => JSON.stringify(sorted(before)) !== JSON.stringify(sorted(after))
