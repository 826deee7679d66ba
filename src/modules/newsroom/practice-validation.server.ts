import { sql } from 'kysely'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, onConstraint, RuleBroken } from '#platform/errors'
import { indexPractice } from './practice-indexing.server.ts'
import { practicePublishedMail, practiceReturnedMail } from './practice-mails.server.ts'
import { mayCheck, mayPublish, mayReadPractices } from './practice-policy.ts'
import { lockPractice, missingIn, practices, refOfPractice, writePractice } from './practice-rows.server.ts'
import { getPractice } from './practices.server.ts'
import { canMove, type PracticeStatus } from './practice-workflow.ts'

onConstraint('practice_two_people_check', 'error.practice.same_person')

const PAGE = 50

/** The first look: the content holds. Throws RuleBroken `error.stale` for another version than the one that was read. */
export async function checkPractice(ctx: Ctx, id: string, { version }: { version: number }): Promise<void> {
	authorize(mayCheck(ctx.actor))
	await transact(ctx, async (ctx) => {
		const practice = await lockFor(ctx, id, version, 'checked')
		const [missing] = missingIn(practice)
		if (missing) throw new RuleBroken(missing.key, missing.field, {}, 422)
		await writePractice(ctx, id, { status: 'checked', checkedAt: ctx.now, checkedBy: ctx.actor!.accountId })
		await audit(ctx, 'practice.checked', refOfPractice(id))
	})
}

/**
 * The second look, by another person: it goes on the portal, and its author is told. Throws RuleBroken
 * `error.practice.same_person` for whoever checked it.
 */
export async function publishPractice(ctx: Ctx, id: string, { version }: { version: number }): Promise<void> {
	authorize(mayPublish(ctx.actor))
	await transact(ctx, async (ctx) => {
		const practice = await lockFor(ctx, id, version, 'published')
		if (practice.checkedBy === ctx.actor!.accountId) throw new RuleBroken('error.practice.same_person')
		const written = await writePractice(ctx, id, {
			status: 'published',
			publishedAt: practice.publishedAt ?? ctx.now,
			publishedBy: ctx.actor!.accountId
		})
		await indexPractice(ctx, id)
		await audit(ctx, 'practice.published', refOfPractice(id))
		await practicePublishedMail(ctx, written)
	})
}

/** Gives a sheet back to its author, or takes it off the portal, with the reason they read. */
export async function returnPractice(
	ctx: Ctx,
	id: string,
	{ version, reason }: { version: number; reason: string }
): Promise<void> {
	authorize(mayCheck(ctx.actor))
	await transact(ctx, async (ctx) => {
		const practice = await lockFor(ctx, id, version, 'returned')
		// What two people put there, one who may publish takes away.
		if (practice.status === 'published') authorize(mayPublish(ctx.actor))
		const written = await writePractice(ctx, id, {
			status: 'returned',
			reason,
			checkedAt: null,
			checkedBy: null,
			publishedBy: null
		})
		await indexPractice(ctx, id)
		await audit(ctx, 'practice.returned', refOfPractice(id), { from: practice.status })
		await practiceReturnedMail(ctx, written)
	})
}

async function lockFor(ctx: Ctx, id: string, version: number, to: PracticeStatus) {
	const { practice } = await lockPractice(ctx, id)
	if (!canMove(practice.status, to)) throw new RuleBroken('error.practice.moved')
	if (practice.version !== version) throw new RuleBroken('error.stale')
	return practice
}

/** One as the office reads it, with what may be done now. */
export async function getOfficePractice(ctx: Ctx, id: string) {
	authorize(mayReadPractices(ctx.actor))
	const practice = await getPractice(ctx, id)
	const { status } = practice
	const publishes = mayPublish(ctx.actor) && canMove(status, 'published')
	return {
		...practice,
		can: {
			...practice.can,
			check: mayCheck(ctx.actor) && canMove(status, 'checked') && practice.missing.length === 0,
			publish: publishes && practice.checkedBy !== ctx.actor?.accountId,
			/** The actor checked it: somebody else must publish. */
			waitsForAnother: publishes && practice.checkedBy === ctx.actor?.accountId,
			return: canMove(status, 'returned') && (status === 'published' ? mayPublish(ctx.actor) : mayCheck(ctx.actor))
		}
	}
}

/** Every sheet, what waits for somebody first, then the last changed, 50 at a time; `next` is the cursor of the following page. */
export async function listPractices(
	ctx: Ctx,
	{ status, q }: { status?: PracticeStatus; q?: string } = {},
	after: string | null = null
) {
	authorize(mayReadPractices(ctx.actor))
	const like = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`
	const turn = sql<number>`case practice.status when 'submitted' then 0 when 'checked' then 1 else 2 end`
	const rows = await practices(ctx)
		.$if(status !== undefined, (query) => query.where('status', '=', status!))
		.$if(q !== undefined, (query) => query.where(sql<boolean>`practice.reference || ' ' || practice.title::text ilike ${like}`))
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(${turn}, -extract(epoch from practice.updated_at), practice.id) > (
				select case p.status when 'submitted' then 0 when 'checked' then 1 else 2 end, -extract(epoch from p.updated_at), p.id
				from practice p where p.id = ${after})`)
		)
		.orderBy(turn)
		.orderBy('updatedAt', 'desc')
		.orderBy('id')
		.limit(PAGE + 1)
		.execute()
	const shown = rows.slice(0, PAGE)
	return { practices: shown, next: rows.length > PAGE ? shown.at(-1)!.id : null }
}

/** How many wait to be checked or published, and since when the first. */
export async function countPracticesWaiting(ctx: Ctx): Promise<{ count: number; since: Date | null }> {
	authorize(mayReadPractices(ctx.actor))
	const { count, since } = await ctx.db
		.selectFrom('practice')
		.select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('updatedAt').as('since')])
		.where('status', 'in', ['submitted', 'checked'])
		.executeTakeFirstOrThrow()
	return { count: Number(count), since }
}
