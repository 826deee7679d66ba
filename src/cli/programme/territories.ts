/** territories.csv of a programme's folder. */
import { BadConfiguration } from '../../platform/env.ts'
import { splitRecord } from '../../platform/csv-reading.ts'
import type { Territory } from '#programme/shape'
import { complete } from './settings.ts'

const needed = ['code', 'parent', 'level', 'lat', 'lon']
const others = ['latin', 'exonym', 'nuts', 'iso', 'insee', 'population']

type About = { languages: string[]; countries: string[]; levels: string[] }

/**
 * The territories of a table whose columns are code, parent, level, lat, lon, one `name.<language>` for each language and,
 * if wished, latin, exonym, nuts, iso, insee and population. Throws BadConfiguration naming line and column; `file` is what
 * it calls the table.
 */
export function readTerritories(text: string, file: string, { languages, countries, levels }: About): Territory[] {
	const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
	const delimiter = lines[0]!.includes(';') ? ';' : ','
	const columns = (splitRecord(lines[0]!, delimiter) ?? []).map((column) => column.trim())
	const names = languages.map((code) => `name.${code}`)
	const missing = [...needed, ...names.slice(0, 1)].find((column) => !columns.includes(column))
	if (missing) throw new BadConfiguration(`${file}: line 1: the column ${missing} is missing`)
	const stranger = columns.find((column) => ![...needed, ...others, ...names].includes(column))
	if (stranger !== undefined) throw new BadConfiguration(`${file}: line 1: the column ${stranger} is not known`)

	const found = new Map<string, Territory>()
	lines.forEach((line, at) => {
		if (at === 0 || line.trim() === '') return
		const refuse = (column: string, why: string): never => {
			throw new BadConfiguration(`${file}: line ${at + 1}: ${column} ${why}`)
		}
		const cells = splitRecord(line, delimiter) ?? refuse('a quote', 'does not close')
		const of = (column: string) => cells[columns.indexOf(column)]?.trim() ?? ''
		const number = (column: string, most: number) => {
			const value = Number(of(column))
			if (of(column) === '' || !(Math.abs(value) <= most)) refuse(column, `is not a number up to ${most}`)
			return value
		}
		const [code, parent, level] = [of('code'), of('parent'), of('level')]
		if (!/^[A-Z]{2}[A-Z0-9-]{0,12}$/.test(code))
			refuse('code', `"${code}" is not capitals and figures beginning with the country`)
		if (found.has(code)) refuse('code', `${code} is there twice`)
		if (!levels.includes(level)) refuse('level', `"${level}" is not a level of programme.json (${levels.join(', ')})`)
		if (level === 'country' ? parent !== '' : !found.has(parent))
			refuse('parent', `"${parent}" is not a territory above this line`)
		if (level === 'country' && !countries.includes(code)) refuse('code', `${code} is not a country of programme.json`)
		const said = Object.fromEntries(
			languages.flatMap((language) => (of(`name.${language}`) ? [[language, of(`name.${language}`)]] : []))
		)
		if (!Object.keys(said).length) refuse('name', 'is empty in every language')
		const name = complete(said, languages)
		found.set(code, {
			code,
			kind: level,
			parent: parent || null,
			name: name as Territory['name'],
			latin: of('latin') || Object.values(said).find((each) => /^\p{Script=Latin}/u.test(each)) || name.en!,
			exonym: of('exonym') || null,
			nuts: of('nuts') || null,
			iso: of('iso') || null,
			insee: of('insee') || null,
			lat: number('lat', 90),
			lon: number('lon', 180),
			population: of('population') ? number('population', 2_000_000_000) : null
		})
	})
	const absent = countries.find((code) => !found.has(code))
	if (absent) throw new BadConfiguration(`${file}: the country ${absent} is missing`)
	return [...found.values()]
}
