import { redirect } from '@sveltejs/kit'
import { sendMessage } from '#modules/exchange/introduction-messages.server'
import { messageForm } from '#modules/exchange/introduction-schema'
import { closeIntroduction, getIntroduction, withdrawIntroduction } from '#modules/exchange/introductions.server'
import { mayReadExchange } from '#modules/exchange/policy'
import { historyOf } from '#modules/steering/trail.server'
import { mayReadTrail } from '#modules/steering/policy'
import { authorize } from '#platform/errors'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const notices = ['proposed', 'sent', 'withdrawn', 'closed'] as const

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	authorize(mayReadExchange(ctx.actor))
	return {
		introduction: await getIntroduction(ctx, params.id),
		history: mayReadTrail(ctx.actor) ? await historyOf(ctx, `introduction:${params.id}`) : null,
		notice: notices.find((notice) => notice === url.searchParams.get('notice')) ?? null
	}
}

export const actions: Actions = {
	message: async ({ locals, params, request, url }) => {
		const form = await parseForm(request, messageForm)
		if (!form.ok) return invalid(form)
		try {
			await sendMessage(locals.ctx, params.id, form.data.text)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=sent`)
	},
	withdraw: async ({ locals, params, url }) => {
		try {
			await withdrawIntroduction(locals.ctx, params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?notice=withdrawn`)
	},
	close: async ({ locals, params, url }) => {
		try {
			await closeIntroduction(locals.ctx, params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?notice=closed`)
	}
}
