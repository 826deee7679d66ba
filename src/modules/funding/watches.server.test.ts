import { describe, expect } from 'vitest'
import { buildSignedIn } from '#test/accounts'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'
import { sendAlerts } from './alerts.server.ts'
import { takeIn } from './intake.server.ts'
import { nothingAnnounced, type Announced } from './opportunity.ts'
import { searchOpportunities } from './search.server.ts'
import { ensureSources } from './sources.server.ts'
import { saveWatchForm } from './watch-schema.ts'
import {
	changeWatch,
	deleteWatch,
	findWatchOfLetter,
	getWatch,
	MOST_WATCHES,
	ownWatches,
	saveWatch,
	stopByLetter,
	stopToken,
	turnWatch
} from './watches.server.ts'

const HOUR = 3_600_000
const later = (hours: number) => new Date(NOW.getTime() + hours * HOUR)
const call = (identifier: string, over: Partial<Announced> = {}): Announced => ({
	...nothingAnnounced,
	identifier,
	title: { en: `Water for small towns ${identifier}` },
	countries: ['BG'],
	deadlines: [{ at: '2027-06-15T15:00:00.000Z', zone: 'Europe/Brussels', exact: true }],
	...over
})
const water = { name: 'Вода', rhythm: 'daily', watched: { q: 'water', country: 'BG' } } as const
const letters = (ctx: Parameters<typeof sendAlerts>[0]) =>
	ctx.db.selectFrom('mail').select(['toAddress', 'subject', 'text', 'listUnsubscribe']).orderBy('createdAt').execute()

describe('a watch', () => {
	test('is saved once, renamed, stopped, resumed and deleted by its owner', async ({ ctx }) => {
		const { ctx: own } = await buildSignedIn(ctx)
		const id = await saveWatch(own, water)
		expect(await saveWatch(own, { ...water, name: 'Водата' })).toBe(id)
		await changeWatch(own, id, { name: 'ВиК', rhythm: 'weekly' })
		expect(await ownWatches(own)).toMatchObject([{ id, name: 'ВиК', rhythm: 'weekly', filters: water.watched, stoppedAt: null }])
		await turnWatch(own, id, { on: false })
		await turnWatch(own, id, { on: false })
		expect((await getWatch(own, id)).stoppedAt).toEqual(NOW)
		await turnWatch({ ...own, now: later(5) }, id, { on: true })
		expect(await getWatch(own, id)).toMatchObject({ stoppedAt: null, lookedAt: later(5) })
		await deleteWatch(own, id)
		expect(await ownWatches(own)).toEqual([])
		expect((await trail(ctx, `watch:${id}`)).map(({ action }) => action)).toEqual([
			'watch.saved',
			'watch.changed',
			'watch.changed',
			'watch.stopped',
			'watch.resumed',
			'watch.deleted'
		])
	})

	test('is nobody else’s', async ({ ctx }) => {
		const { ctx: own } = await buildSignedIn(ctx)
		const id = await saveWatch(own, water)
		for (const who of [null, actor(['officer']), actor(['administrator'])]) {
			for (const work of [getWatch, deleteWatch]) await expect(work(as(ctx, who), id)).rejects.toMatchObject({ status: 404 })
			await expect(turnWatch(as(ctx, who), id, { on: false })).rejects.toMatchObject({ status: 404 })
			await expect(changeWatch(as(ctx, who), id, { name: 'x', rhythm: 'daily' })).rejects.toMatchObject({ status: 404 })
		}
		await expect(saveWatch(as(ctx, null), water)).rejects.toMatchObject({ status: 403 })
		await expect(saveWatch(as(ctx, actor(['auditor'])), water)).rejects.toMatchObject({ status: 403 })
		expect((await getWatch(own, id)).stoppedAt).toBeNull()
	})

	test('is refused beyond the number anybody can follow, and for what does not exist', async ({ ctx }) => {
		const { ctx: own } = await buildSignedIn(ctx)
		for (let n = 0; n < MOST_WATCHES; n++) await saveWatch(own, { ...water, watched: { q: `word ${n}` } })
		await expect(saveWatch(own, water)).rejects.toMatchObject({ key: 'error.funding.watches' })
		const nothing = { ...water, watched: { opportunity: crypto.randomUUID() } }
		await expect(saveWatch(own, nothing)).rejects.toMatchObject({ status: 404 })
	})

	test('saved twice at once is one', async () => {
		await using database = await ownDatabase()
		const { ctx: own } = await buildSignedIn(contextOn(database.db))
		const ids = await Promise.all([1, 2, 3].map(() => saveWatch(own, water)))
		expect(new Set(ids).size).toBe(1)
	})

	test('is read from a form that leaves most filters empty', () => {
		expect(saveWatchForm.parse({ name: ' Вода ', rhythm: 'daily', q: 'water', country: '', territory: '' })).toEqual({
			name: 'Вода',
			rhythm: 'daily',
			watched: { q: 'water' }
		})
		expect(saveWatchForm.safeParse({ name: 'x', rhythm: 'hourly' }).success).toBe(false)
		expect(saveWatchForm.safeParse({ name: 'x', rhythm: 'daily', deadline: 'tomorrow' }).success).toBe(false)
	})
})

