/** The jobs: same verbs, from the queue. Started by `passerelle start`, or alone with `passerelle work`. */
import type { Ctx } from './platform/ctx.ts'
import { connect } from './platform/db.server.ts'
import { env } from './platform/env.ts'
import { startWorking, type JobHandlers } from './platform/jobs.server.ts'
import { log } from './platform/log.ts'
import { closeMailServer, deliverMail } from './platform/mail.server.ts'

export async function work(timeZone: string) {
	const database = connect(env().DATABASE_URL ?? '', { max: 4, timeout: 300_000 })
	/** A job acts for nobody: whoever asked for it is in its rows. */
	const asking = (job: { id: string }): Ctx => ({ db: database.db, actor: null, now: new Date(), locale: 'fr', requestId: job.id })
	const handlers: JobHandlers = {
		'mail.deliver': ({ mailId }, job) => deliverMail(asking(job), mailId),
		'identity.forget-expired': async () => {}
	}
	const working = await startWorking(database.pool, handlers, timeZone)
	log.info('worker ready')
	return {
		stop: async () => {
			await working.stop()
			closeMailServer()
			await database.close()
		}
	}
}
