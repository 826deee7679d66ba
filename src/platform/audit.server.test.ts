import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { actor, as, NOW, test, trail } from '#test/support'
import { audit } from './audit.server.ts'
import { transact } from './db.server.ts'

describe('the audit trail', () => {
	test('keeps who did what to what, and when', async ({ ctx }) => {
		const officer = actor(['officer'])

		await audit(as(ctx, officer), 'setting.changed', 'setting:a', { from: 1, to: 2 })

		expect(await trail(ctx, 'setting:a')).toEqual([
			{ action: 'setting.changed', actorId: officer.accountId, data: { from: 1, to: 2 } }
		])
		expect(await ctx.db.selectFrom('auditEvent').select('at').executeTakeFirst()).toEqual({ at: NOW })
	})

	test('vanishes with the change it describes', async ({ ctx }) => {
		const work = transact(ctx, async (ctx) => {
			await audit(ctx, 'setting.changed', 'setting:b')
			throw new Error('no')
		})

		await expect(work).rejects.toThrow('no')
		expect(await trail(ctx, 'setting:b')).toEqual([])
	})

	test.for(['update audit_event set action = $$x$$', 'delete from audit_event', 'truncate audit_event'])(
		'refuses to be rewritten: %s',
		async (statement, { ctx }) => {
			await audit(ctx, 'setting.changed', 'setting:c')

			const rewriting = transact(ctx, (ctx) => sql.raw(statement).execute(ctx.db))

			await expect(rewriting).rejects.toThrow('append-only')
			expect(await trail(ctx, 'setting:c')).toHaveLength(1)
		}
	)
})
