import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readXlsx } from 'hucre'
import Ajv from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { locales } from '#platform/i18n'
import { buildOpenProject } from '#test/open-data'
import { as, test } from '#test/support'
import { csvRows, tableFaults, tableSchema } from '#test/table-schema'
import { GET as listAwards } from '../api/v1/awards/+server.ts'
import { GET as giving } from './360giving.json/+server.ts'
import { GET as catalogue } from './catalogue.jsonld/+server.ts'
import { GET as iati } from './iati.xml/+server.ts'
import { GET as table } from './projects.csv/+server.ts'
import { GET as workbook } from './projects.xlsx/+server.ts'
import { GET as scdl } from './scdl.csv/+server.ts'

const asked = (ctx: Ctx) => ({ locals: { ctx: as(ctx, null) } }) as never
type Catalogue = Record<string, Record<string, string>[]>
const read = async (ctx: Ctx) => (await (await catalogue(asked(ctx))).json()) as Catalogue

describe('before anything is public', () => {
	test('the catalogue is there in three languages, with no dataset', async ({ ctx }) => {
		const found = await read(ctx)
		for (const part of ['dct:title', 'dct:description'])
			expect(found[part]!.map((text) => text['@language'])).toEqual([...locales])
		expect(found['dcat:dataset']).toEqual([])
	})

	test('what has no empty file is plainly absent', async ({ ctx }) => {
		for (const response of [await iati(asked(ctx)), await giving(asked(ctx))]) {
			expect(response.status).toBe(404)
			expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
			expect(await response.text()).toMatch(/yet/)
		}
	})

	test('the French schema has its columns', async ({ ctx }) => {
		const [header, ...rows] = (await (await scdl(asked(ctx))).text()).split('\r\n')
		expect(header!.split(',')).toHaveLength(14)
		expect(rows).toEqual([''])
	})
})

