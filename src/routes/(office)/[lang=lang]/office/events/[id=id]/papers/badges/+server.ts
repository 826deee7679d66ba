import type { RequestHandler } from '@sveltejs/kit'
import { badgesPdf } from '#modules/events/papers.server'
import { pdfOf, runnerFirst } from '../pdf.ts'

export const GET: RequestHandler = async (event) => {
	await runnerFirst(event)
	return pdfOf('badges', () => badgesPdf(event.locals.ctx, event.params.id!), event.locals.ctx.locale)
}
