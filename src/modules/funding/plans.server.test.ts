import { describe, expect } from 'vitest'
import { getApplication } from '#modules/calls/applications.server'
import { buildDraft, buildOpenCall } from '#test/applications'
import { buildSignedIn } from '#test/accounts'
import { cofinancing } from '#test/forms'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'
import { takeIn } from './intake.server.ts'
import { nothingAnnounced } from './opportunity.ts'
import { exportPlan } from './plan-export.server.ts'
import { planForm } from './plan-schema.ts'
import { addPlanSource, beginPlan, deletePlan, getPlan, ownPlans, savePlan } from './plans.server.ts'
import { searchOpportunities } from './search.server.ts'
import { ensureSources } from './sources.server.ts'

const title = 'Рехабилитация на водопровода'
const nothing = { title, opportunity: null, organisation: null }
/** As a browser posts it, empty rows and all. */
const posted = (version: number, over: Record<string, string | string[]> = {}) => ({
	version: String(version),
	title,
	begins: '2027-3',
	'lines.0.id': 'l0',
	'lines.0.label': 'Travaux',
	'lines.0.amount': '80 000',
	'lines.0.from': '1',
	'lines.0.until': '4',
	'lines.1.id': 'l1',
	'lines.1.label': 'Animation',
	'lines.1.amount': '20000,00',
	'lines.1.from': '2',
	'lines.1.until': '6',
	'lines.2.id': 'l2',
	'lines.2.label': '',
	'lines.2.amount': '',
	'lines.2.from': '1',
	'lines.2.until': '4',
	'sources.0.id': 's0',
	'sources.0.name': 'LIFE',
	'sources.0.kind': 'public',
	'sources.0.opportunity': '',
	'sources.0.rate': '60',
	'sources.0.min': '',
	'sources.0.max': '',
	'sources.0.advance': '30',
	'sources.0.paid': '1',
	'sources.0.balance': '8',
	'sources.1.id': 's1',
	'sources.1.name': 'Région',
	'sources.1.kind': 'public',
	'sources.1.opportunity': '',
	'sources.1.rate': '50',
	'sources.1.min': '5000',
	'sources.1.max': '25000',
	'sources.1.advance': '0',
	'sources.1.paid': '1',
	'sources.1.balance': '5',
	'sources.1.unpaid': ['l1'],
	'sources.1.secured': 'yes',
	ownRate: '10',
	ownMax: '',
	most: '',
	aim: 'own',
	...over
})
const input = (version: number, over: Record<string, string | string[]> = {}) => planForm.parse(posted(version, over))
const life = {
	...nothingAnnounced,
	identifier: 'LIFE-2027-A',
	programme: 'life',
	title: { en: 'Clean water' },
	rateMax: 60,
	rules: { amountMinCents: 100_000_00, amountMaxCents: 900_000_00 }
}

