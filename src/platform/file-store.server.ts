import { createReadStream } from 'node:fs'
import { mkdir, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import { env } from './env.ts'

/** Bytes `from` to `to`, both included. */
export type Range = { from: number; to: number }

/** Where contents lie, by key. The same for a folder and for S3. */
export type FileStore = {
	/** Takes the contents of the file at `path`, which may be gone afterwards. Whoever reads the key sees all of it or nothing. */
	put(key: string, path: string, about: { bytes: number; type: string }): Promise<void>
	read(key: string, range?: Range): Promise<Readable>
	has(key: string): Promise<boolean>
	/** When the contents were last put; null when there are none. */
	putAt(key: string): Promise<Date | null>
	delete(key: string): Promise<void>
	/** The keys that begin with `folder/`. */
	list(folder: string): AsyncIterable<string>
}

let kept: { setting: string; store: FileStore } | undefined

/** The store of PASSERELLE_FILES: the folder `files` under PASSERELLE_HOME, or an S3 bucket. */
export async function files(): Promise<FileStore> {
	const setting = env().PASSERELLE_FILES ?? join(env().PASSERELLE_HOME, 'files')
	if (kept?.setting !== setting)
		kept = { setting, store: setting.startsWith('s3://') ? await bucketStore(setting) : folderStore(setting) }
	return kept.store
}

/** Where uploads lie while they arrive: on the same file system as the folder, so that keeping one is a rename. */
export const incomingFolder = () => join(env().PASSERELLE_HOME, 'files', 'incoming')

function folderStore(location: string): FileStore {
	const disk = new Disk(new FSDriver({ location, visibility: 'private' }))
	return {
		...onDisk(disk),
		async put(key, path) {
			const to = join(location, key)
			await mkdir(dirname(to), { recursive: true, mode: 0o700 })
			await rename(path, to)
		},
		async read(key, range) {
			const path = join(location, key)
			// Opened before answering: a missing file must be an error now, not a broken answer later.
			await stat(path)
			return createReadStream(path, range && { start: range.from, end: range.to })
		}
	}
}

/** `s3://key:secret@host:port/bucket?region=…&tls=0`; `tls=0` speaks plain HTTP, for a server on the same machine. */
async function bucketStore(setting: string): Promise<FileStore> {
	// Loaded only where it is used: the S3 client costs some 25 MB and 200 ms.
	const [{ S3Driver }, { GetObjectCommand, S3Client }] = await Promise.all([
		import('flydrive/drivers/s3'),
		import('@aws-sdk/client-s3')
	])
	const url = new URL(setting)
	const bucket = decodeURIComponent(url.pathname.replace(/^\/|\/$/g, ''))
	const client = new S3Client({
		endpoint: `${url.searchParams.get('tls') === '0' ? 'http' : 'https'}://${url.host}`,
		region: url.searchParams.get('region') ?? 'us-east-1',
		credentials: { accessKeyId: decodeURIComponent(url.username), secretAccessKey: decodeURIComponent(url.password) },
		forcePathStyle: true,
		// Other makers' servers do not know Amazon's newer checksums; ours is in the key.
		requestChecksumCalculation: 'WHEN_REQUIRED',
		responseChecksumValidation: 'WHEN_REQUIRED'
	})
	const disk = new Disk(new S3Driver({ client, bucket, visibility: 'private', supportsACL: false }))
	return {
		...onDisk(disk),
		put: (key, path, { bytes, type }) => disk.putStream(key, createReadStream(path), { contentLength: bytes, contentType: type }),
		async read(key, range) {
			const answer = await client.send(
				new GetObjectCommand({ Bucket: bucket, Key: key, ...(range && { Range: `bytes=${range.from}-${range.to}` }) })
			)
			return answer.Body as Readable
		}
	}
}

const onDisk = (disk: Disk): Pick<FileStore, 'has' | 'putAt' | 'delete' | 'list'> => ({
	has: (key) => disk.exists(key),
	putAt: async (key) => ((await disk.exists(key)) ? (await disk.getMetaData(key)).lastModified : null),
	delete: (key) => disk.delete(key),
	async *list(folder) {
		let paginationToken: string | undefined
		do {
			const page = await disk.listAll(folder, { recursive: true, ...(paginationToken && { paginationToken }) })
			// A bucket is asked by prefix, and `many` also begins `many-others/1`.
			for (const file of page.objects)
				if ('key' in file && typeof file.key === 'string' && file.key.startsWith(`${folder}/`)) yield file.key
			paginationToken = page.paginationToken
		} while (paginationToken)
	}
})
