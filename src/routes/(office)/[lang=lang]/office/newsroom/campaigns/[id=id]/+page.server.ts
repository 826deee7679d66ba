import { z } from 'zod'
import {
	approveCampaign,
	cancelCampaign,
	pauseCampaign,
	resumeCampaign,
	returnCampaign,
	submitCampaign
} from '#modules/newsroom/campaign-approval.server'
import { approveForm, returnForm, versionForm } from '#modules/newsroom/campaign-schema'
import { countAudience } from '#modules/newsroom/campaign-segments.server'
import { testCampaign } from '#modules/newsroom/campaign-tests.server'
import { discardCampaign, getCampaign } from '#modules/newsroom/campaigns.server'
import { locales } from '#platform/i18n'
import { posting } from '../../../../../../newsroom-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { body: _, ...campaign } = await getCampaign(ctx, params.id)
	const audience = campaign.startedAt ? null : await countAudience(ctx, campaign.kind, campaign.segment)
	return {
		campaign,
		languages: locales.map((locale) => ({
			locale,
			subject: campaign.subject[locale] ?? null,
			written: campaign.written.includes(locale),
			readers: audience?.byLocale[locale] ?? null
		})),
		audience,
		notice: url.searchParams.get('notice')
	}
}

const nothing = z.object({})

export const actions: Actions = {
	test: posting(versionForm, async ({ locals: { ctx }, params }, { version }) => {
		await testCampaign(ctx, params.id!, version)
		return 'tested'
	}),
	submit: posting(versionForm, async ({ locals: { ctx }, params }, { version }) => {
		await submitCampaign(ctx, params.id!, version)
		return 'submitted'
	}),
	approve: posting(approveForm, async ({ locals: { ctx }, params }, data) => {
		await approveCampaign(ctx, params.id!, data)
		return data.at ? 'scheduled' : 'sending'
	}),
	back: posting(returnForm, async ({ locals: { ctx }, params }, data) => {
		await returnCampaign(ctx, params.id!, data)
		return 'returned'
	}),
	pause: posting(nothing, async ({ locals: { ctx }, params }) => {
		await pauseCampaign(ctx, params.id!)
		return 'paused'
	}),
	resume: posting(nothing, async ({ locals: { ctx }, params }) => {
		await resumeCampaign(ctx, params.id!)
		return 'sending'
	}),
	cancel: posting(nothing, async ({ locals: { ctx }, params }) => {
		await cancelCampaign(ctx, params.id!)
		return 'cancelled'
	}),
	discard: posting(versionForm, async ({ locals: { ctx }, params }, { version }) => {
		await discardCampaign(ctx, params.id!, version)
		return `/${ctx.locale}/office/newsroom/campaigns?notice=discarded`
	})
}
