/** A grant others have made, as a file of theirs tells it, and the keys by which its recipient is found again among ours. */
import { keysOf } from '#modules/network/keys'
import type { MessageKey, MessageParams } from '#platform/i18n'
import { MAX_CENTS } from '#platform/money'

export type OutsideGrant = {
	/** The standard whose identifier it goes by. */
	source: 'iati' | '360giving'
	identifier: string
	title: string
	/** Empty when the file names nobody. */
	recipient: string
	keys: string[]
	funder: string
	/** In cents of `currency`; null when it is said in several currencies, or not at all. */
	amountCents: number | null
	currency: string | null
	awardedOn: string | null
	country: string | null
	/** Where it is spent, in degrees; null when the file does not say. */
	lat: number | null
	lon: number | null
}

export type OutsideProblem = { field: string | null; message: MessageKey; params?: MessageParams }

/** A record as a reader of the file counts them; 0 is the file itself. Without a grant it cannot be taken in. */
export type OutsideRow = { row: number; grant: OutsideGrant | null; problems: OutsideProblem[] }

// PostgreSQL keeps no U+0000, and JSON no half of a letter.
export const clean = (text: string, longest = 500): string =>
	text.replaceAll('\u0000', '').toWellFormed().replace(/\s+/g, ' ').trim().slice(0, longest)

/** Cents of an amount as these files write it: a number, with a point. Undefined for what is none, or too large. */
export function centsOf(value: unknown): number | undefined {
	const text =
		typeof value === 'number'
			? String(value)
			: typeof value === 'string'
				? value.trim().replace(/(?<=\d),(?=\d{3}(\D|$))/g, '')
				: ''
	if (!/^\+?\d+(\.\d*)?$/.test(text)) return undefined
	const [whole, part = ''] = text.replace('+', '').split('.')
	if (whole!.length > 14) return undefined
	// More than two decimals are half up to the cent: half a pound of a cent is no money.
	const cents = Number(whole) * 100 + Math.round(Number(`0.${part || '0'}`) * 100)
	return cents <= MAX_CENTS ? cents : undefined
}

/** YYYY-MM-DD of a day as these files write it: ISO with or without a time, or day/month/year. Undefined for what is none. */
export function dayOf(value: unknown): string | undefined {
	if (typeof value !== 'string') return undefined
	const text = value.trim()
	const iso = /^(\d{4})-(\d\d)-(\d\d)(?:$|[T Z+-])/.exec(text)
	const written = iso ? null : /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text)
	const parts = iso ? [iso[1], iso[2], iso[3]] : written ? [written[3], written[2], written[1]] : undefined
	if (!parts) return undefined
	const day = parts.map((part, at) => part!.padStart(at ? 2 : 4, '0')).join('-')
	const instant = new Date(`${day}T00:00:00Z`)
	return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day) ? day : undefined
}

/** A place in degrees, WGS 84, from numbers or their text; nulls for what is none. Zero and zero is how files write "unknown". */
export function pointOf(lat: unknown, lon: unknown): { lat: number | null; lon: number | null } {
	const [north, east] = [lat, lon].map((value) => (typeof value === 'string' && value.trim() ? Number(value) : value))
	const within = (value: unknown, most: number): value is number => typeof value === 'number' && Math.abs(value) <= most
	return within(north, 90) && within(east, 180) && (north !== 0 || east !== 0)
		? { lat: north, lon: east }
		: { lat: null, lon: null }
}

/** Keys of identifiers: as org-id.guide writes them, without signs; the nine digits of a SIREN stand for its SIRETs too. */
export function identifierKeys(identifiers: readonly string[]): string[] {
	const keys = identifiers.flatMap((each) => {
		const key = each.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
		const siren = /^FRSIRET(\d{9})\d{5}$/.exec(key)
		return key.length < 6 ? [] : siren ? [key, `FRSIREN${siren[1]}`] : [key]
	})
	return [...new Set(keys)].map((key) => `i:${key.slice(0, 100)}`)
}

const SHORTEST_NAME = 5
/** Keys of names, folded across scripts as the network folds them. A name of a few letters would find everybody. */
export const nameKeys = (names: readonly string[]): string[] =>
	keysOf({ name: {}, otherNames: names })
		.filter((key) => key.length >= SHORTEST_NAME)
		.map((key) => `n:${key}`)
