import { createHash, createHmac } from 'node:crypto'
import type { Selectable } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { secretFor } from '#platform/env'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { WatchTable } from '#platform/tables'
import { opportunities } from './opportunity-rows.server.ts'
import { mayWatch, ownsOf } from './policy.ts'
import type { Rhythm, Watched } from './watch-schema.ts'

export type Watch = Omit<Selectable<WatchTable>, 'filters' | 'rhythm'> & { filters: Watched; rhythm: Rhythm }

/** More than anybody reads the letters of. */
export const MOST_WATCHES = 40

export const watches = (ctx: Ctx) => ctx.db.selectFrom('watch').selectAll().$castTo<Watch>()
const refOf = (id: string) => `watch:${id}`

/** What stands in its letters: told by the watch, so that every letter can carry it, and never guessed. */
export const stopToken = (id: string) => createHmac('sha256', secretFor('watch')).update(id).digest('base64url')
const digestOf = (token: string) => createHash('sha256').update(token).digest('hex')

/**
 * Begins a watch over a search or one opportunity; its letters tell what comes from now on. Returns its id. The same person
 * watching the same twice gets the one there is, running again. Throws RuleBroken `error.funding.watches` beyond 40.
 */
export async function saveWatch(
	ctx: Ctx,
	{ name, rhythm, watched }: { name: string; rhythm: Rhythm; watched: Watched }
): Promise<string> {
	authorize(mayWatch(ctx.actor))
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		// Two clicks on the button at once must not make two.
		await ctx.db.selectFrom('account').select('id').where('id', '=', accountId).forUpdate().execute()
		if ('opportunity' in watched) {
			const known = await opportunities(ctx).where('id', '=', watched.opportunity).executeTakeFirst()
			if (!known) return notFound()
		}
		const own = await watches(ctx).where('accountId', '=', accountId).execute()
		const same = own.find((each) => sameFilters(each.filters, watched))
		if (same) {
			await ctx.db
				.updateTable('watch')
				.set({ name, rhythm, stoppedAt: null, ...(same.stoppedAt && { lookedAt: ctx.now }) })
				.where('id', '=', same.id)
				.execute()
			await audit(ctx, 'watch.changed', refOf(same.id), { rhythm })
			return same.id
		}
		if (own.length >= MOST_WATCHES) throw new RuleBroken('error.funding.watches', null, { most: MOST_WATCHES })
		const id = uuidv7()
		await ctx.db
			.insertInto('watch')
			.values({
				id,
				accountId,
				name,
				rhythm,
				filters: JSON.stringify(kept(watched)),
				stopDigest: digestOf(stopToken(id)),
				createdAt: ctx.now
			})
			.execute()
		await audit(ctx, 'watch.saved', refOf(id), { rhythm })
		return id
	})
}

const kept = (watched: Watched) => Object.fromEntries(Object.entries(watched).filter(([, value]) => value))
const sameFilters = (one: Watched, other: Watched) =>
	JSON.stringify(Object.entries(kept(one)).sort()) === JSON.stringify(Object.entries(kept(other)).sort())

/** The actor's own watches, the newest first. */
export async function ownWatches(ctx: Ctx): Promise<Watch[]> {
	authorize(ctx.actor !== null)
	return watches(ctx).where('accountId', '=', ctx.actor.accountId).orderBy('createdAt', 'desc').orderBy('id').execute()
}

/** One of the actor's own; 404 for anybody else. */
export async function getWatch(ctx: Ctx, id: string): Promise<Watch> {
	const watch = await watches(ctx).where('id', '=', id).executeTakeFirst()
	if (!watch || !ownsOf(ctx.actor, watch)) return notFound()
	return watch
}

async function lockOwn(ctx: Ctx, id: string): Promise<Watch> {
	const watch = await watches(ctx).where('id', '=', id).forUpdate().executeTakeFirst()
	if (!watch || !ownsOf(ctx.actor, watch)) return notFound()
	authorize(mayWatch(ctx.actor))
	return watch
}

/** Gives it another name or rhythm. */
export async function changeWatch(ctx: Ctx, id: string, { name, rhythm }: { name: string; rhythm: Rhythm }): Promise<void> {
	await transact(ctx, async (ctx) => {
		await lockOwn(ctx, id)
		await ctx.db.updateTable('watch').set({ name, rhythm }).where('id', '=', id).execute()
		await audit(ctx, 'watch.changed', refOf(id), { rhythm })
	})
}

/** Stops its letters, or lets them come again: then with what happens from now on. What is so already stays so. */
export async function turnWatch(ctx: Ctx, id: string, { on }: { on: boolean }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const watch = await lockOwn(ctx, id)
		if ((watch.stoppedAt === null) === on) return
		await setRunning(ctx, watch, on)
	})
}

async function setRunning(ctx: Ctx, { id }: Watch, on: boolean) {
	await ctx.db
		.updateTable('watch')
		.set(on ? { stoppedAt: null, lookedAt: ctx.now } : { stoppedAt: ctx.now })
		.where('id', '=', id)
		.execute()
	await audit(ctx, on ? 'watch.resumed' : 'watch.stopped', refOf(id))
}

export async function deleteWatch(ctx: Ctx, id: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		await lockOwn(ctx, id)
		await ctx.db.deleteFrom('watch').where('id', '=', id).execute()
		await audit(ctx, 'watch.deleted', refOf(id))
	})
}

/** The watch a letter's token belongs to, for whoever holds the letter; 404 for any other token. Public. */
export async function findWatchOfLetter(ctx: Ctx, token: string): Promise<Pick<Watch, 'name' | 'rhythm' | 'stoppedAt'>> {
	const watch = await ofToken(ctx, token).executeTakeFirst()
	if (!watch) return notFound()
	const { name, rhythm, stoppedAt } = watch
	return { name, rhythm, stoppedAt }
}

/** Stops a watch by a letter's token, without signing in (RFC 8058); a second time changes nothing. Public. */
export async function stopByLetter(ctx: Ctx, token: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const watch = await ofToken(ctx, token).forUpdate().executeTakeFirst()
		if (!watch) return notFound()
		if (watch.stoppedAt === null) await setRunning(ctx, watch, false)
	})
}

const ofToken = (ctx: Ctx, token: string) => watches(ctx).where('stopDigest', '=', digestOf(token))
