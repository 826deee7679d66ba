import { listBoard } from '#modules/exchange/board.server'
import { pick, pickText, translate } from '#platform/i18n'
import { address } from '../../open.ts'
import { feed } from '../feed.ts'
import type { RequestHandler } from './$types'

/** The newest offers and needs; of an anonymous one nothing says whose it is. */
export const GET: RequestHandler = async ({ params: { lang }, locals: { ctx } }) => {
	const { listings } = await listBoard(ctx, {}, { limit: 50 })
	return feed(
		lang,
		'exchange',
		listings.map((listing) => {
			const title = pick(listing.title, lang)
			const link = address(`/${lang}/exchange/${listing.id}`)
			return {
				id: link,
				title: `${translate(lang, `listing.side.${listing.side}`)}${lang === 'fr' ? '\u00a0:' : ':'} ${title.text}`,
				lang: title.lang,
				link,
				summary: pickText(listing.text, lang),
				published: listing.publishedAt,
				updated: listing.updatedAt
			}
		})
	)
}
