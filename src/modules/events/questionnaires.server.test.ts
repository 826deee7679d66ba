import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { actor, as, test, trail } from '#test/support'
import { buildEvent, registering } from '#test/events'
import { recordScans } from './attendance.server.ts'
import { answerQuestionnaire, ownQuestionnaire, waitingQuestionnaires } from './questionnaire-answers.server.ts'
import type { QuestionnaireInput } from './questionnaire-schema.ts'
import {
	closeQuestionnaire,
	getQuestionnaire,
	listQuestionnaires,
	openQuestionnaire,
	remindQuestionnaire
} from './questionnaires.server.ts'
import { tokenOf } from './registration-rows.server.ts'
import { register } from './registrations.server.ts'

const asking = (over: Partial<QuestionnaireInput> = {}): QuestionnaireInput => ({
	title: { fr: 'Votre avis', bg: 'Вашето мнение' },
	keys: ['better', 'overall'],
	own: ['Que manquait-il ?'],
	anonymous: true,
	closes: '2027-04-15T12:00',
	...over
})
const at = (ctx: Ctx, instant: string): Ctx => ({ ...ctx, now: new Date(instant) })
const DURING = '2027-03-28T12:00:00Z'
const good = { overall: { chosen: ['very'], other: '' } }

/** An event under way with so many people who have a place. */
async function built(ctx: Ctx, people: number) {
	const event = await buildEvent(ctx)
	for (let i = 0; i < people; i++)
		await register({ ...ctx, actor: null }, event.eventId, registering(`guest${i}@example.org`, { name: `Гост ${i}` }), {
			address: `10.1.0.${i}`
		})
	const rows = await ctx.db
		.selectFrom('registration')
		.select(['id', 'reference'])
		.where('eventId', '=', event.eventId)
		.orderBy('name')
		.execute()
	return { ...event, rows, tokens: rows.map(({ id }) => tokenOf(id)), during: at(event.asOfficer, DURING) }
}

