import { randomUUID } from 'node:crypto'
import type { Ctx } from '#platform/ctx'
import { createAccount } from '#modules/identity/accounts.server'
import { actorOf, beginSession, sessionCookie, type SessionCookie } from '#modules/identity/sessions.server'
import { as } from '#test/support'

export const PASSWORD = 'une longue phrase de passe'
export const FROM = { address: '192.0.2.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }

/** The headers a browser would send with this session. */
export const headersOf = ({ value }: SessionCookie) => new Headers({ cookie: `${sessionCookie()}=${encodeURIComponent(value)}` })

/** A stored account, signed in: its id, its cookie's headers, and the context with it asking. */
export async function buildSignedIn(ctx: Ctx, over: { email?: string; name?: string; password?: string } = {}) {
	const email = over.email ?? `${randomUUID().slice(0, 8)}@example.org`
	const accountId = await createAccount(ctx, {
		email,
		name: over.name ?? 'Зорница Примерова',
		locale: 'bg',
		...(over.password && { password: over.password })
	})
	const { cookie, sessionId } = await beginSession(ctx, accountId, FROM, { secondFactor: false })
	const headers = headersOf(cookie)
	const actor = await actorOf(ctx, headers)
	if (!actor) throw new Error('the session opens nothing')
	return { accountId, email, sessionId, headers, actor, ctx: as(ctx, actor) }
}
