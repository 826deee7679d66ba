import type { Selectable } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { decidersOf } from '#modules/calls/decided.server'
import { requireFresh } from '#modules/identity/accounts.server'
import { audit } from '#platform/audit.server'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { allocate, money, subtract } from '#platform/money'
import type { InstalmentTable } from '#platform/tables'
import { programme } from '#programme/programme'
import { projectRules } from '#programme/projects'
import { writePaid, writePaymentRefused } from './award-mails.server.ts'
import { awardPolicy, type AwardStanding } from './award-policy.ts'
import { loadAward, refOfAward, touchAward, type Award } from './award-rows.server.ts'
import type { InstalmentRow } from './award-schema.ts'
import { canMoveInstalment, type Condition, type InstalmentKind, type InstalmentStatus } from './award-workflow.ts'
import { totalOf } from './budget-figures.ts'
import { executionOf, saidIn } from './budgets.server.ts'
import { standingAccount } from './standing-account.server.ts'
import { settledAwards } from './workflow.ts'

onConstraint('instalment_payment_reference_unique', 'error.awards.reference', 'reference')

export type Instalment = Omit<Selectable<InstalmentTable>, 'kind' | 'condition' | 'status'> & {
	kind: InstalmentKind
	condition: Condition
	status: InstalmentStatus
}

/** The instalments of an award in their order. Asks no permission. */
export const instalmentsOf = (ctx: Ctx, awardId: string): Promise<Instalment[]> =>
	ctx.db.selectFrom('instalment').selectAll().where('awardId', '=', awardId).orderBy('number').$castTo<Instalment>().execute()

const today = (ctx: Ctx) => localDate(ctx.now, programme.timeZone)

type NewInstalment = { kind: InstalmentKind; amountCents: number; condition: Condition; dueOn: string | null }

/** Adds instalments after those there are, for what an award comes to (the allowances of a stay). Asks no permission. */
export async function addInstalments(ctx: Ctx, award: Pick<Award, 'id'>, rows: readonly NewInstalment[]): Promise<void> {
	if (rows.length === 0) return
	const last = (await instalmentsOf(ctx, award.id)).at(-1)?.number ?? 0
	await ctx.db
		.insertInto('instalment')
		.values(rows.map((row, at) => ({ ...row, id: uuidv7(), awardId: award.id, number: last + at + 1, status: 'planned' })))
		.execute()
}

/** An advance and a balance for a grant, a prize in money after its report; a stay's allowances come with its dates, support is paid in days. */
export async function usualInstalments(ctx: Ctx, award: Pick<Award, 'id' | 'kind' | 'amountCents'>): Promise<void> {
	if (award.amountCents === 0) return
	if (award.kind === 'prize')
		await addInstalments(ctx, award, [{ kind: 'prize', amountCents: award.amountCents, condition: 'final-report', dueOn: null }])
	if (award.kind !== 'grant') return
	const [advance, balance] = allocate(money(award.amountCents), [projectRules.advanceRate, 10_000 - projectRules.advanceRate])
	const rows: NewInstalment[] = [
		{ kind: 'advance', amountCents: advance!.cents, condition: 'signature', dueOn: null },
		{ kind: 'balance', amountCents: balance!.cents, condition: 'final-report', dueOn: null }
	]
	await addInstalments(
		ctx,
		award,
		rows.filter(({ amountCents }) => amountCents > 0)
	)
}

/**
 * Writes the plan of instalments; their sum is the award to the cent. What was asked for, approved or paid stays as it is and
 * counts. `version` is the award's. Throws RuleBroken `error.awards.sum` (`gap`), `error.stale`, `error.awards.plan_status`.
 */
