import { accountsById } from '#modules/identity/accounts.server'
import type { Ctx } from '#platform/ctx'
import { formatDate, pickText, type Locale } from '#platform/i18n'
import { sendMail } from '#platform/mail.server'
import { refOfEvent, type Event } from './event-rows.server.ts'
import type { Visit } from './visit-rows.server.ts'

/** Writes to who asked for the visit what became of it, in their language; nobody when the account is gone. */
export async function writeToAsker(
	ctx: Ctx,
	event: Event,
	{ askedBy }: Visit,
	occasion: 'accepted' | 'refused' | 'planned',
	answer: string
): Promise<void> {
	const account = askedBy ? (await accountsById(ctx, [askedBy])).get(askedBy) : undefined
	if (!account) return
	const locale = account.locale as Locale
	const title = pickText(event.title, locale)
	await sendMail(ctx, {
		to: account.email,
		locale,
		kind: `events.visit-${occasion}`,
		ref: refOfEvent(event.id),
		subject: `visit.mail.${occasion}.subject`,
		params: { title },
		body: [
			{ text: `visit.mail.${occasion}.text`, params: { title } },
			...(answer ? [{ plain: answer }] : []),
			{ button: 'visit.mail.see', url: `/${locale}/workspace/visits/${event.id}` }
		]
	})
}

/** Asks how what was promised is going: one letter for all of an event's commitments of this person. */
export async function askAboutCommitments(
	ctx: Ctx,
	to: { email: string; locale: Locale },
	event: { id: string; title: Event['title'] },
	commitments: { text: string; who: string; dueOn: string | null }[],
	url: string
): Promise<void> {
	const { email, locale } = to
	const title = pickText(event.title, locale)
	await sendMail(ctx, {
		to: email,
		locale,
		kind: 'events.commitments',
		ref: refOfEvent(event.id),
		subject: 'visit.mail.follow.subject',
		params: { title },
		body: [
			{ text: 'visit.mail.follow.text', params: { title, count: commitments.length } },
			...commitments.map(({ text, who, dueOn }) => ({
				plain: [
					text,
					[who, dueOn && formatDate(locale, new Date(`${dueOn}T12:00:00Z`), { dateStyle: 'long' })].filter(Boolean).join(' · ')
				]
					.filter(Boolean)
					.join('\n')
			})),
			{ button: 'visit.mail.see', url: `/${locale}${url}` }
		]
	})
}
