import { sql } from 'kysely'
import type { Actor, Ctx } from './ctx.ts'
import { transact } from './db.server.ts'
import { authorize, notFound } from './errors.ts'
import { removeFile } from './files.server.ts'
import type { MessageKey, MessageParams } from './i18n.ts'
import type { JobName } from './jobs.server.ts'
import { maySeeMachinery } from './rights.ts'

/** What went wrong with one row or one item of a job; `row` as its reader counts, the heading being row 1. */
export type JobError = { row?: number; field?: string; message: MessageKey; params?: MessageParams }

/** Errors kept for one job: beyond, their number is in the figures and nobody reads on. */
export const ERRORS_KEPT = 1000

export type JobState = 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed'

/**
 * Says how far a job is. Call it on a context outside any transaction, or nobody sees it before the end, and at most a
 * few times a second. `total` null: nobody knows yet.
 */
export async function reportProgress(
	ctx: Ctx,
	jobId: string,
	{ done, total, note, params = {} }: { done: number; total: number | null; note: MessageKey; params?: MessageParams }
) {
	const values = { done, total, note, params: JSON.stringify(params), updatedAt: sql<Date>`clock_timestamp()` }
	await ctx.db
		.insertInto('jobProgress')
		.values({ jobId, ...values })
		.onConflict((conflict) => conflict.column('jobId').doUpdateSet(values))
		.execute()
}

/**
 * Leaves what a job made: figures to show, a file to download, and what went wrong. In the job's last transaction, so
 * that a job done twice leaves one result. The first ERRORS_KEPT errors are kept.
 */
export async function keepJobResult(
	ctx: Ctx,
	jobId: string,
	{
		figures,
		fileId = null,
		errors = []
	}: { figures: Record<string, number | string>; fileId?: string | null; errors?: JobError[] }
) {
	const result = {
		figures: JSON.stringify(figures),
		fileId,
		errors: JSON.stringify(errors.slice(0, ERRORS_KEPT)),
		updatedAt: sql<Date>`clock_timestamp()`
	}
	await ctx.db
		.insertInto('jobProgress')
		.values({ jobId, done: 0, total: null, note: 'job.done', ...result })
		.onConflict((conflict) => conflict.column('jobId').doUpdateSet(result))
		.execute()
}

const mayWatch = (actor: Actor | null, askedBy: string | null) =>
	maySeeMachinery(actor) || (actor !== null && actor.accountId === askedBy)

export type JobProgress = {
	id: string
	/** Null when the queue has forgotten the job; its result stays a little longer. */
	name: JobName | null
	state: JobState
	done: number
	total: number | null
	note: { key: MessageKey; params: MessageParams }
	/** Null until the job leaves one. The file is for whoever may watch: sign a download for it. */
	result: { figures: Record<string, number | string>; fileId: string | null; errors: JobError[] } | null
	updatedAt: Date
}

/**
 * How far a watched job is and what it left. 404 for a job nobody watches, or whose watcher is somebody else; auditors
 * and administrators may watch all.
 */
export async function progressOf(ctx: Ctx, jobId: string): Promise<JobProgress> {
	const progress = await ctx.db.selectFrom('jobProgress').selectAll().where('jobId', '=', jobId).executeTakeFirst()
	if (!progress || !mayWatch(ctx.actor, progress.askedBy)) return notFound()
	const { rows } = await sql<{ name: JobName; state: JobState }>`select name, state from pgboss.job where id = ${jobId}`.execute(
		ctx.db
	)
	return {
		id: jobId,
		name: rows[0]?.name ?? null,
		state: rows[0]?.state ?? 'completed',
		done: progress.done,
		total: progress.total,
		note: { key: progress.note as MessageKey, params: progress.params as MessageParams },
		result: progress.figures
			? {
					figures: progress.figures as Record<string, number | string>,
					fileId: progress.fileId,
					errors: progress.errors as JobError[]
				}
			: null,
		updatedAt: progress.updatedAt
	}
}

/** The jobs the actor asked for and may watch, newest first. */
export async function listWatchedJobs(ctx: Ctx, limit = 20) {
	authorize(ctx.actor !== null)
	return ctx.db
		.selectFrom('jobProgress')
		.select(['jobId', 'done', 'total', 'note', 'updatedAt'])
		.where('askedBy', '=', ctx.actor.accountId)
		.orderBy('updatedAt', 'desc')
		.limit(limit)
		.execute()
}

/** Removes the results of jobs, with their files, thirty days after they last moved. */
export async function forgetFinishedJobs(ctx: Ctx): Promise<{ forgotten: number }> {
	const before = new Date(ctx.now.getTime() - 30 * 24 * 3600 * 1000)
	return transact(ctx, async (ctx) => {
		const gone = await ctx.db.deleteFrom('jobProgress').where('updatedAt', '<', before).returning('fileId').execute()
		const fileIds = gone.flatMap(({ fileId }) => fileId ?? [])
		for (const { id } of await ctx.db
			.selectFrom('storedFile')
			.select('id')
			.where((e) => e('id', '=', e.fn.any(e.val(fileIds))))
			.where('removedAt', 'is', null)
			.execute())
			await removeFile(ctx, id)
		return { forgotten: gone.length }
	})
}
