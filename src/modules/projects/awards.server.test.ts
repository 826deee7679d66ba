import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { balancedPlan, buildAward, buildStaff, stored, versionOf } from '#test/awards'
import { buildSignedIn } from '#test/accounts'
import { buildOrganisation, buildStanding } from '#test/network'
import { actor, as, NOW, ownDatabase, contextOn, test, trail } from '#test/support'
import {
	acceptAward,
	awardApplication,
	awardsToMake,
	cancelAward,
	declineAward,
	getAward,
	listAwards,
	ownAwards,
	startAward
} from './awards.server.ts'
import { planOf, writePlan } from './budgets.server.ts'

/** A decided call of the kind, with one selected application and its filed budget, written straight into the tables. */
async function buildSelected(ctx: Ctx, { kind = 'projects', status = 'selected', decided = true, cents = 300_000 } = {}) {
	const organisationId = await buildOrganisation(ctx)
	const lead = await buildStanding(ctx, organisationId)
	const callId = uuidv7()
	const formVersionId = uuidv7()
	const id = uuidv7()
	const filingId = uuidv7()
	const definition = {
		pages: [
			{
				key: 'money',
				title: { fr: 'Moyens' },
				fields: [
					{
						key: 'budget',
						label: { fr: 'Budget' },
						kind: 'budget',
						required: true,
						rules: { categories: [{ key: 'travel', label: { fr: 'Déplacements' } }], warnUnsecured: true }
					}
				]
			}
		],
		checks: []
	}
	const answers = {
		budget: {
			lines: [{ category: 'travel', label: 'Autocar', quantity: 2, unitCost: 200_000 }],
			sources: [
				{ kind: 'grant', amount: 300_000 },
				{ kind: 'own_cash', amount: 100_000 }
			]
		}
	}
	await ctx.db
		.insertInto('call')
		.values({
			id: callId,
			reference: `2027-APP-${callId.slice(-8)}`,
			kind,
			service: 'cit',
			title: JSON.stringify({ fr: 'Appel fictif' }),
			applicant: 'organisation',
			status: decided ? 'decided' : 'panel',
			opensAt: NOW,
			closesAt: new Date(NOW.getTime() + 1000),
			publishedAt: NOW,
			decidedAt: decided ? NOW : null,
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	await ctx.db
		.insertInto('formVersion')
		.values({ id: formVersionId, callId, number: 1, definition: JSON.stringify(definition), publishedAt: NOW, createdAt: NOW })
		.execute()
	await ctx.db
		.insertInto('application')
		.values({
			id,
			reference: `2027-CAN-${id.slice(-8)}`,
			callId,
			organisationId,
			accountId: lead.accountId,
			formVersionId,
			title: 'Deux rives, un fleuve',
			status: 'draft',
			locale: 'fr',
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	await ctx.db
		.insertInto('filing')
		.values({
			id: filingId,
			applicationId: id,
			number: 1,
			answers: JSON.stringify(answers),
			digest: '0'.repeat(64),
			salt: 's',
			filedAt: NOW,
			requestKey: 'k'
		})
		.execute()
	await ctx.db.updateTable('application').set({ status, filingId, requestedCents: 300_000 }).where('id', '=', id).execute()
	await ctx.db.insertInto('outcome').values({ applicationId: id, callId, amountCents: cents, decided: 'selected' }).execute()
	return { id, callId, organisationId, lead }
}

describe('making the award of an application', () => {
	test('makes the award, its project, the filed plan and the instalments, and writes to the holder', async ({ ctx }) => {
		const head = await buildStaff(ctx, 'head')
		const { id: application, organisationId, lead } = await buildSelected(ctx)

		const id = await awardApplication(head, { application, expertDays: null })

		const award = await getAward(head, id)
		expect(award).toMatchObject({
			kind: 'grant',
			amountCents: 300_000,
			status: 'awarded',
			organisationId,
			awardedBy: head.actor!.accountId
		})
		expect(award.reference).toMatch(/^2027-AWA-\d{5}$/)
		expect(
			await ctx.db
				.selectFrom('projectPartner')
				.select(['organisationId', 'role'])
				.where('projectId', '=', award.projectId!)
				.execute()
		).toEqual([{ organisationId, role: 'lead' }])
		const plan = await planOf(ctx, id)
		expect(plan!.lines.map(({ side, category, label, plannedCents }) => [side, category, label, plannedCents])).toEqual([
			['expense', 'travel', 'Autocar', 400_000],
			['source', 'grant', '', 300_000],
			['source', 'own_cash', '', 100_000]
		])
		expect(
			(await stored(ctx, id)).map(({ kind, amountCents, condition, status }) => [kind, amountCents, condition, status])
		).toEqual([
			['advance', 240_000, 'signature', 'planned'],
			['balance', 60_000, 'final-report', 'planned']
		])
		expect((await trail(ctx, `award:${id}`)).map(({ action }) => action)).toEqual(['award.made'])
		const mails = await ctx.db.selectFrom('mail').select(['toAddress', 'locale']).where('kind', '=', 'awards.awarded').execute()
		expect(mails).toEqual([{ toAddress: lead.email, locale: 'bg' }])
		expect(await awardsToMake(head)).toEqual([])
	})

	test.for([
		['an officer', 403, 'officer'],
		['finance', 403, 'finance'],
		['an auditor', 403, 'auditor']
	] as const)('is not for %s', async ([, status, role], { ctx }) => {
		const { id: application } = await buildSelected(ctx)
		await expect(awardApplication(await buildStaff(ctx, role), { application, expertDays: null })).rejects.toMatchObject({
			status
		})
		expect(await ctx.db.selectFrom('award').select('id').execute()).toEqual([])
	})

	test('is not there for the applicant, nor before the decision, nor for a rejected application', async ({ ctx }) => {
		const head = await buildStaff(ctx, 'head')
		const { id: application, lead } = await buildSelected(ctx)
		await expect(awardApplication(lead.ctx, { application, expertDays: null })).rejects.toMatchObject({ status: 404 })
		const undecided = await buildSelected(ctx, { decided: false })
		await expect(awardApplication(head, { application: undecided.id, expertDays: null })).rejects.toMatchObject({ status: 404 })
		const rejected = await buildSelected(ctx, { status: 'rejected' })
		await expect(awardApplication(head, { application: rejected.id, expertDays: null })).rejects.toMatchObject({ status: 404 })
	})

	test('asks who it is first, and is made once', async ({ ctx }) => {
		const head = await buildStaff(ctx, 'head')
		const { id: application } = await buildSelected(ctx)
		await expect(
			awardApplication(as(ctx, { ...head.actor!, freshUntil: null }), { application, expertDays: null })
		).rejects.toMatchObject({ key: 'error.identity.needs_fresh' })
		await awardApplication(head, { application, expertDays: null })
		await expect(awardApplication(head, { application, expertDays: null })).rejects.toMatchObject({ key: 'error.awards.made' })
		expect(await ctx.db.selectFrom('award').select('id').execute()).toHaveLength(1)
	})

	test('counts technical support in days, which must be said', async ({ ctx }) => {
		const head = await buildStaff(ctx, 'head')
		const { id: application } = await buildSelected(ctx, { kind: 'support', cents: 0 })
		await expect(awardApplication(head, { application, expertDays: null })).rejects.toMatchObject({
			key: 'error.awards.days',
			field: 'expertDays'
		})
		const id = await awardApplication(head, { application, expertDays: '2.5' })
		expect(await getAward(head, id)).toMatchObject({ kind: 'support', expertDays: '2.5', amountCents: 0 })
		expect(await stored(ctx, id)).toEqual([])
	})
})

describe('the holder’s answer', () => {
	test('accepts, and a small award runs from then on', async ({ ctx }) => {
		const award = await buildAward(ctx, { kind: 'prize' })
		await acceptAward(award.lead, award.id)
		expect(await getAward(award.lead, award.id)).toMatchObject({ status: 'running', awardedBy: null })
		await expect(acceptAward(award.lead, award.id)).rejects.toMatchObject({ key: 'error.awards.status' })
	})

	test('above the threshold waits for its agreement', async ({ ctx }) => {
		const award = await buildAward(ctx, { cents: 2_300_001 })
		await acceptAward(award.lead, award.id)
		expect(await getAward(award.lead, award.id)).toMatchObject({ status: 'accepted', needsAgreement: true })
	})

	test('lets an officer start one that needs no agreement once its plan is in order, once', async ({ ctx }) => {
		const large = await buildAward(ctx, { cents: 2_300_001 })
		await acceptAward(large.lead, large.id)
		await expect(startAward(large.officer, large.id)).rejects.toMatchObject({ key: 'error.awards.agreement_needed' })
		const award = await buildAward(ctx)
		await expect(startAward(award.officer, award.id)).rejects.toMatchObject({ key: 'error.awards.status' })
		const writing = async (cents: number) =>
			writePlan(award.officer, award.id, { ...balancedPlan(cents), version: await versionOf(ctx, award.id) })
		await writing(500_000)
		// Less was given than the plan asks for, as when a panel cuts a budget that was filed: it waits.
		await ctx.db.updateTable('award').set({ amountCents: 400_000 }).where('id', '=', award.id).execute()
		await acceptAward(award.lead, award.id)
		expect(await getAward(award.lead, award.id)).toMatchObject({ status: 'accepted' })
		await expect(startAward(award.officer, award.id)).rejects.toMatchObject({ key: 'error.awards.grant' })
		await writing(400_000)
		for (const stranger of [award.lead, award.member])
			await expect(startAward(stranger, award.id)).rejects.toMatchObject({ status: 403 })
		await expect(startAward(as(ctx, actor()), award.id)).rejects.toMatchObject({ status: 404 })
		await startAward(award.officer, award.id)
		expect(await getAward(award.lead, award.id)).toMatchObject({ status: 'running' })
		await expect(startAward(award.officer, award.id)).rejects.toMatchObject({ key: 'error.awards.status' })
	})

	test('is for who leads the holder, and nobody else', async ({ ctx }) => {
		const award = await buildAward(ctx)
		await expect(acceptAward(award.member, award.id)).rejects.toMatchObject({ status: 403 })
		await expect(acceptAward(award.officer, award.id)).rejects.toMatchObject({ status: 403 })
		await expect(acceptAward(as(ctx, actor()), award.id)).rejects.toMatchObject({ status: 404 })
		await expect(acceptAward(as(ctx, null), award.id)).rejects.toMatchObject({ status: 404 })
	})

	test('declines with a reason; a head cancels with one, once', async ({ ctx }) => {
		const one = await buildAward(ctx)
		await declineAward(one.lead, one.id, { reason: 'Le projet se fera autrement.' })
		expect((await getAward(one.lead, one.id)).terms.ended).toBe('Le projet se fera autrement.')
		const two = await buildAward(ctx)
		const cancelling = { version: 1, reason: 'Les crédits ont été repris.' }
		await expect(cancelAward(two.officer, two.id, cancelling)).rejects.toMatchObject({ status: 403 })
		await expect(cancelAward(two.head, two.id, { ...cancelling, version: 9 })).rejects.toMatchObject({ key: 'error.stale' })
		await cancelAward(two.head, two.id, cancelling)
		await expect(cancelAward(two.head, two.id, { ...cancelling, version: 2 })).rejects.toMatchObject({
			key: 'error.awards.status'
		})
	})

	test('twice at once is one', async () => {
		await using database = await ownDatabase()
		const award = await buildAward(contextOn(database.db), { kind: 'prize' })
		const answers = await Promise.allSettled([1, 2, 3].map(() => acceptAward(award.lead, award.id)))
		expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
	})
})

describe('lists of awards', () => {
	test('show the holder their own, and the office all', async ({ ctx }) => {
		const mine = await buildAward(ctx)
		const other = await buildAward(ctx)
		expect((await ownAwards(mine.member)).map(({ id }) => id)).toEqual([mine.id])
		expect((await listAwards(mine.officer)).awards.map(({ id }) => id).sort()).toEqual([mine.id, other.id].sort())
		expect((await listAwards(mine.officer, { kind: 'prize' })).awards).toEqual([])
		expect((await listAwards(mine.officer, { q: 'fleuve' })).awards).toHaveLength(2)
		await expect(listAwards(mine.lead)).rejects.toMatchObject({ status: 404 })
		const { ctx: stranger } = await buildSignedIn(ctx)
		expect(await ownAwards(stranger)).toEqual([])
	})
})
