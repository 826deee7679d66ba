import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { givingFile, iatiFile } from '#modules/projects/open-data/files.server'
import { doubleFunding, takeGrants } from '#modules/projects/outside-grants.server'
import type { Ctx } from '#platform/ctx'
import { translate } from '#platform/i18n'
import { buildOpenProject } from '#test/open-data'
import { actor, as, test } from '#test/support'

const data = join(import.meta.dirname, '../../../shared/data')
const take = (ctx: Ctx, file: string, over = {}) =>
	takeGrants(ctx, async () => createReadStream(join(data, file)), { name: file, dryRun: false, skipBad: true, ...over })
const said = (cause: { key?: never; params?: never }) =>
	cause.key ? translate('en', cause.key, cause.params) : Promise.reject(cause)

async function written(parts: AsyncGenerator<string>) {
	let text = ''
	for await (const part of parts) text += part
	return text
}

describe.skipIf(!existsSync(data))('what is published', () => {
	test('is valid by the schema of IATI 2.03', async ({ ctx }) => {
		await buildOpenProject(ctx)
		const schema = (name: string) => ({ fileName: name, contents: readFileSync(join(data, 'iati/schema-2.03', name), 'utf8') })
		const { valid, errors } = await validateXML({
			xml: { fileName: 'iati.xml', contents: await written(iatiFile(ctx)) },
			schema: schema('iati-activities-schema.xsd'),
			preload: [schema('iati-common.xsd'), schema('xml.xsd')]
		})
		expect(errors).toEqual([])
		expect(valid).toBe(true)
	})

	test('is valid by the schema of 360Giving', async ({ ctx }) => {
		await buildOpenProject(ctx)
		const schema = (name: string) => JSON.parse(readFileSync(join(data, '360giving', name), 'utf8')) as Record<string, unknown>
		const ajv = new Ajv({ strict: false, allErrors: true })
		addFormats(ajv)
		// The package names another edition of the grant's schema than the one beside it.
		const grant = { ...schema('360-giving-schema.json') }
		const whole = JSON.parse(
			JSON.stringify(schema('360-giving-package-schema.json')).replaceAll(
				/https:[^"]*\/360-giving-schema\.json/g,
				String(grant.$id)
			)
		) as Record<string, unknown>
		for (const each of [grant, whole]) each.$schema = 'https://json-schema.org/draft/2020-12/schema'
		ajv.addSchema(grant)
		const check = ajv.compile(whole)
		check(JSON.parse(await written(givingFile(ctx, (path) => `https://passerelle.example${path}`))))
		expect(check.errors).toBeNull()
	})
})

describe.skipIf(!existsSync(data))('real files of other funders', () => {
	const files: [string, number][] = [
		['360giving/real/a001p00000zgyHZAAY.json', 783],
		['360giving/real/a001p00000zgyHZAAY.xlsx', 783],
		['360giving/real/grantnav-a002400000KeYdsAAF.json', 379],
		['360giving/real/grantnav-a002400000KeYdsAAF-currency.json', 379],
		['iati/real/datastore-CD.xml', 205],
		['iati/real/datastore-aet-activities.xml', 1],
		['iati/real/datastore-complex_example_dfid.xml', 57],
		['iati/real/datastore-missing_dates.xml', 49],
		['iati/real/dfid-kosovo-v1.xml', 42],
		['iati/real/dportal-covid-part1.xml', 201],
		['iati/real/globalfund-v1.xml', 7],
		['iati/real/pwyf-dfid-589.xml', 63],
		['iati/real/pwyf-test_01_be-dgd-2021_1.xml', 4],
		['iati/real/pwyf-unitedstates-tz.xml', 263],
		['iati/real/pwyf-worldbank-tz.xml', 59]
	]
	for (const [file, count] of files)
		test(`${file}: every record is read, and those left out say why`, async ({ ctx }) => {
			const report = await take(ctx, file)
			expect(report.read).toBe(count)
			expect(report.accepted + report.rejected + report.duplicates).toBe(count)
			const rows = new Set(report.errors.map(({ row }) => row).filter(Boolean))
			expect(rows.size === report.rejected || report.errors.length === 1000).toBe(true)
			const { stored } = await ctx.db
				.selectFrom('outsideGrant')
				.select((eb) => eb.fn.countAll<number>().as('stored'))
				.executeTakeFirstOrThrow()
			expect(stored).toBe(report.accepted)
		})

	const table = 'This table does not have the columns of 360Giving: “Identifier” is missing.'
	const refused: [string, string][] = [
		['360giving/fixtures/bad.xlsx', 'This file is empty.'],
		['360giving/fixtures/codelist.csv', table],
		['360giving/fixtures/fundingproviders-grants_malformed.json', 'This is not valid JSON in UTF-8.'],
		['360giving/fixtures/publishers.json', 'This JSON is no 360Giving package: it has no list “grants”.'],
		['iati/validator-d4d/broken-xml.xml', 'This is not well-formed XML: it breaks at line 4, column 11.'],
		['iati/validator-d4d/not-xml.xml', table],
		['iati/validator-d4d/xlsx-spreadsheet-with-extension.xml', table]
	]
	for (const [file, sentence] of refused)
		test(`${file} is refused with a sentence`, async ({ ctx }) => {
			expect(await take(ctx, file).then(() => 'taken', said)).toBe(sentence)
			expect(await ctx.db.selectFrom('outsideGrant').select('id').execute()).toEqual([])
		})

	test('what is XML but no IATI file says so', async ({ ctx }) => {
		const { read, written, errors } = await take(ctx, 'iati/real/datastore-broken_activity_01.xml')
		expect({ read, written, messages: errors.map(({ message }) => message) }).toEqual({
			...{ read: 0, written: false },
			messages: ['outside.iati.root']
		})
	})

	const nasty: [string, number, number][] = [
		['bom.csv', 0, 1],
		['badfile_all_validation_errors.json', 0, 1],
		['badfile_all_validation_errors.xlsx', 0, 1],
		['badfile_all_validation_errors_4_times.xlsx', 0, 5],
		['nulls.json', 0, 2],
		['tenders_releases_2_releases.xlsx', 0, 2],
		['fundingproviders-grants_2_grants.xlsx', 2, 0],
		['fundingproviders-grants_2_grants_titleswithoutrollup.xlsx', 2, 0],
		['fundingproviders_grants_2_grants.csv', 2, 0],
		['fundingproviders-grants_2_grants_cp1252.csv', 2, 0],
		['fundingproviders-grants_fixed_2_grants.json', 2, 0],
		['fundingproviders-grants-email.json', 2, 0],
		['fundingtrust-grants_dc.txt', 0, 9],
		['GeoCodePostcode.xlsx', 0, 3],
		['dei_extension.xlsx', 9, 0],
		['duration_usefulness.json', 1, 0]
	]
	for (const [file, accepted, rejected] of nasty)
		test(`360giving/fixtures/${file}`, async ({ ctx }) => {
			const report = await take(ctx, `360giving/fixtures/${file}`)
			expect([report.accepted, report.rejected]).toEqual([accepted, rejected])
		})

	test('with one bad row nothing is written, unless bad rows are to be left out', async ({ ctx }) => {
		const stored = () => ctx.db.selectFrom('outsideGrant').select('id').execute()
		const report = await take(ctx, 'iati/real/dportal-covid-part1.xml', { skipBad: false })
		expect(report).toMatchObject({ written: false, accepted: 137, rejected: 64 })
		expect(report.errors[0]).toMatchObject({ row: 51, field: 'budget-item/@vocabulary', message: 'outside.iati.attribute' })
		expect(await stored()).toEqual([])
		await take(ctx, 'iati/real/dportal-covid-part1.xml', { dryRun: true })
		expect(await stored()).toEqual([])
		expect(await take(ctx, 'iati/real/dportal-covid-part1.xml')).toMatchObject({ written: true })
		expect(await stored()).toHaveLength(137)
	})

	test('the same file again adds nothing, and its recipients are found by number and by name', async ({ ctx }) => {
		const file = '360giving/real/a001p00000zgyHZAAY.json'
		await take(ctx, file)
		await take(ctx, file)
		expect(await ctx.db.selectFrom('outsideGrant').select('id').execute()).toHaveLength(783)
		const officer = as(ctx, actor(['officer']))
		const found = await doubleFunding(officer, { identifiers: [], names: ['access to justice FOUNDATION'] })
		expect(found[0]).toMatchObject({ by: 'name', recipient: 'Access to Justice Foundation', currency: 'GBP' })
	})
})
