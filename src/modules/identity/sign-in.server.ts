import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { env } from '#platform/env'
import { RuleBroken } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import { sendMail } from '#platform/mail.server'
import { asAccount, createAccount, findAccountByEmail } from './accounts.server.ts'
import { authContext } from './auth.server.ts'
import { countAttempt, digestOf, forgiveAttempt, rememberAddress, type Attempt } from './limits.server.ts'
import { verifySecondFactor } from './second-factor.server.ts'
import { beginSession, halfSignedIn, type Origin, type SessionCookie } from './sessions.server.ts'

/** A link in a mail is good for this long, in minutes. */
const LINK_MINUTES = 15

/** `half`: the cookie opens only the second step. */
export type SignedIn = { cookie: SessionCookie; half: boolean }

/**
 * Whether this is the account's password. Takes as long whether or not there is an account, or it has a password: the
 * answer's time says nothing about who is known here.
 */
export async function isPasswordOf(ctx: Ctx, accountId: string | undefined, password: string): Promise<boolean> {
	const credential = await ctx.db
		.selectFrom('credential')
		.select('passwordHash')
		.where('accountId', '=', accountId ?? '00000000-0000-0000-0000-000000000000')
		.where('provider', '=', 'credential')
		.executeTakeFirst()
	const digests = (await authContext(ctx.db)).password
	nobodys ??= digests.hash(randomBytes(18).toString('base64'))
	const hash = credential?.passwordHash ?? (await nobodys)
	return (await digests.verify({ hash, password })) && credential?.passwordHash != null
}
let nobodys: Promise<string> | undefined

/**
 * Signs in by password. Throws RuleBroken `error.identity.sign_in_refused`, the same for an unknown address, an account
 * without a password and a wrong one; `error.identity.too_many` (429).
 */
export async function signInByPassword(ctx: Ctx, given: { email: string; password: string }, from: Origin): Promise<SignedIn> {
	const email = given.email.trim().toLowerCase()
	const attempt: Attempt = { what: 'password', whom: email, address: from.address }
	await countAttempt(ctx, attempt)
	const account = await findAccountByEmail(ctx, email)
	if (!(await isPasswordOf(ctx, account?.id, given.password)) || !account) {
		// Never the typed address: people type passwords there.
		await audit(ctx, 'account.sign-in-refused', account ? `account:${account.id}` : 'account:unknown', { by: 'password' })
		throw new RuleBroken('error.identity.sign_in_refused')
	}
	return transact(asAccount(ctx, account), async (ctx) => {
		const begun = await beginSession(ctx, account.id, from, { secondFactor: false })
		// With a second factor still to come nothing is forgiven: the password alone has not signed anybody in.
		if (!begun.half) await settle(ctx, account.id, attempt)
		await audit(ctx, begun.half ? 'account.first-step-passed' : 'account.signed-in', `account:${account.id}`, { by: 'password' })
		return begun
	})
}

/** What every completed sign-in does to the limits. */
export async function settle(ctx: Ctx, accountId: string, attempt: Attempt) {
	await forgiveAttempt(ctx, attempt)
	await rememberAddress(ctx, accountId, attempt.address)
}

/**
 * Sends a link that signs in whoever holds this address, and makes an account if there is none: what is done, said and
 * how long it takes is the same either way. `next` is where to go on to. Throws RuleBroken 429.
 */
export async function requestLink(ctx: Ctx, { email: typed, next }: { email: string; next: string | null }, from: Origin) {
	const email = typed.trim().toLowerCase()
	await countAttempt(ctx, { what: 'link', whom: email, address: from.address })
	const token = randomBytes(32).toString('base64url')
	await transact(ctx, async (ctx) => {
		const account = await findAccountByEmail(ctx, email)
		const locale = (account?.locale as Locale | undefined) ?? ctx.locale
		await ctx.db
			.insertInto('verification')
			.values({
				id: uuidv7(),
				identifier: `link:${digestOf('link', token)}`,
				value: JSON.stringify({ next, locale: ctx.locale }),
				email,
				expiresAt: new Date(ctx.now.getTime() + LINK_MINUTES * 60_000),
				createdAt: ctx.now,
				updatedAt: ctx.now
			})
			.execute()
		await sendMail(ctx, {
			to: email,
			locale,
			subject: 'mail.identity.link.subject',
			body: [
				{ text: 'mail.identity.link.intro', params: { minutes: LINK_MINUTES } },
				{ button: 'mail.identity.link.button', url: `${env().PUBLIC_URL}/${locale}/sign-in/link?token=${token}` },
				{ text: 'mail.identity.link.once' },
				{ text: 'mail.identity.not_you' }
			],
			kind: 'identity.sign-in',
			secret: true
		})
	})
}

