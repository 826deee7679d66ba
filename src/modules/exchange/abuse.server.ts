import { v7 as uuidv7 } from 'uuid'
import { findAccount } from '#modules/identity/accounts.server'
import { mayWrite } from '#modules/identity/policy'
import { hideOrganisation } from '#modules/network/moderation.server'
import { organisationsById } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import type { Locale, Localized } from '#platform/i18n'
import { introductionRules } from '#programme/exchange'
import { writeClosedForAbuse, writeReportAnswered } from './introduction-mails.server.ts'
import { subjectOf, type AbuseReason } from './introduction-schema.ts'
import { loadIntroduction, moveIntroduction } from './introductions.server.ts'
import { closeListing } from './listings.server.ts'
import { mayModerate, mayReadExchange } from './policy.ts'

onConstraint('abuse_report_open_unique', 'error.exchange.already_reported')

/**
 * Somebody signed in reports a listing, an introduction or an organisation they can see: 404 for any other. Throws
 * RuleBroken `error.exchange.already_reported` while their first report of it is open, `error.exchange.reports` (429).
 */
export async function reportAbuse(
	ctx: Ctx,
	subject: string,
	{ reason, note }: { reason: AbuseReason; note: string }
): Promise<string> {
	authorize(mayWrite(ctx.actor))
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		await getReportable(ctx, subject)
		const { count } = await ctx.db
			.selectFrom('abuseReport')
			.select((eb) => eb.fn.countAll<number>().as('count'))
			.where('reportedBy', '=', accountId)
			.where('reportedAt', '>', new Date(ctx.now.getTime() - 86_400_000))
			.executeTakeFirstOrThrow()
		if (count >= introductionRules.reportsPerDay) throw new RuleBroken('error.exchange.reports', null, {}, 429)
		const id = uuidv7()
		await ctx.db
			.insertInto('abuseReport')
			.values({ id, subject, reason, note, reportedBy: accountId, reportedAt: ctx.now, status: 'open' })
			.execute()
		await audit(ctx, 'abuse.reported', `abuse-report:${id}`, { subject, reason })
		return id
	})
}

/** What is reported, as the page of reporting names it; its name is null for an introduction. 404 when it is not there for the actor. */
export async function getReportable(ctx: Ctx, ref: string) {
	authorize(ctx.actor !== null)
	const subject = subjectOf(ref)
	if (!subject) return notFound()
	const { kind, id } = subject
	if (kind === 'introduction') {
		const { row } = await loadIntroduction(ctx, id)
		return { kind, id, reference: row.reference, name: null }
	}
	if (kind === 'listing') {
		const row = await ctx.db
			.selectFrom('listing')
			.select(['reference', 'title'])
			.where('id', '=', id)
			.where('status', 'in', ['published', 'expired'])
			.executeTakeFirst()
		return row ? { kind, id, reference: row.reference, name: row.title as Localized } : notFound()
	}
	const found = (await organisationsById(ctx, [id])).get(id)
	return found?.status === 'listed' ? { kind, id, reference: found.reference, name: found.name as Localized } : notFound()
}

const PAGE = 50

/** The reports of abuse, the oldest open ones first, at most 50 with what they are about. */
export async function listAbuse(ctx: Ctx) {
	authorize(mayReadExchange(ctx.actor))
	const rows = await ctx.db
		.selectFrom('abuseReport')
		.select(['id', 'subject', 'reason', 'note', 'reportedBy', 'reportedAt', 'status', 'answer', 'decidedAt'])
		.orderBy((eb) => eb('status', '=', 'open'), 'desc')
		.orderBy('reportedAt')
		.limit(PAGE)
		.execute()
	const subjects = rows.map(({ subject }) => subjectOf(subject))
	const ids = (kind: string) => subjects.flatMap((subject) => (subject?.kind === kind ? subject.id : []))
	const named = new Map<string, { reference: string; name: Localized | null }>()
	if (ids('listing').length)
		for (const { id, reference, title } of await ctx.db
			.selectFrom('listing')
			.select(['id', 'reference', 'title'])
			.where('id', 'in', ids('listing'))
			.execute())
			named.set(id, { reference, name: title as Localized })
	if (ids('introduction').length)
		for (const { id, reference } of await ctx.db
			.selectFrom('introduction')
			.select(['id', 'reference'])
			.where('id', 'in', ids('introduction'))
			.execute())
			named.set(id, { reference, name: null })
	if (ids('organisation').length)
		for (const [id, { reference, name }] of await organisationsById(ctx, ids('organisation')))
			named.set(id, { reference, name: name as Localized })
	return {
		reports: rows.map(({ reportedBy: _, ...row }, at) => ({
			...row,
			status: row.status as 'open' | 'upheld' | 'dismissed',
			reason: row.reason as AbuseReason,
			about: subjects[at] ? { ...subjects[at], ...(named.get(subjects[at].id) ?? { reference: '', name: null }) } : null
		})),
		can: { decide: mayModerate(ctx.actor) }
	}
}

