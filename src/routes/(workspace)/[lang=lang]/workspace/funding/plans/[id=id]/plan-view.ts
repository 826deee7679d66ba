import { freeKey, MOST_LINES, MOST_SOURCES } from '#modules/funding/plan-schema'
import type { OpenPlan } from '#modules/funding/plans.server'
import type { Values } from '#platform/http.server'
import { translate, type Locale } from '#platform/i18n'
import { decimal, money } from '#platform/money'

const euros = (cents: number | null) => (cents === null ? '' : decimal(money(cents)).replace(/\.00$/, ''))
const percent = (rate: number) => String(rate / 100)
/** Empty rows under what is there: enough to go on with until the next save. */
const SPARE = 2

/** A plan as its form shows it: `lines.0.label` …, with empty rows after the last. */
export function plannedValues({ title, input }: OpenPlan): Values {
	const values: Values = {
		title,
		begins: input.begins,
		ownRate: percent(input.ownRate),
		ownMax: euros(input.ownMax),
		most: input.most === null ? '' : String(input.most),
		aim: input.aim
	}
	const put = (name: string, at: number, row: Values) => {
		for (const [part, value] of Object.entries(row)) values[`${name}.${at}.${part}`] = value
	}
	const lines = [...input.lines]
	input.lines.forEach(({ id, label, amount, from, until }, at) =>
		put('lines', at, { id, label, amount: euros(amount), from: String(from + 1), until: String(until + 1) })
	)
	for (let at = lines.length; at < Math.min(MOST_LINES, input.lines.length + SPARE); at++) {
		const id = freeKey('l', lines)
		lines.push({ id, label: '', amount: 0, from: 0, until: 0 })
		put('lines', at, { id, label: '', amount: '', from: '1', until: '4' })
	}
	const sources = input.sources.map(({ id }) => ({ id }))
	input.sources.forEach((source, at) =>
		put('sources', at, {
			id: source.id,
			name: source.name,
			kind: source.kind,
			opportunity: source.opportunity ?? '',
			rate: percent(source.rate),
			min: source.min ? euros(source.min) : '',
			max: euros(source.max),
			advance: percent(source.advance),
			paid: String(source.paid + 1),
			balance: String(source.balance + 1),
			unpaid: source.unpaid,
			excludes: source.excludes,
			secured: source.secured ? 'yes' : ''
		})
	)
	for (let at = sources.length; at < Math.min(MOST_SOURCES, input.sources.length + 1); at++) {
		const id = freeKey('s', sources)
		sources.push({ id })
		put('sources', at, {
			id,
			name: '',
			kind: 'public',
			opportunity: '',
			rate: '100',
			min: '',
			max: '',
			advance: '0',
			paid: '1',
			balance: '4',
			unpaid: [],
			excludes: [],
			secured: ''
		})
	}
	return values
}

const quarterName = (locale: Locale, year: number, number: number) =>
	translate(locale, 'funding.quarter', { number, year: String(year) })

/** The quarters a project may begin in: the next three years, and the one it has. */
export function startsFrom(begins: string, now: Date): string[] {
	const year = now.getUTCFullYear()
	const starts = [0, 1, 2, 3].flatMap((ahead) => [1, 2, 3, 4].map((number) => `${year + ahead}-${number}`))
	return starts.includes(begins) ? starts : [begins, ...starts]
}

/** The names of a plan's quarters, from its beginning to its last payment. */
export function quarterNames({ input, proposals }: OpenPlan, locale: Locale): string[] {
	const [year, first] = input.begins.split('-').map(Number) as [number, number]
	const count = Math.max(0, ...proposals.map(({ quarters }) => quarters.length))
	return Array.from({ length: count }, (_, at) =>
		quarterName(locale, year + Math.floor((first - 1 + at) / 4), ((first - 1 + at) % 4) + 1)
	)
}

/** A proposal in plain values, in the order of the plan's sources. */
export function proposalOf({ input, cost }: OpenPlan, { own, amounts, quarters, deepest }: OpenPlan['proposals'][number]) {
	return {
		own,
		deepest,
		sources: input.sources.flatMap(({ id, name, secured }) => {
			const cents = amounts.get(id)
			return cents === undefined ? [] : [{ id, name, secured, cents, share: cents / cost }]
		}),
		quarters: quarters.map(({ spent, received, balance }) => ({
			spent,
			balance,
			received: [...received.values()].reduce((sum, cents) => sum + cents, 0)
		}))
	}
}
