import { previewCampaign } from '#modules/newsroom/campaign-tests.server'
import { getCampaign } from '#modules/newsroom/campaigns.server'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const { id, subject } = await getCampaign(ctx, params.id)
	const { html: _, ...mail } = await previewCampaign(ctx, params.id, params.locale)
	return { campaign: { id, title: subject }, language: params.locale, mail }
}
