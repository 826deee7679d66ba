import { v7 as uuidv7 } from 'uuid'
import { accountsById, findAccountByEmail } from '#modules/identity/accounts.server'
import { rolesOf } from '#modules/identity/roles.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { lockCall, officeCalls, refOfCall, writeCall, type Call } from './call-rows.server.ts'
import { appendLeaves } from './notary.server.ts'
import { rankStanding } from './panel-ranking.server.ts'
import type { OutcomeKind } from './panel-schema.ts'
import { callPolicy } from './policy.ts'
import { recordAbstentions } from './record-abstentions.server.ts'
import { isRecorded, recordDisclosure } from './record-steps.server.ts'
import { canMoveCall } from './workflow.ts'

onConstraint('panel_call_unique', 'error.panel.opened')
onConstraint('panel_member_pk', 'error.panel.member_twice', 'email')
onConstraint('outcome_departure_check', 'error.panel.departure', 'departure')

export type Panel = {
	id: string
	callId: string
	heldOn: string | null
	place: string
	minutes: string
	openedAt: Date
	closedAt: Date | null
	closedBy: string | null
}

/** The panel of a call, without asking who looks; undefined before it is opened. */
export const panelOf = (ctx: Ctx, callId: string, { lock = false } = {}): Promise<Panel | undefined> =>
	ctx.db
		.selectFrom('panel')
		.selectAll()
		.where('callId', '=', callId)
		.$if(lock, (query) => query.forUpdate())
		.executeTakeFirst()

/** The call locked for whoever keeps its panel, and the panel while it sits. 404, 403, or RuleBroken `error.panel.closed`. */
export async function sittingPanel(ctx: Ctx, callId: string): Promise<{ call: Call; panel: Panel }> {
	const call = await lockCall(ctx, callId)
	authorize(callPolicy.run(ctx.actor, call))
	const panel = await panelOf(ctx, callId, { lock: true })
	if (!panel || panel.closedAt || call.status !== 'panel') throw new RuleBroken('error.panel.closed')
	return { call, panel }
}

/**
 * Opens the panel: from here scores stand and are shown. Their commitments are in the record before, the ranking after;
 * each application gets what the ranking alone proposes. Throws RuleBroken `error.panel.moment`, `error.panel.opened`,
 * `error.panel.reviews` (`count` not submitted).
 */
export async function openPanel(ctx: Ctx, callId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		if (call.status === 'panel') throw new RuleBroken('error.panel.opened')
		if (!canMoveCall(call.status, 'panel')) throw new RuleBroken('error.panel.moment')
		const { count } = await ctx.db
			.selectFrom('review')
			.innerJoin('application', 'application.id', 'review.applicationId')
			.select((eb) => eb.fn.countAll<number>().as('count'))
			.where('callId', '=', callId)
			.where('application.status', '=', 'admitted')
			.where('review.status', 'in', ['assigned', 'begun'])
			.executeTakeFirstOrThrow()
		if (count) throw new RuleBroken('error.panel.reviews', null, { count })
		const id = uuidv7()
		await ctx.db.insertInto('panel').values({ id, callId, heldOn: call.committeeOn, openedAt: ctx.now }).execute()
		await writeCall(ctx, callId, { status: 'panel', disclosedAt: call.disclosedAt ?? ctx.now })
		await recordDisclosure(ctx, callId)
		const { lines } = await rankStanding(ctx, call)
		if (!lines.length) throw new RuleBroken('error.panel.empty')
		await ctx.db
			.insertInto('outcome')
			.values(
				lines.map(({ id, ranked, byRank }) => ({
					applicationId: id,
					callId,
					rank: ranked.place,
					score: ranked.score,
					byRank
				}))
			)
			.execute()
		await audit(ctx, 'panel.opened', refOfCall(callId), { applications: lines.length })
		if (!(await isRecorded(ctx, callId))) return
		await appendLeaves(ctx, callId, [
			{
				entry: {
					kind: 'ranked',
					call: call.reference,
					at: ctx.now.toISOString(),
					lines: lines.map(({ ranked: { application, place, score } }) => ({ application, place, score }))
				}
			}
		])
	})
}

/** Where and when it sits. */
export async function correctPanel(ctx: Ctx, callId: string, values: { heldOn: string | null; place: string }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { panel } = await sittingPanel(ctx, callId)
		await ctx.db.updateTable('panel').set(values).where('id', '=', panel.id).execute()
		await audit(ctx, 'panel.corrected', refOfCall(callId), { heldOn: values.heldOn })
	})
}

/** Adds somebody with a role beyond `member`, by address. Only one chairs: a new chair takes the place of the one before. */
export async function addMember(ctx: Ctx, callId: string, { email, chair }: { email: string; chair: boolean }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { panel } = await sittingPanel(ctx, callId)
		const account = await findAccountByEmail(ctx, email)
		const roles = account ? await rolesOf(ctx, account.id) : []
		if (!account || !roles.some(({ role }) => role !== 'member')) throw new RuleBroken('error.panel.member', 'email', {}, 422)
		if (chair) await ctx.db.updateTable('panelMember').set({ chair: false }).where('panelId', '=', panel.id).execute()
		await ctx.db.insertInto('panelMember').values({ panelId: panel.id, accountId: account.id, chair }).execute()
		await audit(ctx, 'panel.member-added', refOfCall(callId), { account: account.id, chair })
	})
}