test('with the first project and grant every file is there, listed, and for any site', async ({ ctx }) => {
	await buildOpenProject(ctx)
	const sets = (await read(ctx))['dcat:dataset']!.map((each) => each['@id']!.split('#')[1])
	expect(sets).toEqual(['projects', 'iati', 'giving', 'scdl'])
	for (const [get, start] of [
		[iati, '<?xml'],
		[giving, '{"version"'],
		[scdl, 'nomAttribuant'],
		[table, '"reference"']
	] as const) {
		const response = await get(asked(ctx))
		expect(response.status).toBe(200)
		expect(response.headers.get('access-control-allow-origin')).toBe('*')
		expect(response.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
		expect((await response.text()).startsWith(start)).toBe(true)
	}
})

describe('the awards of the API', () => {
	const awards = async (ctx: Ctx, query = '') => {
		const url = new URL(`http://localhost/api/v1/awards${query}`)
		const response = await listAwards({ url, locals: { ctx: as(ctx, null) } } as never)
		return { status: response.status, body: (await response.json()) as { data: Record<string, unknown>[]; next: string | null } }
	}

	test('are those to listed organisations for public projects, with what was paid', async ({ ctx }) => {
		const { id, award, reference } = await buildOpenProject(ctx)
		await buildOpenProject(ctx, { publish: false })
		const { status, body } = await awards(ctx, '?kind=grant')
		expect(status).toBe(200)
		expect(body).toMatchObject({
			next: null,
			data: [
				{
					...{ id: award.id, reference, kind: 'grant', amount: { value: 5000.01, currency: 'EUR' }, expertDays: null },
					project: { id },
					holder: { country: 'BG', identifiers: ['BG-EIK-831661388'] },
					instalments: [
						{ value: 3000, paidOn: '2027-02-03' },
						{ value: 2000.01, paidOn: null }
					]
				}
			]
		})
		expect((await awards(ctx, '?kind=prize')).body.data).toEqual([])
		await ctx.db.updateTable('organisation').set({ status: 'hidden' }).where('id', '=', award.organisationId).execute()
		expect((await awards(ctx)).body.data).toEqual([])
	})

	test('refuse a filter that is none', async ({ ctx }) => {
		expect((await awards(ctx, '?kind=scholarship')).status).toBe(400)
		expect((await awards(ctx, '?after=x')).status).toBe(400)
	})
})

test('the catalogue is what DCAT-AP asks, empty and full, and one that is not is found out', async ({ ctx }) => {
	const ajv = new Ajv({ strict: false, allErrors: true })
	addFormats(ajv)
	const valid = ajv.compile(JSON.parse(readFileSync(resolve('test/schemas/dcat-ap.json'), 'utf8')))
	const problems = (found: unknown) => (valid(found) ? [] : valid.errors!.map((each) => `${each.instancePath} ${each.message}`))
	expect(problems(await read(ctx))).toEqual([])
	await buildOpenProject(ctx)
	const full = await read(ctx)
	expect(problems(full)).toEqual([])
	const spoiled = (spoil: (copy: typeof full) => void) => {
		const copy = structuredClone(full)
		spoil(copy)
		return problems(copy)
	}
	expect(spoiled((copy) => delete copy['dct:publisher'])).not.toEqual([])
	expect(spoiled((copy) => delete copy['dcat:dataset']![0]!['dct:title'])).not.toEqual([])
	expect(spoiled((copy) => (copy['dct:language']![0]!['@id'] = 'https://example.org/french'))).not.toEqual([])
	expect(spoiled((copy) => Object.assign(copy['dcat:dataset']![0]!, { 'dcat:distribution': [] }))).not.toEqual([])
})

describe('the tables', () => {
	/** Two public projects; the second has a title a spreadsheet would run, quotes and line ends, and no days. */
	async function twoProjects(ctx: Ctx) {
		const one = await buildOpenProject(ctx)
		const two = await buildOpenProject(ctx)
		await ctx.db
			.updateTable('project')
			.set({
				...{ title: JSON.stringify({ fr: '=HYPERLINK("https://example.org";"Deux\nrives")' }), startsOn: null, endsOn: null },
				territories: ['RSE27', 'SOF46']
			})
			.where('id', '=', two.id)
			.execute()
		await ctx.db.updateTable('award').set({ kind: 'support' }).where('id', '=', two.award.id).execute()
		return [one, two] as const
	}
	const rowsOf = async (get: typeof scdl | typeof table, ctx: Ctx) => csvRows(await (await get(asked(ctx))).text())

	test('of subsidies are as the French schema asks, empty and full, and one that is not is found out', async ({ ctx }) => {
		const schema = tableSchema('scdl-subventions')
		expect(tableFaults(schema, await rowsOf(scdl, ctx))).toEqual([])
		await twoProjects(ctx)
		const rows = await rowsOf(scdl, ctx)
		expect(rows).toHaveLength(3)
		expect(tableFaults(schema, rows)).toEqual([])
		const at = (name: string) => schema.fields.findIndex((field) => field.name === name)
		for (const [name, cell] of [
			['idAttribuant', '123'],
			['dateConvention', '2027-02-31'],
			['dateConvention', ''],
			['idBeneficiaire', '12345'],
			['objet', 'x'.repeat(257)],
			['montant', '0'],
			['montant', '1,50'],
			['nature', 'en argent'],
			['conditionsVersement', ''],
			['datesPeriodeVersement', '2027-01-01/'],
			['pourcentageSubvention', '80']
		] as const)
			expect(tableFaults(schema, [rows[0]!, rows[1]!.with(at(name), cell)]), `${name} ${cell}`).toHaveLength(1)
		expect(tableFaults(schema, [rows[0]!, rows[1]!, rows[1]!])).toEqual(['referenceDecision is not unique'])
		expect(tableFaults(schema, [rows[0]!.toReversed()])).toHaveLength(1)
		expect(tableFaults(schema, [rows[0]!, rows[1]!.slice(1)])).not.toEqual([])
	})

	test('of projects are as their own schema says', async ({ ctx }) => {
		const schema = tableSchema('projects')
		expect(tableFaults(schema, await rowsOf(table, ctx))).toEqual([])
		await twoProjects(ctx)
		const rows = await rowsOf(table, ctx)
		expect(rows).toHaveLength(3)
		expect(tableFaults(schema, rows)).toEqual([])
		expect(tableFaults(schema, [rows[0]!, rows[1]!.with(0, 'x')])).toHaveLength(1)
	})

	test('are a workbook too, with the same cells; what begins with = is text and no formula', async ({ ctx }) => {
		const [one, two] = await twoProjects(ctx)
		const response = await workbook(asked(ctx))
		expect(response.status).toBe(200)
		expect(response.headers.get('content-type')).toContain('spreadsheetml')
		expect(response.headers.get('access-control-allow-origin')).toBe('*')
		const { sheets } = await readXlsx(new Uint8Array(await response.arrayBuffer()))
		const rows = sheets[0]!.rows
		const schema = tableSchema('projects')
		expect(rows[0]).toEqual(schema.fields.map(({ name }) => name))
		expect(rows).toHaveLength(3)
		expect(rows[1]!.slice(0, 5)).toEqual([one.project, 'cit', 'running', 'Moins de fuites', 'По-малко <течове> & шум'])
		expect(rows[1]!.slice(-2)).toEqual([5000.01, 3000])
		expect(rows[2]!.slice(0, 4)).toEqual([two.project, 'cit', 'running', '=HYPERLINK("https://example.org";"Deux\nrives")'])
		const cells = rows.map((row) => schema.fields.map((_, column) => String(row[column] ?? '')))
		expect(tableFaults(schema, cells)).toEqual([])
		// What the reader finds besides values: a formula would be there, and its cell without one.
		expect([...(sheets[0]!.cells?.values() ?? [])].filter(({ formula }) => formula !== undefined)).toEqual([])
	})
})
