import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { locales, pickText, type Locale, type Localized } from '#platform/i18n'
import { enqueue } from '#platform/jobs.server'
import { nextReference } from '#platform/references.server'
import { themes } from '#programme/themes'
import { dashboard, type Drawn, type RegionRow } from './dashboards.server.ts'
import { narrowed } from './fact-rows.server.ts'
import type { Figure } from './figure-schema.ts'
import { indexReport } from './indexing.server.ts'
import { mayOpenOffice, mayPublishReport, mayWriteReport } from './policy.ts'
import { isMoney, type Chapter, type Measure, type ObjectiveInput, type Texts } from './report-schema.ts'

onConstraint('yearly_report_year_unique', 'error.report.taken', 'year')

/** An objective with what was reached; `reached` and `target` in the measure's unit, money in cents. */
export type ObjectiveRow = {
	id: string
	title: Localized
	comment: Localized
	measure: Measure
	priority: string | null
	target: number
	reached: number
	/** What was done for it, as the portal knows it; missing in reports frozen before it was kept. */
	activities?: ActivityRow[]
}
export type ActivityRow = { kind: 'event' | 'call' | 'project'; id: string; title: Localized }
export type NeedRow = { theme: string; needs: number; offers: number; projects: number }
export type StoryRow = { id: string; title: Localized; text: Localized }
/** Everything a report shows besides its texts, in one language. */
export type ReportContent = {
	chapters: Partial<Record<Chapter, Figure[]>>
	drawn: Drawn | null
	regions: RegionRow[]
	objectives: ObjectiveRow[]
	needs: NeedRow[]
	stories: StoryRow[]
	refreshedAt: string | null
}

const measured = ['activity', 'money', 'selection', 'results', 'network', 'balance'] as const

const MOST_ACTIVITIES = 12

/** The first twelve published events, calls and public projects of a year and a priority. One query. */
async function activitiesOf(ctx: Ctx, filters: { year: number; priority?: string }): Promise<ActivityRow[]> {
	const among = (kind: string) => sql`id in (select id from figure_fact where ${narrowed(kind, filters)})`
	const { rows } = await sql<ActivityRow>`
		select kind, id, title from (
			select 'event' as kind, id, title, starts_at as at from event where published_at is not null and not reserved and ${among('event')}
			union all select 'call', id, title, closes_at from call where published_at is not null and not reserved and ${among('call')}
			union all select 'project', id, title, coalesce(starts_on::timestamptz, created_at) from project where public and ${among('project')}
		) as done order by at, id limit ${MOST_ACTIVITIES}`.execute(ctx.db)
	return rows
}

/** Objectives of a year held against the facts, with what was done for each. Two queries for each priority they name. */
async function objectivesOf(ctx: Ctx, year: number): Promise<ObjectiveRow[]> {
	const rows = await ctx.db
		.selectFrom('planObjective')
		.selectAll()
		.where('year', '=', year)
		.orderBy('position')
		.orderBy('id')
		.execute()
	const activities = new Map<string | null, ActivityRow[]>()
	const reached = new Map<string | null, Record<string, { count: number; n: number; m: number; o: number }>>()
	for (const priority of new Set(rows.map((row) => row.priority))) {
		const filters = { year, ...(priority === null ? {} : { priority }) }
		const kinds = ['event', 'introduction', 'project', 'award', 'application', 'organisation']
		const { rows: sums } = await sql<{ kind: string; count: number; n: number; m: number; o: number }>`
			select kind, count(*)::int as count, sum(n)::float8 as n, sum(m)::float8 as m, sum(o)::float8 as o from figure_fact
			where ${sql.join(
				kinds.map((kind) => sql`(${narrowed(kind, filters)})`),
				sql` or `
			)} group by 1`.execute(ctx.db)
		activities.set(priority, await activitiesOf(ctx, filters))
		reached.set(priority, Object.fromEntries(sums.map(({ kind, ...sum }) => [kind, sum])))
	}
	return rows.map(({ position: _, year: __, ...row }) => {
		const of = reached.get(row.priority) ?? {}
		const value: Record<Measure, number | undefined> = {
			events: of.event?.count,
			participants: of.event?.n,
			introductions: of.introduction?.count,
			agreed: of.introduction?.m,
			projects: of.project?.count,
			committed: of.award?.n,
			cofinanced: of.award?.o,
			applications: of.application?.count,
			organisations: of.organisation?.count
		}
		return {
			...row,
			title: row.title as Localized,
			comment: row.comment as Localized,
			measure: row.measure as Measure,
			reached: value[row.measure as Measure] ?? 0,
			activities: activities.get(row.priority) ?? []
		}
	})
}

