import { redirect } from '@sveltejs/kit'
import { endSubscription } from '#modules/newsroom/subscription-preferences.server'
import { isMailKind } from '#modules/newsroom/subscription-schema'
import { notFound } from '#platform/errors'
import { readForm } from '#platform/http.server'
import type { RequestHandler } from './$types'

/**
 * RFC 8058: a mail program posts `List-Unsubscribe=One-Click` here, without cookies and without asking anything else. The
 * button of the page posts an empty form to the same address and goes back to it.
 */
export const POST: RequestHandler = async ({ locals: { ctx }, params: { token, kind }, request, url }) => {
	if (!isMailKind(kind)) return notFound()
	// Not every program sends the form the standard asks for; whoever holds the address has said enough.
	const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(request.headers.get('content-type') ?? '')
	const fromPage = isForm && (await readForm(request, 4096)).get('from') === 'page'
	await endSubscription(ctx, token, kind, fromPage ? 'preferences' : 'one-click')
	if (fromPage) redirect(303, url.pathname)
	return new Response(null, { headers: { 'cache-control': 'private, no-store' } })
}
