import { createHash } from 'node:crypto'
import { v5 as uuidv5 } from 'uuid'
import { findAccountByEmail } from '#modules/identity/accounts.server'
import { demoOrganisationId } from '#modules/network/demo.server'
import { instantOf, later, localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { pickText } from '#platform/i18n'
import { nextReference } from '#platform/references.server'
import { demoAfterwards, demoFull, demoGuests, demoVisitRequest, demoVisits, type DemoVisit } from '#programme/demo'
import { programme } from '#programme/programme'
import { demoEventId } from './demo.server.ts'
import { events, type Event } from './event-rows.server.ts'
import { halfDaysOf } from './half-days.ts'
import { formOfQuestionnaire } from './questionnaire-form.ts'
import { digestOf, tokenOf } from './registration-rows.server.ts'

const NAMESPACE = '0197c9a4-8a52-7c11-a0de-6b9f3c2d7e56'
const idOf = (...what: (string | number)[]) => uuidv5(what.join(':'), NAMESPACE)
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
/** So many characters that are the same at every start. */
const code = (of: string, count: number) =>
	[...createHash('sha256').update(of).digest().subarray(0, count)].map((byte) => letters[byte % 30]!).join('')
const dayFrom = (instant: Date, days: number) => localDate(later(instant, { days }, programme.timeZone), programme.timeZone)

/**
 * What happened at the demo's events and what is asked for: people who registered, a workshop with its certificates, opinions
 * and minutes, study visits at every stage. Written straight into the tables, since most of it is past; nobody is written to.
 * A second start finds it done.
 */
export async function loadDemoStories(ctx: Ctx): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { event } = demoAfterwards
		const known = await ctx.db
			.selectFrom('registration')
			.select('id')
			.where('id', '=', idOf('guest', event, 0))
			.executeTakeFirst()
		if (known) return
		await tellAfterwards(ctx)
		for (const visit of demoVisits) await tellVisit(ctx, visit)
		await fill(ctx)
		await ask(ctx)
	})
}

const eventAt = (ctx: Ctx, at: number): Promise<Event> => events(ctx).where('id', '=', demoEventId(at)).executeTakeFirstOrThrow()

/** So many of the demo's guests with a place at an event; those beyond `placed` wait. Returns their ids. */
async function bring(
	ctx: Ctx,
	{
		event,
		at,
		count,
		placed = count,
		categoryId = null,
		delegationId = null
	}: {
		event: Event
		at: number
		count: number
		placed?: number
		categoryId?: string | null
		delegationId?: string | null
	}
): Promise<string[]> {
	const ids = Array.from({ length: count }, (_, guest) => idOf('guest', at, guest))
	const asked = later(event.startsAt < ctx.now ? event.startsAt : ctx.now, { days: -20 }, event.zone)
	await ctx.db
		.insertInto('registration')
		.values(
			ids.map((id, guest) => {
				const { name, post, organisation, locale } = demoGuests[guest % demoGuests.length]!
				const again = Math.floor(guest / demoGuests.length)
				const reference = code(id, 8)
				return {
					id,
					reference: `${reference.slice(0, 4)}-${reference.slice(4)}`,
					eventId: event.id,
					categoryId,
					delegationId,
					name: again ? `${name} ${again + 1}` : name,
					email: delegationId ? null : `guest-${at}-${guest}@example.org`,
					organisation,
					function: post,
					locale,
					listed: guest % 3 !== 2,
					status: guest < placed ? 'accepted' : 'waiting',
					rank: guest < placed ? null : guest - placed + 1,
					tokenDigest: digestOf(tokenOf(id)),
					registeredAt: new Date(asked.getTime() + guest * 7_000_000),
					decidedAt: guest < placed ? asked : null
				}
			})
		)
		.execute()
	return ids
}

async function tellAfterwards(ctx: Ctx) {
	const { event: at, guests, present, minutes, commitments, opinions } = demoAfterwards
	const event = await eventAt(ctx, at)
	const ids = await bring(ctx, { event, at, count: guests })
	const there = ids.slice(0, present)
	const halves = halfDaysOf(event)
	await ctx.db
		.insertInto('attendance')
		.values(
			there.flatMap((registrationId) =>
				halves.map(({ day, half }) => ({ registrationId, day, half, scannedAt: event.startsAt, syncedAt: event.endsAt }))
			)
		)
		.execute()
	await ctx.db
		.insertInto('certificate')
		.values(
			there.map((registrationId) => ({
				id: idOf('certificate', registrationId),
				registrationId,
				code: code(`certificate:${registrationId}`, 12).replace(/(...)(?=.)/g, '$1-'),
				halfDays: halves.length,
				issuedAt: event.endsAt
			}))
		)
		.execute()
	const written = later(event.endsAt, { days: 2 }, event.zone)
	await ctx.db
		.insertInto('minutes')
		.values({ eventId: event.id, text: JSON.stringify(minutes), publishedAt: written, updatedAt: written })
		.execute()
	await ctx.db
		.insertInto('commitment')
		.values(
			commitments.map(({ kind, text, who, due }, position) => ({
				id: idOf('commitment', at, position),
				eventId: event.id,
				kind,
				text: pickText(text, programme.defaultLanguage),
				who,
				dueOn: due === null ? null : dayFrom(ctx.now, due),
				position
			}))
		)
		.execute()
	const questionnaireId = idOf('questionnaire', at)
	const title = { fr: 'Votre avis', bg: 'Вашето мнение', en: 'Your opinion' }
	const keys = ['overall', 'content', 'organisation', 'next', 'better']
	await ctx.db
		.insertInto('questionnaire')
		.values({
			id: questionnaireId,
			eventId: event.id,
			title: JSON.stringify(title),
			definition: JSON.stringify(formOfQuestionnaire(title, { keys, own: [], locale: 'fr' })),
			anonymous: true,
			opensAt: event.endsAt,
			closesAt: later(event.endsAt, { days: 7 }, event.zone),
			createdAt: event.endsAt
		})
		.execute()
	await ctx.db
		.insertInto('questionnaireInvitee')
		.values(there.map((registrationId, guest) => ({ questionnaireId, registrationId, answered: guest < opinions.length })))
		.execute()
	const chosen = (value: string) => ({ chosen: [value], other: '' })
	await ctx.db
		.insertInto('questionnaireAnswer')
		.values(
			opinions.map(([overall, content, organisation, next, better], answer) => ({
				id: idOf('answer', at, answer),
				questionnaireId,
				answers: JSON.stringify({
					overall: chosen(overall),
					content: chosen(content),
					organisation: chosen(organisation),
					next: chosen(next),
					...(better && { better })
				})
			}))
		)
		.execute()
}

