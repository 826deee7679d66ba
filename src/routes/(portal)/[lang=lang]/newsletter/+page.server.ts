import { redirect } from '@sveltejs/kit'
import { listArchive } from '#modules/newsroom/campaign-archive.server'
import { mailKinds, signUpForm } from '#modules/newsroom/subscription-schema'
import { askSubscription } from '#modules/newsroom/subscriptions.server'
import { invalid, parseForm } from '#platform/http.server'
import { originOf, refuseOrWait } from '../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ url, locals: { ctx } }) => ({
	kinds: mailKinds,
	archive: await listArchive(ctx, url.searchParams.get('after')),
	notice: (['asked', 'forgotten'] as const).find((notice) => notice === url.searchParams.get('notice')) ?? null
})

export const actions: Actions = {
	default: async (event) => {
		const form = await parseForm(event.request, signUpForm)
		if (!form.ok) return invalid(form)
		try {
			await askSubscription(event.locals.ctx, form.data, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		redirect(303, `/${event.locals.ctx.locale}/newsletter?notice=asked`)
	}
}
