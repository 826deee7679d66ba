import type { Ctx } from '#platform/ctx'
import { formatDate, pickText, type Locale } from '#platform/i18n'
import { writeToHolder } from './award-mails.server.ts'
import type { Award } from './award-rows.server.ts'

const day = (locale: Locale, at: string) => formatDate(locale, new Date(`${at}T12:00:00Z`))
const about = (award: Award, { startsOn, endsOn }: { startsOn: string; endsOn: string }, locale: Locale) => ({
	title: pickText(award.terms.title, locale),
	from: day(locale, startsOn),
	until: day(locale, endsOn)
})

export const writeStayConfirmed = (ctx: Ctx, award: Award, stay: { startsOn: string; endsOn: string }) =>
	writeToHolder(ctx, award, {
		kind: 'stay-confirmed',
		subject: 'stays.mail.confirmed.subject',
		body: (locale) => [{ text: 'stays.mail.confirmed.text', params: about(award, stay, locale) }]
	})

export const writeMissionProposed = (
	ctx: Ctx,
	award: Award,
	{ expert, ...stay }: { startsOn: string; endsOn: string; expert: string }
) =>
	writeToHolder(ctx, award, {
		kind: 'mission-proposed',
		subject: 'stays.mail.proposed.subject',
		body: (locale) => [{ text: 'stays.mail.proposed.text', params: { ...about(award, stay, locale), expert } }]
	})
