import { v7 as uuidv7 } from 'uuid'
import { asAccount, findAccountByEmail } from '#modules/identity/accounts.server'
import { giveConsent } from '#modules/identity/consents.server'
import { countedAttempt } from '#modules/identity/limits.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { notFound, RuleBroken } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import { sendMail } from '#platform/mail.server'
import { beginSubscription, liveKinds, preferencesPath, readers, refOfReader, writeReader } from './subscription-rows.server.ts'
import type { MailKind, SignUpInput } from './subscription-schema.ts'
import { idOfToken, tokenFor } from './subscription-tokens.server.ts'

/** How long the link of a sign-up is good for, in days: said in the letter. */
const CONFIRM_DAYS = 7

const refOfRequest = (id: string) => `subscription-request:${id}`

/**
 * Somebody asks for mails at an address: a letter goes there, in the language asked for, and nothing is agreed to before
 * its link is followed. Whether the address is known changes the letter alone, never the answer here. `address` is the
 * network address, for the limit. Throws RuleBroken 429 `error.identity.too_many` beyond it.
 */
export async function askSubscription(ctx: Ctx, input: SignUpInput, { address }: { address: string }): Promise<void> {
	if (input.website) return
	await countedAttempt(ctx, { what: 'subscription', whom: input.email, address }, () => keepSignUp(ctx, input))
}

const keepSignUp = (ctx: Ctx, input: SignUpInput) =>
	transact(ctx, async (ctx) => {
		const { email, kinds, locale, organisationKind, territory, themes } = input
		const reader = await readers(ctx).where('email', '=', email).executeTakeFirst()
		const live = reader && !reader.stoppedAt ? await liveKinds(ctx, reader.id) : []
		if (reader && kinds.every((kind) => live.includes(kind))) {
			await sendMail(ctx, {
				to: email,
				locale,
				kind: 'newsroom.subscribed',
				ref: refOfReader(reader.id),
				subject: 'subscription.mail.known.subject',
				body: [
					{ text: 'subscription.mail.known.text' },
					{ button: 'subscription.mail.known.button', url: preferencesPath(locale, reader.id) },
					{ text: 'subscription.mail.not_you' }
				],
				secret: true
			})
			return
		}
		const id = uuidv7()
		const expiresAt = new Date(ctx.now.getTime() + CONFIRM_DAYS * 86_400_000)
		await ctx.db
			.insertInto('subscriptionRequest')
			.values({ id, email, locale, kinds, organisationKind, territory, themes, askedAt: ctx.now, expiresAt })
			.execute()
		await audit(ctx, 'subscription.asked', refOfRequest(id), { kinds, locale })
		await sendMail(ctx, {
			to: email,
			locale,
			kind: 'newsroom.subscription',
			ref: refOfRequest(id),
			subject: 'subscription.mail.confirm.subject',
			body: [
				{ text: 'subscription.mail.confirm.text' },
				{ button: 'subscription.mail.confirm.button', url: `/${locale}/newsletter/confirm/${tokenFor('confirm', id)}` },
				{ text: 'subscription.mail.confirm.days', params: { days: CONFIRM_DAYS } },
				{ text: 'subscription.mail.not_you' }
			],
			secret: true
		})
	})

/**
 * What a letter's link asks to confirm. 404 for a link that was not made here; `expired` after a week, or once the reader it
 * made is forgotten; once it has been used, `preferences` is where it leads.
 */
export async function findRequest(ctx: Ctx, token: string) {
	const id = idOfToken('confirm', token)
	const request =
		id &&
		(await ctx.db
			.selectFrom('subscriptionRequest')
			.select(['email', 'kinds', 'expiresAt', 'confirmedAt'])
			.where('id', '=', id)
			.executeTakeFirst())
	// Forgotten once it has expired, and then the link says the same as before.
	if (!id) return notFound()
	if (!request || request.expiresAt <= ctx.now) return { kinds: [], expired: true, preferences: null }
	const known = request.confirmedAt && (await readers(ctx).where('email', '=', request.email).executeTakeFirst())
	return {
		kinds: request.kinds as MailKind[],
		expired: request.confirmedAt !== null && !known,
		preferences: known ? preferencesPath(ctx.locale, known.id) : null
	}
}

/**
 * The address itself says yes: from here on, and no sooner, mails of these kinds may go to it. Twice is once. Returns the
 * path of the reader's preferences. Throws RuleBroken `error.subscription.expired`.
 */
export async function confirmSubscription(ctx: Ctx, token: string): Promise<string> {
	const id = idOfToken('confirm', token) ?? notFound()
	return transact(ctx, async (ctx) => {
		const request = await ctx.db.selectFrom('subscriptionRequest').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
		if (!request || request.expiresAt <= ctx.now) throw new RuleBroken('error.subscription.expired')
		const locale = request.locale as Locale
		const known = request.confirmedAt && (await readers(ctx).where('email', '=', request.email).executeTakeFirst())
		// A second click after the reader left again must not bring them back.
		if (known) return preferencesPath(ctx.locale, known.id)
		if (request.confirmedAt) throw new RuleBroken('error.subscription.expired')

		const { organisationKind, territory, themes } = request
		const reader = await writeReader(ctx, request.email, { locale, organisationKind, territory, themes })
		if (reader.stoppedAt) {
			await ctx.db.updateTable('subscriber').set({ stoppedAt: null, stopReason: null }).where('id', '=', reader.id).execute()
			// Counted from the new beginning: the letter with the link has just arrived.
			await ctx.db.deleteFrom('bounce').where('subscriberId', '=', reader.id).execute()
		}
		for (const kind of request.kinds as MailKind[]) {
			const begun = await beginSubscription(ctx, reader, kind, { source: 'portal', askedAt: request.askedAt })
			if (begun) await audit(ctx, 'subscription.begun', refOfReader(reader.id), { kind, source: 'portal' })
			await consentToo(ctx, reader.email, kind)
		}
		await ctx.db.updateTable('subscriptionRequest').set({ confirmedAt: ctx.now }).where('id', '=', id).execute()
		return preferencesPath(ctx.locale, reader.id)
	})
}

/** Whoever has an account finds the same yes among its consents. */
export async function consentToo(ctx: Ctx, email: string, kind: MailKind): Promise<void> {
	const account = await findAccountByEmail(ctx, email)
	if (account?.emailVerified) await giveConsent(asAccount(ctx, account), kind, 'newsletter')
}
