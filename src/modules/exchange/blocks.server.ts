import { organisationsById, ownOrganisations } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { introductionPolicy } from './introduction-policy.ts'
import { standingIn, type IntroductionRow } from './parties.server.ts'

/** Whether one organisation does not want to hear from the other. Asks no permission. */
export async function hasBlocked(ctx: Ctx, organisationId: string, blockedId: string): Promise<boolean> {
	const row = await ctx.db
		.selectFrom('exchangeBlock')
		.select('madeAt')
		.where('organisationId', '=', organisationId)
		.where('blockedId', '=', blockedId)
		.executeTakeFirst()
	return row !== undefined
}

/**
 * Whether an introduction is kept from the side that is asked, because it had blocked the asker. The asker sees what
 * everybody sees who waits for an answer, and after the same time that none came: so a block is never told.
 */
export async function isHeld(
	ctx: Ctx,
	{
		fromOrganisation,
		toOrganisation,
		byOfficer,
		status
	}: Pick<IntroductionRow, 'fromOrganisation' | 'toOrganisation' | 'byOfficer' | 'status'>
): Promise<boolean> {
	if (byOfficer || !['asked', 'lapsed', 'withdrawn'].includes(status)) return false
	return hasBlocked(ctx, toOrganisation, fromOrganisation)
}

/**
 * A lead says that its organisation does not want to hear from another. Nothing is said to that one: what it asked waits
 * and lapses, what was agreed between the two is closed, and what was asked of it is withdrawn. Twice is once.
 * Throws RuleBroken `error.exchange.own_organisation`.
 */
export async function blockOrganisation(ctx: Ctx, { organisationId, blockedId }: { organisationId: string; blockedId: string }) {
	await transact(ctx, async (ctx) => {
		await speaking(ctx, organisationId)
		if (organisationId === blockedId) throw new RuleBroken('error.exchange.own_organisation')
		if (!(await organisationsById(ctx, [blockedId])).has(blockedId)) return notFound()
		const made = await ctx.db
			.insertInto('exchangeBlock')
			.values({ organisationId, blockedId, madeAt: ctx.now, madeBy: ctx.actor?.accountId ?? null })
			.onConflict((conflict) => conflict.constraint('exchange_block_pk').doNothing())
			.returning('madeAt')
			.executeTakeFirst()
		if (!made) return
		await audit(ctx, 'exchange.blocked', `organisation:${organisationId}`, { blocked: blockedId })
		const between = await ctx.db
			.selectFrom('introduction')
			.select(['id', 'status', 'fromOrganisation', 'veiled'])
			.where('status', 'in', ['asked', 'accepted'])
			.where((eb) =>
				eb.or([
					eb.and([eb('fromOrganisation', '=', organisationId), eb('toOrganisation', '=', blockedId)]),
					eb.and([eb('fromOrganisation', '=', blockedId), eb('toOrganisation', '=', organisationId)])
				])
			)
			.orderBy('id')
			.forUpdate()
			.execute()
		for (const { id, status, fromOrganisation, veiled } of between) {
			const own = fromOrganisation === organisationId ? 'from' : 'to'
			// Taking back what was asked from behind an anonymous listing would tell who stands there.
			if (status === 'asked' && (own === 'to' || veiled)) continue
			const next = status === 'accepted' ? 'closed' : 'withdrawn'
			await ctx.db
				.updateTable('introduction')
				.set({ status: next, endedAt: ctx.now, endedBy: own })
				.where('id', '=', id)
				.execute()
			await audit(ctx, next === 'closed' ? 'introduction.closed' : 'introduction.withdrawn', `introduction:${id}`)
		}
	})
}

/** The organisation may be heard from again; what it asked meanwhile and has not lapsed is there. */
export async function unblockOrganisation(
	ctx: Ctx,
	{ organisationId, blockedId }: { organisationId: string; blockedId: string }
) {
	await transact(ctx, async (ctx) => {
		await speaking(ctx, organisationId)
		const gone = await ctx.db
			.deleteFrom('exchangeBlock')
			.where('organisationId', '=', organisationId)
			.where('blockedId', '=', blockedId)
			.returning('madeAt')
			.executeTakeFirst()
		if (gone) await audit(ctx, 'exchange.unblocked', `organisation:${organisationId}`, { blocked: blockedId })
	})
}

/** Whom the actor's organisations have blocked, by those who may undo it. Two queries. */
export async function listBlockedByOwn(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const own = (await ownOrganisations(ctx)).filter(({ role }) => role === 'lead')
	if (!own.length) return []
	const rows = await ctx.db
		.selectFrom('exchangeBlock')
		.select(['organisationId', 'blockedId'])
		.where(
			'organisationId',
			'in',
			own.map(({ id }) => id)
		)
		.orderBy('madeAt', 'desc')
		.execute()
	const names = await organisationsById(
		ctx,
		rows.map(({ blockedId }) => blockedId)
	)
	return rows.map(({ organisationId, blockedId }) => ({
		id: blockedId,
		name: (names.get(blockedId)?.name ?? {}) as Localized,
		by: { id: organisationId, name: own.find(({ id }) => id === organisationId)!.name as Localized }
	}))
}

async function speaking(ctx: Ctx, organisationId: string) {
	const standing = ctx.actor ? await standingIn(ctx, organisationId) : null
	if (standing === null) return notFound()
	authorize(introductionPolicy.speakFor(ctx.actor, standing))
}
