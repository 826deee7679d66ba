import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { env } from '#platform/env'
import { keyOf, openFile, storeContents } from '#platform/files.server'
import { files } from '#platform/file-store.server'
import { enqueue } from '#platform/jobs.server'
import { migrate } from '#platform/migrate.server'
import { transact } from '#platform/db.server'
import { buildSignedIn } from '#test/accounts'
import { createDatabase } from '#test/server'
import { contextOn, ownDatabase, ownHome } from '#test/support'
import { BadArchive, readArchive, writeArchive } from './archive.server.ts'
import { writeBackup } from './backup.server.ts'
import { listTables } from './database.server.ts'
import { checkBackup, restoreBackup, RestoreRefused } from './restore.server.ts'

// A key pair: a passphrase is made slow to guess, and so to try.
const identity = await generateIdentity()
const lock = { recipients: [await identityToRecipient(identity)] }
const unlock = { identity }
const at = new Date('2027-03-01T12:00:00Z')
ownHome()
let folder: string
/** A programme with an account, a stored file and a job waiting; and its backup. */
let source: Awaited<ReturnType<typeof programme>>
let good: string

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'passerelle-backup-'))
	source = await programme()
	good = fileOf()
	await writeBackup(source.url, good, lock, at)
})
afterAll(async () => {
	await source[Symbol.asyncDispose]()
	await rm(folder, { recursive: true, force: true })
})

async function programme() {
	const database = await ownDatabase()
	const ctx = contextOn(database.db)
	await transact(ctx, (ctx) => buildSignedIn(ctx, { name: 'Зорница\t"Примерова"\\' }))
	const stored = await storeContents(ctx, Buffer.from('kept'), {
		name: 'kept.txt',
		type: 'txt',
		owner: { kind: 'test', id: '1' }
	})
	await enqueue(ctx, 'mail.deliver', { mailId: randomUUID() }, { startAfter: new Date('2100-01-01') })
	return { ...database, ctx, stored }
}

async function emptyDatabase() {
	const database = await createDatabase(inject('server'), `passerelle_restore_${randomUUID().replaceAll('-', '')}`)
	onTestFinished(() => database.drop())
	return database.url
}

