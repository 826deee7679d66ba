import { createHmac, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { audit } from '#platform/audit.server'
import type { Actor, Ctx, Role } from '#platform/ctx'
import { plannedOnce, transact } from '#platform/db.server'
import { secretFor } from '#platform/env'
import { authorize, notFound } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import { authContext, isSecure, SESSION_SECONDS } from './auth.server.ts'

/** Decisions, payments and exports of personal data ask for an authentication no older than this, in milliseconds. */
const FRESH = 10 * 60_000
/** A sign-in whose second step is still missing is forgotten after this, in milliseconds. */
const HALF_SIGNED_IN = 10 * 60_000
const HOUR = 3_600_000

/** Where a request comes from, as the route saw it. */
export type Origin = { address: string; userAgent: string | null }
/** What the browser is given: the session's signed token, to be stored under `sessionCookie()`. */
export type SessionCookie = { value: string; maxAge: number }

export const sessionCookie = () => `${isSecure() ? '__Secure-' : ''}passerelle.session_token`

/** The attributes every session cookie is set and cleared with. */
export const sessionCookieOptions = () => ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure() }) as const

/** Enough of an address to recognise a place: the first three numbers of IPv4, the first three groups of IPv6. */
export function shortened(address: string): string {
	const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
	if (/^\d+(\.\d+){3}$/.test(plain)) return plain.replace(/\d+$/, '0')
	const [head = ''] = plain.split('::')
	return plain.includes(':') ? `${head.split(':').slice(0, 3).join(':')}::` : ''
}

/** The token of the session cookie in these headers, if its signature is ours. */
async function tokenOf(headers: Headers): Promise<string | null> {
	const name = `${sessionCookie()}=`
	const cookie = (headers.get('cookie') ?? '').split(/; */).find((part) => part.startsWith(name))
	if (!cookie) return null
	let value: string
	try {
		value = decodeURIComponent(cookie.slice(name.length))
	} catch {
		return null
	}
	const dot = value.lastIndexOf('.')
	if (dot < 1) return null
	const token = value.slice(0, dot)
	// Signed, so that a stolen copy of the table opens nothing.
	const expected = Buffer.from(signatureOf(token))
	const given = Buffer.from(value.slice(dot + 1))
	return given.length === expected.length && timingSafeEqual(given, expected) ? token : null
}

/** As better-auth signs a cookie (HMAC-SHA-256, base64), but at once: asking its crypto took a tenth of a small request. */
const signatureOf = (token: string) => createHmac('sha256', secretFor('identity')).update(token).digest('base64')

type Row = {
	sessionId: string
	accountId: string
	name: string
	email: string
	locale: string
	secondFactorEnabled: boolean
	secondFactorAt: Date | null
	freshAt: Date | null
	lastSeenAt: Date
	roles: { service: string | null; role: Role }[]
}

async function sessionOf(ctx: Ctx, headers: Headers): Promise<Row | undefined> {
	const token = await tokenOf(headers)
	if (!token) return undefined
	// Every request of somebody signed in asks this: written out, because building it would cost as much as asking it. That the
	// account is not erased is looked at here: as a condition it can lead the database, as long as it has no statistics, by the
	// index of all accounts that are not.
	const { rows } = await sql<Row & { erasedAt: Date | null }>`
		select session.id as session_id, account.id as account_id, account.name, account.email, account.locale,
			account.second_factor_enabled, account.erased_at, session.second_factor_at, session.fresh_at, session.last_seen_at,
			(select coalesce(json_agg(json_build_object('service', service, 'role', role) order by granted_at, id), '[]')
				from role_grant where account_id = account.id) as roles
		from session join account on account.id = session.account_id
		where session.token = ${token} and session.expires_at > ${ctx.now} ${plannedOnce}`.execute(ctx.db)
	return rows[0]?.erasedAt === null ? rows[0] : undefined
}

/**
 * Who the session of these headers belongs to, with roles; null when there is none, it has ended, or its second step is
 * still missing. A visit prolongs the session, written down at most once an hour.
 */
export async function actorOf(ctx: Ctx, headers: Headers): Promise<Actor | null> {
	const row = await sessionOf(ctx, headers)
	if (!row || (row.secondFactorEnabled && !row.secondFactorAt)) return null
	if (row.lastSeenAt.getTime() < ctx.now.getTime() - HOUR) {
		await ctx.db
			.updateTable('session')
			.set({ lastSeenAt: ctx.now, expiresAt: new Date(ctx.now.getTime() + SESSION_SECONDS * 1000) })
			.where('id', '=', row.sessionId)
			.where('lastSeenAt', '=', row.lastSeenAt)
			.execute()
	}
	return {
		accountId: row.accountId,
		sessionId: row.sessionId,
		name: row.name || row.email,
		email: row.email,
		locale: row.locale as Locale,
		roles: [{ service: null, role: 'member' }, ...row.roles],
		freshUntil: row.freshAt && new Date(row.freshAt.getTime() + FRESH),
		secondFactor: row.secondFactorAt !== null
	}
}

