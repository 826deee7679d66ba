import { v7 as uuidv7 } from 'uuid'
import type { FormDefinition } from '#engines/forms/definition'
import { saveDraft } from '#modules/calls/drafts.server'
import { fileApplication } from '#modules/calls/filing.server'
import { loadAward } from '#modules/projects/award-rows.server'
import type { AwardKind } from '#modules/projects/award-workflow'
import { acceptAward } from '#modules/projects/awards.server'
import { writePlan } from '#modules/projects/budgets.server'
import { usualInstalments } from '#modules/projects/instalments.server'
import { askForReport } from '#modules/projects/report-schedule.server'
import type { Ctx } from '#platform/ctx'
import { money } from '#platform/money'
import { buildDraft, buildOpenCall, closeNow, newKey, wholeAnswers } from '#test/applications'
import { buildSignedIn } from '#test/accounts'
import { shortForm } from '#test/forms'
import { buildOrganisation, buildStanding } from '#test/network'
import { actor, as, NOW } from '#test/support'

/** Somebody of the staff with an account of their own. */
export async function buildStaff(ctx: Ctx, role: 'officer' | 'finance' | 'head' | 'auditor'): Promise<Ctx> {
	const { accountId, email } = await buildSignedIn(ctx, { name: `${role} Modèle` })
	return as(ctx, actor([role], { accountId, email, name: `${role} Modèle` }))
}

/** The lead of a holder, freshly authenticated. */
const fresh = (ctx: Ctx): Ctx => as(ctx, { ...ctx.actor!, freshUntil: new Date(NOW.getTime() + 600_000) })

/** A grant (or another award) made to a fictional organisation by a head, with everybody who has a hand in it. */
export async function buildAward(ctx: Ctx, { kind = 'grant' as AwardKind, cents = 500_000 } = {}) {
	const organisationId = await buildOrganisation(ctx, { name: { bg: 'Сдружение „Два бряга“', fr: 'Association Deux Rives' } })
	const lead = await buildStanding(ctx, organisationId, 'lead', 'Елица Примерова')
	const member = await buildStanding(ctx, organisationId, 'member', 'Камен Образцов')
	const head = await buildStaff(ctx, 'head')
	const id = uuidv7()
	await ctx.db
		.insertInto('award')
		.values({
			id,
			reference: `2027-AWA-${id.slice(-8)}`,
			kind,
			organisationId,
			amountCents: cents,
			terms: JSON.stringify({ service: 'cit', title: { fr: 'Deux rives, un fleuve' }, startsOn: null, endsOn: null }),
			status: 'awarded',
			awardedBy: head.actor!.accountId,
			awardedAt: NOW
		})
		.execute()
	return {
		id,
		organisationId,
		head,
		lead: fresh(lead.ctx),
		member: fresh(member.ctx),
		officer: await buildStaff(ctx, 'officer'),
		finance: await buildStaff(ctx, 'finance')
	}
}

/** A plan of two expenses that balances: the grant, and a quarter of it in own contribution. */
export const balancedPlan = (cents = 500_000) => ({
	expense: [
		{ category: 'travel', label: 'Déplacements', amount: money(cents) },
		{ category: 'staff', label: 'Coordination', amount: money(cents / 4) }
	],
	source: [
		{ category: 'grant', label: '', amount: money(cents) },
		{ category: 'own_cash', label: '', amount: money(cents / 4) }
	]
})

export const agreementInput = {
	startsOn: '2027-04-01',
	endsOn: '2027-12-31',
	serviceSigner: 'Hélène Maquette',
	serviceFunction: 'cheffe de service',
	holderSigner: 'Елица Примерова',
	holderFunction: 'председател',
	special: {}
}

export const versionOf = async (ctx: Ctx, awardId: string): Promise<number> =>
	(await ctx.db.selectFrom('award').select('version').where('id', '=', awardId).executeTakeFirstOrThrow()).version

export const stored = (ctx: Ctx, awardId: string) =>
	ctx.db.selectFrom('instalment').selectAll().where('awardId', '=', awardId).orderBy('number').execute()

