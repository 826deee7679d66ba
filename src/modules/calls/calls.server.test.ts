import { text } from 'node:stream/consumers'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import { seedCommitment } from '#engines/record/seal'
import type { Ctx } from '#platform/ctx'
import { instantOf } from '#platform/calendar'
import { openFile, removeFile, storeContents } from '#platform/files.server'
import { callTemplates } from '#programme/call-templates'
import { actor, as, contextOn, NOW, ownDatabase, ownHome, queued, test, trail } from '#test/support'
import { createAccount } from '#modules/identity/accounts.server'
import { listApplications } from './application-lists.server.ts'
import { correctCall, discardCall, draftCall, setCalendar, setRules } from './call-drafts.server.ts'
import { listCalls, listPublicCalls, openCalls } from './call-lists.server.ts'
import { movePart, removePart, saveCriterion, saveLot } from './call-parts.server.ts'
import { callDocuments, callParts, calls, formOf } from './call-rows.server.ts'
import { getCall, publicCall } from './calls.server.ts'
import { closeDueCalls, filedDigests } from './closing.server.ts'
import { changeForm, publishForm, stampOf, workingForm } from './form-versions.server.ts'
import { cancelCall, checkCall, extendCall, publishCall } from './publication.server.ts'
import { revealSeed } from './seeds.server.ts'

ownHome()

const DAY = 86_400_000
const later = (days: number) => new Date(NOW.getTime() + days * DAY)
const row = (ctx: Ctx, id: string) => calls(ctx).where('id', '=', id).executeTakeFirstOrThrow()

const officerOn = async (ctx: Ctx) =>
	as(ctx, actor(['officer'], { accountId: await createAccount(ctx, { email: 'officer@example.org', locale: 'fr' }) }))

/** A draft from a template with its dates: everything it needs to be published. */
async function ready(ctx: Ctx, template = 'ngo-projects'): Promise<string> {
	const id = await draftCall(ctx, { from: `template:${template}`, service: 'cit', title: 'Appel d’essai' })
	await setCalendar(ctx, id, {
		version: 1,
		opensAt: '2027-03-01T09:00',
		closesAt: '2027-04-05T17:00',
		committeeOn: '2027-05-03',
		noticeOn: '2027-05-10'
	})
	return id
}
async function published(ctx: Ctx, template?: string): Promise<string> {
	const id = await ready(ctx, template)
	await publishCall(ctx, id, { version: (await row(ctx, id)).version })
	return id
}

