import { expect } from 'vitest'
import { loadDemoAccounts } from '#modules/identity/demo.server'
import { loadDemoNetwork } from '#modules/network/demo.server'
import { loadDemoCalls } from '#modules/calls/call-demo.server'
import { publicResults } from '#modules/calls/announcements.server'
import { getRecord, listRecords } from '#modules/calls/records.server'
import { verifyRecord } from '#engines/record/verify'
import { ownHome, test } from '#test/support'

ownHome()

test(
	'the demo has a decided call whose record holds, one being read, and applications of every kind',
	{ timeout: 120_000 },
	async ({ ctx }) => {
		const now = new Date()
		await loadDemoAccounts({ ...ctx, now })
		await loadDemoNetwork({ ...ctx, now })
		await loadDemoCalls({ ...ctx, now })
		const statuses = await ctx.db.selectFrom('call').select('status').orderBy('closesAt').execute()
		expect(statuses.map(({ status }) => status).slice(0, 3)).toEqual(['announced', 'evaluation', 'published'])
		const applications = await ctx.db
			.selectFrom('application')
			.select((eb) => ['status', eb.fn.countAll<number>().as('count')])
			.groupBy('status')
			.orderBy('status')
			.execute()
		expect(Object.fromEntries(applications.map(({ status, count }) => [status, count]))).toMatchObject({
			admitted: 6,
			draft: 1,
			filed: 2
		})
		const [call] = await listRecords(ctx)
		const { document } = await getRecord(ctx, call!.id)
		expect(verifyRecord(JSON.parse(JSON.stringify(document)))).toMatchObject({ valid: true, failures: [] })
		expect((await publicResults(ctx, call!.id)).selected.length).toBeGreaterThan(0)
		// A second start changes nothing.
		await loadDemoCalls({ ...ctx, now })
		expect(await ctx.db.selectFrom('call').select('id').execute()).toHaveLength(statuses.length)
	}
)
