import { sql } from 'kysely'
import { maySeeReserved } from '#modules/identity/policy'
import { organisationsById } from '#modules/network/organisations.server'
import type { Answers } from '#engines/forms/values'
import { mixedWords } from '#engines/text/fold'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { checkDeclared, checkNotBarred } from './application-access.server.ts'
import { messagesOf } from './application-messages.server.ts'
import { applicationPolicy } from './application-policy.ts'
import { definitionOf, findApplication } from './application-rows.server.ts'
import { verdicts, type ApplicationFilters } from './application-schema.ts'
import { applicantOf } from './applications.server.ts'
import { callParts, officeCalls } from './call-rows.server.ts'
import { checksOf } from './checks.server.ts'
import type { FiledFile } from './filing.server.ts'
import { callPolicy } from './policy.ts'
import { canMoveApplication, type ApplicationStatus } from './workflow.ts'

const PAGE = 50

/**
 * What was filed in a call, `after` one, by reference. Before the files are opened only references, instants and digests: who
 * files, and what for, is sealed. For the office; an auditor reads. Four queries.
 */
export async function listApplications(ctx: Ctx, callId: string, filters: ApplicationFilters = {}, after: string | null = null) {
	const call = callPolicy.view(ctx.actor) ? await officeCalls(ctx).where('id', '=', callId).executeTakeFirst() : undefined
	if (!call) return notFound()
	const opened = call.openedAt !== null
	const { q, status, lot, late } = filters
	const rows = await ctx.db
		.selectFrom('application')
		.innerJoin('filing', 'filing.id', 'application.filingId')
		.leftJoin('organisation', 'organisation.id', 'application.organisationId')
		.leftJoin('lot', 'lot.id', 'application.lotId')
		.select(['application.id', 'application.reference', 'application.status', 'application.title', 'application.requestedCents'])
		.select([
			'application.organisationId',
			'application.accountId',
			'filing.filedAt',
			'filing.late',
			'filing.digest',
			'filing.number'
		])
		.select('lot.title as lotTitle')
		.where('application.callId', '=', callId)
		.$if(status !== undefined, (query) => query.where('application.status', '=', status!))
		.$if(opened && lot !== undefined, (query) => query.where('application.lotId', '=', lot!))
		.$if(late !== undefined, (query) => query.where('filing.late', '=', true))
		.$if(q !== undefined, (query) =>
			query.where((eb) => {
				const like = `%${q!.replace(/[\\%_]/g, '\\$&')}%`
				const byReference = eb('application.reference', 'ilike', like)
				return opened
					? eb.or([byReference, eb('application.title', 'ilike', like), sql<boolean>`organisation.name::text ilike ${like}`])
					: byReference
			})
		)
		.$if(after !== null, (query) => query.where('application.id', '>', after!))
		.orderBy('application.id')
		.limit(PAGE + 1)
		.execute()
	const page = rows.slice(0, PAGE)
	const organisations = opened
		? await organisationsById(
				ctx,
				page.flatMap(({ organisationId }) => organisationId ?? [])
			)
		: new Map<string, never>()
	const counts = await ctx.db
		.selectFrom('application')
		.select((eb) => ['status', eb.fn.countAll<number>().as('count')])
		.where('callId', '=', callId)
		.groupBy('status')
		.execute()
	return {
		call: { id: call.id, reference: call.reference, title: call.title, status: call.status, closesAt: call.closesAt },
		openedAt: call.openedAt,
		/** The instant has come, the job that closes the call has not been yet. */
		closing: call.status === 'published' && call.closesAt !== null && call.closesAt <= ctx.now,
		lots: opened ? (await callParts(ctx, callId)).lots : [],
		counts: Object.fromEntries(counts.map((each) => [each.status, each.count])) as Partial<Record<ApplicationStatus, number>>,
		applications: page.map(({ organisationId, accountId: _, title, requestedCents, lotTitle, ...row }) => ({
			...row,
			status: row.status as ApplicationStatus,
			...(opened
				? {
						title,
						requestedCents,
						lot: lotTitle as Localized | null,
						organisation: organisationId ? ((organisations.get(organisationId)?.name ?? {}) as Localized) : null
					}
				: { title: null, requestedCents: null, lot: null, organisation: null })
		})),
		next: rows.length > PAGE ? page.at(-1)!.id : null,
		can: {
			open: callPolicy.run(ctx.actor, call) && call.status === 'closed' && !opened,
			permitLate:
				callPolicy.run(ctx.actor, call) &&
				['published', 'closed'].includes(call.status) &&
				call.closesAt !== null &&
				call.closesAt <= ctx.now,
			export: callPolicy.run(ctx.actor, call) && opened
		}
	}
}

