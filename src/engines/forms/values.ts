/** What an applicant answered, as it is stored (JSON), and how to look at it without trusting its shape. */
import { isLocale, type Locale, type Localized } from '#platform/i18n'
import { MAX_CENTS, type Money } from '#platform/money'

/** What was typed and could not be read: kept as it was, with the message key that says why. */
export type Unread = { unread: string; why: string; params?: Record<string, number | string | Money> }
/** Text, a number, an amount in cents, or what could not be read. */
export type Simple = string | number | Unread
export type Chosen = { chosen: string[]; other: string }
/** The wording agreed to, in the language it was read in. */
export type Declared = { lang: Locale; text: string }
export type FileAnswer = { id: string; name: string; bytes: number; type: string }
export type Row = Record<string, Simple>
export type BudgetLine = {
	category?: string
	label?: string
	unit?: string
	quantity?: number | Unread
	unitCost?: number | Unread
}
export const sourceKinds = ['grant', 'own_cash', 'own_in_kind', 'public', 'private'] as const
export type SourceKind = (typeof sourceKinds)[number]
export type BudgetSource = { kind?: SourceKind; name?: string; amount?: number | Unread; status?: 'secured' | 'requested' }
export type Budget = { lines: BudgetLine[]; sources: BudgetSource[] }
export type Answer = Simple | Chosen | Declared | Localized | string[] | FileAnswer[] | Row[] | Budget
/** By the key of the field. A key that is absent was not answered. */
export type Answers = Record<string, Answer>

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value)

/** What stands under a key that came with the data itself, never what every object inherits. */
export const own = <Value>(of: Record<string, Value> | undefined, key: string): Value | undefined =>
	of && Object.hasOwn(of, key) ? of[key] : undefined

export const isUnread = (value: unknown): value is Unread => isObject(value) && typeof value.unread === 'string'
export const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)
/** An exact amount, whatever is stored. */
export const centsOf = (value: unknown): number | null =>
	Number.isSafeInteger(value) && Math.abs(value as number) <= MAX_CENTS ? (value as number) : null
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
export const chosenOf = (value: unknown): Chosen => {
	const given = isObject(value) ? value : {}
	return { chosen: stringsOf(given.chosen), other: textOf(given.other) }
}
export const stringsOf = (value: unknown): string[] =>
	Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
export const declaredOf = (value: unknown): Declared | null =>
	isObject(value) && isLocale(value.lang) && typeof value.text === 'string' ? { lang: value.lang, text: value.text } : null
export const localizedOf = (value: unknown): Localized =>
	isObject(value)
		? Object.fromEntries(Object.entries(value).filter(([lang, text]) => isLocale(lang) && typeof text === 'string'))
		: {}
export const filesOf = (value: unknown): FileAnswer[] =>
	Array.isArray(value) ? value.filter((each): each is FileAnswer => isObject(each) && typeof each.id === 'string') : []
export const rowsOf = (value: unknown): Row[] => (Array.isArray(value) ? value.filter((each): each is Row => isObject(each)) : [])
export const budgetOf = (value: unknown): Budget => {
	const given = isObject(value) ? value : {}
	return { lines: rowsOf(given.lines) as BudgetLine[], sources: rowsOf(given.sources) as BudgetSource[] }
}

/** Nothing in it, however the nothing is written. */
export function isEmpty(value: unknown): boolean {
	if (value === undefined || value === null || value === '' || value === false) return true
	if (Array.isArray(value)) return value.every(isEmpty)
	if (typeof value === 'object') return Object.values(value).every(isEmpty)
	return false
}

/** Of the rows of a table those with something in them, each with its place. */
export const filledRows = <Item extends object>(rows: readonly Item[]): [Item, number][] =>
	rows.map((row, at): [Item, number] => [row, at]).filter(([row]) => !isEmpty(row))
