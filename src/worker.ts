/** The jobs: same verbs, from the queue. Started by `passerelle start`, or alone with `passerelle work`. */
import { forgetExpired } from './modules/identity/jobs.server.ts'
import { forgetOldMessages } from './modules/newsroom/contact.server.ts'
import { reindex, type Source } from './modules/search/index.server.ts'
import { programmeSource } from './modules/search/programme.server.ts'
import type { Ctx } from './platform/ctx.ts'
import { connect } from './platform/db.server.ts'
import { env } from './platform/env.ts'
import { sweepFiles } from './platform/files.server.ts'
import { forgetFinishedJobs } from './platform/job-progress.server.ts'
import { startWorking, type JobHandlers } from './platform/jobs.server.ts'
import { log } from './platform/log.ts'
import { closeMailServer, deliverMail } from './platform/mail.server.ts'

/** Where the search finds what is public: a module that has public things adds its own. */
const searchSources: Source[] = [programmeSource]

export async function work(timeZone: string) {
	// A queue's job may hold a connection for itself, and its sign of life must not have to wait for one.
	const database = connect(env().DATABASE_URL ?? '', { max: 12, timeout: 300_000 })
	/** A job acts for nobody: whoever asked for it is in its rows. */
	const asking = (job: { id: string }): Ctx => ({
		db: database.db,
		actor: null,
		now: new Date(),
		locale: 'fr',
		requestId: job.id
	})
	const handlers: JobHandlers = {
		'mail.deliver': ({ mailId }, job) => deliverMail(asking(job), mailId),
		'files.sweep': (_, job) => sweepFiles(asking(job)),
		'jobs.forget-finished': (_, job) => forgetFinishedJobs(asking(job)),
		'identity.forget-expired': (_, job) => forgetExpired(asking(job)),
		'newsroom.forget-messages': (_, job) => forgetOldMessages(asking(job)),
		'search.reindex': (_, job) => reindex(asking(job), searchSources)
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
