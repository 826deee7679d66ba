import { createHash } from 'node:crypto'
import { parseFeed } from 'htmlparser2'
import { programmeOfIdentifier } from '#programme/funding-programmes'
import { nothingAnnounced, type Announced, type Connector, type Unreadable } from '../opportunity.ts'
import { faultsOf, lineOf, plainText, unreadablePayload, urlOf } from './values.ts'

/** Nobody announces more at once; a feed that does has no end. */
const MOST_ENTRIES = 2000

/**
 * RSS 0.9 to 2.0, RDF and Atom, well-formed or not. What has left a feed is only no longer new: never complete. Their
 * entries name no deadline: they have none until somebody adds it.
 */
export const feed: Connector = {
	key: 'feed',
	read(payload, { contentType }) {
		const text = decodeXml(payload, contentType ?? null)
		if (text === undefined) return unreadablePayload('funding.fault.encoding')
		const parsed = parseFeed(text)
		if (!parsed) return unreadablePayload('funding.fault.feed', text.trim())
		const unreadable: Unreadable[] = []
		const items = parsed.items.slice(0, MOST_ENTRIES).flatMap((entry, at): Announced[] => {
			const words = plainText(entry.description)
			// RSS lets an entry have a description and no title: its first line stands for it then.
			const title = lineOf(entry.title) || words.split('\n')[0]!.slice(0, 200)
			const key = (entry.id ?? entry.link ?? title).trim()
			const identifier = key.length <= 200 ? key : createHash('sha256').update(key).digest('hex')
			const faults = faultsOf(at + 1, unreadable, () => identifier)
			if (!title) faults.note('title', entry.title ?? '', 'funding.fault.missing')
			if (!identifier || !title) return []
			return [
				{
					...nothingAnnounced,
					identifier,
					programme: programmeOfIdentifier(title),
					title: { [languageOf(text, title)]: title },
					text: words ? { [languageOf(text, title)]: words } : {},
					url: faults.or(urlOf(entry.link ?? ''), 'url', entry.link, 'funding.fault.url'),
					opensAt: validDate(entry.pubDate)
				}
			]
		})
		if (parsed.items.length > MOST_ENTRIES)
			unreadable.push({
				row: MOST_ENTRIES + 1,
				field: null,
				value: String(parsed.items.length),
				message: 'funding.fault.endless'
			})
		return { read: parsed.items.length, items, unreadable, complete: false }
	}
}

const validDate = (date: Date | undefined) =>
	date && !Number.isNaN(date.getTime()) && date.getUTCFullYear() > 1990 ? date.toISOString() : null

/** The language the feed says it is in; else Bulgarian by its letters, English otherwise. */
function languageOf(text: string, title: string): 'fr' | 'bg' | 'en' {
	const said = /(?:<language>\s*|xml:lang\s*=\s*["'])(fr|bg|en)\b/i.exec(text.slice(0, 5000))?.[1]?.toLowerCase()
	if (said === 'fr' || said === 'bg' || said === 'en') return said
	return /[\u0400-\u045f]{3}/.test(title) ? 'bg' : 'en'
}

/**
 * The text of an XML document: by its mark, its first bytes, being UTF-8, what its transport says, what it says itself. An
 * encoding that does not fit the bytes is a lie, and the next is tried. Undefined for what is no text in any.
 */
export function decodeXml(payload: Uint8Array, contentType: string | null): string | undefined {
	const [a, b, c, d] = payload
	if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return utf32(payload.subarray(4), false)
	if (a === 0xff && b === 0xfe && c === 0 && d === 0) return utf32(payload.subarray(4), true)
	if (a === 0 && b === 0 && c === 0 && d === 0x3c) return utf32(payload, false)
	if (a === 0x3c && b === 0 && c === 0 && d === 0) return utf32(payload, true)
	const marked =
		a === 0xfe && b === 0xff
			? 'utf-16be'
			: a === 0xff && b === 0xfe
				? 'utf-16le'
				: a === 0 && b === 0x3c
					? 'utf-16be'
					: a === 0x3c && b === 0
						? 'utf-16le'
						: a === 0xef && b === 0xbb && c === 0xbf
							? 'utf-8'
							: null
	const head = new TextDecoder('latin1').decode(payload.subarray(0, 400))
	const said = [
		/charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType ?? '')?.[1],
		/<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1]
	]
	// Bytes beyond ASCII that are UTF-8 are so by no chance, while encodings of one byte (us-ascii, iso-8859-1) read anything.
	const beyond = payload.some((byte) => byte > 127) ? 'utf-8' : null
	// windows-1252 reads every byte there is: it comes last and is only a guess.
	for (const label of [marked, beyond, ...said, 'utf-8', 'windows-1252']) {
		if (!label) continue
		try {
			const text = new TextDecoder(label, { fatal: true }).decode(payload)
			// A wide encoding that is said and not meant gives no sign of XML.
			if (text.includes('<')) return text.replaceAll('\0', '')
		} catch {
			continue
		}
	}
	return undefined
}

function utf32(bytes: Uint8Array, little: boolean): string {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
	let text = ''
	for (let at = 0; at + 4 <= bytes.byteLength; at += 4) {
		const point = view.getUint32(at, little)
		text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'
	}
	return text.toWellFormed()
}
