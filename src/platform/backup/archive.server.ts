/** One encrypted file of named entries: age (age-encryption.org/v1) around Zstandard around tar. Any age and tar can open it. */
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { Decrypter, Encrypter } from 'age-encryption'
import { extract, pack } from 'tar-stream'

/** What locks an archive: a passphrase, or the public keys (`age1…`) of those who may open it. */
export type Lock = { passphrase: string } | { recipients: string[] }
/** What opens it: the passphrase, or a secret key (`AGE-SECRET-KEY-1…`). */
export type Unlock = { passphrase: string } | { identity: string }

/** The archive cannot be trusted or opened. The message says why, in one line. */
export class BadArchive extends Error {}

export type Entry = { name: string; bytes: number; content: AsyncIterable<Buffer> }
/** Adds an entry; resolves once it has been taken. A stream must bring exactly `bytes` bytes. */
export type AddEntry = (name: string, content: Buffer | { stream: Readable; bytes: number }) => Promise<void>

/**
 * Writes the archive at `path`, all of it or nothing: it gets its name when everything is on the disk. What `fill` adds
 * is never whole in memory. Rejects when there is a file of that name.
 */
export async function writeArchive(path: string, lock: Lock, fill: (add: AddEntry) => Promise<void>): Promise<void> {
	const encrypter = new Encrypter()
	if ('passphrase' in lock) encrypter.setPassphrase(lock.passphrase)
	else for (const recipient of lock.recipients) encrypter.addRecipient(recipient)

	await (await open(path, 'ax', 0o600)).close()
	const partial = `${path}.partial`
	const file = await open(partial, 'w', 0o600)
	try {
		const tar = pack()
		const compressed = createZstdCompress()
		const compressing = pipeline(tar, compressed)
		const encrypted = await encrypter.encrypt(Readable.toWeb(compressed) as ReadableStream<Uint8Array>)
		const writing = pipeline(Readable.fromWeb(encrypted as never), file.createWriteStream({ flush: true }))
		const filling = fill(adding(tar)).then(
			() => tar.finalize(),
			(error: Error) => {
				tar.destroy(error)
				throw error
			}
		)
		// The cause first: when the filling fails, the two others only follow.
		const results = await Promise.allSettled([filling, compressing, writing])
		for (const result of results) if (result.status === 'rejected') throw result.reason as Error
		await rename(partial, path)
	} catch (error) {
		await file.close().catch(() => {})
		await Promise.all([rm(partial, { force: true }), rm(path, { force: true })])
		throw error
	}
}

const adding =
	(tar: ReturnType<typeof pack>): AddEntry =>
	(name, content) =>
		new Promise((resolve, reject) => {
			const size = Buffer.isBuffer(content) ? content.length : content.bytes
			const entry = tar.entry({ name, size, mtime: new Date(0), mode: 0o600 }, (error) => (error ? reject(error) : resolve()))
			if (Buffer.isBuffer(content)) entry.end(content)
			else pipeline(content.stream, entry as unknown as Writable).catch(reject)
		})

/**
 * Reads the entries in their order; each must be read to its end, or left, before the next. Throws BadArchive when the
 * key does not fit, a byte was changed or the end is missing: what came before such a place was still genuine.
 */
export async function* readArchive(path: string, unlock: Unlock): AsyncGenerator<Entry> {
	const decrypter = new Decrypter()
	if ('passphrase' in unlock) decrypter.addPassphrase(unlock.passphrase)
	else decrypter.addIdentity(unlock.identity)
	const source = createReadStream(path)
	try {
		const clear = await decrypter.decrypt(Readable.toWeb(source) as ReadableStream<Uint8Array>).catch((error: Error) => {
			throw new BadArchive(
				/no identity matched/i.test(error.message)
					? 'the key or passphrase does not open this backup'
					: `this is not a backup, or its first bytes were changed (${error.message})`
			)
		})
		const entries = extract()
		const broken = pipeline(Readable.fromWeb(clear as never), createZstdDecompress(), entries).then(
			() => undefined,
			(error: Error) => new BadArchive(`the backup is cut short or was changed (${error.message})`)
		)
		try {
			for await (const entry of entries) {
				yield { name: entry.header.name, bytes: entry.header.size ?? 0, content: entry as AsyncIterable<Buffer> }
				entry.resume()
			}
		} catch (error) {
			throw (await broken) ?? new BadArchive(`the backup is cut short or was changed (${(error as Error).message})`)
		}
		const error = await broken
		if (error) throw error
	} finally {
		source.destroy()
	}
}
