import { peopleAnswering } from '#modules/network/answering.server'
import type { Ctx } from '#platform/ctx'
import { formatDate, pickText, translate, type Locale, type MessageKey, type MessageParams } from '#platform/i18n'
import { sendMail, type MailBlock } from '#platform/mail.server'
import { programme } from '#programme/programme'
import { otherSide, type Side } from './introduction-workflow.ts'
import { nameIn, organisationOf, partiesOf, recipientsOf, type IntroductionRow } from './parties.server.ts'

const pageOf = (locale: Locale, { id }: IntroductionRow) => `/${locale}/workspace/introductions/${id}`

type Letter = {
	kind: string
	subject: MessageKey
	body: (locale: Locale, about: { other: string; own: string }) => MailBlock[]
}

/**
 * Writes to the people of one side, each in their language. No letter has a reply address of the other side: answers go
 * through the page, to which every letter leads and which asks who it is.
 */
async function write(ctx: Ctx, row: IntroductionRow, side: Side, { kind, subject, body }: Letter) {
	const sides = (await partiesOf(ctx, [row], () => side)).get(row.id)!
	for (const { email, locale } of await recipientsOf(ctx, organisationOf(row, side))) {
		const about = {
			other: nameIn(locale, sides[otherSide(side)], sides.listing, row.reference),
			own: nameIn(locale, sides[side], sides.listing, row.reference)
		}
		await sendMail(ctx, {
			to: email,
			locale,
			kind: `exchange.${kind}`,
			ref: `introduction:${row.id}`,
			subject,
			params: about,
			body: [
				...body(locale, about),
				...(sides.listing
					? [{ facts: [['exchange.introduction.listing', pickText(sides.listing.title, locale)]] } satisfies MailBlock]
					: []),
				{ button: 'exchange.mail.open', url: pageOf(locale, row) }
			]
		})
	}
}

const sentence = (key: MessageKey, params?: MessageParams): MailBlock => (params ? { text: key, params } : { text: key })

/** Somebody wants to be put in touch with this side. */
export const writeAsked = (ctx: Ctx, row: IntroductionRow) =>
	write(ctx, row, 'to', {
		kind: 'introduction-asked',
		subject: 'exchange.mail.asked.subject',
		body: (locale, { other }) => [
			sentence('exchange.mail.asked.text', { other }),
			{ plain: row.message },
			sentence('exchange.mail.asked.consent', { day: formatDate(locale, row.lapsesAt) })
		]
	})

/** The service proposes to put the two in touch; both are asked. */
export async function writeProposed(ctx: Ctx, row: IntroductionRow) {
	for (const side of ['from', 'to'] as const)
		await write(ctx, row, side, {
			kind: 'introduction-asked',
			subject: 'exchange.mail.proposed.subject',
			body: (locale, { other }) => [
				sentence('exchange.mail.proposed.text', { other }),
				{ plain: row.message },
				sentence('exchange.mail.asked.consent', { day: formatDate(locale, row.lapsesAt) })
			]
		})
}

/** Both agreed: each side gets the other's people, how to reach them, and what to do now. */
export async function writeAccepted(ctx: Ctx, row: IntroductionRow) {
	for (const side of ['from', 'to'] as const) {
		const people = await peopleAnswering(ctx, organisationOf(row, otherSide(side)))
		await write(ctx, row, side, {
			kind: 'introduction-accepted',
			subject: 'exchange.mail.accepted.subject',
			body: (locale, { other }) => [
				sentence('exchange.mail.accepted.text', { other }),
				...people.map(({ name, function: post, contactEmail, phone }): MailBlock => ({
					facts: [
						['exchange.contact.name', name],
						...present('exchange.contact.function', pickText(post, locale)),
						['exchange.contact.email', contactEmail],
						...present('exchange.contact.phone', phone)
					]
				})),
				sentence(people.length ? 'exchange.mail.accepted.next' : 'exchange.mail.accepted.nobody')
			]
		})
	}
}
const present = (label: MessageKey, value: string | null): [MessageKey, string][] => (value ? [[label, value]] : [])

/** The side that did not decline reads a courteous sentence, and the other's words only where they allowed it. */
export const writeDeclined = (ctx: Ctx, row: IntroductionRow, reader: Side) =>
	write(ctx, row, reader, {
		kind: 'introduction-declined',
		subject: 'exchange.mail.declined.subject',
		body: (_, { other }) => [
			sentence('exchange.mail.declined.text', { other }),
			...(row.noteShared && row.declineNote ? [{ plain: row.declineNote }] : [])
		]
	})

