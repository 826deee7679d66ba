import { sql, type Selectable, type Updateable } from 'kysely'
import type { FormDefinition } from '#engines/forms/definition'
import { ownServices } from '#modules/identity/policy'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import type { CallDocumentTable, CallTable, CriterionTable, LotTable, RequirementTable } from '#platform/tables'
import type { CallKind } from './call-schema.ts'
import type { CallRules, LotLimits, RequirementRule, SeedSource, TieStep } from './call-rules.ts'
import { callPolicy } from './policy.ts'
import type { CallStatus } from './workflow.ts'

/** A call as it is stored. */
export type Call = Omit<
	Selectable<CallTable>,
	'kind' | 'title' | 'summary' | 'text' | 'applicant' | 'rules' | 'tieRule' | 'status' | 'seedSource'
> & {
	kind: CallKind
	title: Localized
	summary: Localized
	text: Localized
	applicant: 'organisation' | 'person'
	rules: CallRules
	tieRule: TieStep[]
	status: CallStatus
	seedSource: SeedSource
}
export type Lot = Omit<Selectable<LotTable>, 'title' | 'text' | 'limits'> & {
	title: Localized
	text: Localized
	limits: LotLimits
}
export type Requirement = Omit<Selectable<RequirementTable>, 'text' | 'rule' | 'stage'> & {
	text: Localized
	rule: RequirementRule | null
	stage: 'admissibility' | 'eligibility'
}
export type Criterion = Omit<Selectable<CriterionTable>, 'title' | 'text'> & { title: Localized; text: Localized }
export type CallDocument = Omit<Selectable<CallDocumentTable>, 'title'> & {
	title: Localized
	name: string
	bytes: number
	type: string
}

/** The subject of a call in the trail. */
export const refOfCall = (id: string) => `call:${id}`

export const calls = (ctx: Ctx) => ctx.db.selectFrom('call').selectAll('call').$castTo<Call>()

/** The calls that the actor's office shows: those reserved to other services are not there. */
export const officeCalls = (ctx: Ctx) => calls(ctx).where(openToOffice(ctx))

/** The same as a condition on the table `call`. */
export function openToOffice({ actor }: Ctx) {
	const own = ownServices(actor)
	return sql<boolean>`(not call.reserved or ${own === null} or call.service || call.services && ${own ?? []}::text[])`
}

/** One for the office, locked until the transaction ends: what a verb is about to decide on. 404 for whoever is not of the office. */
export async function lockCall(ctx: Ctx, id: string): Promise<Call> {
	const call = callPolicy.view(ctx.actor) ? await officeCalls(ctx).where('id', '=', id).forUpdate().executeTakeFirst() : undefined
	return call ?? notFound()
}

/** Writes what is given; every write moves the version on. Returns the row as it then is. Asks no permission. */
export async function writeCall(ctx: Ctx, id: string, values: Updateable<CallTable>): Promise<Call> {
	const row = await ctx.db
		.updateTable('call')
		.set((eb) => ({ ...values, version: eb('version', '+', 1), updatedAt: ctx.now }))
		.where('id', '=', id)
		.returningAll()
		.executeTakeFirstOrThrow()
	return row as unknown as Call
}

/** Lots, requirements and criteria of a call, each in order. Three queries. Asks no permission: they are public with the call. */
export async function callParts(
	ctx: Ctx,
	callId: string
): Promise<{ lots: Lot[]; requirements: Requirement[]; criteria: Criterion[] }> {
	const [lots, requirements, criteria] = [
		await ctx.db.selectFrom('lot').selectAll().where('callId', '=', callId).orderBy('position').$castTo<Lot>().execute(),
		await ctx.db
			.selectFrom('requirement')
			.selectAll()
			.where('callId', '=', callId)
			.orderBy('position')
			.$castTo<Requirement>()
			.execute(),
		await ctx.db
			.selectFrom('criterion')
			.selectAll()
			.where('callId', '=', callId)
			.orderBy('position')
			.$castTo<Criterion>()
			.execute()
	]
	return { lots, requirements, criteria }
}

/** The documents of a call with the files behind them, in order. */
export const callDocuments = (ctx: Ctx, callId: string): Promise<CallDocument[]> =>
	ctx.db
		.selectFrom('callDocument')
		.innerJoin('storedFile', 'storedFile.id', 'callDocument.fileId')
		.selectAll('callDocument')
		.select(['storedFile.name', 'storedFile.bytes', 'storedFile.type'])
		.where('callDocument.callId', '=', callId)
		.where('storedFile.removedAt', 'is', null)
		.orderBy('position')
		.$castTo<CallDocument>()
		.execute()

export type CallForm = { id: string; number: number; definition: FormDefinition }

/** The newest published version of a call's form, which a new application begins with; null before publication. */
export async function formOf(ctx: Ctx, callId: string): Promise<CallForm | null> {
	const row = await ctx.db
		.selectFrom('formVersion')
		.select(['id', 'number', 'definition'])
		.where('callId', '=', callId)
		.where('publishedAt', 'is not', null)
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst()
	return (row as CallForm | undefined) ?? null
}

/** The form an application began with. */
export async function formVersion(ctx: Ctx, id: string): Promise<CallForm> {
	const row = await ctx.db
		.selectFrom('formVersion')
		.select(['id', 'number', 'definition'])
		.where('id', '=', id)
		.executeTakeFirst()
	return (row as CallForm | undefined) ?? notFound()
}
