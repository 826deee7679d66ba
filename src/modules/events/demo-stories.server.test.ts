import { expect } from 'vitest'
import { loadDemoAccounts } from '#modules/identity/demo.server'
import { loadDemoNetwork } from '#modules/network/demo.server'
import { actor, as, test } from '#test/support'
import { loadDemoEvents, demoEventId } from './demo.server.ts'
import { loadDemoStories } from './demo-stories.server.ts'
import { publicProceedings } from './minutes.server.ts'
import { getQuestionnaire, listQuestionnaires } from './questionnaires.server.ts'
import { countRegistrations } from './registration-lists.server.ts'
import { getVisit } from './visits.server.ts'

test('the demo’s events have people, opinions, minutes, visits and a waiting list, each once', async ({ ctx }) => {
	await loadDemoAccounts(ctx)
	await loadDemoNetwork(ctx)
	await loadDemoEvents(ctx)
	await loadDemoStories(ctx)
	await loadDemoStories(ctx)
	const officer = as(ctx, actor(['officer']))
	const [questionnaire] = await listQuestionnaires(officer, demoEventId(8))
	expect(questionnaire).toMatchObject({ asked: 8, answered: 6 })
	expect((await getQuestionnaire(officer, demoEventId(8), questionnaire!.id)).results?.[0]).toMatchObject({ answered: 6 })
	expect((await publicProceedings({ ...ctx, actor: null }, demoEventId(8))).decisions).toHaveLength(1)
	expect((await countRegistrations(officer, demoEventId(11))).counts).toMatchObject({ accepted: 24, waiting: 3 })
	expect(await getVisit(officer, demoEventId(13))).toMatchObject({ status: 'done' })
	const asked = await ctx.db.selectFrom('visit').select('status').where('status', '=', 'asked').execute()
	expect(asked).toHaveLength(1)
})
