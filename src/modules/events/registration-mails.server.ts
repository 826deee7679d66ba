import { accountsById } from '#modules/identity/accounts.server'
import type { Ctx } from '#platform/ctx'
import { formatDate, pickText, type Locale, type Localized, type MessageKey } from '#platform/i18n'
import { sendMail, type MailBlock } from '#platform/mail.server'
import type { Event } from './event-rows.server.ts'
import { refOfRegistration, tokenOf, type Registration } from './registration-rows.server.ts'

export type Occasion = 'asked' | 'accepted' | 'waiting' | 'promoted' | 'refused' | 'cancelled' | 'certificate'

const whenOf = (event: Event, locale: Locale) =>
	`${formatDate(locale, event.startsAt, { dateStyle: 'full', timeStyle: 'short' }, event.zone)} (${event.zone})`

/**
 * Writes to who registered, in their language: what became of it and the secret link to their registration. Where the event
 * is online, its address, which only people with a place are told. Of a member of a delegation its head is told instead.
 */
export async function writeToGuest(ctx: Ctx, event: Event, registration: Registration, occasion: Occasion): Promise<void> {
	const { byAccount, delegationId, status, reference, reason } = registration
	const head = registration.email || !byAccount ? undefined : (await accountsById(ctx, [byAccount])).get(byAccount)
	const to = registration.email ?? head?.email
	if (!to) return
	const locale = head ? (head.locale as Locale) : registration.locale
	const own = head ? `/${locale}/workspace/delegations/${delegationId}` : `/${locale}/registrations/${tokenOf(registration.id)}`
	const title = pickText(event.title, locale)
	const place = [pickText(event.place, locale), event.address].filter(Boolean).join(', ')
	const facts: [MessageKey, string][] = [
		...(head ? [['registration.name', registration.name] as [MessageKey, string]] : []),
		['registration.reference', reference],
		['event.when', whenOf(event, locale)]
	]
	if (place) facts.push(['event.place', place])
	if (status === 'accepted' && event.onlineUrl) facts.push(['registration.online', event.onlineUrl])
	const gone = occasion === 'refused' || occasion === 'cancelled'
	const body: MailBlock[] = [
		{ text: `registration.mail.${occasion}.text`, params: { title, rank: registration.rank ?? 0 } },
		...(reason && occasion === 'refused' ? [{ plain: reason }] : []),
		...(gone && !head ? [] : [{ facts }]),
		...(occasion === 'cancelled' && !head ? [] : [{ button: 'registration.mail.see' as const, url: own }]),
		...(status === 'accepted' && event.secondForm && !head ? [{ text: 'registration.mail.second' as const }] : [])
	]
	await sendMail(ctx, {
		to,
		locale,
		kind: `events.registration-${occasion}`,
		ref: refOfRegistration(registration.id),
		subject: `registration.mail.${occasion}.subject`,
		params: { title },
		body,
		secret: true
	})
}

/** The letter that invites, with a link that only this address has. */
export async function writeInvitation(
	ctx: Ctx,
	event: Event,
	{ id, email, locale }: { id: string; email: string; locale: Locale },
	token: string
): Promise<void> {
	const title = pickText(event.title, locale)
	const place = [pickText(event.place, locale), event.address].filter(Boolean).join(', ')
	await sendMail(ctx, {
		to: email,
		locale,
		kind: 'events.invitation',
		ref: `event-invitation:${id}`,
		subject: 'registration.mail.invitation.subject',
		params: { title },
		body: [
			{ text: 'registration.mail.invitation.text', params: { title } },
			{ facts: [['event.when', whenOf(event, locale)], ...(place ? [['event.place', place] as [MessageKey, string]] : [])] },
			{ button: 'registration.mail.invitation.answer', url: `/${locale}/events/${event.id}/register?invitation=${token}` },
			{ text: 'registration.mail.invitation.bound' }
		],
		secret: true
	})
}

/** Asks what somebody thought of the event, or asks again; of a member of a delegation without an address its head is asked. */
export async function writeQuestionnaire(
	ctx: Ctx,
	event: Event,
	registration: Registration,
	questionnaire: { id: string; title: Localized; anonymous: boolean; closesAt: Date },
	occasion: 'asked' | 'reminded'
): Promise<void> {
	const { byAccount } = registration
	const head = registration.email || !byAccount ? undefined : (await accountsById(ctx, [byAccount])).get(byAccount)
	const to = registration.email ?? head?.email
	if (!to) return
	const locale = head ? (head.locale as Locale) : registration.locale
	const closes = formatDate(locale, questionnaire.closesAt, { dateStyle: 'full', timeStyle: 'short' }, event.zone)
	await sendMail(ctx, {
		to,
		locale,
		kind: `events.questionnaire-${occasion}`,
		ref: refOfRegistration(registration.id),
		subject: `questionnaire.mail.${occasion}.subject`,
		params: { title: pickText(event.title, locale) },
		body: [
			{ text: `questionnaire.mail.${occasion}.text`, params: { title: pickText(event.title, locale) } },
			{
				facts: [
					['questionnaire.closes', `${closes} (${event.zone})`],
					...(head ? [['registration.name', registration.name] as [MessageKey, string]] : [])
				]
			},
			{
				button: 'questionnaire.mail.answer',
				url: `/${locale}/registrations/${tokenOf(registration.id)}/questionnaires/${questionnaire.id}`
			},
			{ text: questionnaire.anonymous ? 'questionnaire.mail.anonymous' : 'questionnaire.mail.named' }
		],
		secret: true
	})
}
