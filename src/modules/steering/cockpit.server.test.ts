import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import { register } from '#modules/events/registrations.server'
import { createAccount } from '#modules/identity/accounts.server'
import type { Ctx, Role } from '#platform/ctx'
import { enqueue } from '#platform/jobs.server'
import { buildEvent, registering } from '#test/events'
import { buildOrganisation } from '#test/network'
import { countingQueries } from '#test/queries'
import { actor, as, NOW, test } from '#test/support'
import { getCockpit } from './cockpit.server.ts'
import { addClosedDay } from './settings.server.ts'

const HOUR = 3_600_000
const administrator = (ctx: Ctx) => as(ctx, actor([{ service: null, role: 'administrator' }]))

async function invited(ctx: Ctx, service: string | null, hours: number, over: { acceptedAt?: Date; withdrawnAt?: Date } = {}) {
	await ctx.db
		.insertInto('invitation')
		.values({
			id: uuidv7(),
			email: `${uuidv7()}@example.org`,
			service,
			role: 'officer',
			locale: 'fr',
			tokenDigest: uuidv7(),
			invitedAt: NOW,
			expiresAt: new Date(NOW.getTime() + hours * HOUR),
			...over
		})
		.execute()
}

const mail = (ctx: Ctx, status: string, createdAt = NOW) =>
	ctx.db
		.insertInto('mail')
		.values({
			id: uuidv7(),
			kind: 'test',
			toAddress: 'a@example.org',
			locale: 'fr',
			subject: 's',
			text: 't',
			html: 'h',
			status,
			messageId: 'm',
			createdAt
		})
		.execute()

async function failedJob(ctx: Ctx) {
	const id = await enqueue(ctx, 'mail.deliver', { mailId: uuidv7() })
	await sql`update pgboss.job set state = 'failed', created_on = ${NOW}, completed_on = ${NOW} where id = ${id}`.execute(ctx.db)
}

const waiting = async (ctx: Ctx) => (await getCockpit(ctx)).waiting.map(({ kind, params }) => [kind, params.count])

describe('what waits for me', () => {
	test('is nothing on an empty programme', async ({ ctx }) => {
		expect(await waiting(administrator(ctx))).toEqual([])
		expect((await getCockpit(administrator(ctx))).closing).toEqual([])
	})

	test('counts the open invitations that run out within three days', async ({ ctx }) => {
		await invited(ctx, 'cit', 71)
		await invited(ctx, 'cit', 73)
		await invited(ctx, 'cit', 0)
		await invited(ctx, 'ser', 10)
		await invited(ctx, 'cit', 20, { acceptedAt: NOW })
		await invited(ctx, 'cit', 20, { withdrawnAt: NOW })
		expect(await waiting(administrator(ctx))).toEqual([['invitation', 2]])
		// A head answers for the own service.
		expect(await waiting(as(ctx, actor(['head'])))).toEqual([['invitation', 1]])
		expect(await waiting(as(ctx, actor(['officer'])))).toEqual([])
		const { figures } = await getCockpit(as(ctx, actor(['head'])))
		expect(figures.find(({ label }) => label === 'office.figure.invitations')?.value).toBe(2)
	})

	test('reports failed jobs, lost and refused mails of the last two weeks to those who run the machinery', async ({ ctx }) => {
		await failedJob(ctx)
		await enqueue(ctx, 'mail.deliver', { mailId: uuidv7() })
		for (const status of ['failed', 'refused', 'refused', 'queued', 'sent']) await mail(ctx, status)
		await mail(ctx, 'failed', new Date(NOW.getTime() - 15 * 24 * HOUR))
		const found = [
			['job', 1],
			['mail-failed', 1],
			['mail-refused', 2]
		]
		expect((await waiting(administrator(ctx))).sort()).toEqual(found)
		expect((await waiting(as(ctx, actor([{ service: null, role: 'auditor' }])))).sort()).toEqual(found)
		expect(await waiting(as(ctx, actor(['head'])))).toEqual([])
	})

	test('names visits asked for, registrations to decide on, campaigns for a second person and possible duplicates', async ({
		ctx
	}) => {
		const { eventId } = await buildEvent(ctx)
		await sql`update event set registration = 'moderated' where id = ${eventId}`.execute(ctx.db)
		for (const name of ['a', 'b']) await register(ctx, eventId, registering(`${name}@example.net`), { address: '192.0.2.1' })
		const { eventId: visited } = await buildEvent(ctx)
		await sql`insert into visit (event_id, wanted_dates, status) values (${visited}, '', 'asked')`.execute(ctx.db)
		// What was cancelled or is over waits for nobody.
		const { eventId: over } = await buildEvent(ctx)
		await sql`update event set registration = 'moderated' where id = ${over}`.execute(ctx.db)
		await register(ctx, over, registering('c@example.net'), { address: '192.0.2.1' })
		await sql`update event set starts_at = ${NOW}::timestamptz - interval '2 days', ends_at = ${NOW}::timestamptz - interval '1 day' where id = ${over}`.execute(
			ctx.db
		)
		const { eventId: cancelled } = await buildEvent(ctx)
		await sql`update event set registration = 'moderated' where id = ${cancelled}`.execute(ctx.db)
		await register(ctx, cancelled, registering('d@example.net'), { address: '192.0.2.1' })
		await sql`insert into visit (event_id, wanted_dates, status) values (${cancelled}, '', 'asked')`.execute(ctx.db)
		await sql`update event set status = 'cancelled' where id = ${cancelled}`.execute(ctx.db)
		const mine = await createAccount(ctx, { email: 'editor@example.org', locale: 'fr' })
		await sql`update account set second_factor_enabled = true where id = ${mine}`.execute(ctx.db)
		await sql`insert into campaign (id, kind, service, subject, status, submitted_at, submitted_by, created_at, updated_at)
			select gen_random_uuid(), 'newsletter', 'cit', '{"fr":"Lettre"}', 'submitted', ${NOW}, ${mine}, ${NOW}, ${NOW}`.execute(ctx.db)
		const [one, other] = [await buildOrganisation(ctx), await buildOrganisation(ctx)].sort()
		await sql`insert into duplicate (subject, one_id, other_id, score, reasons, status, found_at)
			values ('organisation', ${one}, ${other}, 0.9, '{name}', 'open', ${NOW})`.execute(ctx.db)
		expect((await waiting(as(ctx, actor(['officer'])))).sort()).toEqual([
			['duplicate', 1],
			['event', 1],
			['event', 2]
		])
		expect(await waiting(as(ctx, actor(['editor'])))).toEqual(expect.arrayContaining([['campaign', 1]]))
		// Another service's events are its own; nobody is the second person of what they submitted.
		expect((await waiting(as(ctx, actor([{ service: 'ser', role: 'officer' }])))).map(([kind]) => kind)).not.toContain('event')
		expect((await waiting(as(ctx, actor(['editor'], { accountId: mine })))).map(([kind]) => kind)).toEqual(['duplicate'])
	})

	test('reminds of the second step until it is set up', async ({ ctx }) => {
		const accountId = await createAccount(ctx, { email: 'one@example.org', locale: 'fr' })
		const asker = as(ctx, actor(['officer'], { accountId }))
		expect(await waiting(asker)).toEqual([['second-factor', undefined]])
		await sql`update account set second_factor_enabled = true`.execute(ctx.db)
		expect(await waiting(asker)).toEqual([])
	})
})

