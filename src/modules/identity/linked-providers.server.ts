import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { env } from '#platform/env'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { pickText } from '#platform/i18n'
import type { Provider } from '#platform/provider-settings'
import { asAccount, requireFresh } from './accounts.server.ts'
import { attemptFrom, forgiveAttempt } from './limits.server.ts'
import type { Claims, Return } from './providers.server.ts'
import { linkForm, profileForm } from './schema.ts'
import { beginSession, endSessions, type Origin } from './sessions.server.ts'
import { provenAccount, settle, type SignedIn } from './sign-in.server.ts'
import { requireWayIn } from './ways-in.server.ts'

onConstraint('credential_subject_unique', 'error.identity.provider_taken')
onConstraint('credential_provider_unique', 'error.identity.provider_already')

/** Whether the provider may speak for an address: those of the domains its settings name. */
export function vouchesFor({ domains }: Pick<Provider, 'domains'>, email: string): boolean {
	const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
	return domains.some((each) => each === '*' || each === domain || (each.startsWith('*.') && domain.endsWith(each.slice(1))))
}

/**
 * Signs in who comes back from a provider. A login that is linked opens its account; else a verified address of a domain
 * the provider vouches for joins the account of that address or makes one, as a link sent there would. The second factor
 * stays ours: what a provider says of its own is not believed. Throws RuleBroken 403 and 409 with the sentence to show.
 */
export async function signInByProvider(
	ctx: Ctx,
	{ provider, claims, next }: Pick<Return, 'provider' | 'claims' | 'next'>,
	from: Origin
): Promise<SignedIn & { next: string | null; nameless: boolean }> {
	const by = { by: 'provider', provider: provider.key }
	try {
		return await transact(ctx, async (ctx) => {
			const account = (await linkedAccount(ctx, claims)) ?? (await joinedAccount(ctx, provider, claims))
			const begun = await beginSession(ctx, account.id, from, { secondFactor: false })
			if (!begun.half) await settle(ctx, account.id, { what: 'password', whom: account.email, address: from.address })
			await forgiveAttempt(ctx, attemptFrom('provider', from))
			const action = begun.half ? 'account.first-step-passed' : 'account.signed-in'
			await audit(asAccount(ctx, account), action, `account:${account.id}`, by)
			return { ...begun, next, nameless: account.name === '' }
		})
	} catch (cause) {
		// The refusal's own trail is written where nothing rolls it back; without the address, which may be a stranger's.
		if (cause instanceof RuleBroken)
			await audit(ctx, 'account.sign-in-refused', 'account:unknown', { ...by, code: cause.key.split('.').at(-1) })
		throw cause
	}
}

/** The account this login is linked to, marked as used now. */
async function linkedAccount(ctx: Ctx, { issuer, subject }: Claims) {
	const login = await ctx.db
		.updateTable('credential')
		.set({ lastUsedAt: ctx.now })
		.where('provider', '=', issuer)
		.where('subject', '=', subject)
		.returning('accountId')
		.executeTakeFirst()
	return (
		login &&
		(await ctx.db
			.selectFrom('account')
			.select(['id', 'email', 'name', 'locale'])
			.where('id', '=', login.accountId)
			.executeTakeFirstOrThrow())
	)
}

async function joinedAccount(ctx: Ctx, provider: Provider, claims: Claims) {
	const name = pickText(provider.name, ctx.locale)
	const typed = linkForm.shape.email.safeParse(claims.email)
	const verified = claims.emailVerified ?? provider.email === 'assumed'
	if (!typed.success || !verified) throw new RuleBroken('error.identity.provider_unverified', null, { provider: name }, 403)
	const email = typed.data
	// Also where there is no account yet: one made on another's word would wait there for its owner.
	if (!vouchesFor(provider, email)) throw new RuleBroken('error.identity.provider_domain', null, { provider: name, email }, 403)
	const called = profileForm.shape.name.safeParse(claims.name)
	const account = await provenAccount(ctx, email, ctx.locale, called.success ? called.data : undefined)
	const other = await ctx.db
		.selectFrom('credential')
		.select('subject')
		.where('accountId', '=', account.id)
		.where('provider', '=', claims.issuer)
		.executeTakeFirst()
	// An address that was given to a second person does not open the first one's account.
	if (other && other.subject !== claims.subject)
		throw new RuleBroken('error.identity.provider_other', null, { provider: name, email }, 403)
	if (!other) await storeLogin(asAccount(ctx, account), account.id, provider, claims)
	return account
}

