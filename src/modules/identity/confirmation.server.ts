import { randomInt } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Actor, Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { sendMail } from '#platform/mail.server'
import { hasPassword } from './accounts.server.ts'
import { countAttempt, digestOf, forgiveAttempt, type Attempt } from './limits.server.ts'
import { passkeysPossible } from './passkeys.server.ts'
import { verifySecondFactor } from './second-factor.server.ts'
import type { Origin } from './sessions.server.ts'
import { isPasswordOf } from './sign-in.server.ts'

/** A mailed code is good for this long, in minutes. */
const CODE_MINUTES = 10

/**
 * How the actor can show that it is still they: the mail is enough only where no second step was passed. A second step
 * passed by a passkey does not mean that there is an application.
 */
export async function waysToConfirm(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const held = await ctx.db
		.selectFrom('account')
		.select((eb) => [
			'secondFactorEnabled as application',
			eb.exists(eb.selectFrom('passkey').select('passkey.id').whereRef('passkey.accountId', '=', 'account.id')).as('passkey')
		])
		.where('id', '=', ctx.actor.accountId)
		.executeTakeFirst()
	return {
		password: await hasPassword(ctx, ctx.actor.accountId),
		passkey: Boolean(held?.passkey) && passkeysPossible(),
		secondFactor: held?.application ?? false,
		mail: !ctx.actor.secondFactor
	}
}

async function confirmed(ctx: Ctx, actor: Actor, by: string) {
	await ctx.db.updateTable('session').set({ freshAt: ctx.now }).where('id', '=', actor.sessionId).execute()
	await audit(ctx, 'account.confirmed', `account:${actor.accountId}`, { by })
}

const attemptOf = (actor: Actor, from: Origin, what: 'fresh' | 'second-factor' = 'fresh'): Attempt => ({
	what,
	whom: actor.accountId,
	address: from.address
})

/** Fresh authentication by password. Throws RuleBroken `error.identity.password` (field `password`), 429. */
export async function confirmByPassword(ctx: Ctx, password: string, from: Origin) {
	authorize(ctx.actor !== null)
	const { actor } = ctx
	await countAttempt(ctx, attemptOf(actor, from))
	if (!(await isPasswordOf(ctx, actor.accountId, password))) {
		await audit(ctx, 'account.sign-in-refused', `account:${actor.accountId}`, { by: 'password', confirming: true })
		throw new RuleBroken('error.identity.password', 'password')
	}
	await transact(ctx, async (ctx) => {
		await confirmed(ctx, actor, 'password')
		await forgiveAttempt(ctx, attemptOf(actor, from))
	})
}

/** Fresh authentication by the application or a recovery code. Throws RuleBroken `error.identity.code` (field `code`), 429. */
export async function confirmBySecondFactor(ctx: Ctx, code: string, from: Origin) {
	authorize(ctx.actor !== null)
	const { actor } = ctx
	await countAttempt(ctx, attemptOf(actor, from, 'second-factor'))
	const by = await transact(ctx, async (ctx) => {
		const by = await verifySecondFactor(ctx, actor.accountId, code)
		if (by) {
			await confirmed(ctx, actor, by)
			await forgiveAttempt(ctx, attemptOf(actor, from, 'second-factor'))
		} else await audit(ctx, 'account.sign-in-refused', `account:${actor.accountId}`, { by: 'second-factor', confirming: true })
		return by
	})
	if (!by) throw new RuleBroken('error.identity.code', 'code')
}

/** Mails the actor a code for this session alone; an earlier one stops working. Throws RuleBroken 429. */
export async function mailConfirmationCode(ctx: Ctx, from: Origin) {
	authorize(ctx.actor !== null && ctx.actor.sessionId !== null)
	const { actor } = ctx
	authorize(!actor.secondFactor)
	await countAttempt(ctx, { what: 'link', whom: actor.accountId, address: from.address })
	const code = String(randomInt(100_000_000)).padStart(8, '0')
	await transact(ctx, async (ctx) => {
		const identifier = `confirm:${actor.sessionId}`
		await ctx.db.deleteFrom('verification').where('identifier', '=', identifier).execute()
		await ctx.db
			.insertInto('verification')
			.values({
				id: uuidv7(),
				identifier,
				value: digestOf('confirm', actor.sessionId!, code),
				accountId: actor.accountId,
				expiresAt: new Date(ctx.now.getTime() + CODE_MINUTES * 60_000),
				createdAt: ctx.now,
				updatedAt: ctx.now
			})
			.execute()
		await sendMail(ctx, {
			to: actor.email,
			locale: actor.locale,
			subject: 'mail.identity.code.subject',
			body: [
				{ text: 'mail.identity.code.intro', params: { minutes: CODE_MINUTES } },
				{ code: `${code.slice(0, 4)} ${code.slice(4)}` },
				{ text: 'mail.identity.code.not_you' }
			],
			kind: 'identity.confirmation',
			ref: `account:${actor.accountId}`,
			secret: true
		})
	})
}

/** Fresh authentication by a mailed code. Throws RuleBroken `error.identity.mailed_code` (field `code`), 429. */
export async function confirmByMailedCode(ctx: Ctx, code: string, from: Origin) {
	authorize(ctx.actor !== null && ctx.actor.sessionId !== null)
	const { actor } = ctx
	authorize(!actor.secondFactor)
	await countAttempt(ctx, attemptOf(actor, from))
	const right = await transact(ctx, async (ctx) => {
		const taken = await ctx.db
			.deleteFrom('verification')
			.where('identifier', '=', `confirm:${actor.sessionId}`)
			.where('value', '=', digestOf('confirm', actor.sessionId!, code.replace(/\s/g, '')))
			.where('expiresAt', '>', ctx.now)
			.returning('id')
			.executeTakeFirst()
		if (taken) {
			await confirmed(ctx, actor, 'mail')
			await forgiveAttempt(ctx, attemptOf(actor, from))
		} else await audit(ctx, 'account.sign-in-refused', `account:${actor.accountId}`, { by: 'mail', confirming: true })
		return taken !== undefined
	})
	if (!right) throw new RuleBroken('error.identity.mailed_code', 'code')
}
