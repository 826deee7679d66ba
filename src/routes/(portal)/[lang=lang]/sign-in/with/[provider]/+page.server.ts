import { error, redirect } from '@sveltejs/kit'
import { linkProvider, signInByProvider } from '#modules/identity/linked-providers.server'
import { endJourney } from '#modules/identity/providers.server'
import { RuleBroken } from '#platform/errors'
import { translate } from '#platform/i18n'
import { afterSignIn, keepPrivate, keepSession, originOf, takeJourneyCookie, withNext } from '../../../../../sign-in.ts'
import type { PageServerLoad } from './$types'

/**
 * The way back from a provider. It leads on, or says why not: the answer is good for nothing a second time, so that there
 * is no form to show again.
 */
export const load: PageServerLoad = async (event) => {
	keepPrivate(event)
	const { ctx } = event.locals
	const { locale } = ctx
	let to: string
	try {
		const journey = { key: event.params.provider, cookie: takeJourneyCookie(event), answer: event.url.searchParams }
		const back = await endJourney(ctx, journey, originOf(event))
		if (back.linking) {
			await linkProvider(ctx, back)
			to = `/${locale}/account/security?notice=linked`
		} else {
			const signedIn = await signInByProvider(ctx, back, originOf(event))
			keepSession(event, signedIn.cookie)
			to = signedIn.half
				? withNext(`/${locale}/sign-in/code`, signedIn.next)
				: signedIn.nameless
					? withNext(`/${locale}/account/welcome`, signedIn.next)
					: afterSignIn(event, signedIn.next)
		}
	} catch (cause) {
		if (!(cause instanceof RuleBroken)) throw cause
		if (cause.status === 429) event.setHeaders({ 'retry-after': String(cause.params.seconds ?? 60) })
		error(cause.status, cause.key, { said: translate(locale, cause.key, cause.params) })
	}
	redirect(303, to)
}
