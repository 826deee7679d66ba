import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize } from '#platform/errors'
import { consentKinds, wordings, type ConsentKind } from './schema.ts'

type Follower = (ctx: Ctx, accountId: string) => Promise<void>
const followers = new Map<ConsentKind, Follower>()

/**
 * Floor 4 says once, at start, what follows in the same transaction when a person agrees or no longer does: identity is
 * below the modules that show people, and knows none.
 */
export const onConsent = (kind: ConsentKind, follower: Follower): void => void followers.set(kind, follower)

/** Whether the person agrees now. Ask at the moment of use: a consent may have been withdrawn since a list was made. */
export const hasConsent = async (ctx: Ctx, accountId: string, kind: ConsentKind): Promise<boolean> =>
	(await ctx.db
		.selectFrom('consent')
		.select('id')
		.where('accountId', '=', accountId)
		.where('kind', '=', kind)
		.where('withdrawnAt', 'is', null)
		.executeTakeFirst()) !== undefined

/** The ids of the accounts that agree now, as a part of another query: a list made with it never shows who withdrew. */
export const accountsAgreeing = (ctx: Ctx, kind: ConsentKind) =>
	ctx.db.selectFrom('consent').select('accountId').where('kind', '=', kind).where('withdrawnAt', 'is', null)

/** Each kind with the actor's whole history of it, the last first. `standing` is the one that holds now. */
export async function listConsents(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const rows = await ctx.db
		.selectFrom('consent')
		.select(['kind', 'givenAt', 'withdrawnAt', 'wording', 'locale', 'source'])
		.where('accountId', '=', ctx.actor.accountId)
		.orderBy('givenAt', 'desc')
		.orderBy('id', 'desc')
		.execute()
	return consentKinds.map((kind) => {
		const history = rows.filter((row) => row.kind === kind)
		return { kind, standing: history.find(({ withdrawnAt }) => withdrawnAt === null) ?? null, history }
	})
}

/** The actor agrees, in today's wording and their language. `source` is the page. Agreeing twice is agreeing once. */
export async function giveConsent(ctx: Ctx, kind: ConsentKind, source: string) {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const given = await ctx.db
			.insertInto('consent')
			.values({ id: uuidv7(), accountId, kind, givenAt: ctx.now, wording: wordings[kind], locale: ctx.locale, source })
			.onConflict((conflict) => conflict.columns(['accountId', 'kind']).where('withdrawnAt', 'is', null).doNothing())
			.returning('id')
			.executeTakeFirst()
		if (!given) return
		await audit(ctx, 'consent.given', `account:${accountId}`, { kind, wording: wordings[kind] })
		await followers.get(kind)?.(ctx, accountId)
	})
}

/** The actor no longer agrees, from this moment on. The record that they did stays. */
export async function withdrawConsent(ctx: Ctx, kind: ConsentKind) {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const { numUpdatedRows } = await ctx.db
			.updateTable('consent')
			.set({ withdrawnAt: ctx.now })
			.where('accountId', '=', accountId)
			.where('kind', '=', kind)
			.where('withdrawnAt', 'is', null)
			.executeTakeFirst()
		if (!numUpdatedRows) return
		await audit(ctx, 'consent.withdrawn', `account:${accountId}`, { kind })
		await followers.get(kind)?.(ctx, accountId)
	})
}
