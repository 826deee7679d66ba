import { v7 as uuidv7 } from 'uuid'
import { checkDefinition } from '#engines/forms/check'
import { parseDefinition, type FormDefinition } from '#engines/forms/definition'
import { same } from '#engines/forms/equal'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { CallRules } from './call-rules.ts'
import { formOf, lockCall, officeCalls, refOfCall, type CallForm } from './call-rows.server.ts'
import { callPolicy } from './policy.ts'

/** 404 for a call that the actor's office does not show. */
async function refuseOthers(ctx: Ctx, callId: string) {
	if (!callPolicy.view(ctx.actor) || !(await officeCalls(ctx).where('id', '=', callId).executeTakeFirst())) return notFound()
}

/** The newest version, published or in work, with the one applicants get now. For the office. */
export async function workingForm(
	ctx: Ctx,
	callId: string
): Promise<CallForm & { published: boolean; current: CallForm | null }> {
	await refuseOthers(ctx, callId)
	const newest = await newestForm(ctx, callId)
	return { ...newest, current: await formOf(ctx, callId) }
}

async function newestForm(ctx: Ctx, callId: string): Promise<CallForm & { published: boolean }> {
	const row = await ctx.db
		.selectFrom('formVersion')
		.select(['id', 'number', 'definition', 'publishedAt'])
		.where('callId', '=', callId)
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst()
	if (!row) return notFound()
	const { publishedAt, definition, ...form } = row
	return { ...form, definition: definition as FormDefinition, published: publishedAt !== null }
}

/**
 * Changes the version in work; where the newest is published already, a new one begins beside it and applicants keep theirs.
 * `change` gets the definition as it stands and gives the next; nothing is written when it gives back the same.
 * `from` is the number and text the page was made from: throws RuleBroken `error.stale` when somebody changed the form since.
 */
export async function changeForm(
	ctx: Ctx,
	callId: string,
	change: (definition: FormDefinition) => FormDefinition,
	from: string | null = null
): Promise<FormDefinition> {
	return transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.edit(ctx.actor, call))
		if (call.status !== 'draft' && call.status !== 'published') throw new RuleBroken('error.call.over')
		const form = await newestForm(ctx, callId)
		if (from !== null && from !== stampOf(form)) throw new RuleBroken('error.stale')
		const next = change(form.definition)
		if (same(next, form.definition)) return next
		const parsed = parseDefinition(JSON.parse(JSON.stringify(next)))
		if (!parsed.ok) throw new RuleBroken('error.call.form_shape', null, {}, 422)
		const definition = JSON.stringify(parsed.definition)
		if (form.published)
			await ctx.db
				.insertInto('formVersion')
				.values({
					id: uuidv7(),
					callId,
					number: form.number + 1,
					definition,
					createdAt: ctx.now,
					createdBy: ctx.actor.accountId
				})
				.execute()
		else await ctx.db.updateTable('formVersion').set({ definition }).where('id', '=', form.id).execute()
		await audit(ctx, 'call.form-changed', refOfCall(callId), { number: form.published ? form.number + 1 : form.number })
		return parsed.definition
	})
}

/** Tells one state of a form from another: carried by the builder's buttons, so that a second tab changes nothing it did not see. */
export const stampOf = ({ number, definition }: Pick<CallForm, 'number' | 'definition'>): string => {
	let sum = 0
	for (const char of JSON.stringify(definition)) sum = (Math.imul(sum, 31) + char.codePointAt(0)!) | 0
	return `${number}.${(sum >>> 0).toString(36)}`
}

/** The call's amounts and rates in every budget of its form: what is announced and what is checked are one. */
export const withRules = (
	definition: FormDefinition,
	{ minGrant, maxGrant, maxRate, minOwnRate, maxInKind }: CallRules
): FormDefinition => ({
	...definition,
	pages: definition.pages.map((page) => ({
		...page,
		fields: page.fields.map((field) =>
			field.kind === 'budget'
				? { ...field, rules: { ...field.rules, minGrant, maxGrant, maxRate, minOwnRate, maxInKind } }
				: field
		)
	}))
})

/** Makes the newest version the one that is begun with. Called when the call is published, and by `publishForm`. */
export async function publishNewest(ctx: Ctx, callId: string, rules: CallRules): Promise<void> {
	const form = await newestForm(ctx, callId)
	if (form.published) return
	await ctx.db
		.updateTable('formVersion')
		.set({ publishedAt: ctx.now, definition: JSON.stringify(withRules(form.definition, rules)) })
		.where('id', '=', form.id)
		.execute()
}

/** Puts a changed form of a published call into use for who begins from now on. Throws RuleBroken while it has errors. */
export async function publishForm(ctx: Ctx, callId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.publish(ctx.actor, call))
		if (call.status !== 'published') throw new RuleBroken('error.call.over')
		const form = await newestForm(ctx, callId)
		if (form.published) throw new RuleBroken('error.call.form_same')
		if (checkDefinition(form.definition).some(({ severity }) => severity === 'error'))
			throw new RuleBroken('error.call.incomplete')
		await publishNewest(ctx, callId, call.rules)
		await audit(ctx, 'call.form-published', refOfCall(callId), { number: form.number })
	})
}

/** Every version with when it was published, newest first. */
export async function formVersions(ctx: Ctx, callId: string) {
	await refuseOthers(ctx, callId)
	return ctx.db
		.selectFrom('formVersion')
		.select(['id', 'number', 'publishedAt', 'createdAt'])
		.where('callId', '=', callId)
		.orderBy('number', 'desc')
		.execute()
}