export const writeWithdrawn = (ctx: Ctx, row: IntroductionRow, reader: Side) =>
	write(ctx, row, reader, {
		kind: 'introduction-withdrawn',
		subject: 'exchange.mail.withdrawn.subject',
		body: (_, { other }) => [sentence('exchange.mail.withdrawn.text', { other })]
	})

export const writeMessage = (ctx: Ctx, row: IntroductionRow, reader: Side, text: string, byService: boolean) =>
	write(ctx, row, reader, {
		kind: 'introduction-message',
		subject: byService ? 'exchange.mail.message.subject_service' : 'exchange.mail.message.subject',
		body: (_, { other }) => [
			sentence(byService ? 'exchange.mail.message.text_service' : 'exchange.mail.message.text', { other }),
			{ plain: text },
			sentence('exchange.mail.message.reply')
		]
	})

export const writeReminder = (ctx: Ctx, row: IntroductionRow, reader: Side) =>
	write(ctx, row, reader, {
		kind: 'introduction-reminder',
		subject: 'exchange.mail.reminder.subject',
		body: (locale, { other }) => [
			sentence('exchange.mail.reminder.text', { other, day: formatDate(locale, row.askedAt) }),
			{ plain: row.message },
			sentence('exchange.mail.asked.consent', { day: formatDate(locale, row.lapsesAt) })
		]
	})

export const writeLapsed = (ctx: Ctx, row: IntroductionRow, reader: Side) =>
	write(ctx, row, reader, {
		kind: 'introduction-lapsed',
		subject: 'exchange.mail.lapsed.subject',
		body: (_, { other }) => [sentence('exchange.mail.lapsed.text', { other })]
	})

export const writeOutcomeAsked = (ctx: Ctx, row: IntroductionRow, reader: Side) =>
	write(ctx, row, reader, {
		kind: 'introduction-outcome',
		subject: 'exchange.mail.outcome.subject',
		body: (_, { other }) => [sentence('exchange.mail.outcome.text', { other })]
	})

/** At the last reminder the service hears that nobody answers. */
export async function writeServiceReminder(ctx: Ctx, row: IntroductionRow) {
	const sides = (await partiesOf(ctx, [row], () => null)).get(row.id)!
	const locale = programme.defaultLanguage
	const params = {
		from: nameIn(locale, sides.from, sides.listing, row.reference),
		to: nameIn(locale, sides.to, sides.listing, row.reference),
		day: formatDate(locale, row.askedAt)
	}
	await sendMail(ctx, {
		to: programme.contact.email,
		locale,
		kind: 'exchange.introduction-unanswered',
		ref: `introduction:${row.id}`,
		subject: 'exchange.mail.unanswered.subject',
		params,
		body: [
			{ text: 'exchange.mail.unanswered.text', params },
			{ button: 'exchange.mail.open', url: `/${locale}/office/exchange/introductions/${row.id}` }
		]
	})
}

/** What became of a report of abuse, to whoever made it. */
export async function writeReportAnswered(
	ctx: Ctx,
	{ email, locale, id, upheld, answer }: { email: string; locale: Locale; id: string; upheld: boolean; answer: string }
) {
	await sendMail(ctx, {
		to: email,
		locale,
		kind: 'exchange.abuse-answered',
		ref: `abuse-report:${id}`,
		subject: 'exchange.mail.abuse.subject',
		body: [{ text: upheld ? 'exchange.mail.abuse.upheld' : 'exchange.mail.abuse.dismissed' }, { plain: answer }]
	})
}

/** To the people of an organisation whose listing, introduction or entry was closed after a report; never who reported it. */
export async function writeClosedForAbuse(
	ctx: Ctx,
	organisationId: string,
	{ id, what, answer }: { id: string; what: 'listing' | 'introduction' | 'organisation'; answer: string }
) {
	for (const { email, locale } of await recipientsOf(ctx, organisationId))
		await sendMail(ctx, {
			to: email,
			locale,
			kind: 'exchange.abuse-upheld',
			ref: `abuse-report:${id}`,
			subject: 'exchange.mail.upheld.subject',
			params: { what: translate(locale, `exchange.abuse.what.${what}`) },
			body: [
				what === 'organisation'
					? { text: 'exchange.mail.upheld.hidden' }
					: { text: 'exchange.mail.upheld.text', params: { what: translate(locale, `exchange.abuse.what.${what}`) } },
				{ plain: answer }
			]
		})
}
