import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import { addGrant, withdrawRole } from '#modules/identity/roles.server'
import type { Ctx, Role } from '#platform/ctx'
import { buildSignedIn } from '#test/accounts'
import { actor, as, NOW, test } from '#test/support'
import { getCockpit } from './cockpit.server.ts'
import {
	calendarBetween,
	makeOfficeCalendarAddress,
	officeCalendar,
	officeCalendarToken,
	withdrawOfficeCalendarAddress
} from './shared-calendar.server.ts'

const officer = (ctx: Ctx) => as(ctx, actor(['officer']))
const march = ['2027-03-01', '2027-03-31'] as const

async function call(ctx: Ctx, over: { reserved?: boolean; services?: string[]; closesAt?: string } = {}) {
	const id = uuidv7()
	await sql`insert into call (id, reference, kind, service, services, reserved, title, applicant, opens_at, closes_at, committee_on, published_at, status, created_at, updated_at)
		values (${id}, ${id}, 'projects', 'cit', ${over.services ?? []}, ${over.reserved ?? false}, '{"fr":"Appel"}', 'organisation',
			'2027-02-01T08:00Z', ${over.closesAt ?? '2027-03-15T10:00Z'}, '2027-03-25', ${NOW}, 'published', ${NOW}, ${NOW})`.execute(ctx.db)
	return id
}
async function event(ctx: Ctx, starts: string, ends: string) {
	const id = uuidv7()
	await sql`insert into event (id, reference, kind, service, title, format, starts_at, ends_at, zone, registration, status, created_at, updated_at)
		values (${id}, ${id}, 'seminar', 'cit', '{"fr":"Séminaire"}', 'place', ${starts}, ${ends}, 'Europe/Sofia', 'none', 'published', ${NOW}, ${NOW})`.execute(
		ctx.db
	)
	return id
}

describe('the shared calendar', () => {
	test('has what falls in its days, by the clock of Sofia', async ({ ctx }) => {
		await call(ctx)
		// 31 March, 23:30 in Sofia; and what began the month before and still goes on.
		await event(ctx, '2027-03-31T20:30Z', '2027-03-31T21:30Z')
		await event(ctx, '2027-02-27T08:00Z', '2027-03-02T16:00Z')
		await event(ctx, '2027-03-31T21:30Z', '2027-04-01T10:00Z')
		expect((await calendarBetween(officer(ctx), ...march)).map(({ what, day, lastDay }) => [what, day, lastDay])).toEqual([
			['event', '2027-02-27', '2027-03-02'],
			['call-closes', '2027-03-15', '2027-03-15'],
			['committee', '2027-03-25', '2027-03-25'],
			['event', '2027-03-31', '2027-04-01']
		])
	})

	test('keeps what is reserved from other services, and is narrowed by service and kind', async ({ ctx }) => {
		const hidden = await call(ctx, { reserved: true })
		const together = await call(ctx, { reserved: true, services: ['ser'] })
		const closing = async (asker: Ctx, filters = {}) =>
			(await calendarBetween(asker, ...march, { kind: 'call', ...filters })).map(({ id }) => id).sort()
		expect(await closing(officer(ctx))).toEqual([hidden, together].sort())
		expect(await closing(as(ctx, actor([{ service: 'ser', role: 'officer' }])))).toEqual([together])
		expect(await closing(officer(ctx), { service: 'ser' })).toEqual([together])
		expect(await closing(officer(ctx), { service: 'education-language' })).toEqual([])
	})

	test('is what the cockpit takes its coming days from, by role', async ({ ctx }) => {
		await call(ctx)
		await event(ctx, '2027-03-05T08:00Z', '2027-03-05T16:00Z')
		const coming = async (...roles: Role[]) => (await getCockpit(as(ctx, actor(roles)))).closing.map(({ what }) => what)
		expect(await coming('officer')).toEqual(['calendar.what.event', 'calendar.what.call-closes', 'calendar.what.committee'])
		expect(await coming('finance')).toEqual(['calendar.what.call-closes'])
		expect(await coming('editor')).toEqual(['calendar.what.event', 'calendar.what.call-closes'])
		const elsewhere = as(ctx, actor([{ service: 'ser', role: 'officer' }]))
		expect((await getCockpit(elsewhere)).closing).toEqual([])
	})

	test('has a secret address, good until it is made anew, withdrawn, or its holder leaves', async ({ ctx }) => {
		const person = await buildSignedIn(ctx)
		const administrator = as(ctx, actor([{ service: null, role: 'administrator' }]))
		const grant = await addGrant(ctx, person.accountId, { service: 'cit', role: 'officer' }, null)
		const holder = as(ctx, actor(['officer'], { accountId: person.accountId }))
		await call(ctx)
		expect(await officeCalendarToken(holder)).toBeNull()
		await makeOfficeCalendarAddress(holder)
		const first = (await officeCalendarToken(holder))!
		expect((await officeCalendar(ctx, first)).map(({ what }) => what)).toEqual(['call-opens', 'call-closes', 'committee'])
		await makeOfficeCalendarAddress(holder)
		await expect(officeCalendar(ctx, first)).rejects.toMatchObject({ status: 404 })
		const second = (await officeCalendarToken(holder))!
		await withdrawRole(administrator, grant)
		await expect(officeCalendar(ctx, second)).rejects.toMatchObject({ status: 404 })
		await withdrawOfficeCalendarAddress(holder)
		expect(await officeCalendarToken(holder)).toBeNull()
	})

	test.for(['member', 'evaluator'] as Role[])('is not for %s', async (role, { ctx }) => {
		const asker = as(ctx, actor([role]))
		await expect(calendarBetween(asker, ...march)).rejects.toMatchObject({ status: 403 })
		await expect(makeOfficeCalendarAddress(asker)).rejects.toMatchObject({ status: 403 })
	})
})
