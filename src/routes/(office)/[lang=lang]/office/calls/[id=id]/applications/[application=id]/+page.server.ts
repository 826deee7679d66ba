import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { z } from 'zod'
import { getFiledApplication } from '#modules/calls/application-lists.server'
import { sendApplicationMessage } from '#modules/calls/application-messages.server'
import { applicationMessageForm, checkForm, checkResults, verdictForm } from '#modules/calls/application-schema'
import { checkRequirement, giveVerdict } from '#modules/calls/checks.server'
import { fundingElsewhere } from '#modules/projects/outside-grants.server'
import { invalid, parseForm, refuse, sayWhy } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const application = await getFiledApplication(ctx, params.id, params.application).catch((cause) => sayWhy(cause, ctx.locale))
	const organisation = application.opened?.applicant.organisationId
	return { application, checkResults, funded: organisation ? await fundingElsewhere(ctx, organisation) : [] }
}

const posted =
	<Schema extends z.ZodType>(
		schema: Schema,
		act: (event: RequestEvent, data: z.output<Schema>) => Promise<void>,
		place: string
	) =>
	async (event: RequestEvent) => {
		const form = await parseForm(event.request, schema)
		if (!form.ok) return invalid(form)
		try {
			await act(event, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${event.url.pathname}#${place}`)
	}

export const actions: Actions = {
	check: posted(checkForm, ({ locals, params }, data) => checkRequirement(locals.ctx, params.application!, data), 'checks'),
	verdict: posted(
		verdictForm,
		({ locals, params }, { verdict }) => giveVerdict(locals.ctx, params.application!, verdict),
		'checks'
	),
	message: posted(
		applicationMessageForm,
		({ locals, params }, { text }) => sendApplicationMessage(locals.ctx, params.application!, text),
		'messages'
	)
}
