/** Values as sources write them. Each returns undefined for what cannot be read, null for what is not there. */
import { parseDocument, DomUtils } from 'htmlparser2'
import { Temporal } from 'temporal-polyfill'
import type { Localized, MessageKey } from '#platform/i18n'
import type { Deadline, Unreadable } from '../opportunity.ts'

/** Europe's calls close by the clock of Brussels, at 17:00 where only the day is named (EU Funding & Tenders, annotated grant agreements). */
export const BRUSSELS = 'Europe/Brussels'

export type Json = { [key: string]: unknown }
export const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A payload that is no JSON at all; says so as a fault of the whole. */
export function parseJson(payload: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload).replace(/^\ufeff/, ''))
	} catch {
		return undefined
	}
}

export const textOf = (value: unknown): string =>
	typeof value === 'string' ? tidy(value) : typeof value === 'number' ? String(value) : ''

const tidy = (text: string) =>
	text
		.toWellFormed()
		// eslint-disable-next-line no-control-regex -- what no page shows and PostgreSQL does not keep
		.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '')
		.replace(/\s+/g, ' ')
		.trim()

const BLOCKS = new Set(['p', 'div', 'li', 'br', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'section'])
const HIDDEN = new Set(['script', 'style', 'head', 'iframe', 'object', 'template', 'noscript', 'svg'])
const LONGEST = 20_000

/** A web page's words without its marks: paragraphs keep their breaks, nothing that runs is left. */
export function plainText(value: unknown): string {
	if (typeof value !== 'string') return ''
	let text = ''
	type Node = ReturnType<typeof parseDocument>['children'][number]
	const walk = (nodes: Node[], depth: number) => {
		// A page nested deeper than this is made to hurt.
		if (depth > 200) return
		for (const node of nodes) {
			if (text.length > LONGEST * 2) return
			if ('data' in node && node.type === 'text') text += node.data
			else if ('children' in node && 'name' in node && !HIDDEN.has(node.name)) {
				if (BLOCKS.has(node.name)) text += '\n'
				walk(node.children as Node[], depth + 1)
				if (BLOCKS.has(node.name)) text += '\n'
			}
		}
	}
	walk(parseDocument(value).children, 0)
	return text.split('\n').map(tidy).filter(Boolean).join('\n').slice(0, LONGEST)
}

/** Text that may hold entities: `L&rsquo;Europe`. */
export const lineOf = (value: unknown): string => plainText(value).replaceAll('\n', ' ').slice(0, 500)

/** A text of one language; {} for none. */
export const inLanguage = (locale: keyof Localized, text: string): Localized => (text ? { [locale]: text } : {})

/** An instant from a day or a date with time; undefined when it is neither. `at` is the clock meant where only a day is said. */
export function instantOf(value: string, zone: string, at: string): string | null | undefined {
	const text = value.trim()
	if (text === '') return null
	try {
		const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
		const slashed = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: г\.?)?$/.exec(text)
		const day = compact
			? `${compact[1]}-${compact[2]}-${compact[3]}`
			: slashed
				? `${slashed[3]}-${slashed[2]!.padStart(2, '0')}-${slashed[1]!.padStart(2, '0')}`
				: /^\d{4}-\d{2}-\d{2}(?:[T ]00:00:00(?:\.0+)?)?$/.test(text)
					? text.slice(0, 10)
					: null
		if (day) return inZone(`${day}T${at}`, zone)
		const dated = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4}),? (\d{1,2}:\d{2})/.exec(text)
		if (dated)
			return inZone(`${dated[3]}-${dated[2]!.padStart(2, '0')}-${dated[1]!.padStart(2, '0')}T${dated[4]!.padStart(5, '0')}`, zone)
		if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text)) return inZone(text.replace(' ', 'T'), zone)
		// What the web's own services write: `2026-04-15T00:00:00.000+0000`.
		if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text))
			return new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')).toISOString()
		return undefined
	} catch {
		return undefined
	}
}

const inZone = (text: string, zone: string) =>
	new Date(Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(zone).epochMilliseconds).toISOString()

/** A cut-off at the end of a day that names no hour, or at its hour. */
export function deadlineOf(value: string, zone: string, at: string, name?: string): Deadline | null | undefined {
	const instant = instantOf(value, zone, at)
	if (typeof instant !== 'string') return instant
	const exact = /\d{1,2}:\d{2}/.test(value) && !/[T ]00:00:00/.test(value)
	return { at: instant, zone, exact, ...(name && { name }) }
}

/** `5000000.0`, `1 266 000,50`, `6 million(s) d'euros`, `1.530.000` in cents. */
export function centsOf(value: string): number | null | undefined {
	const text = value
		.replace(/[\u00a0\u202f\s]+/g, ' ')
		.replace(/€|euros?|eur|евро/gi, '')
		.replace(/d['’]\s*$/i, '')
		.trim()
	if (text === '') return null
	const found = /^(\d[\d ]*(?:[.,]\d+)*)\s*(millions?|млн\.?|milliards?|млрд\.?)?(?: d['’])?$/i.exec(text)
	if (!found) return undefined
	let digits = found[1]!.replaceAll(' ', '')
	const marks = digits.match(/[.,]/g) ?? []
	// A mark that comes again, or stands before exactly three digits after others, parts thousands.
	if (marks.length > 1 && new Set(marks).size === 1) digits = digits.replace(/[.,]/g, '')
	else if (marks.length > 1) digits = digits.replace(/[.,](?=.*[.,])/g, '').replace(',', '.')
	else if (!found[2] && /^\d{1,3}[.,]\d{3}$/.test(digits)) digits = digits.replace(/[.,]/, '')
	else digits = digits.replace(',', '.')
	const scale = !found[2] ? 1 : /^(milliard|млрд)/i.test(found[2]) ? 1e9 : 1e6
	const cents = Math.round(Number(digits) * scale * 100)
	return Number.isSafeInteger(cents) && cents <= 10_000_000_000_000 ? cents : undefined
}

/** A web address, its stray spaces mended; null when it is none. */
export function urlOf(value: string): string | null | undefined {
	const text = value.trim()
	if (text === '') return null
	try {
		const url = new URL(/^https?:/i.test(text) ? text : `https://${text}`)
		return /^https?:$/.test(url.protocol) &&
			url.hostname.includes('.') &&
			!url.username &&
			!/\s/.test(text) &&
			url.href.length <= 2000
			? url.href
			: undefined
	} catch {
		return undefined
	}
}

/** Gathers what could not be read of one record. */
export function faultsOf(row: number, into: Unreadable[], identifier?: () => string) {
	return {
		/** The value, or null with the fault noted under its field. */
		or<Value>(value: Value | null | undefined, field: string, raw: unknown, message: MessageKey): Value | null {
			if (value !== undefined) return value
			this.note(field, raw, message)
			return null
		},
		note(field: string | null, raw: unknown, message: MessageKey) {
			const written = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? '')
			into.push({ row, field, value: written.slice(0, 200), message, ...(identifier && { identifier: identifier() }) })
		}
	}
}

/** A whole payload that is not what its source gives. */
export const unreadablePayload = (message: MessageKey, value = '') => ({
	read: 0,
	items: [],
	unreadable: [{ row: 0, field: null, value: value.slice(0, 200), message }],
	complete: false
})

export { DomUtils, parseDocument }
