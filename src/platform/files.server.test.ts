import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { readdir, utimes } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { sql } from 'kysely'
import { describe, expect, vi } from 'vitest'
import { actor, as, contextOn, NOW, ownDatabase, ownHome, test, trail } from '#test/support'
import type { Ctx } from './ctx.ts'
import { transact } from './db.server.ts'
import { env } from './env.ts'
import { files, incomingFolder } from './file-store.server.ts'
import type { FileType } from './file-types.ts'
import {
	getFile,
	keepFile,
	keyOf,
	listFiles,
	openFile,
	readSignedDownload,
	receiveUpload,
	removeFile,
	signDownload,
	storeContents,
	storeUpload,
	sweepFiles,
	UploadRefused
} from './files.server.ts'

const home = ownHome()

const png = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64'
)
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n')
const words = (text: string) => Buffer.from(text)

const boundary = 'x-passerelle-boundary'
const fileHead = (name: string, field = 'file') =>
	`--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
const fieldPart = (name: string, value: string) =>
	`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const tail = `\r\n--${boundary}--\r\n`

const post = (body: BodyInit | null, type = `multipart/form-data; boundary=${boundary}`) =>
	new Request('http://localhost/upload', {
		method: 'POST',
		body,
		headers: { 'content-type': type },
		duplex: 'half'
	} as RequestInit)
const form = (name: string, contents: Buffer, before = '') =>
	post(Buffer.concat([Buffer.from(before + fileHead(name)), contents, Buffer.from(tail)]))

const wanted = (over: Partial<Parameters<typeof storeUpload>[2]> = {}) => ({
	field: 'file',
	types: ['pdf', 'png', 'csv'] as FileType[],
	maxBytes: 1024 * 1024,
	owner: { kind: 'application', id: 'a1' },
	...over
})
const rows = (ctx: Ctx) => ctx.db.selectFrom('storedFile').select(['name', 'type', 'bytes', 'digest']).orderBy('id').execute()
const halfWay = () => readdir(incomingFolder()).catch(() => [])

