import { describe, expect } from 'vitest'
import ICAL from 'ical.js'
import nodeIcal from 'node-ical'
import type { Ctx } from '#platform/ctx'
import { pickText } from '#platform/i18n'
import { icalendar } from '#platform/icalendar'
import { actor, as, NOW, queued, test, trail } from '#test/support'
import { listAgenda, listMonth } from './agenda.server.ts'
import { calendarEntry, uidOf } from './calendar-entries.ts'
import { tellGuests } from './change-notices.server.ts'
import { copyEvent } from './copies.server.ts'
import {
	cancelEvent,
	correctEvent,
	discardEvent,
	draftEvent,
	finishEvents,
	getEvent,
	publicEvent,
	publishEvent
} from './events.server.ts'
import { makeCalendarAddress, ownCalendar, ownCalendarToken, withdrawCalendarAddress } from './own-calendar.server.ts'
import { addSession, getProgramme, publicProgramme, tellProgrammeChanged } from './programme.server.ts'
import type { EventInput } from './schema.ts'
import { addSpeaker } from './speakers.server.ts'

const seminar: EventInput = {
	kind: 'seminar',
	service: 'cit',
	services: [],
	title: { fr: 'Séminaire; eau, ville', bg: 'Семинар за водата' },
	summary: { fr: 'Deux jours\nsur l’eau.' },
	text: {},
	priorities: [],
	themes: ['water'],
	territory: 'BG',
	place: { fr: 'Hôtel de ville' },
	address: null,
	lat: 42.69,
	lon: 23.32,
	onlineUrl: null,
	format: 'place',
	starts: '2027-03-27T09:00',
	ends: '2027-03-28T17:00',
	zone: 'Europe/Sofia',
	languages: ['fr', 'bg'],
	interpretation: ['fr-bg'],
	registration: 'open',
	opens: null,
	closes: null,
	attendeesPublic: false
}
const officer = actor(['officer'])
const published = async (ctx: Ctx, over: Partial<EventInput> = {}) => {
	const id = await draftEvent(as(ctx, { ...officer, accountId: await anAccount(ctx) }), { ...seminar, ...over })
	await publishEvent(as(ctx, officer), id, { version: 1 })
	return id
}
async function anAccount(ctx: Ctx) {
	const { createAccount } = await import('#modules/identity/accounts.server')
	return createAccount(ctx, { email: `${Math.random().toString(36).slice(2)}@example.org`, name: 'Essai', locale: 'fr' })
}
const guest = (ctx: Ctx, eventId: string, email: string, status = 'accepted', accountId: string | null = null) =>
	ctx.db
		.insertInto('registration')
		.values({
			id: crypto.randomUUID(),
			reference: email,
			eventId,
			name: 'Гост',
			email,
			accountId,
			locale: 'bg',
			status,
			registeredAt: ctx.now
		})
		.execute()
const mails = (ctx: Ctx, kind: string) =>
	ctx.db.selectFrom('mail').select(['toAddress', 'locale', 'subject']).where('kind', '=', kind).execute()

