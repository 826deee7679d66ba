import { findAccount } from '#modules/identity/accounts.server'
import { hasConsent } from '#modules/identity/consents.server'
import type { PersonalData } from '#modules/identity/personal-data.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import type { Locale } from '#platform/i18n'
import { beginSubscription, endSubscriptionRow, readers, refOfReader, writeReader } from './subscription-rows.server.ts'
import type { MailKind } from './subscription-schema.ts'

/** What follows, in the same transaction, when an account agrees to a kind of mail or no longer does. */
export async function followConsent(ctx: Ctx, accountId: string, kind: MailKind): Promise<void> {
	const account = await findAccount(ctx, accountId)
	if (!account) return
	if (await hasConsent(ctx, accountId, kind)) {
		const known = await readers(ctx).where('email', '=', account.email).executeTakeFirst()
		const reader = await writeReader(ctx, account.email, { locale: known?.locale ?? (account.locale as Locale) })
		if (await beginSubscription(ctx, reader, kind, { source: 'account' }))
			await audit(ctx, 'subscription.begun', refOfReader(reader.id), { kind, source: 'account' })
		return
	}
	const reader = await readers(ctx).where('accountId', '=', accountId).executeTakeFirst()
	if (reader && (await endSubscriptionRow(ctx, reader.id, kind, 'account')))
		await audit(ctx, 'subscription.ended', refOfReader(reader.id), { kind, by: 'account' })
}

/** What the mailings hold of an account's holder: in their export, and gone with their account. */
export const subscriptionData: PersonalData = {
	name: 'mailings',
	export: async (ctx, accountId) => {
		const reader = await ofAccount(ctx, accountId).executeTakeFirst()
		if (!reader) return null
		return {
			reader,
			subscriptions: await ctx.db
				.selectFrom('subscription')
				.select(['kind', 'askedAt', 'givenAt', 'endedAt', 'wording', 'locale', 'source'])
				.where('subscriberId', '=', reader.id)
				.orderBy('givenAt')
				.execute(),
			letters: await ctx.db
				.selectFrom('campaignLetter')
				.innerJoin('campaign', 'campaign.id', 'campaignLetter.campaignId')
				.select(['campaign.subject', 'campaignLetter.status', 'campaignLetter.sentAt'])
				.where('subscriberId', '=', reader.id)
				.orderBy('campaignLetter.sentAt')
				.execute()
		}
	},
	async erase(ctx, { id, email }) {
		await ctx.db.deleteFrom('subscriptionRequest').where('email', '=', email).execute()
		await ctx.db
			.deleteFrom('subscriber')
			.where((eb) => eb.or([eb('accountId', '=', id), eb('email', '=', email)]))
			.execute()
	}
}

const ofAccount = (ctx: Ctx, accountId: string) =>
	readers(ctx).where((eb) =>
		eb.or([
			eb('accountId', '=', accountId),
			eb('email', '=', eb.selectFrom('account').select('email').where('account.id', '=', accountId))
		])
	)