describe('an upload', () => {
	test('is kept with its digest, its type by content and its name, and leaves a trace', async ({ ctx }) => {
		const officer = actor(['officer'])
		const before = fieldPart('title', 'Заглавие') + fieldPart('theme', 'a') + fieldPart('theme', 'b')

		const { file, values } = await storeUpload(as(ctx, officer), form('Отчет été.PDF', pdf, before), wanted())

		const digest = createHash('sha256').update(pdf).digest('hex')
		expect(values).toEqual({ title: 'Заглавие', theme: ['a', 'b'] })
		expect(file).toEqual({
			id: file!.id,
			digest,
			bytes: pdf.length,
			type: 'application/pdf',
			name: 'Отчет été.PDF',
			ownerKind: 'application',
			ownerId: 'a1',
			createdBy: officer.accountId,
			createdAt: NOW,
			removedAt: null
		})
		expect(await buffer((await openFile(ctx, file!.id)).stream)).toEqual(pdf)
		expect(await buffer((await openFile(ctx, file!.id, { from: 1, to: 3 })).stream)).toEqual(Buffer.from('PDF'))
		expect(await trail(ctx, `file:${file!.id}`)).toEqual([
			{
				action: 'file.stored',
				actorId: officer.accountId,
				data: { owner: 'application:a1', digest, bytes: pdf.length, type: 'pdf' }
			}
		])
		expect(await halfWay()).toEqual([])
	})

	test.for([
		['a program called a document', 'a.pdf', Buffer.from('MZ\x90\0\x03\0\0\0'), 415, 'error.file.type'],
		['an image called a document', 'a.pdf', png, 415, 'error.file.mislabelled'],
		['a page called a table', 'a.csv', words('<!doctype html><script>alert(1)</script>'), 415, 'error.file.type'],
		['a picture that is a page', 'a.png', words('<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>'), 415, 'error.file.type'],
		['a document called a table', 'a.csv', pdf, 415, 'error.file.mislabelled'],
		['a text that is not one', 'a.csv', Buffer.from('a;b\0c'), 415, 'error.file.type'],
		['a kind not asked for', 'a.zip', Buffer.from('504b0506000000000000000000000000000000000000', 'hex'), 415, 'error.file.type'],
		['nothing in it', 'a.pdf', Buffer.alloc(0), 422, 'error.file.empty'],
		['no file chosen', '', Buffer.alloc(0), 422, 'error.file.missing'],
		['too much', 'a.csv', Buffer.alloc(1024 * 1024 + 1, 'a'), 413, 'error.file.too_large']
	] as const)('is refused: %s', async ([, name, contents, status, key], { ctx }) => {
		const refusal = await storeUpload(ctx, form(name, contents, fieldPart('title', 'kept')), wanted()).catch(
			(cause: unknown) => cause
		)

		expect(refusal).toBeInstanceOf(UploadRefused)
		expect(refusal).toMatchObject({ status, key, field: 'file', values: { title: 'kept' } })
		expect(await rows(ctx)).toEqual([])
		expect(await halfWay()).toEqual([])
	})

	test.for([
		['tables in any encoding', 'a.csv', Buffer.from([0xcf, 0xf0, 0x3b, 0x62, 0x0d, 0x0a]), 'text/csv', 'a.csv'],
		['a table that begins like a bitmap', 'a.csv', words('BMI;name\n1;x\n'), 'text/csv', 'a.csv'],
		['exactly as much as allowed', 'a.csv', Buffer.alloc(1024 * 1024, 'a'), 'text/csv', 'a.csv'],
		['a name without an ending', 'scan', png, 'image/png', 'scan.png'],
		['a name that leads elsewhere', '../../../../etc/cron.d/x.pdf', pdf, 'application/pdf', 'x.pdf'],
		['a name that reads backwards', 'a\u202Efdp.pdf', pdf, 'application/pdf', 'afdp.pdf']
	] as const)('is accepted: %s', async ([, name, contents, type, kept], { ctx }) => {
		const { file } = await storeUpload(ctx, form(name, contents), wanted())

		expect(file).toMatchObject({ type, name: kept, bytes: contents.length })
	})

	test('of an office document is told from any other archive', async ({ ctx }) => {
		const docx = zip([
			[
				'[Content_Types].xml',
				'<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
			]
		])
		const odt = zip([['mimetype', 'application/vnd.oasis.opendocument.text']])
		const macro = zip([
			[
				'[Content_Types].xml',
				'<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
			]
		])
		const types: FileType[] = ['docx', 'odt']

		expect((await storeUpload(ctx, form('a.docx', docx), wanted({ types }))).file).toMatchObject({
			type: expect.stringContaining('wordprocessingml') as string
		})
		expect((await storeUpload(ctx, form('a.odt', odt), wanted({ types }))).file).toMatchObject({
			type: 'application/vnd.oasis.opendocument.text'
		})
		await expect(storeUpload(ctx, form('a.docx', odt), wanted({ types }))).rejects.toMatchObject({
			key: 'error.file.mislabelled'
		})
		await expect(storeUpload(ctx, form('a.docx', macro), wanted({ types }))).rejects.toMatchObject({ status: 415 })
	})

	test('may be left out where it is optional', async ({ ctx }) => {
		const { file, values } = await storeUpload(ctx, form('', Buffer.alloc(0), fieldPart('a', '1')), wanted({ optional: true }))

		expect([file, values]).toEqual([null, { a: '1' }])
	})

	test.for([
		['not a multipart form', () => post('a=1', 'application/x-www-form-urlencoded'), 415],
		[
			'no body',
			() => new Request('http://localhost', { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=a' } }),
			415
		],
		['no boundary', () => post('x', 'multipart/form-data'), 400],
		['a body that is something else', () => post(randomBytes(5000)), 400],
		['a body that ends too early', () => post(Buffer.concat([Buffer.from(fileHead('a.pdf')), pdf])), 400],
		['an endless field', () => form('a.pdf', pdf, fieldPart('a', 'x'.repeat(70_000))), 413],
		['a thousand fields', () => form('a.pdf', pdf, fieldPart('a', 'x').repeat(1000)), 413]
	] as const)('answers %s, and keeps nothing', async ([, request, status], { ctx }) => {
		await expect(storeUpload(ctx, request(), wanted())).rejects.toMatchObject({ status })

		expect(await rows(ctx)).toEqual([])
		expect(await halfWay()).toEqual([])
	})

	test.for([
		['breaks off', 'error'],
		['falls silent', 'silence']
	] as const)('that %s neither hangs nor leaves anything', async ([, how], { ctx }) => {
		const body = new ReadableStream({
			start(controller) {
				controller.enqueue(Buffer.from(fileHead('a.pdf')))
				controller.enqueue(Buffer.concat([pdf, randomBytes(200_000)]))
				if (how === 'error') setTimeout(() => controller.error(new Error('connection reset')), 50)
			}
		})

		await expect(storeUpload(ctx, post(body), { ...wanted(), patience: 150 })).rejects.toMatchObject({ status: 400 })

		expect(await halfWay()).toEqual([])
		expect(await rows(ctx)).toEqual([])
	})

	test('of 60 MB goes to disk as it comes, never held in memory', async ({ ctx }) => {
		const chunk = Buffer.alloc(64 * 1024, 'я')
		const onDisk = () => Math.max(0, ...readdirSync(incomingFolder()).map((name) => statSync(join(incomingFolder(), name)).size))
		let sent = 0
		let ahead = 0
		const body = new ReadableStream({
			start: (controller) => controller.enqueue(Buffer.from(fileHead('a.csv'))),
			pull(controller) {
				if (sent === 960) {
					controller.enqueue(Buffer.from(tail))
					return controller.close()
				}
				controller.enqueue(Uint8Array.from(chunk))
				sent++
				// What has been taken from the sender and is not on disk is somewhere in memory.
				ahead = Math.max(ahead, sent * chunk.length - onDisk())
			}
		})

		const { file } = await storeUpload(ctx, post(body), wanted({ maxBytes: 61 * 1024 * 1024 }))

		expect(file!.bytes).toBe(960 * 64 * 1024)
		expect(ahead).toBeLessThan(4 * 1024 * 1024)
	})
})

/** A stored (uncompressed) archive. */
function zip(entries: [name: string, contents: string][]) {
	const crc = (data: Buffer) => {
		let c = ~0
		for (const byte of data) {
			c ^= byte
			for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (0xedb88320 & -(c & 1))
		}
		return ~c >>> 0
	}
	const locals: Buffer[] = []
	const central: Buffer[] = []
	let at = 0
	for (const [name, contents] of entries) {
		const data = Buffer.from(contents)
		const common = Buffer.alloc(26)
		common.writeUInt16LE(20, 0)
		common.writeUInt32LE(crc(data), 10)
		common.writeUInt32LE(data.length, 14)
		common.writeUInt32LE(data.length, 18)
		common.writeUInt16LE(name.length, 22)
		const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data])
		const rest = Buffer.alloc(14)
		rest.writeUInt32LE(at, 10)
		central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, rest, Buffer.from(name)]))
		locals.push(local)
		at += local.length
	}
	const directory = Buffer.concat(central)
	const end = Buffer.alloc(22)
	end.write('PK\x05\x06', 'latin1')
	end.writeUInt16LE(entries.length, 8)
	end.writeUInt16LE(entries.length, 10)
	end.writeUInt32LE(directory.length, 12)
	end.writeUInt32LE(at, 16)
	return Buffer.concat([...locals, directory, end])
}