describe('drafting a call', () => {
	test.for(callTemplates.map(({ key }) => key))(
		'from the template %s leaves nothing to mend but the dates',
		async (key, { ctx }) => {
			const officer = await officerOn(ctx)
			const id = await draftCall(officer, { from: `template:${key}`, service: 'cit', title: 'Essai' })
			const errors = (await checkCall(officer, id)).filter(({ severity }) => severity === 'error')
			expect(errors).toEqual([{ step: '/edit', key: 'call.problem.dates', severity: 'error' }])
		}
	)

	test('copies a past call with its parts and form, without its dates', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const past = await published(officer)
		const id = await draftCall(officer, { from: `call:${past}`, service: 'cit', title: 'Encore' })
		const [before, after] = [await callParts(ctx, past), await callParts(ctx, id)]
		const words = (parts: typeof before) =>
			[parts.lots, parts.requirements, parts.criteria].map((each) => each.map((part) => part.position))
		expect(words(after)).toEqual(words(before))
		expect(await row(ctx, id)).toMatchObject({
			copiedFrom: past,
			status: 'draft',
			opensAt: null,
			closesAt: null,
			seedCommitment: null
		})
		expect((await workingForm(officer, id)).definition).toEqual((await formOf(ctx, past))!.definition)
	})

	test('copies the documents, the sharing of reviews and a public source of the draw, but no seed', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const past = await published(officer)
		const file = await storeContents(officer, Buffer.from('Guide'), {
			name: 'guide.txt',
			type: 'txt',
			owner: { kind: 'call', id: past }
		})
		const source = { kind: 'public', source: 'Loterie du 6 avril 2027' }
		await ctx.db
			.insertInto('callDocument')
			.values({ id: uuidv7(), callId: past, fileId: file.id, title: JSON.stringify({ fr: 'Guide' }), position: 1 })
			.execute()
		await ctx.db
			.updateTable('call')
			.set({ shareReviews: true, seedSource: JSON.stringify(source), seed: '42' })
			.where('id', '=', past)
			.execute()
		const id = await draftCall(officer, { from: `call:${past}`, service: 'cit', title: 'Encore' })
		expect(await row(ctx, id)).toMatchObject({ shareReviews: true, seedSource: source, seed: null, seedCommitment: null })
		const [copy] = await callDocuments(ctx, id)
		expect(copy).toMatchObject({ title: { fr: 'Guide' }, name: 'guide.txt', type: file.type })
		// A file of its own: what is taken away with the past call stays here.
		await removeFile(officer, file.id)
		expect(await text((await openFile(ctx, copy!.fileId)).stream)).toBe('Guide')

		await ctx.db
			.updateTable('call')
			.set({ seedSource: JSON.stringify({ kind: 'commitment', sealed: 'x' }) })
			.where('id', '=', past)
			.execute()
		const other = await draftCall(officer, { from: `call:${past}`, service: 'cit', title: 'Encore' })
		expect(await row(ctx, other)).toMatchObject({ seedSource: {} })
	})

	test('copies no call that is reserved to another service', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const past = await published(officer)
		await ctx.db.updateTable('call').set({ service: 'ser', reserved: true }).where('id', '=', past).execute()
		const input = { from: `call:${past}`, service: 'cit', title: 'Encore' }
		await expect(draftCall(officer, input)).rejects.toMatchObject({ key: 'error.call.template', field: 'from' })
		await ctx.db
			.updateTable('call')
			.set({ services: ['cit'] })
			.where('id', '=', past)
			.execute()
		expect(await draftCall(officer, input)).toMatch(/-/)
	})

	test('is refused for another service, for an auditor, and from nothing', async ({ ctx }) => {
		const input = { from: 'template:ngo-projects', service: 'cit', title: 'x' }
		await expect(draftCall(as(ctx, actor([{ service: 'education-language', role: 'officer' }])), input)).rejects.toMatchObject({
			status: 403
		})
		await expect(draftCall(as(ctx, actor(['officer', 'auditor'])), input)).rejects.toMatchObject({ status: 403 })
		await expect(draftCall(await officerOn(ctx), { ...input, from: 'template:none' })).rejects.toMatchObject({
			key: 'error.call.template'
		})
	})

	test('is nobody’s to see outside the office, and an auditor only reads', async ({ ctx }) => {
		const id = await ready(await officerOn(ctx))
		await expect(getCall(as(ctx, actor(['member'])), id)).rejects.toMatchObject({ status: 404 })
		await expect(publicCall(ctx, id)).rejects.toMatchObject({ status: 404 })
		const auditor = as(ctx, actor([{ service: null, role: 'auditor' }]))
		expect((await getCall(auditor, id)).can).toMatchObject({ edit: false, publish: false, cancel: false, decide: false })
		await expect(discardCall(auditor, id)).rejects.toMatchObject({ status: 403 })
	})

	test('is discarded while nobody has seen it, never after', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const id = await ready(officer)
		await discardCall(officer, id)
		await expect(getCall(officer, id)).rejects.toMatchObject({ status: 404 })
		await expect(discardCall(officer, await published(officer))).rejects.toMatchObject({ key: 'error.call.published' })
	})
})

