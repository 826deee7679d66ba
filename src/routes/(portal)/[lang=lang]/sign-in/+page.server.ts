import { error, redirect } from '@sveltejs/kit'
import { demoAccounts, demoPassword } from '#programme/demo/accounts'
import { signInByPasskey } from '#modules/identity/passkey-proofs.server'
import { passkeysPossible } from '#modules/identity/passkeys.server'
import { listProviders } from '#modules/identity/providers.server'
import { demoForm, linkForm, passkeyForm, providerForm } from '#modules/identity/schema'
import { requestLink, signInByPassword } from '#modules/identity/sign-in.server'
import { env } from '#platform/env'
import { invalid, parseForm } from '#platform/http.server'
import {
	afterSignIn,
	keepPrivate,
	keepSession,
	leadToProviders,
	leaveFor,
	nextOf,
	originOf,
	refuseOrWait,
	withNext
} from '../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

/** The first account of each role: the one its demonstration is written for. */
const onePerRole = () =>
	[...Map.groupBy(demoAccounts, ({ roles }) => roles[0]?.role ?? 'member')].map(([role, [first]]) => {
		const { email, name, locale } = first!
		return { role, email, name, locale }
	})

export const load: PageServerLoad = (event) => {
	keepPrivate(event)
	const next = nextOf(event)
	if (event.locals.ctx.actor) redirect(303, afterSignIn(event, next))
	leadToProviders(event)
	return {
		next,
		providers: listProviders(event.locals.ctx),
		passkeys: passkeysPossible(),
		demos: env().PASSERELLE_DEMO ? onePerRole() : []
	}
}

export const actions: Actions = {
	link: async (event) => {
		const form = await parseForm(event.request, linkForm)
		if (!form.ok) return invalid(form)
		try {
			await requestLink(event.locals.ctx, form.data, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		redirect(303, `/${event.locals.ctx.locale}/sign-in/sent`)
	},
	provider: async (event) => {
		const form = await parseForm(event.request, providerForm)
		if (!form.ok) return invalid({ values: {}, errors: { form: 'error.required' } })
		try {
			return await leaveFor(event, { key: form.data.provider, next: form.data.next })
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
	},
	passkey: async (event) => {
		const form = await parseForm(event.request, passkeyForm)
		if (!form.ok) return invalid({ values: {}, errors: { form: 'error.identity.passkey' } })
		let signedIn
		try {
			signedIn = await signInByPasskey(event.locals.ctx, form.data.passkey, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, {})
		}
		keepSession(event, signedIn.cookie)
		if (signedIn.nameless) redirect(303, withNext(`/${event.locals.ctx.locale}/account/welcome`, form.data.next))
		redirect(303, afterSignIn(event, form.data.next))
	},
	/** One button per role, only where the demo programme runs: its passwords are printed on its own terminal. */
	demo: async (event) => {
		if (!env().PASSERELLE_DEMO) error(404)
		const form = await parseForm(event.request, demoForm)
		if (!form.ok) return invalid(form)
		if (!demoAccounts.some(({ email }) => email === form.data.email))
			return invalid({ values: {}, errors: { form: 'error.identity.sign_in_refused' } })
		let signedIn
		try {
			signedIn = await signInByPassword(event.locals.ctx, { email: form.data.email, password: demoPassword }, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, {})
		}
		keepSession(event, signedIn.cookie)
		if (signedIn.half) redirect(303, withNext(`/${event.locals.ctx.locale}/sign-in/code`, form.data.next))
		redirect(303, afterSignIn(event, form.data.next))
	}
}
