import { fold } from '#engines/text/fold'
import { nothingAnnounced, type Announced, type Connector, type OpportunityRules, type Unreadable } from '../opportunity.ts'
import {
	BRUSSELS,
	centsOf,
	deadlineOf,
	faultsOf,
	instantOf,
	isRecord,
	parseJson,
	textOf,
	unreadablePayload,
	urlOf
} from './values.ts'
import { programmeOfIdentifier } from '#programme/funding-programmes'

type Part = NonNullable<OpportunityRules['parts']>[number] & { url: string | null; exact: boolean }

/**
 * The weekly list of Horizon Europe calls: `newCalls`, `missionCalls` and `allCalls`, the first two mostly repeated in the
 * third. One opportunity per topic code. Several records of one code are calls that projects of the topic open for others:
 * each is a part of it with its own name, days and budget.
 */
export const horizon: Connector = {
	key: 'horizon',
	read(payload) {
		const file = parseJson(payload)
		const lists = isRecord(file) ? [file.allCalls, file.newCalls, file.missionCalls].filter(Array.isArray) : []
		if (lists.length === 0) return unreadablePayload('funding.fault.shape')
		const unreadable: Unreadable[] = []
		const topics = new Map<string, Map<string, Part>>()
		let read = 0
		for (const record of lists.flat() as unknown[]) {
			read++
			const faults = faultsOf(read, unreadable, () => (isRecord(record) ? textOf(record.code) : ''))
			if (!isRecord(record)) {
				faults.note(null, record, 'funding.fault.record')
				continue
			}
			const [code, name] = [textOf(record.code), textOf(record.name)]
			if (!code) faults.note('identifier', record.code, 'funding.fault.missing')
			if (!name) faults.note('title', record.name, 'funding.fault.missing')
			if (!code || !name) continue
			const [opens, closes, budget, link] = [record.openDate, record.closeDate, record.budget, record.link].map(textOf)
			const deadline = faults.or(deadlineOf(closes!, BRUSSELS, '17:00'), 'deadlines', closes, 'funding.fault.date')
			const part: Part = {
				name,
				opens: faults.or(instantOf(opens!, BRUSSELS, '00:00'), 'opensAt', opens, 'funding.fault.date'),
				closes: deadline?.at ?? null,
				exact: deadline?.exact ?? false,
				budgetCents: faults.or(centsOf(budget!), 'budget', budget, 'funding.fault.amount'),
				url: faults.or(urlOf(link!), 'url', link, 'funding.fault.url')
			}
			const parts = topics.get(code) ?? new Map<string, Part>()
			topics.set(code, parts.set(JSON.stringify(part), part))
		}
		return {
			read,
			items: [...topics].map(([code, parts]) => topicOf(code, [...parts.values()])),
			// The same record in two lists has the same fault twice.
			unreadable: [...new Map(unreadable.map((fault) => [JSON.stringify({ ...fault, row: 0 }), fault])).values()],
			complete: true
		}
	}
}

/** In an order of their own, so that the list's order is no change. */
const inOrder = (a: Part, b: Part) => ((a.closes ?? '') + fold(a.name) < (b.closes ?? '') + fold(b.name) ? -1 : 1)

function topicOf(code: string, unordered: Part[]): Announced {
	const parts = unordered.sort(inOrder)
	const first = parts[0]!
	const several = parts.length > 1
	const closes = [...new Set(parts.flatMap(({ closes }) => closes ?? []))]
	const budgets = parts.flatMap(({ budgetCents }) => budgetCents ?? [])
	return {
		...nothingAnnounced,
		identifier: code,
		programme: programmeOfIdentifier(code) ?? 'horizon',
		title: { en: first.name },
		url: first.url,
		budgetCents: budgets.length > 0 ? budgets.reduce((sum, cents) => sum + cents, 0) : null,
		opensAt: parts.flatMap(({ opens }) => opens ?? []).sort()[0] ?? null,
		// The hour counts as said where every part that closes then says it.
		deadlines: closes.map((at) => ({
			at,
			zone: BRUSSELS,
			exact: parts.every((part) => part.closes !== at || part.exact)
		})),
		kinds: [],
		rules: several ? { parts: parts.map(({ url: _, exact: __, ...part }) => part) } : {}
	}
}
