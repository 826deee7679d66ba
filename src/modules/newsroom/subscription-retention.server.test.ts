import { expect } from 'vitest'
import { buildReader } from '#test/mailings'
import { NOW, test } from '#test/support'
import { forgetReaders } from './subscription-retention.server.ts'

test('readers who left long ago are forgotten, those who agree or left lately are not', async ({ ctx }) => {
	const old = new Date('2025-06-01T00:00:00Z')
	const then = { ...ctx, now: old }
	await buildReader(then, 'stays@example.org', ['newsletter'])
	const gone = await buildReader(then, 'gone@example.org', ['newsletter'])
	const lately = await buildReader(then, 'lately@example.org', ['newsletter'])
	const end = (id: string, endedAt: Date) =>
		ctx.db.updateTable('subscription').set({ endedAt, endedBy: 'one-click' }).where('subscriberId', '=', id).execute()
	await end(gone, new Date('2025-07-01T00:00:00Z'))
	await end(lately, new Date('2027-01-01T00:00:00Z'))
	expect(await forgetReaders(ctx, new Date(NOW.getTime() - 365 * 86_400_000))).toBe(1)
	const left = await ctx.db.selectFrom('subscriber').select('email').orderBy('email').execute()
	expect(left.map(({ email }) => email)).toEqual(['lately@example.org', 'stays@example.org'])
})
