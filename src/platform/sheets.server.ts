import type { Readable } from 'node:stream'
import { readXlsx, streamXlsxRows, EncryptedFileError, type CellValue } from 'hucre'
import { delimiters, guessDelimiter, guessEncoding, isUtf8, readRecords, type Delimiter, type Encoding } from './csv-reading.ts'
import { RuleBroken } from './errors.ts'

/** How a file was read, so that the page can say it and a second reading is the same. */
export type SheetFormat =
	{ kind: 'csv'; encoding: Encoding; delimiter: Delimiter } | { kind: 'xlsx'; sheet: string; sheets: string[] }

/**
 * A row as its reader counts, the first of the file being 1. `broken` when its quotes do not close: the cells are then the
 * best reading of that one line.
 */
export type SheetRow = { row: number; cells: string[]; broken?: true }

export type SheetLimits = { rows: number; columns: number; cell: number }
/** More rows are another tool's work; a wider row or a longer cell is no table of entries. */
export const usualLimits: SheetLimits = { rows: 200_000, columns: 200, cell: 20_000 }

/** A workbook is held compressed while it is read; unpacked, no part may be larger than this. */
const WORKBOOK_BYTES = 30 * 1024 * 1024
const PART_BYTES = 400 * 1024 * 1024
const STRINGS_BYTES = 80 * 1024 * 1024
const HEAD_BYTES = 256 * 1024

const refuse = (key: ConstructorParameters<typeof RuleBroken>[0], params = {}) => new RuleBroken(key, 'file', params, 422)

/**
 * Opens a table by what it holds, not by what it is called. `read` gives the contents from the beginning each time it is
 * called; a text is read twice, once to learn its encoding. Throws RuleBroken 422 on `file` for what is no CSV and no XLSX:
 * an old .xls, a web page called .xls, an OpenDocument, a workbook with a password, an archive that unpacks without end.
 */
