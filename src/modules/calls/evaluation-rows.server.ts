import { locales } from '#platform/i18n'
import type { Selectable } from 'kysely'
import { accountsById } from '#modules/identity/accounts.server'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import type { EvaluatorTable } from '#platform/tables'
import { officeCalls, type Call } from './call-rows.server.ts'
import { callPolicy } from './policy.ts'

export type Evaluator = Selectable<EvaluatorTable> & { name: string; email: string; locale: Locale }

/** Filed and not out: what is to be judged, before and after the requirements were looked at. */
export const inSelection = ['filed', 'admitted', 'selected', 'reserve', 'rejected'] as const

/** The evaluators of a call with their names, in their order; those who withdrew too. Asks no permission. */
export async function evaluatorsOf(ctx: Ctx, callId: string): Promise<Evaluator[]> {
	const rows = await ctx.db.selectFrom('evaluator').selectAll().where('callId', '=', callId).orderBy('number').execute()
	const accounts = await accountsById(
		ctx,
		rows.map(({ accountId }) => accountId)
	)
	return rows.map((row) => {
		const account = accounts.get(row.accountId)
		return {
			...row,
			name: account?.name || (account?.email ?? `E${row.number}`),
			email: account?.email ?? '',
			locale: (account?.locale ?? locales[0]) as Locale
		}
	})
}

/** A call to its office, to be read; 404 outside. */
export async function officeCall(ctx: Ctx, id: string): Promise<Call> {
	const call = callPolicy.view(ctx.actor) ? await officeCalls(ctx).where('id', '=', id).executeTakeFirst() : undefined
	return call ?? notFound()
}

/** The actor as an evaluator of a call, who has not withdrawn; 404 otherwise. `lock` holds the row. */
export async function ownSeat(ctx: Ctx, callId: string, { lock = false } = {}) {
	const seat = ctx.actor
		? await ctx.db
				.selectFrom('evaluator')
				.selectAll()
				.where('callId', '=', callId)
				.where('accountId', '=', ctx.actor.accountId)
				.where('withdrawnAt', 'is', null)
				.$if(lock, (query) => query.forUpdate())
				.executeTakeFirst()
		: undefined
	return seat ?? notFound()
}

export type Candidate = {
	id: string
	reference: string
	title: string
	status: string
	lotId: string | null
	organisationId: string | null
	accountId: string | null
	formVersionId: string
	locale: string
	requestedCents: number | null
	filedAt: Date
	answers: unknown
}

/** The applications of a call that are judged, by reference, with what was filed. Asks no permission. */
export const candidatesOf = (ctx: Ctx, callId: string, statuses: readonly string[] = inSelection): Promise<Candidate[]> =>
	ctx.db
		.selectFrom('application')
		.innerJoin('filing', 'filing.id', 'application.filingId')
		.select(['application.id', 'application.reference', 'application.title', 'application.status', 'application.lotId'])
		.select(['application.organisationId', 'application.accountId', 'application.formVersionId', 'application.locale'])
		.select(['application.requestedCents', 'filing.filedAt', 'filing.answers'])
		.where('application.callId', '=', callId)
		.where('application.status', 'in', [...statuses])
		.orderBy('application.reference')
		.execute()

/** Pairs an evaluator must keep out of, `evaluator/application`: every conflict nobody has lifted. */
export async function standingConflicts(ctx: Ctx, callId: string): Promise<Set<string>> {
	const rows = await ctx.db
		.selectFrom('conflict')
		.innerJoin('evaluator', 'evaluator.id', 'conflict.evaluatorId')
		.select(['conflict.evaluatorId', 'conflict.applicationId'])
		.where('evaluator.callId', '=', callId)
		.where('conflict.liftedAt', 'is', null)
		.execute()
	return new Set(rows.map(({ evaluatorId, applicationId }) => pairOf(evaluatorId, applicationId)))
}
export const pairOf = (evaluatorId: string, applicationId: string) => `${evaluatorId}/${applicationId}`

/** Whether the draw was made: from then on nobody joins the evaluators. */
export const isDrawn = async (ctx: Ctx, callId: string): Promise<boolean> =>
	(await ctx.db.selectFrom('assignmentRun').select('id').where('callId', '=', callId).limit(1).executeTakeFirst()) !== undefined
