import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { money } from '#platform/money'
import { agreementInput, balancedPlan, buildAward, buildStaff, stored, versionOf } from '#test/awards'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'
import { acceptAward } from './awards.server.ts'
import { confirmBankAccount, getBankAccounts, giveBankAccount, refuseBankAccount } from './bank-accounts.server.ts'
import { executionOf, getPlan, planOf, writePlan } from './budgets.server.ts'
import { draftAgreement } from './agreements.server.ts'
import { loadAward } from './award-rows.server.ts'
import {
	approvePayment,
	getInstalments,
	planInstalments,
	recordPayment,
	refusePayment,
	requestPayment,
	usualInstalments
} from './instalments.server.ts'
import { listPayments } from './payments.server.ts'

const IBAN = 'BG80 BNBG 9661 1020 3456 78'
const OTHER = 'FR14 2004 1010 0505 0001 3M02 606'
type Built = Awaited<ReturnType<typeof buildAward>>

async function plan(award: Built, cents = 500_000) {
	await writePlan(award.officer, award.id, { ...balancedPlan(cents), version: await versionOf(award.officer, award.id) })
	await usualInstalments(award.officer, (await loadAward(award.officer, award.id)).award)
}
async function confirmed(award: Built, iban = IBAN) {
	await giveBankAccount(award.lead, award.id, { iban, holder: 'Сдружение „Два бряга“' })
	const [account] = (await getBankAccounts(award.finance, award.id)).accounts
	await confirmBankAccount(award.finance, { account: account!.id, channel: 'telephone' })
}
/** A running grant with an account, and its advance asked for. */
async function requested(ctx: Ctx) {
	const award = await buildAward(ctx)
	await plan(award)
	await acceptAward(award.lead, award.id)
	await confirmed(award)
	const [advance] = await stored(ctx, award.id)
	await requestPayment(award.lead, { instalment: advance!.id, version: 1 })
	return { ...award, advance: { instalment: advance!.id, version: 2 } }
}