async function tellVisit(ctx: Ctx, { event: at, status, organisation, delegates, ...visit }: DemoVisit) {
	const event = await eventAt(ctx, at)
	const organisationId = demoOrganisationId(organisation)
	await ctx.db
		.insertInto('visit')
		.values({
			eventId: event.id,
			reform: JSON.stringify(visit.reform),
			objectives: JSON.stringify(visit.objectives),
			organisationId,
			status,
			debrief: JSON.stringify(visit.debrief ?? {}),
			debriefedAt: visit.debrief ? later(event.endsAt, { days: 6 }, event.zone) : null
		})
		.execute()
	const delegationId = idOf('delegation', at)
	await ctx.db
		.insertInto('delegation')
		.values({
			id: delegationId,
			eventId: event.id,
			organisationId,
			name: pickText(event.title, 'fr'),
			createdAt: event.createdAt
		})
		.execute()
	await bring(ctx, { event, at, count: delegates, delegationId })
	const on = (day: number, hour: string) =>
		instantOf(`${localDate(later(event.startsAt, { days: day }, event.zone), event.zone)}T${hour}`, event.zone)
	await ctx.db
		.insertInto('stop')
		.values(
			visit.stops.map(({ kind, day, hours, title, place, host, contact, interpreter, transport }, position) => ({
				id: idOf('stop', at, position),
				eventId: event.id,
				...{ kind, place, contact, interpreter, transport, position },
				title: JSON.stringify(title),
				hostId: host && demoOrganisationId(host),
				startsAt: on(day, hours[0]),
				endsAt: on(day, hours[1]),
				zone: event.zone
			}))
		)
		.execute()
	await ctx.db
		.insertInto('visitCost')
		.values(
			visit.costs.map(({ category, payer, planned, actual }, position) => ({
				id: idOf('cost', at, position),
				eventId: event.id,
				...{ category, payer, position },
				plannedCents: planned,
				actualCents: actual
			}))
		)
		.execute()
	for (const [position, { text, who, organisation, due, done }] of (visit.commitments ?? []).entries())
		await ctx.db
			.insertInto('commitment')
			.values({
				id: idOf('commitment', at, position),
				eventId: event.id,
				kind: 'action',
				text: pickText(text, programme.defaultLanguage),
				who,
				organisationId: organisation && demoOrganisationId(organisation),
				dueOn: dayFrom(ctx.now, due),
				doneOn: done ? dayFrom(ctx.now, due - 3) : null,
				position
			})
			.execute()
}

/** An event whose only category is full, with people who wait. */
async function fill(ctx: Ctx) {
	const event = await eventAt(ctx, demoFull.event)
	const category = await ctx.db
		.selectFrom('placeCategory')
		.select(['id', 'capacity'])
		.where('eventId', '=', event.id)
		.executeTakeFirst()
	if (!category?.capacity) return
	const { id, capacity } = category
	const count = capacity + demoFull.waiting
	await bring(ctx, { event, at: demoFull.event, count, placed: capacity, categoryId: id })
	await ctx.db
		.updateTable('placeCategory')
		.set({ taken: capacity, nextRank: demoFull.waiting + 1 })
		.where('id', '=', id)
		.execute()
}

/** A visit nobody has answered yet. */
async function ask(ctx: Ctx) {
	const { organisation, asker, title, reform, objectives, questions, themes, day } = demoVisitRequest
	const account = await findAccountByEmail(ctx, asker)
	const eventId = idOf('asked', 0)
	const zone = 'Europe/Paris'
	const first = dayFrom(ctx.now, day)
	await ctx.db
		.insertInto('event')
		.values({
			id: eventId,
			reference: await nextReference(ctx, 'EVT'),
			kind: 'study-visit',
			service: programme.services[0]!.key,
			title: JSON.stringify(title),
			themes,
			territory: 'FR',
			format: 'place',
			registration: 'invitation',
			startsAt: instantOf(`${first}T09:00`, zone),
			endsAt: instantOf(`${dayFrom(ctx.now, day + 2)}T18:00`, zone),
			zone,
			status: 'draft',
			createdAt: ctx.now,
			createdBy: account?.id ?? null,
			updatedAt: ctx.now
		})
		.execute()
	await ctx.db
		.insertInto('visit')
		.values({
			eventId,
			reform: JSON.stringify(reform),
			objectives: JSON.stringify(objectives),
			questions: JSON.stringify(questions),
			askedBy: account?.id ?? null,
			organisationId: demoOrganisationId(organisation),
			status: 'asked'
		})
		.execute()
}
