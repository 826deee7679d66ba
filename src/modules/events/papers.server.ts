import { needsFresh } from '#modules/identity/policy'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { renderPdf } from '#platform/documents.server'
import { env } from '#platform/env'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { formatDate, pickText, translate, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'
import { drawBadge } from './badges.server.ts'
import { ownCertificate } from './certificates.server.ts'
import { events, readEvent, refOfEvent, type Event } from './event-rows.server.ts'
import { halfDaysOf, type HalfDay } from './half-days.ts'
import { inBoth, languagesFor, words } from './paper-languages.ts'
import { eventPolicy } from './policy.ts'
import { registrationOf } from './registration-rows.server.ts'

const days = (event: Pick<Event, 'startsAt' | 'endsAt' | 'zone'>, locale: Locale) => {
	const [first, last] = [event.startsAt, event.endsAt].map((at) => formatDate(locale, at, { dateStyle: 'long' }, event.zone))
	return first === last ? first! : `${first} – ${last}`
}

/** Everybody who has a place, for who runs the event and has just confirmed who they are. */
async function attending(ctx: Ctx, eventId: string) {
	const event = await readEvent(ctx, eventId)
	authorize(eventPolicy.run(ctx.actor, event))
	// Names by the hundred leave the house here, as in the table of registrations.
	if (needsFresh(ctx.actor, ctx.now)) throw new RuleBroken('error.identity.needs_fresh')
	const people = await ctx.db
		.selectFrom('registration')
		.select(['id', 'reference', 'name', 'organisation', 'function'])
		.where('eventId', '=', eventId)
		.where('status', '=', 'accepted')
		.orderBy('name')
		.orderBy('id')
		.limit(2000)
		.execute()
	if (!people.length) throw new RuleBroken('error.papers.nobody')
	return { event, people }
}

/** The badges of everybody who has a place, as a PDF to be cut. For who runs the event; leaves an audit entry. */
export async function badgesPdf(ctx: Ctx, eventId: string): Promise<Buffer> {
	const { event, people } = await attending(ctx, eventId)
	await audit(ctx, 'event.papers-made', refOfEvent(eventId), { papers: 'badges', count: people.length })
	return renderPdf('badges', {
		languages: languagesFor(ctx.locale),
		title: inBoth((locale) => pickText(event.title, locale)),
		house: programme.name,
		date: ctx.now,
		reference: event.reference,
		place: {},
		badges: await Promise.all(
			people.map(async ({ id, reference, name, organisation, function: post }) => ({
				name,
				lines: [post, organisation].filter(Boolean),
				reference,
				code: await drawBadge(id),
				said: translate(ctx.locale, 'papers.badge.code', { reference })
			}))
		)
	})
}

/** The list to be signed in one half-day of the event; 404 for a half-day it does not have. */
export async function signingSheetPdf(ctx: Ctx, eventId: string, { day, half }: { day: string; half: string }): Promise<Buffer> {
	const { event, people } = await attending(ctx, eventId)
	const halfDay = halfDaysOf(event).find((each) => each.day === day && each.half === half)
	if (!halfDay) return notFound()
	await audit(ctx, 'event.papers-made', refOfEvent(eventId), { papers: 'signing-sheet', day, half })
	return renderPdf('signing-sheet', {
		languages: languagesFor(ctx.locale),
		title: inBoth((locale) => pickText(event.title, locale)),
		house: programme.name,
		date: ctx.now,
		reference: event.reference,
		place: {},
		when: inBoth((locale) => halfDayWords(locale, halfDay)),
		columns: [words('papers.number'), words('registration.name'), words('registration.organisation'), words('papers.signature')],
		rows: people.map(({ name, organisation, function: post }, at) => [
			`${at + 1}`,
			name,
			[post, organisation].filter(Boolean).join(', '),
			''
		])
	})
}

const halfDayWords = (locale: Locale, { day, half }: HalfDay) =>
	`${formatDate(locale, new Date(`${day}T12:00:00Z`), { dateStyle: 'full' }, 'UTC')}, ${translate(locale, `papers.half.${half}`)}`

/** The letter that invites somebody who has a place, for an employer or a consulate; to who has the link. */
export async function invitationLetterPdf(ctx: Ctx, token: string): Promise<Buffer> {
	const registration = await registrationOf(ctx, token)
	if (registration.status !== 'accepted') return notFound()
	const event = await events(ctx).where('id', '=', registration.eventId).executeTakeFirstOrThrow()
	const service = programme.services.find(({ key }) => key === event.service)
	const text = (locale: Locale) => [
		translate(locale, 'papers.letter.text', { title: pickText(event.title, locale), days: days(event, locale) }),
		...(Object.keys(event.place).length
			? [
					translate(locale, 'papers.letter.place', {
						place: [pickText(event.place, locale), event.address].filter(Boolean).join(', ')
					})
				]
			: []),
		translate(locale, 'papers.letter.end')
	]
	return renderPdf('letter', {
		languages: languagesFor(registration.locale),
		title: words('papers.letter'),
		house: programme.name,
		date: registration.decidedAt ?? registration.registeredAt,
		reference: `${event.reference}/${registration.reference}`,
		place: {},
		recipient: { name: registration.name, lines: [registration.function, registration.organisation].filter(Boolean) },
		parts: [
			{ kind: 'paragraphs', text: inBoth(text) },
			{ kind: 'facts', rows: [{ label: words('registration.reference'), value: registration.reference }] }
		],
		signatures: [{ name: pickText(programme.contact.organisation, registration.locale), role: service?.name ?? {} }]
	})
}

/** The certificate of attendance, with the code that anybody can check; to who has the link, 404 while there is none. */
export async function certificatePdf(ctx: Ctx, token: string): Promise<Buffer> {
	const certificate = await ownCertificate(ctx, token)
	if (!certificate) return notFound()
	const { locale, organisation, function: post } = await registrationOf(ctx, token)
	const { name, title, halfDays, code, issuedAt } = certificate
	const text = (locale: Locale) => [
		translate(locale, 'papers.certificate.text', {
			name,
			title: pickText(title, locale),
			days: days(certificate, locale),
			halfDays
		}),
		translate(locale, 'papers.certificate.check', { code, address: `${env().PUBLIC_URL}/${locale}/certificates` })
	]
	return renderPdf('letter', {
		languages: languagesFor(locale),
		title: words('papers.certificate'),
		house: programme.name,
		date: issuedAt,
		reference: code,
		place: {},
		recipient: { name, lines: [post, organisation].filter(Boolean) },
		parts: [{ kind: 'paragraphs', text: inBoth(text) }],
		signatures: []
	})
}
