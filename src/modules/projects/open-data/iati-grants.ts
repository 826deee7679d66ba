import type { Readable } from 'node:stream'
import type { Element } from '#engines/iati/check'
import { judgeIati } from './iati-judging.ts'
import {
	centsOf,
	clean,
	dayOf,
	identifierKeys,
	nameKeys,
	pointOf,
	type OutsideProblem,
	type OutsideRow
} from './outside-grant.ts'

const LANG = '{http://www.w3.org/XML/1998/namespace}lang'

/** Since 2.01 the words of an element are its narratives; before, they were its text. */
function wordsOf(element: Element | undefined): string {
	const narratives = element?.children.filter(({ name }) => name === 'narrative') ?? []
	const chosen = narratives.find((each) => (each.attributes[LANG] ?? 'en').startsWith('en')) ?? narratives[0]
	return clean((chosen ?? element)?.text ?? '')
}
const all = (element: Element, name: string) => element.children.filter((child) => child.name === name)
const first = (element: Element, name: string) => element.children.find((child) => child.name === name)
/** Codes changed from words to figures with 2.01. */
const isOne = (code: string | undefined, ...codes: string[]) => codes.includes((code ?? '').trim().toLowerCase())

/**
 * The activities of an IATI file as grants, one by one. A file of 2.x is held against 2.03, and an activity with a fault is
 * not taken in; older ones have no such rules here and are read as well as they can be.
 * Throws RuleBroken 422 on `file` for what is no XML.
 */
export async function* iatiGrants(stream: Readable): AsyncGenerator<OutsideRow> {
	let [strict, old] = [false, false]
	for await (const { row, element, faults } of judgeIati(stream)) {
		if (row === 0 && element.name === 'iati-activities') {
			strict = element.attributes.version?.startsWith('2') ?? false
			old = element.attributes.version?.startsWith('1') ?? false
		}
		const problems: OutsideProblem[] = (strict || (row === 0 && !old) ? faults : []).map(({ line, where, kind, value = '' }) => ({
			field: clean(where, 100),
			message: `outside.iati.${kind}`,
			params: { line, value: clean(value, 60) }
		}))
		if (row === 0 || element.name !== 'iati-activity') {
			if (row > 0) problems.push({ field: element.name, message: 'outside.problem.no_activity' })
			if (problems.length) yield { row, grant: null, problems }
			continue
		}
		yield grantOf(row, element, problems)
	}
}

function grantOf(row: number, activity: Element, problems: OutsideProblem[]): OutsideRow {
	const missing = (field: string) => problems.push({ field, message: 'outside.problem.missing' })
	const identifier = clean(first(activity, 'iati-identifier')?.text ?? '', 300)
	const title = wordsOf(first(activity, 'title'))
	if (!identifier) missing('iati-identifier')
	if (!title) missing('title')

	const parties = all(activity, 'participating-org')
	const carrying = parties.filter(({ attributes }) => isOne(attributes.role, '4', 'implementing'))
	const receiving = all(activity, 'transaction').flatMap((transaction) => all(transaction, 'receiver-org'))
	const recipients = [...carrying, ...receiving]
	const funder = parties.find(({ attributes }) => isOne(attributes.role, '1', 'funding')) ?? first(activity, 'reporting-org')
	const money = amountOf(activity, problems)
	const started = all(activity, 'activity-date').find(({ attributes }) =>
		isOne(attributes.type, '1', '2', 'start-actual', 'start-planned')
	)
	const country = first(activity, 'recipient-country')?.attributes.code?.trim().toUpperCase()
	if (problems.length) return { row, grant: null, problems }
	const names = [...new Set(recipients.map(wordsOf).filter(Boolean))]
	return {
		row,
		problems,
		grant: {
			...{ source: 'iati', identifier, title, recipient: names[0] ?? '', funder: wordsOf(funder) },
			keys: [...identifierKeys(recipients.flatMap(({ attributes }) => attributes.ref ?? [])), ...nameKeys(names)].slice(0, 60),
			...money,
			awardedOn: money.awardedOn ?? dayOf(started?.attributes['iso-date']) ?? null,
			country: country && /^[A-Z]{2}$/.test(country) ? country : null,
			...placeOf(activity)
		}
	}
}

/** The first place that has coordinates: `point/pos` since 2.01, `coordinates` before. */
function placeOf(activity: Element) {
	for (const location of all(activity, 'location')) {
		const point = first(location, 'point')
		const [lat, lon] = (point && first(point, 'pos')?.text.trim().split(/\s+/)) ?? []
		const old = first(location, 'coordinates')?.attributes
		const place = pointOf(lat ?? old?.latitude, lon ?? old?.longitude)
		if (place.lat !== null) return place
	}
	return pointOf(null, null)
}

/** What was promised, else what was paid; nothing when it is in several currencies. */
function amountOf(activity: Element, problems: OutsideProblem[]) {
	const transactions = all(activity, 'transaction')
	const ofType = (...codes: string[]) =>
		transactions.filter((each) => isOne(first(each, 'transaction-type')?.attributes.code, ...codes))
	const promised = ofType('2', 'c')
	const counted = promised.length ? promised : ofType('3', 'd')
	let cents = 0
	const currencies = new Set<string>()
	const days: string[] = []
	for (const transaction of counted) {
		const value = first(transaction, 'value')
		// Money taken back is written with a minus.
		const text = (value?.text ?? '').trim()
		const amount = centsOf(text.replace(/^-/, ''))
		if (amount === undefined)
			problems.push({ field: 'transaction/value', message: 'outside.problem.amount', params: { value: clean(text, 60) } })
		else cents += text.startsWith('-') ? -amount : amount
		currencies.add((value?.attributes.currency ?? activity.attributes['default-currency'] ?? '').trim().toUpperCase())
		const day = dayOf(first(transaction, 'transaction-date')?.attributes['iso-date']) ?? dayOf(value?.attributes['value-date'])
		if (day) days.push(day)
	}
	const [currency] = currencies
	const known = currencies.size === 1 && currency !== undefined && /^[A-Z]{3}$/.test(currency)
	return {
		amountCents: known && Number.isSafeInteger(cents) ? cents : null,
		currency: known ? currency : null,
		awardedOn: days.sort()[0] ?? null
	}
}
