import { redirect } from '@sveltejs/kit'
import { maySeeAddresses } from '#modules/steering/policy'
import { authorize } from '#platform/errors'
import { refuse } from '#platform/http.server'
import { getMail, sendMailAgain } from '#platform/mail.server'
import { maySeeMachinery } from '#platform/rights'
import { shortenedAddress } from '../../../../../mail-page.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	authorize(maySeeMachinery(ctx.actor))
	const { html: _html, ...mail } = await getMail(ctx, params.id)
	return {
		mail: maySeeAddresses(ctx.actor) ? mail : { ...mail, toAddress: shortenedAddress(mail.toAddress) },
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = {
	again: async ({ locals: { ctx }, params, url }) => {
		try {
			await sendMailAgain(ctx, params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?notice=again`)
	}
}
