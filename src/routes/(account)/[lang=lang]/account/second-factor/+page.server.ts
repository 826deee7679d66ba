import { redirect } from '@sveltejs/kit'
import QRCode from 'qrcode'
import { codeForm } from '#modules/identity/schema'
import {
	beginSecondFactor,
	confirmSecondFactor,
	disableSecondFactor,
	getSecondFactor,
	mustShowPasskey,
	pendingSecondFactor,
	renewRecoveryCodes
} from '#modules/identity/second-factor.server'
import { invalid, parseForm } from '#platform/http.server'
import { confirmFirst, keepPrivate, nextOf, refuseOrWait } from '../../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	const { ctx } = event.locals
	const standing = await getSecondFactor(ctx)
	if (await mustShowPasskey(ctx)) return { ...standing, next: nextOf(event), passkey: true, pending: null }
	if (standing.state === 'begun') confirmFirst(event)
	const pending = standing.state === 'begun' ? await pendingSecondFactor(ctx) : null
	return {
		...standing,
		next: nextOf(event),
		passkey: false,
		pending: pending && {
			secret: pending.secret.replace(/(.{4})(?=.)/g, '$1 '),
			// Dark on light whatever the theme: cameras expect it.
			square: await QRCode.toString(pending.uri, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' })
		}
	}
}

export const actions: Actions = {
	begin: async (event) => {
		confirmFirst(event)
		try {
			await beginSecondFactor(event.locals.ctx)
		} catch (cause) {
			return refuseOrWait(event, cause, {})
		}
		redirect(303, event.url.pathname + (nextOf(event) ? `?next=${encodeURIComponent(nextOf(event)!)}` : ''))
	},
	/** Answered with the page itself, not a redirect: the recovery codes exist in this answer and nowhere else. */
	confirm: async (event) => {
		confirmFirst(event)
		const form = await parseForm(event.request, codeForm)
		if (!form.ok) return invalid(form)
		try {
			return { codes: await confirmSecondFactor(event.locals.ctx, form.data.code) }
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
	},
	renew: async (event) => {
		confirmFirst(event)
		try {
			return { codes: await renewRecoveryCodes(event.locals.ctx) }
		} catch (cause) {
			return refuseOrWait(event, cause, {})
		}
	},
	disable: async (event) => {
		confirmFirst(event)
		try {
			await disableSecondFactor(event.locals.ctx)
		} catch (cause) {
			return refuseOrWait(event, cause, {})
		}
		redirect(303, `/${event.locals.ctx.locale}/account/security?notice=disabled`)
	}
}
