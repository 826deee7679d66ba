import { setImmediate } from 'node:timers/promises'
import { indexBuilder, type Index } from '#engines/matching/index'
import { listPortraits, portraitsVersion, type Portrait } from '#modules/network/portraits.server'
import type { Ctx } from '#platform/ctx'
import { suggestionRules } from '#programme/matching'
import { listings } from './listing-rows.server.ts'
import { asPublic, type PublicListing } from './public-listing.ts'
import { programmeBridge } from './suggestion-bridge.ts'
import { listingProfile, organisationProfile } from './suggestion-profiles.ts'

/** What can be suggested, ready to be asked. */
export type Suggestable = { index: Index; listings: ReadonlyMap<string, PublicListing> }

type Kept = { version: string; checkedAt: number; size: number; suggestable: Suggestable; next: Promise<Suggestable> | null }

// By database: a process has one; tests have one each. It is all in the tables: a start makes it again.
const keptBy = new WeakMap<object, Kept>()
const beginning = new WeakMap<object, Promise<Suggestable>>()

/** Above this, seeing whether anything changed costs a few dozen milliseconds and is not done for every question. */
const LARGE = 5000
const LOOK_AGAIN = 10_000
const SLICE = 200

/**
 * The index of what is published, as fresh as the tables; of a large network at most ten seconds old, or the one before
 * while a new one is being made in the background. The listings that ran out since are in it: who asks leaves them out.
 */
export async function suggestableNow(ctx: Ctx): Promise<Suggestable> {
	const kept = keptBy.get(ctx.db)
	const now = ctx.now.getTime()
	if (kept && kept.size > LARGE && Math.abs(now - kept.checkedAt) < LOOK_AGAIN) return kept.suggestable
	const { version, organisations } = await versionOf(ctx)
	if (kept?.version === version) {
		kept.checkedAt = now
		return kept.suggestable
	}
	if (kept && kept.size > LARGE) {
		kept.checkedAt = now
		kept.next ??= make(ctx, version, organisations)
		kept.next.catch(() => (kept.next = null))
		return kept.suggestable
	}
	const begun = beginning.get(ctx.db) ?? make(ctx, version, organisations)
	beginning.set(ctx.db, begun)
	try {
		return await begun
	} finally {
		beginning.delete(ctx.db)
	}
}

async function versionOf(ctx: Ctx) {
	const portraits = await portraitsVersion(ctx)
	const { n, v, at } = await ctx.db
		.selectFrom('listing')
		.select(({ fn }) => [fn.countAll().as('n'), fn.sum('version').as('v'), fn.max('updatedAt').as('at')])
		.where('status', '=', 'published')
		.executeTakeFirstOrThrow()
	return { organisations: portraits.organisations, version: `${portraits.version} ${n}/${v}/${at?.getTime()}` }
}

async function make(ctx: Ctx, version: string, size: number): Promise<Suggestable> {
	const builder = indexBuilder(programmeBridge(), suggestionRules)
	const rows = await listings(ctx).where('status', '=', 'published').orderBy('id').execute()
	const behind = Map.groupBy(rows, ({ organisationId }) => organisationId)
	const shown = new Map<string, PublicListing>()
	const takeIn = (portrait: Portrait) => {
		builder.add(organisationProfile(portrait))
		for (const row of behind.get(portrait.id) ?? []) {
			const listing = asPublic(row, portrait)
			shown.set(listing.id, listing)
			builder.add(listingProfile(listing, portrait.id, portrait))
		}
	}
	let after: string | null = null
	for (;;) {
		const portraits = await listPortraits(ctx, { after, limit: SLICE })
		portraits.forEach(takeIn)
		if (portraits.length < SLICE) break
		after = portraits.at(-1)!.id
		// Somebody else's page may be waiting.
		await setImmediate()
	}
	const suggestable = { index: builder.finish(), listings: shown }
	keptBy.set(ctx.db, { version, checkedAt: ctx.now.getTime(), size, suggestable, next: null })
	return suggestable
}
