import { listPastEvents } from '#modules/events/audience.server'
import { segmentForm, segmentShape } from '#modules/newsroom/campaign-schema'
import { countAudience } from '#modules/newsroom/campaign-segments.server'
import { aimCampaign, getCampaign } from '#modules/newsroom/campaigns.server'
import { authorize } from '#platform/errors'
import { posting } from '../../../../../../../newsroom-actions.ts'
import { segmentOf } from './asked.ts'
import type { Actions, PageServerLoad } from './$types'

/** The count follows what is ticked; without a script a button asks for it. */
export const csr = true

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { id, version, kind, subject, segment, public: isPublic, can, written } = await getCampaign(ctx, params.id)
	authorize(can.edit)
	// The button that counts asks by the address: nothing is saved.
	const asked = url.searchParams.has('count') ? segmentShape.safeParse(segmentOf(url.searchParams)).data : undefined
	const shown = asked ?? segment
	return {
		campaign: { id, version, kind, title: subject, written },
		segment: shown,
		isPublic: asked ? url.searchParams.get('public') === 'on' : isPublic,
		audience: await countAudience(ctx, kind, shown),
		events: await listPastEvents(ctx)
	}
}

export const actions: Actions = {
	default: posting(segmentForm, async ({ locals: { ctx }, params }, { version, public: isPublic, ...segment }) => {
		await aimCampaign(ctx, params.id!, { version, segment, isPublic })
		return `/${ctx.locale}/office/newsroom/campaigns/${params.id!}?notice=aimed`
	})
}
