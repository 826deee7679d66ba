import { sql } from 'kysely'
import type { RequestHandler } from './$types'

/**
 * Ready: the database answers and the job queue is installed. 503 names what is missing, nothing more. A replica that lags
 * or is away is named too, but everything works without it.
 */
export const GET: RequestHandler = async ({ locals }) => {
	const checks = { database: false, queue: false }
	try {
		await sql`select 1`.execute(locals.ctx.db)
		checks.database = true
		await sql`select 1 from pgboss.version`.execute(locals.ctx.db)
		checks.queue = true
	} catch {
		// What is still false says it.
	}
	const ready = checks.database && checks.queue
	const { replica } = locals
	return Response.json(
		{ ready, ...checks, ...(replica && { replica: replica.state }) },
		{ status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } }
	)
}
