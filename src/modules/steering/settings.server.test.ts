import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import type { Ctx, Role } from '#platform/ctx'
import { env } from '#platform/env'
import { RuleBroken } from '#platform/errors'
import { countingQueries } from '#test/queries'
import { actor, as, contextOn, ownDatabase, test, trail } from '#test/support'
import { closedDayForm } from './schema.ts'
import { addClosedDay, getSettings, removeClosedDay } from './settings.server.ts'

const administrator = (ctx: Ctx) => as(ctx, actor([{ service: null, role: 'administrator' }]))
const bridge = { country: 'FR', day: '2027-05-07', name: { fr: 'Pont de l’Ascension' } }
const days = (ctx: Ctx) => ctx.db.selectFrom('closedDay').select(['country', 'day', 'name']).orderBy('day').execute()
const frenchYear = async (ctx: Ctx, year = 2027) =>
	(await getSettings(administrator(ctx))).calendars
		.find(({ country }) => country === 'FR')!
		.years.find((each) => each.year === year)!

describe('adding a closed day', () => {
	test('puts it into the calendar, takes a working day away and leaves a trace', async ({ ctx }) => {
		const before = await frenchYear(ctx)
		const asker = administrator(ctx)

		const id = await addClosedDay(asker, bridge)

		const after = await frenchYear(ctx)
		expect(after.workingDays).toBe(before.workingDays! - 1)
		expect(after.days.map(({ day }) => day)).toEqual([...before.days.map(({ day }) => day), bridge.day].sort())
		expect(after.days.find(({ closedDayId }) => closedDayId === id)).toMatchObject({ day: bridge.day, name: bridge.name })
		expect(await trail(ctx, 'setting:closed-day')).toEqual([
			{ action: 'setting.changed', actorId: asker.actor!.accountId, data: { country: 'FR', day: bridge.day, change: 'added' } }
		])
		const bulgaria = (await getSettings(asker)).calendars.find(({ country }) => country === 'BG')!
		expect(bulgaria.years[0]!.days.some(({ closedDayId }) => closedDayId !== null)).toBe(false)
	})

	test('on a weekend takes no working day away', async ({ ctx }) => {
		const before = await frenchYear(ctx)
		await addClosedDay(administrator(ctx), { ...bridge, day: '2027-05-09' })
		expect((await frenchYear(ctx)).workingDays).toBe(before.workingDays)
	})

	test.for([
		['a public holiday', { ...bridge, day: '2027-07-14' }, 'error.office.closed_day_holiday', 'day'],
		['a year past', { ...bridge, day: '2026-12-31' }, 'error.office.closed_day_years', 'day'],
		['a year too far', { ...bridge, day: '2030-01-01' }, 'error.office.closed_day_years', 'day'],
		['another country', { ...bridge, country: 'XX' }, 'error.office.country', 'country']
	] as const)('is refused on %s', async ([, given, key, field], { ctx }) => {
		await expect(addClosedDay(administrator(ctx), given)).rejects.toMatchObject({ key, field })
		expect(await days(ctx)).toEqual([])
		expect(await trail(ctx, 'setting:closed-day')).toEqual([])
	})

	test('twice is refused, and the same day in the other country is not', async ({ ctx }) => {
		await addClosedDay(administrator(ctx), bridge)
		await expect(addClosedDay(administrator(ctx), bridge)).rejects.toEqual(new RuleBroken('error.office.closed_day_taken', 'day'))
		await addClosedDay(administrator(ctx), { ...bridge, country: 'BG' })
		expect(await days(ctx)).toHaveLength(2)
	})

	test('by four people at once adds one', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const done = await Promise.allSettled(Array.from({ length: 4 }, () => addClosedDay(administrator(ctx), bridge)))
		expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect(done.flatMap((each) => (each.status === 'rejected' ? [each.reason.key] : []))).toEqual(
			Array(3).fill('error.office.closed_day_taken')
		)
		expect(await trail(ctx, 'setting:closed-day')).toHaveLength(1)
	})
})

