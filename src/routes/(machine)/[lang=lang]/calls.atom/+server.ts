import { listPublicCalls } from '#modules/calls/call-lists.server'
import { pick, pickText } from '#platform/i18n'
import { address } from '../../open.ts'
import { feed } from '../feed.ts'
import type { RequestHandler } from './$types'

/** Published calls: coming, open and closed, the last to close first. */
export const GET: RequestHandler = async ({ params: { lang }, locals: { ctx } }) => {
	const { calls } = await listPublicCalls(ctx, {}, { limit: 50 })
	return feed(
		lang,
		'calls',
		calls.map((call) => {
			const title = pick(call.title, lang)
			const link = address(`/${lang}/calls/${call.id}`)
			return {
				id: link,
				title: title.text,
				lang: title.lang,
				link,
				summary: pickText(call.summary, lang),
				published: call.publishedAt,
				updated: call.updatedAt
			}
		})
	)
}
