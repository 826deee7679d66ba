import { v7 as uuidv7 } from 'uuid'
import { findAccountByEmail } from '#modules/identity/accounts.server'
import { wordings } from '#modules/identity/schema'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import type { MailKind, PreferencesInput } from './subscription-schema.ts'
import { idOfToken, tokenFor } from './subscription-tokens.server.ts'

export type Reader = {
	id: string
	email: string
	accountId: string | null
	locale: Locale
	organisationKind: string | null
	territory: string | null
	themes: string[]
	stoppedAt: Date | null
}
type SubscriptionSource = 'portal' | 'preferences' | 'account' | 'demo'
export type SubscriptionEnd = 'one-click' | 'preferences' | 'account' | 'complaint'

export const refOfReader = (id: string) => `subscriber:${id}`
export const preferencesPath = (locale: Locale, readerId: string) =>
	`/${locale}/newsletter/readers/${tokenFor('reader', readerId)}`

export const readers = (ctx: Ctx) =>
	ctx.db
		.selectFrom('subscriber')
		.select(['id', 'email', 'accountId', 'locale', 'organisationKind', 'territory', 'themes', 'stoppedAt'])
		.$castTo<Reader>()

/** Whoever holds the secret of the link, or 404. Locked: two posts of one reader come one after the other. */
export async function readerOf(ctx: Ctx, token: string, { lock = false } = {}): Promise<Reader> {
	const id = idOfToken('reader', token)
	const reader =
		id &&
		(await readers(ctx)
			.where('id', '=', id)
			.$if(lock, (query) => query.forUpdate())
			.executeTakeFirst())
	return reader || notFound()
}

/** The kinds a reader agrees to now. */
export const liveKinds = async (ctx: Ctx, readerId: string): Promise<MailKind[]> =>
	(
		await ctx.db
			.selectFrom('subscription')
			.select('kind')
			.where('subscriberId', '=', readerId)
			.where('endedAt', 'is', null)
			.execute()
	).map(({ kind }) => kind as MailKind)

/**
 * The reader with this address, made if there is none, locked. What they say of themselves replaces what was known; an
 * account with the same proven address is theirs.
 */
export async function writeReader(
	ctx: Ctx,
	email: string,
	about: Omit<PreferencesInput, 'kinds'> | { locale: Locale }
): Promise<Reader> {
	const account = await findAccountByEmail(ctx, email)
	const accountId = account?.emailVerified ? account.id : null
	return ctx.db
		.insertInto('subscriber')
		.values({ id: uuidv7(), email, accountId, ...about, createdAt: ctx.now })
		.onConflict((conflict) => conflict.constraint('subscriber_email_unique').doUpdateSet({ accountId, ...about }))
		.returning(['id', 'email', 'accountId', 'locale', 'organisationKind', 'territory', 'themes', 'stoppedAt'])
		.$castTo<Reader>()
		.executeTakeFirstOrThrow()
}

/** Records a yes, unless one stands. Returns whether it is new. */
export async function beginSubscription(
	ctx: Ctx,
	reader: Reader,
	kind: MailKind,
	{ source, askedAt = ctx.now }: { source: SubscriptionSource; askedAt?: Date }
): Promise<boolean> {
	const row = await ctx.db
		.insertInto('subscription')
		.values({
			id: uuidv7(),
			subscriberId: reader.id,
			kind,
			askedAt,
			givenAt: ctx.now,
			wording: wordings[kind],
			locale: reader.locale,
			source
		})
		.onConflict((conflict) => conflict.columns(['subscriberId', 'kind']).where('endedAt', 'is', null).doNothing())
		.returning('id')
		.executeTakeFirst()
	return row !== undefined
}

/** Ends the yes that stands, if one does. Returns whether there was one. */
export async function endSubscriptionRow(ctx: Ctx, readerId: string, kind: MailKind, endedBy: SubscriptionEnd): Promise<boolean> {
	const row = await ctx.db
		.updateTable('subscription')
		.set({ endedAt: ctx.now, endedBy })
		.where('subscriberId', '=', readerId)
		.where('kind', '=', kind)
		.where('endedAt', 'is', null)
		.returning('id')
		.executeTakeFirst()
	return row !== undefined
}
