/** What the pages of signing in, the account and the invitation share: from the request to a verb's words and back. */
import { redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit'
import { needsFresh } from '#modules/identity/policy'
import { beginJourney, providerOrigins } from '#modules/identity/providers.server'
import { localPath } from '#modules/identity/schema'
import { sessionCookie, sessionCookieOptions, type Origin, type SessionCookie } from '#modules/identity/sessions.server'
import { RuleBroken } from '#platform/errors'
import { refuse, type FieldErrors, type Values } from '#platform/http.server'

export const originOf = (event: RequestEvent): Origin => ({
	address: event.getClientAddress(),
	userAgent: event.request.headers.get('user-agent')
})

export const keepSession = (event: RequestEvent, { value, maxAge }: SessionCookie) =>
	event.cookies.set(sessionCookie(), value, { ...sessionCookieOptions(), maxAge })

export const dropSession = (event: RequestEvent) => event.cookies.delete(sessionCookie(), sessionCookieOptions())

/** `refuse`, saying to programs too how long to wait. */
export function refuseOrWait(
	event: RequestEvent,
	cause: unknown,
	values: Values
): ActionFailure<{ values: Values; errors: FieldErrors }> {
	if (cause instanceof RuleBroken && cause.status === 429) event.setHeaders({ 'retry-after': String(cause.params.seconds ?? 60) })
	return refuse(cause, values) as ActionFailure<{ values: Values; errors: FieldErrors }>
}

/**
 * Pages on the way in hold one-time tokens and what was typed: kept by nobody, named to no other site. Not `no-referrer`:
 * browsers then post with `Origin: null`, which the check against cross-site posts refuses. An action and the load after it
 * may both ask: headers can be set once a request.
 */
export function keepPrivate(event: RequestEvent) {
	if (keptPrivate.has(event.request)) return
	keptPrivate.add(event.request)
	event.setHeaders({ 'cache-control': 'private, no-store', 'referrer-policy': 'same-origin' })
}
const keptPrivate = new WeakSet<Request>()

/** Where to after signing in: the asked page of this site, else the account. */
export const afterSignIn = (event: RequestEvent, next: string | null) => next ?? `/${event.locals.ctx.locale}/account`

export const nextOf = (event: RequestEvent) => localPath(event.url.searchParams.get('next'))
export const withNext = (path: string, next: string | null) => (next ? `${path}?next=${encodeURIComponent(next)}` : path)

/**
 * Sends whoever has not confirmed who they are in the last ten minutes to do so, and back here afterwards. For the load
 * and the actions of pages whose verb asks for fresh authentication; the verb itself still checks (`requireFresh`).
 */
export function confirmFirst(event: RequestEvent, back = event.url.pathname): void {
	const { actor, now, locale } = event.locals.ctx
	if (needsFresh(actor, now)) redirect(303, withNext(`/${locale}/account/confirm`, back))
}

/** What ties the return from a provider to the browser that left for it. Lax: it comes back from another site. */
export const journeyCookie = () => sessionCookie().replace('session_token', 'provider')

/** Sends the browser to a provider: a plain form's post, answered by a redirect. */
export async function leaveFor(
	event: RequestEvent,
	journey: { key: string; next: string | null; link?: boolean }
): Promise<never> {
	const { url, cookie } = await beginJourney(event.locals.ctx, journey, originOf(event))
	event.cookies.set(journeyCookie(), cookie.value, { ...sessionCookieOptions(), maxAge: cookie.maxAge })
	redirect(303, url, { external: providerOrigins() })
}

/** The cookie of the way out, which is good for one way back. */
export function takeJourneyCookie(event: RequestEvent): string | undefined {
	const value = event.cookies.get(journeyCookie())
	if (value !== undefined) event.cookies.delete(journeyCookie(), sessionCookieOptions())
	return value
}

/** Browsers hold a form's redirects to the page's policy too: this page's forms lead to the providers. */
export const leadToProviders = (event: RequestEvent) => (event.locals.leadsTo = providerOrigins())
