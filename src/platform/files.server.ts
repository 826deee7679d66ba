import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import { error } from '@sveltejs/kit'
import { fileTypeFromFile } from 'file-type'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from './audit.server.ts'
import type { Ctx } from './ctx.ts'
import { transact } from './db.server.ts'
import { secretFor } from './env.ts'
import { notFound, RuleBroken } from './errors.ts'
import { cleanName, extensionOf } from './file-names.ts'
import { files, incomingFolder, type Range } from './file-store.server.ts'
import { fileTypes, labelOf, textTypes, type FileType } from './file-types.ts'
import type { Values } from './http.server.ts'
import type { MessageKey, MessageParams } from './i18n.ts'
import { scan, Unscanned } from './scanner.server.ts'

/** What a file belongs to: `{ kind: 'application', id }`. Who may see it is that thing's rule, asked by its module. */
export type FileOwner = { kind: string; id: string }

/** Contents that are in the store and belong to nothing yet: kept by `keepFile`, else swept away after a day. */
export type Received = { digest: string; bytes: number; type: FileType; name: string }

/** The upload was refused; `values` are the form's other fields, for the page to show again: `refuse(cause, cause.values)`. */
export class UploadRefused extends RuleBroken {
	readonly values: Values
	constructor(key: MessageKey, field: string, status: 413 | 415 | 422 | 503, params: MessageParams, values: Values) {
		super(key, field, params, status)
		this.values = values
	}
}

export type UploadOptions = {
	/** The name of the form's file field. */
	field: string
	types: readonly FileType[]
	maxBytes: number
	/** No file is fine: the answer's `file` is then null. */
	optional?: boolean
	/** How long the sender may stay silent, in milliseconds. */
	patience?: number
}

const FIELD_BYTES = 64 * 1024
const FIELDS = 200

/**
 * Reads a multipart form with one file. The file goes to disk as it comes, never whole into memory, and on into the
 * store once its size, its content and its name agree. Throws UploadRefused: 413 too large, 415 of another kind or not
 * what its name says, 422 empty, missing or with something harmful in it, 503 while the scanner that is set gives no
 * verdict; and the framework's 400 (broken body) and 415 (not a multipart form).
 */
export async function receiveUpload(
	ctx: Ctx,
	request: Request,
	options: UploadOptions
): Promise<{ file: Received | null; values: Values }> {
	const { field, types, maxBytes } = options
	const { part, values } = await readMultipart(request, options)
	try {
		const refused = (key: MessageKey, status: 413 | 415 | 422 | 503, params: MessageParams = {}) =>
			new UploadRefused(key, field, status, params, values)
		if (!part) {
			if (options.optional) return { file: null, values }
			throw refused('error.file.missing', 422)
		}
		if (part.bytes > maxBytes) throw refused('error.file.too_large', 413, { megabytes: Math.floor(maxBytes / 1024 / 1024) || 1 })
		if (part.bytes === 0) throw refused('error.file.empty', 422)

		const found = await typeOf(part.path, extensionOf(part.name))
		if (!found || !types.includes(found)) throw refused('error.file.type', 415, { types: labelOf(types) })
		const extensions: readonly string[] = fileTypes[found].extensions
		const extension = extensionOf(part.name)
		if (extension && !extensions.includes(extension))
			throw refused('error.file.mislabelled', 415, { type: fileTypes[found].label, extension })
		const name = extension ? part.name : cleanName(`${part.name}.${extensions[0]}`)

		const harm = await scan(part.path).catch((cause: Error) => {
			if (cause instanceof Unscanned) throw refused('error.file.unscanned', 503)
			throw cause
		})
		if (harm) throw refused('error.file.harmful', 422, { name: harm })

		const file = { digest: part.digest, bytes: part.bytes, type: found, name }
		await putContents(ctx, part.path, file)
		return { file, values }
	} finally {
		if (part) await rm(part.path, { force: true })
	}
}

/** Writes the row of contents already in the store. Call it in the verb's transaction, next to what the file is for. */
export async function keepFile(ctx: Ctx, received: Received, owner: FileOwner) {
	const id = uuidv7()
	return transact(ctx, async (ctx) => {
		const { digest, bytes, type, name } = received
		const row = await ctx.db
			.insertInto('storedFile')
			.values({
				id,
				digest,
				bytes,
				type: fileTypes[type].mime,
				name,
				ownerKind: owner.kind,
				ownerId: owner.id,
				createdBy: ctx.actor?.accountId ?? null,
				createdAt: ctx.now
			})
			.returningAll()
			.executeTakeFirstOrThrow()
		await audit(ctx, 'file.stored', `file:${id}`, { owner: `${owner.kind}:${owner.id}`, digest, bytes, type })
		return row
	})
}
export type StoredFile = Awaited<ReturnType<typeof keepFile>>

