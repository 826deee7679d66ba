import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { checkRequirement, giveVerdict } from '#modules/calls/checks.server'
import { decideCall } from '#modules/calls/decisions.server'
import { followRanking } from '#modules/calls/discussions.server'
import { closePanel } from '#modules/calls/minutes.server'
import { leavesOf, notaryKey } from '#modules/calls/notary.server'
import { addMember, openPanel, recuseMember } from '#modules/calls/panels.server'
import { buildRecord } from '#modules/calls/records.server'
import { verifyRecord } from '#engines/record/verify'
import type { Ctx } from '#platform/ctx'
import { buildClosedCall, buildSeats, drawNow } from '#test/evaluation'
import { buildSelection, buildStaff, later } from '#test/selection'
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

test(
	'who leaves the room in the panel stands in the record, under one name of this call',
	{ timeout: 120_000 },
	async ({ ctx }) => {
		const { callId, officer, head, people } = await buildSelection(ctx, { applications: 3 })
		await openPanel(later(officer, 10), callId)
		const member = await buildStaff(ctx, 'editor', 'Член Комисиев')
		for (const [{ actor }, chair] of [
			[member, false],
			[head, true]
		] as const)
			await addMember(later(officer, 10), callId, { email: actor!.email, chair })
		const accountId = member.actor!.accountId
		const [one, two, three] = people.map(({ id }) => id) as [string, string, string]
		const leave = (applicationId: string, account = accountId) =>
			recuseMember(later(officer, 11), callId, { applicationId, accountId: account, reason: 'Роднинска връзка.' })
		for (const application of [one, two, one]) await leave(application)
		// One the log does not hold yet, as from before it told them: it is told with the decision.
		const panel = await ctx.db.selectFrom('panel').select('id').where('callId', '=', callId).executeTakeFirstOrThrow()
		await ctx.db
			.insertInto('panelRecusal')
			.values({ panelId: panel.id, applicationId: three, accountId: officer.actor!.accountId, reason: 'x', recusedAt: ctx.now })
			.execute()
		await followRanking(later({ ...officer, actor: { ...officer.actor!, accountId: head.actor!.accountId } }, 12), callId)
		await closePanel(later(officer, 12), callId)
		await decideCall(later(head, 13), callId)

		const record = (await buildRecord(ctx, callId))!
		expect(verifyRecord(record, { publicKey: notaryKey() })).toMatchObject({ valid: true, failures: [] })
		const told = record.entries.flatMap(({ entry }) => (entry.kind === 'abstained' ? [entry] : []))
		const references = await ctx.db.selectFrom('application').select(['id', 'reference']).where('callId', '=', callId).execute()
		const nameOf = (id: string) => references.find((row) => row.id === id)!.reference
		expect(told.map(({ application }) => application)).toEqual([one, two, three].map(nameOf))
		const [first, second, third] = told.map(({ member }) => member)
		expect(first).toMatch(/^M-[0-9a-f]{8}$/)
		expect(second).toBe(first)
		expect(third).not.toBe(first)
		const text = JSON.stringify(record)
		for (const word of [accountId, 'Комисиев', 'Роднинска']) expect(text).not.toContain(word)

		const tampered = structuredClone(record)
		tampered.entries = tampered.entries.filter(({ entry }) => entry.kind !== 'abstained')
		expect(verifyRecord(tampered).valid).toBe(false)
	}
)
