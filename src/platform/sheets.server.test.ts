import { Readable } from 'node:stream'
import { writeXlsx } from 'hucre'
import { describe, expect, test } from 'vitest'
import { openSheet, type SheetLimits } from './sheets.server.ts'

const of = (contents: Uint8Array | string) => async () => Readable.from([Buffer.from(contents)])
async function read(contents: Uint8Array | string, options: { sheet?: string; limits?: SheetLimits } = {}) {
	const { format, rows } = await openSheet(of(contents), options)
	const found = []
	for await (const row of rows()) found.push(row)
	return { format, rows: found }
}
const cellsOf = async (contents: Uint8Array | string) => (await read(contents)).rows.map(({ cells }) => cells)

// Node writes only Unicode and Latin-1: Cyrillic small letters of windows-1251 begin at 0xe0.
const in1251 = (text: string) =>
	Buffer.from(
		[...text].map((letter) => {
			const code = letter.codePointAt(0)!
			return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code
		})
	)

describe('a table that is text', () => {
	test.for([
		['utf-8', Buffer.from('име;град\nОбщина Враца;Враца\n')],
		['utf-8', Buffer.from('\ufeffиме;град\nОбщина Враца;Враца\n')],
		['utf-16le', Buffer.from('\ufeffиме;град\nОбщина Враца;Враца\n', 'utf16le')],
		['utf-16be', Buffer.from('\ufeffиме;град\nОбщина Враца;Враца\n', 'utf16le').swap16()],
		['windows-1251', in1251('име;град\nОбщина Враца;Враца\n')]
	] as const)('is read in %s', async ([encoding, contents]) => {
		const { format, rows } = await read(contents)
		expect(format).toEqual({ kind: 'csv', encoding, delimiter: 'semicolon' })
		expect(rows).toEqual([
			{ row: 1, cells: ['име', 'град'] },
			{ row: 2, cells: ['Община Враца', 'Враца'] }
		])
	})

	test('of France in Latin-1 is not taken for Cyrillic', async () => {
		const { format, rows } = await read(Buffer.from('nom,ville\nMairie de Sèvres,Sèvres\nPréfecture,Évry\n', 'latin1'))
		expect(format).toEqual({ kind: 'csv', encoding: 'windows-1252', delimiter: 'comma' })
		expect(rows[2]!.cells).toEqual(['Préfecture', 'Évry'])
	})

	test.for([
		['a,b\n1,2\n', 'comma'],
		['a;b\n1,5;2\n', 'semicolon'],
		['a\tb\n1,5\t2\n', 'tab'],
		['a|b\n1|2\n', 'bar'],
		['alone\n1\n', 'comma']
	] as const)('%j is cut at the %s', async ([text, delimiter]) => {
		expect((await read(text)).format).toMatchObject({ delimiter })
	})

	test('keeps quotes, delimiters and lines inside quoted cells', async () => {
		expect(await cellsOf('a,b\r\n"x, ""y""","1\n2"\r\n"Zora" OOD,3')).toEqual([
			['a', 'b'],
			['x, "y"', '1\n2'],
			['"Zora" OOD', '3']
		])
	})

	test('whose quote does not close loses that line and no other', async () => {
		expect(await cellsOf('a,b\n"Амбулатория” ЕООД,2\n"Зора" ООД,3\n')).toEqual([
			['a', 'b'],
			['"Амбулатория” ЕООД', '2'],
			['"Зора" ООД', '3']
		])
		const { rows } = await read('a,b\n"x,y,2\nz,3\n')
		expect(rows.slice(1)).toEqual([
			{ row: 2, cells: ['"x', 'y', '2'], broken: true },
			{ row: 3, cells: ['z', '3'] }
		])
	})

	test('counts rows as their reader does, empty ones too', async () => {
		expect((await read('a,b\n\n1,2\n')).rows.map(({ row }) => row)).toEqual([1, 3])
	})

	test('of more rows than the limit is refused in words', async () => {
		const limits = { rows: 2, columns: 5, cell: 100 }
		await expect(read('a\n1\n2\n', { limits })).resolves.toBeDefined()
		await expect(read('a\n1\n2\n3\n', { limits })).rejects.toMatchObject({ key: 'sheet.error.rows', status: 422 })
		await expect(read('a,b,c,d,e,f\n', { limits })).rejects.toMatchObject({ key: 'sheet.error.columns' })
	})
})

describe('a workbook', () => {
	const book = (over = {}) =>
		writeXlsx({
			sheets: [
				{
					name: 'Liste',
					rows: [
						['nom', 'date', 'n'],
						['Vratsa', new Date('2027-03-01T00:00:00Z'), 3.5]
					]
				},
				{ name: 'Autre', rows: [['x']] }
			],
			...over
		})

	test('gives the rows of its first sheet, or of the one chosen; a date is its day', async () => {
		const { format, rows } = await read(await book())
		expect(format).toEqual({ kind: 'xlsx', sheet: 'Liste', sheets: ['Liste', 'Autre'] })
		expect(rows.map(({ cells }) => cells)).toEqual([
			['nom', 'date', 'n'],
			['Vratsa', '2027-03-01', '3.5']
		])
		expect((await read(await book(), { sheet: 'Autre' })).rows).toEqual([{ row: 1, cells: ['x'] }])
	})

	test('counting from 1904 gives the same days', async () => {
		expect((await cellsOf(await book({ dateSystem: '1904' })))[1]![1]).toBe('2027-03-01')
	})

	test('with a part that says it unpacks to gigabytes is not opened', async () => {
		const bytes = Buffer.from(await book())
		const at = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
		bytes.writeUInt32LE(3_000_000_000, at + 24)
		await expect(read(bytes)).rejects.toMatchObject({ key: 'sheet.error.bomb' })
	})

	test('with a part outside its folder is not opened', async () => {
		const bytes = Buffer.from(await book())
		const name = Buffer.from('xl/styles.xml')
		for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) bytes.write('../../etc/pwn', at, 'latin1')
		await expect(read(bytes)).rejects.toMatchObject({ key: 'sheet.error.workbook' })
	})
})

describe('what is no table', () => {
	test.for([
		['sheet.error.old', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
		['sheet.error.page', Buffer.from('<html><table><tr><td>1</td></tr></table></html>')],
		['sheet.error.kind', Buffer.from('%PDF-1.7')],
		['sheet.error.workbook', Buffer.from('PK\u0003\u0004broken')],
		['sheet.error.kind', Buffer.from([1, 2, 3, 4, 5, 6, 7, 8])],
		['error.file.empty', Buffer.alloc(0)]
	] as const)('is refused: %s', async ([key, contents]) => {
		await expect(read(contents)).rejects.toMatchObject({ key })
	})
})
