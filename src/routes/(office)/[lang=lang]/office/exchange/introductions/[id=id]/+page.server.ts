import { redirect } from '@sveltejs/kit'
import { sendMessage } from '#modules/exchange/introduction-messages.server'
import { messageForm } from '#modules/exchange/introduction-schema'
import { closeIntroduction, getIntroduction, withdrawIntroduction } from '#modules/exchange/introductions.server'
import { mayHaveOutcome } from '#modules/exchange/introduction-workflow'
import { mayReadExchange } from '#modules/exchange/policy'
import { beginFromIntroduction, projectOfIntroduction } from '#modules/projects/introduced.server'
import { servicesToRun } from '#modules/projects/policy'
import { beginForm } from '#modules/projects/schema'
import { historyOf } from '#modules/steering/trail.server'
import { mayReadTrail } from '#modules/steering/policy'
import { authorize } from '#platform/errors'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { Actions, PageServerLoad } from './$types'

const notices = ['proposed', 'sent', 'withdrawn', 'closed'] as const

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	authorize(mayReadExchange(ctx.actor))
	const introduction = await getIntroduction(ctx, params.id)
	return {
		introduction,
		project: await projectOfIntroduction(ctx, params.id),
		/** The services that may begin a project with the two, once both have agreed. */
		services: mayHaveOutcome(introduction.status) ? servicesToRun(ctx.actor, programme.services) : [],
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
	/** A project with both organisations as partners; found again when there is one. */
	project: async ({ locals: { ctx }, params, request }) => {
		const form = await parseForm(request, beginForm)
		if (!form.ok) return invalid(form)
		let project: string
		try {
			project = await beginFromIntroduction(ctx, params.id, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/projects/${project}?notice=drafted`)
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
