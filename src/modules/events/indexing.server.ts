import { locales } from '#platform/i18n'
import { indexItem, removeItem, type Source } from '#modules/search/index.server'
import type { Item } from '#modules/search/schema'
import type { Ctx } from '#platform/ctx'
import { pathOf } from '#programme/territories'
import { events, type Event } from './event-rows.server.ts'
import { asPublicEvent, type PublicEvent } from './public-event.ts'

const BATCH = 500

const itemOf = (event: PublicEvent): Item => ({
	kind: 'event',
	id: event.id,
	path: `/events/${event.id}`,
	title: event.title,
	summary: event.summary,
	body: Object.fromEntries(
		locales.map((locale) => [
			locale,
			[event.text[locale], event.place[locale], event.address, event.reference].filter(Boolean).join('\n')
		])
	),
	themes: event.themes,
	countries: event.territory ? [pathOf(event.territory)[0]!.code] : [],
	territories: event.territory ? [event.territory] : [],
	at: event.startsAt,
	standing: event.state === 'cancelled' ? 0.1 : event.state === 'past' ? 0.4 : 0.6
})

/** Brings the search up to date with an event that was just written: on the agenda, or out. */
export async function indexEvent(ctx: Ctx, event: Event): Promise<void> {
	if (event.publishedAt) await indexItem(ctx, itemOf(asPublicEvent(event, ctx.now)))
	else await removeItem(ctx, 'event', event.id)
}

/** Every event of the agenda, for making the index anew. */
export const eventsSource: Source = {
	kinds: ['event'],
	async list(ctx, after) {
		const rows = await events(ctx)
			.where('publishedAt', 'is not', null)
			.$if(after !== null, (query) => query.where('id', '>', after!))
			.orderBy('id')
			.limit(BATCH)
			.forShare()
			.execute()
		return {
			items: rows.map((row) => itemOf(asPublicEvent(row, ctx.now))),
			next: rows.length === BATCH ? rows.at(-1)!.id : null
		}
	}
}