/** The same contents once more, as a file of something else: from here each goes its own way. 404 when it was removed. */
export async function keepCopy(ctx: Ctx, fileId: string, owner: FileOwner): Promise<StoredFile> {
	return transact(ctx, async (ctx) => {
		// Held until the copy stands: contents without a living row are swept away.
		await ctx.db.selectFrom('storedFile').select('id').where('id', '=', fileId).forShare().executeTakeFirst()
		const { digest, bytes, type, name } = await getFile(ctx, fileId)
		const kind = (Object.keys(fileTypes) as FileType[]).find((each) => fileTypes[each].mime === type)!
		return keepFile(ctx, { digest, bytes, type: kind, name }, owner)
	})
}

/** `receiveUpload` and `keepFile` in one, for a file that is all the form is about. */
export async function storeUpload<Options extends UploadOptions & { owner: FileOwner }>(
	ctx: Ctx,
	request: Request,
	options: Options
) {
	const { file, values } = await receiveUpload(ctx, request, options)
	return { file: file && (await keepFile(ctx, file, options.owner)), values }
}

/** Stores what Passerelle made itself (a document, an export). Not inside a transaction: it writes to the disk or the network. */
export async function storeContents(
	ctx: Ctx,
	contents: Uint8Array | Readable,
	about: { name: string; type: FileType; owner: FileOwner }
) {
	const path = await incomingPath()
	try {
		const meter = measure()
		await pipeline(
			contents instanceof Readable ? contents : Readable.from([contents]),
			meter,
			createWriteStream(path, { flush: true })
		)
		const received = { ...meter.result(), type: about.type, name: cleanName(about.name) }
		await putContents(ctx, path, received)
		return await keepFile(ctx, received, about.owner)
	} finally {
		await rm(path, { force: true })
	}
}

/** The file's row; 404 when there is none or it was removed. The caller decides who may know of it. */
export async function getFile(ctx: Ctx, fileId: string): Promise<StoredFile> {
	const file = await ctx.db
		.selectFrom('storedFile')
		.selectAll()
		.where('id', '=', fileId)
		.where('removedAt', 'is', null)
		.executeTakeFirst()
	return file ?? notFound()
}

export const listFiles = (ctx: Ctx, owner: FileOwner): Promise<StoredFile[]> =>
	ctx.db
		.selectFrom('storedFile')
		.selectAll()
		.where('ownerKind', '=', owner.kind)
		.where('ownerId', '=', owner.id)
		.where('removedAt', 'is', null)
		.orderBy('id')
		.execute()

/** The file's contents, or a range of them, as a stream that the caller must read or destroy. */
export async function openFile(ctx: Ctx, fileId: string, range?: Range) {
	const file = await getFile(ctx, fileId)
	return { file, stream: await (await files()).read(keyOf(file.digest), range) }
}

/** Takes a file away. Its row stays, without its name, so that a receipt's digest can still be explained; its contents go with the next sweep. */
export async function removeFile(ctx: Ctx, fileId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const file = await ctx.db.selectFrom('storedFile').select('removedAt').where('id', '=', fileId).forUpdate().executeTakeFirst()
		if (!file || file.removedAt) return notFound()
		await ctx.db.updateTable('storedFile').set({ removedAt: ctx.now, name: '-' }).where('id', '=', fileId).execute()
		await audit(ctx, 'file.removed', `file:${fileId}`)
	})
}

const DAY = 24 * 3600 * 1000

/**
 * Deletes contents that no living row points at and that were put more than a day ago (a form may still be on its way
 * to its row), and uploads a killed process left half-way. Returns how many of each.
 */
