import { Readable } from 'node:stream'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { receiveUpload } from '#platform/files.server'
import { buildAward } from '#test/awards'
import { buildOfficer } from '#test/network'
import { buildOpenProject } from '#test/open-data'
import { actor, as, ownHome, test } from '#test/support'
import {
	countOutsideGrants,
	doubleFunding,
	fundingElsewhere,
	importGrants,
	importUpload,
	outsidePlaces,
	takeGrants
} from './outside-grants.server.ts'

ownHome()

const grant = (over: object = {}) => ({
	id: '360G-fiction-1',
	title: 'Two banks',
	currency: 'EUR',
	amountAwarded: 1234.56,
	awardDate: '2026-05-04T00:00:00+00:00',
	recipientOrganization: [{ id: 'BG-EIK-831661388', name: 'Сдружение „Два бряга“' }],
	fundingOrganization: [{ id: 'XX-FICTION', name: 'A fictional fund' }],
	...over
})
const file = (...grants: unknown[]) => {
	const text = JSON.stringify({ grants })
	return async () => Readable.from([Buffer.from(text)])
}
const usual = { name: 'grants.json', dryRun: false, skipBad: false }
const stored = (ctx: Ctx) =>
	ctx.db.selectFrom('outsideGrant').select(['identifier', 'amountCents', 'awardedOn', 'title']).execute()
const officer = (ctx: Ctx) => as(ctx, actor(['officer']))

describe('taking in grants of others', () => {
	test('keeps each once, brought up to date by a later file', async ({ ctx }) => {
		expect(await importGrants(officer(ctx), file(grant(), grant({ title: 'Again' })), usual)).toMatchObject({
			...{ read: 2, accepted: 1, duplicates: 1, rejected: 0, written: true }
		})
		await importGrants(officer(ctx), file(grant({ title: 'Corrected' })), usual)
		expect(await stored(ctx)).toEqual([
			{ identifier: '360G-fiction-1', amountCents: 123_456, awardedOn: '2026-05-04', title: 'Corrected' }
		])
	})

	test('keeps where they are spent, in numbers, in text and in both standards; a place at zero is none', async ({ ctx }) => {
		const at = (id: string, latitude: unknown, longitude: unknown, countryCode: string) =>
			grant({ id, beneficiaryLocation: [{ latitude, longitude, countryCode }] })
		const iati = `<iati-activities version="1.05"><iati-activity default-currency="EUR">
			<iati-identifier>XX-FICTION-1</iati-identifier><title>Two banks</title><recipient-country code="FR"/>
			<location><coordinates latitude="48.85" longitude="2.35" precision="1"/></location></iati-activity></iati-activities>`
		const table =
			'Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Name,Recipient Org:Identifier,Funding Org:Name,Funding Org:Identifier,Beneficiary Location:Latitude,Beneficiary Location:Longitude,Beneficiary Location:Country Code\n360G-fiction-9,Two banks,EUR,10,2026-05-04,Two Banks,XX-1,A fund,XX-2,43.21,27.91,BG\n'
		const from = (text: string) => async () => Readable.from([Buffer.from(text)])
		await takeGrants(ctx, from(JSON.stringify({ grants: [at('1', 42.7, 23.32, 'BG'), at('2', '42.71', '23.33', 'BG')] })), usual)
		await takeGrants(
			ctx,
			from(JSON.stringify({ grants: [at('3', 0, 0, 'BG'), at('4', 95, 23, 'BG'), at('5', 51.5, -0.1, 'GB')] })),
			usual
		)
		expect(await takeGrants(ctx, from(iati), { ...usual, skipBad: true })).toMatchObject({ written: true })
		expect(await takeGrants(ctx, from(table), usual)).toMatchObject({ written: true })
		const { countries, points } = await outsidePlaces(officer(ctx))
		expect(countries).toEqual([
			{ country: 'BG', count: 5 },
			{ country: 'FR', count: 1 },
			{ country: 'GB', count: 1 }
		])
		expect(points.map(({ country, count, lat, lon }) => [country, count, lat.toFixed(2), lon.toFixed(2)])).toEqual([
			['BG', 2, '42.70', '23.32'],
			['BG', 1, '43.21', '27.91'],
			['FR', 1, '48.85', '2.35']
		])
		await expect(outsidePlaces(as(ctx, actor(['member'])))).rejects.toMatchObject({ status: 403 })
	})

	test('writes nothing with a bad row, and says which and where', async ({ ctx }) => {
		const bad = grant({ id: '360G-fiction-2', amountAwarded: 'a lot', awardDate: '31/02/2026' })
		const report = await takeGrants(ctx, file(grant(), bad), usual)
		expect(report).toMatchObject({ accepted: 1, rejected: 1, written: false })
		expect(report.errors).toEqual([
			{ row: 2, field: 'amountAwarded', message: 'outside.problem.amount', params: { value: 'a lot' } },
			{ row: 2, field: 'awardDate', message: 'outside.problem.date', params: { value: '31/02/2026' } }
		])
		expect(await stored(ctx)).toEqual([])
		expect(await takeGrants(ctx, file(grant(), bad), { ...usual, skipBad: true })).toMatchObject({ written: true })
		expect(await stored(ctx)).toHaveLength(1)
	})

	test('leaves persons out', async ({ ctx }) => {
		const person = grant({ recipientOrganization: undefined, recipientIndividual: [{ id: 'X', name: 'Maria Primerova' }] })
		expect((await takeGrants(ctx, file(person), usual)).errors).toEqual([
			{ row: 1, field: 'recipientIndividual', message: 'outside.problem.person' }
		])
	})

	test('refuses a file it does not know with a sentence', async ({ ctx }) => {
		const read = async () => Readable.from([Buffer.from('{"grants": [')])
		await expect(takeGrants(ctx, read, usual)).rejects.toMatchObject({ key: 'outside.error.json', status: 422 })
	})

	test('is the office’s', async ({ ctx }) => {
		for (const who of [null, actor(['member']), actor(['auditor']), actor(['evaluator'])])
			await expect(importGrants(as(ctx, who), file(grant()), usual)).rejects.toMatchObject({ status: 403 })
		expect(await stored(ctx)).toEqual([])
	})
})

