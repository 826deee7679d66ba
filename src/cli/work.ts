/** One worker process. It ends with its parent: a worker left alone by a killed server would work for nobody. */
import { log } from '../platform/log.ts'
import { work } from '../worker.ts'

let working: Awaited<ReturnType<typeof work>> | undefined
let stopping = false
const stop = async () => {
	if (stopping) return
	stopping = true
	// Still starting: nothing is under way.
	await working?.stop()
	process.exit(0)
}
// Before the start: what is said meanwhile would not be heard.
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
process.on('disconnect', () => {
	log.warn('the server is gone; this worker stops')
	void stop()
})
working = await work('Europe/Sofia')
