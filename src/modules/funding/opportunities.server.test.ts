import { describe, expect } from 'vitest'
import { receiveUpload } from '#platform/files.server'
import type { Ctx } from '#platform/ctx'
import { buildActor } from '#test/events'
import { actor, as, NOW, ownDatabase, contextOn, ownHome, test, trail } from '#test/support'
import { eligibilityOf } from './eligibility.ts'
import { importUpload } from './file-import.server.ts'
import { takeIn } from './intake.server.ts'
import { addOpportunity, correctOpportunity, getOpportunity, moveByClock, withdrawOpportunity } from './opportunities.server.ts'
import { inputOf } from './opportunity-form.ts'
import { nothingAnnounced, type Announced } from './opportunity.ts'
import { addForm, correctForm } from './schema.ts'
import { searchOpportunities } from './search.server.ts'
import { ensureSources, noteFetch, listSources, askSource } from './sources.server.ts'

ownHome()

const officer = actor(['officer'])
const call = (identifier: string, over: Partial<Announced> = {}): Announced => ({
	...nothingAnnounced,
	identifier,
	title: { en: `Restoring the rivers of small towns ${identifier}` },
	deadlines: [{ at: '2027-06-15T15:00:00.000Z', zone: 'Europe/Brussels', exact: true }],
	...over
})
const nothing = { added: 0, changed: 0, unchanged: 0, gone: 0, returned: 0, repeated: 0, joined: 0 }

describe('what a source announces', () => {
	test('is added once; a second reading of the same changes nothing', async ({ ctx }) => {
		await ensureSources(ctx)
		const items = [call('LIFE-2027-A'), call('LIFE-2027-B')]
		expect(await takeIn(ctx, 'sedia', items, { complete: true })).toEqual({ ...nothing, added: 2 })
		expect(await takeIn(ctx, 'sedia', items, { complete: true })).toEqual({ ...nothing, unchanged: 2 })
		expect(await ctx.db.selectFrom('opportunityChange').select('id').execute()).toEqual([])
	})

	test('is changed field by field, vanishes, and is back', async ({ ctx }) => {
		await ensureSources(ctx)
		await takeIn(ctx, 'sedia', [call('LIFE-2027-A'), call('LIFE-2027-B')], { complete: true })
		const dearer = call('LIFE-2027-A', { budgetCents: 500_000_00 })
		expect(await takeIn(ctx, 'sedia', [dearer], { complete: true })).toEqual({ ...nothing, changed: 1, gone: 1 })
		const found = await searchOpportunities(ctx, { status: 'gone' })
		expect(found.items.map(({ identifier }) => identifier)).toEqual(['LIFE-2027-B'])
		expect(await takeIn(ctx, 'sedia', [dearer, call('LIFE-2027-B')], { complete: true })).toEqual({
			...nothing,
			unchanged: 1,
			returned: 1
		})
		const { items } = await searchOpportunities(ctx, { q: 'LIFE-2027-A' })
		const { changes } = await getOpportunity(ctx, items[0]!.id)
		expect(changes.map(({ field, before, after }) => ({ field, before, after }))).toEqual([
			{ field: 'budgetCents', before: null, after: 500_000_00 }
		])
		const back = await getOpportunity(ctx, found.items[0]!.id)
		expect(back.opportunity).toMatchObject({ status: 'open', goneAt: null })
		expect(back.changes.map(({ field, after }) => [field, after]).toSorted()).toEqual([
			['status', 'gone'],
			['status', 'open']
		])
	})

	test('does not undo what staff corrected until it says something else', async ({ ctx }) => {
		await ensureSources(ctx)
		await takeIn(ctx, 'sedia', [call('LIFE-2027-A')], { complete: true })
		const { items } = await searchOpportunities(ctx, {})
		const { id } = items[0]!
		const corrected = await correctOpportunity(as(ctx, officer), id, {
			title: items[0]!.title,
			countries: ['BG'],
			budgetCents: 700_00,
			version: 1
		})
		expect(corrected).toEqual(['budgetCents', 'countries'])
		await takeIn(ctx, 'sedia', [call('LIFE-2027-A', { rateMax: 60 })], { complete: true })
		expect((await getOpportunity(ctx, id)).opportunity).toMatchObject({ budgetCents: 700_00, countries: ['BG'], rateMax: 60 })
		await takeIn(ctx, 'sedia', [call('LIFE-2027-A', { rateMax: 60, budgetCents: 900_00 })], { complete: true })
		expect((await getOpportunity(ctx, id)).opportunity.budgetCents).toBe(900_00)
	})

	test('is one with the same call at another source, which takes its place when it vanishes', async ({ ctx }) => {
		await ensureSources(ctx)
		await takeIn(ctx, 'sedia', [call('LIFE-2027-A')], { complete: true })
		expect(await takeIn(ctx, 'file', [call('life-2027-a', { title: { fr: 'Autre titre' } })], { complete: false })).toMatchObject(
			{
				added: 1,
				joined: 1
			}
		)
		const same = call('X1', { title: { en: 'Restoring the rivers of small towns LIFE-2027-A' } })
		expect(await takeIn(ctx, 'horizon', [same], { complete: false })).toMatchObject({ joined: 1 })
		expect((await searchOpportunities(ctx, {})).total).toBe(1)
		await takeIn(ctx, 'sedia', [], { complete: true })
		const open = await searchOpportunities(ctx, { status: 'open' })
		expect(open.items.map(({ source }) => source)).toEqual(['file'])
	})

	test('two readings at once add each call once', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		await ensureSources(ctx)
		const items = [call('LIFE-2027-A'), call('LIFE-2027-B')]
		const both = await Promise.all([1, 2].map(() => takeIn(ctx, 'sedia', items, { complete: true })))
		expect(both.map(({ added }) => added).toSorted()).toEqual([0, 2])
	})
})