describe('setting up', () => {
	test('a stale page changes nothing', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const id = await ready(officer)
		const stored = await row(ctx, id)
		await correctCall(officer, id, { ...stored, title: { fr: 'Un' }, version: stored.version })
		await expect(correctCall(officer, id, { ...stored, title: { fr: 'Deux' }, version: stored.version })).rejects.toMatchObject({
			key: 'error.stale'
		})
		expect((await row(ctx, id)).title).toEqual({ fr: 'Un' })
	})

	test('the hour typed is the hour in Sofia', async ({ ctx }) => {
		const id = await ready(await officerOn(ctx))
		expect((await row(ctx, id)).closesAt).toEqual(new Date('2027-04-05T14:00:00Z'))
	})

	test('a closing before the opening is refused', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const id = await ready(officer)
		const dates = { opensAt: '2027-04-01T09:00', closesAt: '2027-04-01T09:00', committeeOn: null, noticeOn: null }
		await expect(setCalendar(officer, id, { ...dates, version: 2 })).rejects.toMatchObject({
			key: 'error.call.dates',
			field: 'closesAt'
		})
	})

	test('parts are added, moved and removed, and stay in order', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const id = await draftCall(officer, { from: 'template:study-visit-places', service: 'cit', title: 'x' })
		const lot = { text: {}, envelope: null, places: 3, populationFrom: null, populationUnder: null }
		const second = await saveLot(officer, id, null, { ...lot, title: { fr: 'Deux' } })
		const third = await saveLot(officer, id, null, { ...lot, title: { fr: 'Trois' } })
		await movePart(officer, 'lot', id, third, -1)
		const titles = async () => (await callParts(ctx, id)).lots.map(({ title, position }) => `${position} ${title.fr}`)
		expect(await titles()).toEqual(['0 Délégations', '1 Trois', '2 Deux'])
		await removePart(officer, 'lot', id, third)
		await movePart(officer, 'lot', id, second, 1)
		expect(await titles()).toEqual(['0 Délégations', '1 Deux'])
		await expect(removePart(officer, 'lot', id, third)).rejects.toMatchObject({ status: 404 })
	})

	test('a part of another call is not found', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const [one, other] = [await ready(officer), await ready(officer)]
		const { criteria } = await callParts(ctx, other)
		const input = {
			title: { fr: 'x' },
			text: {},
			weight: 10,
			scaleMin: 1,
			scaleMax: 5,
			threshold: null,
			commentRequired: true,
			justifyExtremes: true
		}
		await expect(saveCriterion(officer, one, criteria[0]!.id, input)).rejects.toMatchObject({ status: 404 })
	})
})

describe('publishing a call', () => {
	test('fixes its rules, its form and the commitment, and finds it in lists', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const id = await published(officer)
		const call = await publicCall(ctx, id)
		expect(call).toMatchObject({ state: 'open', open: true, seed: null })
		expect(call.seedCommitment).toMatch(/^[A-Za-z0-9+/]{43}=$/)
		expect(JSON.stringify(call)).not.toContain('sealed')
		expect(JSON.stringify(await getCall(officer, id))).not.toContain('sealed')
		const budget = (await formOf(ctx, id))!.definition.pages.flatMap(({ fields }) => fields).find(({ kind }) => kind === 'budget')
		expect(budget).toMatchObject({ rules: { maxGrant: 500_000, maxRate: 8000 } })
		expect((await listPublicCalls(ctx)).calls.map((each) => each.id)).toContain(id)
		expect((await openCalls(ctx)).map((each) => each.id)).toContain(id)
		expect((await trail(ctx, `call:${id}`)).at(-1)).toMatchObject({ action: 'call.published' })
	})

	test('is refused while the check list has errors, and twice', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const bare = await draftCall(officer, { from: 'template:ngo-projects', service: 'cit', title: 'x' })
		await expect(publishCall(officer, bare, { version: 1 })).rejects.toMatchObject({ key: 'error.call.incomplete' })
		const id = await published(officer)
		const { version } = await row(ctx, id)
		await expect(publishCall(officer, id, { version })).rejects.toMatchObject({ key: 'error.call.published' })
	})

	test('weights that do not add up to 100 are said and keep it back', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const id = await ready(officer)
		const { criteria } = await callParts(ctx, id)
		await removePart(officer, 'criterion', id, criteria[0]!.id)
		expect(await checkCall(officer, id)).toContainEqual({
			step: '/criteria',
			key: 'call.problem.weights',
			params: { total: 75 },
			severity: 'error'
		})
	})

	test('closes the door on every change of its rules', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const id = await published(officer)
		const call = await row(ctx, id)
		const { lots } = await callParts(ctx, id)
		const refused = { key: 'error.call.published' }
		await expect(correctCall(officer, id, { ...call, version: call.version })).rejects.toMatchObject(refused)
		await expect(removePart(officer, 'lot', id, lots[0]!.id)).rejects.toMatchObject(refused)
		await expect(
			setCalendar(officer, id, {
				version: call.version,
				opensAt: null,
				closesAt: '2028-01-01T12:00',
				committeeOn: null,
				noticeOn: null
			})
		).rejects.toMatchObject(refused)
	})

	test('before its opening it is coming, and at its closing it is over', async ({ ctx }) => {
		const id = await published(await officerOn(ctx))
		const closesAt = instantOf('2027-04-05T17:00', 'Europe/Sofia')
		expect((await publicCall({ ...ctx, now: later(-1) }, id)).state).toBe('coming')
		expect((await publicCall({ ...ctx, now: new Date(closesAt.getTime() - 1) }, id)).open).toBe(true)
		expect((await publicCall({ ...ctx, now: closesAt }, id)).open).toBe(false)
	})
})

