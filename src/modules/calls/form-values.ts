/** What the builder's pages post, read: words in three languages, limits, rows of things with a name. */
import { locales, type Localized } from '#platform/i18n'
import { parseMoney } from '#platform/money'

export type Values = Record<string, string | string[]>

export const one = (values: Values, name: string): string => {
	const value = values[name]
	return ((Array.isArray(value) ? value[0] : value) ?? '').replace(/\r\n?/g, '\n').trim()
}
export const many = (values: Values, name: string): string[] => {
	const value = values[name]
	return value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]
}
export const texts = (values: Values, name: string): Localized =>
	Object.fromEntries(
		locales.map((locale) => [locale, one(values, `${name}.${locale}`).slice(0, 4000)]).filter(([, text]) => text)
	)
export const whole = (values: Values, name: string, min: number, max: number): number | null => {
	const text = one(values, name).replace(/[\s\u00a0\u202f]/g, '')
	const value = /^\d{1,12}$/.test(text) ? Number(text) : NaN
	return value >= min && value <= max ? value : null
}
export const cents = (values: Values, name: string): number | null => {
	const parsed = parseMoney(one(values, name), { only: 'EUR' })
	return parsed.ok ? parsed.money.cents : null
}
/** A property that is there only when it has a value: `undefined` is not JSON. */
export const given = <Key extends string, Value>(key: Key, value: Value | null | undefined) =>
	value === null || value === undefined ? {} : ({ [key]: value } as Record<Key, Value>)

export const slug = (text: string, taken: Set<string>): string => {
	const stem =
		text
			.normalize('NFKD')
			.toLowerCase()
			.replace(/[^a-z0-9]+/g, '-')
			.replace(/^-+|-+$/g, '')
			.slice(0, 30) || 'option'
	let value = stem
	for (let number = 2; taken.has(value); number++) value = `${stem}-${number}`
	taken.add(value)
	return value
}

/** Rows `name.0.…`, `name.1.…` whose label has a word in it; the value or key of a row that was there stays. */
export function rows(values: Values, name: string, kept: string[], make: (text: string, taken: Set<string>) => string) {
	const taken = new Set(kept)
	const found: { at: number; name: string; label: Localized }[] = []
	for (let at = 0; at < 200; at++) {
		if (!(`${name}.${at}.fr` in values)) break
		const label = texts(values, `${name}.${at}`)
		const first = label.en ?? label.fr ?? label.bg
		if (first) found.push({ at, name: kept[at] ?? make(first, taken), label })
	}
	return found
}
export const columnKey = (text: string, taken: Set<string>) => {
	const key = slug(text, new Set())
		.replaceAll('-', '_')
		.replace(/^[^a-z]+/, '')
	let name = key || 'column'
	for (let number = 2; taken.has(name); number++) name = `${key || 'column'}_${number}`
	taken.add(name)
	return name
}
