import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { decidedBudget } from '#modules/calls/decided.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, onConstraint, RuleBroken } from '#platform/errors'
import { formatMoney, money, type Money } from '#platform/money'
import { expenseCategories, projectRules } from '#programme/projects'
import { awardPolicy } from './award-policy.ts'
import { loadAward, refOfAward, touchAward, type Award } from './award-rows.server.ts'
import type { PlanInput } from './award-schema.ts'
import {
	dueOn,
	lineState,
	planTotals,
	plannedFrom,
	rateLeft,
	settlement,
	totalOf,
	type LineSide,
	type PlannedLine,
	type Tolerance
} from './budget-figures.ts'
import { settledAwards } from './workflow.ts'

onConstraint('budget_line_frozen_check', 'error.awards.frozen')

/** One version of a financing plan; `frozenAt` once it was signed. */
export type Plan = {
	id: string
	number: number
	frozenAt: Date | null
	tolerance: Tolerance
	lines: (PlannedLine & { id: string })[]
}

/** The latest version of the plan (or with `frozen` the one in force); null when there is none. Asks no permission. */
export async function planOf(ctx: Ctx, awardId: string, { frozen = false } = {}): Promise<Plan | null> {
	const version = await ctx.db
		.selectFrom('budgetVersion')
		.select(['id', 'number', 'frozenAt', 'tolerance'])
		.where('awardId', '=', awardId)
		.$if(frozen, (query) => query.where('frozenAt', 'is not', null))
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst()
	if (!version) return null
	const lines = await ctx.db
		.selectFrom('budgetLine')
		.select(['id', 'side', 'category', 'label', 'plannedCents', 'inKind', 'original'])
		.where('versionId', '=', version.id)
		.orderBy('side')
		.orderBy('position')
		.execute()
	return {
		...version,
		tolerance: { ...projectRules.tolerance, ...(version.tolerance as Partial<Tolerance>) },
		lines: lines.map((line) => ({ ...line, side: line.side as LineSide, original: line.original as Money | null }))
	}
}

/**
 * Writes the plan: over a version nobody has signed, or as the next one for an amendment. `version` is the award's. It must
 * balance to the cent and hold the award's own amount as its grant. Throws RuleBroken `error.awards.short`, `error.awards.over`
 * (both with `gap`), `error.awards.grant` (`amount`), `error.awards.no_lines`, `error.stale`, `error.awards.plan_status`.
 */
export async function writePlan(ctx: Ctx, awardId: string, input: PlanInput & { version: number }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award } = await loadAward(ctx, awardId, { lock: true })
		authorize(awardPolicy.prepare(ctx.actor, award))
		if (award.version !== input.version) throw new RuleBroken('error.stale')
		await checkPlanOpen(ctx, award)
		const lines = (['expense', 'source'] as const).flatMap((side) =>
			input[side].map(({ category, label, amount }) => ({
				side,
				category,
				label,
				...plannedFrom(amount),
				inKind: side === 'source' && category === 'own_in_kind'
			}))
		)
		checkBalance(ctx, award, lines)
		const number = await writeLines(ctx, award, lines)
		await touchAward(ctx, awardId)
		await audit(ctx, 'award.plan-written', refOfAward(awardId), { number, ...planTotals(lines) })
	})
}

/** A plan is written until its agreement goes out to be signed, and again for an amendment that is being drafted. */
async function checkPlanOpen(ctx: Ctx, award: Award) {
	if (settledAwards.includes(award.status)) throw new RuleBroken('error.awards.plan_status')
	const latest = await ctx.db
		.selectFrom('agreement')
		.select(['status', 'amendment'])
		.where('awardId', '=', award.id)
		.orderBy('amendment', 'desc')
		.limit(1)
		.executeTakeFirst()
	const open = latest ? latest.status === 'draft' : ['awarded', 'accepted'].includes(award.status)
	if (!open) throw new RuleBroken('error.awards.plan_status')
}

/** An amount in a sentence to the reader. */
export const saidIn = (ctx: Ctx, cents: number): string => formatMoney(money(cents), ctx.locale)

