/** One worker process. It ends with its parent: a worker left alone by a killed server would work for nobody. */
// First: what is imported after it finds the programme that the setting names.
import './programme/chosen.ts'
import { programme } from '#programme/programme'
import { log } from '../platform/log.ts'
import { work } from '../worker.ts'

let stopping = false
const stop = async () => {
	if (stopping) return
	stopping = true
	// Still starting: the queues opened first may have a job under way already.
	await (await starting).stop()
	process.exit(0)
}
// Before the start: what is said meanwhile would not be heard.
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
process.on('disconnect', () => {
	log.warn('the server is gone; this worker stops')
	void stop()
})
const starting = work(programme.timeZone)
await starting
