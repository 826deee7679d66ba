import type { RequestHandler } from '@sveltejs/kit'
import { getEvent } from '#modules/events/events.server'
import { exportRegistrations } from '#modules/events/registration-lists.server'
import { csvLine, csvResponse } from '#platform/csv'
import { authorize } from '#platform/errors'
import { xlsxResponse, type XlsxCell } from '#platform/xlsx.server'
import { confirmFirst } from '../../../../../../../sign-in.ts'

/** Everybody who registered, as a table; whoever runs the event confirms first who they are. */
export const GET: RequestHandler = async (event) => {
	const { ctx } = event.locals
	const { reference, can } = await getEvent(ctx, event.params.id!)
	authorize(can.run)
	confirmFirst(event, event.url.pathname + event.url.search)
	const rows = await exportRegistrations(ctx, event.params.id!)
	return event.url.searchParams.get('as') === 'xlsx' ? xlsxResponse(reference, rows) : csvResponse(reference, lines(rows))
}

async function* lines(rows: AsyncGenerator<XlsxCell[]>) {
	for await (const row of rows) yield csvLine(row)
}
