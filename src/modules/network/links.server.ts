import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { keysOf } from './keys.ts'
import { getOrganisation, lockOrganisation } from './organisations.server.ts'
import { mayCorrectOrganisation } from './policy.ts'
import type { LinkInput, LinkKind } from './schema.ts'

onConstraint('organisation_link_unique', 'error.network.link_known', 'other')

/** A listed organisation by its reference, or by a name that no other has. */
async function findOther(ctx: Ctx, said: string): Promise<string> {
	const reference = said.trim().toUpperCase()
	const keys = keysOf({ name: {}, otherNames: [said] })
	const found = await ctx.db
		.selectFrom('organisation')
		.select('id')
		.where('status', '=', 'listed')
		.where((eb) => eb.or([eb('reference', '=', reference), sql<boolean>`keys && ${keys}::text[]`]))
		.limit(2)
		.execute()
	if (found.length === 0) throw new RuleBroken('error.network.link_unknown', 'other', {}, 422)
	if (found.length > 1) throw new RuleBroken('error.network.link_many', 'other', {}, 422)
	return found[0]!.id
}

/**
 * Whoever leads an organisation, or the staff, says what it is linked to: what is above it, its twin town, its network.
 * Throws RuleBroken (field `other`) `error.network.link_unknown`, `link_many`, `link_self`, `link_known`, or `link_circle`
 * when it would be above itself.
 */
export async function linkOrganisation(ctx: Ctx, organisationId: string, { kind, other, since }: LinkInput) {
	await transact(ctx, async (ctx) => {
		const organisation = await lockOrganisation(ctx, organisationId)
		authorize(mayCorrectOrganisation(ctx.actor, organisation, organisation.standing))
		const toId = await findOther(ctx, other)
		if (toId === organisationId) throw new RuleBroken('error.network.link_self', 'other', {}, 422)
		if (kind === 'twin' && (await isLinked(ctx, toId, organisationId, 'twin')))
			throw new RuleBroken('error.network.link_known', 'other')
		if (kind === 'parent') {
			// One at a time: two links drawn at once could close a circle that neither sees.
			await sql`select pg_advisory_xact_lock(hashtext('organisation_link.parent'))`.execute(ctx.db)
			if (await isAbove(ctx, organisationId, toId)) throw new RuleBroken('error.network.link_circle', 'other', {}, 422)
		}
		const id = uuidv7()
		await ctx.db.insertInto('organisationLink').values({ id, fromId: organisationId, toId, kind, since }).execute()
		await audit(ctx, 'organisation.linked', `organisation:${organisationId}`, { kind, other: toId })
	})
}

const isLinked = async (ctx: Ctx, fromId: string, toId: string, kind: LinkKind) =>
	(await ctx.db
		.selectFrom('organisationLink')
		.select('id')
		.where('fromId', '=', fromId)
		.where('toId', '=', toId)
		.where('kind', '=', kind)
		.executeTakeFirst()) !== undefined

async function isAbove(ctx: Ctx, upperId: string, lowerId: string): Promise<boolean> {
	const { rows } = await sql`
		with recursive above as (
			select to_id from organisation_link where kind = 'parent' and from_id = ${lowerId}
			union select link.to_id from organisation_link link join above on link.from_id = above.to_id where kind = 'parent'
		) select from above where to_id = ${upperId}`.execute(ctx.db)
	return rows.length > 0
}

/** Takes a link of the organisation away, from either of its ends. 404 when it has no such link. */
export async function unlinkOrganisation(ctx: Ctx, organisationId: string, linkId: string) {
	await transact(ctx, async (ctx) => {
		const organisation = await lockOrganisation(ctx, organisationId)
		authorize(mayCorrectOrganisation(ctx.actor, organisation, organisation.standing))
		const gone = await ctx.db
			.deleteFrom('organisationLink')
			.where('id', '=', linkId)
			.where((eb) => eb.or([eb('fromId', '=', organisationId), eb('toId', '=', organisationId)]))
			.returning(['kind', 'fromId', 'toId'])
			.executeTakeFirst()
		if (!gone) return notFound()
		const other = gone.fromId === organisationId ? gone.toId : gone.fromId
		await audit(ctx, 'organisation.unlinked', `organisation:${organisationId}`, { kind: gone.kind, other })
	})
}

/**
 * What an organisation is linked to, listed ones only; 404 where the reader may not see it. `relation` is how the other stands to it: `parent` is above it,
 * `child` below, `twin`, or `network` (it belongs to it) and `partner` (the other belongs to this one).
 */
export async function linksOf(ctx: Ctx, organisationId: string) {
	const { id: ownId } = await getOrganisation(ctx, organisationId)
	const rows = await ctx.db
		.selectFrom('organisationLink')
		.innerJoin('organisation', (join) =>
			join.on(sql<boolean>`organisation.id = case when from_id = ${ownId} then to_id else from_id end`)
		)
		.select(['organisationLink.id', 'organisationLink.kind', 'organisationLink.fromId', 'organisationLink.since'])
		.select(['organisation.id as organisationId', 'organisation.name', 'organisation.latin', 'organisation.country'])
		.where((eb) => eb.or([eb('fromId', '=', ownId), eb('toId', '=', ownId)]))
		.where('organisation.status', '=', 'listed')
		.orderBy('organisationLink.kind')
		.orderBy('organisation.sortKey')
		.execute()
	return rows.map(({ kind, fromId, ...row }) => ({
		...row,
		relation:
			kind === 'twin'
				? ('twin' as const)
				: fromId === ownId
					? (kind as 'parent' | 'network')
					: kind === 'parent'
						? ('child' as const)
						: ('partner' as const)
	}))
}
