import { fromKysely, PgBoss } from 'pg-boss'
import type pg from 'pg'
import type { Ctx } from './ctx.ts'
import { log } from './log.ts'

/** Every job and its payload. Payloads carry ids only; handlers read the current rows themselves and may run twice. */
export type Jobs = {
	'mail.deliver': { mailId: string }
	'identity.forget-expired': Record<string, never>
}
export type JobName = keyof Jobs & string

type Settings = { retryLimit: number; retryDelay: number; retryBackoff: boolean; expireInSeconds: number; cron?: string }
const usual: Settings = { retryLimit: 5, retryDelay: 30, retryBackoff: true, expireInSeconds: 900 }

/** How each job is retried and, with `cron` (in the programme's zone), when it runs by itself. */
export const jobSettings: Record<JobName, Settings> = {
	'mail.deliver': { ...usual, retryLimit: 8 },
	'identity.forget-expired': { ...usual, cron: '20 3 * * *' }
}
export const jobNames = Object.keys(jobSettings) as JobName[]

const onPool = (pool: pg.Pool) => ({ executeSql: (text: string, values?: unknown[]) => pool.query(text, values) })

/** Installs or updates the queue's tables and the queues. Part of migrating; safe to run from several processes. */
export async function prepareQueue(pool: pg.Pool) {
	const boss = new PgBoss({ db: onPool(pool), supervise: false, schedule: false })
	boss.on('error', (error) => log.error({ error: error.message }, 'job queue'))
	await boss.start()
	for (const name of jobNames) {
		const { cron: _cron, ...options } = jobSettings[name]
		await boss.createQueue(name, options)
		await boss.updateQueue(name, options)
	}
	await boss.stop({ graceful: false })
}

// A sender needs no connection of its own: every send goes through the caller's transaction.
const sender = new PgBoss({
	db: {
		executeSql: () => {
			throw new Error('a job is sent through ctx.db')
		}
	},
	migrate: false,
	supervise: false,
	schedule: false
})

/** Queues a job inside the caller's transaction: no commit, no job. `startAfter` delays it. Returns the job's id. */
export async function enqueue<Name extends JobName>(
	ctx: Ctx,
	name: Name,
	payload: Jobs[Name],
	options: { startAfter?: Date; singletonKey?: string; priority?: number } = {}
): Promise<string | null> {
	return sender.send(name, payload, { ...options, db: fromKysely(ctx.db) })
}

export type JobHandler<Name extends JobName> = (payload: Jobs[Name], job: { id: string; signal: AbortSignal }) => Promise<unknown>
export type JobHandlers = { [Name in JobName]: JobHandler<Name> }

/**
 * Starts working on the queue until `stop`, which lets the jobs under way finish (30 s) and then returns.
 * Each queue polls on its own; a job whose process died is taken up again after its expiry or heartbeat.
 */
export async function startWorking(pool: pg.Pool, handlers: JobHandlers, timeZone: string) {
	const boss = new PgBoss({ db: onPool(pool), migrate: false, supervise: true, schedule: true })
	boss.on('error', (error) => log.error({ error: error.message }, 'job queue'))
	await boss.start()
	for (const name of jobNames) {
		const handler = handlers[name] as JobHandler<JobName>
		await boss.work<Jobs[JobName]>(name, { pollingIntervalSeconds: 1, batchSize: 1 }, async (jobs) => {
			for (const job of jobs) {
				const started = performance.now()
				try {
					return await handler(job.data, { id: job.id, signal: job.signal })
				} catch (error) {
					log.error({ job: name, id: job.id, error: (error as Error).message, stack: (error as Error).stack }, 'job failed')
					throw error
				} finally {
					log.info({ job: name, id: job.id, ms: Math.round(performance.now() - started) }, 'job')
				}
			}
		})
		const { cron } = jobSettings[name]
		if (cron) await boss.schedule(name, cron, {}, { tz: timeZone })
	}
	return { stop: () => boss.stop({ graceful: true, timeout: 30_000 }) }
}
