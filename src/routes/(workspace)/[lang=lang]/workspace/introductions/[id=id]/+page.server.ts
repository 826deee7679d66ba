import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { z } from 'zod'
import { blockOrganisation } from '#modules/exchange/blocks.server'
import { sendMessage } from '#modules/exchange/introduction-messages.server'
import { declineForm, declineReasons, messageForm, outcomeForm, outcomes } from '#modules/exchange/introduction-schema'
import {
	agreeToIntroduction,
	closeIntroduction,
	counterpartOf,
	declineIntroduction,
	getIntroduction,
	withdrawIntroduction
} from '#modules/exchange/introductions.server'
import { sayOutcome } from '#modules/exchange/outcomes.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const notices = ['asked', 'accepted', 'agreed', 'declined', 'withdrawn', 'closed', 'sent', 'said'] as const

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	introduction: await getIntroduction(ctx, params.id),
	declineReasons,
	outcomes,
	notice: notices.find((notice) => notice === url.searchParams.get('notice')) ?? null
})

const back = ({ url }: RequestEvent, notice: string) => redirect(303, `${url.pathname}?notice=${notice}`)

/** An action that takes a form, and one that is only a button. */
const posted =
	<Schema extends z.ZodType>(
		schema: Schema,
		act: (event: RequestEvent, data: z.output<Schema>) => Promise<unknown>,
		notice: string
	) =>
	async (event: RequestEvent) => {
		const form = await parseForm(event.request, schema)
		if (!form.ok) return invalid(form)
		try {
			await act(event, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		return back(event, notice)
	}
const pressed = (act: (event: RequestEvent) => Promise<string>) => async (event: RequestEvent) => {
	let notice: string
	try {
		notice = await act(event)
	} catch (cause) {
		return refuse(cause, {})
	}
	return back(event, notice)
}

export const actions: Actions = {
	agree: pressed(async ({ locals, params }) =>
		(await agreeToIntroduction(locals.ctx, params.id!)) === 'accepted' ? 'accepted' : 'agreed'
	),
	decline: posted(declineForm, ({ locals, params }, data) => declineIntroduction(locals.ctx, params.id!, data), 'declined'),
	withdraw: pressed(async ({ locals, params }) => {
		await withdrawIntroduction(locals.ctx, params.id!)
		return 'withdrawn'
	}),
	close: pressed(async ({ locals, params }) => {
		await closeIntroduction(locals.ctx, params.id!)
		return 'closed'
	}),
	message: posted(messageForm, ({ locals, params }, { text }) => sendMessage(locals.ctx, params.id!, text), 'sent'),
	outcome: posted(outcomeForm, ({ locals, params }, data) => sayOutcome(locals.ctx, params.id!, data), 'said'),
	// Who blocks no longer sees what was asked: back to the list.
	block: async (event) => {
		const { ctx } = event.locals
		try {
			const { own, other } = await counterpartOf(ctx, event.params.id)
			await blockOrganisation(ctx, { organisationId: own, blockedId: other })
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `/${ctx.locale}/workspace/introductions/blocked?notice=blocked`)
	}
}