/** The account whose sign-in by these headers lacks only its second step, if there is one. */
export async function halfSignedIn(ctx: Ctx, headers: Headers) {
	const row = await sessionOf(ctx, headers)
	return row?.secondFactorEnabled && !row.secondFactorAt ? row : null
}

/**
 * Begins a session for an account that has just proved itself. With a second factor that is not proved yet, a short one
 * that opens nothing but the second step. Does not audit: the caller knows by what means.
 */
export async function beginSession(ctx: Ctx, accountId: string, from: Origin, { secondFactor }: { secondFactor: boolean }) {
	const account = await ctx.db
		.selectFrom('account')
		.select(['secondFactorEnabled'])
		.where('id', '=', accountId)
		.executeTakeFirstOrThrow()
	const half = account.secondFactorEnabled && !secondFactor
	const { internalAdapter } = await authContext(ctx.db)
	const session = await internalAdapter.createSession(
		accountId,
		false,
		{
			createdAt: ctx.now,
			updatedAt: ctx.now,
			expiresAt: new Date(ctx.now.getTime() + (half ? HALF_SIGNED_IN : SESSION_SECONDS * 1000)),
			ipAddress: shortened(from.address),
			userAgent: from.userAgent?.slice(0, 400) ?? '',
			freshAt: ctx.now,
			secondFactorAt: secondFactor ? ctx.now : null
		},
		true
	)
	const cookie: SessionCookie = {
		value: `${session.token}.${signatureOf(session.token)}`,
		maxAge: SESSION_SECONDS
	}
	return { cookie, half, sessionId: session.id }
}

/** Ends the actor's own session. Says nothing when there is none: signing out twice is no mistake. */
export async function signOut(ctx: Ctx) {
	const { actor } = ctx
	if (!actor?.sessionId) return
	await transact(ctx, async (ctx) => {
		const { numDeletedRows } = await ctx.db.deleteFrom('session').where('id', '=', actor.sessionId).executeTakeFirst()
		if (numDeletedRows) await audit(ctx, 'account.signed-out', `account:${actor.accountId}`, { session: actor.sessionId })
	})
}

/** The actor's sessions that still run, the present one first, then the last seen. */
export async function listSessions(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const rows = await ctx.db
		.selectFrom('session')
		.select(['id', 'address', 'userAgent', 'createdAt', 'lastSeenAt', 'expiresAt'])
		.where('accountId', '=', ctx.actor.accountId)
		.where('expiresAt', '>', ctx.now)
		.orderBy('lastSeenAt', 'desc')
		.orderBy('id')
		.execute()
	const here = ctx.actor.sessionId
	return rows
		.map(({ userAgent, ...session }) => ({ ...session, device: deviceOf(userAgent), current: session.id === here }))
		.sort((a, b) => Number(b.current) - Number(a.current))
}

/** Ends one of the actor's own sessions. */
export async function revokeSession(ctx: Ctx, sessionId: string) {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const { numDeletedRows } = await ctx.db
			.deleteFrom('session')
			.where('id', '=', sessionId)
			.where('accountId', '=', accountId)
			.executeTakeFirst()
		if (!numDeletedRows) return notFound()
		await audit(ctx, 'session.revoked', `account:${accountId}`, { session: sessionId })
	})
}

/** Ends every session of the actor but the present one. Returns how many. */
export async function revokeOtherSessions(ctx: Ctx): Promise<number> {
	authorize(ctx.actor !== null)
	const { accountId, sessionId } = ctx.actor
	return transact(ctx, async (ctx) => endSessions(ctx, accountId, sessionId))
}

/** Ends the sessions of an account, all or all but one. Called where a credential changes. */
export async function endSessions(ctx: Ctx, accountId: string, except: string | null = null): Promise<number> {
	const ended = await ctx.db
		.deleteFrom('session')
		.where('accountId', '=', accountId)
		.$if(except !== null, (query) => query.where('id', '<>', except))
		.returning('id')
		.execute()
	if (ended.length) await audit(ctx, 'session.revoked', `account:${accountId}`, { sessions: ended.map(({ id }) => id) })
	return ended.length
}

/**
 * A browser and a system as people call them, or null for what is not recognised. Headers are what a program says of
 * itself: good enough to tell one's telephone from one's office, and no proof of anything.
 */
export function deviceOf(userAgent: string | null): { browser: string | null; system: string | null } {
	const agent = userAgent ?? ''
	const first = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(agent))?.[1] ?? null
	return {
		browser: first([
			[/\bEdgA?\//, 'Edge'],
			[/\b(OPR|Opera)\//, 'Opera'],
			[/\bSamsungBrowser\//, 'Samsung Internet'],
			[/\b(Firefox|FxiOS)\//, 'Firefox'],
			[/\b(Chrome|CriOS|Chromium)\//, 'Chrome'],
			[/\bVersion\/.* Safari\//, 'Safari']
		]),
		system: first([
			[/\biPhone\b/, 'iPhone'],
			[/\biPad\b/, 'iPad'],
			[/\bAndroid\b/, 'Android'],
			[/\bWindows\b/, 'Windows'],
			[/\bMacintosh\b/, 'macOS'],
			[/\bCrOS\b/, 'ChromeOS'],
			[/\bLinux\b/, 'Linux']
		])
	}
}