/** How many reports wait, and since when: for the office's front page. */
export async function countAbuse(ctx: Ctx): Promise<{ count: number; oldest: Date | null }> {
	authorize(mayReadExchange(ctx.actor))
	const row = await ctx.db
		.selectFrom('abuseReport')
		.select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('reportedAt').as('oldest')])
		.where('status', '=', 'open')
		.executeTakeFirstOrThrow()
	return { count: row.count, oldest: row.oldest as Date | null }
}

/**
 * The staff say that a report is right: the listing or the introduction is closed, the organisation is hidden with its listings,
 * and who leads it reads why, never from whom. `answer` is read by both. Throws RuleBroken `error.exchange.report_decided`.
 */
export async function upholdReport(ctx: Ctx, reportId: string, { answer }: { answer: string }) {
	await decide(ctx, reportId, 'upheld', answer, async (ctx, ref) => {
		const { kind, id } = subjectOf(ref)!
		if (kind === 'listing') {
			const row = await ctx.db.selectFrom('listing').select(['organisationId', 'status']).where('id', '=', id).executeTakeFirst()
			if (!row) return
			if (row.status !== 'closed') await closeListing(ctx, id, { reason: answer })
			await writeClosedForAbuse(ctx, row.organisationId, { id: reportId, what: kind, answer })
		} else if (kind === 'introduction') {
			const row = await ctx.db.selectFrom('introduction').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
			if (!row) return
			if (row.status === 'asked' || row.status === 'accepted') {
				const status = row.status === 'asked' ? 'withdrawn' : 'closed'
				await moveIntroduction(ctx, row, status, { endedBy: 'service' })
				await audit(ctx, `introduction.${status}`, `introduction:${id}`)
			}
		} else {
			// Hidden or merged since, it needs no hiding; whoever led it has been told then.
			if ((await organisationsById(ctx, [id])).get(id)?.status !== 'listed') return
			await hideOrganisation(ctx, id, answer)
			await writeClosedForAbuse(ctx, id, { id: reportId, what: kind, answer })
		}
	})
}

/** The staff say that a report is not right, and why. Throws RuleBroken `error.exchange.report_decided`. */
export const dismissReport = (ctx: Ctx, reportId: string, { answer }: { answer: string }) =>
	decide(ctx, reportId, 'dismissed', answer, async () => {})

async function decide(
	ctx: Ctx,
	reportId: string,
	status: 'upheld' | 'dismissed',
	answer: string,
	act: (ctx: Ctx, subject: string) => Promise<void>
) {
	authorize(mayModerate(ctx.actor))
	await transact(ctx, async (ctx) => {
		const report = await ctx.db.selectFrom('abuseReport').selectAll().where('id', '=', reportId).forUpdate().executeTakeFirst()
		if (!report) return notFound()
		if (report.status !== 'open') throw new RuleBroken('error.exchange.report_decided')
		await ctx.db
			.updateTable('abuseReport')
			.set({ status, answer, decidedAt: ctx.now, decidedBy: ctx.actor?.accountId ?? null })
			.where('id', '=', reportId)
			.execute()
		await act(ctx, report.subject)
		await audit(ctx, `abuse.${status}`, `abuse-report:${reportId}`, { subject: report.subject })
		const reporter = report.reportedBy ? await findAccount(ctx, report.reportedBy) : undefined
		if (reporter)
			await writeReportAnswered(ctx, {
				email: reporter.email,
				locale: reporter.locale as Locale,
				id: reportId,
				upheld: status === 'upheld',
				answer
			})
	})
}
