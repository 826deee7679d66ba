import { expect } from 'vitest'
import { getFiledApplication } from '#modules/calls/application-lists.server'
import { buildClosedCall } from '#test/evaluation'
import { ownHome, test } from '#test/support'

ownHome()

test('a name or a title that mixes two alphabets is shown to the office with the words that do', async ({ ctx }) => {
	const call = await buildClosedCall(ctx, { applications: 2 })
	const [imitating, plain] = call.applications
	// А and е as Cyrillic has them: on the screen the name of another, well-known association.
	await ctx.db
		.updateTable('organisation')
		.set({ name: JSON.stringify({ fr: 'Аssociation Rivage A', bg: 'Сдружение Бряг' }) })
		.where('id', '=', imitating!.organisationId)
		.execute()
	await ctx.db.updateTable('application').set({ title: 'Une rivièrе propre' }).where('id', '=', imitating!.id).execute()
	const mixedIn = async (id: string) => (await getFiledApplication(call.officer, call.id, id)).opened?.mixed
	expect(await mixedIn(imitating!.id)).toEqual(['Аssociation', 'rivièrе'])
	// Two languages side by side are no imitation.
	expect(await mixedIn(plain!.id)).toEqual([])
})
