import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanEnv, freePort } from '../launch.ts'

const command = resolve(import.meta.dirname, '../../bin/passerelle.mjs')
let home: string
beforeAll(async () => {
	home = await mkdtemp(join(tmpdir(), 'passerelle-configuration-'))
	await chmod(home, 0o711)
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** Starts the command and waits for its end. */
function run(args: string[], settings: Record<string, string>) {
	const child = spawn(process.execPath, [command, ...args], {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: cleanEnv({ PASSERELLE_HOME: home, PASSERELLE_LOG: 'error', ...settings })
	})
	let stdout = ''
	let stderr = ''
	child.stdout.on('data', (chunk) => (stdout += chunk))
	child.stderr.on('data', (chunk) => (stderr += chunk))
	return new Promise<{ code: number | null; stdout: string; stderr: string }>((done) =>
		child.once('close', (code) => done({ code, stdout, stderr }))
	)
}

test.for<[string, Record<string, string>, RegExp]>([
	['an unknown setting', { PASSERELLE_PROT: '3000' }, /^passerelle: PASSERELLE_PROT: unknown setting/],
	['a port that is no number', { PORT: 'http' }, /^passerelle: PORT: must be a whole number$/],
	['a port out of range', { PORT: '70000' }, /^passerelle: PORT: must lie between 0 and 65535$/],
	[
		'a database address of another kind',
		{ DATABASE_URL: 'mysql://localhost/x' },
		/^passerelle: DATABASE_URL: must be an address beginning with postgres:/
	],
	[
		'a database nobody serves',
		{ DATABASE_URL: 'postgres://127.0.0.1:1/x' },
		/^passerelle: DATABASE_URL: cannot reach 127\.0\.0\.1:1\/x \(.*ECONNREFUSED/
	],
	[
		'a database on a machine that is not there',
		{ DATABASE_URL: 'postgres://no-such-host.invalid/x' },
		/^passerelle: DATABASE_URL: cannot reach no-such-host\.invalid\/x \(/
	],
	[
		'a programme in a folder that is not there',
		{ PASSERELLE_PROGRAMME: '/no/such/folder' },
		/^passerelle: PASSERELLE_PROGRAMME: there is no programme\.json in \/no\/such\/folder; passerelle init writes one$/
	],
	[
		'a secret too short to be one',
		{ PASSERELLE_SECRET: 'secret' },
		/^passerelle: PASSERELLE_SECRET: must have at least 32 characters$/
	],
	[
		'a port to share over a database of one process',
		{ PASSERELLE_SHARE_PORT: '1', DATABASE_URL: '' },
		/^passerelle: PASSERELLE_SHARE_PORT: needs DATABASE_URL [^\n]*$/
	],
	[
		'identity providers that are not JSON',
		{ PASSERELLE_OIDC: 'institute' },
		/^passerelle: PASSERELLE_OIDC: must be JSON: \[\{ "key": …[^\n]*$/
	],
	[
		'an identity provider without TLS',
		{ PASSERELLE_OIDC: '[{"key":"x","name":"X","issuer":"http://id.example","client":"c","domains":["x.example"]}]' },
		/^passerelle: PASSERELLE_OIDC\.0\.issuer: must be an address beginning with https:/
	],
	[
		'an address that is none',
		{ PASSERELLE_URL: 'passerelle.example' },
		/^passerelle: PASSERELLE_URL: must be an address beginning with/
	],
	['a mail server that is none', { PASSERELLE_SMTP_URL: 'http://mail' }, /^passerelle: PASSERELLE_SMTP_URL: must be an address/],
	[
		'a host that is not this machine',
		{ HOST: '203.0.113.1' },
		/^passerelle: HOST: 203\.0\.113\.1 is not an address of this machine$/
	],
	['a level of log that is none', { PASSERELLE_LOG: 'loud' }, /^passerelle: PASSERELLE_LOG: /]
])('%s: one line on stderr that names it, and exit 1', async ([, settings, line]) => {
	const { code, stdout, stderr } = await run(['start'], { PORT: String(await freePort()), ...settings })
	expect(stderr.trimEnd()).toMatch(line)
	expect(stderr.trimEnd().split('\n')).toHaveLength(1)
	expect(stdout).not.toContain('ready')
	expect(code).toBe(1)
})

test('a port somebody else has: one line, exit 1, and no database left running', async () => {
	const taken = createServer()
	await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
	const { port } = taken.address() as { port: number }
	const { code, stderr } = await run(['start'], { PORT: String(port) })
	taken.close()
	expect(stderr).toBe(`passerelle: PORT: ${port} is taken by another program\n`)
	expect(code).toBe(1)
	const { existsSync } = await import('node:fs')
	expect(existsSync(join(home, 'db/cluster/postmaster.pid'))).toBe(false)
})

test('a home that is a file: one line, exit 1', async () => {
	const file = join(home, 'file')
	await writeFile(file, '')
	const { code, stderr } = await run(['start'], { PASSERELLE_HOME: file })
	expect(stderr).toMatch(/^passerelle: PASSERELLE_HOME: .*\n$/)
	expect(code).toBe(1)
})

test.skipIf(process.getuid?.() === 0)('a home of another account: one line, exit 1', async () => {
	const closed = join(home, 'closed')
	await mkdir(closed, { mode: 0o500 })
	const { code, stderr } = await run(['start'], { PASSERELLE_HOME: closed })
	expect(stderr).toMatch(/^passerelle: PASSERELLE_HOME: cannot write to .*\n$/)
	expect(code).toBe(1)
})

test('an unknown verb: said on stderr, exit 1', async () => {
	const { code, stdout, stderr } = await run(['fly'], {})
	expect([code, stdout]).toEqual([1, ''])
	expect(stderr).toContain("unknown command 'fly'")
})