export async function planInstalments(
	ctx: Ctx,
	awardId: string,
	{ version, instalment: rows }: { version: number; instalment: InstalmentRow[] }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award } = await loadAward(ctx, awardId, { lock: true })
		authorize(awardPolicy.prepare(ctx.actor, award))
		if (award.version !== version) throw new RuleBroken('error.stale')
		if (!(await isOpen(ctx, award))) throw new RuleBroken('error.awards.plan_status')
		const kept = (await instalmentsOf(ctx, awardId)).filter(({ status }) => !isPlanned(status))
		const counted = kept.filter(({ status }) => status !== 'cancelled').map(({ amountCents }) => amountCents)
		const gap = award.amountCents - totalOf([...counted, ...rows.map(({ amount }) => amount.cents)])
		if (gap !== 0)
			throw new RuleBroken(
				'error.awards.sum',
				null,
				{ gap: saidIn(ctx, Math.abs(gap)), amount: saidIn(ctx, award.amountCents) },
				422
			)
		await ctx.db.deleteFrom('instalment').where('awardId', '=', awardId).where('status', 'in', ['planned', 'refused']).execute()
		await addInstalments(
			ctx,
			award,
			rows.map(({ kind, amount, condition, dueOn }) => ({ kind, amountCents: amount.cents, condition, dueOn }))
		)
		await touchAward(ctx, awardId)
		await audit(ctx, 'award.instalments-planned', refOfAward(awardId), { amounts: rows.map(({ amount }) => amount.cents) })
	})
}

const isPlanned = (status: InstalmentStatus) => status === 'planned' || status === 'refused'

/** As the financing plan: until the agreement goes out, and again while an amendment is being drafted. */
async function isOpen(ctx: Ctx, award: Award): Promise<boolean> {
	if (settledAwards.includes(award.status)) return false
	const latest = await ctx.db
		.selectFrom('agreement')
		.select('status')
		.where('awardId', '=', award.id)
		.orderBy('amendment', 'desc')
		.limit(1)
		.executeTakeFirst()
	return latest ? latest.status === 'draft' : ['awarded', 'accepted'].includes(award.status)
}

/** Whether what an instalment waits for is there. Interim reports count once each. */
async function isConditionMet(ctx: Ctx, award: Award, instalment: Instalment): Promise<boolean> {
	if (award.status !== 'running' && award.status !== 'completed') return false
	const { condition } = instalment
	if (condition === 'none' || condition === 'signature') return true
	if (condition === 'date') return instalment.dueOn !== null && instalment.dueOn <= today(ctx)
	if (condition === 'stay-confirmed') {
		const stay = await ctx.db
			.selectFrom('stay')
			.select('id')
			.where('awardId', '=', award.id)
			.where('confirmedAt', 'is not', null)
			.limit(1)
			.executeTakeFirst()
		// Month by month: an allowance is for a month that has begun.
		return stay !== undefined && (instalment.dueOn === null || instalment.dueOn <= today(ctx))
	}
	const { accepted } = await ctx.db
		.selectFrom('report')
		.select((eb) => eb.fn.countAll<number>().as('accepted'))
		.where('awardId', '=', award.id)
		.where('kind', 'in', condition === 'interim-report' ? ['interim'] : ['final', 'stay', 'mission'])
		.where('status', '=', 'accepted')
		.executeTakeFirstOrThrow()
	if (condition === 'final-report') return accepted > 0
	const before = (await instalmentsOf(ctx, award.id)).filter(
		(each) => each.condition === 'interim-report' && each.number < instalment.number && each.status !== 'cancelled'
	)
	return accepted > before.length
}

type Loaded = { award: Award; standing: AwardStanding; instalment: Instalment }

/** The award is locked before its instalment, so that two who decide on the same money do so one after the other. */
async function lockInstalment(ctx: Ctx, instalmentId: string): Promise<Loaded> {
	const found = ctx.actor
		? await ctx.db.selectFrom('instalment').select('awardId').where('id', '=', instalmentId).executeTakeFirst()
		: undefined
	if (!found) return notFound()
	const loaded = await loadAward(ctx, found.awardId, { lock: true })
	const instalment = await ctx.db
		.selectFrom('instalment')
		.selectAll()
		.where('id', '=', instalmentId)
		.forUpdate()
		.$castTo<Instalment>()
		.executeTakeFirst()
	return instalment ? { ...loaded, instalment } : notFound()
}

async function move(
	ctx: Ctx,
	{ instalment }: Loaded,
	version: number,
	status: InstalmentStatus,
	values: Partial<Selectable<InstalmentTable>> = {}
) {
	if (instalment.status === 'paid') throw new RuleBroken('error.awards.paid')
	if (!canMoveInstalment(instalment.status, status)) throw new RuleBroken('error.awards.instalment_status')
	if (instalment.version !== version) throw new RuleBroken('error.stale')
	await ctx.db
		.updateTable('instalment')
		.set((eb) => ({ ...values, status, version: eb('version', '+', 1) }))
		.where('id', '=', instalment.id)
		.execute()
}