describe('a financing plan', () => {
	test('is begun, reckoned under its rules, and shown by quarter', async ({ ctx }) => {
		const { ctx: own } = await buildSignedIn(ctx)
		const id = await beginPlan(own, nothing)
		expect(await getPlan(own, id)).toMatchObject({ reckoned: false, proposals: [], input: { begins: '2027-2' } })
		await savePlan(own, id, input(1))
		const plan = await getPlan(own, id)
		expect(plan).toMatchObject({ cost: 100_000_00, version: 2, reckoned: true })
		const [best] = plan.proposals
		expect(Object.fromEntries(best!.amounts)).toEqual({ s0: 60_000_00, s1: 25_000_00 })
		expect(best!.own).toBe(15_000_00)
		expect(best!.quarters).toHaveLength(8)
		expect(best!.quarters.at(-1)!.balance).toBe(-15_000_00)
		// Secured, it is in every plan.
		expect(plan.proposals.every(({ amounts }) => amounts.has('s1'))).toBe(true)
		expect(await ownPlans(own)).toMatchObject([{ id, title, cost: 100_000_00, own: 15_000_00 }])
		await deletePlan(own, id)
		expect(await ownPlans(own)).toEqual([])
		expect((await trail(ctx, `plan:${id}`)).map(({ action }) => action)).toEqual(['plan.begun', 'plan.saved', 'plan.deleted'])
	})

	test('says how much own money would be needed where there is too little', async ({ ctx }) => {
		const { ctx: own } = await buildSignedIn(ctx)
		const id = await beginPlan(own, nothing)
		await savePlan(own, id, input(1, { ownMax: '14999,99' }))
		expect(await getPlan(own, id)).toMatchObject({ proposals: [], needed: 15_000_00 })
	})

	test('takes an opportunity with its rate and bounds, once, and keeps two grants of the Union apart', async ({ ctx }) => {
		await ensureSources(ctx)
		await takeIn(ctx, 'sedia', [life, { ...life, identifier: 'LIFE-2027-B', title: { en: 'Clean air' } }], { complete: true })
		const { items } = await searchOpportunities(ctx, {})
		const { ctx: own } = await buildSignedIn(ctx)
		const id = await beginPlan(own, { ...nothing, opportunity: items[0]!.id })
		await addPlanSource(own, id, items[1]!.id)
		await expect(addPlanSource(own, id, items[1]!.id)).rejects.toMatchObject({ key: 'error.funding.source_there' })
		const { input } = await getPlan(own, id)
		expect(input.sources).toMatchObject([
			{ id: 's0', rate: 6000, min: 100_000_00, max: 900_000_00, excludes: [], opportunity: items[0]!.id },
			{ id: 's1', excludes: ['s0'] }
		])
	})

	test('is nobody else’s, and never written over from an older page', async ({ ctx }) => {
		const { ctx: own } = await buildSignedIn(ctx)
		const id = await beginPlan(own, nothing)
		for (const who of [null, actor(['officer']), actor(['administrator'])]) {
			await expect(getPlan(as(ctx, who), id)).rejects.toMatchObject({ status: 404 })
			await expect(savePlan(as(ctx, who), id, input(1))).rejects.toMatchObject({ status: 404 })
			await expect(deletePlan(as(ctx, who), id)).rejects.toMatchObject({ status: 404 })
		}
		await expect(beginPlan(as(ctx, null), nothing)).rejects.toMatchObject({ status: 403 })
		await savePlan(own, id, input(1))
		await expect(savePlan(own, id, input(1))).rejects.toMatchObject({ key: 'error.stale' })
	})

	test('saved twice at once is saved once', async () => {
		await using database = await ownDatabase()
		const { ctx: own } = await buildSignedIn(contextOn(database.db))
		const id = await beginPlan(own, nothing)
		const saved = await Promise.allSettled([1, 2].map(() => savePlan(own, id, input(1))))
		expect(saved.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
	})

	test('names the field of what cannot be read', () => {
		const errors = (over: Record<string, string>) =>
			planForm.safeParse(posted(1, over)).error?.issues.map(({ path, message }) => [path.join('.'), message])
		expect(errors({ 'lines.1.amount': 'beaucoup' })).toEqual([['lines.1.amount', 'error.money.malformed']])
		expect(errors({ 'lines.0.until': '0' })).toEqual([['lines.0.until', 'error.funding.quarter']])
		expect(errors({ 'lines.1.until': '1' })).toEqual([['lines.1.until', 'error.funding.order']])
		expect(errors({ 'sources.1.min': '30000' })).toEqual([['sources.1.max', 'error.funding.bounds']])
		expect(errors({ 'sources.0.rate': '160' })).toEqual([['sources.0.rate', 'error.funding.rate']])
		expect(errors({ aim: 'fame' })).toEqual([['aim', expect.any(String)]])
		expect(errors({ 'lines.0.id': 'x'.repeat(400), begins: 'soon' })).toHaveLength(2)
	})
})

describe('a proposal', () => {
	test('becomes the budget of an application that its author is writing', async ({ ctx }) => {
		const callId = await buildOpenCall(ctx, { definition: cofinancing })
		const { ctx: own, id: applicationId } = await buildDraft(ctx, callId)
		const planId = await beginPlan(own, nothing)
		await savePlan(own, planId, input(1))
		const chosen = { proposal: 0, applicationId, grant: 's0', categories: { l0: 'equipment', l1: 'staff' } }
		await exportPlan(own, planId, chosen)
		const { answers } = await getApplication(own, applicationId)
		expect(answers.budget).toMatchObject({
			lines: [
				{ label: 'Travaux', unitCost: 80_000_00 },
				{ label: 'Animation', unitCost: 20_000_00 }
			],
			sources: [
				{ kind: 'grant', name: 'LIFE', amount: 60_000_00, status: 'requested' },
				{ kind: 'public', name: 'Région', amount: 25_000_00, status: 'secured' },
				{ kind: 'own_cash', amount: 15_000_00 }
			]
		})
		await expect(exportPlan(own, planId, { ...chosen, proposal: 9 })).rejects.toMatchObject({ key: 'error.funding.no_proposal' })
		const stranger = await buildSignedIn(ctx)
		await expect(exportPlan(stranger.ctx, planId, chosen)).rejects.toMatchObject({ status: 404 })
	})

	test('is not written into an application without a budget, or of somebody else', async ({ ctx }) => {
		const { ctx: own, id: applicationId } = await buildDraft(ctx, await buildOpenCall(ctx))
		const planId = await beginPlan(own, nothing)
		await savePlan(own, planId, input(1))
		const chosen = { proposal: 0, applicationId, grant: null, categories: {} }
		await expect(exportPlan(own, planId, chosen)).rejects.toMatchObject({ key: 'error.funding.no_budget' })
		const other = await buildSignedIn(ctx)
		const otherPlan = await beginPlan({ ...other.ctx, now: NOW }, nothing)
		await savePlan(other.ctx, otherPlan, input(1))
		await expect(exportPlan(other.ctx, otherPlan, chosen)).rejects.toMatchObject({ status: 404 })
	})
})
