import { deadlineParts } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { isLocale, pickText, type Locale } from '#platform/i18n'
import { sendMail, type MailBlock } from '#platform/mail.server'
import { programme } from '#programme/programme'
import { accountsById } from '#modules/identity/accounts.server'
import { refOfCall, type Call } from './call-rows.server.ts'

/** Everyone who writes an application to this call and has not withdrawn it. */
async function authorsOf(ctx: Ctx, callId: string): Promise<{ email: string; locale: Locale }[]> {
	const rows = await ctx.db
		.selectFrom('applicationAuthor')
		.innerJoin('application', 'application.id', 'applicationAuthor.applicationId')
		.select('applicationAuthor.accountId')
		.distinct()
		.where('application.callId', '=', callId)
		.where('application.status', '<>', 'withdrawn')
		.execute()
	const accounts = await accountsById(
		ctx,
		rows.map(({ accountId }) => accountId)
	)
	return [...accounts.values()].map(({ email, locale }) => ({
		email,
		locale: isLocale(locale) ? locale : programme.defaultLanguage
	}))
}

/** The closing of a call in the words of a sentence: both zones. */
function closingParams(closesAt: Date, locale: Locale) {
	const parts = deadlineParts(closesAt, { locale, timeZone: programme.timeZone, secondTimeZone: programme.secondTimeZone })
	return { date: parts.date, time: parts.time, second: parts.secondTime }
}

export const extendedMail = (ctx: Ctx, call: Call, reason: string) =>
	write(ctx, call, 'extended', (locale) => [
		{ text: 'call.mail.extended.text', params: closingParams(call.closesAt!, locale) },
		{ plain: reason },
		{ button: 'call.mail.see', url: `/${locale}/calls/${call.id}` }
	])

export const cancelledMail = (ctx: Ctx, call: Call) =>
	write(ctx, call, 'cancelled', (locale) => [
		{ text: 'call.mail.cancelled.text' },
		{ plain: call.cancelReason ?? '' },
		{ button: 'call.mail.see', url: `/${locale}/calls/${call.id}` }
	])

async function write(ctx: Ctx, call: Call, occasion: 'extended' | 'cancelled', body: (locale: Locale) => MailBlock[]) {
	for (const { email, locale } of await authorsOf(ctx, call.id))
		await sendMail(ctx, {
			to: email,
			locale,
			kind: `calls.${occasion}`,
			ref: refOfCall(call.id),
			subject: `call.mail.${occasion}.subject`,
			params: { title: pickText(call.title, locale) },
			body: [{ facts: [['call.title', `${call.reference} – ${pickText(call.title, locale)}`]] }, ...body(locale)]
		})
}
