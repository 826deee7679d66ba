import { sql } from 'kysely'
import { audit } from './audit.server.ts'
import type { Ctx } from './ctx.ts'
import { transact } from './db.server.ts'
import { authorize, notFound, RuleBroken } from './errors.ts'
import type { JobState } from './job-progress.server.ts'
import { jobNames, requeue, type JobName } from './jobs.server.ts'
import { mayRunMachinery, maySeeMachinery } from './rights.ts'

export const jobStates = ['created', 'retry', 'active', 'completed', 'cancelled', 'failed'] as const satisfies readonly JobState[]

export type JobRow = {
	id: string
	name: JobName
	state: JobState
	createdAt: Date
	startAfter: Date
	startedAt: Date | null
	completedAt: Date | null
	retries: number
	/** What the last try failed of, in the words of the program: for whoever mends it. */
	error: string | null
	done: number | null
	total: number | null
}

/**
 * The jobs of the queue, newest first, `limit` at a time; `next` is the cursor of the following page. For
 * administrators and auditors.
 */
export async function listJobs(
	ctx: Ctx,
	{ state, name, cursor, limit = 50 }: { state?: JobState; name?: JobName; cursor?: string; limit?: number } = {}
): Promise<{ jobs: JobRow[]; next: string | null; can: { retry: boolean } }> {
	authorize(maySeeMachinery(ctx.actor))
	const { rows } = await sql<JobRow>`
		select job.id, job.name, job.state, job.created_on as created_at, job.start_after, job.started_on as started_at,
			job.completed_on as completed_at, job.retry_count as retries, progress.done, progress.total,
			case when job.state in ('failed', 'retry') then coalesce(job.output ->> 'message', job.output -> 'value' ->> 'message') end as error
		from pgboss.job job
		left join job_progress progress on progress.job_id = job.id
		where job.name = any(${name ? [name] : jobNames})
			and (${state ?? null}::text is null or job.state::text = ${state ?? null})
			and (${cursor ?? null}::uuid is null
				or (job.created_on, job.id) < (select past.created_on, past.id from pgboss.job past where past.id = ${cursor ?? null}::uuid))
		order by job.created_on desc, job.id desc
		limit ${limit + 1}`.execute(ctx.db)
	return {
		jobs: rows.slice(0, limit),
		next: rows.length > limit ? rows[limit - 1]!.id : null,
		can: { retry: mayRunMachinery(ctx.actor) }
	}
}

/** One job of the queue, watched by somebody or not. For administrators and auditors. */
export async function getJob(ctx: Ctx, jobId: string): Promise<JobRow & { can: { retry: boolean } }> {
	authorize(maySeeMachinery(ctx.actor))
	const { rows } = await sql<JobRow>`
		select job.id, job.name, job.state, job.created_on as created_at, job.start_after, job.started_on as started_at,
			job.completed_on as completed_at, job.retry_count as retries, progress.done, progress.total,
			case when job.state in ('failed', 'retry') then coalesce(job.output ->> 'message', job.output -> 'value' ->> 'message') end as error
		from pgboss.job job
		left join job_progress progress on progress.job_id = job.id
		where job.id = ${jobId} and job.name = any(${jobNames})`.execute(ctx.db)
	if (!rows[0]) return notFound()
	return { ...rows[0], can: { retry: mayRunMachinery(ctx.actor) && rows[0].state === 'failed' } }
}

/** Lets a job that failed for good try once more. For administrators; `job.error.not_failed` when it did not fail. */
export async function retryJob(ctx: Ctx, jobId: string): Promise<void> {
	authorize(mayRunMachinery(ctx.actor))
	await transact(ctx, async (ctx) => {
		const { rows } = await sql<{ name: JobName }>`
			select name from pgboss.job where id = ${jobId} and name = any(${jobNames}) for update`.execute(ctx.db)
		if (!rows[0]) return notFound()
		if (!(await requeue(ctx, rows[0].name, jobId))) throw new RuleBroken('job.error.not_failed')
		await audit(ctx, 'job.retried', `job:${jobId}`, { name: rows[0].name })
	})
}

export type Schedule = { name: JobName; cron: string; timeZone: string; lastRunAt: Date | null; lastState: JobState | null }

/** The jobs that run by themselves, and how each went last. For administrators and auditors. */
export async function listSchedules(ctx: Ctx): Promise<Schedule[]> {
	authorize(maySeeMachinery(ctx.actor))
	const { rows } = await sql<Schedule>`
		select schedule.name, schedule.cron, schedule.timezone as time_zone, past.created_on as last_run_at, past.state as last_state
		from pgboss.schedule schedule
		left join lateral (
			select created_on, state from pgboss.job where name = schedule.name order by created_on desc limit 1
		) past on true
		where schedule.name = any(${jobNames})
		order by schedule.name`.execute(ctx.db)
	return rows
}
