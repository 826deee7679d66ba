import { describe, expect, test } from 'vitest'
import { csvLine, csvResponse } from './csv.ts'

describe('a line of a CSV file', () => {
	test.for([
		['plain words', '"plain words"'],
		['a "quoted" word', '"a ""quoted"" word"'],
		['two\nlines', '"two\nlines"'],
		['=1+1', `"'=1+1"`],
		['+359 2 000', `"'+359 2 000"`],
		['-2', `"'-2"`],
		['@SUM(A1)', `"'@SUM(A1)"`],
		[' =1+1', `"' =1+1"`],
		['\t=1+1', `"'\t=1+1"`],
		['＝1+1', `"'＝1+1"`],
		['a=b', '"a=b"']
	] as const)('writes %j as %j', ([cell, written]) => {
		expect(csvLine([cell])).toBe(`${written}\r\n`)
	})

	test('leaves numbers, instants and empty cells as they are', () => {
		expect(csvLine([-2, new Date('2027-03-01T12:00:00Z'), null])).toBe('-2,"2027-03-01T12:00:00.000Z",\r\n')
	})
})

test('a file begins with the mark that makes spreadsheets read UTF-8, and stops reading when nobody listens any more', async () => {
	let read = 0
	let stopped = false
	async function* lines() {
		try {
			for (;;) yield csvLine([++read])
		} finally {
			stopped = true
		}
	}
	const response = csvResponse('trail', lines())
	const reader = response.body!.getReader()
	expect([...(await reader.read()).value!]).toEqual([0xef, 0xbb, 0xbf])
	expect(new TextDecoder().decode((await reader.read()).value)).toBe('1\r\n')
	await reader.cancel()
	expect(stopped).toBe(true)
	expect(read).toBeLessThan(5)
	expect(response.headers.get('content-disposition')).toBe('attachment; filename="trail.csv"')
})