/** Every row of every table as text, in an order of its own; the queue's bookkeeping apart. */
async function everything(url: string) {
	const client = new pg.Client(url)
	await client.connect()
	try {
		const found: Record<string, string[]> = {}
		for (const { name } of await listTables(client)) {
			if (name.startsWith('pgboss.') && name !== 'pgboss.job') continue
			const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t order by 1`)
			found[name] = rows.map(({ row }) => row)
		}
		return found
	} finally {
		await client.end()
	}
}

const fileOf = () => join(folder, `${randomUUID()}.backup`)
const shapeOf = async (url: string) => {
	const client = new pg.Client(url)
	await client.connect()
	const { rows } = await client.query<{ rule: string }>(
		`select conname || ' ' || pg_get_constraintdef(oid) as rule from pg_constraint where connamespace::regnamespace::text in ('public', 'pgboss')
		union all select tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal order by 1`
	)
	await client.end()
	return rows.map(({ rule }) => rule)
}

describe('a backup', () => {
	test('brings back every row, the jobs, the files and the secrets, under the same rules', { timeout: 120_000 }, async () => {
		const { url, stored, ctx } = source
		const secret = join(env().PASSERELLE_HOME, 'secret')
		await writeFile(secret, 'the secret of this programme, long enough')
		const before = await everything(url)
		const file = fileOf()
		const kept = await writeBackup(url, file, lock, at)
		expect(kept.files).toBe(1)
		expect(before['pgboss.job']).toHaveLength(1)

		// A machine that has nothing yet.
		await (await files()).delete(keyOf(stored.digest))
		await rm(secret)
		const target = await emptyDatabase()
		await restoreBackup(target, file, unlock)

		expect(await everything(target)).toEqual(before)
		expect(await shapeOf(target)).toEqual(await shapeOf(url))
		expect(await readFile(secret, 'utf8')).toBe('the secret of this programme, long enough')
		const { stream } = await openFile(ctx, stored.id)
		expect(Buffer.concat(await stream.toArray()).toString()).toBe('kept')
	})

	// Some 13 MiB of jobs: four pieces, where the bookkeeping of pieces goes wrong first.
	test('brings back a table of several pieces whole', { timeout: 120_000 }, async () => {
		await using many = await programme()
		await sql`insert into pgboss.job (id, name, data, start_after)
			select gen_random_uuid(), name, jsonb_build_object('mailId', repeat(md5(n::text), 64)), start_after
			from pgboss.job, generate_series(1, 6500) n`.execute(many.ctx.db)
		const before = await everything(many.url)
		const file = fileOf()
		await writeBackup(many.url, file, lock, at)
		const pieces: string[] = []
		for await (const { name } of readArchive(file, unlock)) if (name.startsWith('tables/pgboss.job/')) pieces.push(name)
		expect(pieces.length).toBeGreaterThan(2)
		const target = await emptyDatabase()
		await restoreBackup(target, file, unlock)
		expect(await everything(target)).toEqual(before)
	})

	test('is opened by the secret key of who it was made for, and by no other', async () => {
		await expect(checkBackup(good, { identity: await generateIdentity() })).rejects.toThrow('does not open this backup')
		expect((await checkBackup(good, unlock)).header.at).toBe(at.toISOString())
	})

	// scrypt makes a passphrase slow to guess, and to try.
	test('locked by a passphrase takes the right one only', { timeout: 120_000 }, async () => {
		const file = fileOf()
		await writeArchive(file, { passphrase: 'a passphrase for tests' }, (add) => add('one', Buffer.from('1')))
		const first = async (passphrase: string) => (await readArchive(file, { passphrase }).next()).value?.name
		await expect(first('another passphrase')).rejects.toThrow('does not open this backup')
		expect(await first('a passphrase for tests')).toBe('one')
	})

	test('never replaces a file, and leaves none when it fails', async () => {
		const file = fileOf()
		await writeFile(file, 'mine')
		await expect(writeBackup(source.url, file, lock, at)).rejects.toThrow('EEXIST')
		expect(await readFile(file, 'utf8')).toBe('mine')
		const other = fileOf()
		await expect(writeBackup(await emptyDatabase(), other, lock, at)).rejects.toThrow()
		await expect(readFile(other)).rejects.toThrow('ENOENT')
		await expect(readFile(`${other}.partial`)).rejects.toThrow('ENOENT')
	})
})

describe('a restore', () => {
	test('is refused into a programme that was used, which stays as it was', async () => {
		const before = await everything(source.url)
		await expect(restoreBackup(source.url, good, unlock)).rejects.toThrow(RestoreRefused)
		expect(await everything(source.url)).toEqual(before)
	})

	test('is refused when the backup is of a newer version, and writes nothing', async () => {
		const { url, pool } = source
		await pool.query(`insert into kysely_migration (name, timestamp) values ('9999_later', '2030-01-01')`)
		const file = fileOf()
		try {
			await writeBackup(url, file, lock, at)
		} finally {
			await pool.query(`delete from kysely_migration where name = '9999_later'`)
		}
		const target = await emptyDatabase()
		await expect(restoreBackup(target, file, unlock)).rejects.toThrow('9999_later')
		expect(await everything(target)).toEqual({})
	})

	test('that breaks in the middle leaves an empty programme, and a second one succeeds', { timeout: 120_000 }, async () => {
		const target = await emptyDatabase()
		await migrate(target)
		const client = new pg.Client(target)
		await client.connect()
		// A row that the rules of the house refuse: every row of this table now does.
		await client.query(`alter table stored_file add constraint stored_file_none check (bytes < 0)`)
		await expect(restoreBackup(target, good, unlock)).rejects.toThrow('stored_file_none')
		expect((await client.query('select from account')).rowCount).toBe(0)
		await client.query(`alter table stored_file drop constraint stored_file_none`)
		await client.end()
		await restoreBackup(target, good, unlock)
		expect(await everything(target)).toEqual(await everything(source.url))
	})

	test.for([
		['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
		['cut in the middle', (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2))],
		[
			'with one bit changed',
			(bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === Math.floor(bytes.length / 2) ? byte ^ 1 : byte)))
		],
		['with bytes added', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('more')])],
		['of something else', () => Buffer.from('not a backup at all')]
	] as const)('of a file %s is refused before anything is written', async ([, change]) => {
		const file = fileOf()
		await writeFile(file, change(await readFile(good)))
		const target = await emptyDatabase()
		await expect(restoreBackup(target, file, unlock)).rejects.toThrow(BadArchive)
		expect(await everything(target)).toEqual({})
	})
})
