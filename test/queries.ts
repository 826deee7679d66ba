import type { KyselyPlugin } from 'kysely'
import type { Ctx } from '#platform/ctx'

/** The same context with every query counted, raw SQL too. */
export function countingQueries(ctx: Ctx): { ctx: Ctx; count(): number } {
	let count = 0
	const counter: KyselyPlugin = {
		transformQuery: ({ node }) => (count++, node),
		transformResult: async ({ result }) => result
	}
	return { ctx: { ...ctx, db: ctx.db.withPlugin(counter) }, count: () => count }
}
