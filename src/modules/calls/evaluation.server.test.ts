import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { assign } from '#engines/assignment/assign'
import { fromBase64 } from '#engines/record/encoding'
import { buildClosedCall, buildEvaluator, buildSeats, drawNow, LONG, reviewsIn, scoresFor } from '#test/evaluation'
import { buildStanding } from '#test/network'
import { actor, as, contextOn, ownDatabase, ownHome, queued, test, trail } from '#test/support'
import { addReview, getAssignment, removeReview, shareReviews } from './assignments.server.ts'
import { addConflict, detectConflictsOf, liftConflict, listConflicts } from './conflicts.server.ts'
import { declareConflicts, getDeclaration } from './declarations.server.ts'
import { carryOutDraw, drawEvaluators, type DrawResult, type DrawRun } from './draws.server.ts'
import { addEvaluator, changeEvaluator, listEvaluators, withdrawEvaluator } from './evaluators.server.ts'
import { leavesOf } from './notary.server.ts'
import { rankingOf } from './rankings.server.ts'
import { discloseReviews, remindEvaluators, reviewProgress } from './review-progress.server.ts'
import { evaluatorData } from './evaluation-personal-data.server.ts'
import { waitingEvaluations } from './evaluation-waiting.server.ts'
import { getReview, ownEvaluations, recuseReview, saveReview, submitReview } from './reviews.server.ts'

ownHome()
const REASON = 'Connaît le porteur du projet.'

describe('evaluators', () => {
	test('are asked by mail, under a number, and only those with the role', async ({ ctx }) => {
		const call = await buildClosedCall(ctx, { applications: 1 })
		const evaluator = await buildEvaluator(ctx)
		const input = { account: evaluator.accountId, most: 20, lots: [] }
		await addEvaluator(call.officer, call.id, input)
		const { evaluators, candidates } = await listEvaluators(call.officer, call.id)
		expect(evaluators).toMatchObject([{ number: 1, name: 'Огнян Образцов', assigned: 0 }])
		expect(candidates.some(({ id }) => id === evaluator.accountId)).toBe(false)
		const mail = await ctx.db.selectFrom('mail').select(['subject', 'text']).where('toAddress', '=', evaluator.email).execute()
		expect(mail).toMatchObject([{ subject: 'Молим Ви да оцените кандидатури' }])
		await expect(addEvaluator(call.officer, call.id, input)).rejects.toMatchObject({ key: 'error.evaluation.already' })
		const member = call.applications[0]!.author.accountId
		await expect(addEvaluator(call.officer, call.id, { ...input, account: member })).rejects.toMatchObject({
			key: 'error.evaluation.not_evaluator'
		})
	})

	test('are for who runs the call', async ({ ctx }) => {
		const call = await buildClosedCall(ctx, { applications: 1 })
		const [seat] = await buildSeats(ctx, call, 1)
		const input = { account: seat!.accountId, most: 20, lots: [] }
		for (const wrong of [seat!.ctx, as(ctx, null), as(ctx, actor(['member']))])
			await expect(addEvaluator(wrong, call.id, input)).rejects.toMatchObject({ status: 404 })
		for (const wrong of [as(ctx, actor(['auditor'])), as(ctx, actor([{ service: 'education-language', role: 'officer' }]))]) {
			await expect(addEvaluator(wrong, call.id, input)).rejects.toMatchObject({ status: 403 })
			await expect(withdrawEvaluator(wrong, call.id, { id: seat!.id, reason: REASON })).rejects.toMatchObject({ status: 403 })
			expect((await listEvaluators(wrong, call.id)).can.add).toBe(false)
		}
	})

	test('no longer join once the files are drawn', async ({ ctx }) => {
		const call = await buildClosedCall(ctx, { applications: 2 })
		const [seat] = await buildSeats(ctx, call, 2)
		const late = await buildEvaluator(ctx)
		await drawNow(ctx, call)
		await expect(addEvaluator(call.officer, call.id, { account: late.accountId, most: 20, lots: [] })).rejects.toMatchObject({
			key: 'error.evaluation.not_now'
		})
		await expect(changeEvaluator(call.officer, call.id, { id: seat!.id, most: 1, lots: [] })).rejects.toMatchObject({
			key: 'error.evaluation.not_now'
		})
	})
})

