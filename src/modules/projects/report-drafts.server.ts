import { changesBetween } from '#engines/forms/change'
import { same } from '#engines/forms/equal'
import type { Answers } from '#engines/forms/values'
import { accountsById } from '#modules/identity/accounts.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { thinVersions } from '#platform/versions.server'
import { awardPolicy } from './award-policy.ts'
import { refOfAward } from './award-rows.server.ts'
import { askOpen, loadReport, reportDefinitions, type LoadedReport, type Report } from './report-rows.server.ts'
import { isWritable } from './report-workflow.ts'

export type ReportDraftReason = 'saved' | 'merged' | 'restored' | 'filed'

const MOST = 300

/** The report locked, if the actor may write in it now. RuleBroken `error.reports.status`, `error.reports.closed`. */
export async function lockToWrite(ctx: Ctx, reportId: string): Promise<LoadedReport> {
	const loaded = await loadReport(ctx, reportId, { lock: true })
	authorize(awardPolicy.report(ctx.actor, loaded.standing))
	askOpen(loaded)
	if (!isWritable(loaded.report.status)) throw new RuleBroken('error.reports.status')
	return loaded
}

/** Writes answers as a new version with its place in the history. Returns the version, the old one when nothing changed. */
export async function writeReport(ctx: Ctx, report: Report, answers: Answers, reason: ReportDraftReason): Promise<number> {
	if (same(answers, report.answers)) return report.version
	const version = report.version + 1
	await ctx.db
		.updateTable('report')
		.set({ answers: JSON.stringify(answers), version, status: report.status === 'due' ? 'draft' : report.status })
		.where('id', '=', report.id)
		.execute()
	await keepVersion(ctx, { id: report.id, version, answers }, reason)
	return version
}

/** Puts a version into the history. Part of the verbs that write one; asks no permission. */
export async function keepVersion(
	ctx: Ctx,
	{ id, version, answers }: Pick<Report, 'id' | 'version' | 'answers'>,
	reason: ReportDraftReason
): Promise<void> {
	await ctx.db
		.insertInto('reportDraft')
		.values({
			...{ reportId: id, version, reason },
			answers: JSON.stringify(answers),
			savedAt: ctx.now,
			savedBy: ctx.actor?.accountId ?? null
		})
		.execute()
}

/** What stood at a version; of one thinned out since, the latest before it. RuleBroken `error.stale` for one that never was. */
export async function answersAt(ctx: Ctx, report: Report, version: number): Promise<Answers> {
	if (!Number.isSafeInteger(version) || version > report.version || version < 0) throw new RuleBroken('error.stale')
	const row = await ctx.db
		.selectFrom('reportDraft')
		.select('answers')
		.where('reportId', '=', report.id)
		.where('version', '<=', version)
		.orderBy('version', 'desc')
		.limit(1)
		.executeTakeFirst()
	return (row?.answers ?? {}) as Answers
}

/** The history is the holder's: the office reads what was filed. */
async function ownReport(ctx: Ctx, reportId: string): Promise<LoadedReport> {
	const loaded = await loadReport(ctx, reportId)
	authorize(loaded.standing !== null)
	return loaded
}

/** The versions kept, newest first, at most three hundred, each with how many answers it changed against the one before. */
export async function reportHistory(ctx: Ctx, reportId: string) {
	const { award, standing, report } = await ownReport(ctx, reportId)
	const definition = reportDefinitions[report.kind]
	const rows = await ctx.db
		.selectFrom('reportDraft')
		.select(['version', 'answers', 'savedAt', 'savedBy', 'reason'])
		.where('reportId', '=', reportId)
		.orderBy('version', 'desc')
		.limit(MOST + 1)
		.execute()
	const authors = await accountsById(
		ctx,
		rows.flatMap(({ savedBy }) => savedBy ?? [])
	)
	const open = award.status === 'running' || award.status === 'completed'
	return {
		report: { id: reportId, kind: report.kind, version: report.version },
		award: { id: award.id, reference: award.reference },
		definition,
		versions: rows.slice(0, MOST).map((row, at) => ({
			version: row.version,
			savedAt: row.savedAt,
			by: row.savedBy ? (authors.get(row.savedBy)?.name ?? '') : '',
			reason: row.reason as ReportDraftReason,
			changes: changesBetween(definition, (rows[at + 1]?.answers ?? {}) as Answers, row.answers as Answers).length,
			// Filing and asking for corrections count versions of the report that change no answer.
			current: at === 0
		})),
		can: { restore: open && isWritable(report.status) && awardPolicy.report(ctx.actor, standing) }
	}
}

/** One kept version to be read; 404 when it was thinned out. */
export async function reportAt(ctx: Ctx, reportId: string, version: number): Promise<Answers> {
	await ownReport(ctx, reportId)
	const row = await ctx.db
		.selectFrom('reportDraft')
		.select('answers')
		.where('reportId', '=', reportId)
		.where('version', '=', version)
		.executeTakeFirst()
	return row ? (row.answers as Answers) : notFound()
}

/**
 * Brings back what stood at a version, as a new version; vouchers stay as they now are. `from` is the version the page was made
 * from: RuleBroken `error.stale` when somebody has written since, `error.reports.status` once it is filed.
 */
export async function restoreReport(ctx: Ctx, reportId: string, { version, from }: { version: number; from: number }) {
	await transact(ctx, async (ctx) => {
		const { award, report } = await lockToWrite(ctx, reportId)
		if (from !== report.version) throw new RuleBroken('error.stale')
		await writeReport(ctx, report, await reportAt(ctx, reportId, version), 'restored')
		await audit(ctx, 'report.restored', refOfAward(award.id), { report: reportId, version })
	})
}

/** Thins the histories out, as those of applications are. Returns how many versions went. */
export const thinReports = (ctx: Ctx): Promise<number> => thinVersions(ctx, { table: 'report_draft', owner: 'report_id' })
