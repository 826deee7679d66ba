import { sql } from 'kysely'
import type { Source } from '#modules/search/index.server'
import { itemOf, opportunities } from './opportunity-rows.server.ts'

const BATCH = 500

/** Every opportunity that stands for itself and is still announced, for making the index anew. */
export const fundingSearchSource: Source = {
	kinds: ['opportunity'],
	async list(ctx, after) {
		const rows = await opportunities(ctx)
			.where('joinedTo', 'is', null)
			.where('status', '<>', 'gone')
			.$if(after !== null, (query) => query.where('id', '>', after!))
			.orderBy('id')
			.limit(BATCH)
			.modifyEnd(sql`for share`)
			.execute()
		return { items: rows.map(itemOf), next: rows.length === BATCH ? rows.at(-1)!.id : null }
	}
}