describe('conflicts', () => {
	test('nothing is there to declare before the files are opened, nor for a stranger', async ({ ctx }) => {
		const call = await buildClosedCall(ctx, { applications: 1, opened: false })
		const evaluator = await buildEvaluator(ctx)
		await addEvaluator(call.officer, call.id, { account: evaluator.accountId, most: 20, lots: [] })
		await expect(getDeclaration(evaluator.ctx, call.id)).rejects.toMatchObject({ status: 404 })
		await expect(declareConflicts(evaluator.ctx, call.id, [])).rejects.toMatchObject({ status: 404 })
		await expect(getDeclaration((await buildEvaluator(ctx)).ctx, call.id)).rejects.toMatchObject({ status: 404 })
		await expect(detectConflictsOf(call.officer, call.id)).rejects.toMatchObject({ key: 'error.evaluation.sealed' })
	})

	test('are declared by title and name, kept, and not taken back by who declared them', async ({ ctx }) => {
		const call = await buildClosedCall(ctx, { applications: 2 })
		const [seat] = await buildSeats(ctx, call, 1)
		const { subjects } = await getDeclaration(seat!.ctx, call.id)
		expect(subjects.map(({ title }) => title).sort()).toEqual(['Projet 0', 'Projet 1'])
		const tied = call.applications[0]!.id
		await declareConflicts(seat!.ctx, call.id, [{ subject: tied, note: 'Voisine' }])
		await declareConflicts(seat!.ctx, call.id, [])
		const { conflicts } = await listConflicts(call.officer, call.id)
		expect(conflicts).toMatchObject([{ applicationId: tied, source: 'declared', note: 'Voisine', liftedAt: null }])
		await expect(liftConflict(seat!.ctx, call.id, { id: conflicts[0]!.id, reason: REASON })).rejects.toMatchObject({
			status: 404
		})
		await expect(declareConflicts(seat!.ctx, call.id, [{ subject: seat!.id, note: '' }])).rejects.toMatchObject({
			key: 'error.choice'
		})
	})

	test('are detected from data; an officer lifts them with a reason, not their own', async ({ ctx }) => {
		const call = await buildClosedCall(ctx, { applications: 2 })
		const insider = await buildStanding(ctx, call.applications[0]!.organisationId, 'member', 'Вътрешен Човек')
		const self = as(ctx, actor(['officer'], { accountId: insider.accountId }))
		const { addGrant } = await import('#modules/identity/roles.server')
		await addGrant(ctx, insider.accountId, { role: 'officer', service: 'cit' }, null)
		await addEvaluator(call.officer, call.id, { account: insider.accountId, most: 20, lots: [] })
		expect(await detectConflictsOf(call.officer, call.id)).toBe(1)
		expect(await detectConflictsOf(call.officer, call.id)).toBe(0)
		const { conflicts } = await listConflicts(call.officer, call.id)
		expect(conflicts).toMatchObject([
			{ source: 'detected', reason: 'same-organisation', applicationId: call.applications[0]!.id }
		])
		const lift = { id: conflicts[0]!.id, reason: REASON }
		await expect(liftConflict(self, call.id, lift)).rejects.toMatchObject({ key: 'error.evaluation.own_conflict' })
		await liftConflict(call.officer, call.id, lift)
		await expect(liftConflict(call.officer, call.id, lift)).rejects.toMatchObject({ status: 404 })
		// What was looked at and set aside is not found again.
		expect(await detectConflictsOf(call.officer, call.id)).toBe(0)
		await addConflict(call.officer, call.id, {
			application: call.applications[1]!.id,
			evaluator: conflicts[0]!.evaluatorId,
			reason: REASON
		})
		expect((await trail(ctx, `call:${call.id}`)).map(({ action }) => action)).toEqual(
			expect.arrayContaining(['conflict.detected', 'conflict.lifted', 'conflict.added'])
		)
	})
})

