/**
 * One line of a CSV file (RFC 4180): every cell quoted, CRLF at the end. A cell that a spreadsheet would run as a formula
 * gets an apostrophe before it, as the spreadsheets themselves write text (OWASP, CSV injection); numbers are left alone.
 */
export const csvLine = (cells: readonly (string | number | Date | null)[]): string => `${cells.map(csvCell).join(',')}\r\n`

function csvCell(cell: string | number | Date | null): string {
	if (cell === null) return ''
	if (typeof cell === 'number') return String(cell)
	const text = cell instanceof Date ? cell.toISOString() : cell
	// The wide signs too: spreadsheets set to East Asian languages read them as the narrow ones.
	const safe = /^[\s]*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
	return `"${safe.replaceAll('"', '""')}"`
}

/** Spreadsheets read UTF-8 as such only behind this mark. */
const MARK = '\ufeff'

/**
 * A CSV file as an answer, written line by line as it is read: its size does not matter to the server's memory.
 * `name` is the file's, without its ending, in plain letters.
 */
export function csvResponse(name: string, lines: AsyncIterator<string>): Response {
	const encoder = new TextEncoder()
	let begun = false
	const body = new ReadableStream<Uint8Array>({
		async pull(controller) {
			if (!begun) {
				begun = true
				return controller.enqueue(encoder.encode(MARK))
			}
			const { value, done } = await lines.next()
			if (done) controller.close()
			else controller.enqueue(encoder.encode(value))
		},
		async cancel() {
			await lines.return?.()
		}
	})
	return new Response(body, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${name}.csv"`,
			'cache-control': 'private, no-store'
		}
	})
}
