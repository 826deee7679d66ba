import { readAnswers, type Posted } from '#engines/forms/answers'
import { applyCommand } from '#engines/forms/commands'
import { problemsOf } from '#engines/forms/problems'
import type { Problem } from '#engines/forms/problem'
import { mergeAnswers, type Conflict } from '#engines/forms/merge'
import { own, textOf, type Answers } from '#engines/forms/values'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { mayWrite } from '#modules/identity/policy'
import { awardPolicy } from './award-policy.ts'
import { holdersOf, loadAward, refOfAward, type Award } from './award-rows.server.ts'
import { lineState, totalOf } from './budget-figures.ts'
import { acceptedByLine, planOf } from './budgets.server.ts'
import { expensesOf, type Expense } from './expenses.server.ts'
import { answersAt, keepVersion, lockToWrite, writeReport } from './report-drafts.server.ts'
import {
	askOpen,
	loadReport,
	moveReport,
	reportContext,
	reportDefinitions,
	reports,
	today,
	type Report
} from './report-rows.server.ts'
import { hasExpenses, isWritable } from './report-workflow.ts'
import { watchTolerance } from './tolerance.server.ts'

/** The answers after a post, without keeping them: what a refused save shows again. */
export async function typedReport(ctx: Ctx, reportId: string, posted: Posted): Promise<Answers> {
	const { report } = await loadReport(ctx, reportId)
	return readAnswers(reportDefinitions[report.kind], posted, reportContext(ctx), report.answers).answers
}

export type SavedReport = {
	/** What the next save begins from. */
	version: number
	/** What the page shows: where there are conflicts, what was typed here. */
	answers: Answers
	/** Answers that somebody else saved meanwhile and that were not laid over; `theirs` is what is saved. */
	conflicts: Conflict[]
	problems: Problem[]
	/** The input to come back to, after a button that added or took away a row. */
	focus: string | null
}

/**
 * Keeps what was typed of a report, however far along, with the row that a button of the form added or took away. For anybody
 * of the holder. `version` is the one the page was made from: what somebody else, or another tab, saved since is merged as in
 * an application; where both changed the same answer what is saved stays, and the conflict is returned with both. RuleBroken
 * `error.reports.status` once it is filed, `error.reports.closed` after the award's books are.
 */
export async function saveReport(
	ctx: Ctx,
	reportId: string,
	{ version, posted }: { version: number; posted: Posted }
): Promise<SavedReport> {
	return transact(ctx, async (ctx) => {
		const { award, report } = await lockToWrite(ctx, reportId)
		const definition = reportDefinitions[report.kind]
		const upToDate = version === report.version
		const base = upToDate ? report.answers : await answersAt(ctx, report, version)
		const read = readAnswers(definition, posted, reportContext(ctx), base)
		const { answers: mine, focus } = applyCommand(definition, read.answers, posted)
		const { answers, conflicts } = upToDate ? { answers: mine, conflicts: [] } : mergeAnswers(base, mine, report.answers)
		const written = await writeReport(ctx, report, answers, upToDate ? 'saved' : 'merged')
		if (written > report.version) await audit(ctx, 'report.saved', refOfAward(award.id), { report: reportId })
		const shown = { ...answers }
		for (const key of new Set(conflicts.map(({ field }) => field.split('.')[0]!))) {
			const typed = own(mine, key)
			if (typed === undefined) delete shown[key]
			else shown[key] = typed
		}
		const wrong = problemsOf(definition, answers, { for: 'draft', context: reportContext(ctx) })
		return { version: written, answers: shown, conflicts, problems: [...read.problems, ...wrong], focus }
	})
}

/**
 * The holder's lead files a report: every question answered, every voucher with its day and its file, and each significant
 * variance explained. RuleBroken `error.reports.incomplete` (`count`), `error.reports.no_expenses`, `error.reports.vouchers`
 * (`count`), `error.reports.variances`, `error.reports.status`, `error.stale`.
 */
export async function fileReport(ctx: Ctx, reportId: string, { version }: { version: number }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award, standing, report } = await loadReport(ctx, reportId, { lock: true })
		authorize(awardPolicy.speak(ctx.actor, standing))
		askOpen({ award })
		const problems = filingProblems(ctx, report)
		if (problems.length) throw new RuleBroken('error.reports.incomplete', null, { count: problems.length }, 422)
		if (hasExpenses(report.kind) && (await planOf(ctx, award.id, { frozen: true }))) {
			const expenses = await expensesOf(ctx, reportId)
			if (expenses.length === 0) throw new RuleBroken('error.reports.no_expenses', null, {}, 422)
			const bare = expenses.filter(({ fileId, spentOn }) => !fileId || !spentOn)
			if (bare.length) throw new RuleBroken('error.reports.vouchers', null, { count: bare.length }, 422)
			const far = (await linesWith(ctx, award, report, expenses)).some(({ significant }) => significant)
			if (far && !textOf(report.answers.variances).trim()) throw new RuleBroken('error.reports.variances', null, {}, 422)
		}
		await moveReport(ctx, report, 'filed', { version, filedAt: ctx.now, filedBy: ctx.actor.accountId })
		await keepVersion(ctx, { ...report, version: version + 1 }, 'filed')
		await audit(ctx, 'report.filed', refOfAward(award.id), { report: reportId, kind: report.kind })
		if (hasExpenses(report.kind)) await watchTolerance(ctx, award)
	})
}

