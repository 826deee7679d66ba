import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import { instantOf } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { locales } from '#platform/i18n'
import { nextReference } from '#platform/references.server'
import { programme } from '#programme/programme'
import { rulesOf, tieRules, type RulesInput } from './call-parts-schema.ts'
import { addParts, beginningOf } from './call-beginnings.server.ts'
import { lockCall, refOfCall, writeCall, type Call } from './call-rows.server.ts'
import type { CalendarInput, CallInput } from './call-schema.ts'
import { callPolicy } from './policy.ts'

/**
 * Begins a call of a service, from a template (`template:ngo-projects`) or as a copy of another call (`call:<id>`), everything
 * but its dates. `title` is in the actor's language. Returns its id. Throws RuleBroken `error.call.template` for neither.
 */
export async function draftCall(
	ctx: Ctx,
	{ from, service, title }: { from: string; service: string; title: string }
): Promise<string> {
	const { actor } = ctx
	authorize(callPolicy.draft(actor, { service }))
	return transact(ctx, async (ctx) => {
		const id = uuidv7()
		const begun = await beginningOf(ctx, from)
		const { rules, tieRule, seedSource, definition, ...columns } = begun
		await ctx.db
			.insertInto('call')
			.values({
				id,
				reference: await nextReference(ctx, 'CAL'),
				service,
				kind: columns.kind,
				template: columns.template,
				copiedFrom: columns.copiedFrom,
				title: JSON.stringify({ [ctx.locale]: title }),
				summary: JSON.stringify(columns.summary),
				text: JSON.stringify(columns.text),
				priorities: columns.priorities,
				themes: columns.themes,
				countries: columns.countries,
				applicant: columns.applicant,
				kinds: columns.kinds,
				blind: columns.blind,
				evaluatorsEach: columns.evaluatorsEach,
				mostPerApplicant: columns.mostPerApplicant,
				rules: JSON.stringify(rules),
				tieRule: JSON.stringify(tieRule),
				shareReviews: columns.shareReviews,
				seedSource: JSON.stringify(seedSource),
				status: 'draft',
				createdAt: ctx.now,
				createdBy: actor.accountId,
				updatedAt: ctx.now
			})
			.execute()
		await addParts(ctx, id, begun)
		await ctx.db
			.insertInto('formVersion')
			.values({
				id: uuidv7(),
				callId: id,
				number: 1,
				definition: JSON.stringify(definition),
				createdAt: ctx.now,
				createdBy: actor.accountId
			})
			.execute()
		await audit(ctx, 'call.drafted', refOfCall(id), { kind: columns.kind, service, from })
		return id
	})
}

/** A draft that the actor may set up, locked. 404 outside the office, 403 for who only reads, RuleBroken once it is published. */
export async function lockDraft(ctx: Ctx, id: string, version?: number): Promise<Call> {
	const call = await lockCall(ctx, id)
	authorize(callPolicy.edit(ctx.actor, call))
	if (call.status !== 'draft') throw new RuleBroken('error.call.published')
	if (version !== undefined && call.version !== version) throw new RuleBroken('error.stale')
	return call
}

/** Writes over the texts and the circle of applicants of a draft. */
export async function correctCall(ctx: Ctx, id: string, { version, ...input }: CallInput & { version: number }): Promise<void> {
	await transact(ctx, async (ctx) => {
		await lockDraft(ctx, id, version)
		const { title, summary, text, priorities, themes, countries, kinds, mostPerApplicant, evaluatorsEach, blind } = input
		await writeCall(ctx, id, {
			title: JSON.stringify(title),
			summary: JSON.stringify(summary),
			text: JSON.stringify(text),
			priorities,
			themes,
			countries,
			kinds,
			mostPerApplicant,
			evaluatorsEach,
			blind
		})
		await audit(ctx, 'call.corrected', refOfCall(id), { what: 'texts', languages: locales.filter((locale) => title[locale]) })
	})
}

/** Sets the dates of a draft; times are typed in the programme's zone. Throws RuleBroken when they contradict each other. */
export async function setCalendar(
	ctx: Ctx,
	id: string,
	{ version, ...input }: CalendarInput & { version: number }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		await lockDraft(ctx, id, version)
		const opensAt = input.opensAt && instantOf(input.opensAt, programme.timeZone)
		const closesAt = input.closesAt && instantOf(input.closesAt, programme.timeZone)
		if (opensAt && closesAt && closesAt <= opensAt) throw new RuleBroken('error.call.dates', 'closesAt', {}, 422)
		if (input.committeeOn && input.noticeOn && input.noticeOn < input.committeeOn)
			throw new RuleBroken('error.call.notice_order', 'noticeOn', {}, 422)
		await writeCall(ctx, id, { opensAt, closesAt, committeeOn: input.committeeOn, noticeOn: input.noticeOn })
		await audit(ctx, 'call.corrected', refOfCall(id), { what: 'calendar', opensAt, closesAt })
	})
}

/** Sets co-financing, thresholds, tie rule and, where the draw comes from a public source, that source. */
export async function setRules(ctx: Ctx, id: string, { version, ...input }: RulesInput & { version: number }): Promise<void> {
	await transact(ctx, async (ctx) => {
		await lockDraft(ctx, id, version)
		const rules = rulesOf(input)
		await writeCall(ctx, id, {
			rules: JSON.stringify(rules),
			tieRule: JSON.stringify(tieRules[input.tie]),
			seedSource: JSON.stringify(input.publicSource ? { kind: 'public', source: input.publicSource } : {})
		})
		await audit(ctx, 'call.corrected', refOfCall(id), { what: 'rules' })
	})
}

/** Deletes a call that was never published. */
export async function discardCall(ctx: Ctx, id: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockDraft(ctx, id)
		const gone = await ctx.db.deleteFrom('call').where('id', '=', id).returning('id').executeTakeFirst()
		if (!gone) return notFound()
		await audit(ctx, 'call.discarded', refOfCall(id), { reference: call.reference })
	})
}
