import { sql } from 'kysely'
import { likenessIndex, type LikenessReason } from '#engines/matching/likeness'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { reportProgress } from '#platform/job-progress.server'
import { enqueue } from '#platform/jobs.server'
import { mayKeepNetwork, mayReadNetwork } from './policy.ts'
import { likenedOrganisations } from './profiles.server.ts'

const PAGE = 30
const CHUNK = 1000

const ordered = (a: string, b: string): [string, string] => (a < b ? [a, b] : [b, a])

/** Pairs that may be one organisation, likest first. `after` is the `next` of the page before. */
export async function listDuplicates(ctx: Ctx, after: string | null) {
	authorize(mayReadNetwork(ctx.actor))
	const [score, oneId, otherId] = (after ?? '').split('_')
	const rows = await ctx.db
		.selectFrom('duplicate')
		.innerJoin('organisation as one', 'one.id', 'duplicate.oneId')
		.innerJoin('organisation as other', 'other.id', 'duplicate.otherId')
		.select(['duplicate.oneId', 'duplicate.otherId', 'duplicate.score', 'duplicate.reasons', 'duplicate.foundAt'])
		.select(['one.name as oneName', 'one.place as onePlace', 'one.territory as oneTerritory'])
		.select(['other.name as otherName', 'other.place as otherPlace', 'other.territory as otherTerritory'])
		.where('duplicate.subject', '=', 'organisation')
		.where('duplicate.status', '=', 'open')
		.where('one.status', '!=', 'merged')
		.where('other.status', '!=', 'merged')
		.$if(Boolean(otherId), (query) =>
			query.where(
				sql<boolean>`(-duplicate.score, duplicate.one_id, duplicate.other_id) > (${-Number(score)}::real, ${oneId}::uuid, ${otherId}::uuid)`
			)
		)
		.orderBy('duplicate.score', 'desc')
		.orderBy('duplicate.oneId')
		.orderBy('duplicate.otherId')
		.limit(PAGE + 1)
		.execute()
	const last = rows[PAGE - 1]
	return {
		pairs: rows.slice(0, PAGE).map((row) => ({
			score: row.score,
			reasons: row.reasons as LikenessReason[],
			foundAt: row.foundAt,
			one: { id: row.oneId, name: row.oneName as Localized, place: row.onePlace, territory: row.oneTerritory },
			other: { id: row.otherId, name: row.otherName as Localized, place: row.otherPlace, territory: row.otherTerritory }
		})),
		next: rows.length > PAGE ? `${last!.score}_${last!.oneId}_${last!.otherId}` : null,
		can: { look: mayKeepNetwork(ctx.actor) }
	}
}

/** Two organisations side by side, with what speaks for their being one. 404 when one of them is not there or is merged away. */
export async function comparePair(ctx: Ctx, oneId: string, otherId: string) {
	authorize(mayReadNetwork(ctx.actor))
	const rows = await ctx.db
		.selectFrom('organisation')
		.selectAll()
		.where('id', 'in', [oneId, otherId])
		.where('status', '!=', 'merged')
		.execute()
	const [one, other] = [oneId, otherId].map((id) => rows.find((row) => row.id === id))
	if (!one || !other || oneId === otherId) return notFound()
	const identifiers = await ctx.db
		.selectFrom('organisationIdentifier')
		.select(['organisationId', 'scheme', 'value'])
		.where('organisationId', 'in', [oneId, otherId])
		.orderBy('scheme')
		.orderBy('value')
		.execute()
	const [first, second] = ordered(oneId, otherId)
	const pair = await ctx.db
		.selectFrom('duplicate')
		.select(['score', 'reasons', 'status'])
		.where('subject', '=', 'organisation')
		.where('oneId', '=', first)
		.where('otherId', '=', second)
		.executeTakeFirst()
	const side = (row: typeof one) => {
		const { keys: _, sortKey: __, ...shown } = row
		return { ...shown, identifiers: identifiers.filter(({ organisationId }) => organisationId === row.id) }
	}
	return {
		one: side(one),
		other: side(other),
		pair: pair && { ...pair, reasons: pair.reasons as LikenessReason[] },
		can: { merge: mayKeepNetwork(ctx.actor) }
	}
}

/** The two are not one: said once, the pair is not proposed again. */
export async function markDistinct(ctx: Ctx, oneId: string, otherId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		authorize(mayReadNetwork(ctx.actor))
		const [one, other] = ordered(oneId, otherId)
		const there = await ctx.db.selectFrom('organisation').select('id').where('id', 'in', [one, other]).execute()
		if (there.length !== 2) return notFound()
		authorize(mayKeepNetwork(ctx.actor))
		const decision = { status: 'distinct', decidedAt: ctx.now, decidedBy: ctx.actor.accountId }
		const pair = await ctx.db
			.insertInto('duplicate')
			.values({ subject: 'organisation', oneId: one, otherId: other, score: 0, reasons: [], foundAt: ctx.now, ...decision })
			.onConflict((conflict) => conflict.constraint('duplicate_pk').doUpdateSet(decision).where('duplicate.status', '=', 'open'))
			.returning('oneId')
			.executeTakeFirst()
		if (!pair) throw new RuleBroken('duplicate.error.decided')
		await audit(ctx, 'duplicate.marked-distinct', `organisation:${one}`, { other })
	})
}

/** Has the whole network looked through for entries that may be one. Returns the id of the job, to watch it. */
export async function lookForDuplicates(ctx: Ctx): Promise<string | null> {
	authorize(mayKeepNetwork(ctx.actor))
	return transact(ctx, (ctx) => enqueue(ctx, 'network.find-duplicates', {}, { watched: { note: 'duplicate.progress' } }))
}

/** The job: compares every organisation with those that share a number, a name, a site or a rare word, and keeps the likely pairs. */
export async function findDuplicates(ctx: Ctx, jobId?: string): Promise<{ found: number }> {
	const all = await likenedOrganisations(ctx)
	const index = likenessIndex(all)
	let found = 0
	for (let at = 0; at < all.length; at += CHUNK) {
		const pairs = all
			.slice(at, at + CHUNK)
			.flatMap((each) =>
				index
					.alike(each, { wanted: (id: string) => id > each.id })
					.map(({ id, score, reasons }) => ({ one: each.id, other: id, score, reasons }))
			)
		if (pairs.length) {
			// A pair decided before stays decided.
			const { numAffectedRows } = await sql`
				insert into duplicate (subject, one_id, other_id, score, reasons, status, found_at)
				select 'organisation', one, other, score, reasons, 'open', ${ctx.now}
				from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as pair (one uuid, other uuid, score real, reasons text[])
				on conflict on constraint duplicate_pk do nothing`.execute(ctx.db)
			found += Number(numAffectedRows ?? 0n)
		}
		if (jobId) await reportProgress(ctx, jobId, { done: at, total: all.length, note: 'duplicate.progress' })
	}
	return { found }
}
