import { mayEdit } from '#modules/newsroom/article-policy'
import { draftForm } from '#modules/newsroom/article-schema'
import { draftArticle } from '#modules/newsroom/articles.server'
import { authorize } from '#platform/errors'
import { posting } from '../../../../../../newsroom-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals: { ctx } }) => authorize(mayEdit(ctx.actor))

export const actions: Actions = {
	default: posting(draftForm, async ({ locals: { ctx } }, data) => {
		const id = await draftArticle(ctx, data)
		return `/${ctx.locale}/office/newsroom/articles/${id}/${data.original}`
	})
}