async function storeLogin(ctx: Ctx, accountId: string, provider: Provider, { issuer, subject }: Claims) {
	const stored = await ctx.db
		.insertInto('credential')
		.values({
			id: uuidv7(),
			accountId,
			provider: issuer,
			subject,
			lastUsedAt: ctx.now,
			createdAt: ctx.now,
			updatedAt: ctx.now
		})
		// Two returns of one person at once: the second waits here and finds the first's.
		.onConflict((conflict) => conflict.constraint('credential_subject_unique').doUpdateSet({ lastUsedAt: ctx.now }))
		.returning(['accountId', sql<boolean>`xmax = 0`.as('isNew')])
		.executeTakeFirstOrThrow()
	if (stored.accountId !== accountId) throw new RuleBroken('error.identity.provider_taken')
	if (stored.isNew) await audit(ctx, 'account.provider-linked', `account:${accountId}`, { provider: provider.key })
}

/**
 * Links a login to the account that set out to do so. Both are proved: the address the provider says does not matter.
 * Throws RuleBroken 400 when somebody else came back, `error.identity.provider_taken` and `error.identity.provider_already`.
 */
export async function linkProvider(ctx: Ctx, { provider, claims, linking }: Return) {
	if (!ctx.actor || ctx.actor.accountId !== linking) throw new RuleBroken('error.identity.start_again', null, {}, 400)
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const held = await ctx.db
			.selectFrom('credential')
			.select('subject')
			.where('accountId', '=', accountId)
			.where('provider', '=', claims.issuer)
			.forUpdate()
			.executeTakeFirst()
		if (held) throw new RuleBroken('error.identity.provider_already')
		await storeLogin(ctx, accountId, provider, claims)
	})
}

/** The actor's linked logins, the oldest first. `name` is the issuer's host where this deployment names it no longer. */
export async function listLinkedProviders(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const rows = await ctx.db
		.selectFrom('credential')
		.select(['id', 'provider', 'createdAt', 'lastUsedAt'])
		.where('accountId', '=', ctx.actor.accountId)
		.where('provider', '<>', 'credential')
		.orderBy('createdAt')
		.orderBy('id')
		.execute()
	return rows.map(({ provider: issuer, ...row }) => {
		const known = env().PASSERELLE_OIDC.find((each) => each.issuer === issuer)
		return { ...row, issuer, name: known ? pickText(known.name, ctx.locale) : new URL(issuer).host, open: known !== undefined }
	})
}

/**
 * Unlinks one of the actor's logins, freshly authenticated, and ends their other sessions: one may have come in by it.
 * Throws RuleBroken `error.identity.last_way_in` where nothing else would open the account.
 */
export async function unlinkProvider(ctx: Ctx, id: string) {
	authorize(ctx.actor !== null)
	requireFresh(ctx)
	const { accountId, sessionId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const gone = await ctx.db
			.deleteFrom('credential')
			.where('id', '=', id)
			.where('accountId', '=', accountId)
			.where('provider', '<>', 'credential')
			.returning('provider')
			.executeTakeFirst()
		if (!gone) return notFound()
		await requireWayIn(ctx, accountId)
		await endSessions(ctx, accountId, sessionId)
		await audit(ctx, 'account.provider-unlinked', `account:${accountId}`, { issuer: gone.provider })
	})
}
