import { redirect } from '@sveltejs/kit'
import { getOpportunity } from '#modules/funding/opportunities.server'
import { fundingQuery } from '#modules/funding/search'
import { saveWatchForm } from '#modules/funding/watch-schema'
import { saveWatch } from '#modules/funding/watches.server'
import { questionWords } from '#modules/funding/words'
import { invalid, parseForm, parseQuery, refuse } from '#platform/http.server'
import { pickText } from '#platform/i18n'
import type { Actions, PageServerLoad } from './$types'

/** What is to be watched stands in the address, as the search's own page has it. */
export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const id = url.searchParams.get('opportunity')
	if (id && /^[0-9a-f-]{36}$/.test(id)) {
		const { opportunity } = await getOpportunity(ctx, id)
		const title = pickText(opportunity.title, ctx.locale)
		return { hidden: [['opportunity', opportunity.joinedTo ?? id]], words: [title], name: title.slice(0, 120), isSearch: false }
	}
	const { data } = parseQuery(url, fundingQuery)
	const words = questionWords(ctx.locale, data)
	return {
		hidden: Object.entries(data) as [string, string][],
		words,
		name: words.join(', ').slice(0, 120),
		isSearch: true
	}
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, request }) => {
		const form = await parseForm(request, saveWatchForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await saveWatch(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/workspace/funding/watches/${id}?notice=saved`)
	}
}
