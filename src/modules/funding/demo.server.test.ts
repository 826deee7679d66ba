import { expect } from 'vitest'
import { loadDemoAccounts } from '#modules/identity/demo.server'
import { theme } from '#programme/themes'
import { organisationKind } from '#programme/organisation-kinds'
import { territory } from '#programme/territories'
import { fundingProgramme } from '#programme/funding-programmes'
import { demoOpportunities } from '#programme/demo'
import { test } from '#test/support'
import { loadDemoFunding } from './demo.server.ts'
import { getOpportunity } from './opportunities.server.ts'
import { searchOpportunities } from './search.server.ts'

test('the demo’s calls are fictional, complete in three languages, and loaded once with their history', async ({ ctx }) => {
	for (const { title, themes, kinds, territories, programme } of demoOpportunities) {
		expect([/fictif/.test(title.fr), /измислен/.test(title.bg), /fictional/.test(title.en)]).toEqual([true, true, true])
		expect([
			themes.every(theme),
			kinds.every(organisationKind),
			territories.every(territory),
			fundingProgramme(programme)
		]).toEqual([true, true, true, expect.anything()])
	}
	await loadDemoAccounts(ctx)
	await loadDemoFunding(ctx)
	await loadDemoFunding(ctx)
	const { total, items } = await searchOpportunities(ctx, { q: 'DEMO-LIFE-WATER' })
	expect(total).toBe(1)
	const { changes } = await getOpportunity(ctx, items[0]!.id)
	expect(changes.map(({ field }) => field).toSorted()).toEqual(['budgetCents', 'deadlines'])
	expect((await searchOpportunities(ctx, { status: 'gone' })).total).toBe(1)
	expect(await ctx.db.selectFrom('watch').select('id').execute()).toHaveLength(3)
	expect(await ctx.db.selectFrom('financingPlan').select('result').execute()).toEqual([{ result: expect.anything() }])
})
