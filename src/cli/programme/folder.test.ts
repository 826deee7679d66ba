import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { BadConfiguration } from '../../platform/env.ts'
import { readProgramme } from './folder.ts'
import { init } from './init.ts'

const second = resolve(import.meta.dirname, '../../../test/programme-second/answers.json')

/** Runs `init`, with lines typed if any, and gives what it said. */
async function run(folder: string, options: Parameters<typeof init>[1], typed: string[] = []): Promise<string> {
	const stdout = new PassThrough()
	const said = text(stdout)
	await init(folder, options, { stdin: Readable.from(typed.map((line) => `${line}\n`)), stdout }).finally(() => stdout.end())
	return said
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'passerelle-programme-'))
function emptyFolder(): string {
	const folder = newFolder()
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
	return folder
}

let written: string
beforeAll(async () => {
	written = newFolder()
	await run(written, { answers: second })
})
afterAll(() => rmSync(written, { recursive: true, force: true }))

/** The second programme as `init` writes it, in a folder of the test's own. */
function secondFolder(): string {
	const folder = emptyFolder()
	cpSync(written, folder, { recursive: true })
	return folder
}

type Json = Record<string, unknown>
const change = (file: string, by: (content: Json) => void) => {
	const content = JSON.parse(readFileSync(file, 'utf8')) as Json
	by(content)
	writeFileSync(file, JSON.stringify(content))
}

describe('a programme’s folder', () => {
	test('is read whole: languages, zone, lists, places, days off, sentences', () => {
		const read = readProgramme(secondFolder())
		const { programme, territories, holidays, themes, levels } = read.programme

		expect(read.languages).toEqual([
			{ code: 'fr', region: 'FR' },
			{ code: 'ro', region: 'RO' },
			{ code: 'en', region: 'GB' }
		])
		expect(programme).toMatchObject({
			key: 'france-romania',
			defaultLanguage: 'fr',
			timeZone: 'Europe/Bucharest',
			secondTimeZone: 'Europe/Paris',
			oldCurrency: null
		})
		expect(territories.filter(({ kind, code }) => kind === 'county' && code.startsWith('RO'))).toHaveLength(42)
		expect(territories.find(({ code }) => code === 'RO424')).toMatchObject({
			name: { fr: 'Timiș', ro: 'Timiș', en: 'Timiș' },
			parent: 'RO42',
			nuts: 'RO424',
			iso: 'RO-TM'
		})
		expect(levels.find(({ key }) => key === 'county')).toMatchObject({ district: true })
		expect(Object.keys(holidays.calendars)).toEqual(['FR', 'RO'])
		expect(themes.find(({ key }) => key === 'water')?.name).toMatchObject({ ro: 'Apă potabilă și resurse de apă' })
		// Nothing is said of the pair that is built in.
		const { ro, fr, en } = read.messages
		const said = JSON.stringify([programme, themes, ...[ro, fr, en].map((sentences) => Object.values(sentences!))])
		expect(said.match(/.{0,40}(?:Bulgar|Sofia).{0,20}/gi)).toBeNull()
		expect(read.messages.en!['home.bank_bg']).toBe('Romania')
		expect(read.messages.ro!['home.bank_bg']).toBe('România')
	})

	test.for<[string, string, (file: string) => void, RegExp]>([
		['is no JSON', 'programme.json', (file) => writeFileSync(file, '{'), /is not JSON/],
		[
			'names no language',
			'programme.json',
			(file) => change(file, (all) => (all.languages = [])),
			/languages: must name at least one/
		],
		[
			'names a language nobody speaks',
			'programme.json',
			(file) => change(file, (all) => (all.languages = [{ code: 'xq', region: 'FR' }])),
			/languages\.0\.code: must be a language code/
		],
		[
			'says something in a language of another programme',
			'programme.json',
			(file) => change(file, (all) => ((all.institute as Json).bg = 'Институт')),
			/institute\.bg: is not a language of the programme \(fr, ro, en\)/
		],
		[
			'leaves a name empty',
			'programme.json',
			(file) => change(file, (all) => ((all.services as Json[])[0]!.name = {})),
			/services\.0\.name: must be filled in/
		],
		[
			'names a zone there is not',
			'programme.json',
			(file) => change(file, (all) => ((all.timeZone as Json).name = 'Europe/Bucarest')),
			/timeZone\.name: must be a time zone/
		],
		[
			'counts in another currency',
			'programme.json',
			(file) => change(file, (all) => (all.currency = 'RON')),
			/currency: must be EUR/
		],
		[
			'has a theme without its priority',
			'programme.json',
			(file) => change(file, (all) => ((all.themes as Json[])[2]!.priority = 'culture')),
			/themes\.2\.priority: is no priority/
		],
		[
			'has a field nobody knows',
			'programme.json',
			(file) => change(file, (all) => (all.colour = 'red')),
			/Unrecognized key: "colour"/
		],
		[
			'has a place under none',
			'territories.csv',
			(file) => writeFileSync(file, readFileSync(file, 'utf8').replace('RO424,RO42', 'RO424,RO99')),
			/line 71: parent "RO99" is not a territory above this line/
		],
		[
			'has a place twice',
			'territories.csv',
			(file) => writeFileSync(file, `${readFileSync(file, 'utf8')}RO424,RO42,county,45,21,,Timiș,,,,\n`),
			/line 72: code RO424 is there twice/
		],
		[
			'has a place nowhere',
			'territories.csv',
			(file) => writeFileSync(file, readFileSync(file, 'utf8').replace('45.7,21.35', '45.7,')),
			/line 71: lon is not a number/
		],
		[
			'has no country',
			'territories.csv',
			(file) => writeFileSync(file, 'code,parent,level,lat,lon,name.fr\nFR,,country,46,2,France\n'),
			/the country RO is missing/
		],
		[
			'has no such column',
			'territories.csv',
			(file) => writeFileSync(file, 'code,parent\n'),
			/line 1: the column level is missing/
		],
		[
			'has a day off at no date',
			'holidays.json',
			(file) => change(file, (all) => (all.RO = { weekend: 'lost', rules: [{ name: { ro: 'Azi' }, on: '13-01' }] })),
			/RO\.rules\.0\.on: must be a day of the year/
		],
		[
			'says a sentence nobody can read',
			'messages/ro.json',
			(file) => change(file, (all) => (all['directory.count'] = '{count, plural, one {#')),
			/directory\.count: cannot be read/
		],
		[
			'asks a sentence for what it is not given',
			'messages/ro.json',
			(file) => change(file, (all) => (all['call.up_to'] = 'Până la {suma}')),
			/call\.up_to: takes \{suma\}, which the English sentence does not/
		],
		[
			'has somebody at an address that may be owned',
			'demo.json',
			(file) => change(file, (all) => ((all.accounts as Json[])[0]!.email = 'a@example.com')),
			/accounts\.0\.email: must be an address at example\.org/
		]
	])('that %s is refused by file and field', ([, name, breakIt, reason]) => {
		const folder = secondFolder()
		breakIt(join(folder, name))
		const refused = () => readProgramme(folder)
		expect(refused).toThrow(BadConfiguration)
		expect(refused).toThrow(reason)
		expect(refused).toThrow(join(folder, name))
	})

	test('that speaks an unknown language file is refused', () => {
		const folder = secondFolder()
		writeFileSync(join(folder, 'messages/de.json'), '{}')
		expect(() => readProgramme(folder)).toThrow(/de is not a language of programme\.json/)
	})

	test('goes on working when this version no longer says one of its sentences', () => {
		const folder = secondFolder()
		change(join(folder, 'messages/ro.json'), (all) => (all['home.forgotten'] = 'Uitat'))
		expect(readProgramme(folder).messages.ro).not.toHaveProperty(['home.forgotten'])
	})
})

