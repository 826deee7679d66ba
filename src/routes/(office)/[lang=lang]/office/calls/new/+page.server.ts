import { redirect } from '@sveltejs/kit'
import { draftCall } from '#modules/calls/call-drafts.server'
import { callsToCopy } from '#modules/calls/call-lists.server'
import { newCallForm } from '#modules/calls/call-schema'
import { servicesToLead } from '#modules/calls/policy'
import { authorize } from '#platform/errors'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { pickText } from '#platform/i18n'
import { callTemplates } from '#programme/call-templates'
import { programme } from '#programme/programme'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx } }) => {
	const led = servicesToLead(ctx.actor, programme.services)
	authorize(led.length > 0)
	return {
		templates: callTemplates.map(({ key, name, summary }) => ({
			value: `template:${key}`,
			label: pickText(name, ctx.locale),
			hint: pickText(summary, ctx.locale)
		})),
		calls: (await callsToCopy(ctx)).map(({ id, reference, title }) => ({
			value: `call:${id}`,
			label: `${reference} – ${pickText(title, ctx.locale)}`
		})),
		services: programme.services
			.filter(({ key }) => led.includes(key))
			.map(({ key, name }) => ({ value: key, label: pickText(name, ctx.locale) }))
	}
}

export const actions: Actions = {
	default: async ({ locals: { ctx }, request }) => {
		const form = await parseForm(request, newCallForm)
		if (!form.ok) return invalid(form)
		let id: string
		try {
			id = await draftCall(ctx, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/calls/${id}?notice=drafted`)
	}
}
