/** Judges a CSV file by a Table Schema of Frictionless (https://specs.frictionlessdata.io/table-schema/): what our schemas use of it. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

type Constraints = {
	required?: boolean
	unique?: boolean
	minLength?: number
	maxLength?: number
	minimum?: number
	maximum?: number
	pattern?: string
	enum?: string[]
}
type Field = { name: string; title?: string; description?: string; type: 'string' | 'number' | 'date'; constraints?: Constraints }
type TableSchema = { fields: Field[]; missingValues?: string[]; primaryKey?: string }

export const tableSchema = (name: string) =>
	JSON.parse(readFileSync(resolve('test/schemas', `${name}.tableschema.json`), 'utf8')) as TableSchema

const rules = ['required', 'unique', 'minLength', 'maxLength', 'minimum', 'maximum', 'pattern', 'enum']
const types = {
	string: /^[^]*$/,
	number: /^-?\d+(\.\d+)?$/,
	date: /^\d{4}-\d{2}-\d{2}$/
}

/** The cells of a file as RFC 4180 writes them, every line with its end; throws at what is not. A mark before it is left out. */
export function csvRows(text: string): string[][] {
	const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
	const rows: string[][] = []
	let row: string[] = []
	const file = text.replace(/^\ufeff/, '')
	while (cell.lastIndex < file.length) {
		const at = cell.lastIndex
		const found = cell.exec(file)
		if (!found) throw new Error(`no CSV at ${at}: ${file.slice(at, at + 40)}`)
		row.push(found[1] === undefined ? found[2]! : found[1].replaceAll('""', '"'))
		if (found[3] === ',') continue
		rows.push(row)
		row = []
	}
	return rows
}

/** What is wrong with a table, one sentence each; nothing when it is as the schema says. The first row holds the headings. */
export function tableFaults(schema: TableSchema, [header = [], ...rows]: string[][]): string[] {
	const { fields, missingValues = [''] } = schema
	const wanted = fields.map(({ name }) => name)
	for (const { name, type, constraints = {} } of fields) {
		if (!(type in types)) throw new Error(`${name}: no type ${type}`)
		for (const rule of Object.keys(constraints)) if (!rules.includes(rule)) throw new Error(`${name}: no rule ${rule}`)
	}
	if (header.join() !== wanted.join()) return [`the columns are ${header.join()}`]
	const faults: string[] = []
	for (const [at, row] of rows.entries()) {
		if (row.length !== fields.length) faults.push(`row ${at + 1} has ${row.length} cells`)
		for (const [column, field] of fields.entries())
			for (const fault of cellFaults(field, row[column] ?? '', missingValues)) faults.push(`row ${at + 1} ${field.name} ${fault}`)
	}
	for (const [column, { name, constraints }] of fields.entries()) {
		const cells = rows.map((row) => row[column]).filter((cell) => !missingValues.includes(cell ?? ''))
		if ((constraints?.unique || schema.primaryKey === name) && new Set(cells).size < cells.length)
			faults.push(`${name} is not unique`)
	}
	return faults
}

function cellFaults({ type, constraints = {} }: Field, cell: string, missing: string[]): string[] {
	const { required, minLength = 0, maxLength = Infinity, minimum = -Infinity, maximum = Infinity, pattern } = constraints
	if (missing.includes(cell)) return required ? ['is missing'] : []
	if (!types[type].test(cell)) return [`is no ${type}: ${cell}`]
	// A day of the calendar: 31 February would come out as another.
	if (type === 'date' && new Date(`${cell}T00:00:00Z`).toISOString().slice(0, 10) !== cell) return [`is no day: ${cell}`]
	const length = [...cell].length
	return [
		...(length < minLength || length > maxLength ? [`has ${length} characters`] : []),
		...(type === 'number' && (Number(cell) < minimum || Number(cell) > maximum) ? [`is out of range: ${cell}`] : []),
		...(pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(cell) ? [`is not as it should be: ${cell}`] : []),
		...(constraints.enum && !constraints.enum.includes(cell) ? [`is none of the list: ${cell}`] : [])
	]
}