describe('a stored file', () => {
	const document = { name: 'a.pdf', type: 'pdf', owner: { kind: 'agreement', id: 'g1' } } as const

	test('is one content on disk, however often and at once it is sent', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const contents = Buffer.concat([pdf, randomBytes(300_000)])

		const sent = await Promise.all(Array.from({ length: 5 }, (_, i) => storeUpload(ctx, form(`${i}.pdf`, contents), wanted())))

		const digests = new Set(sent.map(({ file }) => file!.digest))
		expect(digests.size).toBe(1)
		expect(new Set(sent.map(({ file }) => file!.id)).size).toBe(5)
		const [digest] = digests
		const folder = await readdir(join(home.path, 'files', digest!.slice(0, 2)))
		expect(folder.filter((name) => name.startsWith(digest!))).toEqual([digest])
		for (const { file } of sent) expect((await buffer((await openFile(ctx, file!.id)).stream)).equals(contents)).toBe(true)
		expect((await listFiles(ctx, { kind: 'application', id: 'a1' })).map(({ name }) => name).sort()).toEqual([
			'0.pdf',
			'1.pdf',
			'2.pdf',
			'3.pdf',
			'4.pdf'
		])
		expect(await halfWay()).toEqual([])
	})

	test('has no row when the verb it came with is rolled back', async ({ ctx }) => {
		const { file } = await receiveUpload(ctx, form('a.pdf', pdf), wanted())
		const verb = transact(ctx, async (ctx) => {
			await keepFile(ctx, file!, { kind: 'application', id: 'a1' })
			throw new Error('no')
		})

		await expect(verb).rejects.toThrow('no')
		expect(await rows(ctx)).toEqual([])
	})

	test('is gone once removed; its digest stays explained, its name does not', async ({ ctx }) => {
		const { id, digest } = await storeContents(ctx, pdf, document)

		await removeFile(ctx, id)

		await expect(getFile(ctx, id)).rejects.toMatchObject({ status: 404 })
		await expect(openFile(ctx, id)).rejects.toMatchObject({ status: 404 })
		await expect(removeFile(ctx, id)).rejects.toMatchObject({ status: 404 })
		expect(await listFiles(ctx, document.owner)).toEqual([])
		expect(await rows(ctx)).toEqual([{ name: '-', type: 'application/pdf', bytes: pdf.length, digest }])
		expect((await trail(ctx, `file:${id}`)).map(({ action }) => action)).toEqual(['file.stored', 'file.removed'])
	})

	test('is swept away a day after nothing points at it any more', async ({ ctx }) => {
		const age = async (digest: string) => {
			const old = new Date(Date.now() - 25 * 3600_000)
			await utimes(join(home.path, 'files', keyOf(digest)), old, old)
		}
		const store = await files()
		const kept = await storeContents(ctx, randomBytes(50), document)
		const shared = await storeContents(ctx, randomBytes(51), document)
		const twin = await storeContents(ctx, (await openFile(ctx, shared.id)).stream, document)
		const removed = await storeContents(ctx, randomBytes(52), document)
		const fresh = await storeContents(ctx, randomBytes(53), document)
		for (const file of [twin, removed, fresh]) await removeFile(ctx, file.id)
		for (const file of [kept, shared, removed]) await age(file.digest)

		// The dates of files are the machine's.
		await sweepFiles({ ...ctx, now: new Date() })

		const there = await Promise.all([kept, shared, removed, fresh].map(({ digest }) => store.has(keyOf(digest))))
		expect(there).toEqual([true, true, false, true])
	})

	test('sent again while a sweep is deleting the same contents is still there', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const store = await files()
		const contents = randomBytes(1000)
		const digest = createHash('sha256').update(contents).digest('hex')
		let sending: ReturnType<typeof storeContents> | undefined

		// A sweep that has decided, and is slow to act: it holds the digest's lock until it has deleted.
		await transact(ctx, async (sweep) => {
			await sql`select pg_advisory_xact_lock(hashtextextended(${digest}, 7))`.execute(sweep.db)
			sending = storeContents(ctx, contents, document)
			await vi.waitUntil(() => store.has(keyOf(digest)))
			await store.delete(keyOf(digest))
		})

		const { id } = await sending!
		expect((await buffer((await openFile(ctx, id)).stream)).equals(contents)).toBe(true)
	})
})