/** Throws what is wrong with a plan before it can be kept, or frozen. */
export function checkBalance(
	ctx: Ctx,
	award: Pick<Award, 'amountCents'>,
	lines: readonly Pick<PlannedLine, 'side' | 'category' | 'plannedCents'>[]
): void {
	const { expenses, grant, gap } = planTotals(lines)
	if (expenses === 0) throw new RuleBroken('error.awards.no_lines', null, {}, 422)
	if (gap !== 0)
		throw new RuleBroken(gap > 0 ? 'error.awards.short' : 'error.awards.over', null, { gap: saidIn(ctx, Math.abs(gap)) }, 422)
	if (grant !== award.amountCents)
		throw new RuleBroken('error.awards.grant', null, { amount: saidIn(ctx, award.amountCents), planned: saidIn(ctx, grant) }, 422)
}

/** Whether it can be frozen as it is. */
export function isBalanced(
	award: Pick<Award, 'amountCents'>,
	lines: readonly Pick<PlannedLine, 'side' | 'category' | 'plannedCents'>[]
): boolean {
	const { expenses, grant, gap } = planTotals(lines)
	return expenses > 0 && gap === 0 && grant === award.amountCents
}

async function writeLines(ctx: Ctx, award: Award, lines: readonly PlannedLine[]): Promise<number> {
	const latest = await planOf(ctx, award.id)
	const open = latest && !latest.frozenAt ? latest : null
	const id = open?.id ?? uuidv7()
	const number = open?.number ?? (latest?.number ?? 0) + 1
	if (open) await ctx.db.deleteFrom('budgetLine').where('versionId', '=', id).execute()
	else
		await ctx.db
			.insertInto('budgetVersion')
			.values({ id, awardId: award.id, number, tolerance: JSON.stringify(projectRules.tolerance), createdAt: ctx.now })
			.execute()
	if (lines.length)
		await ctx.db
			.insertInto('budgetLine')
			.values(
				lines.map(({ original, ...line }, position) => ({
					...line,
					id: uuidv7(),
					versionId: id,
					original: original && JSON.stringify(original),
					position
				}))
			)
			.execute()
	return number
}

/**
 * The plan that was filed, as a first version to be put in order: its grant is what was awarded, so where that is less than
 * was asked it does not balance yet. Part of making the award; asks no permission.
 */
export async function planFromApplication(ctx: Ctx, award: Award): Promise<void> {
	const budget = award.applicationId ? await decidedBudget(ctx, award.applicationId) : null
	if (!budget) return
	const known = new Set(expenseCategories.map(({ key }) => key))
	const euros = (cents: number) => ({ plannedCents: cents, original: null })
	const others = budget.sources.filter(({ kind }) => kind !== 'grant')
	await writeLines(ctx, award, [
		...budget.expenses.map(({ category, label, cents }) => ({
			side: 'expense' as const,
			category: known.has(category) ? category : 'other',
			label,
			...euros(cents),
			inKind: false
		})),
		{ side: 'source', category: 'grant', label: '', ...euros(award.amountCents), inKind: false },
		...others.map(({ kind, name, cents }) => ({
			side: 'source' as const,
			category: kind,
			label: name,
			...euros(cents),
			inKind: kind === 'own_in_kind'
		}))
	])
}

/** Freezes the latest version, for the signature that binds it. Throws as writing it does when it does not balance. */
export async function freezePlan(ctx: Ctx, award: Award): Promise<void> {
	const plan = await planOf(ctx, award.id)
	if (!plan || plan.frozenAt) return
	checkBalance(ctx, award, plan.lines)
	await ctx.db.updateTable('budgetVersion').set({ frozenAt: ctx.now }).where('id', '=', plan.id).execute()
}

/**
 * What was spent and accepted on each line of an award, in cents, by the line's id. Vouchers of an earlier version of the plan
 * count on the line of the same category and name in the version in force. Asks no permission.
 */
