import { AsyncLocalStorage } from 'node:async_hooks'
import { fromKysely, PgBoss } from 'pg-boss'
import type pg from 'pg'
import type { Ctx } from './ctx.ts'
import type { Db } from './db.server.ts'
import type { Locale, MessageKey, MessageParams } from './i18n.ts'
import { log } from './log.ts'

/** Every job and its payload. Payloads carry ids only; handlers read the current rows themselves and may run twice. */
export type Jobs = {
	'mail.deliver': { mailId: string }
	'files.sweep': Record<string, never>
	'jobs.forget-finished': Record<string, never>
	'identity.forget-expired': Record<string, never>
	'newsroom.forget-messages': Record<string, never>
	'newsroom.publish-due': Record<string, never>
	'newsroom.send-campaign': { campaignId: string }
	'newsroom.start-campaigns': Record<string, never>
	'network.import': { batchId: string }
	'network.find-duplicates': Record<string, never>
	'network.forget-imports': Record<string, never>
	'exchange.expire-listings': Record<string, never>
	'exchange.follow-introductions': Record<string, never>
	/** Of the programme, when somebody asked for that; of the date and the place otherwise. */
	'events.tell-guests': { eventId: string; sequence: number; programme?: boolean }
	'events.finish': Record<string, never>
	'events.forget-second-forms': Record<string, never>
	'events.follow-commitments': Record<string, never>
	'calls.close': Record<string, never>
	'calls.draw': { runId: string }
	'calls.receipt': { filingId: string }
	'calls.remind-drafts': Record<string, never>
	'calls.thin-drafts': Record<string, never>
	'projects.thin-reports': Record<string, never>
	'calls.export-applications': { callId: string; locale: Locale; accountId: string }
	'calls.letters': { callId: string }
	/** Without a source, every one that is due. */
	'funding.fetch': { source?: string }
	'funding.alerts': Record<string, never>
	'projects.remind-reports': Record<string, never>
	'steering.refresh-figures': Record<string, never>
	'steering.retention': Record<string, never>
	'steering.report-paper': { reportId: string }
	'search.reindex': Record<string, never>
}
export type JobName = keyof Jobs & string

type Settings = {
	retryLimit: number
	retryDelay: number
	retryBackoff: boolean
	retryDelayMax?: number
	expireInSeconds: number
	heartbeatSeconds: number
	deleteAfterSeconds: number
	cron?: string
	/** After each one its worker leaves the queue alone for so long: many of them take a share of the processor, not all of it. */
	restMs?: number
}

/**
 * A worker gives a sign of life every ten seconds for each job it holds. A job whose worker was killed is missed after
 * 20 s, noticed at most SUPERVISE_SECONDS later, and taken up by another worker 5 to 10 s after that: within a minute.
 */
const usual: Settings = {
	retryLimit: 5,
	retryDelay: 10,
	retryBackoff: true,
	expireInSeconds: 900,
	heartbeatSeconds: 20,
	deleteAfterSeconds: 30 * 24 * 3600
}
const SUPERVISE_SECONDS = 15

/** How each job is retried and, with `cron` (in the programme's zone), when it runs by itself. */
export const jobSettings: Record<JobName, Settings> = {
	// Ten seconds, then twice as long each time up to an hour: a mail server may be away for some six hours.
	'mail.deliver': { ...usual, retryLimit: 14, retryDelayMax: 3600, deleteAfterSeconds: 7 * 24 * 3600 },
	'files.sweep': { ...usual, cron: '40 2 * * *' },
	'jobs.forget-finished': { ...usual, cron: '50 2 * * *' },
	'identity.forget-expired': { ...usual, cron: '20 3 * * *' },
	'newsroom.forget-messages': { ...usual, cron: '30 3 * * *' },
	'newsroom.publish-due': { ...usual, deleteAfterSeconds: 24 * 3600, cron: '* * * * *' },
	// A large mailing takes hours on a slow server; the mail server may be away for some six more.
	'newsroom.send-campaign': { ...usual, retryLimit: 14, retryDelayMax: 3600, expireInSeconds: 20 * 3600 },
	'newsroom.start-campaigns': { ...usual, deleteAfterSeconds: 24 * 3600, cron: '* * * * *' },
	'network.import': usual,
	'network.find-duplicates': usual,
	'network.forget-imports': { ...usual, cron: '25 3 * * *' },
	'exchange.expire-listings': { ...usual, cron: '10 6 * * *' },
	// In the morning, so that a reminder is read on the day it is written.
	'exchange.follow-introductions': { ...usual, cron: '0 8 * * *' },
	'events.tell-guests': usual,
	'events.finish': { ...usual, cron: '5 0 * * *' },
	'events.forget-second-forms': { ...usual, cron: '35 3 * * *' },
	'events.follow-commitments': { ...usual, cron: '5 8 * * *' },
	// A job put off until the closing would be forgotten by the queue after two weeks.
	'calls.draw': usual,
	'calls.close': { ...usual, deleteAfterSeconds: 24 * 3600, cron: '* * * * *' },
	// A thousand are asked for in the last minute before a call closes, when everybody saves every few seconds: one after the
	// other they would take a third of the processor from those who write. So the last one comes some minutes later.
	'calls.receipt': { ...usual, retryLimit: 14, retryDelayMax: 3600, restMs: 100 },
	'calls.remind-drafts': { ...usual, cron: '*/10 * * * *' },
	'calls.thin-drafts': { ...usual, cron: '10 3 * * *' },
	'projects.thin-reports': { ...usual, cron: '15 3 * * *' },
	'calls.export-applications': usual,
	'calls.letters': usual,
	'funding.fetch': { ...usual, retryLimit: 1, expireInSeconds: 1800, cron: '15 * * * *' },
	// Before the office opens; the weekly ones on the day of the week they were begun.
	'funding.alerts': { ...usual, cron: '30 6 * * *' },
	'projects.remind-reports': { ...usual, cron: '15 8 * * *' },
	'steering.refresh-figures': { ...usual, deleteAfterSeconds: 24 * 3600, cron: '*/15 * * * *' },
	'steering.report-paper': usual,
	'steering.retention': { ...usual, cron: '15 3 * * *' },
	'search.reindex': { ...usual, cron: '40 3 * * 0' }
}
export const jobNames = Object.keys(jobSettings) as JobName[]

