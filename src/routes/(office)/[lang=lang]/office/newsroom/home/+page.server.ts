import { HOME_ITEMS, homeForm } from '#modules/newsroom/article-schema'
import { featureItems, getFeatured } from '#modules/newsroom/home.server'
import { posting } from '../../../../../newsroom-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	...(await getFeatured(ctx)),
	places: HOME_ITEMS,
	saved: url.searchParams.get('notice') === 'saved'
})

export const actions: Actions = {
	default: posting(homeForm, async ({ locals: { ctx } }, { items }) => {
		await featureItems(ctx, items)
		return 'saved'
	})
}