export async function removeMember(ctx: Ctx, callId: string, accountId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { panel } = await sittingPanel(ctx, callId)
		const gone = await ctx.db
			.deleteFrom('panelMember')
			.where('panelId', '=', panel.id)
			.where('accountId', '=', accountId)
			.returning('accountId')
			.executeTakeFirst()
		if (!gone) return notFound()
		await audit(ctx, 'panel.member-removed', refOfCall(callId), { account: accountId })
	})
}

export async function markPresent(ctx: Ctx, callId: string, accountId: string, present: boolean): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { panel } = await sittingPanel(ctx, callId)
		const marked = await ctx.db
			.updateTable('panelMember')
			.set({ present })
			.where('panelId', '=', panel.id)
			.where('accountId', '=', accountId)
			.returning('accountId')
			.executeTakeFirst()
		if (!marked) return notFound()
		await audit(ctx, 'panel.presence-marked', refOfCall(callId), { account: accountId, present })
	})
}

/** A member leaves the room for one application: their own word, or the secretary's. It cannot be taken back, and stands in the record. */
export async function recuseMember(
	ctx: Ctx,
	callId: string,
	{ applicationId, accountId, reason }: { applicationId: string; accountId: string; reason: string }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { panel } = await sittingPanel(ctx, callId)
		if (!(await isMember(ctx, panel.id, accountId))) throw new RuleBroken('error.choice', 'account', {}, 422)
		await outcomeIn(ctx, callId, applicationId)
		await ctx.db
			.insertInto('panelRecusal')
			.values({ panelId: panel.id, applicationId, accountId, reason, recusedAt: ctx.now })
			.onConflict((conflict) => conflict.doNothing())
			.execute()
		await audit(ctx, 'panel.recused', refOfCall(callId), { account: accountId, application: applicationId })
		await recordAbstentions(ctx, callId)
	})
}

const isMember = async (ctx: Ctx, panelId: string, accountId: string) =>
	(await ctx.db
		.selectFrom('panelMember')
		.select('accountId')
		.where('panelId', '=', panelId)
		.where('accountId', '=', accountId)
		.executeTakeFirst()) !== undefined

async function outcomeIn(ctx: Ctx, callId: string, applicationId: string) {
	const outcome = await ctx.db
		.selectFrom('outcome')
		.selectAll()
		.where('applicationId', '=', applicationId)
		.where('callId', '=', callId)
		.executeTakeFirst()
	return outcome ?? notFound()
}

/**
 * Which accounts must not see or discuss which applications: pairs `account application`. A recusal of the panel, a
 * conflict that stands, and what one wrote oneself.
 */
export async function barredPairs(ctx: Ctx, callId: string): Promise<Set<string>> {
	const rows = await ctx.db
		.selectFrom('panelRecusal')
		.innerJoin('panel', 'panel.id', 'panelRecusal.panelId')
		.select(['panelRecusal.accountId', 'panelRecusal.applicationId'])
		.where('panel.callId', '=', callId)
		.union(
			ctx.db
				.selectFrom('conflict')
				.innerJoin('evaluator', 'evaluator.id', 'conflict.evaluatorId')
				.select(['evaluator.accountId', 'conflict.applicationId'])
				.where('evaluator.callId', '=', callId)
				.where('conflict.liftedAt', 'is', null)
		)
		.union(
			ctx.db
				.selectFrom('applicationAuthor')
				.innerJoin('application', 'application.id', 'applicationAuthor.applicationId')
				.select(['applicationAuthor.accountId', 'applicationAuthor.applicationId'])
				.where('application.callId', '=', callId)
		)
		.execute()
	return new Set(rows.map(({ accountId, applicationId }) => `${accountId} ${applicationId}`))
}

export type Member = { accountId: string; name: string; email: string; chair: boolean; present: boolean }

export async function membersOf(ctx: Ctx, panelId: string): Promise<Member[]> {
	const rows = await ctx.db
		.selectFrom('panelMember')
		.select(['accountId', 'chair', 'present'])
		.where('panelId', '=', panelId)
		.execute()
	const accounts = await accountsById(
		ctx,
		rows.map(({ accountId }) => accountId)
	)
	return rows
		.map((row) => ({ ...row, name: accounts.get(row.accountId)?.name ?? '', email: accounts.get(row.accountId)?.email ?? '' }))
		.sort((a, b) => Number(b.chair) - Number(a.chair) || a.name.localeCompare(b.name))
}

/** A call and its panel for the office; 404 for whoever is not of it. */
export async function callInPanel(ctx: Ctx, callId: string): Promise<{ call: Call; panel: Panel | undefined }> {
	const call = callPolicy.view(ctx.actor) ? await officeCalls(ctx).where('id', '=', callId).executeTakeFirst() : undefined
	if (!call) return notFound()
	return { call, panel: await panelOf(ctx, callId) }
}

export type OutcomeRow = {
	applicationId: string
	rank: number | null
	score: string | null
	byRank: OutcomeKind | null
	proposed: OutcomeKind | null
	amountCents: number | null
	departure: string | null
	reasons: unknown
	discussedAt: Date | null
	decided: OutcomeKind | null
	letterId: string | null
	letterSentAt: Date | null
}

/** What was proposed and decided, in the order of the ranking. Asks no permission. */
export const outcomesOf = (ctx: Ctx, callId: string): Promise<OutcomeRow[]> =>
	ctx.db.selectFrom('outcome').selectAll().where('callId', '=', callId).orderBy('rank').$castTo<OutcomeRow>().execute()
