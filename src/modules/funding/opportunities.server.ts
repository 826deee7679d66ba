import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { addOpportunities, asAnnounced, rewrite } from './intake.server.ts'
import { changedFields, nothingAnnounced, type Announced, type ChangedField } from './opportunity.ts'
import { indexOpportunities, opportunities, refOf, type Opportunity } from './opportunity-rows.server.ts'
import { mayKeepFunding, mayReadFunding } from './policy.ts'
import type { OpportunityInput } from './schema.ts'
import { ensureSources } from './sources.server.ts'
import { statusAt } from './workflow.ts'

onConstraint('opportunity_identifier_unique', 'error.funding.identifier', 'identifier')

/** An opportunity the office adds by hand. Returns its id. `identifier` may be left out: it then has one of its own. */
export async function addOpportunity(ctx: Ctx, { identifier, ...input }: OpportunityInput): Promise<string> {
	authorize(mayKeepFunding(ctx.actor))
	return transact(ctx, async (ctx) => {
		await ensureSources(ctx)
		const item: Announced = { ...nothingAnnounced, ...input, identifier: identifier ?? uuidv7() }
		const [id] = await addOpportunities(ctx, 'manual', [item])
		await audit(ctx, 'opportunity.added', refOf(id!), { identifier: item.identifier })
		await indexOpportunities(ctx, [id!])
		return id!
	})
}

/**
 * Writes over what is there, whichever source it came from; a field holds until its source says something new. Returns the
 * fields that changed. Throws RuleBroken `error.stale` when somebody wrote meanwhile.
 */
export async function correctOpportunity(
	ctx: Ctx,
	id: string,
	{ version, identifier: _, ...input }: OpportunityInput & { version: number }
): Promise<ChangedField[]> {
	authorize(mayKeepFunding(ctx.actor))
	return transact(ctx, async (ctx) => {
		const row = await lock(ctx, id)
		if (row.version !== version) throw new RuleBroken('error.stale')
		const before = asAnnounced(row)
		const fields = changedFields(before, { ...before, ...input })
		if (fields.length === 0) return []
		await rewrite(ctx, row, input)
		await audit(ctx, 'opportunity.corrected', refOf(id), { fields })
		await indexOpportunities(ctx, [id])
		return fields
	})
}

/** Takes one that was entered by hand off the list, as if its source no longer named it; a second time brings it back. */
export async function withdrawOpportunity(ctx: Ctx, id: string, { withdrawn }: { withdrawn: boolean }): Promise<void> {
	authorize(mayKeepFunding(ctx.actor))
	await transact(ctx, async (ctx) => {
		const row = await lock(ctx, id)
		if (row.source !== 'manual') throw new RuleBroken('error.funding.not_manual')
		if (Boolean(row.goneAt) === withdrawn) return
		const status = withdrawn ? 'gone' : statusAt(asAnnounced(row), ctx.now)
		await ctx.db
			.updateTable('opportunity')
			.set((eb) => ({
				status,
				goneAt: withdrawn ? ctx.now : null,
				updatedAt: ctx.now,
				version: eb('version', '+', 1)
			}))
			.where('id', '=', id)
			.execute()
		await ctx.db
			.insertInto('opportunityChange')
			.values({
				id: uuidv7(),
				opportunityId: id,
				field: 'status',
				before: JSON.stringify(row.status),
				after: JSON.stringify(status),
				foundAt: ctx.now
			})
			.execute()
		await audit(ctx, withdrawn ? 'opportunity.withdrawn' : 'opportunity.restored', refOf(id))
		await indexOpportunities(ctx, [id])
	})
}

async function lock(ctx: Ctx, id: string): Promise<Opportunity> {
	return (await opportunities(ctx).where('id', '=', id).forUpdate().executeTakeFirst()) ?? notFound()
}

export type Change = { id: string; field: ChangedField; before: unknown; after: unknown; foundAt: Date }

