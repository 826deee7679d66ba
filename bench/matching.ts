/** Suggestions among 100,000 profiles: one need, and 10,000 needs on two threads, against comparing everything with everything. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { indexBuilder } from '../src/engines/matching/index.ts'
import { suggest } from '../src/engines/matching/suggest.ts'
import { programmeBridge } from '../src/modules/exchange/suggestion-bridge.ts'
import { suggestionRules } from '../programme/matching.ts'
import { compare, observe, percentile } from './harness.ts'
import { candidate, madeUp } from './parts/profiles.ts'

const PROFILES = 100_000
const NEEDS = 10_000
const QUESTIONS = 200
const THREADS = 2

export async function run() {
	await many()
	await one()
}

async function one() {
	let start = performance.now()
	const bridge = programmeBridge()
	observe({ name: 'learning the bridge', value: performance.now() - start, unit: 'ms', is: 'once a process' })
	start = performance.now()
	const builder = indexBuilder(bridge, suggestionRules)
	for (let number = 0; number < PROFILES; number++) builder.add(candidate(number))
	const added = performance.now()
	const index = builder.finish()
	observe({
		name: 'taking in 100,000 profiles, in slices',
		value: (added - start) / 1000,
		unit: 's',
		is: 'making them up included'
	})
	observe({ name: 'finishing the index, at one go', value: performance.now() - added, unit: 'ms', is: 'blocks the process' })
	// Other questions each time: words asked for the first time are the dear ones.
	let next = 0
	const ask = (exhaustive: boolean, count: number) => {
		const times: number[] = []
		for (let question = 0; question < count; question++) {
			const need = madeUp(1_000_000 + next++, 'need')
			const asked = performance.now()
			suggest(index, need, { limit: 20, exhaustive })
			times.push(performance.now() - asked)
		}
		return Promise.resolve(percentile(times, 0.95))
	}
	await compare({
		name: 'one need among 100,000 profiles, p95',
		referenceIs: 'every text compared',
		oursIs: 'texts only while they can change the answer',
		reference: () => ask(true, QUESTIONS / 4),
		ours: () => ask(false, QUESTIONS),
		rounds: 5,
		unit: 'ms',
		higherIsBetter: false,
		limit: 50
	})
}

async function many() {
	const workers = Array.from(
		{ length: THREADS },
		(_, part) =>
			new Worker(new URL('./parts/suggesting.ts', import.meta.url), {
				resourceLimits: { maxOldGenerationSizeMb: 240, maxYoungGenerationSizeMb: 16 },
				workerData: { part, parts: THREADS, profiles: PROFILES, needs: NEEDS }
			})
	)
	await Promise.all(workers.map((worker) => once(worker, 'message')))
	const start = performance.now()
	const cpu = process.cpuUsage()
	const answers = await Promise.all(
		workers.map(async (worker) => {
			worker.postMessage('go')
			const [answer] = (await once(worker, 'message')) as [[string, number][][]]
			return answer
		})
	)
	const merged = Array.from({ length: NEEDS }, (_, need) =>
		answers
			.flatMap((answer) => answer[need]!)
			.sort((a, b) => b[1] - a[1])
			.slice(0, 10)
	)
	const seconds = (performance.now() - start) / 1000
	const { user, system } = process.cpuUsage(cpu)
	if (merged.some((best) => best.length === 0)) throw new Error('a need was left without an answer')
	observe({
		name: '10,000 needs among 100,000 profiles, two threads',
		value: seconds,
		unit: 's',
		limit: 60,
		is: 'the first ten of each'
	})
	observe({
		name: 'the same, processor time of both threads',
		value: (user + system) / 1e6,
		unit: 's',
		is: 'half of it is what two idle cores would take'
	})
	observe({
		name: 'memory of the process, most',
		value: process.resourceUsage().maxRSS / 1024,
		unit: 'MiB',
		limit: 1024,
		is: 'both threads and what they answered'
	})
	await Promise.all(workers.map((worker) => worker.terminate()))
}