describe('the letters of a watch', () => {
	test('tell what is new and what changed, each once, and nothing that does not fit', async ({ ctx }) => {
		await ensureSources(ctx)
		const { ctx: own, email } = await buildSignedIn(ctx)
		await takeIn(ctx, 'sedia', [call('OLD-1')], { complete: true })
		await saveWatch(own, water)
		const elsewhere = call('FAR-1', { countries: ['FR'] })
		const dry = call('DRY-1', { title: { en: 'Roads and bridges' } })
		await takeIn({ ...ctx, now: later(1) }, 'sedia', [call('OLD-1'), call('NEW-1'), elsewhere, dry], { complete: true })
		expect(await sendAlerts({ ...ctx, now: later(20) })).toBe(1)
		expect(await sendAlerts({ ...ctx, now: later(20) })).toBe(0)
		const [first] = await letters(ctx)
		expect(first).toMatchObject({ toAddress: email, subject: '1 новина от наблюдението „Вода“' })
		expect(first!.text).toContain('Water for small towns NEW-1')
		for (const other of ['OLD-1', 'FAR-1', 'DRY-1']) expect(first!.text).not.toContain(other)

		const dearer = call('OLD-1', { budgetCents: 500_000_00, text: { en: 'New words' } })
		await takeIn({ ...ctx, now: later(22) }, 'sedia', [dearer, call('NEW-1'), elsewhere, dry], { complete: true })
		expect(await sendAlerts({ ...ctx, now: later(44) })).toBe(1)
		const [, second] = await letters(ctx)
		expect(second!.text).toMatch(/Бюджет: 500\s000\s€ \(преди: –\)/)
		expect(second!.text).not.toContain('NEW-1')
		expect(await sendAlerts({ ...ctx, now: later(68) })).toBe(0)
	})

	test('tell of one that is followed when its deadline, its rules or its standing change, and not of its text', async ({
		ctx
	}) => {
		await ensureSources(ctx)
		const { ctx: own } = await buildSignedIn(ctx)
		await takeIn(ctx, 'sedia', [call('ONE-1'), call('TWO-1')], { complete: true })
		const { items } = await searchOpportunities(ctx, { q: 'ONE-1' })
		await saveWatch(own, { name: 'Едно', rhythm: 'daily', watched: { opportunity: items[0]!.id } })
		await takeIn({ ...ctx, now: later(1) }, 'sedia', [call('ONE-1', { text: { en: 'x' } }), call('TWO-1', { rateMax: 60 })], {
			complete: true
		})
		expect(await sendAlerts({ ...ctx, now: later(14) })).toBe(0)
		const sooner = call('ONE-1', { deadlines: [{ at: '2027-05-01T15:00:00.000Z', zone: 'Europe/Brussels', exact: true }] })
		await takeIn({ ...ctx, now: later(15) }, 'sedia', [{ ...sooner, rules: { partnersMin: 3 } }], { complete: true })
		expect(await sendAlerts({ ...ctx, now: later(30) })).toBe(1)
		const inOnePlace = { ...sooner, rules: { partnersMin: 3 }, territories: ['BG-23'] }
		await takeIn({ ...ctx, now: later(31) }, 'sedia', [inOnePlace, call('TWO-1')], { complete: true })
		expect(await sendAlerts({ ...ctx, now: later(46) })).toBe(1)
		await takeIn({ ...ctx, now: later(47) }, 'sedia', [call('TWO-1')], { complete: true })
		expect(await sendAlerts({ ...ctx, now: later(62) })).toBe(1)
		const [changed, narrowed, gone] = await letters(ctx)
		expect(narrowed!.text).toContain('Територии')
		expect(changed!.text).toMatch(/Крайни срокове: 1 май 2027.*\(преди: 15 юни 2027/)
		expect(changed!.text).toContain('Условия')
		expect(gone!.text).toContain('Вече не се обявява')
	})

	test('come at their rhythm, wait for readings under way, and stop by their own secret', async ({ ctx }) => {
		await ensureSources(ctx)
		const { ctx: own } = await buildSignedIn(ctx)
		const id = await saveWatch(own, { ...water, rhythm: 'weekly' })
		await takeIn({ ...ctx, now: later(1) }, 'sedia', [call('NEW-1')], { complete: true })
		expect(await sendAlerts({ ...ctx, now: later(48) })).toBe(0)
		// A reading that began half an hour before the job may only now be written.
		await takeIn({ ...ctx, now: later(24 * 7 - 0.4) }, 'horizon', [call('NEW-2')], { complete: false })
		expect(await sendAlerts({ ...ctx, now: later(24 * 7) })).toBe(1)
		expect(await sendAlerts({ ...ctx, now: later(24 * 14) })).toBe(1)
		const [first, second] = await letters(ctx)
		expect(first!.text).not.toContain('NEW-2')
		expect(second!.text).toContain('NEW-2')
		expect(first!.listUnsubscribe).toContain(`/bg/funding/alerts/${stopToken(id)}`)

		await expect(stopByLetter(ctx, 'no-such')).rejects.toMatchObject({ status: 404 })
		await stopByLetter(ctx, stopToken(id))
		await stopByLetter(ctx, stopToken(id))
		expect(await findWatchOfLetter(ctx, stopToken(id))).toMatchObject({ stoppedAt: NOW })
		await takeIn({ ...ctx, now: later(24 * 15) }, 'sedia', [call('NEW-3')], { complete: false })
		expect(await sendAlerts({ ...ctx, now: later(24 * 30) })).toBe(0)
	})

	test('are written once when two workers begin at the same time', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		await ensureSources(ctx)
		const { ctx: own } = await buildSignedIn(ctx)
		await saveWatch(own, water)
		await takeIn({ ...ctx, now: later(1) }, 'sedia', [call('NEW-1')], { complete: true })
		const counts = await Promise.all([1, 2].map(() => sendAlerts({ ...ctx, now: later(20) })))
		expect(counts.toSorted()).toEqual([0, 1])
	})
})
