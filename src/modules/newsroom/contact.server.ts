import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { programme } from '#programme/programme'
import { keptSince } from '#programme/retention'
import { countedAttempt } from '#modules/identity/limits.server'
import { takeAddressOut, type PersonalData } from '#modules/identity/personal-data.server'
import { audit } from '#platform/audit.server'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { localeNames, translate, type MessageKey } from '#platform/i18n'
import { sendMail, type Mail } from '#platform/mail.server'
import type { ContactInput } from './schema.ts'

const refOf = (id: string) => `contact-message:${id}`

/**
 * Keeps a stranger's message, hands it to the service by mail and acknowledges it to the sender, in the page's language.
 * The same words from the same sender on the same day are one message. The acknowledgement repeats nothing of what was
 * typed, so that nobody can make the service write in their name to a third person. `address` is the sender's network
 * address, for the limit alone. Throws RuleBroken 429 `error.identity.too_many` beyond it.
 */
export async function askTheService(ctx: Ctx, input: ContactInput, { address }: { address: string }): Promise<void> {
	// A program that fills in every field is told the same as everybody, and nothing is kept.
	if (input.website) return
	await countedAttempt(ctx, { what: 'contact', whom: input.email.toLowerCase(), address }, () => keepMessage(ctx, input))
}

const keepMessage = (ctx: Ctx, input: ContactInput) =>
	transact(ctx, async (ctx) => {
		const { name, email, organisation, subject, message } = input
		const { locale } = ctx
		const digest = createHash('sha256')
			.update([email.toLowerCase(), subject, message, localDate(ctx.now, programme.timeZone)].join('\0'))
			.digest('hex')
		const id = uuidv7()
		const stored = await ctx.db
			.insertInto('contactMessage')
			.values({ id, name, email, organisation, subject, message, locale, digest, receivedAt: ctx.now })
			.onConflict((conflict) => conflict.constraint('contact_message_once_unique').doNothing())
			.returning('id')
			.executeTakeFirst()
		if (!stored) return
		await audit(ctx, 'contact.received', refOf(id), { subject, locale })

		const service: Mail['locale'] = programme.defaultLanguage
		const about: MessageKey = `contact.subject.${subject}`
		await sendMail(ctx, {
			to: programme.contact.email,
			replyTo: email,
			locale: service,
			kind: 'newsroom.message',
			ref: refOf(id),
			subject: 'contact.mail.service.subject',
			params: { subject: translate(service, about) },
			body: [
				{ text: 'contact.mail.service.text' },
				{
					facts: [
						['contact.name', name],
						['contact.email', email],
						...(organisation ? [['contact.organisation', organisation] as [MessageKey, string]] : []),
						['contact.subject', translate(service, about)],
						['contact.mail.language', localeNames[locale]]
					]
				},
				{ plain: message, lang: locale }
			]
		})
		await sendMail(ctx, {
			to: email,
			locale,
			kind: 'newsroom.acknowledgement',
			ref: refOf(id),
			subject: 'contact.mail.ack.subject',
			body: [
				{ text: 'contact.mail.ack.text' },
				{
					facts: [
						['contact.subject', translate(locale, about)],
						['contact.mail.ack.reference', id.slice(-8)]
					]
				},
				{ text: 'contact.mail.ack.unknown' }
			]
		})
	})

/** Deletes the messages that have had their time, and the letters that repeat them. Returns how many. */
export async function forgetOldMessages(ctx: Ctx): Promise<number> {
	const before = keptSince('messages', ctx.now)
	return transact(ctx, async (ctx) => {
		const gone = await ctx.db.deleteFrom('contactMessage').where('receivedAt', '<=', before).returning('id').execute()
		await forgetLetters(ctx, gone)
		return gone.length
	})
}

async function forgetLetters(ctx: Ctx, messages: { id: string }[]) {
	if (messages.length)
		await ctx.db
			.deleteFrom('mail')
			.where(
				'ref',
				'in',
				messages.map(({ id }) => refOf(id))
			)
			.execute()
}

/** What an account's holder wrote through the form: in their export, and gone with their account. */
export const contactMessages: PersonalData = {
	name: 'contactMessages',
	export: (ctx, accountId) =>
		ctx.db
			.selectFrom('contactMessage')
			.innerJoin('account', 'account.email', 'contactMessage.email')
			.select(['contactMessage.name', 'organisation', 'subject', 'message', 'contactMessage.locale', 'receivedAt'])
			.where('account.id', '=', accountId)
			.orderBy('receivedAt')
			.execute(),
	async erase(ctx, { email }) {
		await forgetLetters(ctx, await ctx.db.deleteFrom('contactMessage').where('email', '=', email).returning('id').execute())
		await takeAddressOut(ctx, email, { contact_message: ['message'] })
	}
}
