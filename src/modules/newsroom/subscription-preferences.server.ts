import { asAccount, findAccount } from '#modules/identity/accounts.server'
import { withdrawConsent } from '#modules/identity/consents.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import {
	beginSubscription,
	endSubscriptionRow,
	liveKinds,
	readerOf,
	refOfReader,
	writeReader,
	type Reader,
	type SubscriptionEnd
} from './subscription-rows.server.ts'
import { mailKinds, type MailKind, type PreferencesInput } from './subscription-schema.ts'
import { consentToo } from './subscriptions.server.ts'

/** `maria@example.org` as `m…@example.org`: a link that was forwarded tells nobody the address. */
const masked = (email: string) => `${email.slice(0, 1)}…${email.slice(email.lastIndexOf('@'))}`

/** What a reader may see and change by the link in their letters. 404 for a link that was not made here. */
export async function getPreferences(ctx: Ctx, token: string) {
	const reader = await readerOf(ctx, token)
	const records = await ctx.db
		.selectFrom('subscription')
		.select(['kind', 'givenAt', 'endedAt'])
		.where('subscriberId', '=', reader.id)
		.orderBy('givenAt', 'desc')
		.orderBy('id', 'desc')
		.execute()
	const { locale, organisationKind, territory, themes, stoppedAt } = reader
	return {
		address: masked(reader.email),
		locale,
		organisationKind,
		territory,
		themes,
		stopped: stoppedAt !== null,
		kinds: mailKinds.map((kind) => {
			const history = records.filter((record) => record.kind === kind)
			return { kind, since: history.find(({ endedAt }) => endedAt === null)?.givenAt ?? null, history }
		})
	}
}

/** The ticked kinds are agreed to, the others no longer; the rest is what the reader says of themselves. */
export async function savePreferences(ctx: Ctx, token: string, { kinds, ...about }: PreferencesInput): Promise<void> {
	await transact(ctx, async (ctx) => {
		const before = await readerOf(ctx, token, { lock: true })
		const reader = await writeReader(ctx, before.email, about)
		const live = await liveKinds(ctx, reader.id)
		for (const kind of mailKinds)
			if (kinds.includes(kind) && !live.includes(kind)) {
				await beginSubscription(ctx, reader, kind, { source: 'preferences' })
				await audit(ctx, 'subscription.begun', refOfReader(reader.id), { kind, source: 'preferences' })
				await consentToo(ctx, reader.email, kind)
			} else if (!kinds.includes(kind) && live.includes(kind)) await end(ctx, reader, kind, 'preferences')
		await audit(ctx, 'subscription.changed', refOfReader(reader.id), { locale: reader.locale })
	})
}

/**
 * The reader no longer wants this kind, from this moment: by the button of their mail program (RFC 8058) or of the page.
 * Twice is once.
 */
export async function endSubscription(ctx: Ctx, token: string, kind: MailKind, endedBy: SubscriptionEnd): Promise<void> {
	await transact(ctx, async (ctx) => end(ctx, await readerOf(ctx, token, { lock: true }), kind, endedBy))
}

/** A mail program's complaint: nothing of any kind goes there any more. */
export async function endAllSubscriptions(ctx: Ctx, reader: Reader, endedBy: SubscriptionEnd): Promise<void> {
	for (const kind of mailKinds) await end(ctx, reader, kind, endedBy)
}

async function end(ctx: Ctx, reader: Reader, kind: MailKind, endedBy: SubscriptionEnd) {
	const ended = await endSubscriptionRow(ctx, reader.id, kind, endedBy)
	if (ended) await audit(ctx, 'subscription.ended', refOfReader(reader.id), { kind, by: endedBy })
	const account = reader.accountId && (await findAccount(ctx, reader.accountId))
	if (account) await withdrawConsent(asAccount(ctx, account), kind)
}

/** Forgets the reader altogether: address, records, letters. An account keeps, as withdrawn, what it agreed to. */
export async function forgetReader(ctx: Ctx, token: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const reader = await readerOf(ctx, token, { lock: true })
		await endAllSubscriptions(ctx, reader, 'preferences')
		await ctx.db.deleteFrom('subscriptionRequest').where('email', '=', reader.email).execute()
		await ctx.db.deleteFrom('mail').where('toAddress', '=', reader.email).where('kind', 'like', 'newsroom.subscri%').execute()
		await ctx.db.deleteFrom('subscriber').where('id', '=', reader.id).execute()
		await audit(ctx, 'subscription.forgotten', refOfReader(reader.id))
	})
}
