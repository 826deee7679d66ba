import type { Selectable } from 'kysely'
import { parseDefinition, type FormDefinition } from '#engines/forms/definition'
import type { FormContext } from '#engines/forms/answers'
import type { Answers } from '#engines/forms/values'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { notFound, RuleBroken } from '#platform/errors'
import type { ReportTable } from '#platform/tables'
import { programme } from '#programme/programme'
import { reportForms } from '#programme/report-forms'
import { loadAward, type LoadedAward } from './award-rows.server.ts'
import { canMoveReport, type ReportKind, type ReportStatus } from './report-workflow.ts'

/** A report as it is stored. */
export type Report = Omit<Selectable<ReportTable>, 'kind' | 'status' | 'answers'> & {
	kind: ReportKind
	status: ReportStatus
	answers: Answers
}
export type LoadedReport = LoadedAward & { report: Report }

export const reports = (ctx: Ctx) => ctx.db.selectFrom('report').selectAll('report').$castTo<Report>()

/** The questions of each kind, as the programme asks them. A mistake in them is a bug and stops the start. */
export const reportDefinitions = Object.fromEntries(
	Object.entries(reportForms).map(([kind, json]) => {
		const parsed = parseDefinition(json)
		if (!parsed.ok) throw new Error(`programme/report-forms.ts: ${kind}: ${parsed.problems[0]?.path}`)
		return [kind, parsed.definition]
	})
) as Record<ReportKind, FormDefinition>

export const reportContext = (ctx: Ctx): FormContext => ({ locale: ctx.locale, today: today(ctx) })
export const today = (ctx: Ctx): string => localDate(ctx.now, programme.timeZone)

/**
 * A report the actor may see, with its award; 404 for any other. With `lock` the award is held, and after it the report, so
 * that two who decide on the same money do so one after the other.
 */
export async function loadReport(ctx: Ctx, reportId: string, { lock = false } = {}): Promise<LoadedReport> {
	const found = ctx.actor
		? await ctx.db.selectFrom('report').select('awardId').where('id', '=', reportId).executeTakeFirst()
		: null
	if (!found) return notFound()
	const loaded = await loadAward(ctx, found.awardId, { lock })
	const report = await reports(ctx)
		.where('id', '=', reportId)
		.$if(lock, (query) => query.forUpdate())
		.executeTakeFirst()
	return report ? { ...loaded, report } : notFound()
}

/** What a report can no longer be once the books of its award are closed. RuleBroken `error.reports.closed`. */
export function askOpen({ award }: Pick<LoadedAward, 'award'>): void {
	if (award.status !== 'running' && award.status !== 'completed') throw new RuleBroken('error.reports.closed')
}

/** Moves a report on and counts a version. RuleBroken `error.reports.status`, `error.stale`. Asks no permission. */
export async function moveReport(
	ctx: Ctx,
	report: Report,
	status: ReportStatus,
	{ version, ...values }: { version: number } & Partial<Omit<Selectable<ReportTable>, 'answers'>>
): Promise<void> {
	if (!canMoveReport(report.status, status)) throw new RuleBroken('error.reports.status')
	if (report.version !== version) throw new RuleBroken('error.stale')
	await ctx.db
		.updateTable('report')
		.set((eb) => ({ ...values, status, version: eb('version', '+', 1) }))
		.where('id', '=', report.id)
		.execute()
}