/** The themes most asked for in the year, with what was offered and done. Two queries. */
async function needsOf(ctx: Ctx, year: number): Promise<NeedRow[]> {
	const { rows } = await sql<NeedRow>`
		with asked as (select theme, sum(needs)::int as needs, sum(offers)::int as offers from need_figure where year = ${year} group by 1),
			done as (select theme, count(*)::int as projects from figure_fact, unnest(themes) as theme where ${narrowed('project', { year })} group by 1)
		select theme, needs, offers, coalesce(projects, 0) as projects from asked left join done using (theme)
		where needs > 0 order by needs desc, offers, theme limit 15`.execute(ctx.db)
	return rows.filter(({ theme }) => themes.some(({ key }) => key === theme))
}

/** The stories chosen, as they are told on the portal: only of public projects. One query. */
async function storiesOf(ctx: Ctx, ids: readonly string[]): Promise<StoryRow[]> {
	const { rows } = await sql<StoryRow>`
		select id, title, case when story <> '{}' then story else summary end as text from project
		where id = any(${ids}::uuid[]) and public order by array_position(${ids}::uuid[], id)`.execute(ctx.db)
	return rows
}

/** What a report of the year would show now, in the context's language. Asks no permission. */
async function contentOf(ctx: Ctx, { year, stories }: { year: number; stories: readonly string[] }): Promise<ReportContent> {
	const content: ReportContent = {
		chapters: {},
		drawn: null,
		regions: [],
		objectives: await objectivesOf(ctx, year),
		needs: await needsOf(ctx, year),
		stories: await storiesOf(ctx, stories),
		refreshedAt: null
	}
	for (const section of measured) {
		const board = await dashboard(ctx, section, { year })
		content.chapters[section] = board.figures.filter(({ rows }) => rows.length > 0)
		content.drawn ??= board.drawn
		content.regions = board.regions ?? content.regions
		content.refreshedAt = board.refreshedAt?.toISOString() ?? null
	}
	return content
}

/** The reports, the latest year first. For the office. One query. */
export async function listReports(ctx: Ctx) {
	authorize(mayOpenOffice(ctx.actor))
	return {
		reports: await ctx.db
			.selectFrom('yearlyReport')
			.select(['id', 'year', 'status', 'reference', 'updatedAt', 'publishedAt'])
			.orderBy('year', 'desc')
			.execute(),
		can: { write: mayWriteReport(ctx.actor) }
	}
}

/** Begins the report of a year. RuleBroken `error.report.taken` on `year` when there is one. Returns its id. */
export async function beginReport(ctx: Ctx, year: number): Promise<string> {
	authorize(mayWriteReport(ctx.actor))
	return transact(ctx, async (ctx) => {
		const id = uuidv7()
		await ctx.db
			.insertInto('yearlyReport')
			.values({ id, year, status: 'draft', createdAt: ctx.now, updatedAt: ctx.now })
			.execute()
		await audit(ctx, 'yearly-report.begun', `yearly-report:${id}`, { year })
		return id
	})
}

const reportOf = (ctx: Ctx, id: string) => ctx.db.selectFrom('yearlyReport').selectAll().where('id', '=', id)

/** One report with what it shows: of a draft as it would be now, of a published one as it was frozen. For the office. */
export async function getReport(ctx: Ctx, id: string) {
	authorize(mayOpenOffice(ctx.actor))
	const report = await reportOf(ctx, id).executeTakeFirst()
	if (!report) return notFound()
	const { frozen, ...rest } = report
	const draft = report.status === 'draft'
	return {
		...rest,
		texts: report.texts as Texts,
		content: draft ? await contentOf(ctx, report) : (frozen as Record<Locale, ReportContent>)[ctx.locale],
		can: { write: draft && mayWriteReport(ctx.actor), publish: draft && mayPublishReport(ctx.actor) }
	}
}

async function lockDraft(ctx: Ctx, id: string, version: number) {
	const report = await reportOf(ctx, id).forUpdate().executeTakeFirst()
	if (!report) return notFound()
	if (report.status !== 'draft') throw new RuleBroken('error.report.published')
	if (report.version !== version) throw new RuleBroken('error.stale')
	return report
}

/** Writes the texts. RuleBroken `error.report.published` or `error.stale`. */
export async function writeReport(ctx: Ctx, id: string, { version, ...texts }: { version: number } & Texts) {
	authorize(mayWriteReport(ctx.actor))
	await transact(ctx, async (ctx) => {
		await lockDraft(ctx, id, version)
		await ctx.db
			.updateTable('yearlyReport')
			.set({ texts: JSON.stringify(texts), version: version + 1, updatedAt: ctx.now })
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'yearly-report.written', `yearly-report:${id}`)
	})
}

