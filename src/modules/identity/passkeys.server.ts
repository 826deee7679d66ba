import { isIP } from 'node:net'
import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { v7 as uuidv7 } from 'uuid'
import { programme } from '#programme/programme'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { env } from '#platform/env'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { pickText } from '#platform/i18n'
import { requireFresh } from './accounts.server.ts'
import { newChallenge, takeChallenge } from './challenges.server.ts'
import { mustEnrol, requirePasskeyShown } from './second-factor.server.ts'
import { deviceOf, endSessions, type Origin } from './sessions.server.ts'
import { requireWayIn } from './ways-in.server.ts'

onConstraint('passkey_credential_unique', 'error.identity.passkey_already')

/** Ed25519, ES256 and RS256 (IANA COSE Algorithms): what authenticators in use sign with, and Node checks without experiments. */
const ALGORITHMS = [-8, -7, -257]
/** More than anybody carries; a limit for what a page lists. */
const MOST = 20

/** The name passkeys are bound to, and the origin they answer to: of the public address, whatever a request says. */
export const relyingParty = () => {
	const { hostname, origin } = new URL(env().PUBLIC_URL)
	return { id: hostname, origin }
}

/** Whether browsers give passkeys here: only to a name, and only over TLS or on the machine itself (WebAuthn, section 5). */
export function passkeysPossible(): boolean {
	const { hostname, protocol } = new URL(env().PUBLIC_URL)
	return !isIP(hostname.replace(/^\[|\]$/g, '')) && (protocol === 'https:' || hostname === 'localhost')
}

/** 404 where there are no passkeys: nothing of them is on the pages either. */
export function requirePossible() {
	if (!passkeysPossible()) notFound()
}

/** The actor's passkeys, the oldest first. */
export async function listPasskeys(ctx: Ctx) {
	authorize(ctx.actor !== null)
	return ctx.db
		.selectFrom('passkey')
		.select(['id', 'name', 'createdAt', 'lastUsedAt'])
		.where('accountId', '=', ctx.actor.accountId)
		.orderBy('createdAt')
		.orderBy('id')
		.execute()
}

/**
 * What a browser needs to make a passkey for the actor, freshly authenticated. Good once, for this session, for five
 * minutes. Throws RuleBroken `error.identity.passkey_first`, `error.identity.passkey_most`.
 */
export async function beginPasskey(ctx: Ctx) {
	authorize(ctx.actor !== null && ctx.actor.sessionId !== null)
	requirePossible()
	requireFresh(ctx)
	await requirePasskeyShown(ctx)
	const { accountId, sessionId, email, name } = ctx.actor
	const held = await ctx.db
		.selectFrom('passkey')
		.select(['credentialId', 'transports'])
		.where('accountId', '=', accountId)
		.execute()
	if (held.length >= MOST) throw new RuleBroken('error.identity.passkey_most', null, { most: MOST })
	const { generateRegistrationOptions } = await import('@simplewebauthn/server')
	return generateRegistrationOptions({
		rpName: pickText(programme.name, ctx.locale),
		rpID: relyingParty().id,
		// The account's id says nothing of the person to whoever finds the authenticator.
		userID: new TextEncoder().encode(accountId),
		userName: email,
		userDisplayName: name,
		challenge: await newChallenge(ctx, `passkey-new:${sessionId}`, accountId),
		excludeCredentials: held.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
		supportedAlgorithmIDs: ALGORITHMS,
		// Found without typing an address, and never without its owner's finger, face or code.
		authenticatorSelection: { residentKey: 'required', userVerification: 'required' }
	})
}

/**
 * Keeps the passkey the browser made. From now on it signs in; in this session it counts as the second step. `name` is
 * the actor's; without one it is called after the device. Throws RuleBroken `error.identity.passkey`.
 */
export async function addPasskey(ctx: Ctx, { credential, name }: { credential: unknown; name: string }, from: Origin) {
	authorize(ctx.actor !== null && ctx.actor.sessionId !== null)
	requirePossible()
	requireFresh(ctx)
	await requirePasskeyShown(ctx)
	const { accountId, sessionId } = ctx.actor
	const challenge = await takeChallenge(ctx, `passkey-new:${sessionId}`, credential)
	const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
	// The library throws for whatever is wrong: to the person it is one answer.
	const verified =
		challenge !== null &&
		(await verifyRegistrationResponse({
			response: credential as RegistrationResponseJSON,
			expectedChallenge: challenge,
			expectedOrigin: relyingParty().origin,
			expectedRPID: relyingParty().id,
			supportedAlgorithmIDs: ALGORITHMS,
			requireUserVerification: true
		}).catch(() => null))
	if (!verified || !verified.verified) throw new RuleBroken('error.identity.passkey')
	const made = verified.registrationInfo.credential
	const { browser, system } = deviceOf(from.userAgent)
	await transact(ctx, async (ctx) => {
		const id = uuidv7()
		await ctx.db
			.insertInto('passkey')
			.values({
				id,
				accountId,
				credentialId: made.id,
				publicKey: Buffer.from(made.publicKey),
				signCount: made.counter,
				transports: (made.transports ?? []).slice(0, 10),
				name: name || [browser, system].filter(Boolean).join(' · ') || '–',
				createdAt: ctx.now
			})
			.execute()
		await ctx.db.updateTable('session').set({ secondFactorAt: ctx.now }).where('id', '=', sessionId).execute()
		await audit(ctx, 'account.passkey-added', `account:${accountId}`, { passkey: id })
	})
}

/**
 * Removes one of the actor's passkeys, freshly authenticated, and ends their other sessions. Throws RuleBroken
 * `error.identity.last_way_in`, and `error.identity.second_factor_required` where it is the second step a role requires.
 */
export async function removePasskey(ctx: Ctx, id: string) {
	authorize(ctx.actor !== null)
	requireFresh(ctx)
	await requirePasskeyShown(ctx)
	const { actor } = ctx
	await transact(ctx, async (ctx) => {
		const gone = await ctx.db
			.deleteFrom('passkey')
			.where('id', '=', id)
			.where('accountId', '=', actor.accountId)
			.returning('id')
			.executeTakeFirst()
		if (!gone) return notFound()
		await requireWayIn(ctx, actor.accountId)
		const { left, enrolled } = await ctx.db
			.selectFrom('account')
			.select((eb) => [
				'secondFactorEnabled as enrolled',
				eb.exists(eb.selectFrom('passkey').select('passkey.id').whereRef('passkey.accountId', '=', 'account.id')).as('left')
			])
			.where('id', '=', actor.accountId)
			.executeTakeFirstOrThrow()
		if (!left && !enrolled) {
			if (mustEnrol({ ...actor, secondFactor: false })) throw new RuleBroken('error.identity.second_factor_required')
			// Nothing is left to show again: the sessions are those of one step.
			await ctx.db.updateTable('session').set({ secondFactorAt: null }).where('accountId', '=', actor.accountId).execute()
		}
		await endSessions(ctx, actor.accountId, actor.sessionId)
		await audit(ctx, 'account.passkey-removed', `account:${actor.accountId}`, { passkey: id })
	})
}
