import type { Ctx } from '#platform/ctx'
import { formatDate, pickText, translate, type Locale, type MessageKey } from '#platform/i18n'
import { sendMail, type MailBlock } from '#platform/mail.server'
import { formatMoney, money } from '#platform/money'
import { recipientsOfAward, refOfAward, type Award } from './award-rows.server.ts'
import type { Report } from './report-rows.server.ts'

type Letter = { kind: string; subject: MessageKey; body: (locale: Locale) => MailBlock[] }

/** Writes to who holds the award, each in their language, with the way to the report. */
async function write(ctx: Ctx, award: Award, report: Pick<Report, 'id'>, { kind, subject, body }: Letter) {
	for (const { email, locale } of await recipientsOfAward(ctx, award))
		await sendMail(ctx, {
			to: email,
			locale,
			kind: `reports.${kind}`,
			ref: refOfAward(award.id),
			subject,
			params: { reference: award.reference },
			body: [
				...body(locale),
				{ button: 'reports.mail.open', url: `/${locale}/workspace/awards/${award.id}/reports/${report.id}` }
			]
		})
}

const about = (award: Award, report: Pick<Report, 'kind' | 'dueOn'>, locale: Locale) => ({
	title: pickText(award.terms.title, locale),
	report: translate(locale, `reports.kind.${report.kind}`),
	day: formatDate(locale, new Date(`${report.dueOn}T12:00:00Z`))
})

export const writeReminder = (ctx: Ctx, award: Award, report: Report, late: boolean) =>
	write(ctx, award, report, {
		kind: late ? 'overdue' : 'reminder',
		subject: late ? 'reports.mail.overdue.subject' : 'reports.mail.reminder.subject',
		body: (locale) => [
			{ text: late ? 'reports.mail.overdue.text' : 'reports.mail.reminder.text', params: about(award, report, locale) }
		]
	})

export const writeReturned = (ctx: Ctx, award: Award, report: Report, request: string) =>
	write(ctx, award, report, {
		kind: 'returned',
		subject: 'reports.mail.returned.subject',
		body: (locale) => [
			{ text: 'reports.mail.returned.text', params: about(award, report, locale) },
			...(request ? [{ plain: request }] : [])
		]
	})

export const writeReportAccepted = (
	ctx: Ctx,
	award: Award,
	report: Report,
	{ accepted, deducted }: { accepted: number; deducted: number }
) =>
	write(ctx, award, report, {
		kind: 'accepted',
		subject: 'reports.mail.accepted.subject',
		body: (locale) => [
			{ text: 'reports.mail.accepted.text', params: about(award, report, locale) },
			...(accepted + deducted > 0
				? [
						{
							text: 'reports.mail.accepted.figures' as const,
							params: { accepted: formatMoney(money(accepted), locale), deducted: formatMoney(money(deducted), locale) }
						}
					]
				: [])
		]
	})