/**
 * A filed application to the office, as it was filed; 404 until its call's files are opened. Throws RuleBroken
 * `error.applications.recused`, and `error.applications.undeclared` to an evaluator of the call.
 */
export async function getFiledApplication(ctx: Ctx, callId: string, id: string) {
	const application = ctx.actor ? await findApplication(ctx, id) : undefined
	if (!application?.filingId || application.callId !== callId || !callPolicy.view(ctx.actor)) return notFound()
	if (!maySeeReserved(ctx.actor, application.call)) return notFound()
	await checkNotBarred(ctx, application)
	const about = {
		id,
		reference: application.reference,
		status: application.status,
		call: application.call,
		messages: await messagesOf(ctx, id),
		can: { message: applicationPolicy.run(ctx.actor, application.call) && application.status !== 'withdrawn' }
	}
	if (!applicationPolicy.readOpened(ctx.actor, application.call)) return { ...about, opened: null }
	await checkDeclared(ctx, callId)
	const filing = await ctx.db.selectFrom('filing').selectAll().where('id', '=', application.filingId).executeTakeFirstOrThrow()
	const answers = filing.answers as Answers
	const lot = application.lotId
		? await ctx.db.selectFrom('lot').select('title').where('id', '=', application.lotId).executeTakeFirst()
		: undefined
	const applicant = await applicantOf(ctx, application)
	const names = typeof applicant.name === 'string' ? [applicant.name] : Object.values(applicant.name)
	const checking = about.can.message && ['closed', 'evaluation'].includes(application.call.status)
	return {
		...about,
		opened: {
			title: application.title,
			applicant,
			/** Words of the name or the title that mix two alphabets: it may imitate another. */
			mixed: [...new Set([...names, application.title].flatMap(mixedWords))],
			lot: lot ? (lot.title as Localized) : null,
			requestedCents: application.requestedCents,
			filing: { number: filing.number, digest: filing.digest, filedAt: filing.filedAt, late: filing.late },
			files: filing.files as FiledFile[],
			definition: await definitionOf(ctx, application.formVersionId),
			answers,
			checks: await checksOf(ctx, application, answers),
			elsewhere: await elsewhere(ctx, application.organisationId, callId),
			permissions: await ctx.db
				.selectFrom('latePermission')
				.select(['id', 'until', 'reason', 'givenAt'])
				.where('applicationId', '=', id)
				.orderBy('givenAt')
				.execute(),
			verdicts: checking ? verdicts.filter((verdict) => canMoveApplication(application.status, verdict)) : [],
			can: { check: checking }
		}
	}
}

/** What the same organisation filed in other calls, the latest first: a hint that the same might be paid for twice. */
async function elsewhere(ctx: Ctx, organisationId: string | null, callId: string) {
	if (!organisationId) return []
	const rows = await ctx.db
		.selectFrom('application')
		.innerJoin('call', 'call.id', 'application.callId')
		.select(['application.id', 'application.callId', 'application.reference', 'application.title', 'application.status'])
		.select(['application.requestedCents', 'call.title as callTitle'])
		.where('organisationId', '=', organisationId)
		.where('callId', '<>', callId)
		// Sealed there too, until it is opened.
		.where('call.openedAt', 'is not', null)
		.where('application.status', 'not in', ['draft', 'withdrawn'])
		.orderBy('application.id', 'desc')
		.limit(20)
		.execute()
	return rows.map((row) => ({ ...row, status: row.status as ApplicationStatus, callTitle: row.callTitle as Localized }))
}
