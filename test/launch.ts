import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { compiledSettings } from '../bin/compiled.mjs'
import { memoryFlags, memorySettings } from '../bin/memory.mjs'
import { setTimeout as sleep } from 'node:timers/promises'

const root = resolve(import.meta.dirname, '..')

export type Launched = {
	url: string
	port: number
	child: ChildProcess
	/** What it wrote so far, stdout and stderr together. */
	output(): string
	/** SIGTERM, and its exit code once it has ended. */
	stop(): Promise<number | null>
	/** SIGKILL: no goodbye. */
	kill(): Promise<void>
}

/** A port nobody listens on just now. */
export async function freePort(): Promise<number> {
	const server = createServer()
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
	const { port } = server.address() as { port: number }
	await new Promise((done) => server.close(done))
	return port
}

/** The environment of this process without any of Passerelle's settings, with `settings` instead. */
export const cleanEnv = (settings: Record<string, string> = {}) => ({
	...Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) => !/^(PASSERELLE_|DATABASE_URL$|TEST_DATABASE_URL$|PORT$|HOST$|NODE_ENV$|VITEST)/.test(name)
		)
	),
	...settings
})

/**
 * Starts the built site as its operator would, as a process of its own, and resolves once it is ready. `verb` is `start`
 * or `demo`; `settings` are its environment. Rejects with its output when it ends instead.
 */
export async function launch(verb: 'start' | 'demo', settings: Record<string, string>): Promise<Launched> {
	const port = Number(settings.PORT ?? (await freePort()))
	const url = `http://127.0.0.1:${port}`
	const child = spawn(process.execPath, [...memoryFlags, join(root, 'src/cli/passerelle.ts'), verb], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: cleanEnv({
			...memorySettings,
			...compiledSettings,
			PASSERELLE_LOG: 'warn',
			PASSERELLE_URL: url,
			...settings,
			PORT: String(port)
		})
	})
	let output = ''
	for (const stream of [child.stdout, child.stderr]) stream!.on('data', (chunk) => (output += chunk))
	const ended = new Promise<number | null>((done) => child.once('exit', done))
	const signal = async (name: NodeJS.Signals) => {
		if (child.exitCode === null && child.signalCode === null) child.kill(name)
		return ended
	}
	const launched = {
		url,
		port,
		child,
		output: () => output,
		stop: () => signal('SIGTERM'),
		kill: async () => void (await signal('SIGKILL'))
	}
	const deadline = Date.now() + 240_000
	for (;;) {
		if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the site ended before it was ready:\n${output}`)
		const ready = await fetch(`${url}/readyz`).then(
			(response) => response.ok,
			() => false
		)
		if (ready) return launched
		if (Date.now() > deadline) {
			await launched.kill()
			throw new Error(`the site was not ready within four minutes:\n${output}`)
		}
		await sleep(25)
	}
}