describe('removing a closed day', () => {
	test('takes it away and leaves a trace; a second time there is nothing to remove', async ({ ctx }) => {
		const id = await addClosedDay(administrator(ctx), bridge)
		await removeClosedDay(administrator(ctx), id)
		expect(await days(ctx)).toEqual([])
		await expect(removeClosedDay(administrator(ctx), id)).rejects.toMatchObject({ status: 404 })
		expect((await trail(ctx, 'setting:closed-day')).map(({ data }) => (data as { change: string }).change)).toEqual([
			'added',
			'removed'
		])
	})
	test('that never was is not found', async ({ ctx }) => {
		await expect(removeClosedDay(administrator(ctx), randomUUID())).rejects.toMatchObject({ status: 404 })
	})
})

describe('who may', () => {
	test.for(['member', 'evaluator', 'officer', 'editor', 'finance', 'head'] as Role[])(
		'%s reads and changes nothing',
		async (role, { ctx }) => {
			const id = await addClosedDay(administrator(ctx), bridge)
			const asker = as(ctx, actor([role]))
			await expect(getSettings(asker)).rejects.toMatchObject({ status: 403 })
			await expect(addClosedDay(asker, { ...bridge, day: '2027-05-10' })).rejects.toMatchObject({ status: 403 })
			await expect(removeClosedDay(asker, id)).rejects.toMatchObject({ status: 403 })
			expect(await days(ctx)).toEqual([bridge])
		}
	)

	test('an auditor reads and changes nothing, also one who is an administrator besides', async ({ ctx }) => {
		for (const roles of [['auditor'], ['auditor', 'administrator']] as Role[][]) {
			const asker = as(ctx, actor(roles.map((role) => ({ service: null, role }))))
			expect((await getSettings(asker)).can).toEqual({ change: false })
			await expect(addClosedDay(asker, bridge)).rejects.toMatchObject({ status: 403 })
		}
		expect(await days(ctx)).toEqual([])
	})
})

test('the settings hold no secret', async ({ ctx }) => {
	const secrets = {
		PASSERELLE_SMTP_URL: 'smtp://postman:p-smtp@mail.example.org:587',
		PASSERELLE_FILES: 's3://k-files:p-files@s3.example.org:9000/passerelle?region=eu',
		DATABASE_URL: 'postgres://owner:p-database@db.example.org/passerelle'
	}
	const settings = env()
	const before = { ...settings }
	Object.assign(settings, secrets)
	try {
		const shown = await getSettings(administrator(ctx))
		expect(shown.mail).toMatchObject({ kind: 'smtp', host: 'mail.example.org:587' })
		expect(shown.files).toEqual({ kind: 's3', where: 's3.example.org:9000/passerelle' })
		for (const secret of ['p-smtp', 'postman', 'k-files', 'p-files', 'p-database', settings.PASSERELLE_SECRET])
			expect(JSON.stringify(shown)).not.toContain(secret)
	} finally {
		for (const name of Object.keys(secrets) as (keyof typeof secrets)[]) settings[name] = before[name]
	}
})

test('reading the settings costs two queries, for no closed day and for thirty', async ({ ctx }) => {
	const cost = async () => {
		const counted = countingQueries(administrator(ctx))
		await getSettings(counted.ctx)
		return counted.count()
	}
	expect(await cost()).toBe(2)
	for (let i = 1; i <= 30; i++)
		await addClosedDay(administrator(ctx), { ...bridge, day: `2027-06-${String(i).padStart(2, '0')}` })
	expect(await cost()).toBe(2)
})

describe('the form of a closed day', () => {
	const typed = { country: 'FR', day: '2027-05-07', name_fr: ' Pont ', name_bg: '', name_en: '' }
	test('keeps the languages that are filled', () => {
		expect(closedDayForm.parse(typed)).toEqual({ country: 'FR', day: '2027-05-07', name: { fr: 'Pont' } })
	})
	test.for([
		['no day', { ...typed, day: '' }, 'day', 'error.office.date'],
		['a day that is none', { ...typed, day: '2027-02-30' }, 'day', 'error.office.date'],
		['no name', { ...typed, name_fr: '  ' }, 'name_fr', 'error.required'],
		['no name and no day', { ...typed, name_fr: '', day: 'soon' }, 'name_fr', 'error.required'],
		['a name too long', { ...typed, name_fr: 'x'.repeat(121) }, 'name_fr', 'error.too_long']
	] as const)('refuses %s', ([, given, path, message]) => {
		const { error } = closedDayForm.safeParse(given)
		expect(error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toContainEqual([path, message])
	})
})