describe('an opportunity entered by hand', () => {
	const title = { fr: 'Fonds de démonstration pour les petites villes' }

	test('is listed, found, corrected with its history, withdrawn and restored', async ({ ctx }) => {
		const office = as(ctx, officer)
		const id = await addOpportunity(office, { title, countries: ['BG'] })
		expect((await searchOpportunities(ctx, { q: 'petites villes', country: 'BG' })).items).toMatchObject([{ id, status: 'open' }])
		expect((await searchOpportunities(ctx, { country: 'FR' })).total).toBe(0)
		await correctOpportunity(office, id, { title, rateMax: 80, version: 1 })
		await expect(correctOpportunity(office, id, { title, rateMax: 70, version: 1 })).rejects.toMatchObject({ key: 'error.stale' })
		await withdrawOpportunity(office, id, { withdrawn: true })
		await withdrawOpportunity(office, id, { withdrawn: true })
		expect((await searchOpportunities(ctx, { status: 'open' })).total).toBe(0)
		await withdrawOpportunity(office, id, { withdrawn: false })
		expect((await trail(ctx, `opportunity:${id}`)).map(({ action }) => action)).toEqual([
			'opportunity.added',
			'opportunity.corrected',
			'opportunity.withdrawn',
			'opportunity.restored'
		])
	})

	test('is written by staff alone', async ({ ctx }) => {
		for (const who of [null, actor(['member']), actor(['evaluator']), actor(['officer', 'auditor'])]) {
			await expect(addOpportunity(as(ctx, who), { title })).rejects.toMatchObject({ status: 403 })
			await expect(askSource(as(ctx, who), 'sedia')).rejects.toMatchObject({ status: 403 })
		}
		expect((await searchOpportunities(ctx, {})).total).toBe(0)
	})

	test('is refused under an identifier that is taken', async ({ ctx }) => {
		const office = as(ctx, officer)
		await addOpportunity(office, { title, identifier: 'DEMO-1' })
		await expect(addOpportunity(office, { title, identifier: 'DEMO-1' })).rejects.toMatchObject({
			key: 'error.funding.identifier',
			field: 'identifier'
		})
	})
})

describe('the list', () => {
	test('finds by a territory what is within it and what is for all around it, in any language', async ({ ctx }) => {
		await ensureSources(ctx)
		await takeIn(
			ctx,
			'file',
			[
				call('IN', { title: { bg: 'Вода за Враца' }, territories: ['BG313'] }),
				call('AROUND', { title: { fr: 'L’eau en Bulgarie' }, countries: ['BG'] }),
				call('ELSEWHERE', { title: { fr: 'L’eau en Île-de-France' }, territories: ['FR10'] }),
				call('OTHER', { title: { bg: 'Вода за Бургас' }, territories: ['BG341'] })
			],
			{ complete: false }
		)
		const ids = async (question: Parameters<typeof searchOpportunities>[1]) =>
			(await searchOpportunities(ctx, question)).items.map(({ identifier }) => identifier).toSorted()
		expect(await ids({ territory: 'BG313' })).toEqual(['AROUND', 'IN'])
		expect(await ids({ territory: 'BG' })).toEqual(['AROUND', 'IN', 'OTHER'])
		expect(await ids({ country: 'FR' })).toEqual(['ELSEWHERE'])
		expect(await ids({ q: 'voda' })).toEqual(expect.arrayContaining(['IN', 'OTHER']))
	})

	test('moves what the clock has closed', async ({ ctx }) => {
		await ensureSources(ctx)
		await takeIn(ctx, 'file', [call('A'), call('B', { opensAt: '2027-04-01T00:00:00.000Z' })], { complete: false })
		expect((await searchOpportunities(ctx, {})).facets.status).toEqual([
			{ value: 'forthcoming', count: 1 },
			{ value: 'open', count: 1 }
		])
		expect(await moveByClock({ ...ctx, now: new Date('2027-07-01T00:00:00Z') })).toBe(2)
		expect((await searchOpportunities(ctx, {})).facets.status).toEqual([{ value: 'closed', count: 2 }])
		expect(await moveByClock({ ...ctx, now: new Date('2027-07-01T00:00:00Z') })).toBe(0)
	})
})

