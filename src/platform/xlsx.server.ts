import { writeXlsxStream } from 'hucre'

export type XlsxCell = string | number | Date | null

async function* stepping(rows: AsyncIterator<XlsxCell[]>) {
	for (;;) {
		const { value, done } = await rows.next()
		if (done) return
		yield value.map((cell) => (typeof cell === 'string' ? writable(cell) : cell))
	}
}

// XML has no letter for them, and a workbook with one does not open; 32,767 characters is the most a cell holds.
// eslint-disable-next-line no-control-regex -- these are the characters meant
const writable = (text: string) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').slice(0, 32_767)

/**
 * A workbook of one sheet as an answer, written row by row as it is read. Text stays text: a cell that begins with = is no
 * formula. `name` is the file's and the sheet's, without its ending, in plain letters.
 */
export function xlsxResponse(name: string, rows: AsyncIterator<XlsxCell[]>): Response {
	return new Response(writeXlsxStream(stepping(rows), { name: name.slice(0, 31) }), {
		headers: {
			'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
			'content-disposition': `attachment; filename="${name}.xlsx"`,
			'cache-control': 'private, no-store'
		}
	})
}
