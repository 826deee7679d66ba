import { localePattern } from '#platform/languages'
import { publicItems, type Item } from '#modules/search/items.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { mayEdit, mayReadNewsroom } from './article-policy.ts'
import type { ShownMedia } from './media.ts'
import { mediaById } from './media.server.ts'
import { articleAt } from './public-articles.server.ts'

const kinds: Record<string, string> = { events: 'event', calls: 'call', projects: 'project', practices: 'practice' }

/** What the home page puts forward, in its order, of what everybody may still see. */
async function listFeatured(ctx: Ctx): Promise<Item[]> {
	const rows = await ctx.db.selectFrom('featured').select('item').orderBy('position').execute()
	return publicItems(
		ctx,
		rows.map(({ item }) => item)
	)
}

export type Forward = Item & { image: ShownMedia | null }

/** What the home page shows first, each piece of news with its picture: what was chosen or, while nothing is, `automatic` (`event:…`). */
export async function listForward(ctx: Ctx, automatic: readonly string[]): Promise<Forward[]> {
	const chosen = await listFeatured(ctx)
	const items = chosen.length ? chosen : await publicItems(ctx, automatic)
	const news = items.filter(({ kind }) => kind === 'article').map(({ id }) => id)
	const pictured = news.length
		? await ctx.db
				.selectFrom('article')
				.select(['id', 'imageId'])
				.where('id', 'in', news)
				.where('imageId', 'is not', null)
				.execute()
		: []
	const media = await mediaById(
		ctx,
		pictured.map(({ imageId }) => imageId!)
	)
	return items.map((item) => {
		const imageId = item.kind === 'article' && pictured.find(({ id }) => id === item.id)?.imageId
		return { ...item, image: media.find(({ id }) => id === imageId) ?? null }
	})
}

/** What was chosen, for whoever may change it. */
export async function getFeatured(ctx: Ctx): Promise<{ items: Item[]; can: { edit: boolean } }> {
	authorize(mayReadNewsroom(ctx.actor))
	return { items: await listFeatured(ctx), can: { edit: mayEdit(ctx.actor) } }
}

/**
 * Puts what stands at these addresses of the portal forward, in this order, instead of what was; none for the automatic
 * choice. Throws RuleBroken 422 `error.home.address` on the field `items.N` of one where nothing public stands.
 */
export async function featureItems(ctx: Ctx, addresses: readonly string[]): Promise<void> {
	authorize(mayEdit(ctx.actor))
	await transact(ctx, async (ctx) => {
		const items: string[] = []
		for (const [at, address] of addresses.entries()) {
			if (!address.trim()) continue
			const ref = await refAt(ctx, address)
			if (!ref || (await publicItems(ctx, [ref])).length === 0) throw new RuleBroken('error.home.address', `items.${at}`, {}, 422)
			if (!items.includes(ref)) items.push(ref)
		}
		await ctx.db.deleteFrom('featured').execute()
		if (items.length)
			await ctx.db
				.insertInto('featured')
				.values(items.map((item, position) => ({ item, position })))
				.execute()
		await audit(ctx, 'home.featured', 'home:featured', { items })
	})
}

const ofThing = new RegExp(`^(?:/(?:${localePattern}))?/([a-z]+)/([a-z0-9-]+)/?$`)

/** `event:…` for an address people copy from their browser, whole or without the host. */
async function refAt(ctx: Ctx, address: string): Promise<string | null> {
	const path = address
		.trim()
		.replace(/^https?:\/\/[^/]+/i, '')
		.replace(/[?#].*$/, '')
	const [, folder, last] = ofThing.exec(path) ?? []
	if (!folder || !last) return null
	if (folder === 'news' || folder === 'pages') {
		const id = await articleAt(ctx, last)
		return id ? `article:${id}` : null
	}
	return kinds[folder] ? `${kinds[folder]}:${last}` : null
}