describe('passerelle init', () => {
	test('asks again, in a sentence, until an answer can be one', async () => {
		const folder = emptyFolder()
		const typed = ['FR', 'FR RO', 'fr ro en', 'Bucharest', '', '', 'Punte', '', '', 'nobody', 'punte@example.org', '']
		const said = await run(folder, {}, typed)
		for (const sentence of [
			'Two codes are needed, such as FR RO.',
			'Not a time zone, such as Europe/Bucharest.',
			'Not a mail address.'
		])
			expect(said).toContain(`  ${sentence}\n`)
		expect(said).toContain(`PASSERELLE_PROGRAMME=${folder} npx passerelle start`)
		expect(readProgramme(folder).programme.programme).toMatchObject({
			name: { fr: 'Punte', ro: 'Punte', en: 'Punte' },
			timeZone: 'Europe/Bucharest',
			contact: { email: 'punte@example.org', phone: null }
		})
	})

	test('says so when the answers end before the questions', async () => {
		await expect(run(emptyFolder(), {}, ['FR RO'])).rejects.toThrow(/the answers ended before the questions/)
	})

	test('writes the countries alone where no territories are given, and a place for each sentence', async () => {
		const folder = join(emptyFolder(), 'new')
		await run(folder, { answers: answersOf({ countries: ['FR', 'PT'] }) })
		const { languages, programme } = readProgramme(folder)
		expect(languages.map(({ code, region }) => `${code}-${region}`)).toEqual(['fr-FR', 'pt-PT', 'en-GB'])
		expect(programme.territories.map(({ code }) => code)).toEqual(['FR', 'PT'])
		const skeleton = JSON.parse(readFileSync(join(folder, 'messages/pt.json'), 'utf8')) as Json
		expect(new Set(Object.values(skeleton))).toEqual(new Set(['']))
	})

	test('says nothing of Bulgaria in the priorities it starts another pair with', async () => {
		const folder = join(emptyFolder(), 'new')
		await run(folder, { answers: answersOf({ countries: ['FR', 'PT'] }) })
		expect(readFileSync(join(folder, 'programme.json'), 'utf8')).not.toMatch(/bulgar/i)
	})

	test.for<[string, Json, RegExp]>([
		['a country there is not', { countries: ['FR', 'XQ'] }, /countries\.1: not the ISO 3166 code of a country/],
		['one country twice', { countries: ['FR', 'FR'] }, /countries: the same country twice/],
		['a language there is not', { countries: ['FR', 'RO'], languages: ['fr', 'xq'] }, /languages\.1: not the code of a language/],
		['a question nobody asks', { colour: 'red' }, /Unrecognized key: "colour"/],
		['a file that is not there', { countries: ['FR', 'RO'], territories: 'none.csv' }, /none\.csv: is not there/],
		['a table that is none', { countries: ['FR', 'RO'], territories: 'answers.json' }, /line 1: the column code is missing/]
	])('refuses %s, and writes nothing', async ([, answers, reason]) => {
		const folder = join(emptyFolder(), 'new')
		await expect(run(folder, { answers: answersOf(answers) })).rejects.toThrow(reason)
		expect(() => readFileSync(join(folder, 'programme.json'))).toThrow()
	})

	test('refuses a folder that is not empty, and leaves it as it is', async () => {
		const folder = emptyFolder()
		mkdirSync(join(folder, 'mine'))
		await expect(run(folder, { answers: second })).rejects.toThrow(`${folder}: is not empty; name a new folder`)
	})
})

function answersOf(answers: Json): string {
	const file = join(emptyFolder(), 'answers.json')
	writeFileSync(file, JSON.stringify(answers))
	return file
}
