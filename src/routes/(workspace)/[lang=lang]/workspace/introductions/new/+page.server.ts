import { redirect, type RequestEvent } from '@sveltejs/kit'
import { askIntroduction, findTarget, getAsking, type Target } from '#modules/exchange/asking.server'
import { askForm } from '#modules/exchange/introduction-schema'
import { reasonsBetween } from '#modules/exchange/introduction-reasons.server'
import { publicItems } from '#modules/search/items.server'
import { notFound } from '#platform/errors'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { introductionRules } from '#programme/exchange'
import type { Actions, PageServerLoad } from './$types'

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Of whom it is asked stands in the address: `?listing=`, `?to=` or both. */
async function targetOf({ locals: { ctx }, url }: Pick<RequestEvent, 'locals' | 'url'>): Promise<Target> {
	const id = (name: string) => {
		const value = url.searchParams.get(name)
		return value !== null && uuid.test(value) ? value : null
	}
	return (await findTarget(ctx, { listing: id('listing'), to: id('to') })) ?? notFound()
}

export const load: PageServerLoad = async ({ locals, url }) => {
	const { ctx } = locals
	const target = await targetOf({ locals, url })
	const asking = await getAsking(ctx, target)
	const from = asking.own[0]?.id
	const practice = url.searchParams.get('practice')
	const [taken] = practice && uuid.test(practice) ? await publicItems(ctx, [`practice:${practice}`]) : []
	return {
		...asking,
		/** The good practice they would like to take up, which the message then begins with. */
		practice: taken?.title ?? null,
		reasons: from ? await reasonsBetween(ctx, from, target) : [],
		days: introductionRules.lapseDays,
		action: url.search
	}
}

export const actions: Actions = {
	default: async (event) => {
		const { ctx } = event.locals
		const target = await targetOf(event)
		const form = await parseForm(event.request, askForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			const reasons = await reasonsBetween(ctx, form.data.from, target)
			id = await askIntroduction(ctx, { ...target, ...form.data, reasons })
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/workspace/introductions/${id}?notice=asked`)
	}
}