describe('looking for money of others', () => {
	test('finds by number and by name in another script, and says by which', async ({ ctx }) => {
		await takeGrants(ctx, file(grant(), grant({ id: '360G-fiction-2', recipientOrganization: [{ name: 'Elsewhere' }] })), usual)
		const ask = (identifiers: { scheme: string; value: string }[], ...names: string[]) =>
			doubleFunding(officer(ctx), { identifiers, names })
		expect(await ask([{ scheme: 'eik', value: '831661388' }])).toMatchObject([{ identifier: '360G-fiction-1', by: 'identifier' }])
		expect(await ask([], 'Sdruzhenie Dva bryaga')).toMatchObject([{ identifier: '360G-fiction-1', by: 'name' }])
		expect(await ask([{ scheme: 'eik', value: '000696327' }], 'Nobody at all')).toEqual([])
		expect(await ask([], '')).toEqual([])
	})

	test('is for the staff and auditors', async ({ ctx }) => {
		for (const who of [null, actor(['member'])])
			await expect(doubleFunding(as(ctx, who), { identifiers: [], names: ['x'] })).rejects.toMatchObject({ status: 403 })
		expect(await doubleFunding(as(ctx, actor(['auditor'])), { identifiers: [], names: ['Nobody at all'] })).toEqual([])
	})
})

describe('an organisation of the network', () => {
	test('is shown what others gave it, by number and by name, and so is the office', async ({ ctx }) => {
		const { award } = await buildOpenProject(ctx)
		await importGrants(
			officer(ctx),
			file(grant(), grant({ id: '360G-fiction-2', recipientOrganization: [{ id: 'X-1', name: 'Association Deux Rives' }] })),
			usual
		)
		const found = await fundingElsewhere(award.member, award.organisationId)
		expect(found.map(({ identifier, by }) => [identifier, by])).toEqual([
			['360G-fiction-1', 'identifier'],
			['360G-fiction-2', 'name']
		])
		expect(await fundingElsewhere(officer(ctx), award.organisationId)).toHaveLength(2)
		const { lead: other } = await buildAward(ctx)
		await expect(fundingElsewhere(other, award.organisationId)).rejects.toMatchObject({ status: 403 })
		await expect(fundingElsewhere(as(ctx, null), award.organisationId)).rejects.toMatchObject({ status: 403 })
	})

	test('is found in a file that was handed in, which is not kept', async ({ ctx }) => {
		const text = JSON.stringify({ grants: [grant()] })
		const request = new Request('http://localhost/', { method: 'POST', body: upload('grants.json', text) })
		const { file: received } = await receiveUpload(ctx, request, { field: 'file', types: ['json'], maxBytes: 10_000 })
		await expect(importUpload(as(ctx, actor(['finance'])), received!, { dryRun: false, skipBad: false })).rejects.toMatchObject({
			status: 403
		})
		const by = await buildOfficer(ctx)
		expect(await importUpload(by, received!, { dryRun: false, skipBad: false })).toMatchObject({ written: true, accepted: 1 })
		expect(await countOutsideGrants(by)).toMatchObject([{ source: '360giving', count: 1 }])
		const kept = await ctx.db.selectFrom('storedFile').select('removedAt').where('ownerKind', '=', 'outside-grants').execute()
		expect(kept).toEqual([{ removedAt: expect.any(Date) }])
	})
})

function upload(name: string, text: string): FormData {
	const form = new FormData()
	form.set('file', new File([text], name, { type: 'application/json' }))
	return form
}