/** A grant that runs: plan frozen, advance paid, final report due. */
export async function buildRunning(ctx: Ctx) {
	const award = await buildAward(ctx)
	await writePlan(award.officer, award.id, { ...balancedPlan(), version: await versionOf(ctx, award.id) })
	const { award: loaded } = await loadAward(award.officer, award.id)
	await usualInstalments(ctx, loaded)
	await acceptAward(award.lead, award.id)
	const final = await askForReport(award.officer, award.id, { kind: 'final', dueOn: '2027-06-01' })
	const [advance, balance] = await stored(ctx, award.id)
	await pay(award, advance!.id, `AV${award.id.slice(-8)}`)
	return { ...award, final, balance: balance!.id }
}

/** Says that the bank paid an instalment, without the steps before it. */
export const pay = ({ officer, finance }: { officer: Ctx; finance: Ctx }, instalment: string, reference: string) =>
	officer.db
		.updateTable('instalment')
		.set({
			status: 'paid',
			paymentReference: reference,
			paidOn: '2027-03-01',
			approvedBy: finance.actor!.accountId,
			paidBy: finance.actor!.accountId
		})
		.where('id', '=', instalment)
		.execute()

/** A scholarship of somebody, accepted and running, with the organisation that will host them. */
export async function buildScholarship(ctx: Ctx, { cents = 300_000 } = {}) {
	const { accountId, email } = await buildSignedIn(ctx, { name: 'Мария Примерова' })
	const holder = fresh(as(ctx, actor([], { accountId, email, name: 'Мария Примерова' })))
	const head = await buildStaff(ctx, 'head')
	const id = uuidv7()
	await ctx.db
		.insertInto('award')
		.values({
			id,
			reference: `2027-AWA-${id.slice(-8)}`,
			kind: 'scholarship',
			accountId,
			personName: 'Мария Примерова',
			amountCents: cents,
			terms: JSON.stringify({ service: 'cit', title: { fr: 'Stage à la cour' }, startsOn: null, endsOn: null }),
			status: 'awarded',
			awardedBy: head.actor!.accountId,
			awardedAt: NOW
		})
		.execute()
	await acceptAward(holder, id)
	const host = await buildOrganisation(ctx, { name: { fr: 'Cour modèle' }, country: 'FR' })
	return { id, holder, host, head, officer: await buildStaff(ctx, 'officer'), finance: await buildStaff(ctx, 'finance') }
}

type Selected = {
	kind?: 'projects' | 'contest' | 'support'
	definition?: FormDefinition
	answers?: Record<string, string | string[]>
	call?: { themes?: string[]; priorities?: string[] }
	cents?: number
}

/** An application in Bulgarian, filed under this form, selected when its call was decided, with who leads its organisation. */
export async function buildSelected(
	ctx: Ctx,
	{ kind = 'projects', definition = shortForm, answers = wholeAnswers, call = {}, cents = 0 }: Selected = {}
) {
	const callId = await buildOpenCall(ctx, { definition })
	await ctx.db
		.updateTable('call')
		.set({ kind, ...call })
		.where('id', '=', callId)
		.execute()
	const draft = await buildDraft({ ...ctx, locale: 'bg' }, callId)
	await saveDraft(draft.ctx, draft.id, { posted: answers, version: 0 })
	await fileApplication(draft.ctx, draft.id, newKey())
	await closeNow(ctx, callId)
	await ctx.db.updateTable('application').set({ status: 'selected' }).where('id', '=', draft.id).execute()
	await ctx.db
		.insertInto('outcome')
		.values({ applicationId: draft.id, callId, amountCents: cents, decided: 'selected' })
		.execute()
	await ctx.db.updateTable('call').set({ status: 'decided', decidedAt: NOW }).where('id', '=', callId).execute()
	return { application: draft.id, organisationId: draft.organisationId, lead: fresh({ ...draft.ctx, now: ctx.now }) }
}
