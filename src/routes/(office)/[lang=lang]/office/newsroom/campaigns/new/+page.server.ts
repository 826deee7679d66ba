import { campaignPolicy } from '#modules/newsroom/campaign-policy'
import { campaignDraftForm } from '#modules/newsroom/campaign-schema'
import { draftCampaign } from '#modules/newsroom/campaigns.server'
import { authorize } from '#platform/errors'
import { posting } from '../../../../../../newsroom-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals: { ctx } }) => authorize(campaignPolicy.write(ctx.actor))

export const actions: Actions = {
	default: posting(campaignDraftForm, async ({ locals: { ctx } }, data) => {
		const id = await draftCampaign(ctx, data)
		return `/${ctx.locale}/office/newsroom/campaigns/${id}/${data.locale}`
	})
}
