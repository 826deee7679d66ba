import { error } from '@sveltejs/kit'
import { practiceQuery } from '#modules/newsroom/practice-schema'
import { listPublicPractices } from '#modules/newsroom/public-practices.server'
import { parseQuery } from '#platform/http.server'
import { pick, pickText } from '#platform/i18n'
import { address } from '../../open.ts'
import { feed } from '../feed.ts'
import type { RequestHandler } from './$types'

/** Published good practices, the newest first; of one theme with `?theme=`. */
export const GET: RequestHandler = async ({ params: { lang }, locals: { ctx }, url }) => {
	const { data, errors } = parseQuery(url, practiceQuery)
	if (errors.theme) error(404)
	const { theme } = data
	const { practices } = await listPublicPractices(ctx, theme ? { theme } : {}, { limit: 50 })
	return feed(
		lang,
		'practices',
		practices.map(({ id, title, problem, publishedAt, updatedAt }) => {
			const { text, lang: written } = pick(title, lang)
			const link = address(`/${lang}/practices/${id}`)
			return {
				id: link,
				title: text,
				lang: written,
				link,
				summary: pickText(problem, lang),
				published: publishedAt,
				updated: updatedAt
			}
		}),
		theme
	)
}
