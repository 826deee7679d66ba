import type { MessageKey, MessageParams } from '#platform/i18n'

/** Most events one file brings; the rest is refused. */
export const MOST_EVENTS = 200

export type ImportedSession = {
	title: string
	text: string
	track: string
	room: string
	startsAt: Date
	endsAt: Date
	language: string | null
	/** Names. */
	speakers: string[]
}
/** What a file says of one event, in the lengths our own forms allow. */
export type ImportedEvent = {
	/** Its place in the file, from 1. */
	row: number
	title: string
	text: string
	place: string
	startsAt: Date
	endsAt: Date
	zone: string
	lat: number | null
	lon: number | null
	onlineUrl: string | null
	sessions: ImportedSession[]
}
/** What cannot be taken, and why. `title` is as much of it as could be read. */
export type RefusedRow = { row: number; title: string; key: MessageKey; params?: MessageParams }
/** `notes` are rows that are taken, but not whole. */
export type ImportedFile = { events: ImportedEvent[]; refused: RefusedRow[]; notes: RefusedRow[] }

/** The whole file, or one row of it, is not taken; `key` says why. */
export class Refusal extends Error {
	readonly key: MessageKey
	readonly params: MessageParams
	constructor(key: MessageKey, params: MessageParams = {}) {
		super(key)
		this.key = key
		this.params = params
	}
}

const tidy = (text: string, most: number) =>
	text.length > most
		? `${text
				.slice(0, most - 1)
				.toWellFormed()
				.replace(/\ufffd$/, '')
				.trimEnd()}…`
		: text

/** One line, cut to `most` characters with an ellipsis. */
export const lineOf = (value: unknown, most: number): string =>
	typeof value === 'string' || typeof value === 'number'
		? tidy(
				String(value)
					.slice(0, most * 8)
					.toWellFormed()
					// eslint-disable-next-line no-control-regex -- a line is a line
					.replace(/[\s\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]+/g, ' ')
					.trim(),
				most
			)
		: ''

/** Several lines, cut likewise. */
export const textOf = (value: unknown, most: number): string =>
	typeof value === 'string'
		? tidy(
				value
					.slice(0, most * 8)
					.toWellFormed()
					.replace(/\r\n?/g, '\n')
					// eslint-disable-next-line no-control-regex -- tabs and line breaks stay
					.replace(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]+/g, '')
					.trim(),
				most
			)
		: ''

const YEAR = 366 * 86_400_000
/** Throws a Refusal for instants no event of ours can have. */
export function askPlausible(startsAt: Date, endsAt: Date): void {
	const years = [startsAt, endsAt].map((at) => at.getUTCFullYear())
	if (years.some((year) => !(year >= 1900 && year < 2200))) throw new Refusal('event.import.no_date')
	if (endsAt < startsAt) throw new Refusal('error.event.dates')
	if (endsAt.getTime() - startsAt.getTime() > YEAR) throw new Refusal('error.event.too_long')
}
