/**
 * The whole proof: what check says, then the built site, then the tests, in pure code, on real databases, over HTTP and in
 * a browser. The last line is `N passed, N failed`; exit 0 only when nothing failed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import pg from 'pg'
import { ensureBuilt } from '../src/cli/build.ts'
import { steps } from './check.ts'
import { root } from './check/sources.ts'
import { findChromium, noChromium } from './chromium.ts'
import { command, runSteps } from './steps.ts'

const say = (line: string) => void process.stdout.write(`${line}\n`)
const results = mkdtempSync(join(tmpdir(), 'passerelle-results-'))
const total = { passed: 0, failed: 0, skipped: 0 }
const began = performance.now()

const wrong = await command(join(root, 'node_modules/.bin/svelte-kit'), ['sync'])
if (wrong) say(wrong)
let browser: string | undefined
const { passed, failed } = await runSteps([
	...steps,
	{
		name: 'the site builds',
		run: async () => {
			await ensureBuilt(root)
			return ''
		}
	},
	{
		name: 'a Chromium for the browser tests',
		run: async () => {
			browser = findChromium({ fetch: true, say })
			return browser ? '' : noChromium
		}
	}
])
total.passed += passed
total.failed += failed

await vitest('unit, database, real files', ['unit', 'database', 'real'])
const local = process.env.DATABASE_URL || process.env.TEST_DATABASE_URL ? undefined : await localServer()
if (local) await vitest(`database, on ${local.version}`, ['database'], { TEST_DATABASE_URL: local.url })
await vitest('site: access, bad input, journeys', ['site'], { CHROMIUM_PATH: browser })

rmSync(results, { recursive: true, force: true })
say(`\n${Math.round((performance.now() - began) / 1000)} s`)
if (total.skipped) say(`${total.skipped} skipped: what they need is not on this machine`)
say(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed ? 1 : 0

async function vitest(name: string, projects: string[], settings: Record<string, string | undefined> = {}) {
	say(`\n${name}`)
	const file = join(results, `${projects.join('-')}-${Object.keys(settings).join('-')}.json`)
	const child = spawn(
		process.execPath,
		[
			join(root, 'node_modules/vitest/vitest.mjs'),
			...['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, '--silent=passed-only', '--maxWorkers=2'],
			...projects.map((project) => `--project=${project}`)
		],
		{
			cwd: root,
			stdio: ['ignore', 'inherit', 'inherit'],
			env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, CI: '1', ...settings }
		}
	)
	const code = await new Promise<number | null>((done) => child.once('close', done))
	let counted = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }
	try {
		counted = JSON.parse(readFileSync(file, 'utf8')) as typeof counted
	} catch {
		say(`vitest left no result (exit ${code})`)
	}
	total.passed += counted.numPassedTests
	total.skipped += counted.numPendingTests + counted.numTodoTests
	// A file that does not load, or an error outside every test, fails the run without failing a test.
	total.failed += counted.numFailedTests || (code === 0 ? 0 : 1)
}

/** A PostgreSQL of this machine that lets postgres in without a password: another version to prove the SQL on. */
async function localServer(): Promise<{ url: string; version: string } | undefined> {
	// What a power cut would lose does not matter here; waiting for the disk would take half of the time.
	const url = 'postgres://postgres@127.0.0.1:5432/postgres?options=-c%20synchronous_commit%3Doff'
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
	try {
		await client.connect()
		const { rows } = await client.query<{ n: number; may: boolean }>(
			`select current_setting('server_version_num')::int as n, rolcreatedb or rolsuper as may from pg_roles where rolname = current_user`
		)
		const { n, may } = rows[0]!
		return may && n >= 150_000 ? { url, version: `PostgreSQL ${Math.floor(n / 10_000)} at 127.0.0.1:5432` } : undefined
	} catch {
		return undefined
	} finally {
		await client.end().catch(() => {})
	}
}