describe('the draw', () => {
	test('is what the engine gives for the revealed seed, and no conflict is in it', async ({ ctx }) => {
		const call = await buildClosedCall(ctx, { applications: 4 })
		const seats = await buildSeats(ctx, call, 3)
		await declareConflicts(seats[0]!.ctx, call.id, [{ subject: call.applications[0]!.id, note: '' }])
		const { preview } = await getAssignment(call.officer, call.id)
		expect(preview).toMatchObject({ applications: 4, evaluators: 3, load: 3, short: [], undeclared: [] })
		const reviews = await drawNow(ctx, call)
		expect(reviews).toHaveLength(8)
		expect(reviews.some((row) => row.applicationId === call.applications[0]!.id && row.evaluatorId === seats[0]!.id)).toBe(false)
		const run = await ctx.db.selectFrom('assignmentRun').selectAll().where('callId', '=', call.id).executeTakeFirstOrThrow()
		const { key, ...input } = run.input as DrawRun
		const again = assign(input, fromBase64(key)!)
		expect(again.possible && Object.fromEntries(again.assigned)).toEqual((run.result as DrawResult).assigned)
		const kinds = (await leavesOf(ctx, call.id)).map(({ entry }) => entry.kind)
		expect(kinds).toEqual([
			'published',
			...Array(4).fill('filed'),
			'closed',
			'recused',
			'affinities',
			'revealed',
			...Array(4).fill('assigned')
		])
		await carryOutDraw(as(ctx, null), run.id)
		expect(await reviewsIn(ctx, call.id)).toHaveLength(8)
	})

	test('waits for declarations and verdicts, says what is in the way, and is made once', async ({ ctx }) => {
		const call = await buildClosedCall(ctx, { applications: 2 })
		await expect(drawEvaluators(call.officer, call.id, null)).rejects.toMatchObject({ key: 'error.evaluation.empty' })
		const [first] = await buildSeats(ctx, call, 2)
		const silent = await buildEvaluator(ctx, 'Мълчалив Оценител')
		const silentId = await addEvaluator(call.officer, call.id, { account: silent.accountId, most: 20, lots: [] })
		await expect(drawEvaluators(call.officer, call.id, null)).rejects.toMatchObject({
			key: 'error.evaluation.undeclared',
			params: { names: 'Мълчалив Оценител' }
		})
		await withdrawEvaluator(call.officer, call.id, { id: silentId, reason: REASON })
		await ctx.db.updateTable('application').set({ status: 'filed' }).where('id', '=', call.applications[0]!.id).execute()
		await expect(drawEvaluators(call.officer, call.id, null)).rejects.toMatchObject({ key: 'error.evaluation.unchecked' })
		await ctx.db.updateTable('application').set({ status: 'admitted' }).where('id', '=', call.applications[0]!.id).execute()
		await changeEvaluator(call.officer, call.id, { id: first!.id, most: 1, lots: [] })
		await expect(drawEvaluators(call.officer, call.id, null)).rejects.toMatchObject({ key: 'error.evaluation.overload' })
		await changeEvaluator(call.officer, call.id, { id: first!.id, most: 9, lots: [] })
		await declareConflicts(first!.ctx, call.id, [{ subject: call.applications[1]!.id, note: '' }])
		await expect(drawEvaluators(call.officer, call.id, null)).rejects.toMatchObject({ key: 'error.evaluation.impossible' })
		// Refused draws reveal nothing.
		expect((await ctx.db.selectFrom('call').select('seed').where('id', '=', call.id).executeTakeFirst())?.seed).toBeNull()
		const { conflicts } = await listConflicts(call.officer, call.id)
		await liftConflict(call.officer, call.id, { id: conflicts[0]!.id, reason: REASON })
		await drawNow(ctx, call)
		await expect(drawEvaluators(call.officer, call.id, null)).rejects.toMatchObject({ key: 'error.evaluation.drawn' })
		for (const wrong of [as(ctx, null), first!.ctx])
			await expect(drawEvaluators(wrong, call.id, null)).rejects.toMatchObject({ status: 404 })
	})

	test('twice at once is one draw', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const call = await buildClosedCall(ctx, { applications: 2 })
		await buildSeats(ctx, call, 2)
		const both = await Promise.allSettled([1, 2].map(() => drawEvaluators(call.officer, call.id, null)))
		expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		const runs = await ctx.db.selectFrom('assignmentRun').select('id').execute()
		expect(runs).toHaveLength(1)
		await Promise.all([1, 2].map(() => carryOutDraw(ctx, runs[0]!.id)))
		expect(await reviewsIn(ctx, call.id)).toHaveLength(4)
		expect(await queued(ctx, 'calls.draw')).toHaveLength(1)
	})
})

test('the office is told what an evaluation waits for', async ({ ctx }) => {
	const call = await buildClosedCall(ctx, { applications: 2 })
	const what = async (who = call.officer) => (await waitingEvaluations(who)).map((each) => each.what)
	expect(await what()).toEqual([])
	const seats = await buildSeats(ctx, call, 2)
	expect(await what()).toEqual(['draw'])
	const reviews = await drawNow(ctx, call)
	expect(await what()).toEqual([])
	const me = seats.find(({ id }) => id === reviews[0]!.evaluatorId)!.ctx
	await recuseReview(me, reviews[0]!.id, REASON)
	expect(await what()).toEqual(['replace'])
	for (const wrong of [as(ctx, null), me, as(ctx, actor(['auditor']))]) expect(await what(wrong)).toEqual([])
})