describe('today', () => {
	const on = async (ctx: Ctx, instant: string) => (await getCockpit(administrator({ ...ctx, now: new Date(instant) }))).today
	const inFrench = (off: { country: { fr?: string }; name: { fr?: string } }[]) =>
		off.map(({ country, name }) => [country.fr, name.fr])

	test('is the day in Sofia, with the holidays of both countries', async ({ ctx }) => {
		// Half past midnight in Sofia, 3 March.
		const today = await on(ctx, '2027-03-02T22:30:00Z')
		expect(today.day).toBe('2027-03-03')
		expect(inFrench(today.off)).toEqual([['Bulgarie', 'Libération de la Bulgarie, fête nationale']])
		expect(today.next).toMatchObject({ day: '2027-03-29', name: { fr: 'Lundi de Pâques' } })
		// Labour Day in both, on the Saturday before Orthodox Easter.
		expect(inFrench((await on(ctx, '2027-05-01T09:00:00Z')).off).map(([country]) => country)).toEqual([
			'France',
			'Bulgarie',
			'Bulgarie'
		])
	})

	test('knows the closed days of an office', async ({ ctx }) => {
		await addClosedDay(administrator(ctx), { country: 'FR', day: '2027-03-05', name: { fr: 'Pont' } })
		expect(inFrench((await on(ctx, '2027-03-05T09:00:00Z')).off)).toEqual([['France', 'Pont']])
		expect((await on(ctx, '2027-03-04T09:00:00Z')).off).toEqual([])
	})

	test('looks for the next holiday past the end of the year', async ({ ctx }) => {
		expect((await on(ctx, '2027-12-30T09:00:00Z')).next?.day).toBe('2028-01-01')
	})
})

test('figures leave out who is erased and who has not been here for a day', async ({ ctx }) => {
	const [here, away, gone] = await Promise.all(
		['a', 'b', 'c'].map((name) => createAccount(ctx, { email: `${name}@example.org`, locale: 'fr' }))
	)
	await sql`update account set erased_at = ${NOW} where id = ${gone}`.execute(ctx.db)
	const session = (accountId: string, token: string, hours: number) =>
		ctx.db
			.insertInto('session')
			.values({
				id: uuidv7(),
				accountId,
				token,
				lastSeenAt: new Date(NOW.getTime() - hours * HOUR),
				expiresAt: new Date(NOW.getTime() + HOUR),
				createdAt: NOW
			})
			.execute()
	await session(here!, '1', 1)
	await session(here!, '2', 2)
	await session(away!, '3', 25)
	const { figures } = await getCockpit(administrator(ctx))
	expect(figures.map(({ label, value }) => [label, value])).toEqual(
		expect.arrayContaining([
			['office.figure.accounts', 2],
			['office.figure.sessions', 1],
			['office.figure.invitations', 0]
		])
	)
})

test('opening the office costs the same few queries whatever waits', async ({ ctx }) => {
	const cost = async () => {
		const counted = countingQueries(administrator(ctx))
		await getCockpit(counted.ctx)
		return counted.count()
	}
	const empty = await cost()
	expect(empty).toBeLessThanOrEqual(26)
	for (let i = 0; i < 30; i++) {
		await invited(ctx, 'cit', 10)
		await mail(ctx, 'failed')
		await failedJob(ctx)
		await createAccount(ctx, { email: `${i}@example.org`, locale: 'fr' })
	}
	expect(await cost()).toBe(empty)
})

test.for(['member', 'evaluator'] as Role[])('%s does not enter', async (role, { ctx }) => {
	await expect(getCockpit(as(ctx, actor([role])))).rejects.toMatchObject({ status: 403 })
	await expect(getCockpit(ctx)).rejects.toMatchObject({ status: 403 })
})
