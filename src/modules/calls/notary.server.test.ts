import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { openCheckpoint, readVerifier } from '#engines/record/note'
import {
	appendLeaves,
	leavesOf,
	notary,
	notaryKey,
	readLog,
	sealReason,
	signLog,
	writeSigner
} from '#modules/calls/notary.server'
import { withoutNames } from '#modules/calls/record-privacy.server'
import type { Entry } from '#engines/record/schema'
import { transact } from '#platform/db.server'
import { env } from '#platform/env'
import { buildDraft, buildOpenCall } from '#test/applications'
import { contextOn, ownDatabase, ownHome, test } from '#test/support'

const home = ownHome()
const disclosed = (n: number, at = '2027-03-01T12:00:00.000Z'): { entry: Entry } => ({
	entry: { kind: 'disclosed', call: `T-${n}`, at }
})

describe('the key', () => {
	test('is made once, kept for its owner alone, and read back the same', async () => {
		const { name } = notary()
		const file = join(home.path, 'keys', 'notary')
		expect((await stat(file)).mode & 0o777).toBe(0o600)
		expect((await readFile(file, 'utf8')).trim()).toBe(writeSigner(notary()))
		expect(readVerifier(notaryKey())).toMatchObject({ name })
	})

	test('comes from the configuration where it is set there, and what is no key is refused', () => {
		const line = writeSigner({ name: 'elsewhere.example.org/record', secretKey: new Uint8Array(32).fill(3) })
		try {
			env().PASSERELLE_NOTARY_KEY = line
			expect(notary().name).toBe('elsewhere.example.org/record')
			env().PASSERELLE_NOTARY_KEY = line.replace('elsewhere', 'somewhere')
			expect(() => notary()).toThrow('PASSERELLE_NOTARY_KEY')
		} finally {
			delete env().PASSERELLE_NOTARY_KEY
		}
	})
})

describe('the log', () => {
	test('grows without gaps, and its signed states open with the key', async ({ ctx }) => {
		const callId = await buildOpenCall(ctx)
		await appendLeaves(ctx, callId, [disclosed(1), disclosed(2)])
		const first = await signLog(ctx)
		await appendLeaves(ctx, callId, [disclosed(3)])
		expect((await leavesOf(ctx, callId)).map(({ no }) => no)).toEqual([0, 1, 2])
		expect(openCheckpoint(first.note, readVerifier(notaryKey())!)).toEqual({ origin: notary().name, size: 2, root: first.root })
		expect((await readLog(ctx)).root(2)).toEqual(first.root)
		// The same state signed again is the same checkpoint.
		const again = await signLog(ctx)
		expect((await signLog(ctx)).note).toBe(again.note)
	})

	test('never goes back in time for a call, and refuses what is no entry', async ({ ctx }) => {
		const callId = await buildOpenCall(ctx)
		await appendLeaves(ctx, callId, [disclosed(1), disclosed(1, '2027-02-01T12:00:00.000Z')])
		expect((await leavesOf(ctx, callId)).map(({ entry }) => entry.at)).toEqual([
			'2027-03-01T12:00:00.000Z',
			'2027-03-01T12:00:00.000Z'
		])
		await expect(appendLeaves(ctx, callId, [disclosed(1, 'yesterday')])).rejects.toThrow()
		expect(await leavesOf(ctx, callId)).toHaveLength(2)
	})

	test('many writers at once leave no gap, and one that is rolled back leaves nothing', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const callId = await buildOpenCall(ctx)
		await Promise.all(Array.from({ length: 6 }, (_, n) => appendLeaves(ctx, callId, [disclosed(n), disclosed(n)])))
		await transact(ctx, async (ctx) => {
			await appendLeaves(ctx, callId, [disclosed(99)])
			throw new Error('what it said did not happen')
		}).catch(() => null)
		await appendLeaves(ctx, callId, [disclosed(7)])
		expect((await leavesOf(ctx, callId)).map(({ no }) => no)).toEqual(Array.from({ length: 13 }, (_, no) => no))
	})
})

test('a reason for the public names nobody of the call, nor an address or a number of theirs', async ({ ctx }) => {
	const callId = await buildOpenCall(ctx)
	const { email } = await buildDraft(ctx, callId)
	const said = `Община Дунавград и г-жа Примерова (${email}, ЕИК 000 123 456, +359 2 123 45 67) се отказаха.`
	const open = await withoutNames(ctx, callId, said)
	for (const word of ['Дунавград', 'Примерова', email, '123']) expect(open).not.toContain(word)
	expect(open).toContain('се отказаха')
	expect(sealReason(open, { open: true })).toMatchObject({ text: open })
	expect(sealReason(open, { open: false })).not.toHaveProperty('text')
})
