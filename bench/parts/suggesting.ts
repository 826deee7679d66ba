/** One of two threads: takes every second profile, then answers all needs among its own. */
import { parentPort, workerData } from 'node:worker_threads'
import { indexBuilder } from '../../src/engines/matching/index.ts'
import { suggest } from '../../src/engines/matching/suggest.ts'
import { programmeBridge } from '../../src/modules/exchange/suggestion-bridge.ts'
import { suggestionRules } from '../../programme/matching.ts'
import { candidate, madeUp } from './profiles.ts'

const { part, parts, profiles, needs } = workerData as { part: number; parts: number; profiles: number; needs: number }
const builder = indexBuilder(programmeBridge(), suggestionRules)
// Country follows the number's parity: pairs of numbers are dealt out, so that each thread has both.
for (let number = 0; number < profiles; number++) if ((number >> 1) % parts === part) builder.add(candidate(number))
const index = builder.finish()
const asked = Array.from({ length: needs }, (_, number) => madeUp(number, 'need'))
parentPort!.postMessage('ready')
parentPort!.once('message', () => {
	const answers = asked.map((need) => suggest(index, need, { limit: 10 }).map(({ id, score }) => [id, score] as const))
	parentPort!.postMessage(answers)
	parentPort!.close()
})
