import { findAccount } from '#modules/identity/accounts.server'
import type { Ctx } from '#platform/ctx'
import { formatDate, pickText, type Locale, type MessageKey, type MessageParams } from '#platform/i18n'
import { sendMail, type MailBlock } from '#platform/mail.server'
import { formatMoney, money } from '#platform/money'
import { projectRules } from '#programme/projects'
import { recipientsOfAward, refOfAward, type Award } from './award-rows.server.ts'

type Letter = { kind: string; subject: MessageKey; params?: MessageParams; body: (locale: Locale) => MailBlock[] }

/** Writes to who holds the award, each in their language. */
export async function writeToHolder(ctx: Ctx, award: Award, { kind, subject, params = {}, body }: Letter) {
	for (const { email, locale } of await recipientsOfAward(ctx, award)) {
		const about = { reference: award.reference, title: pickText(award.terms.title, locale), ...params }
		await sendMail(ctx, {
			to: email,
			locale,
			kind: `awards.${kind}`,
			ref: refOfAward(award.id),
			subject,
			params: about,
			body: [...body(locale), { button: 'awards.mail.open', url: `/${locale}/workspace/awards/${award.id}` }]
		})
	}
}

const said = (cents: number, locale: Locale) => formatMoney(money(cents), locale)
const titled = (award: Award, locale: Locale) => ({ title: pickText(award.terms.title, locale) })

/** Money, days of experts, or what the prize is: in money, the thing, or both. */
function worth(award: Award, locale: Locale): MailBlock[] {
	const { kind, amountCents, expertDays } = award
	const { title } = titled(award, locale)
	if (kind === 'support') return [{ text: 'awards.mail.awarded.days', params: { title, days: Number(expertDays) } }]
	const nature = pickText(award.terms.nature ?? {}, locale)
	const sentence: MailBlock =
		amountCents || kind !== 'prize'
			? { text: 'awards.mail.awarded.text', params: { title, amount: said(amountCents, locale) } }
			: { text: 'awards.mail.awarded.prize', params: { title } }
	return nature ? [sentence, { plain: nature }] : [sentence]
}

export const writeAwarded = (ctx: Ctx, award: Award) =>
	writeToHolder(ctx, award, {
		kind: 'awarded',
		subject: 'awards.mail.awarded.subject',
		body: (locale) => [...worth(award, locale), { text: 'awards.mail.awarded.next' }]
	})

export const writeAwardEnded = (ctx: Ctx, award: Award, reason: string) =>
	writeToHolder(ctx, award, {
		kind: 'cancelled',
		subject: 'awards.mail.cancelled.subject',
		body: (locale) => [{ text: 'awards.mail.cancelled.text', params: titled(award, locale) }, { plain: reason }]
	})

export const writeToSign = (ctx: Ctx, award: Award, { reference }: { reference: string }) =>
	writeToHolder(ctx, award, {
		kind: 'to-sign',
		subject: 'awards.mail.to_sign.subject',
		params: { agreement: reference },
		body: (locale) => [{ text: 'awards.mail.to_sign.text', params: { ...titled(award, locale), agreement: reference } }]
	})

export const writeSigned = (ctx: Ctx, award: Award, { reference }: { reference: string }) =>
	writeToHolder(ctx, award, {
		kind: 'signed',
		subject: 'awards.mail.signed.subject',
		params: { agreement: reference },
		body: (locale) => [{ text: 'awards.mail.signed.text', params: { ...titled(award, locale), agreement: reference } }]
	})

/** Everybody who leads the holder hears of another account: whoever did not ask for it can still say so. */
export const writeAccountGiven = (ctx: Ctx, award: Award, iban: string) =>
	writeToHolder(ctx, award, {
		kind: 'account-given',
		subject: 'awards.mail.account.subject',
		body: (locale) => [{ text: 'awards.mail.account.text', params: { ...titled(award, locale), iban } }]
	})

export const writePaymentRefused = (
	ctx: Ctx,
	award: Award,
	{ number, amountCents }: { number: number; amountCents: number },
	note: string
) =>
	writeToHolder(ctx, award, {
		kind: 'payment-refused',
		subject: 'awards.mail.refused.subject',
		body: (locale) => [
			{ text: 'awards.mail.refused.text', params: { ...titled(award, locale), number, amount: said(amountCents, locale) } },
			{ plain: note }
		]
	})

/** The holder hears at once that they need an amendment, or an explanation, rather than at the end. */
export const writeToleranceLeft = (ctx: Ctx, award: Award, lines: number) =>
	writeToHolder(ctx, award, {
		kind: 'tolerance-left',
		subject: 'awards.mail.tolerance.subject',
		body: (locale) => [{ text: 'awards.mail.tolerance.text', params: { ...titled(award, locale), lines } }]
	})

export const writePaid = (
	ctx: Ctx,
	award: Award,
	{ number, amountCents }: { number: number; amountCents: number },
	paidOn: string
) =>
	writeToHolder(ctx, award, {
		kind: 'paid',
		subject: 'awards.mail.paid.subject',
		body: (locale) => [
			{
				text: 'awards.mail.paid.text',
				params: {
					...titled(award, locale),
					number,
					amount: said(amountCents, locale),
					day: formatDate(locale, new Date(`${paidOn}T12:00:00Z`))
				}
			}
		]
	})

/** The code to sign with, to the actor's own address. */
export async function writeSigningCode(ctx: Ctx, { id, reference }: { id: string; reference: string }, code: string) {
	const account = await findAccount(ctx, ctx.actor!.accountId)
	const to = account?.email ?? ctx.actor!.email
	await sendMail(ctx, {
		to,
		locale: ctx.actor!.locale,
		kind: 'awards.signing-code',
		ref: `agreement:${id}`,
		subject: 'awards.mail.code.subject',
		params: { agreement: reference },
		body: [
			{ text: 'awards.mail.code.text', params: { agreement: reference, minutes: projectRules.codeMinutes } },
			{ code: `${code.slice(0, 4)} ${code.slice(4)}` },
			{ text: 'awards.mail.code.not_you' }
		],
		secret: true
	})
}
