import { v7 as uuidv7 } from 'uuid'
import { expect } from 'vitest'
import { buildEvent, registering } from '#test/events'
import { test } from '#test/support'
import { forgetRegistrations } from './registration-personal-data.server.ts'
import { register } from './registrations.server.ts'

const from = { address: '192.0.2.9' }

test('years after an event nobody knows any more who came to it, and the places stay counted', async ({ ctx }) => {
	const over = await buildEvent(ctx, { capacity: 5 })
	const later = await buildEvent(ctx, { starts: '2027-05-27T09:00', ends: '2027-05-28T17:00' })
	for (const { eventId } of [over, later]) {
		await register(
			ctx,
			eventId,
			registering('a@example.org', { organisation: 'Сдружение Пример', function: 'Председател' }),
			from
		)
		await ctx.db
			.insertInto('eventInvitation')
			.values({ id: uuidv7(), eventId, email: 'b@example.org', locale: 'bg', tokenDigest: eventId, sentAt: ctx.now })
			.execute()
	}
	const of = (eventId: string) => ctx.db.selectFrom('registration').selectAll().where('eventId', '=', eventId).execute()
	const [before, kept] = [await of(over.eventId), await of(later.eventId)]
	const questionnaireId = uuidv7()
	await ctx.db
		.insertInto('questionnaire')
		.values({
			id: questionnaireId,
			eventId: over.eventId,
			title: '{"fr":"Votre avis"}',
			definition: '{}',
			anonymous: false,
			createdAt: ctx.now
		})
		.execute()
	await ctx.db
		.insertInto('questionnaireAnswer')
		.values({ id: uuidv7(), questionnaireId, registrationId: before[0]!.id, answers: '{"useful":5}' })
		.execute()

	expect(await forgetRegistrations(ctx, new Date('2027-03-28T14:00:00Z'))).toBe(0)
	expect(await forgetRegistrations(ctx, new Date('2027-04-01T00:00:00Z'))).toBe(2)
	const left = {
		name: '–',
		email: null,
		organisation: '',
		function: '',
		accountId: null,
		answers: {},
		tokenDigest: null,
		reason: ''
	}
	expect(await of(over.eventId)).toEqual([{ ...before[0], ...left }])
	expect(await of(later.eventId)).toEqual(kept)
	expect(await ctx.db.selectFrom('eventInvitation').select('eventId').execute()).toEqual([{ eventId: later.eventId }])
	expect(await ctx.db.selectFrom('questionnaireAnswer').select(['registrationId', 'answers']).execute()).toEqual([
		{ registrationId: null, answers: { useful: 5 } }
	])
	expect(await forgetRegistrations(ctx, new Date('2027-04-01T00:00:00Z'))).toBe(0)
})
