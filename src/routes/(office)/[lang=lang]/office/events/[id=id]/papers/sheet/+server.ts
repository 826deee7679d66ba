import type { RequestHandler } from '@sveltejs/kit'
import { signingSheetPdf } from '#modules/events/papers.server'
import { pdfOf, runnerFirst } from '../pdf.ts'

export const GET: RequestHandler = async (event) => {
	await runnerFirst(event)
	const { ctx } = event.locals
	const [day, half] = [event.url.searchParams.get('day') ?? '', event.url.searchParams.get('half') ?? '']
	const name = `sheet-${/^[\d-]{10}$/.test(day) ? day : 'day'}`
	return pdfOf(name, () => signingSheetPdf(ctx, event.params.id!, { day, half }), ctx.locale)
}
