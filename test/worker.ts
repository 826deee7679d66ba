/**
 * A worker process for tests of what becomes of its jobs when it is killed or stopped. `DATABASE_URL` names the
 * database; `TAKES` how many milliseconds a job takes. Says `started` and `done` to its parent, and stops on SIGTERM.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../src/platform/db.server.ts'
import { keepJobResult, reportProgress } from '../src/platform/job-progress.server.ts'
import { jobNames, startWorking, type JobHandlers } from '../src/platform/jobs.server.ts'

const { db, pool } = connect(process.env.DATABASE_URL!, { max: 6 })
const nothing = Object.fromEntries(jobNames.map((name) => [name, async () => {}])) as unknown as JobHandlers
const working = await startWorking(
	pool,
	{
		...nothing,
		'mail.deliver': async ({ mailId }, { id }) => {
			const ctx = { db, actor: null, now: new Date(), locale: 'fr' as const, requestId: id }
			await reportProgress(ctx, id, { done: 1, total: 2, note: 'job.state.active' })
			process.send!('started')
			await sleep(Number(process.env.TAKES))
			await keepJobResult(ctx, id, { figures: { by: process.pid, mailId } })
			process.send!('done')
		}
	},
	'Europe/Sofia',
	{ superviseSeconds: 1 }
)
process.on('SIGTERM', async () => {
	await working.stop()
	process.exit(0)
})
process.send!('ready')