describe('a signed address', () => {
	const id = crypto.randomUUID()
	const expires = new Date(NOW.getTime() + 60_000)
	const read = (ctx: Ctx, address: string, fileId = id) =>
		readSignedDownload(ctx, fileId, new URL(address, 'http://x').searchParams)

	test('opens one file, until it expires', ({ ctx }) => {
		const address = signDownload(id, { expires, disposition: 'inline' })

		expect(address.startsWith(`/files/${id}?`)).toBe(true)
		expect(read(ctx, address)).toEqual({ disposition: 'inline' })
		expect(read({ ...ctx, now: new Date(expires.getTime() - 1) }, address)).toEqual({ disposition: 'inline' })
		expect(read({ ...ctx, now: expires }, address)).toBeNull()
		expect(read(ctx, address, crypto.randomUUID())).toBeNull()
	})

	test.for([
		['another expiry', (query: URLSearchParams) => query.set('e', '9999999999')],
		['another way of showing it', (query: URLSearchParams) => query.set('d', 'a')],
		['somebody else', (query: URLSearchParams) => query.set('a', crypto.randomUUID())],
		['nobody', (query: URLSearchParams) => query.delete('a')],
		['no signature', (query: URLSearchParams) => query.delete('s')],
		['a short signature', (query: URLSearchParams) => query.set('s', 'AAAA')],
		['a signature of nothing', (query: URLSearchParams) => query.set('s', Buffer.alloc(32).toString('base64url'))]
	] as const)('is worth nothing with %s', ([, forge], { ctx }) => {
		const accountId = crypto.randomUUID()
		const query = new URL(signDownload(id, { expires, disposition: 'inline', accountId }), 'http://x').searchParams
		const reader = as(ctx, actor(['member'], { accountId }))
		expect(readSignedDownload(reader, id, query)).toEqual({ disposition: 'inline' })

		forge(query)

		expect(readSignedDownload(reader, id, query)).toBeNull()
	})

	test('for one account opens for nobody else', ({ ctx }) => {
		const accountId = crypto.randomUUID()
		const address = signDownload(id, { expires, accountId })

		expect(read(as(ctx, actor(['member'], { accountId })), address)).toEqual({ disposition: 'attachment' })
		expect(read(ctx, address)).toBeNull()
		expect(read(as(ctx, actor(['administrator'])), address)).toBeNull()
	})
})

