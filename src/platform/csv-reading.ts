/** Reading tables that are text, as offices save them: any encoding, any delimiter, quotes that do not close. */
import type { Readable } from 'node:stream'
import type { SheetRow } from './sheets.server.ts'

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1251', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

export const delimiters = { comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const
export type Delimiter = keyof typeof delimiters

/**
 * By its mark; else UTF-16 by its noughts, UTF-8 when all of it is (`asUtf8` looks), and of the two single-byte ones
 * the Cyrillic when its high bytes stand side by side as letters of a word do: French has one here and there.
 */
export async function guessEncoding(head: Uint8Array, asUtf8: () => Promise<boolean>): Promise<Encoding> {
	if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
	if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
	const sample = head.subarray(0, 4096)
	const noughts = [0, 0]
	sample.forEach((byte, at) => byte === 0 && noughts[at % 2]!++)
	if (noughts[1]! > sample.length / 5 && noughts[0]! < noughts[1]! / 10) return 'utf-16le'
	if (noughts[0]! > sample.length / 5 && noughts[1]! < noughts[0]! / 10) return 'utf-16be'
	if (await asUtf8()) return 'utf-8'
	let high = 0
	let besides = 0
	for (let at = 1; at < head.length; at++)
		if (head[at]! >= 0xc0) {
			high++
			if (head[at - 1]! >= 0xc0) besides++
		}
	return besides * 2 > high ? 'windows-1251' : 'windows-1252'
}

/** Whether the whole of it is UTF-8, read chunk by chunk. */
export async function isUtf8(read: () => Promise<Readable>): Promise<boolean> {
	const decoder = new TextDecoder('utf-8', { fatal: true })
	const stream = await read()
	try {
		for await (const part of stream) decoder.decode(part as Buffer, { stream: true })
		decoder.decode()
		return true
	} catch (cause) {
		if (cause instanceof TypeError) return false
		throw cause
	} finally {
		stream.destroy()
	}
}

/** The character that cuts the first lines into the same number of cells, and most of them. A single column has a comma. */
export function guessDelimiter(text: string): Delimiter {
	const lines = text.split(/\r\n|\n|\r/, 40).filter((line) => line.trim() !== '')
	let best: Delimiter = 'comma'
	let most = 0
	for (const [name, character] of Object.entries(delimiters) as [Delimiter, string][]) {
		const widths = lines.map((line) => (splitRecord(line, character) ?? line.split(character)).length)
		const width = widths[0] ?? 1
		if (width < 2) continue
		const alike = widths.filter((each) => each === width).length / widths.length
		const score = alike * Math.log2(width + 1)
		if (score > most) [best, most] = [name, score]
	}
	return best
}

/**
 * The cells of one record, or null when a quote opens and does not close. A quote opens only at the beginning of a cell;
 * what follows a closing one belongs to the cell, as in «"Zora" OOD»; with `strict` nothing may follow it, so that the next
 * such name does not close a quote left open lines before.
 */
export function splitRecord(text: string, delimiter: string, strict = false): string[] | null {
	if (!text.includes('"')) return text.split(delimiter)
	const cells: string[] = []
	let at = 0
	for (;;) {
		if (text[at] === '"') {
			let cell = ''
			let from = at + 1
			for (;;) {
				const quote = text.indexOf('"', from)
				if (quote < 0) return null
				cell += text.slice(from, quote)
				if (text[quote + 1] !== '"') {
					at = quote + 1
					break
				}
				cell += '"'
				from = quote + 2
			}
			const end = text.indexOf(delimiter, at)
			const rest = text.slice(at, end < 0 ? undefined : end)
			if (strict && rest.trim() !== '') return null
			// Not a quoted cell but a name that begins with a quoted word: it keeps its quotes.
			cells.push(rest.trim() === '' ? cell : `"${cell}"${rest}`)
			if (end < 0) return cells
			at = end + 1
		} else {
			const end = text.indexOf(delimiter, at)
			cells.push(text.slice(at, end < 0 ? undefined : end))
			if (end < 0) return cells
			at = end + 1
		}
	}
}

/** A quoted cell may hold that many lines or characters; beyond, its quote was never meant to open. */
const LINES_OPEN = 60
const TEXT_OPEN = 64 * 1024
/** A line without an end is no table: it is cut, so that memory stays flat. */
const LINE_LENGTH = 1024 * 1024

/**
 * The records of a text in order, empty lines left out. Not a library's: all of them stop at a quote that does not close,
 * or take the rest of the file for one cell; here that line is marked broken and reading goes on with the next.
 */
export async function* readRecords(
	read: () => Promise<Readable>,
	encoding: Encoding,
	delimiter: string
): AsyncGenerator<SheetRow> {
	// Lines already read that an open quote wanted and did not get.
	const ahead: string[] = []
	const lines = readLines(read, encoding)
	const next = async () => ahead.shift() ?? (await lines.next()).value
	let row = 0
	let width = 0
	try {
		for (let line = await next(); line !== undefined; line = await next()) {
			row++
			if (line === '') continue
			let cells = splitRecord(line, delimiter)
			if (cells) {
				width ||= cells.length
				yield { row, cells }
				continue
			}
			const taken: string[] = []
			let text = line
			while (!cells && taken.length < LINES_OPEN && text.length < TEXT_OPEN) {
				const more: string | undefined = await next()
				if (more === undefined) break
				taken.push(more)
				text += `\n${more}`
				if (more.includes('"')) cells = splitRecord(text, delimiter, true)
			}
			if (cells) {
				yield { row, cells }
			} else {
				ahead.unshift(...taken)
				const plain = line.split(delimiter)
				// As wide as the others: the quote is a letter of a name, opened in one sign and closed in another.
				if (plain.length === width) yield { row, cells: plain }
				else yield { row, cells: plain, broken: true }
			}
		}
	} finally {
		await lines.return(undefined)
	}
}

async function* readLines(read: () => Promise<Readable>, encoding: Encoding): AsyncGenerator<string, undefined> {
	const decoder = new TextDecoder(encoding)
	const stream = await read()
	let rest = ''
	try {
		for await (const part of stream) {
			rest += decoder.decode(part as Buffer, { stream: true })
			// A lone \r at the end may be half of \r\n.
			const whole = rest.endsWith('\r') ? rest.slice(0, -1) : rest
			const lines = whole.split(/\r\n|\n|\r/)
			rest = lines.pop()! + rest.slice(whole.length)
			for (const line of lines) yield tidy(line)
			if (rest.length > LINE_LENGTH) {
				yield tidy(rest)
				rest = ''
			}
		}
		rest += decoder.decode()
		if (rest !== '') yield tidy(rest.replace(/\r$/, ''))
	} finally {
		stream.destroy()
	}
}

// eslint-disable-next-line no-control-regex -- PostgreSQL keeps no U+0000, and no reader wants the others
const tidy = (line: string) => line.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
