import { countBoard, listBoard } from '#modules/exchange/board.server'
import { boardQuery } from '#modules/exchange/schema'
import { parseQuery } from '#platform/http.server'
import { listingRules } from '#programme/listing-rules'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { data, values, errors } = parseQuery(event.url, boardQuery)
	const { after = null, ...filters } = data
	const [board, count] = [await listBoard(ctx, filters, { after }), await countBoard(ctx)]
	const { after: _, ...asked } = values
	return {
		page: serverOnly(event, { ...board, count, values: asked, errors, begun: after !== null, days: listingRules.validDays })
	}
}