const onPool = (pool: pg.Pool) => ({ executeSql: (text: string, values?: unknown[]) => pool.query(text, values) })

/** Installs or updates the queue's tables and the queues. Part of migrating; safe to run from several processes. */
export async function prepareQueue(pool: pg.Pool) {
	const boss = new PgBoss({ db: onPool(pool), supervise: false, schedule: false })
	boss.on('error', (error) => log.error({ error: error.message }, 'job queue'))
	await boss.start()
	// What is there already is left alone: a start after a kill is waited for.
	const there = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]))
	for (const name of jobNames) {
		const { cron: _cron, restMs: _rest, ...options } = jobSettings[name]
		const queue = there.get(name)
		if (!queue) await boss.createQueue(name, options)
		else if (Object.entries(options).some(([option, value]) => queue[option as keyof typeof options] !== value))
			await boss.updateQueue(name, options)
	}
	await boss.stop({ graceful: false })
}

// A sender has no connection of its own: whatever it asks, it asks through the caller's transaction.
const caller = new AsyncLocalStorage<Db>()
const sender = new PgBoss({
	db: {
		executeSql: (text, values) => {
			const db = caller.getStore()
			if (!db) throw new Error('a job is sent through ctx.db')
			return fromKysely(db).executeSql(text, values)
		}
	},
	migrate: false,
	supervise: false,
	schedule: false
})

export type EnqueueOptions = {
	startAfter?: Date
	priority?: number
	/** Somebody waits for it: its progress can be read from now on (`progressOf`), by who asks here and by who runs the machinery. */
	watched?: { note: MessageKey; params?: MessageParams; total?: number }
}

/** Queues a job inside the caller's transaction: no commit, no job. `startAfter` delays it. Returns the job's id. */
export async function enqueue<Name extends JobName>(
	ctx: Ctx,
	name: Name,
	payload: Jobs[Name],
	{ watched, ...options }: EnqueueOptions = {}
): Promise<string | null> {
	const id = await caller.run(ctx.db, () => sender.send(name, payload, options))
	if (id && watched)
		await ctx.db
			.insertInto('jobProgress')
			.values({
				jobId: id,
				askedBy: ctx.actor?.accountId ?? null,
				done: 0,
				total: watched.total ?? null,
				note: watched.note,
				params: JSON.stringify(watched.params ?? {}),
				updatedAt: ctx.now
			})
			.execute()
	return id
}

/** Lets a job that failed for good try once more, in the caller's transaction. False when it is not such a job. */
export const requeue = async (ctx: Ctx, name: JobName, jobId: string): Promise<boolean> => {
	const { affected } = (await caller.run(ctx.db, () => sender.retry(name, jobId))) as { affected?: number }
	return (affected ?? 0) > 0
}

export type JobHandler<Name extends JobName> = (payload: Jobs[Name], job: { id: string; signal: AbortSignal }) => Promise<unknown>
export type JobHandlers = { [Name in JobName]: JobHandler<Name> }

/**
 * Starts working on the queue until `stop`, which lets the jobs under way finish (30 s) and then returns.
 * Each queue polls on its own; a job whose process died is taken up again within a minute.
 */
export async function startWorking(
	pool: pg.Pool,
	handlers: JobHandlers,
	timeZone: string,
	{ superviseSeconds = SUPERVISE_SECONDS } = {}
) {
	const boss = new PgBoss({
		db: onPool(pool),
		migrate: false,
		supervise: true,
		superviseIntervalSeconds: superviseSeconds,
		monitorIntervalSeconds: superviseSeconds,
		schedule: true,
		// What is due at a full minute is begun some ten seconds after it at most, where the queue's own pace is half a minute:
		// people wait for a call to close.
		cronMonitorIntervalSeconds: 10,
		cronWorkerIntervalSeconds: 1
	})
	boss.on('error', (error) => log.error({ error: error.message }, 'job queue'))
	await boss.start()
	for (const name of jobNames) {
		const handler = handlers[name] as JobHandler<JobName>
		const { cron, restMs } = jobSettings[name]
		let worker = ''
		worker = await boss.work<Jobs[JobName]>(name, { pollingIntervalSeconds: 1, batchSize: 1 }, async (jobs) => {
			// While there is work the next job is fetched at once: the second between looks is for an empty queue.
			if (!restMs) boss.notifyWorker(worker)
			for (const job of jobs) {
				const started = performance.now()
				try {
					return await handler(job.data, { id: job.id, signal: job.signal })
				} catch (error) {
					log.error({ job: name, id: job.id, error: (error as Error).message, stack: (error as Error).stack }, 'job failed')
					throw error
				} finally {
					log.info({ job: name, id: job.id, ms: Math.round(performance.now() - started) }, 'job')
					if (restMs) setTimeout(() => boss.notifyWorker(worker), restMs).unref()
				}
			}
		})
		if (cron) await boss.schedule(name, cron, {}, { tz: timeZone })
	}
	return { stop: () => boss.stop({ graceful: true, timeout: 30_000 }) }
}
