import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { buildActor, buildEvent, registering } from '#test/events'
import { actor, as, contextOn, NOW, ownDatabase, queued, test, trail } from '#test/support'
import { correctCategory } from './categories.server.ts'
import {
	beginDelegation,
	cancelDelegate,
	changeDelegate,
	getDelegation,
	listDelegations,
	listOwnDelegations,
	registerDelegate
} from './delegations.server.ts'
import { findInvitation, invite, listInvitations, withdrawInvitation } from './event-invitations.server.ts'
import { cancelEvent } from './events.server.ts'
import { acceptRegistration, refuseRegistration, takeOff } from './moderation.server.ts'
import { countRegistrations, exportRegistrations, listRegistrations, publicAttendees } from './registration-lists.server.ts'
import { registrationData } from './registration-personal-data.server.ts'
import { refOfRegistration, tokenOf } from './registration-rows.server.ts'
import {
	cancelRegistration,
	changeRegistration,
	listOwnRegistrations,
	ownRegistration,
	register,
	registrationForm
} from './registrations.server.ts'
import { chooseQuestions, fillSecondForm, forgetSecondForms } from './second-forms.server.ts'

const from = { address: '192.0.2.9' }
const stands = (ctx: Ctx, eventId: string) =>
	ctx.db
		.selectFrom('registration')
		.select(['email', 'status', 'rank'])
		.where('eventId', '=', eventId)
		.orderBy('registeredAt')
		.orderBy('id')
		.execute()
const only = async (ctx: Ctx, eventId: string, email: string) =>
	ctx.db
		.selectFrom('registration')
		.selectAll()
		.where('eventId', '=', eventId)
		.where('email', '=', email)
		.executeTakeFirstOrThrow()
const lettersTo = async (ctx: Ctx, email: string) =>
	(await ctx.db.selectFrom('mail').select(['kind', 'text']).where('toAddress', '=', email).orderBy('id').execute()).map(
		({ kind, text }) => ({ kind, text })
	)
const kindsTo = async (ctx: Ctx, email: string) =>
	(await lettersTo(ctx, email)).map(({ kind }) => kind.replace('events.registration-', ''))
const taken = async (ctx: Ctx, id: string) =>
	(await ctx.db.selectFrom('placeCategory').select('taken').where('id', '=', id).executeTakeFirstOrThrow()).taken

