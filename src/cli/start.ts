import { fork, type ChildProcess } from 'node:child_process'
import { flushCompileCache } from 'node:module'
import { constants, setPriority } from 'node:os'
import { join, resolve } from 'node:path'
import { BadConfiguration, env } from '../platform/env.ts'
import { log } from '../platform/log.ts'
import { serve } from '../serve.ts'
import { ensureBuilt } from './build.ts'
import { openDatabase } from './database.ts'
import { loadDemoContent, loadProgramme, signIns } from './content.ts'

const root = resolve(import.meta.dirname, '../..')

/**
 * Builds what is not built; then database, migrations, demo content, site, workers. Stops in the reverse order on SIGTERM
 * or SIGINT: requests and jobs under way are finished first. Throws BadConfiguration for what the operator must put right.
 */
export async function start({ demo }: { demo: boolean }) {
	if (demo) process.env.PASSERELLE_DEMO = '1'
	const { PASSERELLE_WORKERS, PUBLIC_URL } = env()
	const undo: (() => Promise<void>)[] = []
	let stopped: Promise<void> | undefined
	const stop = () => (stopped ??= undo.reduceRight((before, step) => before.then(step), Promise.resolve()))
	const stopAndExit = (reason: string) => {
		if (stopped) return
		log.info({ reason }, 'stopping: requests and jobs under way are finished first')
		void stop().then(() => {
			log.info('stopped')
			process.exit(0)
		})
	}
	process.on('SIGTERM', stopAndExit)
	process.on('SIGINT', stopAndExit)
	// The installer that started this process was killed: a server left behind would hold the port against the next one.
	if (process.channel) process.on('disconnect', () => stopAndExit('disconnect'))

	try {
		await ensureBuilt(root, (line) => void process.stdout.write(`${line}\n`))
		const database = await openDatabase()
		undo.push(database.stop)
		await loadProgramme(database.url)
		if (demo) await loadDemoContent(database.url)
		// Now, for a start after a kill: at the end nobody would be asked. It takes half a second, once for a version, when nobody
		// waits for a page yet.
		flushCompileCache()
		const site = await serve(root).catch((error: NodeJS.ErrnoException) => {
			if (error.code === 'EADDRINUSE') throw new BadConfiguration(`PORT: ${env().PORT} is taken by another program`)
			if (error.code === 'ENOTSUP') throw new BadConfiguration('PASSERELLE_SHARE_PORT: this system cannot share a port')
			if (error.code === 'EACCES') throw new BadConfiguration(`PORT: this account may not listen on ${env().PORT}`)
			if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
				throw new BadConfiguration(`HOST: ${env().HOST} is not an address of this machine`)
			throw error
		})
		// Last, so that the first page does not share the processor with their start.
		const workers = keepWorking(PASSERELLE_WORKERS, () => stopped !== undefined)
		// Together: a job may wait for the site no more than a request for a job.
		undo.push(async () => void (await Promise.all([site.stop(), workers.stop()])))
	} catch (error) {
		await stop()
		throw error
	}
	process.stdout.write(`\nPasserelle is ready: ${PUBLIC_URL}\n${demo ? await signIns() : ''}`)
}

/** `count` worker processes; one that ends by itself is replaced, at growing distance when it ends at once. */
function keepWorking(count: number, stopping: () => boolean) {
	const workers = new Set<ChildProcess>()
	const startWorker = (wait: number) => {
		if (stopping()) return
		const started = performance.now()
		const worker = fork(join(root, 'src/cli/work.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
		// Before its first line, since starting is most of what it does after a kill, just when everybody comes back: whoever
		// waits before a page comes first; letters and receipts take the processor that is left.
		if (worker.pid) setPriority(worker.pid, constants.priority.PRIORITY_LOW)
		workers.add(worker)
		worker.once('exit', (code, signal) => {
			workers.delete(worker)
			if (stopping()) return
			const next = performance.now() - started > 60_000 ? 1000 : Math.min(wait * 2, 60_000)
			log.error({ code, signal, seconds: next / 1000 }, 'a worker ended; another takes its place')
			setTimeout(startWorker, next, next)
		})
	}
	for (let i = 0; i < count; i++) startWorker(500)
	const stop = () =>
		Promise.all(
			[...workers].map((worker) => {
				const ended = new Promise<void>((done) => void worker.once('exit', () => done()))
				worker.kill('SIGTERM')
				return ended
			})
		)
	return { stop }
}