/**
 * Stands in for a bucket outside the building: the five requests the store makes, on path-style addresses, refused
 * without a signature by the right key. What a given maker's server does beyond is not shown by this.
 */
async function bucket() {
	const objects = new Map<string, { contents: Buffer; type: string; at: Date }>()
	const server = createServer(async (request, response) => {
		const url = new URL(request.url!, 'http://x')
		const key = decodeURIComponent(url.pathname.replace('/files/', ''))
		if (!request.headers.authorization?.includes('Credential=k+y/')) return void response.writeHead(403).end()
		if (request.method === 'PUT') {
			objects.set(key, { contents: await buffer(request), type: request.headers['content-type']!, at: new Date() })
			return void response.writeHead(200, { etag: '"x"' }).end()
		}
		if (url.searchParams.get('list-type') === '2') {
			const found = [...objects].filter(([key]) => key.startsWith(url.searchParams.get('prefix')!))
			const contents = found.map(
				([key, { contents, at }]) =>
					`<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><ETag>"x"</ETag><Size>${contents.length}</Size></Contents>`
			)
			return void response
				.writeHead(200, { 'content-type': 'application/xml' })
				.end(
					`<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`
				)
		}
		const object = objects.get(key)
		if (request.method === 'DELETE') {
			objects.delete(key)
			return void response.writeHead(204).end()
		}
		if (!object) return void response.writeHead(404).end()
		const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? []
		const contents = from ? object.contents.subarray(Number(from), Number(to) + 1) : object.contents
		response.writeHead(from ? 206 : 200, {
			'content-length': contents.length,
			'content-type': object.type,
			'last-modified': object.at.toUTCString(),
			etag: '"x"'
		})
		response.end(request.method === 'HEAD' ? undefined : contents)
	})
	await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
	env().PASSERELLE_FILES = `s3://k%2By:s%2Fcret@127.0.0.1:${(server.address() as AddressInfo).port}/files?region=eu-central-1&tls=0`
	return {
		objects,
		async [Symbol.asyncDispose]() {
			env().PASSERELLE_FILES = undefined
			server.closeAllConnections()
			await new Promise((done) => server.close(done))
		}
	}
}

test('a bucket keeps files as the folder does', async ({ ctx }) => {
	await using store = await bucket()
	const contents = Buffer.concat([pdf, randomBytes(500_000)])

	const { file } = await storeUpload(ctx, form('a.pdf', contents), wanted())

	const { id, digest } = file!
	expect([...store.objects.keys()]).toEqual([keyOf(digest)])
	expect(store.objects.get(keyOf(digest))!.type).toBe('application/pdf')
	expect(store.objects.get(keyOf(digest))!.contents.equals(contents)).toBe(true)
	expect((await buffer((await openFile(ctx, id)).stream)).equals(contents)).toBe(true)
	expect(await buffer((await openFile(ctx, id, { from: 0, to: 3 })).stream)).toEqual(Buffer.from('%PDF'))
	expect(await halfWay()).toEqual([])
	expect(existsSync(join(home.path, 'files', keyOf(digest)))).toBe(false)

	await removeFile(ctx, id)
	expect(await sweepFiles({ ...ctx, now: new Date() })).toEqual({ contents: 0, uploads: 0 })
	store.objects.get(keyOf(digest))!.at = new Date(Date.now() - 25 * 3600_000)
	expect(await sweepFiles({ ...ctx, now: new Date() })).toEqual({ contents: 1, uploads: 0 })
	expect([...store.objects]).toEqual([])
})