describe('registering', () => {
	test('gives the places in order and ranks who comes after', async ({ ctx }) => {
		const { eventId, categoryId } = await buildEvent(ctx, { capacity: 2 })
		for (const each of ['a', 'b', 'c', 'd'])
			expect(await register(ctx, eventId, registering(`${each}@example.org`), from)).toBe(null)
		expect(await stands(ctx, eventId)).toEqual([
			{ email: 'a@example.org', status: 'accepted', rank: null },
			{ email: 'b@example.org', status: 'accepted', rank: null },
			{ email: 'c@example.org', status: 'waiting', rank: 1 },
			{ email: 'd@example.org', status: 'waiting', rank: 2 }
		])
		expect(await taken(ctx, categoryId)).toBe(2)
		expect(await kindsTo(ctx, 'd@example.org')).toEqual(['waiting'])
		const { id } = await only(ctx, eventId, 'a@example.org')
		expect(await trail(ctx, refOfRegistration(id))).toMatchObject([{ action: 'registration.made', actorId: null }])
	})

	test('twice with one address is one registration; a stranger is told the same, its owner is written to again', async ({
		ctx
	}) => {
		const { eventId, categoryId } = await buildEvent(ctx, { capacity: 5 })
		const first = await register(ctx, eventId, registering('a@example.org', { name: 'Анна' }), from)
		const second = await register(ctx, eventId, registering('A@Example.org', { name: 'Somebody else' }), from)
		expect([first, second]).toEqual([null, null])
		expect(await stands(ctx, eventId)).toHaveLength(1)
		expect((await only(ctx, eventId, 'a@example.org')).name).toBe('Анна')
		expect(await taken(ctx, categoryId)).toBe(1)
		expect(await kindsTo(ctx, 'a@example.org')).toEqual(['accepted', 'accepted'])
	})

	test('is refused before the opening, after the closing, when cancelled, and for a draft or a foreign category', async ({
		ctx
	}) => {
		const late = await buildEvent(ctx, { opens: '2027-03-05T09:00', closes: '2027-03-10T09:00' })
		const tries = (now: string) => register({ ...ctx, now: new Date(now) }, late.eventId, registering('a@example.org'), from)
		await expect(tries('2027-03-04T09:00:00Z')).rejects.toMatchObject({ key: 'error.registration.not_open' })
		await expect(tries('2027-03-10T07:00:00Z')).rejects.toMatchObject({ key: 'error.registration.closed' })
		expect(await stands(ctx, late.eventId)).toEqual([])
		const other = await buildEvent(ctx)
		await ctx.db
			.insertInto('placeCategory')
			.values({ id: crypto.randomUUID(), eventId: other.eventId, title: '{"fr":"Autres"}' })
			.execute()
		await expect(
			register(ctx, other.eventId, registering('a@example.org', { category: late.categoryId }), from)
		).rejects.toMatchObject({
			field: 'category',
			status: 422
		})
		await cancelEvent(other.asOfficer, other.eventId, { version: 2, reason: { fr: 'Neige' } })
		await expect(register(ctx, other.eventId, registering('a@example.org'), from)).rejects.toMatchObject({
			key: 'error.registration.closed'
		})
		await expect(register(ctx, crypto.randomUUID(), registering('a@example.org'), from)).rejects.toMatchObject({ status: 404 })
	})

	test('gives the link at once to who is signed in with that address, and to nobody else', async ({ ctx }) => {
		const { eventId } = await buildEvent(ctx)
		const person = await buildActor(ctx)
		const token = await register(as(ctx, person), eventId, registering(person.email), from)
		expect((await ownRegistration(ctx, token!)).registration).toMatchObject({ status: 'accepted', email: person.email })
		expect(await listOwnRegistrations(as(ctx, person))).toMatchObject([{ eventId, status: 'accepted', token }])
		expect(await register(as(ctx, person), eventId, registering('other@example.org'), from)).toBe(null)
		expect(await listOwnRegistrations(as(ctx, person))).toHaveLength(1)
		await expect(ownRegistration(ctx, 'x'.repeat(43))).rejects.toMatchObject({ status: 404 })
	})

	test('counts attempts, and takes nothing from a program that fills in every field', async ({ ctx }) => {
		const { eventId } = await buildEvent(ctx)
		await register(ctx, eventId, registering('a@example.org', { website: 'https://x.example' }), from)
		expect(await stands(ctx, eventId)).toEqual([])
		for (let at = 0; at < 5; at++) await register(ctx, eventId, registering('a@example.org'), from)
		await expect(register(ctx, eventId, registering('a@example.org'), from)).rejects.toMatchObject({ status: 429 })
	})

	test('does not charge for what failed on the server: whoever tries again gets in', async ({ ctx }) => {
		const { eventId } = await buildEvent(ctx)
		await sql`alter table registration rename to registration_away`.execute(ctx.db)
		for (let at = 0; at < 6; at++)
			await expect(register(ctx, eventId, registering('a@example.org'), from)).rejects.toMatchObject({ code: '42P01' })
		await sql`alter table registration_away rename to registration`.execute(ctx.db)
		await register(ctx, eventId, registering('a@example.org'), from)
		expect(await stands(ctx, eventId)).toMatchObject([{ email: 'a@example.org', status: 'accepted' }])
		const kept = await ctx.db.selectFrom('rateLimit').select(['key', 'points']).orderBy('key').execute()
		expect(kept.map(({ key, points }) => [key.replace(/:[^:]*$/, ''), points])).toEqual([
			['registration:account', 1],
			['registration:address', 1],
			['registration:pair', 1]
		])
	})

	test('at once by sixty for seven places: seven have one, the others every rank from 1 to 53', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const { eventId, categoryId } = await buildEvent(ctx, { capacity: 7 })
		const people = Array.from({ length: 60 }, (_, at) => `p${at}@example.org`)
		// Each twice: an impatient finger.
		await Promise.all([...people, ...people].map((email) => register(ctx, eventId, registering(email), from)))
		const rows = await stands(ctx, eventId)
		expect(rows).toHaveLength(60)
		expect(rows.filter(({ status }) => status === 'accepted')).toHaveLength(7)
		expect(rows.flatMap(({ rank }) => rank ?? []).sort((a, b) => a - b)).toEqual(Array.from({ length: 53 }, (_, at) => at + 1))
		expect(await taken(ctx, categoryId)).toBe(7)
		// All who have a place cancel at once, each twice: seven others take over, by rank.
		const accepted = await ctx.db.selectFrom('registration').select('id').where('status', '=', 'accepted').execute()
		await Promise.all([...accepted, ...accepted].map(({ id }) => cancelRegistration(ctx, tokenOf(id))))
		const after = await stands(ctx, eventId)
		expect(after.filter(({ status }) => status === 'accepted')).toHaveLength(7)
		expect(after.filter(({ status }) => status === 'cancelled')).toHaveLength(7)
		expect(after.flatMap(({ rank }) => rank ?? []).sort((a, b) => a - b)).toEqual(Array.from({ length: 46 }, (_, at) => at + 8))
		expect(await taken(ctx, categoryId)).toBe(7)
	})
})