test('an erased evaluator is off the call, and what they declared is gone', async ({ ctx }) => {
	const call = await buildClosedCall(ctx, { applications: 1 })
	const [seat] = await buildSeats(ctx, call, 1)
	await declareConflicts(seat!.ctx, call.id, [{ subject: call.applications[0]!.id, note: 'Voisine' }])
	expect(await evaluatorData.export(ctx, seat!.accountId)).toMatchObject({
		calls: [{ number: 1 }],
		declared: [{ note: 'Voisine' }]
	})
	await evaluatorData.erase(ctx, { id: seat!.accountId, email: seat!.email })
	expect(JSON.stringify(await evaluatorData.export(ctx, seat!.accountId))).not.toContain('Voisine')
	expect(await ownEvaluations(seat!.ctx)).toEqual([])
})

describe('a review', () => {
	const drawn = async (ctx: Parameters<typeof buildClosedCall>[0], evaluators = 3) => {
		const call = await buildClosedCall(ctx, { applications: 3 })
		const seats = await buildSeats(ctx, call, evaluators)
		const reviews = await drawNow(ctx, call)
		const own = (n: number) => reviews.filter(({ evaluatorId }) => evaluatorId === seats[n]!.id)
		return { call, seats, reviews, own }
	}

	test('is its evaluator’s alone: nobody else reads or writes it', async ({ ctx }) => {
		const { call, seats, own } = await drawn(ctx)
		const { id } = own(0)[0]!
		expect(await getReview(seats[0]!.ctx, id)).toMatchObject({
			status: 'assigned',
			file: { applicant: {} },
			can: { write: true }
		})
		const input = { version: 1, scores: {}, comment: '' }
		for (const wrong of [as(ctx, null), seats[1]!.ctx, call.officer, call.applications[0]!.author.ctx]) {
			await expect(getReview(wrong, id)).rejects.toMatchObject({ status: 404 })
			await expect(saveReview(wrong, id, input)).rejects.toMatchObject({ status: 404 })
			await expect(submitReview(wrong, id, 1)).rejects.toMatchObject({ status: 404 })
		}
	})

	test('is kept unfinished, refuses a stale window and a score outside the scale', async ({ ctx }) => {
		const { call, seats, own } = await drawn(ctx)
		const { id } = own(0)[0]!
		const first = call.criteria[0]!.id
		expect(
			await saveReview(seats[0]!.ctx, id, { version: 1, scores: { [first]: { score: 3, comment: '' } }, comment: 'x' })
		).toBe(2)
		await expect(saveReview(seats[0]!.ctx, id, { version: 1, scores: {}, comment: '' })).rejects.toMatchObject({
			key: 'error.stale'
		})
		for (const score of [0, 6, 2.5])
			await expect(
				saveReview(seats[0]!.ctx, id, { version: 2, scores: { [first]: { score, comment: '' } }, comment: '' })
			).rejects.toMatchObject({ key: 'error.review.score' })
		expect(await getReview(seats[0]!.ctx, id)).toMatchObject({ status: 'begun', comment: 'x', scores: { [first]: { score: 3 } } })
	})

	test('needs every score, a comment, and reasons for extremes; submitted, it is sealed in the record and stays', async ({
		ctx
	}) => {
		const { call, seats, own } = await drawn(ctx)
		const { id } = own(0)[0]!
		const me = seats[0]!.ctx
		await expect(submitReview(me, id, 1)).rejects.toMatchObject({ key: 'error.review.score' })
		let version = await saveReview(me, id, {
			version: 1,
			comment: '',
			scores: Object.fromEntries(call.criteria.map(({ id }) => [id, { score: 5, comment: 'Très bon.' }]))
		})
		await expect(submitReview(me, id, version)).rejects.toMatchObject({ key: 'error.review.justify' })
		version = await saveReview(me, id, {
			version,
			comment: '',
			scores: Object.fromEntries(call.criteria.map(({ id }) => [id, { score: 3, comment: ' ' }]))
		})
		await expect(submitReview(me, id, version)).rejects.toMatchObject({ key: 'error.review.comment' })
		version = await saveReview(me, id, { version, comment: 'Bien.', scores: scoresFor(call.criteria, 4) })
		await submitReview(me, id, version)
		const { commitment } = await getReview(me, id)
		const leaves = await leavesOf(ctx, call.id)
		expect(leaves.at(-1)?.entry).toMatchObject({ kind: 'committed', commitment })
		// What was said is in no leaf.
		expect(JSON.stringify(leaves)).not.toContain('Une justification')
		await expect(submitReview(me, id, version + 1)).rejects.toMatchObject({ key: 'error.evaluation.submitted' })
		await expect(saveReview(me, id, { version: version + 1, scores: {}, comment: '' })).rejects.toMatchObject({
			key: 'error.evaluation.submitted'
		})
		await expect(sql`update review set status = 'submitted', commitment = null where id = ${id}`.execute(ctx.db)).rejects.toThrow(
			/review_submitted_check/
		)
	})

	test('given up is gone at once, with what was written, and goes to somebody else', async ({ ctx }) => {
		const { call, seats, own } = await drawn(ctx)
		const review = own(0)[0]!
		const me = seats[0]!.ctx
		await saveReview(me, review.id, { version: 1, comment: 'brouillon', scores: {} })
		await recuseReview(me, review.id, 'J’ai conseillé ce projet.')
		await expect(getReview(me, review.id)).rejects.toMatchObject({ status: 404 })
		await expect(saveReview(me, review.id, { version: 2, scores: {}, comment: '' })).rejects.toMatchObject({ status: 404 })
		expect((await ownEvaluations(me))[0]!.reviews.find(({ id }) => id === review.id)).toMatchObject({
			status: 'recused',
			title: null
		})
		const row = await ctx.db.selectFrom('review').selectAll().where('id', '=', review.id).executeTakeFirstOrThrow()
		expect(row).toMatchObject({ status: 'recused', comment: '', scores: {} })
		const line = (await getAssignment(call.officer, call.id)).drawn!.lines.find(({ id }) => id === review.applicationId)!
		expect(line.free).toHaveLength(1)
		const pair = { application: review.applicationId, reason: REASON }
		await expect(addReview(call.officer, call.id, { ...pair, evaluator: seats[0]!.id })).rejects.toMatchObject({
			key: 'error.evaluation.barred'
		})
		await addReview(call.officer, call.id, { ...pair, evaluator: line.free[0]! })
		await expect(addReview(call.officer, call.id, { ...pair, evaluator: line.free[0]! })).rejects.toMatchObject({
			key: 'error.evaluation.pair'
		})
		await removeReview(call.officer, call.id, { ...pair, evaluator: line.free[0]! })
		expect((await leavesOf(ctx, call.id)).slice(-4).map(({ entry }) => entry.kind)).toEqual([
			'recused',
			'replaced',
			'replaced',
			'replaced'
		])
		await expect(addReview(seats[1]!.ctx, call.id, { ...pair, evaluator: seats[1]!.id })).rejects.toMatchObject({ status: 404 })
	})

	test('shows others’ only when all are in and the call says so; then nothing is scored any more', async ({ ctx }) => {
		const { call, seats, reviews, own } = await drawn(ctx)
		await shareReviews(call.officer, call.id, true)
		const byId = new Map(seats.map((seat) => [seat.id, seat.ctx]))
		const submit = async (review: (typeof reviews)[number], score: number) => {
			const me = byId.get(review.evaluatorId)!
			await submitReview(
				me,
				review.id,
				await saveReview(me, review.id, { version: 1, comment: LONG, scores: scoresFor(call.criteria, score) })
			)
		}
		const last = reviews.at(-1)!
		for (const [place, review] of reviews.slice(0, -1).entries()) await submit(review, 2 + (place % 3))
		const mine = own(0).find(({ id }) => id !== last.id)!
		expect((await getReview(seats[0]!.ctx, mine.id)).others).toBeNull()
		await expect(discloseReviews(call.officer, call.id)).rejects.toMatchObject({ key: 'error.evaluation.open_reviews' })
		await expect(rankingOf(call.officer, call.id)).rejects.toMatchObject({ key: 'error.evaluation.not_disclosed' })
		const before = await reviewProgress(call.officer, call.id)
		expect(JSON.stringify(before.lines)).not.toMatch(/"score":\d/)
		expect(await remindEvaluators(call.officer, call.id)).toBe(1)
		expect(await remindEvaluators(call.officer, call.id)).toBe(0)
		await submit(last, 4)
		await discloseReviews(call.officer, call.id)
		expect((await getReview(seats[0]!.ctx, mine.id)).others).toMatchObject([{ comment: LONG }])
		const { ranking, lines } = await reviewProgress(as(ctx, actor(['auditor'])), call.id)
		expect(ranking).toHaveLength(3)
		expect(JSON.stringify(lines)).toMatch(/"score":\d/)
		expect((await rankingOf(call.officer, call.id)).lines[0]!.ranked.place).toBe(1)
		await expect(discloseReviews(call.officer, call.id)).rejects.toMatchObject({ key: 'error.evaluation.over' })
		await expect(recuseReview(seats[0]!.ctx, mine.id, REASON)).rejects.toMatchObject({ key: 'error.evaluation.submitted' })
		for (const wrong of [as(ctx, null), seats[0]!.ctx])
			await expect(rankingOf(wrong, call.id)).rejects.toMatchObject({ status: 404 })
	})

	test('submitted twice at once is committed once', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const { call, seats, own } = await drawn(ctx)
		const { id } = own(0)[0]!
		const me = seats[0]!.ctx
		const version = await saveReview(me, id, { version: 1, comment: '', scores: scoresFor(call.criteria, 3) })
		const both = await Promise.allSettled([1, 2].map(() => submitReview(me, id, version)))
		expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect((await leavesOf(ctx, call.id)).filter(({ entry }) => entry.kind === 'committed')).toHaveLength(1)
	})

	test('of somebody taken off the call is closed to them, what they submitted stays', async ({ ctx }) => {
		const { call, seats, own } = await drawn(ctx)
		const [done, open] = own(0)
		const me = seats[0]!.ctx
		await submitReview(
			me,
			done!.id,
			await saveReview(me, done!.id, { version: 1, comment: '', scores: scoresFor(call.criteria, 3) })
		)
		await withdrawEvaluator(call.officer, call.id, { id: seats[0]!.id, reason: REASON })
		await expect(getReview(me, open!.id)).rejects.toMatchObject({ status: 404 })
		await expect(getReview(me, done!.id)).rejects.toMatchObject({ status: 404 })
		expect(await ownEvaluations(me)).toEqual([])
		expect(
			(await reviewsIn(ctx, call.id))
				.filter(({ evaluatorId }) => evaluatorId === seats[0]!.id)
				.map(({ status }) => status)
				.sort()
		).toEqual(['recused', 'submitted'])
	})

	test('submitted before a conflict came to light is taken out while nobody has seen it, with a line in the record', async ({
		ctx
	}) => {
		const { call, seats, own } = await drawn(ctx)
		const me = seats[0]!.ctx
		const [one] = own(0)
		const scores = scoresFor(call.criteria, 3)
		await submitReview(me, one!.id, await saveReview(me, one!.id, { version: 1, comment: '', scores }))
		const conflict = { application: one!.applicationId, evaluator: seats[0]!.id, reason: REASON }
		await addConflict(call.officer, call.id, conflict)
		const after = (await reviewsIn(ctx, call.id)).find(({ id }) => id === one!.id)
		expect(after).toMatchObject({ status: 'recused', scores: {}, recuseReason: REASON })
		const kinds = (await leavesOf(ctx, call.id)).map(({ entry }) => entry.kind)
		expect(kinds.slice(-3)).toEqual(['committed', 'recused', 'replaced'])
		await expect(getReview(me, one!.id)).rejects.toMatchObject({ status: 404 })
		expect((await waitingEvaluations(call.officer)).map(({ what }) => what)).toEqual(['replace'])

		// Once cards are shown, none is taken out: the panel is told instead.
		const [other] = own(1)
		const they = seats[1]!.ctx
		await submitReview(they, other!.id, await saveReview(they, other!.id, { version: 1, comment: '', scores }))
		await ctx.db.updateTable('call').set({ disclosedAt: ctx.now }).where('id', '=', call.id).execute()
		await addConflict(call.officer, call.id, { application: other!.applicationId, evaluator: seats[1]!.id, reason: REASON })
		expect((await reviewsIn(ctx, call.id)).find(({ id }) => id === other!.id)).toMatchObject({ status: 'submitted' })
		const { conflicts } = await listConflicts(call.officer, call.id)
		expect(conflicts.map(({ late }) => late).sort()).toEqual([false, true])
	})
})