/**
 * The holder asks for an instalment: what it waits for is there, and the bank account is confirmed. The allowances of a stay
 * and prizes the service may ask for in their place. Throws RuleBroken `error.awards.condition`, `error.awards.no_account`,
 * `error.awards.instalment_status`, `error.stale`.
 */
export async function requestPayment(ctx: Ctx, { instalment: id, version }: { instalment: string; version: number }) {
	await transact(ctx, async (ctx) => {
		const loaded = await lockInstalment(ctx, id)
		const { award, standing, instalment } = loaded
		const byService = ['allowance', 'prize'].includes(instalment.kind) && awardPolicy.prepare(ctx.actor, award)
		authorize(awardPolicy.speak(ctx.actor, standing) || byService)
		if (!(await isConditionMet(ctx, award, instalment))) throw new RuleBroken('error.awards.condition')
		if (!(await standingAccount(ctx, award.id))) throw new RuleBroken('error.awards.no_account')
		await move(ctx, loaded, version, 'requested', {
			requestedAt: ctx.now,
			requestedBy: ctx.actor!.accountId,
			approvedAt: null,
			approvedBy: null
		})
		await audit(ctx, 'instalment.requested', refOfAward(award.id), about(instalment))
	})
}

/** Who may approve an instalment needs who decided the call its award comes from. */
const deciderOf = async (ctx: Ctx, { callId }: Pick<Award, 'callId'>): Promise<string | null> =>
	callId ? ((await decidersOf(ctx, [callId])).get(callId) ?? null) : null
const mayApprove = async (ctx: Ctx, { award, instalment: { requestedBy } }: Loaded): Promise<boolean> =>
	awardPolicy.approve(ctx.actor, award, { requestedBy, decidedBy: await deciderOf(ctx, award) })

const about = ({ id, number, amountCents }: Instalment) => ({ instalment: id, number, amountCents })

/**
 * Approves a payment that was asked for, to the account confirmed now. For finance or the head, freshly authenticated, other
 * than who decided the call, made the award or asked (403). Throws RuleBroken as asking does.
 */
export async function approvePayment(ctx: Ctx, { instalment: id, version }: { instalment: string; version: number }) {
	await transact(ctx, async (ctx) => {
		const loaded = await lockInstalment(ctx, id)
		const { award, instalment } = loaded
		authorize(await mayApprove(ctx, loaded))
		requireFresh(ctx)
		if (instalment.status === 'requested' && !(await isConditionMet(ctx, award, instalment)))
			throw new RuleBroken('error.awards.condition')
		const account = await standingAccount(ctx, award.id)
		if (!account) throw new RuleBroken('error.awards.no_account')
		await move(ctx, loaded, version, 'approved', { approvedAt: ctx.now, approvedBy: ctx.actor!.accountId, iban: account.iban })
		await audit(ctx, 'instalment.approved', refOfAward(award.id), about(instalment))
	})
}

/** Sends a request back to the holder with a sentence that says why. The same people as approve. */
export async function refusePayment(
	ctx: Ctx,
	{ instalment: id, version, note }: { instalment: string; version: number; note: string }
) {
	await transact(ctx, async (ctx) => {
		const loaded = await lockInstalment(ctx, id)
		const { award, instalment } = loaded
		authorize(await mayApprove(ctx, loaded))
		await move(ctx, loaded, version, 'refused', { note, approvedAt: null, approvedBy: null, iban: null })
		await audit(ctx, 'instalment.refused', refOfAward(award.id), { ...about(instalment), note })
		await writePaymentRefused(ctx, award, instalment, note)
	})
}

/**
 * Writes down that the bank has paid; no bank is called. For finance, freshly authenticated. `paidOn` lies between the
 * approval and today. Throws RuleBroken `error.awards.paid` (twice), `error.awards.reference` (the bank's reference is known),
 * `error.awards.account_changed`, `error.awards.paid_on` (field `paidOn`).
 */