export async function sweepFiles(ctx: Ctx): Promise<{ contents: number; uploads: number }> {
	const store = await files()
	const before = new Date(ctx.now.getTime() - DAY)
	let contents = 0
	for (let first = 0; first < 256; first++) {
		for await (const key of store.list(first.toString(16).padStart(2, '0'))) {
			const digest = key.split('/').at(-1)!
			if (await isAlive(ctx, digest)) continue
			const putAt = await store.putAt(key)
			if (!putAt || putAt > before) continue
			await transact(ctx, async (ctx) => {
				// Held until the contents are gone: see putContents, which waits for it.
				await lockDigest(ctx, digest)
				const again = await store.putAt(key)
				if (!again || again > before || (await isAlive(ctx, digest))) return
				await store.delete(key)
				contents++
			})
		}
	}
	let uploads = 0
	for (const name of await readdir(incomingFolder()).catch(() => [])) {
		const path = join(incomingFolder(), name)
		const found = await stat(path).catch(() => null)
		if (!found || found.mtime > before) continue
		await rm(path, { force: true })
		uploads++
	}
	return { contents, uploads }
}

const isAlive = async (ctx: Ctx, digest: string) =>
	(
		await ctx.db
			.selectFrom('storedFile')
			.select('id')
			.where('digest', '=', digest)
			.where('removedAt', 'is', null)
			.limit(1)
			.execute()
	).length > 0

const lockDigest = (ctx: Ctx, digest: string) => sql`select pg_advisory_xact_lock(hashtextextended(${digest}, 7))`.execute(ctx.db)

/**
 * Puts contents under their digest. Contents that are there already are put again: that renews their date, which is
 * what keeps the sweep from taking them before their row is written. A sweep that looked before the new date holds the
 * digest's lock while it deletes: after waiting for it the contents are there for a day, or are put once more.
 */
async function putContents(ctx: Ctx, path: string, { digest, bytes, type }: Received) {
	const store = await files()
	const about = { bytes, type: fileTypes[type].mime }
	// The folder's put moves the file away: the second put needs another name for it.
	const spare = `${path}.spare`
	await copyOf(path, spare)
	try {
		await store.put(keyOf(digest), path, about)
		await transact(ctx, (ctx) => lockDigest(ctx, digest))
		if (!(await store.has(keyOf(digest)))) await store.put(keyOf(digest), spare, about)
	} finally {
		await rm(spare, { force: true })
	}
}

export const keyOf = (digest: string) => `${digest.slice(0, 2)}/${digest}`

async function copyOf(path: string, to: string) {
	// A second name costs nothing; not every file system has them.
	await link(path, to).catch(() => copyFile(path, to))
}

async function incomingPath() {
	await mkdir(incomingFolder(), { recursive: true, mode: 0o700 })
	return join(incomingFolder(), `${randomUUID()}.part`)
}

/** Counts and digests what passes. */
function measure() {
	const hash = createHash('sha256')
	let bytes = 0
	const meter = new Transform({
		transform(chunk: Buffer, _encoding, done: TransformCallback) {
			bytes += chunk.length
			hash.update(chunk)
			done(null, chunk)
		}
	})
	return Object.assign(meter, { result: () => ({ bytes, digest: hash.digest('hex') }) })
}

type Part = { path: string; bytes: number; digest: string; name: string }

