import { getText } from '#modules/newsroom/article-lists.server'
import { publishText, unpublishText } from '#modules/newsroom/article-publication.server'
import { publishForm, restoreForm, revisionForm, textForm } from '#modules/newsroom/article-schema'
import { restoreText, saveText } from '#modules/newsroom/articles.server'
import { formatMarkup, parseMarkup } from '#modules/newsroom/markup'
import { imageChoices } from '#modules/newsroom/media.server'
import { shownIn } from '#modules/newsroom/public-articles.server'
import { pickText, type Locale } from '#platform/i18n'
import { posting } from '../../../../../../../newsroom-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { original, text, ...rest } = await getText(ctx, params.id, params.locale)
	const shown = text ? (await shownIn(ctx, text.body)).embeds : []
	return {
		...rest,
		pictures: rest.can.edit ? await imageChoices(ctx) : [],
		titles: Object.fromEntries(shown.map(({ kind, id, title }) => [`${kind}:${id}`, pickText(title, ctx.locale)])),
		language: params.locale,
		text: text && { ...text, body: formatMarkup(text.body) },
		original: original && { ...original, ...(await shownIn(ctx, original.body)) },
		notice: url.searchParams.get('notice')
	}
}

const localeOf = (params: Partial<Record<string, string>>) => params.locale as Locale

export const actions: Actions = {
	save: posting(textForm, async ({ locals: { ctx }, params }, { body, ...text }) => {
		await saveText(ctx, params.id!, localeOf(params), { ...text, body: parseMarkup(body) })
		return 'saved'
	}),
	publish: posting(publishForm, async ({ locals: { ctx }, params }, data) => {
		await publishText(ctx, params.id!, localeOf(params), data)
		return data.at ? 'scheduled' : 'published'
	}),
	unpublish: posting(revisionForm, async ({ locals: { ctx }, params }) => {
		await unpublishText(ctx, params.id!, localeOf(params))
		return 'unpublished'
	}),
	restore: posting(restoreForm, async ({ locals: { ctx }, params }, data) => {
		await restoreText(ctx, params.id!, localeOf(params), data)
		return 'restored'
	})
}
