import { campaignTextForm } from '#modules/newsroom/campaign-schema'
import { getCampaign, writeCampaign } from '#modules/newsroom/campaigns.server'
import { emptyDocument } from '#modules/newsroom/document'
import { formatMarkup, parseMarkup } from '#modules/newsroom/markup'
import { shownIn } from '#modules/newsroom/public-articles.server'
import type { Locale } from '#platform/i18n'
import { posting } from '../../../../../../../newsroom-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { id, version, subject, preheader, body, can, written, status } = await getCampaign(ctx, params.id)
	const language = params.locale
	const other = written.find((locale) => locale !== language)
	return {
		campaign: { id, version, status, title: subject },
		language,
		text: {
			subject: subject[language] ?? '',
			preheader: preheader[language] ?? '',
			body: formatMarkup(body[language] ?? emptyDocument)
		},
		/** What stands beside it, to be translated. */
		other: other
			? {
					locale: other,
					subject: subject[other]!,
					preheader: preheader[other] ?? '',
					document: body[other]!,
					...(await shownIn(ctx, body[other]!))
				}
			: null,
		can: { edit: can.edit },
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = {
	default: posting(campaignTextForm, async ({ locals: { ctx }, params }, { body, ...text }) => {
		await writeCampaign(ctx, params.id!, params.locale as Locale, { ...text, body: parseMarkup(body) })
		return 'saved'
	})
}
