import { redirect, type RequestEvent } from '@sveltejs/kit'
import {
	confirmByMailedCode,
	confirmByPassword,
	confirmBySecondFactor,
	mailConfirmationCode,
	waysToConfirm
} from '#modules/identity/confirmation.server'
import { confirmByPasskey } from '#modules/identity/passkey-proofs.server'
import { codeForm, nextForm, passkeyForm, passwordProofForm } from '#modules/identity/schema'
import { invalid, parseForm } from '#platform/http.server'
import { afterSignIn, nextOf, originOf, refuseOrWait, withNext } from '../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({
	next: nextOf(event),
	mailed: event.url.searchParams.has('mailed'),
	ways: await waysToConfirm(event.locals.ctx)
})

async function byCode(event: RequestEvent, confirm: typeof confirmBySecondFactor) {
	const form = await parseForm(event.request, codeForm)
	if (!form.ok) return invalid(form)
	try {
		await confirm(event.locals.ctx, form.data.code, originOf(event))
	} catch (cause) {
		return refuseOrWait(event, cause, form.values)
	}
	redirect(303, afterSignIn(event, form.data.next))
}

export const actions: Actions = {
	password: async (event) => {
		const form = await parseForm(event.request, passwordProofForm)
		if (!form.ok) return invalid(form)
		try {
			await confirmByPassword(event.locals.ctx, form.data.password, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		redirect(303, afterSignIn(event, form.data.next))
	},
	passkey: async (event) => {
		const form = await parseForm(event.request, passkeyForm)
		if (!form.ok) return invalid({ values: {}, errors: { form: 'error.identity.passkey' } })
		try {
			await confirmByPasskey(event.locals.ctx, form.data.passkey, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, {})
		}
		redirect(303, afterSignIn(event, form.data.next))
	},
	secondFactor: (event) => byCode(event, confirmBySecondFactor),
	mailed: (event) => byCode(event, confirmByMailedCode),
	mail: async (event) => {
		const form = await parseForm(event.request, nextForm)
		if (!form.ok) return invalid(form)
		try {
			await mailConfirmationCode(event.locals.ctx, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		const back = withNext(`/${event.locals.ctx.locale}/account/confirm`, form.data.next)
		redirect(303, `${back}${back.includes('?') ? '&' : '?'}mailed`)
	}
}
