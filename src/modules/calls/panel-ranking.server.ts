import { agreement, calibrate, outliers } from '#engines/ranking/judgement'
import { decimal } from '#engines/ranking/fraction'
import { cut, type Outcome } from '#engines/ranking/cut'
import { cardScore, rank, type Grid, type Ranked } from '#engines/ranking/ranking'
import { lotOf } from '#engines/record/draw'
import { digest, utf8 } from '#engines/record/encoding'
import type { CardOpening } from '#engines/record/schema'
import type { Ctx } from '#platform/ctx'
import { callParts, type Call, type Criterion, type Lot } from './call-rows.server.ts'
import type { OutcomeKind } from './panel-schema.ts'
import { drawKeyOf } from './record-steps.server.ts'
import { applicationName, cardOf, cutLots, evaluatorName, gridOf, lotOfApplication } from './record-names.ts'
import type { Scores } from './review-rules.ts'

const kindOf: Record<Outcome, OutcomeKind> = { award: 'selected', reserve: 'reserve', refuse: 'rejected' }
export const recordOutcome: Record<OutcomeKind, Outcome> = { selected: 'award', reserve: 'reserve', rejected: 'refuse' }

export type Standing = {
	id: string
	reference: string
	title: string
	lotId: string | null
	/** Name in the record. */
	lot: string
	requestedCents: number | null
	organisationId: string | null
	accountId: string | null
	status: string
	ranked: Ranked
	/** What the ranking alone proposes. */
	byRank: OutcomeKind
	/** Of 100, with the habits of its evaluators taken off; null without a card. */
	calibrated: number | null
}
export type Judgement = {
	applicationId: string
	evaluator: string
	/** Of 100. */
	score: number
	scores: Scores
	comment: string
	outlier: boolean
}
export type CallRanking = {
	grid: Grid
	criteria: Criterion[]
	lots: Lot[]
	/** In the order of the ranking. */
	lines: Standing[]
	judgements: Judgement[]
	cards: CardOpening[]
	agreement: number | null
}

/** The ranking the public record holds, with what the panel sees beside it. Asks no permission. Six queries. */
export async function rankStanding(ctx: Ctx, call: Call): Promise<CallRanking> {
	const { lots, criteria } = await callParts(ctx, call.id)
	const grid = gridOf(call, criteria)
	const applications = await ctx.db
		.selectFrom('application')
		.select(['id', 'reference', 'title', 'lotId', 'requestedCents', 'filedAt', 'organisationId', 'accountId', 'status'])
		.where('callId', '=', call.id)
		.where((eb) =>
			eb.or([
				eb('status', 'in', ['admitted', 'selected', 'reserve', 'rejected']),
				// Withdrawn during the panel: it was ranked, and stays in the ranking.
				eb.exists(eb.selectFrom('outcome').select('applicationId').whereRef('outcome.applicationId', '=', 'application.id'))
			])
		)
		.orderBy('reference')
		.execute()
	const reviews = await ctx.db
		.selectFrom('review')
		.innerJoin('application', 'application.id', 'review.applicationId')
		.innerJoin('evaluator', 'evaluator.id', 'review.evaluatorId')
		.select(['application.id as applicationId', 'application.reference', 'evaluator.number'])
		.select(['review.scores', 'review.comment', 'review.salt', 'review.remarksSalt'])
		.where('application.callId', '=', call.id)
		.where('review.status', '=', 'submitted')
		.orderBy('application.reference')
		.orderBy('evaluator.number')
		.execute()
	// A call that is not in the record has no draw: equal scores are then separated by its own id.
	const key = (await drawKeyOf(ctx, call.id)) ?? digest(utf8(call.id))
	const standing = new Map(applications.map((row) => [applicationName(row), row]))
	const cards = reviews
		.map((row) => cardOf({ ...row, scores: row.scores as Scores, salt: row.salt ?? '' }))
		.filter(({ application }) => standing.has(application))
	const ranked = rank(
		grid,
		applications.map((row) => ({
			application: applicationName(row),
			filedAt: row.filedAt?.getTime() ?? 0,
			lot: lotOf(key, applicationName(row))
		})),
		cards,
		{ expected: call.evaluatorsEach }
	)
	const lotIn = (row: { lotId: string | null }) => lotOfApplication(lots, row.lotId)
	const { proposed } = cut(
		ranked.map(({ application, below, cards }) => {
			const row = standing.get(application)!
			return { application, lot: lotIn(row), amount: row.requestedCents ?? 0, passes: cards > 0 && below.length === 0 }
		}),
		cutLots(call, lots)
	)
	const judged = cards.map((card) => ({
		application: card.application,
		evaluator: card.evaluator,
		score: Number(decimal(cardScore(grid, card), 4))
	}))
	const calibrated = calibrate(judged).applications
	const far = new Set(outliers(judged).map(({ application, evaluator }) => `${application}\n${evaluator}`))
	const scoreOf = new Map(judged.map((card) => [`${card.application}\n${card.evaluator}`, card.score]))
	return {
		grid,
		criteria,
		lots,
		lines: ranked.map((line) => {
			const { filedAt: _, ...row } = standing.get(line.application)!
			return {
				...row,
				lot: lotIn(row),
				ranked: line,
				byRank: kindOf[proposed.get(line.application)!],
				calibrated: calibrated.get(line.application) ?? null
			}
		}),
		judgements: reviews.flatMap((row) => {
			const pair = `${applicationName(row)}\n${evaluatorName(row)}`
			const score = scoreOf.get(pair)
			if (score === undefined) return []
			const { applicationId, comment } = row
			return [
				{ applicationId, evaluator: evaluatorName(row), score, scores: row.scores as Scores, comment, outlier: far.has(pair) }
			]
		}),
		cards,
		agreement: agreement(judged)
	}
}
