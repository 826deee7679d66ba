import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { asAccount } from './accounts.server.ts'
import { newChallenge, takeChallenge } from './challenges.server.ts'
import { attemptFrom, countAttempt, forgiveAttempt } from './limits.server.ts'
import { relyingParty, requirePossible } from './passkeys.server.ts'
import { beginSession, type Origin } from './sessions.server.ts'
import { settle, type SignedIn } from './sign-in.server.ts'

/** What a browser needs to show a passkey of whoever sits before it. Good once, for five minutes. Throws RuleBroken 429. */
export async function askForPasskey(ctx: Ctx, from: Origin) {
	requirePossible()
	await countAttempt(ctx, attemptFrom('passkey', from))
	return optionsFor(await newChallenge(ctx, 'passkey-sign-in', null), [])
}

/** The same to show that it is still the actor: only their own passkeys, in this session. Throws RuleBroken 429. */
export async function askForOwnPasskey(ctx: Ctx, from: Origin) {
	authorize(ctx.actor !== null && ctx.actor.sessionId !== null)
	requirePossible()
	await countAttempt(ctx, attemptFrom('passkey', from))
	const { accountId, sessionId } = ctx.actor
	const own = await ctx.db
		.selectFrom('passkey')
		.select(['credentialId', 'transports'])
		.where('accountId', '=', accountId)
		.execute()
	return optionsFor(await newChallenge(ctx, `passkey-fresh:${sessionId}`, accountId), own)
}

async function optionsFor(challenge: Uint8Array<ArrayBuffer>, allowed: { credentialId: string; transports: string[] }[]) {
	const { generateAuthenticationOptions } = await import('@simplewebauthn/server')
	return generateAuthenticationOptions({
		rpID: relyingParty().id,
		challenge,
		userVerification: 'required',
		allowCredentials: allowed.map(({ credentialId, transports }) => ({ id: credentialId, transports }))
	})
}

/**
 * Signs in by a passkey. Its holder was verified by the authenticator (finger, face, code), so that it is both steps at
 * once. Throws RuleBroken `error.identity.passkey`, the same for an unknown one and a wrong signature, and 429.
 */
export async function signInByPasskey(ctx: Ctx, credential: unknown, from: Origin): Promise<SignedIn & { nameless: boolean }> {
	await countAttempt(ctx, attemptFrom('passkey', from))
	const shown = await shownPasskey(ctx, 'passkey-sign-in', credential)
	if (!shown) return refuse(ctx, 'account:unknown', {})
	const account = { id: shown.accountId, email: shown.email, name: shown.name, locale: shown.locale }
	return transact(asAccount(ctx, account), async (ctx) => {
		await usePasskey(ctx, shown)
		const begun = await beginSession(ctx, account.id, from, { secondFactor: true })
		await settle(ctx, account.id, { what: 'password', whom: account.email, address: from.address })
		await forgiveAttempt(ctx, attemptFrom('passkey', from))
		await audit(ctx, 'account.signed-in', `account:${account.id}`, { by: 'passkey' })
		return { ...begun, nameless: account.name === '' }
	})
}

/**
 * Fresh authentication by one of the actor's own passkeys; the session has then passed its second step too. Throws
 * RuleBroken `error.identity.passkey`, 429.
 */
export async function confirmByPasskey(ctx: Ctx, credential: unknown, from: Origin) {
	authorize(ctx.actor !== null && ctx.actor.sessionId !== null)
	const { accountId, sessionId } = ctx.actor
	await countAttempt(ctx, attemptFrom('passkey', from))
	const shown = await shownPasskey(ctx, `passkey-fresh:${sessionId}`, credential)
	if (shown?.accountId !== accountId) return refuse(ctx, `account:${accountId}`, { confirming: true })
	await transact(ctx, async (ctx) => {
		await usePasskey(ctx, shown)
		await ctx.db.updateTable('session').set({ freshAt: ctx.now, secondFactorAt: ctx.now }).where('id', '=', sessionId).execute()
		await audit(ctx, 'account.confirmed', `account:${accountId}`, { by: 'passkey' })
		await forgiveAttempt(ctx, attemptFrom('passkey', from))
	})
}

async function refuse(ctx: Ctx, subject: string, data: object): Promise<never> {
	await audit(ctx, 'account.sign-in-refused', subject, { by: 'passkey', ...data })
	throw new RuleBroken('error.identity.passkey')
}

type Shown = { id: string; accountId: string; email: string; name: string; locale: string; signCount: number }

/** The passkey that signed, with its owner and its new count; null when there is none or the signature is wrong. */
async function shownPasskey(ctx: Ctx, purpose: string, credential: unknown): Promise<Shown | null> {
	const challenge = await takeChallenge(ctx, purpose, credential)
	const response = credential as AuthenticationResponseJSON
	if (challenge === null || typeof response.id !== 'string' || !/^[\w-]+$/.test(response.id)) return null
	const held = await ctx.db
		.selectFrom('passkey')
		.innerJoin('account', 'account.id', 'passkey.accountId')
		.select(['passkey.id', 'passkey.credentialId', 'passkey.publicKey', 'passkey.signCount', 'passkey.transports'])
		.select(['account.id as accountId', 'account.email', 'account.name', 'account.locale'])
		.where('passkey.credentialId', '=', response.id)
		.where('account.erasedAt', 'is', null)
		.executeTakeFirst()
	if (!held) return null
	const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
	// The library throws for whatever is wrong: to the person it is one answer.
	const verified = await verifyAuthenticationResponse({
		response,
		expectedChallenge: challenge,
		expectedOrigin: relyingParty().origin,
		expectedRPID: relyingParty().id,
		requireUserVerification: true,
		credential: {
			id: held.credentialId,
			publicKey: new Uint8Array(held.publicKey),
			counter: held.signCount,
			transports: held.transports
		}
	}).catch(() => null)
	return verified?.verified ? { ...held, signCount: verified.authenticationInfo.newCounter } : null
}

/** Marks it as used. Throws RuleBroken `error.identity.passkey` when it was removed meanwhile. */
async function usePasskey(ctx: Ctx, { id, signCount }: Shown) {
	const { numUpdatedRows } = await ctx.db
		.updateTable('passkey')
		.set({ signCount, lastUsedAt: ctx.now })
		.where('id', '=', id)
		.executeTakeFirst()
	if (!numUpdatedRows) throw new RuleBroken('error.identity.passkey')
}