describe('one’s own registration', () => {
	test('is changed until the event begins; from an old page it is not', async ({ ctx }) => {
		const { eventId } = await buildEvent(ctx)
		await register(ctx, eventId, registering('a@example.org'), from)
		const token = tokenOf((await only(ctx, eventId, 'a@example.org')).id)
		const change = { name: 'Анна', organisation: 'Община', function: '', listed: true, answers: {}, version: 1 }
		await changeRegistration(ctx, token, change)
		expect(await only(ctx, eventId, 'a@example.org')).toMatchObject({
			name: 'Анна',
			organisation: 'Община',
			listed: true,
			version: 2
		})
		await expect(changeRegistration(ctx, token, change)).rejects.toMatchObject({ key: 'error.stale' })
		await expect(
			changeRegistration({ ...ctx, now: new Date('2027-03-27T07:00:00Z') }, token, { ...change, version: 2 })
		).rejects.toMatchObject({
			key: 'error.registration.not_changeable'
		})
		await expect(changeRegistration(ctx, 'nonsense', change)).rejects.toMatchObject({ status: 404 })
	})

	test('is cancelled: the place goes to who waits longest, and one can register anew', async ({ ctx }) => {
		const { eventId, categoryId } = await buildEvent(ctx, { capacity: 1 })
		for (const each of ['a', 'b', 'c']) await register(ctx, eventId, registering(`${each}@example.org`), from)
		const token = tokenOf((await only(ctx, eventId, 'a@example.org')).id)
		await cancelRegistration(ctx, token)
		await cancelRegistration(ctx, token)
		expect(await stands(ctx, eventId)).toEqual([
			{ email: 'a@example.org', status: 'cancelled', rank: null },
			{ email: 'b@example.org', status: 'accepted', rank: null },
			{ email: 'c@example.org', status: 'waiting', rank: 2 }
		])
		expect(await taken(ctx, categoryId)).toBe(1)
		expect(await kindsTo(ctx, 'b@example.org')).toEqual(['waiting', 'promoted'])
		expect(await kindsTo(ctx, 'a@example.org')).toEqual(['accepted', 'cancelled'])
		await register(ctx, eventId, registering('a@example.org'), from)
		expect((await stands(ctx, eventId)).at(-1)).toEqual({ email: 'a@example.org', status: 'waiting', rank: 3 })
		await expect(
			cancelRegistration(
				{ ...ctx, now: new Date('2027-04-01T00:00:00Z') },
				tokenOf((await only(ctx, eventId, 'b@example.org')).id)
			)
		).rejects.toMatchObject({
			key: 'error.registration.not_cancellable'
		})
	})

	test('is opened by the link alone: with what others can see of it nothing is read, changed or cancelled', async ({ ctx }) => {
		const { eventId } = await buildEvent(ctx)
		await register(ctx, eventId, registering('a@example.org'), from)
		const before = await only(ctx, eventId, 'a@example.org')
		const change = { name: 'Друг', organisation: '', function: '', listed: true, answers: {}, version: 1 }
		const last = tokenOf(before.id).at(-1) === 'A' ? 'Q' : 'A'
		for (const wrong of [
			'',
			before.reference,
			before.id,
			before.tokenDigest!,
			tokenOf(eventId),
			tokenOf(before.id).slice(0, -1) + last,
			`${tokenOf(before.id)} `
		])
			for (const attempt of [
				() => ownRegistration(ctx, wrong),
				() => changeRegistration(ctx, wrong, change),
				() => cancelRegistration(ctx, wrong),
				() => fillSecondForm(ctx, wrong, {})
			])
				await expect(attempt(), wrong).rejects.toMatchObject({ status: 404 })
		expect(await only(ctx, eventId, 'a@example.org')).toEqual(before)
	})

	test('more places are given to who waits, in order', async ({ ctx }) => {
		const { eventId, categoryId, asOfficer } = await buildEvent(ctx, { capacity: 1 })
		for (const each of ['a', 'b', 'c', 'd']) await register(ctx, eventId, registering(`${each}@example.org`), from)
		await correctCategory(asOfficer, eventId, categoryId, { title: { fr: 'Participants' }, capacity: 3 })
		expect((await stands(ctx, eventId)).map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted', 'waiting'])
		expect(await taken(ctx, categoryId)).toBe(3)
	})
})

describe('deciding', () => {
	const moderated = async (ctx: Ctx, capacity: number | null = null) => {
		const built = await buildEvent(ctx, { registration: 'moderated', capacity })
		for (const each of ['a', 'b']) await register(ctx, built.eventId, registering(`${each}@example.org`), from)
		return { ...built, a: await only(ctx, built.eventId, 'a@example.org'), b: await only(ctx, built.eventId, 'b@example.org') }
	}

	test('accepts within the capacity, then ranks; refuses with a reason that is read', async ({ ctx }) => {
		const { eventId, asOfficer, a, b, categoryId } = await moderated(ctx, 1)
		expect([a.status, b.status]).toEqual(['asked', 'asked'])
		expect(await taken(ctx, categoryId)).toBe(0)
		expect(await acceptRegistration(asOfficer, eventId, { id: b.id, version: 1 })).toBe('accepted')
		expect(await acceptRegistration(asOfficer, eventId, { id: a.id, version: 1 })).toBe('waiting')
		await expect(acceptRegistration(asOfficer, eventId, { id: a.id, version: 2 })).rejects.toMatchObject({
			key: 'error.registration.decided'
		})
		await refuseRegistration(asOfficer, eventId, { id: a.id, version: 2, reason: 'Réservé aux communes.' })
		expect(await kindsTo(ctx, 'a@example.org')).toEqual(['asked', 'waiting', 'refused'])
		expect((await lettersTo(ctx, 'a@example.org')).at(-1)!.text).toContain('Réservé aux communes.')
		expect((await ownRegistration(ctx, tokenOf(a.id))).registration).toMatchObject({
			status: 'refused',
			reason: 'Réservé aux communes.'
		})
		await takeOff(asOfficer, eventId, { id: b.id, version: 2 })
		expect(await taken(ctx, categoryId)).toBe(0)
	})

	test('is the business of who runs the event, from a page that is up to date, of that event', async ({ ctx }) => {
		const { eventId, asOfficer, a } = await moderated(ctx)
		const decided = { id: a.id, version: 1 }
		for (const actors of [null, actor()])
			await expect(acceptRegistration(as(ctx, actors), eventId, decided)).rejects.toMatchObject({ status: 404 })
		for (const role of ['auditor', 'editor', { service: 'elc', role: 'officer' as const }] as const)
			await expect(refuseRegistration(as(ctx, actor([role])), eventId, { ...decided, reason: 'Non' })).rejects.toMatchObject({
				status: 403
			})
		await expect(acceptRegistration(asOfficer, eventId, { id: a.id, version: 7 })).rejects.toMatchObject({ key: 'error.stale' })
		const other = await buildEvent(ctx)
		await expect(acceptRegistration(other.asOfficer, other.eventId, decided)).rejects.toMatchObject({ status: 404 })
		await expect(
			acceptRegistration({ ...asOfficer, now: new Date('2027-04-01T00:00:00Z') }, eventId, decided)
		).rejects.toMatchObject({ key: 'error.event.over' })
		expect((await only(ctx, eventId, 'a@example.org')).status).toBe('asked')
	})
})

describe('invitations', () => {
	test('go to the lines of a table once each, and nothing goes while a line is wrong', async ({ ctx }) => {
		const { eventId, asOfficer } = await buildEvent(ctx, { registration: 'invitation' })
		const sends = (people: string) => invite(asOfficer, eventId, { people, category: null, locale: 'bg' })
		await expect(sends('Анна;anna@example.org\nnobody')).rejects.toMatchObject({ field: 'people', params: { lines: '2' } })
		expect(await queued(ctx, 'mail.deliver')).toEqual([])
		expect(await sends('"Анна";"anna@example.org"\nPaul Essai <paul@example.org>\n\nANNA@example.org')).toBe(2)
		expect(await sends('anna@example.org')).toBe(0)
		expect(await lettersTo(ctx, 'anna@example.org')).toHaveLength(1)
		for (const other of [null, actor(), actor(['auditor'])])
			await expect(
				invite(as(ctx, other), eventId, { people: 'x@example.org', category: null, locale: 'fr' })
			).rejects.toMatchObject({ status: expect.toBeOneOf([403, 404]) })
	})

	test('let in the address they are bound to, and no other', async ({ ctx }) => {
		const { eventId, asOfficer } = await buildEvent(ctx, { registration: 'invitation' })
		await invite(asOfficer, eventId, { people: 'anna@example.org', category: null, locale: 'fr' })
		const [letter] = await lettersTo(ctx, 'anna@example.org')
		const invitation = /invitation=([\w-]+)/.exec(letter!.text)![1]!
		expect(await findInvitation(ctx, eventId, invitation)).toMatchObject({ email: 'anna@example.org' })
		expect((await registrationForm(ctx, eventId, invitation)).invitation).toMatchObject({ email: 'anna@example.org' })
		await expect(register(ctx, eventId, registering('paul@example.org'), from)).rejects.toMatchObject({
			key: 'error.registration.invited_only'
		})
		await expect(register(ctx, eventId, registering('paul@example.org', { invitation }), from)).rejects.toMatchObject({
			key: 'error.registration.invitation'
		})
		const token = await register(ctx, eventId, registering('anna@example.org', { invitation }), from)
		expect((await ownRegistration(ctx, token!)).registration.status).toBe('accepted')
		const [listed] = await listInvitations(asOfficer, eventId)
		expect(listed).toMatchObject({ email: 'anna@example.org', answeredAt: NOW })
		await expect(withdrawInvitation(asOfficer, eventId, listed!.id)).rejects.toMatchObject({ status: 404 })
		const elsewhere = await buildEvent(ctx, { registration: 'invitation' })
		await expect(register(ctx, elsewhere.eventId, registering('anna@example.org', { invitation }), from)).rejects.toMatchObject({
			status: 422
		})
	})

	test('withdrawn, open nothing', async ({ ctx }) => {
		const { eventId, asOfficer } = await buildEvent(ctx, { registration: 'invitation' })
		await invite(asOfficer, eventId, { people: 'anna@example.org', category: null, locale: 'fr' })
		const [listed] = await listInvitations(asOfficer, eventId)
		await expect(withdrawInvitation(as(ctx, actor(['auditor'])), eventId, listed!.id)).rejects.toMatchObject({ status: 403 })
		await withdrawInvitation(asOfficer, eventId, listed!.id)
		expect(await listInvitations(asOfficer, eventId)).toEqual([])
	})
})

describe('the second form', () => {
	const travel = { arrival: 'Mardi, vol de 10 h' }
	const withPlace = async (ctx: Ctx) => {
		const built = await buildEvent(ctx, { capacity: 1 })
		await chooseQuestions(built.asOfficer, built.eventId, { first: ['question'], second: ['arrival', 'access'] })
		for (const each of ['a', 'b']) await register(ctx, built.eventId, registering(`${each}@example.org`), from)
		return {
			...built,
			a: tokenOf((await only(ctx, built.eventId, 'a@example.org')).id),
			b: tokenOf((await only(ctx, built.eventId, 'b@example.org')).id)
		}
	}

	test('is for who has a place, read by who runs the event alone, and forgotten thirty days after', async ({ ctx }) => {
		const { eventId, asOfficer, a, b } = await withPlace(ctx)
		await fillSecondForm(ctx, a, travel)
		await expect(fillSecondForm(ctx, b, travel)).rejects.toMatchObject({ key: 'error.registration.no_second_form' })
		await expect(fillSecondForm(ctx, 'nonsense', travel)).rejects.toMatchObject({ status: 404 })
		const read = async (who: Ctx) =>
			(await listRegistrations(who, eventId)).registrations.map(({ secondAnswers }) => secondAnswers)
		expect(await read(asOfficer)).toEqual([travel, null])
		expect(await read(as(ctx, actor(['auditor'])))).toEqual([null, null])
		expect(await read(as(ctx, actor(['editor'])))).toEqual([null, null])
		const at = (day: string) => forgetSecondForms({ ...ctx, now: new Date(`${day}T16:00:00Z`) })
		expect(await at('2027-04-26')).toEqual({ forgotten: 0 })
		expect(await at('2027-04-28')).toEqual({ forgotten: 1 })
		expect(await at('2027-04-28')).toEqual({ forgotten: 0 })
		expect(await read(asOfficer)).toEqual([null, null])
	})

	test('goes with the registration when that is cancelled', async ({ ctx }) => {
		const { eventId, a } = await withPlace(ctx)
		await fillSecondForm(ctx, a, travel)
		await cancelRegistration(ctx, a)
		expect((await only(ctx, eventId, 'a@example.org')).secondAnswers).toBe(null)
	})
})

describe('lists', () => {
	test('of those who agreed are shown where the event shows them; cancelled and unlisted ones never', async ({ ctx }) => {
		const { eventId } = await buildEvent(ctx, { attendeesPublic: true })
		await register(ctx, eventId, registering('a@example.org', { name: 'Анна', listed: true, organisation: 'Община' }), from)
		await register(ctx, eventId, registering('b@example.org', { name: 'Борис' }), from)
		await register(ctx, eventId, registering('c@example.org', { name: 'Вера', listed: true }), from)
		await cancelRegistration(ctx, tokenOf((await only(ctx, eventId, 'c@example.org')).id))
		expect(await publicAttendees(ctx, eventId)).toEqual([{ name: 'Анна', organisation: 'Община' }])
		const silent = await buildEvent(ctx)
		await register(ctx, silent.eventId, registering('a@example.org', { listed: true }), from)
		expect(await publicAttendees(ctx, silent.eventId)).toEqual([])
	})

	test('are the office’s, filtered and counted, and leave it only to who has just confirmed who they are', async ({ ctx }) => {
		const { eventId, asOfficer } = await buildEvent(ctx, { capacity: 1 })
		for (const each of ['a', 'b'])
			await register(ctx, eventId, registering(`${each}@example.org`, { name: `Гост ${each}` }), from)
		expect((await listRegistrations(asOfficer, eventId, { q: 'Гост b' })).registrations.map(({ email }) => email)).toEqual([
			'b@example.org'
		])
		expect((await listRegistrations(asOfficer, eventId, { status: 'accepted' })).registrations.map(({ email }) => email)).toEqual(
			['a@example.org']
		)
		expect((await countRegistrations(asOfficer, eventId)).counts).toEqual({
			asked: 0,
			accepted: 1,
			waiting: 1,
			refused: 0,
			cancelled: 0
		})
		for (const stranger of [null, actor()])
			await expect(listRegistrations(as(ctx, stranger), eventId)).rejects.toMatchObject({ status: 404 })
		const rows = []
		for await (const row of await exportRegistrations(asOfficer, eventId)) rows.push(row)
		expect(rows).toHaveLength(3)
		expect(rows[2]).toContain('b@example.org')
		const stale = { ...asOfficer, actor: { ...asOfficer.actor!, freshUntil: null } }
		await expect(exportRegistrations(stale, eventId)).rejects.toMatchObject({ key: 'error.identity.needs_fresh' })
		await expect(exportRegistrations(as(ctx, actor(['auditor'])), eventId)).rejects.toMatchObject({ status: 403 })
	})

	test('erasing an account empties its registrations and keeps the place counted', async ({ ctx }) => {
		const { eventId, categoryId } = await buildEvent(ctx)
		const person = await buildActor(ctx)
		const token = await register(as(ctx, person), eventId, registering(person.email), from)
		expect(await registrationData.export(ctx, person.accountId)).toMatchObject([{ email: person.email, status: 'accepted' }])
		await registrationData.erase(ctx, { id: person.accountId, email: person.email })
		expect((await stands(ctx, eventId)).map(({ email, status }) => [email, status])).toEqual([[null, 'accepted']])
		expect(await taken(ctx, categoryId)).toBe(1)
		expect(await lettersTo(ctx, person.email)).toEqual([])
		await expect(ownRegistration(ctx, token!)).rejects.toMatchObject({ status: 404 })
	})
})

describe('a delegation', () => {
	test('is registered, corrected and taken off by its head, within the same places', async ({ ctx }) => {
		const { eventId, asOfficer, categoryId } = await buildEvent(ctx, { capacity: 1 })
		const head = as(ctx, await buildActor(ctx))
		const id = await beginDelegation(head, eventId, { name: 'Община Примерово' })
		const member = (name: string) => ({
			name,
			organisation: 'Община Примерово',
			function: 'Кмет',
			listed: false,
			category: null,
			answers: {}
		})
		const first = await registerDelegate(head, id, member('Анна'))
		const second = await registerDelegate(head, id, member('Борис'))
		expect((await getDelegation(head, id)).members.map(({ name, status }) => [name, status])).toEqual([
			['Анна', 'accepted'],
			['Борис', 'waiting']
		])
		await changeDelegate(head, id, second, { ...member('Борис Примеров'), version: 1 })
		await expect(changeDelegate(head, id, second, { ...member('Б'), version: 1 })).rejects.toMatchObject({ key: 'error.stale' })
		await cancelDelegate(head, id, first)
		await cancelDelegate(head, id, first)
		expect((await getDelegation(head, id)).members.map(({ name, status }) => [name, status])).toEqual([
			['Анна', 'cancelled'],
			['Борис Примеров', 'accepted']
		])
		expect(await taken(ctx, categoryId)).toBe(1)
		expect(await listOwnDelegations(head)).toMatchObject([{ id, members: 1 }])
		expect(await listDelegations(asOfficer, eventId)).toMatchObject([
			{ name: 'Община Примерово', members: [{ name: 'Анна' }, { name: 'Борис Примеров' }] }
		])
	})

	test('is nobody else’s', async ({ ctx }) => {
		const { eventId } = await buildEvent(ctx)
		const head = as(ctx, await buildActor(ctx))
		const id = await beginDelegation(head, eventId, { name: 'Община' })
		const member = await registerDelegate(head, id, {
			name: 'Анна',
			organisation: '',
			function: '',
			listed: false,
			category: null,
			answers: {}
		})
		for (const other of [null, actor(), actor(['officer'])]) {
			await expect(getDelegation(as(ctx, other), id)).rejects.toMatchObject({ status: 404 })
			await expect(cancelDelegate(as(ctx, other), id, member)).rejects.toMatchObject({ status: 404 })
		}
		await expect(beginDelegation(ctx, eventId, { name: 'X' })).rejects.toMatchObject({ status: 403 })
		await expect(
			beginDelegation({ ...head, now: new Date('2027-03-28T00:00:00Z') }, eventId, { name: 'X' })
		).rejects.toMatchObject({ key: 'error.registration.closed' })
	})
})