/** The address a link was sent to, while it is still good; undefined once used or late. Uses nothing up. */
export const findLink = (ctx: Ctx, token: string) =>
	ctx.db
		.selectFrom('verification')
		.select(['email'])
		.where('identifier', '=', `link:${digestOf('link', token)}`)
		.where('expiresAt', '>', ctx.now)
		.executeTakeFirst()

/**
 * Uses a link up and signs in its holder, making their account the first time. Two posts at once give one session.
 * Throws RuleBroken `error.identity.link`.
 */
export async function signInByLink(
	ctx: Ctx,
	token: string,
	from: Origin
): Promise<SignedIn & { next: string | null; nameless: boolean }> {
	return transact(ctx, async (ctx) => {
		// Deleting is taking: a second post waits for this row and then finds it gone.
		const link = await ctx.db
			.deleteFrom('verification')
			.where('identifier', '=', `link:${digestOf('link', token)}`)
			.where('expiresAt', '>', ctx.now)
			.returning(['email', 'value'])
			.executeTakeFirst()
		if (!link?.email) throw new RuleBroken('error.identity.link')
		const { next, locale } = JSON.parse(link.value) as { next: string | null; locale: Locale }
		const account = await provenAccount(ctx, link.email, locale)
		const begun = await beginSession(asAccount(ctx, account), account.id, from, { secondFactor: false })
		if (!begun.half) {
			await settle(ctx, account.id, { what: 'link', whom: link.email, address: from.address })
			await settle(ctx, account.id, { what: 'password', whom: link.email, address: from.address })
		}
		const action = begun.half ? 'account.first-step-passed' : 'account.signed-in'
		await audit(asAccount(ctx, account), action, `account:${account.id}`, { by: 'link' })
		return { ...begun, next, nameless: account.name === '' }
	})
}

/**
 * The account of an address that was just proved, made if there is none. One that was never proved before loses what was
 * set up without proof: a stranger's password must not outlive the owner's first sign-in. `name` is for a new one.
 */
export async function provenAccount(ctx: Ctx, email: string, locale: Locale, name?: string) {
	let account = await findAccountByEmail(ctx, email)
	if (!account) {
		// Two links of one new address, used at once: the second waits here for the first's account.
		const id = await createAccount(ctx, { email, locale, ...(name && { name }) }).catch((cause) => {
			if (cause instanceof RuleBroken && cause.key === 'error.identity.email_taken') return null
			throw cause
		})
		account = await findAccountByEmail(ctx, email)
		if (!account) throw new Error(`no account ${id} after making it`)
	}
	if (!account.emailVerified) {
		for (const table of ['credential', 'passkey', 'session'] as const)
			await ctx.db.deleteFrom(table).where('accountId', '=', account.id).execute()
		await ctx.db.updateTable('account').set({ emailVerified: true, updatedAt: ctx.now }).where('id', '=', account.id).execute()
	}
	return account
}

/**
 * The second step: a code of the application, or a recovery code. The half session is replaced by a whole one.
 * Throws RuleBroken `error.identity.code` (field `code`), `error.identity.start_again`, 429.
 */
export async function signInBySecondFactor(ctx: Ctx, headers: Headers, code: string, from: Origin): Promise<SignedIn> {
	const half = await halfSignedIn(ctx, headers)
	if (!half) throw new RuleBroken('error.identity.start_again')
	const account = { id: half.accountId, email: half.email, name: half.name, locale: half.locale }
	const attempt: Attempt = { what: 'second-factor', whom: half.accountId, address: from.address }
	await countAttempt(ctx, attempt)
	const signedIn = await transact(asAccount(ctx, account), async (ctx) => {
		const by = await verifySecondFactor(ctx, half.accountId, code)
		if (!by) {
			await audit(ctx, 'account.sign-in-refused', `account:${half.accountId}`, { by: 'second-factor' })
			return null
		}
		const { numDeletedRows } = await ctx.db.deleteFrom('session').where('id', '=', half.sessionId).executeTakeFirst()
		if (!numDeletedRows) throw new RuleBroken('error.identity.start_again')
		const begun = await beginSession(ctx, half.accountId, from, { secondFactor: true })
		await settle(ctx, half.accountId, attempt)
		await forgiveAttempt(ctx, { what: 'password', whom: half.email, address: from.address })
		await audit(ctx, 'account.signed-in', `account:${half.accountId}`, { by })
		return begun
	})
	// Thrown only now: the refusal's own trail is committed.
	if (!signedIn) throw new RuleBroken('error.identity.code', 'code')
	return signedIn
}
