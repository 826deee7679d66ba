import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Actor, Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import { authContext } from './auth.server.ts'
import { needsFresh } from './policy.ts'
import { endSessions } from './sessions.server.ts'

onConstraint('account_email_unique', 'error.identity.email_taken', 'email')

/** The same context with the account itself asking: who signs in has no session yet, and the trail should still name them. */
export const asAccount = (ctx: Ctx, account: { id: string; email: string; name: string; locale: string }): Ctx => ({
	...ctx,
	actor: {
		accountId: account.id,
		sessionId: null,
		name: account.name || account.email,
		email: account.email,
		locale: account.locale as Locale,
		roles: [{ service: null, role: 'member' }],
		freshUntil: null,
		secondFactor: false
	} satisfies Actor
})

export const findAccountByEmail = (ctx: Ctx, email: string) =>
	ctx.db
		.selectFrom('account')
		.select(['id', 'email', 'emailVerified', 'name', 'locale', 'secondFactorEnabled'])
		.where('email', '=', email.trim().toLowerCase())
		.executeTakeFirst()

/** The name, address and language of an account; null when there is none or it was erased. For mails and lists. */
export const findAccount = (ctx: Ctx, accountId: string) =>
	ctx.db
		.selectFrom('account')
		.select(['id', 'email', 'name', 'latinName', 'locale', 'secondFactorEnabled', 'createdAt'])
		.where('id', '=', accountId)
		.where('erasedAt', 'is', null)
		.executeTakeFirst()

/** The same for many, by id; the erased are not in it. Addresses are for whom the caller has a right to show them. */
export async function accountsById(ctx: Ctx, ids: readonly string[]) {
	const rows = await ctx.db
		.selectFrom('account')
		.select(['id', 'email', 'name', 'latinName', 'locale'])
		.where('id', '=', sql<string>`any(${[...new Set(ids)]}::uuid[])`)
		.where('erasedAt', 'is', null)
		.execute()
	return new Map(rows.map((row) => [row.id, row]))
}

/**
 * Makes an account whose address is taken as proved: by a link that was sent to it, or by an operator at the terminal.
 * Asks no permission; callers do. Throws RuleBroken `error.identity.email_taken` (field `email`).
 */
export async function createAccount(
	ctx: Ctx,
	account: { email: string; name?: string; latinName?: string | null; locale: Locale; password?: string }
): Promise<string> {
	const digest = account.password === undefined ? null : await hashPassword(ctx, account.password)
	return transact(ctx, async (ctx) => {
		const { internalAdapter } = await authContext(ctx.db)
		const { id } = await internalAdapter.createUser(
			{
				email: account.email.trim().toLowerCase(),
				emailVerified: true,
				name: account.name ?? '',
				latinName: account.latinName ?? null,
				locale: account.locale,
				createdAt: ctx.now,
				updatedAt: ctx.now
			},
			{ method: 'magic-link' }
		)
		if (digest) await storePassword(ctx, id, digest)
		await audit(ctx, 'account.created', `account:${id}`)
		return id
	})
}

/** Digests a password (60 ms and 16 MB): never inside a transaction, which would hold its connection meanwhile. */
const hashPassword = async (ctx: Ctx, password: string) => (await authContext(ctx.db)).password.hash(password)

async function storePassword(ctx: Ctx, accountId: string, passwordHash: string) {
	await ctx.db
		.insertInto('credential')
		.values({
			id: uuidv7(),
			accountId,
			provider: 'credential',
			subject: accountId,
			passwordHash,
			createdAt: ctx.now,
			updatedAt: ctx.now
		})
		.onConflict((conflict) => conflict.constraint('credential_subject_unique').doUpdateSet({ passwordHash, updatedAt: ctx.now }))
		.execute()
}

/** Whether the account can sign in by password. */
export const hasPassword = async (ctx: Ctx, accountId: string): Promise<boolean> =>
	(await ctx.db
		.selectFrom('credential')
		.select('id')
		.where('accountId', '=', accountId)
		.where('provider', '=', 'credential')
		.where('passwordHash', 'is not', null)
		.executeTakeFirst()) !== undefined

/** Sets an account's password on the operator's word and ends its sessions. Asks no permission: only the terminal may call it. */
export async function replacePassword(ctx: Ctx, accountId: string, password: string) {
	const digest = await hashPassword(ctx, password)
	await transact(ctx, async (ctx) => {
		await storePassword(ctx, accountId, digest)
		await endSessions(ctx, accountId)
		await audit(ctx, 'account.password-changed', `account:${accountId}`, { by: 'operator' })
	})
}

/** Sets or replaces the actor's password, freshly authenticated, and ends their other sessions. */
export async function changePassword(ctx: Ctx, password: string) {
	authorize(ctx.actor !== null)
	requireFresh(ctx)
	const { accountId, sessionId } = ctx.actor
	const digest = await hashPassword(ctx, password)
	await transact(ctx, async (ctx) => {
		await storePassword(ctx, accountId, digest)
		await endSessions(ctx, accountId, sessionId)
		await audit(ctx, 'account.password-changed', `account:${accountId}`)
	})
}

/** Throws RuleBroken `error.identity.needs_fresh` when the actor must first confirm who they are. */
export function requireFresh(ctx: Ctx) {
	if (needsFresh(ctx.actor, ctx.now)) throw new RuleBroken('error.identity.needs_fresh')
}

/** Corrects the actor's own name, its Latin spelling, and language. */
export async function correctProfile(ctx: Ctx, profile: { name: string; latinName: string | null; locale: Locale }) {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const before = await ctx.db
			.selectFrom('account')
			.select(['name', 'latinName', 'locale'])
			.where('id', '=', accountId)
			.where('erasedAt', 'is', null)
			.forUpdate()
			.executeTakeFirst()
		if (!before) return notFound()
		const changed = (['name', 'latinName', 'locale'] as const).filter((field) => before[field] !== profile[field])
		if (!changed.length) return
		await ctx.db
			.updateTable('account')
			.set({ ...profile, updatedAt: ctx.now })
			.where('id', '=', accountId)
			.execute()
		// Which fields, not their values: the trail outlives an erasure.
		await audit(ctx, 'account.profile-corrected', `account:${accountId}`, { fields: changed })
	})
}
