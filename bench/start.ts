/** From the command to the first whole page, on a database that is already there, against the start of a bare server. */
import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ensureBuilt } from '../src/cli/build.ts'
import { cleanEnv, freePort, launch } from '../test/launch.ts'
import { compare } from './harness.ts'
import { fetchRaw } from './parts/servers.ts'

const bare = `require('node:http').createServer((_, response) => response.end('ready')).listen(Number(process.env.PORT), '127.0.0.1')`

export async function run() {
	const root = resolve(import.meta.dirname, '..')
	await ensureBuilt(root)
	const home = await mkdtemp(join(tmpdir(), 'passerelle-bench-'))
	await chmod(home, 0o711)
	try {
		await (await launch('demo', { PASSERELLE_HOME: home })).stop()
		await compare({
			name: 'restart of the demo to its first page',
			referenceIs: 'a bare node:http server to its first answer',
			oursIs: 'bin/passerelle.mjs demo, embedded database, to the whole home page',
			reference: () => untilFirstPage(['-e', bare], {}, '/'),
			ours: () =>
				untilFirstPage([join(root, 'bin/passerelle.mjs'), 'demo'], { PASSERELLE_HOME: home, PASSERELLE_LOG: 'warn' }, '/fr'),
			rounds: 7,
			unit: 'ms',
			higherIsBetter: false,
			limit: 3000
		})
	} finally {
		await rm(home, { recursive: true, force: true })
	}
}

async function untilFirstPage(args: string[], settings: Record<string, string>, path: string): Promise<number> {
	const port = await freePort()
	const started = performance.now()
	const child = spawn(process.execPath, args, { stdio: 'ignore', env: cleanEnv({ ...settings, PORT: String(port) }) })
	const ended = new Promise((done) => child.once('exit', done))
	for (;;) {
		const answer = await fetchRaw(`http://127.0.0.1:${port}${path}`).catch(() => undefined)
		if (answer?.status === 200) break
		if (child.exitCode !== null) throw new Error('the server ended before its first page')
		await new Promise((done) => setTimeout(done, 5))
	}
	const took = performance.now() - started
	child.kill('SIGTERM')
	await ended
	return took
}
