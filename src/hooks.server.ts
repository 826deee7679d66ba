import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit/hooks'
import { v7 as uuidv7 } from 'uuid'
import { everyPersonalData, steeringMoves } from '#modules/steering/personal-data.server'
import { onConsent } from '#modules/identity/consents.server'
import { movedListings } from '#modules/exchange/listing-merge.server'
import { movedEvents } from '#modules/events/partner-merge.server'
import { mustEnrol } from '#modules/identity/second-factor.server'
import { registerPersonalData } from '#modules/identity/personal-data.server'
import { actorOf, sessionCookie } from '#modules/identity/sessions.server'
import { indexListingsOf } from '#modules/exchange/indexing.server'
import { introductionMerge } from '#modules/exchange/introduction-merge.server'
import { indexPersonOf } from '#modules/network/indexing.server'
import { registerMerge } from '#modules/network/merges.server'
import { movedProjects } from '#modules/projects/project-merge.server'
import { onShownOrHidden } from '#modules/network/moderation.server'
import { followConsent } from '#modules/newsroom/subscription-consents.server'
import { mailKinds } from '#modules/newsroom/subscription-schema'
import { movedPractices } from '#modules/newsroom/practice-merge.server'
import { connect, type Database } from '#platform/db.server'
import { env } from '#platform/env'
import { hungUp, outageOf } from '#platform/errors'
import { isLocale, locales, type Locale } from '#platform/languages'
import { log } from '#platform/log'
import { watchReplica, type Replica } from '#platform/replica.server'
import { expiredPage } from './expired-page.ts'
import { outagePage } from './outage-page.ts'
import { withProgramme } from './programme-page.ts'

let database: Database
const readDatabase = () => (database ??= connect(env().DATABASE_URL ?? '', { max: env().PASSERELLE_POOL }))
let replica: Replica | undefined

export const init: ServerInit = () => {
	everyPersonalData.forEach(registerPersonalData)
	registerMerge(movedListings)
	registerMerge(introductionMerge)
	registerMerge(movedProjects)
	registerMerge(movedPractices)
	onShownOrHidden(indexListingsOf)
	steeringMoves.forEach(registerMerge)
	onConsent('directory', indexPersonOf)
	for (const kind of mailKinds) onConsent(kind, (ctx, accountId) => followConsent(ctx, accountId, kind))
	registerMerge(movedEvents)
	const opened = readDatabase()
	const { PASSERELLE_REPLICA_URL } = env()
	if (PASSERELLE_REPLICA_URL) replica = watchReplica(PASSERELLE_REPLICA_URL, opened.pool)
	process.once('sveltekit:shutdown', () => void Promise.all([replica?.close(), opened.close()]))
}

const localeOf = (event: RequestEvent): Locale => {
	const first = event.url.pathname.split('/')[1]
	if (isLocale(first)) return first
	const wanted = (event.request.headers.get('accept-language') ?? '').split(',').map((part) => part.trim().slice(0, 2))
	return wanted.find(isLocale) ?? locales[0]
}

/** Signed-in-ness only, by route group: what a person may do is asked in the verb, on the loaded row. */
const groups = ['/(account)/', '/(workspace)/', '/(office)/']
/** Readings for programs, which may be some seconds old. */
const fromReplica = ['/(machine)/data/', '/(machine)/api/']

export const handle: Handle = async ({ event, resolve }) => {
	const locale = localeOf(event)
	const requestId = event.request.headers.get('x-request-id') ?? uuidv7()
	const signedIn = event.cookies.get(sessionCookie()) !== undefined
	const mayBeOlder = !signedIn && event.request.method === 'GET' && fromReplica.some((group) => event.route.id?.startsWith(group))
	const db = (mayBeOlder ? replica?.db() : undefined) ?? readDatabase().db
	const ctx = { db, actor: null, now: new Date(), locale, requestId }
	event.locals.replica = replica?.state()
	// A public page must not pay for a session it does not have.
	try {
		event.locals.ctx = signedIn ? { ...ctx, actor: await actorOf(ctx, event.request.headers) } : ctx
	} catch (error) {
		// Outside of every page: Kit would answer with a page of its own, in English.
		const status = outageOf(error)
		if (!status) throw error
		log.error({ requestId, error: (error as Error).message }, 'nobody can be looked up')
		return outagePage(locale, status, requestId)
	}

	if (!event.locals.ctx.actor && groups.some((group) => event.route.id?.startsWith(group))) {
		// A form filled in for an hour is not thrown away because its session has ended.
		const kept = await expiredPage(event.request, locale)
		if (kept) return kept
		redirect(303, `/${locale}/sign-in?next=${encodeURIComponent(event.url.pathname + event.url.search)}`)
	}

	// Where a second factor is required, nothing but the account can be opened without one.
	if (mustEnrol(event.locals.ctx.actor) && ['/(workspace)/', '/(office)/'].some((group) => event.route.id?.startsWith(group))) {
		redirect(303, `/${locale}/account/second-factor?next=${encodeURIComponent(event.url.pathname + event.url.search)}`)
	}

	const response = await resolve(event, {
		transformPageChunk: ({ html }) => withProgramme(html.replace('%lang%', locale), locale),
		filterSerializedResponseHeaders: () => false
	})
	const { headers } = response
	headers.set('x-request-id', requestId)
	const policy = headers.get('content-security-policy')
	if (event.locals.leadsTo?.length && policy)
		headers.set(
			'content-security-policy',
			policy.replace("form-action 'self'", ["form-action 'self'", ...event.locals.leadsTo].join(' '))
		)
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
	const status = outageOf(error)
	// 'app' and 'framework' are expected (403, 404 …); anything else is a bug: logged here, an apology with its id on screen.
	if (kind === 'unknown' && !hungUp(error))
		log.error(
			{ requestId, route: event.route.id, error: (error as Error)?.message, stack: (error as Error)?.stack },
			'unexpected error'
		)
	return { requestId, ...(status && { status }) }
}
