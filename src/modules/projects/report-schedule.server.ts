import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, onConstraint, RuleBroken } from '#platform/errors'
import { projectRules } from '#programme/projects'
import { reportReminders } from '#programme/report-forms'
import { awardPolicy } from './award-policy.ts'
import { asAward, loadAward, refOfAward, type Award } from './award-rows.server.ts'
import { writeReminder } from './report-mails.server.ts'
import { askOpen, reports, today } from './report-rows.server.ts'
import type { ScheduleInput } from './report-schema.ts'
import { isWritable, kindsFor, reportReminderStage, type ReportKind } from './report-workflow.ts'

onConstraint('report_once_unique', 'error.reports.once', 'dueOn')

/** The day so many days later, as `2027-03-01`. */
export const dayAfter = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)

/** When the last activity of an award ends: as was agreed, else as its project says. Null while nobody has said. */
async function endOf(ctx: Ctx, award: Award): Promise<string | null> {
	const agreed = await ctx.db
		.selectFrom('agreement')
		.select('content')
		.where('awardId', '=', award.id)
		.where('status', '=', 'signed')
		.orderBy('amendment', 'desc')
		.limit(1)
		.executeTakeFirst()
	const endsOn = (agreed?.content as { input?: { endsOn?: string | null } } | undefined)?.input?.endsOn ?? award.terms.endsOn
	if (endsOn || !award.projectId) return endsOn
	const project = await ctx.db.selectFrom('project').select('endsOn').where('id', '=', award.projectId).executeTakeFirst()
	return project?.endsOn ?? null
}

/**
 * The reports an award owes, when it begins to run and again after an amendment: the final one `finalReportDays` after the end,
 * an interim one on the day of each instalment that waits for it. Those nobody has begun move with the dates; a stay's report
 * and a mission's come with their dates. Part of the verbs that bind an award; asks no permission.
 */
export async function scheduleReports(ctx: Ctx, award: Award): Promise<void> {
	const instalments = await ctx.db
		.selectFrom('instalment')
		.select(['condition', 'dueOn'])
		.where('awardId', '=', award.id)
		.where('status', '<>', 'cancelled')
		.execute()
	const wanted: { kind: ReportKind; dueOn: string }[] = instalments.flatMap(({ condition, dueOn }) =>
		condition === 'interim-report' && dueOn ? [{ kind: 'interim' as const, dueOn }] : []
	)
	if (award.kind === 'grant' || instalments.some(({ condition }) => condition === 'final-report')) {
		const end = await endOf(ctx, award)
		// Without any date the officer sets the day by hand.
		if (end) wanted.push({ kind: 'final', dueOn: dayAfter(end, projectRules.finalReportDays) })
	}
	const known = await reports(ctx).where('awardId', '=', award.id).where('kind', 'in', ['interim', 'final']).execute()
	const begun = known.filter(({ status }) => status !== 'due')
	await ctx.db
		.deleteFrom('report')
		.where('awardId', '=', award.id)
		.where('kind', 'in', ['interim', 'final'])
		.where('status', '=', 'due')
		.where('version', '=', 0)
		.execute()
	for (const { kind, dueOn } of wanted) {
		if (begun.some((report) => report.kind === kind && (kind === 'final' || report.dueOn === dueOn))) continue
		await addReport(ctx, award, { kind, dueOn })
	}
}

async function addReport(ctx: Ctx, award: Pick<Award, 'id'>, { kind, dueOn }: { kind: ReportKind; dueOn: string }) {
	const id = uuidv7()
	await ctx.db.insertInto('report').values({ id, awardId: award.id, kind, dueOn, status: 'due' }).execute()
	return id
}

/** A report is due from now on, unless there is one of that kind and day. Part of confirming a stay; asks no permission. */
export async function expectReport(
	ctx: Ctx,
	award: Pick<Award, 'id'>,
	about: { kind: ReportKind; dueOn: string }
): Promise<void> {
	const known = await reports(ctx)
		.where('awardId', '=', award.id)
		.where('kind', '=', about.kind)
		.where('dueOn', '=', about.dueOn)
		.executeTakeFirst()
	if (!known) await addReport(ctx, award, about)
}

/** The report of a stay that will not be on these days is no longer due, if nobody has begun it. Asks no permission. */
export async function forgetReport(ctx: Ctx, award: Pick<Award, 'id'>, dueOn: string): Promise<void> {
	await ctx.db
		.deleteFrom('report')
		.where('awardId', '=', award.id)
		.where('kind', 'in', ['stay', 'mission'])
		.where('dueOn', '=', dueOn)
		.where('status', '=', 'due')
		.execute()
}

/**
 * An officer asks for one more report, or sets another day for the final one that is not begun. Returns its id. RuleBroken
 * `error.reports.once` (field `dueOn`), `error.reports.closed`.
 */
export async function askForReport(ctx: Ctx, awardId: string, { kind, dueOn }: ScheduleInput): Promise<string> {
	return transact(ctx, async (ctx) => {
		const { award } = await loadAward(ctx, awardId, { lock: true })
		authorize(awardPolicy.prepare(ctx.actor, award))
		askOpen({ award })
		if (!kindsFor[award.kind].includes(kind)) throw new RuleBroken('error.choice', 'kind', {}, 422)
		const last =
			kind === 'interim' || kind === 'mission'
				? undefined
				: await reports(ctx).where('awardId', '=', awardId).where('kind', '=', kind).executeTakeFirst()
		if (last && !isWritable(last.status)) throw new RuleBroken('error.reports.once', 'dueOn', {}, 422)
		if (last)
			await ctx.db
				.updateTable('report')
				.set((eb) => ({
					dueOn,
					reminders: reportReminderStage(dueOn, today(ctx), reportReminders),
					version: eb('version', '+', 1)
				}))
				.where('id', '=', last.id)
				.execute()
		const id = last?.id ?? (await addReport(ctx, award, { kind, dueOn }))
		await audit(ctx, 'report.asked', refOfAward(awardId), { report: id, kind, dueOn })
		return id
	})
}

/**
 * Writes to whoever owes a report 30 and 7 days before it is due, on the day, and two weeks after; each time once, and what was
 * missed while nothing ran is not made up for one by one. Returns how many reports were written about.
 */
export async function remindReports(ctx: Ctx): Promise<number> {
	const day = today(ctx)
	const due = await reports(ctx)
		.innerJoin('award', 'award.id', 'report.awardId')
		.select('award.status as awardStatus')
		.where('report.status', 'in', ['due', 'draft', 'returned'])
		.where('award.status', 'in', ['running', 'completed'])
		.where('report.dueOn', '<=', dayAfter(day, reportReminders[0]!))
		.where('report.reminders', '<', reportReminders.length)
		.execute()
	let written = 0
	for (const { id, awardId, dueOn, reminders } of due) {
		const stage = reportReminderStage(dueOn, day, reportReminders)
		if (stage <= reminders) continue
		written += await transact(ctx, async (ctx) => {
			const award = await ctx.db.selectFrom('award').selectAll().where('id', '=', awardId).forUpdate().executeTakeFirst()
			const report = await reports(ctx).where('id', '=', id).forUpdate().executeTakeFirst()
			// Filed, or reminded by another worker, since the list was read.
			if (!award || !report || !isWritable(report.status) || report.reminders >= stage) return 0
			await ctx.db.updateTable('report').set({ reminders: stage }).where('id', '=', id).execute()
			await writeReminder(ctx, asAward(award), report, dueOn < day)
			return 1
		})
	}
	return written
}