test('a source that fails is tried later each time, and its age is kept', async ({ ctx }) => {
	await ensureSources(ctx)
	await noteFetch(ctx, 'sedia', { status: 'unchanged' })
	for (const hours of [1, 2, 4]) {
		await noteFetch(ctx, 'sedia', { status: 'failed', error: 'HTTP 503' })
		const row = await ctx.db.selectFrom('fundingSource').selectAll().where('key', '=', 'sedia').executeTakeFirstOrThrow()
		expect(row.nextAt).toEqual(new Date(NOW.getTime() + hours * 3_600_000))
		expect(row.lastGoodAt).toEqual(NOW)
	}
	const listed = await listSources(as(ctx, officer))
	expect(listed.find(({ key }) => key === 'sedia')).toMatchObject({ health: 'failing', lastError: 'HTTP 503', failures: 3 })
})

test('the form says whom and how much a call asks for, and keeps what it does not show', async ({ ctx }) => {
	const office = as(ctx, await buildActor(ctx, ['officer']))
	const typed = { 'title.fr': 'Rivières', partnersMin: '3', countriesMin: '2', amountMin: '50 000', amountMax: '200000' }
	const id = await addOpportunity(office, inputOf(addForm.parse(typed)))
	const { opportunity } = await getOpportunity(office, id)
	expect(opportunity.rules).toEqual({ partnersMin: 3, countriesMin: 2, amountMinCents: 50_000_00, amountMaxCents: 200_000_00 })
	expect(eligibilityOf(opportunity, { kind: 'ngo', place: 'BG' }).consortium).toEqual({ partners: 3, countries: 2 })

	const stored = { ...opportunity, rules: { ...opportunity.rules, closed: true } }
	const corrected = correctForm.parse({ ...typed, countriesMin: '', amountMax: '', version: '1' })
	await correctOpportunity(office, id, { ...inputOf(corrected, stored, ctx.now), version: 1 })
	expect((await getOpportunity(office, id)).opportunity.rules).toEqual({
		closed: true,
		partnersMin: 3,
		amountMinCents: 50_000_00
	})

	const { error } = addForm.safeParse({ ...typed, partnersMin: '0', amountMin: '300000' })
	expect(error!.issues.map(({ path, message }) => [path[0], message])).toEqual([
		['partnersMin', 'error.funding.least'],
		['amountMax', 'error.funding.bounds']
	])
})

describe('a file of calls that is handed in', () => {
	const good = 'Identifier;Title;Deadline\nF-1;Rivers of small towns;2027-06-15\n'
	async function handedIn(ctx: Ctx, text: string, options: { dryRun?: boolean; skipBad?: boolean; source?: string } = {}) {
		const form = new FormData()
		form.set('file', new File([text], 'calls.csv', { type: 'text/csv' }))
		const request = new Request('http://localhost/', { method: 'POST', body: form })
		const { file } = await receiveUpload(ctx, request, { field: 'file', types: ['csv'], maxBytes: 10_000 })
		return importUpload(ctx, file!, { source: 'file', dryRun: false, skipBad: false, ...options })
	}
	const known = async (ctx: Ctx) => (await searchOpportunities(ctx, {})).items.map(({ identifier }) => identifier)

	test('is written whole or, on request, without its bad rows, and is not kept', async ({ ctx }) => {
		const keeper = as(ctx, await buildActor(ctx, ['officer']))
		const bad = `${good}F-2;;2027-06-15\n`
		expect(await handedIn(keeper, good, { dryRun: true })).toMatchObject({ accepted: 1, written: false })
		expect(await handedIn(keeper, bad)).toMatchObject({
			...{ read: 2, accepted: 1, rejected: 1, written: false },
			errors: [{ row: expect.any(Number), message: 'funding.fault.missing' }]
		})
		expect(await known(ctx)).toEqual([])
		expect(await handedIn(keeper, bad, { skipBad: true })).toMatchObject({ added: 1, written: true })
		expect(await known(ctx)).toEqual(['F-1'])
		expect(await trail(ctx, 'funding-source:file')).toMatchObject([
			{ action: 'opportunity.imported', actorId: keeper.actor!.accountId }
		])
		const files = await ctx.db.selectFrom('storedFile').select('removedAt').where('ownerKind', '=', 'opportunities').execute()
		expect(files.every(({ removedAt }) => removedAt !== null)).toBe(true)
	})

	test('is for who may add a call by hand, and of a source the programme has', async ({ ctx }) => {
		for (const role of ['member', 'evaluator'] as const)
			await expect(handedIn(as(ctx, actor([role])), good)).rejects.toMatchObject({ status: 403 })
		await expect(handedIn(as(ctx, officer), good, { source: 'nowhere' })).rejects.toMatchObject({ field: 'source' })
		expect(await known(ctx)).toEqual([])
	})
})
