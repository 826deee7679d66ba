import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import type { Command } from 'commander'
import { BadArchive, type Lock, type Unlock } from '../platform/backup/archive.server.ts'
import { writeBackup, type BackupDigests } from '../platform/backup/backup.server.ts'
import { checkBackup, restoreBackup, RestoreRefused } from '../platform/backup/restore.server.ts'
import { BadConfiguration } from '../platform/env.ts'
import { openDatabase } from './database.ts'
import { standardInput } from './standard-input.ts'

type Options = { to?: string[]; identity?: string; passphrase?: string; json?: boolean; dryRun?: boolean }

/** Adds `backup`, `restore` and `backup-key` to the command. */
export function addBackupCommands(program: Command) {
	program
		.command('backup')
		.description('write everything (rows, jobs, files, secrets) into one encrypted file')
		.argument('<file>', 'the file to write; must not be there')
		.option('--to <age1…>', 'a public key that may open it (again for several)', (key, keys: string[] = []) => [...keys, key])
		.option('--passphrase <->', 'read a passphrase from standard input instead (only “-” is accepted)')
		.option('--json', 'print what was kept as JSON')
		.action(backup)
	program
		.command('restore')
		.description('bring a backup into an empty programme')
		.argument('<file>', 'the backup')
		.option('--identity <file>', 'the file with the secret key')
		.option('--passphrase <->', 'read the passphrase from standard input (only “-” is accepted)')
		.option('--dry-run', 'only check the file, from its first byte to its last')
		.option('--json', 'print what was restored as JSON')
		.action(restore)
	program
		.command('backup-key')
		.description('make a key pair for backups: the secret into a file, the public one printed')
		.argument('<file>', 'where the secret key goes; keep it away from the machine that makes the backups')
		.action(makeKey)
}

async function passphraseOf({ passphrase }: Options): Promise<string | undefined> {
	if (passphrase === undefined) return undefined
	if (passphrase !== '-') throw new BadConfiguration('--passphrase: only - is accepted, then the passphrase on standard input')
	const text = await standardInput()
	if (text.length < 12) throw new BadConfiguration('--passphrase: must have 12 characters or more')
	return text
}

async function backup(file: string, options: Options) {
	const path = resolve(file)
	if (existsSync(path)) throw new BadConfiguration(`${file}: there is a file of that name already`)
	if (!existsSync(dirname(path))) throw new BadConfiguration(`${file}: there is no such folder`)
	const wrong = options.to?.find((key) => !/^age1[02-9ac-hj-np-z]+$/.test(key))
	if (wrong) throw new BadConfiguration(`--to: ${wrong} is not a public key (age1…)`)
	const passphrase = await passphraseOf(options)
	if (!options.to === (passphrase === undefined)) throw new BadConfiguration('one of --to and --passphrase is needed, not both')
	const lock: Lock = passphrase === undefined ? { recipients: options.to! } : { passphrase }

	// Not migrated: a backup is what one makes before an update.
	const opened = await openDatabase({ migrated: false })
	try {
		const kept = await writeBackup(opened.url, path, lock, new Date())
		const hash = createHash('sha256')
		await pipeline(createReadStream(path), hash)
		say(kept, options, { file: path, bytes: (await stat(path)).size, sha256: hash.digest('hex') })
	} finally {
		await opened.stop()
	}
}

async function restore(file: string, options: Options) {
	const path = resolve(file)
	if (!existsSync(path)) throw new BadConfiguration(`${file}: there is no such file`)
	const unlock = await unlockOf(options)
	try {
		if (options.dryRun) {
			const { header, digests } = await checkBackup(path, unlock)
			say(digests, options, { file: path, at: header.at, migrations: header.migrations.length })
			return
		}
		const opened = await openDatabase({ migrated: false })
		try {
			say(await restoreBackup(opened.url, path, unlock), options, { file: path })
		} finally {
			await opened.stop()
		}
	} catch (error) {
		if (error instanceof BadArchive || error instanceof RestoreRefused) throw new BadConfiguration(`${file}: ${error.message}`)
		throw error
	}
}

async function unlockOf(options: Options): Promise<Unlock> {
	const passphrase = await passphraseOf(options)
	if (!options.identity === (passphrase === undefined))
		throw new BadConfiguration('one of --identity and --passphrase is needed, not both')
	if (passphrase !== undefined) return { passphrase }
	const text = await readFile(resolve(options.identity!), 'utf8').catch(() => '')
	const identity = text.split(/\s+/).find((word) => word.startsWith('AGE-SECRET-KEY-'))
	if (!identity) throw new BadConfiguration(`--identity: ${options.identity} holds no secret key (AGE-SECRET-KEY-…)`)
	return { identity }
}

async function makeKey(file: string) {
	const identity = await generateIdentity()
	const recipient = await identityToRecipient(identity)
	await writeFile(resolve(file), `# public key: ${recipient}\n${identity}\n`, { mode: 0o600, flag: 'wx' }).catch(
		(error: Error) => {
			throw new BadConfiguration(`${file}: ${error.message}`)
		}
	)
	process.stdout.write(`${recipient}\n`)
}

function say({ tables, files, missing }: BackupDigests, { json }: Options, about: Record<string, unknown>) {
	const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0)
	const kept = { ...about, tables: Object.keys(tables).length, rows, files, missing }
	if (json) process.stdout.write(`${JSON.stringify(kept)}\n`)
	else {
		process.stdout.write(`${kept.tables} tables, ${rows} rows, ${files} files\n`)
		for (const [name, value] of Object.entries(about)) process.stdout.write(`${name}: ${String(value)}\n`)
		for (const digest of missing) process.stderr.write(`the store no longer has the contents ${digest}\n`)
	}
}
