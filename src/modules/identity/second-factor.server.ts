import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Actor, Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { env, secretFor } from '#platform/env'
import { authorize, RuleBroken } from '#platform/errors'
import { requireFresh } from './accounts.server.ts'
import { digestOf } from './limits.server.ts'
import { isAuditor, isStaff } from './policy.ts'
import { endSessions } from './sessions.server.ts'

const STEP = 30_000
const RECOVERY_CODES = 10

/** Whether this deployment wants this person to have a second factor before anything else, and they have none yet. */
export function mustEnrol(actor: Actor | null): boolean {
	if (!actor || actor.secondFactor) return false
	const whom = env().PASSERELLE_SECOND_FACTOR
	return whom === 'all' || (whom === 'staff' && (isStaff(actor) || isAuditor(actor)))
}

/**
 * Whether the actor has a passkey that must be shown before anything about their second steps changes: whoever merely
 * reads their mail could otherwise add a second step of their own, and pass it.
 */
export async function mustShowPasskey(ctx: Ctx): Promise<boolean> {
	if (!mustEnrol(ctx.actor)) return false
	const held = await ctx.db.selectFrom('passkey').select('id').where('accountId', '=', ctx.actor!.accountId).executeTakeFirst()
	return held !== undefined
}

/** Throws RuleBroken `error.identity.passkey_first` when the actor must first show their passkey. */
export async function requirePasskeyShown(ctx: Ctx) {
	if (await mustShowPasskey(ctx)) throw new RuleBroken('error.identity.passkey_first')
}

/** RFC 4226 with six digits: what applications show for a secret at a step. */
function codeAt(secret: Buffer, step: number): string {
	const counter = Buffer.alloc(8)
	counter.writeBigUInt64BE(BigInt(step))
	const mac = createHmac('sha1', secret).update(counter).digest()
	const offset = mac[19]! & 0xf
	return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** The step a code is right for at this time (RFC 6238, 30 s), one early or late allowed; undefined when for none. */
export function stepOf(secret: Buffer, code: string, now: Date): number | undefined {
	const present = Math.floor(now.getTime() / STEP)
	return [present, present - 1, present + 1].find((step) => timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(code)))
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
function base32(bytes: Buffer): string {
	let bits = ''
	for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
	return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

const encrypt = (data: string) => symmetricEncrypt({ key: secretFor('identity'), data })
const decrypt = (data: string) => symmetricDecrypt({ key: secretFor('identity'), data })

const recoveryDigest = (accountId: string, code: string) =>
	digestOf('recovery', accountId, code.toLowerCase().replace(/[^a-z2-7]/g, ''))

/**
 * Checks a code of the application or a recovery code and uses it up: neither is good twice. Must run in a transaction.
 * Returns by what it was, or null.
 */
export async function verifySecondFactor(
	ctx: Ctx,
	accountId: string,
	typed: string
): Promise<'application' | 'recovery-code' | null> {
	const factor = await ctx.db
		.selectFrom('secondFactor')
		.select(['id', 'secret', 'backupCodes', 'lastStep'])
		.where('accountId', '=', accountId)
		.where('verified', '=', true)
		.forUpdate()
		.executeTakeFirst()
	if (!factor) return null
	const code = typed.replace(/\s/g, '')
	if (/^\d{6}$/.test(code)) {
		const step = stepOf(Buffer.from(await decrypt(factor.secret), 'hex'), code, ctx.now)
		if (step === undefined || step <= (factor.lastStep ?? 0)) return null
		await ctx.db.updateTable('secondFactor').set({ lastStep: step }).where('id', '=', factor.id).execute()
		return 'application'
	}
	const left = JSON.parse(factor.backupCodes) as string[]
	const digest = recoveryDigest(accountId, code)
	if (!left.includes(digest)) return null
	await ctx.db
		.updateTable('secondFactor')
		.set({ backupCodes: JSON.stringify(left.filter((other) => other !== digest)) })
		.where('id', '=', factor.id)
		.execute()
	return 'recovery-code'
}

/** How things stand for the actor: `begun` awaits its first code; `left` is how many recovery codes are unused. */
export async function getSecondFactor(
	ctx: Ctx
): Promise<{ state: 'none' | 'begun' | 'enabled'; left: number; required: boolean }> {
	authorize(ctx.actor !== null)
	const factor = await ctx.db
		.selectFrom('secondFactor')
		.select(['backupCodes', 'verified'])
		.where('accountId', '=', ctx.actor.accountId)
		.executeTakeFirst()
	return {
		state: !factor ? 'none' : factor.verified ? 'enabled' : 'begun',
		left: factor ? (JSON.parse(factor.backupCodes) as string[]).length : 0,
		required: mustEnrol({ ...ctx.actor, secondFactor: false })
	}
}

/** Begins enrolment with a new secret, in place of one never proved. Nothing is asked of the account until it is proved. */
export async function beginSecondFactor(ctx: Ctx) {
	authorize(ctx.actor !== null)
	requireFresh(ctx)
	await requirePasskeyShown(ctx)
	const { accountId } = ctx.actor
	const secret = await encrypt(randomBytes(20).toString('hex'))
	const begun = await ctx.db
		.insertInto('secondFactor')
		.values({ id: uuidv7(), accountId, secret, backupCodes: '[]', verified: false })
		.onConflict((conflict) =>
			conflict.constraint('second_factor_account_unique').doUpdateSet({ secret }).where('secondFactor.verified', '=', false)
		)
		.returning('id')
		.executeTakeFirst()
	if (!begun) throw new RuleBroken('error.identity.second_factor_already')
}

/**
 * The secret that awaits its proof, as text and as the address an application reads from a square code; null when there
 * is none. A proved secret never leaves again.
 */
export async function pendingSecondFactor(ctx: Ctx): Promise<{ secret: string; uri: string } | null> {
	authorize(ctx.actor !== null)
	requireFresh(ctx)
	const factor = await ctx.db
		.selectFrom('secondFactor')
		.select('secret')
		.where('accountId', '=', ctx.actor.accountId)
		.where('verified', '=', false)
		.executeTakeFirst()
	if (!factor) return null
	const secret = base32(Buffer.from(await decrypt(factor.secret), 'hex'))
	const label = encodeURIComponent(`Passerelle:${ctx.actor.email}`)
	return { secret, uri: `otpauth://totp/${label}?secret=${secret}&issuer=Passerelle&algorithm=SHA1&digits=6&period=30` }
}

/**
 * Proves the application with its first code: from now on signing in takes two steps. Ends the other sessions and returns
 * the recovery codes, which cannot be read again. Throws RuleBroken `error.identity.code` (field `code`).
 */
export async function confirmSecondFactor(ctx: Ctx, typed: string): Promise<string[]> {
	authorize(ctx.actor !== null)
	requireFresh(ctx)
	await requirePasskeyShown(ctx)
	const { accountId, sessionId } = ctx.actor
	return transact(ctx, async (ctx) => {
		const factor = await ctx.db
			.selectFrom('secondFactor')
			.select(['id', 'secret', 'verified'])
			.where('accountId', '=', accountId)
			.forUpdate()
			.executeTakeFirst()
		if (!factor) throw new RuleBroken('error.identity.second_factor_none')
		if (factor.verified) throw new RuleBroken('error.identity.second_factor_already')
		const code = typed.replace(/\s/g, '')
		const step = /^\d{6}$/.test(code) ? stepOf(Buffer.from(await decrypt(factor.secret), 'hex'), code, ctx.now) : undefined
		if (step === undefined) throw new RuleBroken('error.identity.code', 'code')
		const { codes, digests } = newRecoveryCodes(accountId)
		await ctx.db
			.updateTable('secondFactor')
			.set({ verified: true, lastStep: step, backupCodes: digests })
			.where('id', '=', factor.id)
			.execute()
		await ctx.db
			.updateTable('account')
			.set({ secondFactorEnabled: true, updatedAt: ctx.now })
			.where('id', '=', accountId)
			.execute()
		await ctx.db.updateTable('session').set({ secondFactorAt: ctx.now }).where('id', '=', sessionId).execute()
		await endSessions(ctx, accountId, sessionId)
		await audit(ctx, 'account.second-factor-enabled', `account:${accountId}`)
		return codes
	})
}

/** New recovery codes; the old ones stop working. Freshly authenticated. */
export async function renewRecoveryCodes(ctx: Ctx): Promise<string[]> {
	authorize(ctx.actor !== null)
	requireFresh(ctx)
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		const { codes, digests } = newRecoveryCodes(accountId)
		const { numUpdatedRows } = await ctx.db
			.updateTable('secondFactor')
			.set({ backupCodes: digests })
			.where('accountId', '=', accountId)
			.where('verified', '=', true)
			.executeTakeFirst()
		if (!numUpdatedRows) throw new RuleBroken('error.identity.second_factor_none')
		await audit(ctx, 'account.recovery-codes-renewed', `account:${accountId}`)
		return codes
	})
}

