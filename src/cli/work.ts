/** One worker process. It ends with its parent: a worker left alone by a killed server would work for nobody. */
import { log } from '../platform/log.ts'
import { work } from '../worker.ts'

const working = await work('Europe/Sofia')
let stopping = false
const stop = async () => {
	if (stopping) return
	stopping = true
	await working.stop()
	process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
process.on('disconnect', () => {
	log.warn('the server is gone; this worker stops')
	void stop()
})