export async function recordPayment(
	ctx: Ctx,
	{ instalment: id, version, reference, paidOn }: { instalment: string; version: number; reference: string; paidOn: string }
) {
	await transact(ctx, async (ctx) => {
		const loaded = await lockInstalment(ctx, id)
		const { award, instalment } = loaded
		authorize(awardPolicy.pay(ctx.actor, award))
		requireFresh(ctx)
		if (instalment.status === 'approved') {
			const account = await standingAccount(ctx, award.id)
			if (account?.iban !== instalment.iban) throw new RuleBroken('error.awards.account_changed')
			const approvedOn = localDate(instalment.approvedAt!, programme.timeZone)
			if (paidOn < approvedOn || paidOn > today(ctx)) throw new RuleBroken('error.awards.paid_on', 'paidOn', {}, 422)
		}
		// Digits and letters only: the same reference written with a space is the same payment.
		const paymentReference = reference.toUpperCase().replace(/[\s./-]+/g, '')
		if (!paymentReference) throw new RuleBroken('error.required', 'reference', {}, 422)
		await move(ctx, loaded, version, 'paid', { paymentReference, paidOn, paidAt: ctx.now, paidBy: ctx.actor!.accountId })
		await audit(ctx, 'instalment.paid', refOfAward(award.id), { ...about(instalment), reference: paymentReference, paidOn })
		await writePaid(ctx, award, instalment, paidOn)
	})
}

/** What was not paid of an award that came to nothing. Part of ending it. */
export async function cancelOpenInstalments(ctx: Ctx, award: Pick<Award, 'id'>): Promise<void> {
	await ctx.db
		.updateTable('instalment')
		.set((eb) => ({ status: 'cancelled', version: eb('version', '+', 1) }))
		.where('awardId', '=', award.id)
		.where('status', 'in', ['planned', 'requested', 'approved', 'refused'])
		.execute()
}

/**
 * Brings the balance to what is due on the accepted expenses, once the final report is accepted: it never grows beyond the
 * award, and falls away when nothing is left to pay. Returns what is still to pay and what is to be paid back, in cents.
 * Part of accepting a report; asks no permission. The award is locked by the caller.
 */
export async function settleBalance(ctx: Ctx, award: Award): Promise<{ balance: number; repay: number }> {
	const { totals } = await executionOf(ctx, award)
	const due = totals?.due ?? award.amountCents
	const instalments = await instalmentsOf(ctx, award.id)
	const balance = instalments.findLast(({ condition, status }) => condition === 'final-report' && isPlanned(status))
	const others = totalOf(
		instalments.filter((each) => each !== balance && each.status !== 'cancelled').map(({ amountCents }) => amountCents)
	)
	const left = subtract(money(due), money(others)).cents
	if (balance)
		await ctx.db
			.updateTable('instalment')
			.set((eb) => ({
				version: eb('version', '+', 1),
				...(left > 0 ? { amountCents: left } : { status: 'cancelled' })
			}))
			.where('id', '=', balance.id)
			.execute()
	return { balance: Math.max(0, left), repay: Math.max(0, -left) }
}

/** The instalments of an award for its page, each with what the actor may do with it now. */
export async function getInstalments(ctx: Ctx, awardId: string) {
	const { award, standing } = await loadAward(ctx, awardId)
	const instalments = await instalmentsOf(ctx, awardId)
	const account = await standingAccount(ctx, awardId)
	const office = awardPolicy.office(ctx.actor)
	const open = await isOpen(ctx, award)
	const decidedBy = await deciderOf(ctx, award)
	const shown = []
	for (const instalment of instalments) {
		const met = isPlanned(instalment.status) && (await isConditionMet(ctx, award, instalment))
		const byService = ['allowance', 'prize'].includes(instalment.kind) && awardPolicy.prepare(ctx.actor, award)
		const approve = awardPolicy.approve(ctx.actor, award, { requestedBy: instalment.requestedBy, decidedBy })
		const { requestedBy: _requested, approvedBy: _approved, paidBy: _paid, iban: _iban, ...rest } = instalment
		shown.push({
			...rest,
			paymentReference: office || standing === 'lead' ? instalment.paymentReference : null,
			met,
			can: {
				request: met && account !== null && (awardPolicy.speak(ctx.actor, standing) || byService),
				approve: instalment.status === 'requested' && approve,
				refuse: ['requested', 'approved'].includes(instalment.status) && approve,
				pay: instalment.status === 'approved' && awardPolicy.pay(ctx.actor, award)
			}
		})
	}
	return {
		instalments: shown,
		/** Part of the award already planned otherwise than in `instalments` that can be rewritten. */
		total: totalOf(instalments.filter(({ status }) => status !== 'cancelled').map(({ amountCents }) => amountCents)),
		hasAccount: account !== null,
		can: { plan: open && awardPolicy.prepare(ctx.actor, award) }
	}
}