/** Gives the second factor up. Freshly authenticated; refused where this deployment requires one of this person. */
export async function disableSecondFactor(ctx: Ctx) {
	authorize(ctx.actor !== null)
	requireFresh(ctx)
	const { actor } = ctx
	if (mustEnrol({ ...actor, secondFactor: false })) throw new RuleBroken('error.identity.second_factor_required')
	await transact(ctx, async (ctx) => {
		const { numDeletedRows } = await ctx.db.deleteFrom('secondFactor').where('accountId', '=', actor.accountId).executeTakeFirst()
		if (!numDeletedRows) throw new RuleBroken('error.identity.second_factor_none')
		await ctx.db
			.updateTable('account')
			.set({ secondFactorEnabled: false, updatedAt: ctx.now })
			.where('id', '=', actor.accountId)
			.execute()
		await ctx.db.updateTable('session').set({ secondFactorAt: null }).where('accountId', '=', actor.accountId).execute()
		await audit(ctx, 'account.second-factor-disabled', `account:${actor.accountId}`)
	})
}

/**
 * Takes every second step from an account whose owner has lost them, on the operator's word, and ends its sessions.
 * Returns false when there were none. Asks no permission: only the terminal may call it.
 */
export async function resetSecondFactor(ctx: Ctx, accountId: string): Promise<boolean> {
	return transact(ctx, async (ctx) => {
		let gone = 0n
		for (const table of ['secondFactor', 'passkey'] as const) {
			const { numDeletedRows } = await ctx.db.deleteFrom(table).where('accountId', '=', accountId).executeTakeFirst()
			gone += numDeletedRows
		}
		if (!gone) return false
		await ctx.db
			.updateTable('account')
			.set({ secondFactorEnabled: false, updatedAt: ctx.now })
			.where('id', '=', accountId)
			.execute()
		await endSessions(ctx, accountId)
		await audit(ctx, 'account.second-factor-reset', `account:${accountId}`, { by: 'operator' })
		return true
	})
}

/** Sixty random bits each; kept as digests, so that the table opens nothing. */
function newRecoveryCodes(accountId: string) {
	const codes = Array.from({ length: RECOVERY_CODES }, () => {
		const letters = base32(randomBytes(10)).slice(0, 12).toLowerCase()
		return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`
	})
	return { codes, digests: JSON.stringify(codes.map((code) => recoveryDigest(accountId, code))) }
}