const filingProblems = (ctx: Ctx, { kind, answers }: Pick<Report, 'kind' | 'answers'>) =>
	problemsOf(reportDefinitions[kind], answers, { for: 'filing', context: reportContext(ctx) }).filter(
		({ severity }) => severity === 'error'
	)

/**
 * The lines of the plan with what was spent so far, this report included. A line is `significant` when it leaves its tolerance:
 * above it at any time, below it in the final report, whose money will not be spent any more.
 */
export async function linesWith(ctx: Ctx, award: Award, report: Report, expenses: readonly Expense[]) {
	const plan = await planOf(ctx, award.id, { frozen: true })
	if (!plan) return []
	const filed = await acceptedByLine(ctx, award.id, plan)
	const counted = ['filed', 'returned', 'accepted'].includes(report.status)
	return plan.lines
		.filter(({ side }) => side === 'expense')
		.map((line) => {
			const own = totalOf(expenses.filter(({ lineId }) => lineId === line.id).map(({ amountCents }) => amountCents))
			const before = filed.get(line.id) ?? { spent: 0, accepted: 0 }
			const spent = counted ? before.spent : before.spent + own
			const state = lineState({ planned: line.plannedCents, spent, accepted: before.accepted }, plan.tolerance)
			const under =
				report.kind === 'final' && BigInt(spent) * 10_000n < BigInt(line.plannedCents) * BigInt(10_000 - plan.tolerance.line)
			return { ...line, own, spent, accepted: before.accepted, ...state, significant: state.over || under }
		})
}

/** A report whole, for its pages on both sides: questions and answers, vouchers beside the plan, what is missing, what can be done. */
export async function getReport(ctx: Ctx, reportId: string) {
	const { award, standing, report } = await loadReport(ctx, reportId)
	const expenses = await expensesOf(ctx, reportId)
	const lines = hasExpenses(report.kind) ? await linesWith(ctx, award, report, expenses) : []
	const open = award.status === 'running' || award.status === 'completed'
	const writable = open && isWritable(report.status)
	const { filedBy: _filed, reviewedBy: _reviewed, ...rest } = report
	const seen = new Map<string, number>()
	const mark = ({ supplier, voucher }: Expense) => `${supplier.toLowerCase()}|${voucher.toLowerCase()}`
	for (const expense of expenses) if (expense.voucher) seen.set(mark(expense), (seen.get(mark(expense)) ?? 0) + 1)
	return {
		...rest,
		award: { id: award.id, reference: award.reference, title: award.terms.title, status: award.status, kind: award.kind },
		holder: (await holdersOf(ctx, [award])).get(award.id)!,
		definition: reportDefinitions[report.kind],
		problems: filingProblems(ctx, report),
		/** `twice`: the same number of the same supplier stands in the report already. */
		expenses: expenses.map((expense) => ({ ...expense, twice: (seen.get(mark(expense)) ?? 0) > 1 })),
		lines,
		vouchers: hasExpenses(report.kind) && lines.length > 0,
		overdue: isWritable(report.status) && report.dueOn < today(ctx),
		can: {
			office: awardPolicy.office(ctx.actor),
			write: writable && awardPolicy.report(ctx.actor, standing),
			file: writable && awardPolicy.speak(ctx.actor, standing),
			review: open && report.status === 'filed' && awardPolicy.prepare(ctx.actor, award)
		}
	}
}

/** The reports of an award in the order they are due, for its page. */
export async function reportsOf(ctx: Ctx, awardId: string) {
	const { award } = await loadAward(ctx, awardId)
	const rows = await reports(ctx).where('awardId', '=', awardId).orderBy('dueOn').orderBy('id').execute()
	const day = today(ctx)
	return {
		reports: rows.map(({ id, kind, dueOn, status, filedAt }) => ({
			...{ id, kind, dueOn, status, filedAt },
			overdue: isWritable(status) && dueOn < day
		})),
		can: {
			ask: mayWrite(ctx.actor) && awardPolicy.prepare(ctx.actor, award) && ['running', 'completed'].includes(award.status)
		}
	}
}
