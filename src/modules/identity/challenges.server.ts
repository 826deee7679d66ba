import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '#platform/ctx'
import { digestOf } from './limits.server.ts'

/** How long somebody may take to show a passkey, in minutes. */
const MINUTES = 5

const identifierOf = (purpose: string, challenge: string) => `${purpose}:${digestOf('challenge', purpose, challenge)}`

/** Bytes nobody could guess, which a passkey signs once for one purpose. */
export async function newChallenge(ctx: Ctx, purpose: string, accountId: string | null): Promise<Uint8Array<ArrayBuffer>> {
	const challenge = new Uint8Array(randomBytes(32))
	await ctx.db
		.insertInto('verification')
		.values({
			id: uuidv7(),
			identifier: identifierOf(purpose, Buffer.from(challenge).toString('base64url')),
			value: '',
			accountId,
			expiresAt: new Date(ctx.now.getTime() + MINUTES * 60_000),
			createdAt: ctx.now,
			updatedAt: ctx.now
		})
		.execute()
	return challenge
}

/**
 * Uses up the challenge a passkey says it signed, and returns it in base64url for the signature to be checked against; null for one
 * that is not ours, late, used, or another purpose's.
 */
export async function takeChallenge(ctx: Ctx, purpose: string, credential: unknown): Promise<string | null> {
	const challenge = challengeIn(credential)
	if (challenge === null) return null
	const taken = await ctx.db
		.deleteFrom('verification')
		.where('identifier', '=', identifierOf(purpose, challenge))
		.where('expiresAt', '>', ctx.now)
		.returning('id')
		.executeTakeFirst()
	return taken ? challenge : null
}

/** The challenge in what the browser signed (WebAuthn, section 5.8.1); null when it is no such thing. */
function challengeIn(credential: unknown): string | null {
	const text = (credential as { response?: { clientDataJSON?: unknown } } | null)?.response?.clientDataJSON
	if (typeof text !== 'string' || text.length > 4000) return null
	try {
		const { challenge } = JSON.parse(Buffer.from(text, 'base64url').toString()) as { challenge?: unknown }
		return typeof challenge === 'string' && /^[\w-]{43}$/.test(challenge) ? challenge : null
	} catch {
		return null
	}
}