describe('after publication', () => {
	test('the closing moves later with a reason, never earlier, never after it', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const id = await published(officer)
		const { version } = await row(ctx, id)
		const reason = 'Panne du site pendant deux jours.'
		await expect(extendCall(officer, id, { version, closesAt: '2027-04-05T16:59', reason })).rejects.toMatchObject({
			key: 'error.call.shorter'
		})
		await expect(extendCall(officer, id, { version, closesAt: '2027-04-12T17:00', reason: 'court' })).rejects.toMatchObject({
			key: 'error.call.reason'
		})
		await extendCall(officer, id, { version, closesAt: '2027-04-12T17:00', reason })
		expect((await row(ctx, id)).closesAt).toEqual(new Date('2027-04-12T14:00:00Z'))
		const said = async (now: Date) => {
			const { can } = await getCall({ ...officer, now }, id)
			return { extend: can.extend, closing: (await listApplications({ ...officer, now }, id)).closing }
		}
		expect(await said(new Date('2027-04-12T13:59:59.999Z'))).toEqual({ extend: true, closing: false })
		// The job that closes it comes a moment later: the page says so, and offers nothing that would be refused.
		expect(await said(new Date('2027-04-12T14:00:00Z'))).toEqual({ extend: false, closing: true })
		const afterwards = { ...officer, now: later(60) }
		await expect(
			extendCall(afterwards, id, { version: version + 1, closesAt: '2027-06-12T17:00', reason })
		).rejects.toMatchObject({ key: 'error.call.over' })
	})

	test('a cancelled call says why and leaves the lists', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const id = await published(officer)
		await cancelCall(officer, id, { version: (await row(ctx, id)).version, reason: 'Les crédits sont gelés.' })
		expect(await publicCall(ctx, id)).toMatchObject({ state: 'cancelled', cancelReason: 'Les crédits sont gelés.', open: false })
		expect((await listPublicCalls(ctx)).calls.map((each) => each.id)).not.toContain(id)
		expect((await listCalls(officer)).calls.map((each) => each.id)).toContain(id)
		expect(await queued(ctx, 'mail.deliver')).toEqual([])
	})

	test('a changed form is another version, used once it is put into use', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const id = await published(officer)
		const before = await workingForm(officer, id)
		const rename = (title: string) => (definition: typeof before.definition) => ({
			...definition,
			pages: definition.pages.map((page, at) => (at ? page : { ...page, title: { fr: title } }))
		})
		await changeForm(officer, id, rename('Autre'), stampOf(before))
		expect((await formOf(ctx, id))!.number).toBe(1)
		expect(await workingForm(officer, id)).toMatchObject({ number: 2, published: false })
		await expect(changeForm(officer, id, rename('Encore'), stampOf(before))).rejects.toMatchObject({ key: 'error.stale' })
		await publishForm(officer, id)
		expect((await formOf(ctx, id))!.number).toBe(2)
		await expect(publishForm(officer, id)).rejects.toMatchObject({ key: 'error.call.form_same' })
	})
})

