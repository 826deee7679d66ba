/**
 * The site under Vite, reloading as files change, with its database, demo content and a worker that restarts on change.
 * Options: --port N (3000), --no-demo. PASSERELLE_HOME holds the embedded database, unless DATABASE_URL names another.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
	options: { port: { type: 'string', default: process.env.PORT || '3000' }, 'no-demo': { type: 'boolean' } }
})
process.env.PORT = values.port
process.env.PASSERELLE_DEMO = values['no-demo'] ? '0' : '1'

// Configuration is read once, at the first use: only after the lines above.
await import('../src/cli/programme/chosen.ts')
const { openDatabase } = await import('../src/cli/database.ts')
const { env } = await import('../src/platform/env.ts')
const { loadDemoContent, loadProgramme, signIns } = await import('../src/cli/content.ts')

try {
	await dev()
} catch (error) {
	process.stderr.write(`dev: ${(error as Error).message}\n`)
	process.exit(1)
}

async function dev() {
	const database = await openDatabase()
	await loadProgramme(database.url)
	if (env().PASSERELLE_DEMO) await loadDemoContent(database.url)

	const children: ChildProcess[] = []
	let stopping = false
	const stop = async (code: number) => {
		if (stopping) return
		stopping = true
		const ended = children.map(
			(child) => new Promise<void>((done) => (child.exitCode === null ? child.once('exit', () => done()) : done()))
		)
		for (const child of children) child.kill('SIGTERM')
		await Promise.all(ended)
		await database.stop()
		process.exit(code)
	}
	const run = (...args: string[]) => {
		const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
		child.once('exit', (code) => void stop(code ?? 1))
		children.push(child)
	}
	process.on('SIGINT', () => void stop(0))
	process.on('SIGTERM', () => void stop(0))

	run('--watch', '--watch-preserve-output', 'src/cli/work.ts')
	run(
		'--import',
		join(root, 'src/cli/programme/chosen.ts'),
		join(root, 'node_modules/vite/bin/vite.js'),
		'dev',
		'--port',
		values.port,
		'--strictPort'
	)
	process.stdout.write(await signIns())
}
