import { isHttpError, redirect } from '@sveltejs/kit'
import { signDownload } from '#platform/files.server'
import { getJob, retryJob } from '#platform/job-list.server'
import { progressOf } from '#platform/job-progress.server'
import { refuse } from '#platform/http.server'
import { maySeeMachinery } from '#platform/rights'
import type { Actions, PageServerLoad } from './$types'

/** A signed download lasts as long as somebody may look at the page before pressing the link. */
const DOWNLOAD_MINUTES = 15

const orNull = (cause: unknown) => {
	if (isHttpError(cause) && cause.status === 404) return null
	throw cause
}

/** Whoever asked for the job sees its progress and its result; administrators and auditors see the job itself as well. */
export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const machinery = maySeeMachinery(ctx.actor)
	const progress = machinery ? await progressOf(ctx, params.id).catch(orNull) : await progressOf(ctx, params.id)
	// The queue forgets a finished job before its result goes.
	const job = machinery ? await getJob(ctx, params.id).catch((cause) => (progress ? orNull(cause) : Promise.reject(cause))) : null
	const name = job?.name ?? progress!.name
	const state = job?.state ?? progress!.state
	const fileId = progress?.result?.fileId ?? null
	const expires = new Date(ctx.now.getTime() + DOWNLOAD_MINUTES * 60_000)
	return {
		id: params.id,
		name,
		state,
		moving: ['created', 'retry', 'active'].includes(state),
		done: progress?.done ?? null,
		total: progress?.total ?? null,
		note: progress?.note ?? null,
		updatedAt: progress?.updatedAt ?? null,
		figures: progress?.result?.figures ?? {},
		errors: progress?.result?.errors.slice(0, 100) ?? [],
		errorCount: progress?.result?.errors.length ?? 0,
		download: fileId && ctx.actor ? signDownload(fileId, { expires, accountId: ctx.actor.accountId }) : null,
		job: job && {
			createdAt: job.createdAt,
			startedAt: job.startedAt,
			completedAt: job.completedAt,
			retries: job.retries,
			error: job.error
		},
		can: { retry: job?.can.retry ?? false, list: machinery },
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = {
	retry: async ({ locals: { ctx }, params, url }) => {
		try {
			await retryJob(ctx, params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${url.pathname}?notice=retried`)
	}
}
