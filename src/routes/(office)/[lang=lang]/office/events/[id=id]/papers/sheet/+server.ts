import type { RequestHandler } from '@sveltejs/kit'
import { signingSheetPdf } from '#modules/events/papers.server'
import { pdfOf } from '../pdf.ts'

export const GET: RequestHandler = ({ locals: { ctx }, params, url }) => {
	const [day, half] = [url.searchParams.get('day') ?? '', url.searchParams.get('half') ?? '']
	return pdfOf(
		`sheet-${/^[\d-]{10}$/.test(day) ? day : 'day'}`,
		() => signingSheetPdf(ctx, params.id!, { day, half }),
		ctx.locale
	)
}
