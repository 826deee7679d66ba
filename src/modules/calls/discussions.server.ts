import { organisationsById } from '#modules/network/organisations.server'
import { accountsById } from '#modules/identity/accounts.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { refOfCall, type Call } from './call-rows.server.ts'
import { cutLots } from './record-names.ts'
import { rankStanding, type CallRanking, type Standing } from './panel-ranking.server.ts'
import type { OutcomeKind, ProposalInput } from './panel-schema.ts'
import { barredPairs, callInPanel, membersOf, outcomesOf, sittingPanel, type OutcomeRow } from './panels.server.ts'
import { callPolicy } from './policy.ts'

/** Who files, by application: an organisation under its names, a person under theirs. */
export async function applicantNames(
	ctx: Ctx,
	lines: readonly { id: string; organisationId: string | null; accountId: string | null }[]
): Promise<Map<string, Localized | string>> {
	const organisations = await organisationsById(
		ctx,
		lines.flatMap(({ organisationId }) => organisationId ?? [])
	)
	const accounts = await accountsById(
		ctx,
		lines.flatMap(({ organisationId, accountId }) => (organisationId ? [] : (accountId ?? [])))
	)
	return new Map(
		lines.map(({ id, organisationId, accountId }) => [
			id,
			organisationId ? (organisations.get(organisationId)?.name as Localized) : (accounts.get(accountId ?? '')?.name ?? '')
		])
	)
}

export type PanelLine = {
	id: string
	reference: string
	title: string
	applicant: Localized | string
	lot: string
	requestedCents: number | null
	place: number
	score: string | null
	calibrated: number | null
	below: string[]
	missing: number
	byRank: OutcomeKind
	proposed: OutcomeKind | null
	amountCents: number | null
	departure: string | null
	withdrawn: boolean
	/** The reader may not see it: nothing else of the line is then told. */
	barred: boolean
}

const lineOf = (line: Standing, outcome: OutcomeRow | undefined, applicant: Localized | string, barred: boolean): PanelLine => ({
	id: line.id,
	reference: line.reference,
	title: barred ? '' : line.title,
	applicant: barred ? '' : applicant,
	lot: line.lot,
	requestedCents: barred ? null : line.requestedCents,
	place: line.ranked.place,
	score: barred ? null : line.ranked.score,
	calibrated: barred ? null : line.calibrated,
	below: barred ? [] : line.ranked.below,
	missing: barred ? 0 : line.ranked.missing,
	byRank: line.byRank,
	proposed: barred ? null : (outcome?.proposed ?? null),
	amountCents: barred ? null : (outcome?.amountCents ?? null),
	departure: barred ? null : (outcome?.departure ?? null),
	withdrawn: line.status === 'withdrawn',
	barred
})

export type LotState = {
	key: string
	title: Localized | null
	envelope: number | null
	places: number | null
	/** Cents and places proposed so far. */
	given: number
	taken: number
}

function lotStates(call: Call, { lots, lines }: CallRanking, outcomes: readonly OutcomeRow[]): LotState[] {
	const lotOf = new Map(lines.map(({ id, lot }) => [id, lot]))
	return cutLots(call, lots).map(({ key, envelope, places }, at) => {
		const chosen = outcomes.filter(({ applicationId, proposed }) => proposed === 'selected' && lotOf.get(applicationId) === key)
		return {
			key,
			title: lots[at]?.title ?? null,
			envelope: envelope ?? null,
			places: places ?? null,
			given: chosen.reduce((sum, { amountCents }) => sum + (amountCents ?? 0), 0),
			taken: chosen.length
		}
	})
}

/** The panel's screen: the ranking with its cut line by lot, who sits, what is proposed. For the office; 404 otherwise. */
export async function getPanel(ctx: Ctx, callId: string) {
	const { call, panel } = await callInPanel(ctx, callId)
	const about = {
		call: { id: call.id, reference: call.reference, title: call.title, status: call.status, kind: call.kind },
		can: { run: callPolicy.run(ctx.actor, call), decide: callPolicy.decide(ctx.actor, call) }
	}
	if (!panel) return { ...about, panel: null, sitting: false, members: [], lots: [], agreement: null, lines: [] }
	const ranking = await rankStanding(ctx, call)
	const outcomes = await outcomesOf(ctx, callId)
	const barred = await barredPairs(ctx, callId)
	const names = await applicantNames(ctx, ranking.lines)
	const byId = new Map(outcomes.map((row) => [row.applicationId, row]))
	return {
		...about,
		panel,
		sitting: panel.closedAt === null && call.status === 'panel',
		members: await membersOf(ctx, panel.id),
		lots: lotStates(call, ranking, outcomes),
		agreement: ranking.agreement,
		lines: ranking.lines.map((line) =>
			lineOf(line, byId.get(line.id), names.get(line.id) ?? '', barred.has(`${ctx.actor?.accountId} ${line.id}`))
		)
	}
}

/**
 * One application as the panel discusses it. 404 outside the office; 403 for who is recused from it or in conflict: they
 * leave the room. Members count only where they are present and not barred.
 */
