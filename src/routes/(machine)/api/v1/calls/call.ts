import type { publicCall, PublicCall } from '#modules/calls/calls.server'
import { address } from '../../../open.ts'

/** A call in a list of the API. Amounts are cents of a euro, rates basis points. */
export const callJson = (call: PublicCall) => ({
	id: call.id,
	reference: call.reference,
	kind: call.kind,
	service: call.service,
	url: address(`/en/calls/${call.id}`),
	state: call.state,
	title: call.title,
	summary: call.summary,
	priorities: call.priorities,
	themes: call.themes,
	countries: call.countries,
	applicant: call.applicant,
	organisationKinds: call.kinds,
	opensAt: call.opensAt,
	closesAt: call.closesAt,
	rules: call.rules,
	publishedAt: call.publishedAt
})

/** One call with everything that was published with it. */
export const wholeCallJson = (call: Awaited<ReturnType<typeof publicCall>>) => ({
	...callJson(call),
	text: call.text,
	committeeOn: call.committeeOn,
	noticeOn: call.noticeOn,
	blind: call.blind,
	evaluatorsEach: call.evaluatorsEach,
	tieRule: call.tieRule,
	seedCommitment: call.seedCommitment,
	seedSource: call.seedSource,
	seed: call.seed,
	lots: call.lots.map(({ id, title, text, envelopeCents, places, limits }) => ({
		id,
		title,
		text,
		envelopeCents,
		places,
		limits
	})),
	requirements: call.requirements.map(({ id, stage, text, rejects, rule }) => ({ id, stage, text, rejects, rule })),
	criteria: call.criteria.map(({ id, title, text, weight, scaleMin, scaleMax, threshold }) => ({
		id,
		title,
		text,
		weight,
		scaleMin,
		scaleMax,
		threshold
	}))
})
