/** What a new call begins with: a template's rules and form, or a past call's. */
import { v7 as uuidv7 } from 'uuid'
import type { FormDefinition } from '#engines/forms/definition'
import type { Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { keepCopy } from '#platform/files.server'
import type { Localized } from '#platform/i18n'
import { callTemplates, type CallTemplate } from '#programme/call-templates'
import { tieRules } from './call-parts-schema.ts'
import { callDocuments, callParts, officeCalls, type CallDocument } from './call-rows.server.ts'
import type { SeedSource } from './call-rules.ts'

/** What a call begins with, whether from a template or from a past call. */
type Beginning = Pick<
	CallTemplate,
	| 'kind'
	| 'summary'
	| 'text'
	| 'priorities'
	| 'countries'
	| 'applicant'
	| 'kinds'
	| 'blind'
	| 'evaluatorsEach'
	| 'mostPerApplicant'
	| 'rules'
> & {
	template: string | null
	copiedFrom: string | null
	themes: string[]
	tieRule: readonly string[]
	shareReviews: boolean
	seedSource: SeedSource
	documents: readonly CallDocument[]
	definition: FormDefinition
	parts: Parts
}
type Parts = {
	lots: { title: Localized; text?: Localized; envelopeCents?: number | null; places?: number | null; limits?: object }[]
	requirements: { stage: string; text: Localized; rule?: object | null; rejects?: boolean }[]
	criteria: {
		title: Localized
		text: Localized
		weight: number
		threshold?: number | null
		scaleMin?: number
		scaleMax?: number
		commentRequired?: boolean
		justifyExtremes?: boolean
	}[]
}

/** From a template (`template:ngo-projects`) or another call (`call:<id>`). Throws RuleBroken `error.call.template` for neither. */
export async function beginningOf(ctx: Ctx, from: string): Promise<Beginning> {
	const [what, key = ''] = from.split(':')
	return what === 'call' ? fromCall(ctx, key) : fromTemplate(key)
}

const fromTemplate = (key: string): Beginning => {
	const template = callTemplates.find((each) => each.key === key)
	if (!template) throw new RuleBroken('error.call.template', 'from', {}, 422)
	const { lots, requirements, criteria, form, ...rest } = template
	return {
		...rest,
		template: key,
		copiedFrom: null,
		themes: [],
		tieRule: tieRules['criteria-seed'],
		shareReviews: false,
		seedSource: {},
		documents: [],
		definition: form,
		parts: { lots, requirements, criteria }
	}
}

/** Of the calls the actor's office shows. A seed is each call's own; a public source is only where it will come from. */
async function fromCall(ctx: Ctx, id: string): Promise<Beginning> {
	const call = /^[0-9a-f-]{36}$/.test(id) ? await officeCalls(ctx).where('id', '=', id).executeTakeFirst() : undefined
	const form = await ctx.db
		.selectFrom('formVersion')
		.select('definition')
		.where('callId', '=', call?.id ?? uuidv7())
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst()
	if (!call || !form) throw new RuleBroken('error.call.template', 'from', {}, 422)
	const full = (text: Localized) => text as Beginning['summary']
	return {
		...call,
		summary: full(call.summary),
		text: full(call.text),
		rules: call.rules as Beginning['rules'],
		copiedFrom: call.id,
		seedSource: call.seedSource.kind === 'public' ? { kind: 'public', source: call.seedSource.source } : {},
		documents: await callDocuments(ctx, call.id),
		definition: form.definition as FormDefinition,
		parts: await callParts(ctx, call.id)
	}
}

/** Gives a new draft the parts and documents it begins with. Asks no permission. */
export async function addParts(
	ctx: Ctx,
	callId: string,
	{ parts, documents }: Pick<Beginning, 'parts' | 'documents'>
): Promise<void> {
	const { lots, requirements, criteria } = parts
	await addDocuments(ctx, callId, documents)
	if (lots.length)
		await ctx.db
			.insertInto('lot')
			.values(
				lots.map((lot, position) => ({
					id: uuidv7(),
					callId,
					position,
					title: JSON.stringify(lot.title),
					text: JSON.stringify(lot.text ?? {}),
					envelopeCents: lot.envelopeCents ?? null,
					places: lot.places ?? null,
					limits: JSON.stringify(lot.limits ?? {})
				}))
			)
			.execute()
	if (requirements.length)
		await ctx.db
			.insertInto('requirement')
			.values(
				requirements.map(({ stage, text, rule, rejects }, position) => ({
					id: uuidv7(),
					callId,
					position,
					stage,
					text: JSON.stringify(text),
					rule: rule ? JSON.stringify(rule) : null,
					rejects: rejects ?? false
				}))
			)
			.execute()
	if (criteria.length)
		await ctx.db
			.insertInto('criterion')
			.values(
				criteria.map((each, position) => ({
					id: uuidv7(),
					callId,
					position,
					title: JSON.stringify(each.title),
					text: JSON.stringify(each.text),
					weight: each.weight,
					threshold: each.threshold ?? null,
					scaleMin: each.scaleMin ?? 1,
					scaleMax: each.scaleMax ?? 5,
					commentRequired: each.commentRequired ?? true,
					justifyExtremes: each.justifyExtremes ?? true
				}))
			)
			.execute()
}

/** The same contents as files of the new call: what becomes of the past call's does not touch them. */
async function addDocuments(ctx: Ctx, callId: string, documents: readonly CallDocument[]) {
	for (const { fileId, title, position } of documents) {
		const kept = await keepCopy(ctx, fileId, { kind: 'call', id: callId })
		await ctx.db
			.insertInto('callDocument')
			.values({ id: uuidv7(), callId, fileId: kept.id, title: JSON.stringify(title), position })
			.execute()
	}
}
