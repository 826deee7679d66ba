import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { checkRequirement, giveVerdict } from '#modules/calls/checks.server'
import { leavesOf } from '#modules/calls/notary.server'
import type { Ctx } from '#platform/ctx'
import { buildClosedCall, buildSeats, drawNow } from '#test/evaluation'
import { ownHome, test } from '#test/support'

ownHome()

type Stage = 'admissibility' | 'eligibility'

/** A closed call with these requirements, in their order; the first of its three applications is not looked at yet. */
async function buildRequiring(ctx: Ctx, requirements: { stage: Stage; rejects: boolean; machine?: 'met' | 'not_met' }[]) {
	const call = await buildClosedCall(ctx, { applications: 3, each: 1 })
	const ids = requirements.map(() => randomUUID())
	await ctx.db
		.insertInto('requirement')
		.values(
			requirements.map(({ stage, rejects, machine }, position) => ({
				id: ids[position]!,
				callId: call.id,
				position,
				stage,
				rejects,
				text: JSON.stringify({ fr: `Condition ${position + 1}` }),
				rule: machine ? JSON.stringify({ name: 'country', countries: [machine === 'met' ? 'BG' : 'FR'] }) : null
			}))
		)
		.execute()
	const { id } = call.applications[0]!
	await ctx.db.updateTable('application').set({ status: 'filed' }).where('id', '=', id).execute()
	const say = (place: number, result: 'met' | 'not_met') =>
		checkRequirement(call.officer, id, { requirement: ids[place]!, result, note: 'Vu au dossier.' })
	return { call, id, say }
}

/** What the record says of the one application that is out, once the others are drawn. */
async function toldOf(ctx: Ctx, call: Awaited<ReturnType<typeof buildClosedCall>>) {
	await buildSeats(ctx, call, 2)
	await drawNow(ctx, call)
	return (await leavesOf(ctx, call.id)).flatMap(({ entry, reason }) =>
		entry.kind === 'excluded' ? [{ requirement: entry.requirement, text: reason?.text }] : []
	)
}

test('an exclusion names the requirement a rule found unmet, though the facts change after the verdict', async ({ ctx }) => {
	const { call, id } = await buildRequiring(ctx, [
		{ stage: 'eligibility', rejects: true, machine: 'met' },
		{ stage: 'eligibility', rejects: true, machine: 'not_met' }
	])
	await giveVerdict(call.officer, id, 'ineligible')
	await ctx.db.updateTable('organisation').set({ country: 'FR' }).where('id', '=', call.applications[0]!.organisationId).execute()
	expect(await toldOf(ctx, call)).toEqual([{ requirement: 'R2', text: 'Condition 2' }])
})

test('an exclusion names all that were unmet, and none that does not reject or belongs to another stage', async ({ ctx }) => {
	const { call, id, say } = await buildRequiring(ctx, [
		{ stage: 'admissibility', rejects: true },
		{ stage: 'eligibility', rejects: false },
		{ stage: 'eligibility', rejects: true, machine: 'not_met' },
		{ stage: 'eligibility', rejects: true },
		{ stage: 'eligibility', rejects: true, machine: 'not_met' }
	])
	for (const place of [0, 1, 3]) await say(place, 'not_met')
	// An officer's word goes over the machine's.
	await say(4, 'met')
	await giveVerdict(call.officer, id, 'ineligible')
	expect(await toldOf(ctx, call)).toEqual([{ requirement: 'R3/R4', text: 'Condition 3\nCondition 4' }])
})

test('a second verdict leaves nothing of the first', async ({ ctx }) => {
	const { call, id, say } = await buildRequiring(ctx, [
		{ stage: 'admissibility', rejects: true },
		{ stage: 'eligibility', rejects: true, machine: 'not_met' }
	])
	await say(0, 'not_met')
	await giveVerdict(call.officer, id, 'ineligible')
	await giveVerdict(call.officer, id, 'inadmissible')
	expect(await toldOf(ctx, call)).toEqual([{ requirement: 'R1', text: 'Condition 1' }])
})
