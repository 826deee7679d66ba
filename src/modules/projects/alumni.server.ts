import { accountsById } from '#modules/identity/accounts.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { awardPolicy } from './award-policy.ts'
import { loadAward, refOfAward, type AwardTerms } from './award-rows.server.ts'

onConstraint('alumnus_pk', 'error.alumni.joined')

const MOST = 1000

async function lockOwn(ctx: Ctx, awardId: string) {
	const loaded = await loadAward(ctx, awardId, { lock: true })
	authorize(awardPolicy.speak(ctx.actor, loaded.standing))
	if (loaded.award.kind !== 'scholarship') return notFound()
	return loaded
}

/**
 * Whoever held a scholarship agrees to be kept among the alumni and written to; agreeing again brings `now`, what they do
 * today, up to date. RuleBroken `error.alumni.not_yet` before the stay has been reported on.
 */
export async function joinAlumni(ctx: Ctx, awardId: string, { now }: { now: string }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award } = await lockOwn(ctx, awardId)
		if (award.status !== 'completed' && award.status !== 'closed') throw new RuleBroken('error.alumni.not_yet')
		const values = { agreedAt: ctx.now, now, withdrawnAt: null }
		const known = await ctx.db.selectFrom('alumnus').select('awardId').where('awardId', '=', awardId).executeTakeFirst()
		if (known) await ctx.db.updateTable('alumnus').set(values).where('awardId', '=', awardId).execute()
		else
			await ctx.db
				.insertInto('alumnus')
				.values({ ...values, awardId, accountId: ctx.actor!.accountId })
				.execute()
		await audit(ctx, 'alumnus.joined', refOfAward(awardId))
	})
}

/** Takes the agreement back; what was said of today goes with it. RuleBroken `error.alumni.left`. */
export async function leaveAlumni(ctx: Ctx, awardId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		await lockOwn(ctx, awardId)
		const gone = await ctx.db
			.updateTable('alumnus')
			.set({ withdrawnAt: ctx.now, now: '' })
			.where('awardId', '=', awardId)
			.where('withdrawnAt', 'is', null)
			.returning('awardId')
			.executeTakeFirst()
		if (!gone) throw new RuleBroken('error.alumni.left')
		await audit(ctx, 'alumnus.left', refOfAward(awardId))
	})
}

/** What the holder of a scholarship agreed to, for the award's page; null for every other award and reader. */
export async function getAlumnus(ctx: Ctx, awardId: string) {
	const { award, standing } = await loadAward(ctx, awardId)
	if (award.kind !== 'scholarship' || standing !== 'lead') return null
	const row = await ctx.db
		.selectFrom('alumnus')
		.select(['agreedAt', 'now', 'withdrawnAt'])
		.where('awardId', '=', awardId)
		.executeTakeFirst()
	const agreed = row && !row.withdrawnAt ? { at: row.agreedAt, now: row.now } : null
	return { agreed, can: { join: award.status === 'completed' || award.status === 'closed' } }
}

/** The alumni who agreed, the latest first, at most a thousand, with how to write to them. 404 outside the office. Two queries. */
export async function listAlumni(ctx: Ctx) {
	if (!awardPolicy.office(ctx.actor)) return notFound()
	const rows = await ctx.db
		.selectFrom('alumnus')
		.innerJoin('award', 'award.id', 'alumnus.awardId')
		.select(['alumnus.awardId', 'alumnus.accountId', 'alumnus.agreedAt', 'alumnus.now', 'award.reference', 'award.terms'])
		.where('alumnus.withdrawnAt', 'is', null)
		.orderBy('alumnus.agreedAt', 'desc')
		.orderBy('alumnus.awardId')
		.limit(MOST)
		.execute()
	const accounts = await accountsById(
		ctx,
		rows.flatMap(({ accountId }) => accountId ?? [])
	)
	return rows.flatMap(({ awardId, accountId, agreedAt, now, reference, terms }) => {
		const account = accountId ? accounts.get(accountId) : undefined
		if (!account) return []
		const { name, latinName, email } = account
		const title: Localized = (terms as AwardTerms).title
		return [{ awardId, agreedAt, now, reference, title, name, latin: latinName, email }]
	})
}