export async function acceptedByLine(
	ctx: Ctx,
	awardId: string,
	plan: Pick<Plan, 'lines'>
): Promise<Map<string, { spent: number; accepted: number }>> {
	const rows = await ctx.db
		.selectFrom('expense')
		.innerJoin('report', 'report.id', 'expense.reportId')
		.innerJoin('budgetLine', 'budgetLine.id', 'expense.lineId')
		.select(['expense.lineId', 'budgetLine.category', 'budgetLine.label'])
		.select(sql<number>`sum(expense.amount_cents)::bigint`.as('spent'))
		.select(sql<number>`coalesce(sum(expense.accepted_cents), 0)::bigint`.as('accepted'))
		.where('report.awardId', '=', awardId)
		.where('report.status', 'in', ['filed', 'returned', 'accepted'])
		.groupBy(['expense.lineId', 'budgetLine.category', 'budgetLine.label'])
		.execute()
	const byLine = new Map<string, { spent: number; accepted: number }>()
	const expenses = plan.lines.filter(({ side }) => side === 'expense')
	for (const { lineId, category, label, spent, accepted } of rows) {
		const line =
			expenses.find(({ id }) => id === lineId) ??
			expenses.find((each) => each.category === category && each.label === label) ??
			expenses.find((each) => each.category === category)
		const key = line?.id ?? lineId
		const before = byLine.get(key) ?? { spent: 0, accepted: 0 }
		byLine.set(key, { spent: totalOf([before.spent, spent]), accepted: totalOf([before.accepted, accepted]) })
	}
	return byLine
}

/**
 * How an award's money stands: the plan in force (or the one being written), each line with what was spent and accepted, what
 * left its tolerance, what is due on the accepted expenses and what is still to pay or to pay back. All in cents.
 */
export async function executionOf(ctx: Ctx, award: Award) {
	const plan = (await planOf(ctx, award.id, { frozen: true })) ?? (await planOf(ctx, award.id))
	const { paid } = await ctx.db
		.selectFrom('instalment')
		.select(sql<number>`coalesce(sum(amount_cents), 0)::bigint`.as('paid'))
		.where('awardId', '=', award.id)
		.where('status', '=', 'paid')
		.executeTakeFirstOrThrow()
	if (!plan)
		return { plan: null, lines: [], totals: null, paid, ...settlement({ due: award.amountCents, paid }), rateLeft: false }
	const byLine = await acceptedByLine(ctx, award.id, plan)
	const lines = plan.lines.map((line) => {
		const { spent, accepted } = byLine.get(line.id) ?? { spent: 0, accepted: 0 }
		return { ...line, spent, accepted, ...lineState({ planned: line.plannedCents, spent, accepted }, plan.tolerance) }
	})
	const totals = planTotals(plan.lines)
	const spent = totalOf([...byLine.values()].map((each) => each.spent))
	const accepted = totalOf([...byLine.values()].map((each) => each.accepted))
	const due = dueOn({ awarded: award.amountCents, planned: totals.expenses, accepted })
	return {
		plan,
		lines,
		totals: { ...totals, spent, accepted, due },
		paid,
		...settlement({ due, paid }),
		rateLeft: rateLeft({ grant: totals.grant, planned: totals.expenses, spent, paid }, plan.tolerance)
	}
}
export type Execution = Awaited<ReturnType<typeof executionOf>>

/** The same for a page, to whoever may see the award. */
export async function getExecution(ctx: Ctx, awardId: string): Promise<Execution> {
	const { award } = await loadAward(ctx, awardId)
	return executionOf(ctx, award)
}

/** The plan being written (or the one in force, to begin the next from), for its form; whether it can be written now. */
export async function getPlan(ctx: Ctx, awardId: string) {
	const { award } = await loadAward(ctx, awardId)
	const plan = await planOf(ctx, awardId)
	const open = await checkPlanOpen(ctx, award).then(
		() => true,
		(cause: unknown) => {
			if (cause instanceof RuleBroken) return false
			throw cause
		}
	)
	return {
		plan,
		totals: plan && planTotals(plan.lines),
		can: { write: open && awardPolicy.prepare(ctx.actor, award) }
	}
}
