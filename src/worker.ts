/** The jobs: same verbs, from the queue. Started by `passerelle start`, or alone with `passerelle work`. */
import { connect } from './platform/db.server.ts'
import { env } from './platform/env.ts'
import { startWorking, type JobHandlers } from './platform/jobs.server.ts'
import { log } from './platform/log.ts'

export async function work(timeZone: string) {
	const database = connect(env().DATABASE_URL ?? '', { max: 4, timeout: 300_000 })
	const handlers: JobHandlers = {
		'mail.deliver': async () => {},
		'identity.forget-expired': async () => {}
	}
	const working = await startWorking(database.pool, handlers, timeZone)
	log.info('worker ready')
	return {
		stop: async () => {
			await working.stop()
			await database.close()
		}
	}
}
