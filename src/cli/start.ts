import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BadConfiguration, env } from '../platform/env.ts'
import { log } from '../platform/log.ts'
import { serve } from '../serve.ts'
import { openDatabase } from './database.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Database, migrations, demo content, workers, site; then waits for SIGTERM or SIGINT and stops in the reverse order. */
export async function start({ demo }: { demo: boolean }) {
	if (demo) process.env.PASSERELLE_DEMO = '1'
	const { PASSERELLE_WORKERS, PUBLIC_URL } = env()
	if (!existsSync(join(root, 'build/handler.js'))) throw new BadConfiguration('the site is not built: run npm run build')
	const database = await openDatabase()

	let stopping = false
	const workers = new Set<ChildProcess>()
	const startWorker = () => {
		const worker = fork(join(root, 'src/cli/work.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
		workers.add(worker)
		worker.once('exit', (code) => {
			workers.delete(worker)
			if (stopping) return
			log.error({ code }, 'a worker ended; another takes its place')
			setTimeout(startWorker, 1000)
		})
	}
	for (let i = 0; i < PASSERELLE_WORKERS; i++) startWorker()

	const site = await serve(root).catch((error: NodeJS.ErrnoException) => {
		for (const worker of workers) worker.kill('SIGTERM')
		if (error.code === 'EADDRINUSE') throw new BadConfiguration(`PORT: ${env().PORT} is taken by another program`)
		throw error
	})
	process.stdout.write(`\nPasserelle is ready: ${PUBLIC_URL}\n`)

	const stop = async (signal: string) => {
		if (stopping) return
		stopping = true
		log.info({ signal }, 'stopping: requests and jobs under way are finished first')
		const ended = [...workers].map((worker) => new Promise<void>((done) => void worker.once('exit', () => done())))
		for (const worker of workers) worker.kill('SIGTERM')
		await Promise.all([site.stop(), ...ended])
		await database.stop()
		log.info('stopped')
		process.exit(0)
	}
	process.on('SIGTERM', stop)
	process.on('SIGINT', stop)
}