describe('closing', () => {
	test('happens at its instant, once, and shows what was filed', async ({ ctx }) => {
		const id = await published(await officerOn(ctx))
		const before = { ...ctx, now: new Date('2027-04-05T13:59:59Z') }
		const at = { ...ctx, now: new Date('2027-04-05T14:00:00Z') }
		expect(await closeDueCalls(before)).toBe(0)
		expect(await closeDueCalls(at)).toBe(1)
		expect(await closeDueCalls(at)).toBe(0)
		expect((await row(ctx, id)).status).toBe('closed')
		expect(await filedDigests(at, id)).toEqual([])
		expect((await trail(ctx, `call:${id}`)).filter(({ action }) => action === 'call.closed')).toHaveLength(1)
	})

	test('the seed stays secret until then, and is the one that was committed to', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const id = await published(officer)
		await expect(revealSeed(officer, id)).rejects.toMatchObject({ key: 'error.call.not_closed' })
		await closeDueCalls({ ...ctx, now: later(60) })
		const seed = await revealSeed(officer, id)
		expect(seedCommitment(seed.seed, seed.salt!)).toBe((await row(ctx, id)).seedCommitment)
		expect(await revealSeed(officer, id)).toEqual(seed)
		await expect(revealSeed(as(ctx, actor(['editor'])), id)).rejects.toMatchObject({ status: 403 })
	})

	test('with a public source the number is the one reported, and cannot be told twice', async ({ ctx }) => {
		const officer = await officerOn(ctx)
		const id = await ready(officer)
		const none = {
			minGrant: null,
			maxGrant: null,
			maxRate: null,
			minOwnRate: null,
			inKindRate: null,
			inKindOf: 'own',
			threshold: null,
			reserve: null
		} as const
		const rules = {
			...none,
			tie: 'seed',
			ineligible: {},
			source: {},
			jury: {},
			after: {},
			publicSource: 'Loterie du 6 avril 2027'
		} as const
		await setRules(officer, id, { ...rules, version: 2 })
		await publishCall(officer, id, { version: 3 })
		expect(await publicCall(ctx, id)).toMatchObject({ seedCommitment: null, seedSource: 'Loterie du 6 avril 2027' })
		await closeDueCalls({ ...ctx, now: later(60) })
		await expect(revealSeed(officer, id)).rejects.toMatchObject({ key: 'error.call.seed_missing' })
		expect(await revealSeed(officer, id, '4 8 15 16 23 42')).toEqual({ seed: '4 8 15 16 23 42', salt: null })
		expect((await revealSeed(officer, id, 'autre')).seed).toBe('4 8 15 16 23 42')
	})
})

describe('two at once', () => {
	test('publish a call once, and close it once: one line each in the record', async () => {
		await using database = await ownDatabase()
		const officer = await officerOn(contextOn(database.db))
		const id = await ready(officer)
		const { version } = await row(officer, id)
		const published = await Promise.allSettled([publishCall(officer, id, { version }), publishCall(officer, id, { version })])
		expect(published.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
		const over = { ...officer, actor: null, now: later(60) }
		const closed = await Promise.all([closeDueCalls(over), closeDueCalls(over)])
		expect(closed.sort()).toEqual([0, 1])
		const lines = await database.db.selectFrom('recordLeaf').select('kind').where('callId', '=', id).orderBy('no').execute()
		expect(lines.map(({ kind }) => kind)).toEqual(['published'])
		const actions = (await trail(officer, `call:${id}`)).map(({ action }) => action)
		expect(actions.filter((action) => ['call.published', 'call.closed'].includes(action))).toEqual([
			'call.published',
			'call.closed'
		])
	})
})
