import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import {
	callDocuments,
	callParts,
	calls,
	formOf,
	officeCalls,
	type Call,
	type CallDocument,
	type Criterion,
	type Lot,
	type Requirement
} from './call-rows.server.ts'
import type { CallKind } from './call-schema.ts'
import type { CallRules, TieStep } from './call-rules.ts'
import { callPolicy } from './policy.ts'
import { canMoveCall, isOpen, publicState, type CallStatus, type PublicState } from './workflow.ts'

/** A call as the office sees it, without what is sealed in it, and what the actor may do now. 404 outside the office. */
export async function getCall(ctx: Ctx, id: string) {
	const call = callPolicy.view(ctx.actor) ? await officeCalls(ctx).where('id', '=', id).executeTakeFirst() : undefined
	if (!call) return notFound()
	const { seedSource, ...rest } = call
	const edit = callPolicy.edit(ctx.actor, call)
	const publish = callPolicy.publish(ctx.actor, call)
	return {
		...rest,
		seedKind: seedSource.kind ?? null,
		seedPublic: seedSource.kind === 'public' ? seedSource.source : null,
		open: isOpen(call, ctx.now),
		state: publicState(call, ctx.now),
		can: {
			edit: edit && call.status === 'draft',
			/** Words that change no rule: texts and documents of a call that is not over. */
			correct: edit && (call.status === 'draft' || call.status === 'published'),
			publish: publish && canMoveCall(call.status, 'published'),
			extend: publish && call.status === 'published' && ctx.now < call.closesAt!,
			cancel: publish && canMoveCall(call.status, 'cancelled'),
			run: callPolicy.run(ctx.actor, call),
			decide: callPolicy.decide(ctx.actor, call)
		}
	}
}

/** Lots, requirements and criteria for the office, each in order. */
export async function getCallParts(ctx: Ctx, id: string) {
	await getCall(ctx, id)
	return callParts(ctx, id)
}

/** The documents of a call for the office. */
export async function getCallDocuments(ctx: Ctx, id: string) {
	await getCall(ctx, id)
	return callDocuments(ctx, id)
}

/** What everybody may read of a call: pages, search, feeds and the API show what comes out of here and nothing else. */
export type PublicCall = {
	id: string
	reference: string
	kind: CallKind
	service: string
	title: Localized
	summary: Localized
	text: Localized
	priorities: string[]
	themes: string[]
	countries: string[]
	applicant: 'organisation' | 'person'
	kinds: string[]
	opensAt: Date
	closesAt: Date
	committeeOn: string | null
	noticeOn: string | null
	rules: CallRules
	blind: boolean
	evaluatorsEach: number
	mostPerApplicant: number
	tieRule: TieStep[]
	status: CallStatus
	state: PublicState
	open: boolean
	cancelReason: string | null
	seedCommitment: string | null
	/** The public source of the draw; null where the seed is committed to. */
	seedSource: string | null
	seed: string | null
	publishedAt: Date
	updatedAt: Date
}

/** The one place that says what is public of a call. */
export const asPublicCall = (call: Call, now: Date): PublicCall => ({
	id: call.id,
	reference: call.reference,
	kind: call.kind,
	service: call.service,
	title: call.title,
	summary: call.summary,
	text: call.text,
	priorities: call.priorities,
	themes: call.themes,
	countries: call.countries,
	applicant: call.applicant,
	kinds: call.kinds,
	// The database holds that what was published has both.
	opensAt: call.opensAt!,
	closesAt: call.closesAt!,
	committeeOn: call.committeeOn,
	noticeOn: call.noticeOn,
	rules: call.rules,
	blind: call.blind,
	evaluatorsEach: call.evaluatorsEach,
	mostPerApplicant: call.mostPerApplicant,
	tieRule: call.tieRule,
	status: call.status,
	state: publicState(call, now),
	open: isOpen(call, now),
	cancelReason: call.status === 'cancelled' ? call.cancelReason : null,
	seedCommitment: call.seedCommitment,
	seedSource: call.seedSource.kind === 'public' ? call.seedSource.source : null,
	seed: call.seed,
	publishedAt: call.publishedAt!,
	updatedAt: call.updatedAt
})

/** One call to whoever asks, with everything on its page; 404 for a draft. Cancelled ones stay, and say so. Six queries. */
export async function publicCall(
	ctx: Ctx,
	id: string
): Promise<PublicCall & { lots: Lot[]; requirements: Requirement[]; criteria: Criterion[]; documents: CallDocument[] }> {
	const call = await calls(ctx).where('id', '=', id).where('publishedAt', 'is not', null).executeTakeFirst()
	if (!call) return notFound()
	return { ...asPublicCall(call, ctx.now), ...(await callParts(ctx, id)), documents: await callDocuments(ctx, id) }
}

/** The published form of a call, for who wants to read it before beginning; null when there is none. */
export async function publicForm(ctx: Ctx, id: string) {
	await publicCall(ctx, id)
	return formOf(ctx, id)
}
