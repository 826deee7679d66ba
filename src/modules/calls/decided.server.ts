import { allFields } from '#engines/forms/definition'
import { lineAmount } from '#engines/forms/budget'
import { sheetOf } from '#engines/forms/sheet'
import { budgetOf, centsOf, own, type Answers, type SourceKind } from '#engines/forms/values'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { share, money } from '#platform/money'
import { definitionOf } from './application-rows.server.ts'
import { openToOffice } from './call-rows.server.ts'
import type { CallKind } from './call-schema.ts'
import { callPolicy } from './policy.ts'

/** What an application was decided to get, for the award that follows. Amounts in cents. */
export type Decided = {
	id: string
	reference: string
	title: string
	organisationId: string | null
	accountId: string | null
	amountCents: number
	call: {
		id: string
		reference: string
		kind: CallKind
		service: string
		title: Localized
		priorities: string[]
		themes: string[]
	}
}
export type DecidedBudget = {
	expenses: { category: string; label: string; cents: number }[]
	sources: { kind: SourceKind; name: string; cents: number }[]
}

const decided = (ctx: Ctx) =>
	ctx.db
		.selectFrom('application')
		.innerJoin('call', 'call.id', 'application.callId')
		.leftJoin('outcome', 'outcome.applicationId', 'application.id')
		.select(['application.id', 'application.reference', 'application.title', 'application.organisationId'])
		.select(['application.accountId', 'application.requestedCents', 'outcome.amountCents', 'call.id as callId'])
		.select(['call.reference as callReference', 'call.kind', 'call.service', 'call.title as callTitle'])
		.select(['call.priorities', 'call.themes'])
		.where('application.status', '=', 'selected')
		.where('call.decidedAt', 'is not', null)
		.where(openToOffice(ctx))

type Row = Awaited<ReturnType<ReturnType<typeof decided>['executeTakeFirstOrThrow']>>
const asDecided = ({ callId, callReference, kind, service, callTitle, priorities, themes, ...row }: Row): Decided => ({
	id: row.id,
	reference: row.reference,
	title: row.title,
	organisationId: row.organisationId,
	accountId: row.accountId,
	amountCents: row.amountCents ?? row.requestedCents ?? 0,
	call: {
		id: callId,
		reference: callReference,
		kind: kind as CallKind,
		service,
		title: callTitle as Localized,
		priorities,
		themes
	}
})

/** A selected application of a decided call, to the office; 404 for any other and anybody else. */
export async function decidedApplication(ctx: Ctx, applicationId: string): Promise<Decided> {
	const row = callPolicy.view(ctx.actor)
		? await decided(ctx).where('application.id', '=', applicationId).executeTakeFirst()
		: undefined
	return row ? asDecided(row) : notFound()
}

/** The selected applications of decided calls, the latest decided first, at most two hundred; 404 outside the office. */
export async function selectedApplications(ctx: Ctx): Promise<Decided[]> {
	if (!callPolicy.view(ctx.actor)) return notFound()
	const rows = await decided(ctx).orderBy('call.decidedAt', 'desc').orderBy('application.reference').limit(200).execute()
	return rows.map(asDecided)
}

/** Who decided each call, for whoever else must approve its payments. A call not decided has nobody. Asks no permission. */
export async function decidersOf(ctx: Ctx, callIds: readonly string[]): Promise<Map<string, string>> {
	if (callIds.length === 0) return new Map()
	const rows = await ctx.db
		.selectFrom('call')
		.select(['id', 'decidedBy'])
		.where('id', 'in', [...new Set(callIds)])
		.execute()
	return new Map(rows.flatMap(({ id, decidedBy }) => (decidedBy ? [[id, decidedBy] as const] : [])))
}

/** The budget that was filed, in whole cents, with its flat-rate overheads as a line; null where the form asks for none. */
export async function decidedBudget(ctx: Ctx, applicationId: string): Promise<DecidedBudget | null> {
	await decidedApplication(ctx, applicationId)
	const row = await ctx.db
		.selectFrom('application')
		.innerJoin('filing', 'filing.id', 'application.filingId')
		.select(['application.formVersionId', 'filing.answers'])
		.where('application.id', '=', applicationId)
		.executeTakeFirst()
	if (!row) return null
	const definition = await definitionOf(ctx, row.formVersionId)
	const answers = row.answers as Answers
	const sheet = sheetOf(definition, answers)
	const field = allFields(definition).find((each) => each.kind === 'budget' && sheet.shows(each.key))
	if (field?.kind !== 'budget') return null
	const { lines, sources } = budgetOf(own(answers, field.key))
	const expenses = lines
		.map((line) => ({ category: line.category ?? 'other', label: line.label ?? '', cents: lineAmount(line) ?? 0 }))
		.filter(({ cents }) => cents > 0)
	const direct = expenses.reduce((sum, { cents }) => sum + cents, 0)
	const overhead = field.rules.overheadRate ? share(money(direct), field.rules.overheadRate).cents : 0
	return {
		expenses: overhead ? [...expenses, { category: 'administration', label: '', cents: overhead }] : expenses,
		sources: sources
			.map(({ kind, name, amount }) => ({ kind: kind ?? 'private', name: name ?? '', cents: centsOf(amount) ?? 0 }))
			.filter(({ cents }) => cents > 0)
	}
}
