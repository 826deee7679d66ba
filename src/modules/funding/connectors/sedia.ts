import { programmeOfIdentifier } from '#programme/funding-programmes'
import { nothingAnnounced, type Announced, type Connector, type Unreadable } from '../opportunity.ts'
import {
	BRUSSELS,
	deadlineOf,
	faultsOf,
	instantOf,
	isRecord,
	lineOf,
	parseJson,
	plainText,
	textOf,
	unreadablePayload,
	urlOf,
	type Json
} from './values.ts'

/** The portal's own number for a closed call; 31094501 is forthcoming and 31094502 open, which the dates say as well. */
const CLOSED = '31094503'
const TOPIC = 'https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/topic-details/'

/**
 * The search API of the EU Funding & Tenders portal (SEDIA): `results[].metadata`, every value a list. One page of it is not
 * complete: what it does not name may stand on the next.
 */
export const sedia: Connector = {
	key: 'sedia',
	read(payload) {
		const answer = parseJson(payload)
		if (!isRecord(answer) || !Array.isArray(answer.results)) return unreadablePayload('funding.fault.shape')
		const unreadable: Unreadable[] = []
		const items = answer.results.flatMap((result: unknown, at) => readResult(result, at + 1, unreadable))
		const total = Number(answer.totalResults) || 0
		return { read: answer.results.length, items, unreadable, complete: total > 0 && total <= answer.results.length, total }
	}
}

function readResult(result: unknown, row: number, unreadable: Unreadable[]): Announced[] {
	const metadata = isRecord(result) && isRecord(result.metadata) ? result.metadata : null
	const one = (name: string) => textOf(listOf(metadata?.[name])[0])
	const identifier = one('identifier') || one('callIdentifier')
	const faults = faultsOf(row, unreadable, () => identifier)
	if (!isRecord(result) || !metadata) {
		faults.note(null, result, 'funding.fault.record')
		return []
	}
	const title = lineOf(listOf(metadata.title)[0] ?? result.title)
	if (!identifier) faults.note('identifier', metadata.identifier ?? null, 'funding.fault.missing')
	if (!title) faults.note('title', metadata.title ?? null, 'funding.fault.missing')
	if (!identifier || !title) return []
	const deadlines = listOf(metadata.deadlineDate).flatMap((value) => {
		const read = faults.or(deadlineOf(textOf(value), BRUSSELS, '17:00'), 'deadlines', value, 'funding.fault.date')
		return read ?? []
	})
	const budget = budgetOf(listOf(metadata.budgetOverview)[0], identifier)
	return [
		{
			...nothingAnnounced,
			identifier,
			programme: programmeOfIdentifier(identifier) ?? 'other',
			title: { en: title },
			text: ((text) => (text ? { en: text } : {}))(plainText(listOf(metadata.descriptionByte)[0] ?? result.summary)),
			url: faults.or(urlOf(textOf(result.url)), 'url', result.url, 'funding.fault.url') ?? `${TOPIC}${identifier.toLowerCase()}`,
			budgetCents: faults.or(budget, 'budget', metadata.budgetOverview, 'funding.fault.amount'),
			opensAt: faults.or(instantOf(one('startDate'), BRUSSELS, '00:00'), 'opensAt', metadata.startDate, 'funding.fault.date'),
			deadlines: [...new Map(deadlines.map((each) => [each.at, each])).values()].sort((a, b) => (a.at < b.at ? -1 : 1)),
			rules: one('status') === CLOSED ? { closed: true } : {}
		}
	]
}

const listOf = (value: unknown): unknown[] =>
	Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]

/** The topic's money of all years, from a JSON within the JSON; null when it is not said. */
function budgetOf(overview: unknown, identifier: string): number | null | undefined {
	if (typeof overview !== 'string' || overview.trim() === '') return null
	try {
		const { budgetTopicActionMap } = JSON.parse(overview) as { budgetTopicActionMap?: Record<string, Json[]> }
		const actions = Object.values(budgetTopicActionMap ?? {})
			.flat()
			.filter(({ action }) => textOf(action).toUpperCase().startsWith(identifier.toUpperCase()))
		const euros = actions.flatMap(({ budgetYearMap }) =>
			isRecord(budgetYearMap) ? Object.values(budgetYearMap).map(Number) : []
		)
		if (euros.length === 0) return null
		const cents = Math.round(euros.reduce((sum, each) => sum + each, 0) * 100)
		return Number.isSafeInteger(cents) && cents >= 0 ? cents : undefined
	} catch {
		return undefined
	}
}