describe('an event', () => {
	test('is a draft nobody sees until it is published', async ({ ctx }) => {
		const me = as(ctx, { ...officer, accountId: await anAccount(ctx) })
		const id = await draftEvent(me, seminar)
		await expect(publicEvent(ctx, id)).rejects.toMatchObject({ status: 404 })
		expect((await listAgenda(ctx)).events).toEqual([])
		await publishEvent(me, id, { version: 1 })
		expect(await publicEvent(ctx, id)).toMatchObject({ state: 'coming', registrationState: 'open', sequence: 0 })
		expect((await listAgenda(ctx, { q: 'водата' })).events.map((event) => event.id)).toEqual([id])
		expect((await listAgenda(ctx, { theme: 'water', territory: 'BG', language: 'bg' })).events).toHaveLength(1)
		expect((await listAgenda(ctx, { format: 'online' })).events).toEqual([])
		expect(await listMonth(ctx, {}, '2027-03')).toHaveLength(1)
		expect(await listMonth(ctx, {}, '2027-04')).toEqual([])
		expect((await trail(ctx, `event:${id}`)).map(({ action }) => action)).toEqual(['event.drafted', 'event.published'])
		await expect(publishEvent(me, id, { version: 2 })).rejects.toMatchObject({ key: 'error.event.not_a_draft' })
		await expect(discardEvent(me, id)).rejects.toMatchObject({ key: 'error.event.not_a_draft' })
	})

	test('is not published without what people need to know, nor with dates the wrong way round', async ({ ctx }) => {
		const me = as(ctx, { ...officer, accountId: await anAccount(ctx) })
		const id = await draftEvent(me, { ...seminar, summary: {} })
		await expect(publishEvent(me, id, { version: 1 })).rejects.toMatchObject({ key: 'error.event.summary', field: 'summary' })
		await expect(draftEvent(me, { ...seminar, ends: '2027-03-26T09:00' })).rejects.toMatchObject({ key: 'error.event.dates' })
		await discardEvent(me, id)
		await expect(getEvent(me, id)).rejects.toMatchObject({ status: 404 })
	})

	test('is its services’ alone: others read it, strangers and members do not know it', async ({ ctx }) => {
		const id = await published(ctx)
		const input = { ...seminar, version: 2, title: { fr: 'Autre' } }
		for (const [who, status] of [
			[null, 404],
			[actor(['member']), 404],
			[actor(['auditor']), 403],
			[actor([{ service: 'ser', role: 'officer' }]), 403]
		] as const)
			await expect(correctEvent(as(ctx, who), id, input)).rejects.toMatchObject({ status })
		await expect(cancelEvent(as(ctx, actor(['editor'])), id, { version: 2, reason: { fr: 'x' } })).rejects.toMatchObject({
			status: 403
		})
		await expect(draftEvent(as(ctx, actor(['editor'])), seminar)).rejects.toMatchObject({ status: 403 })
		expect((await publicEvent(ctx, id)).title).toEqual(seminar.title)
	})

	test('tells those who registered once when its date moves, and not when its words do', async ({ ctx }) => {
		const id = await published(ctx)
		const me = as(ctx, officer)
		await guest(ctx, id, 'guest@example.org')
		await guest(ctx, id, 'gone@example.org', 'cancelled')
		await correctEvent(me, id, { ...seminar, version: 2, text: { fr: 'Plus long' } })
		expect(await queued(ctx, 'events.tell-guests')).toEqual([])
		await expect(correctEvent(me, id, { ...seminar, version: 2 })).rejects.toMatchObject({ key: 'error.stale' })
		await correctEvent(me, id, { ...seminar, version: 3, starts: '2027-03-27T10:00' })
		expect(await queued(ctx, 'events.tell-guests')).toEqual([{ eventId: id, sequence: 1 }])
		await tellGuests(ctx, id, 1)
		await tellGuests(ctx, id, 1)
		expect(await mails(ctx, 'events.changed')).toMatchObject([{ toAddress: 'guest@example.org', locale: 'bg' }])
		await cancelEvent(me, id, { version: 4, reason: { fr: 'Intempéries' } })
		await tellGuests(ctx, id, 2)
		expect(await mails(ctx, 'events.cancelled')).toHaveLength(1)
		expect(await publicEvent(ctx, id)).toMatchObject({ state: 'cancelled', registrationState: 'closed', sequence: 2 })
		await expect(correctEvent(me, id, { ...seminar, version: 5 })).rejects.toMatchObject({ key: 'error.event.not_editable' })
	})

	test('tells those who registered that the programme has changed, when somebody asks for it', async ({ ctx }) => {
		const id = await published(ctx)
		const me = as(ctx, officer)
		await guest(ctx, id, 'guest@example.org')
		await expect(tellProgrammeChanged(as(ctx, actor(['editor'])), id)).rejects.toMatchObject({ status: 403 })
		await tellProgrammeChanged(me, id)
		expect(await queued(ctx, 'events.tell-guests')).toEqual([{ eventId: id, sequence: 1, programme: true }])
		await expect(tellProgrammeChanged(me, id)).rejects.toMatchObject({ key: 'error.event.telling' })
		await tellGuests(ctx, id, 1, { programme: true })
		await tellGuests(ctx, id, 1, { programme: true })
		const letters = await ctx.db.selectFrom('mail').select(['toAddress', 'text']).where('kind', '=', 'events.changed').execute()
		expect(letters).toMatchObject([{ toAddress: 'guest@example.org', text: expect.stringContaining('Програмата') }])
		expect(await publicEvent(ctx, id)).toMatchObject({ sequence: 1, changedAt: null })
		await expect(tellProgrammeChanged({ ...me, now: new Date('2027-03-29T00:00:00Z') }, id)).rejects.toMatchObject({
			key: 'error.event.over'
		})
		const drafting = as(ctx, { ...officer, accountId: await anAccount(ctx) })
		await expect(tellProgrammeChanged(me, await draftEvent(drafting, seminar))).rejects.toMatchObject({
			key: 'error.event.not_on_agenda'
		})
	})

	test('takes place, and then can no longer be called off', async ({ ctx }) => {
		const id = await published(ctx)
		const after = { ...as(ctx, officer), now: new Date('2027-03-29T00:00:00Z') }
		expect(await finishEvents(after)).toEqual({ done: 1 })
		expect(await finishEvents(after)).toEqual({ done: 0 })
		expect((await listAgenda(after)).events).toEqual([])
		expect((await listAgenda(after, {}, { when: 'past' })).events.map((event) => event.id)).toEqual([id])
		await expect(cancelEvent(after, id, { version: 3, reason: { fr: 'x' } })).rejects.toMatchObject({
			key: 'error.event.not_published'
		})
	})

	test('is copied to another date by the clock, across a change of it', async ({ ctx }) => {
		const id = await published(ctx)
		const me = as(ctx, { ...officer, accountId: await anAccount(ctx) })
		const speaker = await addSpeaker(me, id, { name: 'Ива Примерова', function: { bg: 'Експерт' }, email: 'iva@example.org' })
		const session = {
			title: { fr: 'Ouverture' },
			text: {},
			track: null,
			room: 'A',
			starts: '2027-03-27T09:00',
			ends: '2027-03-27T10:00',
			language: 'fr' as const,
			speakers: [speaker]
		}
		await addSession(me, id, session)
		await addSession(me, id, { ...session, starts: '2027-03-27T09:30', ends: '2027-03-29T10:00' })
		expect((await getProgramme(me, id)).clashes.map(({ kind }) => kind)).toEqual(['outside', 'room', 'speaker'])
		expect(JSON.stringify(await publicProgramme(ctx, id))).not.toContain('iva@example.org')
		const copy = await copyEvent(me, id, { starts: '2027-04-03T09:00' })
		const programme = await getProgramme(me, copy)
		expect(programme.sessions[0]!.startsAt).toEqual(new Date('2027-04-03T06:00:00Z'))
		expect((await getEvent(me, copy)).status).toBe('draft')
		expect(programme.sessions[0]!.speakers).toEqual([programme.speakers[0]!.id])
		expect(programme.speakers[0]!.id).not.toBe(speaker)
	})
})