/** One, with its last changes and where else it is announced; the one it is joined to stands for it. Public. */
export async function getOpportunity(ctx: Ctx, id: string) {
	const opportunity = (await opportunities(ctx).where('id', '=', id).executeTakeFirst()) ?? notFound()
	const changes = (await ctx.db
		.selectFrom('opportunityChange')
		.select(['id', 'field', 'before', 'after', 'foundAt'])
		.where('opportunityId', '=', id)
		.orderBy('foundAt', 'desc')
		.orderBy('id', 'desc')
		.limit(50)
		.execute()) as Change[]
	const elsewhere = await ctx.db
		.selectFrom('opportunity')
		.select(['id', 'source', 'identifier', 'url', 'seenAt'])
		.where('joinedTo', '=', id)
		.orderBy('createdAt')
		.limit(10)
		.execute()
	return { opportunity, changes, elsewhere, can: { correct: mayKeepFunding(ctx.actor) } }
}

/** The opportunities with these ids, whatever their status, in no order; public. */
export const opportunitiesById = async (ctx: Ctx, ids: readonly string[]): Promise<Map<string, Opportunity>> =>
	ids.length === 0
		? new Map()
		: new Map(
				(
					await opportunities(ctx)
						.where('id', 'in', [...ids])
						.execute()
				).map((row) => [row.id, row])
			)

/** Those that can still be answered and stand for themselves, by id after `after`, for whoever looks at all of them. Public. */
export const listAnswerable = (ctx: Ctx, { after = null, limit }: { after?: string | null; limit: number }) =>
	opportunities(ctx)
		.where('joinedTo', 'is', null)
		.where('status', 'in', ['open', 'forthcoming'])
		.$if(after !== null, (query) => query.where('id', '>', after!))
		.orderBy('id')
		.limit(limit)
		.execute()

/** What changed in these fields within a period, the oldest first, for alerts. Public, as its history is. */
export async function listChanges(
	ctx: Ctx,
	{ since, until, fields }: { since: Date; until: Date; fields: readonly ChangedField[] }
) {
	const rows = await ctx.db
		.selectFrom('opportunityChange')
		.select(['id', 'opportunityId', 'field', 'before', 'after', 'foundAt'])
		.where('foundAt', '>', since)
		.where('foundAt', '<=', until)
		.where('field', 'in', [...fields])
		.orderBy('foundAt')
		.orderBy('id')
		.execute()
	return rows as (Change & { opportunityId: string })[]
}

const OFFICE_PAGE = 50

/** The office's list: newest written first, by source, status and words of a title, identifier or reference. */
export async function listForOffice(
	ctx: Ctx,
	{ source, status, q }: { source?: string; status?: string; q?: string },
	after: string | null = null
) {
	authorize(mayReadFunding(ctx.actor))
	const pattern = q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : null
	const rows = await opportunities(ctx)
		.$if(Boolean(source), (query) => query.where('source', '=', source!))
		.$if(Boolean(status), (query) => query.where('status', '=', status!))
		.$if(pattern !== null, (query) =>
			query.where(sql<boolean>`(title::text ilike ${pattern} or identifier ilike ${pattern} or reference ilike ${pattern})`)
		)
		.$if(after !== null, (query) => query.where('id', '<', after!))
		.orderBy('id', 'desc')
		.limit(OFFICE_PAGE + 1)
		.execute()
	return { items: rows.slice(0, OFFICE_PAGE), next: rows.length > OFFICE_PAGE ? rows[OFFICE_PAGE - 1]!.id : null }
}

/** Moves what has opened or closed by the clock since it was last written. Called by the job. Returns how many. */
export async function moveByClock(ctx: Ctx): Promise<number> {
	return transact(ctx, async (ctx) => {
		const rows = await opportunities(ctx)
			.where('status', 'in', ['open', 'forthcoming'])
			.where((eb) =>
				eb.or([eb('closesAt', '<', ctx.now), eb.and([eb('status', '=', 'forthcoming'), eb('opensAt', '<=', ctx.now)])])
			)
			.orderBy('id')
			.limit(5000)
			.forUpdate()
			.execute()
		for (const row of rows) await rewrite(ctx, row, {})
		await indexOpportunities(
			ctx,
			rows.map(({ id }) => id)
		)
		return rows.length
	})
}