async function readMultipart(request: Request, { field, maxBytes, patience = 60_000 }: UploadOptions) {
	const type = request.headers.get('content-type') ?? ''
	if (!/^multipart\/form-data\b/i.test(type) || !request.body) error(415)
	const path = await incomingPath()
	const broken = new AbortController()
	const values: Values = Object.create(null)
	let part: Part | null = null
	let writing: Promise<void> | undefined
	let ownFault: Error | undefined
	let tooMuch = false

	let parser: InstanceType<typeof Busboy>
	try {
		parser = new Busboy({
			headers: { 'content-type': type },
			// One byte more than allowed is enough to know that it is too large; the rest is read and dropped.
			limits: { fileSize: maxBytes + 1, fields: FIELDS, fieldSize: FIELD_BYTES, fieldNameSize: 200, headerPairs: 50 }
		})
	} catch {
		// A multipart type without its boundary.
		error(400)
	}
	for (const limit of ['fieldsLimit', 'partsLimit'] as const) parser.on(limit, () => (tooMuch = true))
	parser.on('field', (name, value, nameCut, valueCut) => {
		if (nameCut || valueCut) tooMuch = true
		const text = value.replaceAll('\0', '').toWellFormed()
		const earlier = values[name]
		values[name] = earlier === undefined ? text : Array.isArray(earlier) ? [...earlier, text] : [earlier, text]
	})
	parser.on('file', (name: string, stream: BusboyFileStream, filename: string) => {
		// A file nobody asked for, a second one, and the empty part a browser sends for a field left alone.
		if (name !== field || writing || !filename) return void stream.on('error', () => {}).resume()
		const meter = measure()
		// The parser leaves its file streams open when the request breaks off: without the signal this would never end.
		writing = pipeline(stream, meter, createWriteStream(path, { flush: true }), { signal: broken.signal }).then(() => {
			part = { path, ...meter.result(), name: cleanName(filename) }
		})
		// A full disk: the parser would wait for ever for somebody to read on.
		writing.catch((cause: Error) => {
			if (broken.signal.aborted) return
			ownFault = cause
			broken.abort(cause)
		})
	})

	const silence = setTimeout(() => broken.abort(new Error('the sender fell silent')), patience)
	const pulse = new Transform({
		transform(chunk, _encoding, done) {
			silence.refresh()
			done(null, chunk)
		}
	})
	try {
		await pipeline(Readable.fromWeb(request.body as import('node:stream/web').ReadableStream), pulse, parser, {
			signal: broken.signal
		})
		await writing
		if (tooMuch) error(413)
		return { part: part as Part | null, values: { ...values } as Values }
	} catch (cause) {
		broken.abort()
		await writing?.catch(() => {})
		await rm(path, { force: true })
		if (ownFault) throw ownFault
		// The server's own limit on a body speaks through the stream with its status.
		const { status } = cause as { status?: number }
		error(status === 413 ? 413 : 400)
	} finally {
		clearTimeout(silence)
	}
}

/** What the contents are: by signature, else text if they read as text. `extension` only tells the kinds of text apart. */
async function typeOf(path: string, extension: string): Promise<FileType | undefined> {
	const asText = textTypes.find((type) => (fileTypes[type].extensions as readonly string[]).includes(extension))
	// Before the signatures: a table whose first column is called BMI begins like a bitmap.
	if (asText && (await readsAsText(path))) return asText
	const found = await fileTypeFromFile(path).catch(() => undefined)
	if (found) return (Object.keys(fileTypes) as FileType[]).find((type) => fileTypes[type].mime === found.mime)
	return (await readsAsText(path)) ? 'txt' : undefined
}

/** No control character but those of a text, in any of the encodings tables come in (UTF-8, Windows-1251 and 1252), and no other language's first words. */
async function readsAsText(path: string): Promise<boolean> {
	const file = await open(path)
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0)
		const start = buffer
			.subarray(0, bytesRead)
			.toString('latin1')
			.replace(/^\xef\xbb\xbf/, '')
		if (/^\s*(<[!?a-z]|%PDF-|%!PS|\{\\rtf|#!|MZ)/i.test(start)) return false
	} finally {
		await file.close()
	}
	for await (const chunk of createReadStream(path))
		for (const byte of chunk as Buffer) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) return false
	return true
}

export type Disposition = 'inline' | 'attachment'

/**
 * An address from which the file can be read until `expires` by whoever has it, or with `accountId` by that account
 * only. Whoever may not see the file must not be given one: the address itself asks nothing more.
 */
export function signDownload(
	fileId: string,
	{ expires, disposition = 'attachment', accountId }: { expires: Date; disposition?: Disposition; accountId?: string }
): string {
	const query = new URLSearchParams({ e: String(Math.floor(expires.getTime() / 1000)), d: disposition[0]! })
	if (accountId) query.set('a', accountId)
	query.set('s', signature(fileId, query).toString('base64url'))
	return `/files/${fileId}?${query}`
}

/** What a signed address allows; null when it was not signed here, has expired, or is for somebody else. */
export function readSignedDownload(ctx: Ctx, fileId: string, query: URLSearchParams): { disposition: Disposition } | null {
	const given = Buffer.from(query.get('s') ?? '', 'base64url')
	const right = signature(fileId, query)
	if (given.length !== right.length || !timingSafeEqual(given, right)) return null
	if (Number(query.get('e')) * 1000 <= ctx.now.getTime()) return null
	const accountId = query.get('a')
	if (accountId && ctx.actor?.accountId !== accountId) return null
	return { disposition: query.get('d') === 'i' ? 'inline' : 'attachment' }
}

const signature = (fileId: string, query: URLSearchParams) =>
	createHmac('sha256', secretFor('files'))
		.update(JSON.stringify([fileId, query.get('e'), query.get('d'), query.get('a') ?? '']))
		.digest()
