import { randomBytes } from 'node:crypto'
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { seedCommitment } from '#engines/record/seal'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { secretFor } from '#platform/env'
import { authorize, RuleBroken } from '#platform/errors'
import { lockCall, refOfCall, writeCall } from './call-rows.server.ts'
import type { SeedSource } from './call-rules.ts'
import { callPolicy } from './policy.ts'

type Seed = { seed: string; salt: string | null }

/** A seed nobody has seen: its commitment to publish, and itself encrypted for the server alone. */
export async function newSeed(): Promise<{ commitment: string; source: SeedSource }> {
	const seed = randomBytes(32).toString('hex')
	const salt = randomBytes(16).toString('base64')
	const sealed = await symmetricEncrypt({ key: secretFor('calls'), data: JSON.stringify({ seed, salt }) })
	return { commitment: seedCommitment(seed, salt), source: { kind: 'commitment', sealed } }
}

/**
 * Reveals the seed of a call that is closed, once and for good: with a commitment the one made at publication, from a public
 * source the value an officer reports (`reported`, whose publication anyone can look up). A second call gives the first answer.
 * The list of filed digests and the affinities must be in the record before: see docs/decisions/0010.
 */
export async function revealSeed(ctx: Ctx, callId: string, reported: string | null = null): Promise<Seed> {
	return transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		if (call.status === 'draft' || call.status === 'published' || call.status === 'cancelled')
			throw new RuleBroken('error.call.not_closed')
		const { seedSource } = call
		if (call.seed !== null) return { seed: call.seed, salt: 'salt' in seedSource ? (seedSource.salt ?? null) : null }
		if (seedSource.kind === 'public') {
			if (!reported?.trim()) throw new RuleBroken('error.call.seed_missing', 'seed', {}, 422)
			await writeCall(ctx, callId, { seed: reported.trim() })
			await audit(ctx, 'call.seed-revealed', refOfCall(callId), { source: seedSource.source })
			return { seed: reported.trim(), salt: null }
		}
		if (seedSource.kind !== 'commitment') throw new RuleBroken('error.call.seed_missing', 'seed', {}, 422)
		const { seed, salt } = JSON.parse(await symmetricDecrypt({ key: secretFor('calls'), data: seedSource.sealed })) as {
			seed: string
			salt: string
		}
		await writeCall(ctx, callId, { seed, seedSource: JSON.stringify({ ...seedSource, salt }) })
		await audit(ctx, 'call.seed-revealed', refOfCall(callId))
		return { seed, salt }
	})
}