describe('a calendar', () => {
	const file = async (ctx: Ctx, id: string) => {
		const event = await publicEvent(ctx, id)
		const about = {
			address: (path: string) => `https://example.org${path}`,
			organiser: { name: 'Service "A"', email: 'a@example.org' }
		}
		const response = icalendar({
			name: 'n',
			description: 'd',
			address: 'https://example.org',
			timeZone: 'Europe/Sofia',
			otherZones: [event.zone],
			now: NOW,
			components: [calendarEntry(event, 'fr', about)]
		})
		return { event, text: await response.text() }
	}
	test('says the same to two libraries, in another zone and across a change of clocks', async ({ ctx }) => {
		const { event, text } = await file(ctx, await published(ctx, { zone: 'Europe/Paris' }))
		const component = new ICAL.Component(ICAL.parse(text) as never[])
		for (const zone of component.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(new ICAL.Timezone(zone))
		const one = new ICAL.Event(component.getFirstSubcomponent('vevent')!)
		const other = Object.values(nodeIcal.sync.parseICS(text)).find((each) => each?.type === 'VEVENT') as unknown as {
			uid: string
			summary: { val: string }
			start: Date
			end: Date
			location: string
			sequence: string
		}
		const expected = {
			uid: uidOf(event.id),
			title: pickText(event.title, 'fr'),
			start: event.startsAt,
			end: event.endsAt,
			place: 'Hôtel de ville'
		}
		expect({
			uid: one.uid,
			title: one.summary,
			start: one.startDate.toJSDate(),
			end: one.endDate.toJSDate(),
			place: one.location
		}).toEqual(expected)
		expect({
			uid: other.uid,
			title: other.summary.val,
			start: new Date(other.start),
			end: new Date(other.end),
			place: other.location
		}).toEqual(expected)
		expect(one.sequence).toBe(0)
	})

	test('of one’s own is behind an address that can be replaced and withdrawn', async ({ ctx }) => {
		const id = await published(ctx)
		const accountId = await anAccount(ctx)
		const me = as(ctx, actor(['member'], { accountId }))
		await guest(ctx, id, 'me@example.org', 'waiting', accountId)
		expect(await ownCalendarToken(me)).toBeNull()
		await makeCalendarAddress(me)
		const first = (await ownCalendarToken(me))!
		expect((await ownCalendar(ctx, first)).map(({ event, status }) => [event.id, status])).toEqual([[id, 'waiting']])
		await makeCalendarAddress(me)
		await expect(ownCalendar(ctx, first)).rejects.toMatchObject({ status: 404 })
		const second = (await ownCalendarToken(me))!
		await withdrawCalendarAddress(me)
		await expect(ownCalendar(ctx, second)).rejects.toMatchObject({ status: 404 })
		await makeCalendarAddress(me)
		expect([first, second]).not.toContain(await ownCalendarToken(me))
	})
})