/** The award comes from a call that somebody decided. */
async function decidedBy(ctx: Ctx, awardId: string, accountId: string) {
	const callId = uuidv7()
	await ctx.db
		.insertInto('call')
		.values({
			id: callId,
			reference: `2027-APP-${callId.slice(-8)}`,
			kind: 'projects',
			service: 'cit',
			title: JSON.stringify({ fr: 'Appel fictif' }),
			applicant: 'organisation',
			status: 'decided',
			opensAt: NOW,
			closesAt: new Date(NOW.getTime() + 1000),
			publishedAt: NOW,
			decidedAt: NOW,
			decidedBy: accountId,
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	await ctx.db.updateTable('award').set({ callId }).where('id', '=', awardId).execute()
}

describe('the financing plan', () => {
	test('is kept when it balances to the cent, with the leva it was given in', async ({ ctx }) => {
		const award = await buildAward(ctx, { cents: 100_000 })
		await writePlan(award.officer, award.id, {
			version: 1,
			expense: [
				{ category: 'travel', label: 'Автобус', amount: money(195_583, 'BGN') },
				{ category: 'staff', label: 'Координация', amount: money(1) }
			],
			source: [
				{ category: 'grant', label: '', amount: money(100_000) },
				{ category: 'own_in_kind', label: 'Доброволци', amount: money(1) }
			]
		})
		const written = (await planOf(ctx, award.id))!
		expect(written.lines[0]).toMatchObject({ plannedCents: 100_000, original: { cents: 195_583, currency: 'BGN' } })
		expect(written.lines.at(-1)).toMatchObject({ inKind: true, original: null })
	})

	test.for([
		['a cent short', 'error.awards.short', 124_999],
		['a cent too much', 'error.awards.over', 125_001]
	] as const)('is refused when it is %s', async ([, key, own], { ctx }) => {
		const award = await buildAward(ctx)
		const given = balancedPlan()
		given.source[1]!.amount = money(own)
		await expect(writePlan(award.officer, award.id, { ...given, version: 1 })).rejects.toMatchObject({ key, status: 422 })
		expect(await planOf(ctx, award.id)).toBeNull()
	})

	test('holds the award’s own amount', async ({ ctx }) => {
		const award = await buildAward(ctx, { cents: 400_000 })
		await expect(writePlan(award.officer, award.id, { ...balancedPlan(), version: 1 })).rejects.toMatchObject({
			key: 'error.awards.grant'
		})
	})

	test('is for officers, on the version they read, and frozen once the award runs', async ({ ctx }) => {
		const award = await buildAward(ctx)
		await expect(writePlan(award.lead, award.id, { ...balancedPlan(), version: 1 })).rejects.toMatchObject({ status: 403 })
		await expect(writePlan(award.finance, award.id, { ...balancedPlan(), version: 1 })).rejects.toMatchObject({ status: 403 })
		await expect(writePlan(as(ctx, actor()), award.id, { ...balancedPlan(), version: 1 })).rejects.toMatchObject({ status: 404 })
		await writePlan(award.officer, award.id, { ...balancedPlan(), version: 1 })
		await expect(writePlan(award.officer, award.id, { ...balancedPlan(), version: 1 })).rejects.toMatchObject({
			key: 'error.stale'
		})
		await acceptAward(award.lead, award.id)
		const version = await versionOf(ctx, award.id)
		await expect(writePlan(award.officer, award.id, { ...balancedPlan(), version })).rejects.toMatchObject({
			key: 'error.awards.plan_status'
		})
		expect((await getPlan(award.officer, award.id)).can.write).toBe(false)
		const { id } = (await planOf(ctx, award.id, { frozen: true }))!
		await expect(
			ctx.db.updateTable('budgetLine').set({ plannedCents: 1 }).where('versionId', '=', id).execute()
		).rejects.toMatchObject({ constraint: 'budget_line_frozen_check' })
	})
})

describe('the instalments', () => {
	test('add up to the award, or nothing is written', async ({ ctx }) => {
		const award = await buildAward(ctx)
		await plan(award)
		const row = (cents: number) => ({
			kind: 'advance' as const,
			amount: money(cents),
			condition: 'signature' as const,
			dueOn: null
		})
		const version = await versionOf(ctx, award.id)
		await expect(
			planInstalments(award.officer, award.id, { version, instalment: [row(250_000), row(249_999)] })
		).rejects.toMatchObject({ key: 'error.awards.sum' })
		expect((await stored(ctx, award.id)).map(({ amountCents }) => amountCents)).toEqual([400_000, 100_000])
		await planInstalments(award.officer, award.id, { version, instalment: [row(250_000), row(250_000)] })
		expect((await stored(ctx, award.id)).map(({ amountCents }) => amountCents)).toEqual([250_000, 250_000])
		await expect(planInstalments(award.lead, award.id, { version, instalment: [] })).rejects.toMatchObject({ status: 403 })
	})
})

describe('a payment', () => {
	test('is asked for, approved, and recorded once', async ({ ctx }) => {
		const award = await requested(ctx)
		await approvePayment(award.finance, award.advance)
		await recordPayment(award.finance, { ...award.advance, version: 3, reference: 'ref 2027/001', paidOn: '2027-03-01' })
		const [advance] = await stored(ctx, award.id)
		expect(advance).toMatchObject({
			status: 'paid',
			paymentReference: 'REF2027001',
			paidOn: '2027-03-01',
			iban: 'BG80BNBG96611020345678',
			approvedBy: award.finance.actor!.accountId
		})
		await expect(
			recordPayment(award.finance, { ...award.advance, version: 4, reference: 'REF-OTHER', paidOn: '2027-03-01' })
		).rejects.toMatchObject({ key: 'error.awards.paid' })
		expect((await executionOf(ctx, (await loadAward(award.officer, award.id)).award)).paid).toBe(400_000)
		expect((await trail(ctx, `award:${award.id}`)).map(({ action }) => action).slice(-3)).toEqual([
			'instalment.requested',
			'instalment.approved',
			'instalment.paid'
		])
	})

	test('is not approved by who made the award, who asked, or who has no hand in money', async ({ ctx }) => {
		const award = await requested(ctx)
		await expect(approvePayment(award.head, award.advance)).rejects.toMatchObject({ status: 403 })
		await expect(approvePayment(award.officer, award.advance)).rejects.toMatchObject({ status: 403 })
		await expect(approvePayment(award.lead, award.advance)).rejects.toMatchObject({ status: 403 })
		await expect(approvePayment(as(ctx, actor(['finance'], award.lead.actor!)), award.advance)).rejects.toMatchObject({
			status: 403
		})
		await expect(approvePayment(as(ctx, actor()), award.advance)).rejects.toMatchObject({ status: 404 })
		await expect(approvePayment(as(ctx, { ...award.finance.actor!, freshUntil: null }), award.advance)).rejects.toMatchObject({
			key: 'error.identity.needs_fresh'
		})
		// Another head than the one who made it may, unless they decided the call.
		const decider = await buildStaff(ctx, 'head')
		await decidedBy(ctx, award.id, decider.actor!.accountId)
		await expect(approvePayment(decider, award.advance)).rejects.toMatchObject({ status: 403 })
		await expect(refusePayment(decider, { ...award.advance, note: 'Non.' })).rejects.toMatchObject({ status: 403 })
		expect((await getInstalments(decider, award.id)).instalments[0]!.can).toMatchObject({ approve: false, refuse: false })
		expect((await listPayments(decider)).payments.map(({ mine }) => mine)).toEqual([false])
		expect((await listPayments(award.finance)).payments.map(({ mine }) => mine)).toEqual([true])
		await approvePayment(await buildStaff(ctx, 'head'), award.advance)
		await expect(approvePayment(award.finance, { ...award.advance, version: 3 })).rejects.toMatchObject({
			key: 'error.awards.instalment_status'
		})
	})

	test('is recorded by finance, for what was approved, on a day that can be', async ({ ctx }) => {
		const award = await requested(ctx)
		const payment = { ...award.advance, reference: 'A1', paidOn: '2027-03-01' }
		await expect(recordPayment(award.finance, payment)).rejects.toMatchObject({ key: 'error.awards.instalment_status' })
		await approvePayment(award.finance, award.advance)
		await expect(recordPayment(award.officer, { ...payment, version: 3 })).rejects.toMatchObject({ status: 403 })
		for (const paidOn of ['2027-03-02', '2027-02-28'])
			await expect(recordPayment(award.finance, { ...payment, version: 3, paidOn })).rejects.toMatchObject({ field: 'paidOn' })
		await expect(recordPayment(award.finance, { ...payment, version: 2 })).rejects.toMatchObject({ key: 'error.stale' })
	})

	test('cannot have the bank reference of another', async ({ ctx }) => {
		const one = await requested(ctx)
		await approvePayment(one.finance, one.advance)
		await recordPayment(one.finance, { ...one.advance, version: 3, reference: 'BNB 77', paidOn: '2027-03-01' })
		const two = await requested(ctx)
		await approvePayment(two.finance, two.advance)
		await expect(
			recordPayment(two.finance, { ...two.advance, version: 3, reference: 'bnb-77', paidOn: '2027-03-01' })
		).rejects.toMatchObject({ key: 'error.awards.reference', field: 'reference' })
		expect((await stored(ctx, two.id))[0]!.status).toBe('approved')
	})

	test('waits for its condition and for a confirmed account', async ({ ctx }) => {
		const award = await buildAward(ctx)
		await plan(award)
		const [advance, balance] = await stored(ctx, award.id)
		const ask = (id: string) => requestPayment(award.lead, { instalment: id, version: 1 })
		await expect(ask(advance!.id)).rejects.toMatchObject({ key: 'error.awards.condition' })
		await acceptAward(award.lead, award.id)
		await expect(ask(advance!.id)).rejects.toMatchObject({ key: 'error.awards.no_account' })
		await confirmed(award)
		await expect(ask(balance!.id)).rejects.toMatchObject({ key: 'error.awards.condition' })
		await expect(requestPayment(award.member, { instalment: advance!.id, version: 1 })).rejects.toMatchObject({ status: 403 })
		await ask(advance!.id)
		expect((await getInstalments(award.finance, award.id)).instalments[0]!.can).toEqual({
			request: false,
			approve: true,
			refuse: true,
			pay: false
		})
	})

	test('refused, can be asked for again', async ({ ctx }) => {
		const award = await requested(ctx)
		await refusePayment(award.finance, { ...award.advance, note: 'Le compte est au nom d’une autre structure.' })
		await requestPayment(award.lead, { ...award.advance, version: 3 })
		expect((await stored(ctx, award.id))[0]!.status).toBe('requested')
	})

	test('approved twice at once is approved once', async () => {
		await using database = await ownDatabase()
		const award = await requested(contextOn(database.db))
		const head = await buildStaff(contextOn(database.db), 'head')
		const answers = await Promise.allSettled(
			[award.finance, head, award.finance].map((ctx) => approvePayment(ctx, award.advance))
		)
		expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect(
			(await trail(contextOn(database.db), `award:${award.id}`)).filter(({ action }) => action === 'instalment.approved')
		).toHaveLength(1)
	})
})

describe('the bank account', () => {
	test('must be an IBAN that can be', async ({ ctx }) => {
		const award = await buildAward(ctx)
		for (const iban of ['BG81 BNBG 9661 1020 3456 78', 'BG80', 'DE89370400440532013000', '='])
			await expect(giveBankAccount(award.lead, award.id, { iban, holder: 'X' })).rejects.toMatchObject({
				field: 'iban',
				status: 422
			})
		expect((await getBankAccounts(award.lead, award.id)).accounts).toEqual([])
	})

	test('is confirmed by another person than gave it, and shown whole to few', async ({ ctx }) => {
		const award = await buildAward(ctx)
		await giveBankAccount(award.lead, award.id, { iban: IBAN, holder: 'Два бряга' })
		const of = async (ctx: Ctx) => (await getBankAccounts(ctx, award.id)).accounts[0]!
		expect((await of(award.lead)).iban).toBe(IBAN)
		expect((await of(award.member)).iban).toBe('BG80 •••• 5678')
		expect((await of(award.officer)).iban).toBe('BG80 •••• 5678')
		const { id } = await of(award.finance)
		const choice = { account: id, channel: 'telephone' as const }
		await expect(confirmBankAccount(award.lead, choice)).rejects.toMatchObject({ status: 403 })
		await expect(confirmBankAccount(as(ctx, actor(['finance'], award.lead.actor!)), choice)).rejects.toMatchObject({
			status: 403
		})
		await expect(giveBankAccount(award.member, award.id, { iban: OTHER, holder: 'X' })).rejects.toMatchObject({ status: 403 })
		await confirmBankAccount(award.finance, choice)
		await expect(confirmBankAccount(award.finance, choice)).rejects.toMatchObject({ key: 'error.awards.account_status' })
		await expect(giveBankAccount(award.lead, award.id, { iban: IBAN, holder: 'X' })).rejects.toMatchObject({
			key: 'error.awards.account_same'
		})
	})

	test('changed after an approval sends the payment back to be approved', async ({ ctx }) => {
		const award = await requested(ctx)
		await approvePayment(award.finance, award.advance)
		await giveBankAccount(award.lead, award.id, { iban: OTHER, holder: 'Два бряга' })
		// Not confirmed yet: what was approved still goes to the account it was approved for.
		expect((await stored(ctx, award.id))[0]!.status).toBe('approved')
		const [waiting] = (await getBankAccounts(award.finance, award.id)).accounts
		await confirmBankAccount(award.finance, { account: waiting!.id, channel: 'meeting' })
		expect((await stored(ctx, award.id))[0]).toMatchObject({ status: 'requested', approvedBy: null, iban: null })
	})

	test('turned down leaves the one there was', async ({ ctx }) => {
		const award = await buildAward(ctx)
		await confirmed(award)
		await giveBankAccount(award.lead, award.id, { iban: OTHER, holder: 'Два бряга' })
		const [waiting] = (await getBankAccounts(award.finance, award.id)).accounts
		await refuseBankAccount(award.finance, { account: waiting!.id })
		const states = (await getBankAccounts(award.finance, award.id)).accounts.map(({ iban, state }) => [iban, state])
		expect(states).toEqual([
			[OTHER, 'replaced'],
			[IBAN, 'standing']
		])
	})
})

test('an agreement that was begun binds a small award too', async ({ ctx }) => {
	const award = await buildAward(ctx)
	await plan(award)
	await draftAgreement(award.officer, award.id, agreementInput)
	await acceptAward(award.lead, award.id)
	expect((await loadAward(award.officer, award.id)).award.status).toBe('accepted')
})
