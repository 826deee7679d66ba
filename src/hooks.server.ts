import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit/hooks'
import { v7 as uuidv7 } from 'uuid'
import { mustEnrol } from '#modules/identity/second-factor.server'
import { registerPersonalData } from '#modules/identity/personal-data.server'
import { actorOf, sessionCookie } from '#modules/identity/sessions.server'
import { contactMessages } from '#modules/newsroom/contact.server'
import { connect, type Database } from '#platform/db.server'
import { env } from '#platform/env'
import { isLocale, type Locale } from '#platform/i18n'
import { log } from '#platform/log'

let database: Database
const readDatabase = () => (database ??= connect(env().DATABASE_URL ?? '', { max: env().PASSERELLE_POOL }))

export const init: ServerInit = () => {
	registerPersonalData(contactMessages)
	const opened = readDatabase()
	process.once('sveltekit:shutdown', () => void opened.close())
}

const localeOf = (event: RequestEvent): Locale => {
	const first = event.url.pathname.split('/')[1]
	if (isLocale(first)) return first
	const wanted = (event.request.headers.get('accept-language') ?? '').split(',').map((part) => part.trim().slice(0, 2))
	return wanted.find(isLocale) ?? 'fr'
}

/** Signed-in-ness only, by route group: what a person may do is asked in the verb, on the loaded row. */
const groups = ['/(account)/', '/(workspace)/', '/(office)/']

export const handle: Handle = async ({ event, resolve }) => {
	const locale = localeOf(event)
	const requestId = event.request.headers.get('x-request-id') ?? uuidv7()
	const signedIn = event.cookies.get(sessionCookie()) !== undefined
	const ctx = { db: readDatabase().db, actor: null, now: new Date(), locale, requestId }
	// A public page must not pay for a session it does not have.
	event.locals.ctx = signedIn ? { ...ctx, actor: await actorOf(ctx, event.request.headers) } : ctx

	if (!event.locals.ctx.actor && groups.some((group) => event.route.id?.startsWith(group))) {
		redirect(303, `/${locale}/sign-in?next=${encodeURIComponent(event.url.pathname + event.url.search)}`)
	}

	// Where a second factor is required, nothing but the account can be opened without one.
	if (mustEnrol(event.locals.ctx.actor) && ['/(workspace)/', '/(office)/'].some((group) => event.route.id?.startsWith(group))) {
		redirect(303, `/${locale}/account/second-factor?next=${encodeURIComponent(event.url.pathname + event.url.search)}`)
	}

	const response = await resolve(event, {
		transformPageChunk: ({ html }) => html.replace('%lang%', locale),
		filterSerializedResponseHeaders: () => false
	})
	const { headers } = response
	headers.set('x-request-id', requestId)
	headers.set('x-content-type-options', 'nosniff')
	if (!headers.has('referrer-policy')) headers.set('referrer-policy', 'strict-origin-when-cross-origin')
	headers.set('cross-origin-opener-policy', 'same-origin')
	headers.set('permissions-policy', 'camera=(self), geolocation=(), microphone=()')
	// "public" is what src/page-cache.ts keeps: only a stranger's successful reading of a public page.
	if (!headers.has('cache-control')) {
		const isPublic =
			!signedIn &&
			response.status === 200 &&
			event.request.method === 'GET' &&
			event.route.id?.startsWith('/(portal)/') &&
			!headers.has('set-cookie')
		headers.set('cache-control', isPublic ? 'public, max-age=0, must-revalidate' : 'private, no-store')
	}
	return response
}

export const handleError: HandleServerError = ({ kind, error, event }) => {
	const { requestId } = event.locals.ctx ?? {}
	// 'app' and 'framework' are expected (403, 404 …); anything else is a bug: logged here, an apology with its id on screen.
	if (kind === 'unknown')
		log.error(
			{ requestId, route: event.route.id, error: (error as Error)?.message, stack: (error as Error)?.stack },
			'unexpected error'
		)
	return { requestId }
}
