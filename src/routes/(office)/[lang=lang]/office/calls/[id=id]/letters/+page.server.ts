import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { announceResults } from '#modules/calls/announcements.server'
import { listLetters, resendLetter, sendLetters } from '#modules/calls/letters.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const notices = ['sending', 'again', 'announced'] as const
const letterButton = z.object({ application: z.uuid('error.choice') })

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	page: await listLetters(ctx, params.id),
	notice: notices.find((notice) => notice === url.searchParams.get('notice')) ?? null,
	job: z.uuid().safeParse(url.searchParams.get('job')).data ?? null
})

export const actions: Actions = {
	send: async ({ locals: { ctx }, params, url }) => {
		let job: string | null
		try {
			job = await sendLetters(ctx, params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?notice=sending${job ? `&job=${job}` : ''}`)
	},
	again: async ({ locals: { ctx }, params, request, url }) => {
		const form = await parseForm(request, letterButton)
		if (!form.ok) return invalid(form)
		try {
			await resendLetter(ctx, params.id, form.data.application)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?notice=again`)
	},
	announce: async ({ locals: { ctx }, params, url }) => {
		try {
			await announceResults(ctx, params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?notice=announced`)
	}
}
