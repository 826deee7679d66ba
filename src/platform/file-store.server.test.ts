import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { hasSwift, startBucket } from '#test/bucket'
import { ownHome, test } from '#test/support'
import { env } from './env.ts'
import { files } from './file-store.server.ts'
import { keyOf, openFile, removeFile, storeUpload, sweepFiles } from './files.server.ts'

const home = ownHome()
const hour = 3600_000

async function put(key: string, contents: Buffer, type = 'text/plain') {
	const path = join(home.path, 'to-put')
	await writeFile(path, contents)
	await (await files()).put(key, path, { bytes: contents.length, type })
}
const listed = async (folder: string) => {
	const keys: string[] = []
	for await (const key of (await files()).list(folder)) keys.push(key)
	return keys.sort()
}

/** What any store keeps, whichever it is. */
function keepsFiles() {
	test('what is put is read again, whole or in part, until it is deleted', async () => {
		const store = await files()
		const contents = randomBytes(6_000_000)

		await put('ab/cd/one', contents, 'application/pdf')

		expect((await buffer(await store.read('ab/cd/one'))).equals(contents)).toBe(true)
		expect((await buffer(await store.read('ab/cd/one', { from: 10, to: 99 }))).equals(contents.subarray(10, 100))).toBe(true)
		expect(await store.has('ab/cd/one')).toBe(true)
		expect(Math.abs(Date.now() - (await store.putAt('ab/cd/one'))!.getTime())).toBeLessThan(60_000)

		await put('ab/cd/one', Buffer.from('other'))
		expect((await buffer(await store.read('ab/cd/one'))).toString()).toBe('other')

		await store.delete('ab/cd/one')
		expect(await store.has('ab/cd/one')).toBe(false)
		await store.delete('ab/cd/one')
	})

	test('nothing is an error at once, not a broken answer later', async () => {
		const store = await files()
		expect(await store.has('ab/none')).toBe(false)
		expect(await store.putAt('ab/none')).toBe(null)
		await expect(store.read('ab/none')).rejects.toThrow()
	})

	test('an empty file is a file', async () => {
		await put('ef/empty', Buffer.alloc(0))
		expect(await buffer(await (await files()).read('ef/empty'))).toHaveLength(0)
	})

	test('a folder is listed whole, and it alone', async () => {
		const names = Array.from({ length: 12 }, (_, i) => `many/${String.fromCharCode(97 + (i % 3))}/${i}`)
		for (const name of names) await put(name, Buffer.from(name))
		await put('many-others/1', Buffer.from('x'))
		expect(await listed('many')).toEqual(names.toSorted())
		expect(await listed('none')).toEqual([])
	})

	// A sweep lists 256 folders, which takes a bucket some seconds.
	test('an upload is kept once, and swept a day after nobody needs it', { timeout: 120_000 }, async ({ ctx }) => {
		const contents = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(500_000)])
		const data = new FormData()
		data.set('file', new Blob([contents]), 'résumé – автобиография.pdf')
		const request = new Request('http://localhost/upload', { method: 'POST', body: data })
		const { file } = await storeUpload(ctx, request, {
			field: 'file',
			types: ['pdf'],
			maxBytes: 1_000_000,
			owner: { kind: 'application', id: 'a1' }
		})
		const store = await files()

		expect((await buffer((await openFile(ctx, file!.id)).stream)).equals(contents)).toBe(true)
		await removeFile(ctx, file!.id)
		await sweepFiles({ ...ctx, now: new Date(Date.now() + 2 * hour) })
		expect(await store.has(keyOf(file!.digest))).toBe(true)
		await sweepFiles({ ...ctx, now: new Date(Date.now() + 25 * hour) })
		expect(await store.has(keyOf(file!.digest))).toBe(false)
	})
}

describe('a folder', keepsFiles)

// Once is enough: which database stands behind makes no difference to a bucket.
const isSecondServer = process.env.TEST_DATABASE_URL !== undefined
describe.skipIf(!hasSwift || isSecondServer)('a bucket of OpenStack Swift (skipped where it is not installed)', () => {
	let stop = async () => {}
	beforeAll(async () => {
		const bucket = await startBucket()
		stop = bucket.stop
		env().PASSERELLE_FILES = bucket.setting
	})
	afterAll(async () => {
		delete env().PASSERELLE_FILES
		await stop()
	})

	keepsFiles()

	test('nothing of it lies on this machine', async () => {
		await put('here/one', Buffer.from('x'))
		expect(existsSync(join(home.path, 'files', 'here'))).toBe(false)
		expect(await listed('here')).toEqual(['here/one'])
	})

	test('a wrong secret is an error that says so, and nothing is put', async () => {
		const setting = env().PASSERELLE_FILES!
		env().PASSERELLE_FILES = setting.replace('te%2Fs', 'wrong')
		await expect(put('ab/wrong', Buffer.from('x'))).rejects.toThrow()
		env().PASSERELLE_FILES = setting
		expect(await (await files()).has('ab/wrong')).toBe(false)
	})
})
