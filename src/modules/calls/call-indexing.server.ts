import { sql } from 'kysely'
import { indexItem, removeItem, type Source } from '#modules/search/index.server'
import type { Item } from '#modules/search/schema'
import type { Ctx } from '#platform/ctx'
import { calls, type Call } from './call-rows.server.ts'

const BATCH = 500

const pathOfCall = (id: string) => `/calls/${id}`

const itemOf = (call: Call): Item => ({
	kind: 'call',
	id: call.id,
	path: pathOfCall(call.id),
	title: call.title,
	summary: call.summary,
	body: call.text,
	names: [call.reference],
	themes: call.themes,
	countries: call.countries,
	at: call.publishedAt
})

/** Brings the search up to date with a call just written: published and not cancelled, or out. */
export const indexCall = (ctx: Ctx, call: Call): Promise<unknown> =>
	call.publishedAt && call.status !== 'cancelled' ? indexItem(ctx, itemOf(call)) : removeItem(ctx, 'call', call.id)

/** Every public call, for making the index anew. */
export const callsSource: Source = {
	kinds: ['call'],
	async list(ctx, after) {
		const rows = await calls(ctx)
			.where('publishedAt', 'is not', null)
			.where('status', '<>', 'cancelled')
			.$if(after !== null, (query) => query.where('id', '>', after!))
			.orderBy('id')
			.limit(BATCH)
			.modifyEnd(sql`for share`)
			.execute()
		return { items: rows.map(itemOf), next: rows.length === BATCH ? rows.at(-1)!.id : null }
	}
}
