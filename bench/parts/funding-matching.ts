/** Organisations held against calls for funding: who may apply, and the ten best of each. As a thread it takes every second one. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { opportunityRules } from '../../programme/matching.ts'
import { indexBuilder } from '../../src/engines/matching/index.ts'
import { suggest } from '../../src/engines/matching/suggest.ts'
import { programmeBridge } from '../../src/modules/exchange/suggestion-bridge.ts'
import { eligibilityOf } from '../../src/modules/funding/eligibility.ts'
import { opportunityProfile } from '../../src/modules/funding/opportunity-index.server.ts'
import { madeUpCall } from './opportunities.ts'
import { madeUp } from './profiles.ts'

/** Takes in so many calls; answers for the organisation of a number. `exhaustive` compares every text. */
export function matcher(count: number, now: Date) {
	const calls = Array.from({ length: count }, (_, number) => ({
		...madeUpCall(number, now),
		id: `call:${number}`,
		status: 'open' as const
	}))
	const standing = new Map(calls.map((call) => [call.id, call]))
	const builder = indexBuilder(programmeBridge(), opportunityRules)
	for (const call of calls) builder.add(opportunityProfile(call))
	const index = builder.finish()
	return (number: number, exhaustive: boolean) => {
		const organisation = madeUp(number, 'organisation')
		const applicant = { kind: organisation.kind!, place: organisation.territory.at(-1)! }
		return suggest(index, organisation, {
			limit: 10,
			exhaustive,
			without: (id) => eligibilityOf(standing.get(id)!, applicant).verdict === 'no'
		})
	}
}

if (!isMainThread) {
	const { part, parts, calls, organisations, now } = workerData as Record<
		'part' | 'parts' | 'calls' | 'organisations',
		number
	> & {
		now: Date
	}
	const ask = matcher(calls, now)
	parentPort!.postMessage('ready')
	parentPort!.once('message', () => {
		let found = 0
		for (let number = part; number < organisations; number += parts) found += ask(number, false).length
		parentPort!.postMessage(found)
		parentPort!.close()
	})
}
