import { publicCallsQuery } from '#modules/calls/call-schema'
import { listPublicCalls, openCalls } from '#modules/calls/call-lists.server'
import { parseQuery } from '#platform/http.server'
import { serverOnly } from '#ui/server-only.ts'
import { prioritiesIn } from '../../priorities.ts'
import type { PageServerLoad } from './$types'

const DAY = 86_400_000

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { data, values, errors } = parseQuery(event.url, publicCallsQuery)
	const { after = null, ...filters } = data
	const list = await listPublicCalls(ctx, filters, { after })
	const daysLeft = (closesAt: Date) => Math.ceil((closesAt.getTime() - ctx.now.getTime()) / DAY)
	const { after: _, ...asked } = values
	const plain = Object.keys(asked).length === 0 && after === null
	// What can be answered today comes first on the plain page, the soonest to close on top.
	const open = plain ? await openCalls(ctx) : []
	const shown = new Set(open.map(({ id }) => id))
	return {
		page: serverOnly(event, {
			open: open.map((call) => ({ call, daysLeft: daysLeft(call.closesAt) })),
			calls: list.calls.filter(({ id }) => !shown.has(id)).map((call) => ({ call, daysLeft: daysLeft(call.closesAt) })),
			next: list.next,
			values: asked,
			errors,
			begun: after !== null,
			none: plain && list.calls.length === 0,
			priorities: prioritiesIn(ctx.locale)
		})
	}
}