describe('a questionnaire', () => {
	test('is opened once an event has begun, by who runs it, for those who were there', async ({ ctx }) => {
		const { eventId, rows, tokens, asOfficer, during } = await built(ctx, 3)
		await expect(openQuestionnaire(asOfficer, eventId, asking())).rejects.toMatchObject({ key: 'error.visit.not_begun' })
		await expect(openQuestionnaire(as(during, actor(['editor'])), eventId, asking())).rejects.toMatchObject({ status: 403 })
		await expect(openQuestionnaire(as(during, actor()), eventId, asking())).rejects.toMatchObject({ status: 404 })
		await expect(openQuestionnaire(during, eventId, asking({ keys: [], own: [] }))).rejects.toMatchObject({ field: 'keys' })
		await expect(openQuestionnaire(during, eventId, asking({ closes: '2027-03-01T12:00' }))).rejects.toMatchObject({
			field: 'closes'
		})
		await recordScans(during, eventId, {
			device: 'a',
			scans: rows
				.slice(0, 2)
				.map(({ reference }, key) => ({ key: `${key}`, code: reference, day: '2027-03-28', half: 'am', at: DURING }))
		})
		const id = await openQuestionnaire(during, eventId, asking())
		expect(await listQuestionnaires(during, eventId)).toMatchObject([{ id, asked: 2, answered: 0, closed: false }])
		const letters = await ctx.db.selectFrom('mail').select('toAddress').where('kind', '=', 'events.questionnaire-asked').execute()
		expect(letters.map(({ toAddress }) => toAddress).sort()).toEqual(['guest0@example.org', 'guest1@example.org'])
		expect((await waitingQuestionnaires(during, tokens[0]!)).map((each) => each.id)).toEqual([id])
		expect(await waitingQuestionnaires(during, tokens[2]!)).toEqual([])
		await expect(ownQuestionnaire(during, tokens[2]!, id)).rejects.toMatchObject({ status: 404 })
	})

	test('keeps anonymous answers apart from who gave them, and back until they tell nobody’s', async ({ ctx }) => {
		const { eventId, rows, tokens, during } = await built(ctx, 6)
		const id = await openQuestionnaire(during, eventId, asking())
		const guest = { ...during, actor: null }
		for (const token of tokens.slice(0, 4)) await answerQuestionnaire(guest, token, id, good)
		expect(await getQuestionnaire(during, eventId, id)).toMatchObject({ answered: 4, results: null })
		await answerQuestionnaire(guest, tokens[4]!, id, { better: 'Plus de temps' })
		const open = await getQuestionnaire(during, eventId, id)
		expect(open.results).toBeNull()
		expect(open.silent.map((each) => each.id)).toEqual([rows[5]!.id])
		await closeQuestionnaire(during, eventId, id)
		await expect(closeQuestionnaire(during, eventId, id)).rejects.toMatchObject({ status: 409 })
		await expect(answerQuestionnaire(guest, tokens[5]!, id, good)).rejects.toMatchObject({ key: 'error.questionnaire.closed' })
		const { results } = await getQuestionnaire(during, eventId, id)
		expect(results).toMatchObject([
			{ key: 'overall', answered: 4, counts: [{ value: 'very', count: 4 }, { count: 0 }, { count: 0 }, { count: 0 }] },
			{ key: 'better', texts: [{ text: 'Plus de temps', name: null }] },
			{ key: 'own_1', label: { fr: 'Que manquait-il ?' }, texts: [] }
		])
		const kept = await ctx.db.selectFrom('questionnaireAnswer').select(['id', 'registrationId']).execute()
		expect(kept.map(({ registrationId }) => registrationId)).toEqual([null, null, null, null, null])
		// Version 4: drawn, not counted up.
		expect(kept.every((each) => each.id[14] === '4')).toBe(true)
		for (const each of rows)
			expect((await trail(ctx, `registration:${each.id}`)).map(({ action }) => action)).toEqual(['registration.made'])
		expect((await getQuestionnaire(as(during, actor(['auditor'])), eventId, id)).results).toBeNull()
	})

	test('with names says whose each answer is, is answered once, and reminds the others twice', async ({ ctx }) => {
		const { eventId, rows, tokens, during } = await built(ctx, 2)
		const id = await openQuestionnaire(during, eventId, asking({ anonymous: false }))
		const guest = { ...during, actor: null }
		await expect(answerQuestionnaire(guest, tokens[0]!, id, {})).rejects.toMatchObject({ field: 'answers', status: 422 })
		await expect(answerQuestionnaire(guest, 'x', id, good)).rejects.toMatchObject({ status: 404 })
		await answerQuestionnaire(guest, tokens[0]!, id, { better: 'Rien' })
		await expect(answerQuestionnaire(guest, tokens[0]!, id, good)).rejects.toMatchObject({ key: 'error.questionnaire.answered' })
		expect((await getQuestionnaire(during, eventId, id)).results).toMatchObject([
			{ key: 'overall', answered: 0 },
			{ key: 'better', texts: [{ text: 'Rien', name: 'Гост 0' }] },
			{ key: 'own_1' }
		])
		expect((await trail(ctx, `registration:${rows[0]!.id}`)).map(({ action }) => action)).toContain('questionnaire.answered')
		expect(await remindQuestionnaire(during, eventId, id)).toBe(1)
		expect(await remindQuestionnaire(during, eventId, id)).toBe(1)
		await expect(remindQuestionnaire(during, eventId, id)).rejects.toMatchObject({ key: 'error.questionnaire.reminded' })
		await expect(remindQuestionnaire(as(during, actor(['editor'])), eventId, id)).rejects.toMatchObject({ status: 403 })
		const letters = await ctx.db
			.selectFrom('mail')
			.select('toAddress')
			.where('kind', '=', 'events.questionnaire-reminded')
			.execute()
		expect(letters.map(({ toAddress }) => toAddress)).toEqual(['guest1@example.org', 'guest1@example.org'])
	})
})
