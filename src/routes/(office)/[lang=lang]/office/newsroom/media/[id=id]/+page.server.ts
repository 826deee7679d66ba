import { mediaForm } from '#modules/newsroom/article-schema'
import { describeMedia, getMedia } from '#modules/newsroom/media.server'
import { posting } from '../../../../../../newsroom-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	media: await getMedia(ctx, params.id),
	notice: url.searchParams.get('notice')
})

export const actions: Actions = {
	default: posting(mediaForm, async ({ locals: { ctx }, params }, data) => {
		await describeMedia(ctx, params.id!, data)
		return 'saved'
	})
}