export async function getDiscussion(ctx: Ctx, callId: string, applicationId: string) {
	const { call, panel } = await callInPanel(ctx, callId)
	if (!panel) return notFound()
	const ranking = await rankStanding(ctx, call)
	const at = ranking.lines.findIndex(({ id }) => id === applicationId)
	const line = ranking.lines[at]
	if (!line) return notFound()
	const barred = await barredPairs(ctx, callId)
	authorize(!barred.has(`${ctx.actor?.accountId} ${applicationId}`))
	const outcomes = await outcomesOf(ctx, callId)
	const outcome = outcomes.find((row) => row.applicationId === applicationId)
	const names = await applicantNames(ctx, [line])
	const judgements = ranking.judgements.filter((judgement) => judgement.applicationId === applicationId)
	const scores = judgements.map(({ score }) => score)
	const lots = lotStates(call, ranking, outcomes)
	return {
		call: { id: call.id, reference: call.reference, title: call.title, status: call.status },
		line: lineOf(line, outcome, names.get(applicationId) ?? '', false),
		reasons: (outcome?.reasons as { text?: string } | undefined)?.text ?? '',
		lot: lots.find(({ key }) => key === line.lot)!,
		means: line.ranked.means,
		criteria: ranking.criteria,
		judgements,
		/** Points between the lowest and the highest card. */
		spread: scores.length > 1 ? Math.max(...scores) - Math.min(...scores) : null,
		members: (await membersOf(ctx, panel.id)).map((member) => ({
			...member,
			barred: barred.has(`${member.accountId} ${applicationId}`)
		})),
		place: at + 1,
		of: ranking.lines.length,
		previous: ranking.lines[at - 1]?.id ?? null,
		next: ranking.lines[at + 1]?.id ?? null,
		can: { propose: callPolicy.run(ctx.actor, call) && panel.closedAt === null && call.status === 'panel' }
	}
}

/**
 * What the panel proposes for one application. Refused to who is barred from it, and unless somebody present may discuss it.
 * Throws RuleBroken `error.panel.nobody`, `error.panel.departure` (field: what differs from the ranking needs its reason,
 * ten characters at least), `error.panel.amount`, `error.panel.envelope` and `error.panel.places` (the lot is used up).
 */
export async function discussApplication(ctx: Ctx, callId: string, applicationId: string, input: ProposalInput): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { call, panel } = await sittingPanel(ctx, callId)
		const ranking = await rankStanding(ctx, call)
		const line = ranking.lines.find(({ id }) => id === applicationId)
		if (!line) return notFound()
		const barred = await barredPairs(ctx, callId)
		authorize(!barred.has(`${ctx.actor?.accountId} ${applicationId}`))
		const members = await membersOf(ctx, panel.id)
		if (!members.some(({ accountId, present }) => present && !barred.has(`${accountId} ${applicationId}`)))
			throw new RuleBroken('error.panel.nobody')
		const { proposed, departure, reasons } = input
		if (proposed !== line.byRank && departure.length < 10) throw new RuleBroken('error.panel.departure', 'departure', {}, 422)
		if (proposed === 'selected' && line.status === 'withdrawn') throw new RuleBroken('error.panel.withdrawn', 'proposed', {}, 422)
		const amount = proposed === 'selected' ? (input.amount ?? line.requestedCents) : null
		if (amount !== null && line.requestedCents !== null && amount > line.requestedCents)
			throw new RuleBroken('error.panel.amount', 'amount', {}, 422)
		const others = (await outcomesOf(ctx, callId)).filter((row) => row.applicationId !== applicationId)
		const lot = lotStates(call, ranking, others).find(({ key }) => key === line.lot)!
		if (proposed === 'selected') {
			if (lot.envelope !== null && lot.given + (amount ?? 0) > lot.envelope)
				throw new RuleBroken('error.panel.envelope', 'amount', {}, 422)
			if (lot.places !== null && lot.taken + 1 > lot.places) throw new RuleBroken('error.panel.places', 'proposed', {}, 422)
		}
		await ctx.db
			.updateTable('outcome')
			.set({
				proposed,
				amountCents: amount,
				departure: proposed === line.byRank ? null : departure,
				reasons: JSON.stringify(reasons ? { text: reasons } : {}),
				discussedAt: ctx.now
			})
			.where('applicationId', '=', applicationId)
			.execute()
		await audit(ctx, 'panel.proposed', refOfCall(callId), {
			application: applicationId,
			proposed,
			...(amount !== null && { amountCents: amount }),
			...(proposed !== line.byRank && { departure })
		})
	})
}

/**
 * Proposes as the ranking says for whatever was not discussed yet and the actor may see. Returns how many. Where an amount no
 * longer fits into its lot, RuleBroken `error.panel.envelope`: somebody decides by hand.
 */
export async function followRanking(ctx: Ctx, callId: string): Promise<number> {
	return transact(ctx, async (ctx) => {
		const { call } = await sittingPanel(ctx, callId)
		const open = new Set((await outcomesOf(ctx, callId)).flatMap((row) => (row.proposed ? [] : [row.applicationId])))
		const barred = await barredPairs(ctx, callId)
		const { lines } = await rankStanding(ctx, call)
		let done = 0
		for (const line of lines) {
			if (!open.has(line.id) || barred.has(`${ctx.actor!.accountId} ${line.id}`) || line.status === 'withdrawn') continue
			await discussApplication(ctx, callId, line.id, { proposed: line.byRank, amount: null, departure: '', reasons: '' })
			done++
		}
		return done
	})
}