/** Chooses the projects whose stories it tells. */
export async function chooseStories(ctx: Ctx, id: string, { version, story }: { version: number; story: string[] }) {
	authorize(mayWriteReport(ctx.actor))
	await transact(ctx, async (ctx) => {
		await lockDraft(ctx, id, version)
		await ctx.db
			.updateTable('yearlyReport')
			.set({ stories: story, version: version + 1, updatedAt: ctx.now })
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'yearly-report.written', `yearly-report:${id}`, { stories: story.length })
	})
}

/** The public projects of the year or with a story, to choose from; fifty at most. */
export async function storiesToChoose(ctx: Ctx, year: number) {
	authorize(mayOpenOffice(ctx.actor))
	const { rows } = await sql<{ id: string; title: Localized; told: boolean }>`
		select id, title, story <> '{}' as told from project
		where public and (extract(year from starts_on) <= ${year} or starts_on is null) and (ends_on is null or extract(year from ends_on) >= ${year})
		order by told desc, updated_at desc, id limit 50`.execute(ctx.db)
	return rows
}

/** Adds an objective to the plan of a report's year. Returns its id. */
export async function addObjective(ctx: Ctx, id: string, { title, comment, target, ...input }: ObjectiveInput): Promise<string> {
	authorize(mayWriteReport(ctx.actor))
	return transact(ctx, async (ctx) => {
		const report = await reportOf(ctx, id).forUpdate().executeTakeFirst()
		if (!report) return notFound()
		if (report.status !== 'draft') throw new RuleBroken('error.report.published')
		const objectiveId = uuidv7()
		await ctx.db
			.insertInto('planObjective')
			.values({
				id: objectiveId,
				year: report.year,
				...input,
				title: JSON.stringify(title),
				comment: JSON.stringify(comment),
				target: isMoney(input.measure) ? target * 100 : target
			})
			.execute()
		await audit(ctx, 'yearly-report.objective-added', `yearly-report:${id}`, { measure: input.measure })
		return objectiveId
	})
}

export async function removeObjective(ctx: Ctx, id: string, objectiveId: string) {
	authorize(mayWriteReport(ctx.actor))
	await transact(ctx, async (ctx) => {
		const report = await reportOf(ctx, id).forUpdate().executeTakeFirst()
		if (!report) return notFound()
		if (report.status !== 'draft') throw new RuleBroken('error.report.published')
		const gone = await ctx.db
			.deleteFrom('planObjective')
			.where('id', '=', objectiveId)
			.where('year', '=', report.year)
			.executeTakeFirst()
		if (!gone.numDeletedRows) return notFound()
		await audit(ctx, 'yearly-report.objective-removed', `yearly-report:${id}`)
	})
}

/**
 * Publishes a report: its figures are frozen in every language, it is numbered and sealed by a digest, and its paper is
 * made. Throws RuleBroken `error.report.empty` without an introduction.
 */
export async function publishReport(ctx: Ctx, id: string, { version }: { version: number }): Promise<void> {
	authorize(mayPublishReport(ctx.actor))
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const report = await lockDraft(ctx, id, version)
		const texts = report.texts as Texts
		if (!pickText(texts.intro, ctx.locale)) throw new RuleBroken('error.report.empty', 'intro')
		const frozen: Partial<Record<Locale, ReportContent>> = {}
		for (const locale of locales) frozen[locale] = await contentOf({ ...ctx, locale }, report)
		const sealed = JSON.stringify({ year: report.year, texts, frozen })
		await ctx.db
			.updateTable('yearlyReport')
			.set({
				status: 'published',
				reference: await nextReference(ctx, 'RPT'),
				frozen: JSON.stringify(frozen),
				digest: createHash('sha256').update(sealed).digest('hex'),
				version: version + 1,
				updatedAt: ctx.now,
				publishedAt: ctx.now,
				publishedBy: accountId
			})
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'yearly-report.published', `yearly-report:${id}`, { year: report.year })
		await indexReport(ctx, id)
		await enqueue(ctx, 'steering.report-paper', { reportId: id })
	})
}

/** The published reports, the latest first: for everybody. One query. */
export const publishedReports = (ctx: Ctx) =>
	ctx.db
		.selectFrom('yearlyReport')
		.select(['year', 'reference', 'publishedAt'])
		.where('status', '=', 'published')
		.orderBy('year', 'desc')
		.execute()

/** The published report of a year, as it was frozen, for everybody; 404 while there is none. One query. */
export async function publishedReport(ctx: Ctx, year: number) {
	const report = await ctx.db
		.selectFrom('yearlyReport')
		.selectAll()
		.where('year', '=', year)
		.where('status', '=', 'published')
		.executeTakeFirst()
	if (!report) return notFound()
	const frozen = report.frozen as Record<Locale, ReportContent>
	return {
		id: report.id,
		year,
		reference: report.reference!,
		publishedAt: report.publishedAt!,
		digest: report.digest!,
		fileId: report.fileId,
		texts: report.texts as Texts,
		content: frozen[ctx.locale],
		frozen
	}
}