export async function openSheet(
	read: () => Promise<Readable>,
	{ sheet, limits = usualLimits }: { sheet?: string; limits?: SheetLimits } = {}
): Promise<{ format: SheetFormat; rows: () => AsyncGenerator<SheetRow> }> {
	const head = await firstBytes(read)
	const start = head
		.subarray(0, 1024)
		.toString('latin1')
		.replace(/^\xef\xbb\xbf/, '')
	if (head.length === 0) throw refuse('error.file.empty')
	if (start.startsWith('\xd0\xcf\x11\xe0')) throw refuse('sheet.error.old')
	if (start.startsWith('PK')) return openWorkbook(await wholeFile(read), sheet, limits)
	if (/^\s*<(!doctype|html|table|\?xml|head|meta|style)/i.test(start)) throw refuse('sheet.error.page')
	if (/^(%PDF-|\x89PNG|\{\\rtf|.\x8b|Rar!|7z\xbc)/.test(start)) throw refuse('sheet.error.kind')
	return openText(read, head, limits)
}

async function openText(read: () => Promise<Readable>, head: Buffer, limits: SheetLimits) {
	const encoding = await guessEncoding(head, () => isUtf8(read))
	const text = new TextDecoder(encoding).decode(head)
	// eslint-disable-next-line no-control-regex -- what no text holds tells that this is none
	if (/[\u0000-\u0008\u000e-\u001a]/.test(text)) throw refuse('sheet.error.kind')
	const delimiter = guessDelimiter(text)
	return {
		format: { kind: 'csv', encoding, delimiter } satisfies SheetFormat,
		rows: () => within(readRecords(read, encoding, delimiters[delimiter]), limits)
	}
}

/** Stops at the limit with a sentence, cuts nothing silently. */
async function* within(rows: AsyncGenerator<SheetRow>, limits: SheetLimits): AsyncGenerator<SheetRow> {
	let count = 0
	for await (const row of rows) {
		if (++count > limits.rows + 1) throw refuse('sheet.error.rows', { rows: limits.rows })
		if (row.cells.length > limits.columns) throw refuse('sheet.error.columns', { row: row.row, columns: limits.columns })
		const long = row.cells.some((cell) => cell.length > limits.cell)
		yield long ? { ...row, cells: row.cells.map((cell) => cell.slice(0, limits.cell)), broken: true } : row
	}
}

async function openWorkbook(contents: Buffer, wanted: string | undefined, limits: SheetLimits) {
	try {
		checkParts(contents)
		const sheets: string[] = []
		await readXlsx(contents, {
			sheets: ({ name, hidden, veryHidden }) => {
				if (!hidden && !veryHidden) sheets.push(name)
				return false
			}
		})
		const sheet = wanted !== undefined && sheets.includes(wanted) ? wanted : sheets[0]
		if (sheet === undefined) throw refuse('sheet.error.kind')
		return {
			format: { kind: 'xlsx', sheet, sheets } satisfies SheetFormat,
			rows: () => within(workbookRows(contents, sheet), limits)
		}
	} catch (cause) {
		throw unreadable(cause)
	}
}

async function* workbookRows(contents: Buffer, sheet: string): AsyncGenerator<SheetRow> {
	try {
		for await (const { index, values } of streamXlsxRows(contents, { sheet })) yield { row: index + 1, cells: values.map(textOf) }
	} catch (cause) {
		throw unreadable(cause)
	}
}

/** The library's own complaints become one sentence: the file is not what it says, whoever made it must save it again. */
function unreadable(cause: unknown): unknown {
	if (cause instanceof RuleBroken) return cause
	if (cause instanceof EncryptedFileError) return refuse('sheet.error.password')
	return refuse('sheet.error.workbook')
}

/** A formula is its last result; a date is its day, with the time only when it has one. */
function textOf(value: CellValue): string {
	if (value === null || value === undefined) return ''
	if (value instanceof Date) {
		if (Number.isNaN(value.getTime())) return ''
		const text = value.toISOString()
		return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
	}
	return (
		String(value)
			// eslint-disable-next-line no-control-regex -- PostgreSQL keeps no U+0000, and no reader wants the others
			.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
			.toWellFormed()
	)
}

/**
 * The archive's own table of contents, before anything is unpacked: names that lead outside, parts that are encrypted,
 * parts that would unpack to more than a sheet can be. The library counts while unpacking, so that a table that lies is
 * found out as well.
 */
function checkParts(contents: Buffer) {
	const end = contents.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
	if (end < 0 || end + 22 > contents.length) throw refuse('sheet.error.workbook')
	let at = contents.readUInt32LE(end + 16)
	let whole = 0
	let isWorkbook = false
	for (let left = contents.readUInt16LE(end + 10); left > 0; left--) {
		if (at + 46 > contents.length || contents.readUInt32LE(at) !== 0x02014b50) throw refuse('sheet.error.workbook')
		const packed = contents.readUInt32LE(at + 20)
		const unpacked = contents.readUInt32LE(at + 24)
		const nameLength = contents.readUInt16LE(at + 28)
		const name = contents.toString('utf8', at + 46, at + 46 + nameLength)
		if (contents.readUInt16LE(at + 8) & 1) throw refuse('sheet.error.password')
		if (/^[/\\]|(^|[/\\])\.\.([/\\]|$)|^[a-z]:|\0/i.test(name)) throw refuse('sheet.error.workbook')
		whole += unpacked
		const most = /sharedStrings/i.test(name) ? STRINGS_BYTES : PART_BYTES
		// Real sheets pack to a tenth or a twentieth; a thousandth is made to hurt.
		if (unpacked > most || whole > PART_BYTES || (unpacked > 10_000_000 && unpacked > packed * 400))
			throw refuse('sheet.error.bomb')
		if (name === 'mimetype') throw refuse('sheet.error.open_document')
		if (/^xl\/workbook\.xml$/i.test(name)) isWorkbook = true
		at += 46 + nameLength + contents.readUInt16LE(at + 30) + contents.readUInt16LE(at + 32)
	}
	if (!isWorkbook) throw refuse('sheet.error.kind')
}

async function firstBytes(read: () => Promise<Readable>): Promise<Buffer> {
	const parts: Buffer[] = []
	let size = 0
	const stream = await read()
	for await (const part of stream) {
		parts.push(part as Buffer)
		size += (part as Buffer).length
		if (size >= HEAD_BYTES) break
	}
	stream.destroy()
	const head = Buffer.concat(parts)
	return head.subarray(0, HEAD_BYTES)
}

async function wholeFile(read: () => Promise<Readable>): Promise<Buffer> {
	const parts: Buffer[] = []
	let size = 0
	for await (const part of await read()) {
		parts.push(part as Buffer)
		size += (part as Buffer).length
		if (size > WORKBOOK_BYTES) throw refuse('error.file.too_large', { megabytes: WORKBOOK_BYTES / 1024 / 1024 })
	}
	return Buffer.concat(parts)
}
