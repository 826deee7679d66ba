import { Readable } from 'node:stream'
import { describe, expect } from 'vitest'
import { buildOpenProject } from '#test/open-data'
import { as, NOW, test } from '#test/support'
import { givingFile, iatiFile, projectTable, scdlFile, whatIsThere } from './files.server.ts'
import { judgeIati } from './iati-judging.ts'

async function written(parts: AsyncGenerator<string>) {
	let text = ''
	for await (const part of parts) text += part
	return text
}

const address = (path: string) => `https://passerelle.example${path}`

describe('the open data', () => {
	test('is empty, or a line of columns, before anything is public', async ({ ctx }) => {
		await buildOpenProject(ctx, { publish: false })
		const stranger = as(ctx, null)
		expect(await written(iatiFile(stranger))).toBe('')
		expect(await written(givingFile(stranger, address))).toBe('')
		expect((await written(scdlFile(stranger))).split('\r\n')).toHaveLength(2)
		expect(await whatIsThere(stranger)).toEqual({ projects: false, activities: false, grants: false })
	})

	test('IATI: an activity with its parties, promise and payment, allowed by the standard', async ({ ctx }) => {
		const { project, reference } = await buildOpenProject(ctx)
		const file = await written(iatiFile(as(ctx, null)))
		const faults: unknown[] = []
		for await (const judged of judgeIati(Readable.from([Buffer.from(file)]))) faults.push(...judged.faults)
		expect(faults).toEqual([])
		expect(file).toContain(`<iati-identifier>XX-DEMO-PASSERELLE-${project}</iati-identifier>`)
		expect(file).toContain('<narrative xml:lang="bg">По-малко &lt;течове&gt; &amp; шум</narrative>')
		expect(file).toContain('<participating-org ref="BG-EIK-831661388" role="4">')
		expect(file).toContain('<sector vocabulary="1" code="14021" percentage="50.00"/>')
		expect(file.match(/<transaction /g)).toHaveLength(2)
		expect(file).toContain('<value currency="EUR" value-date="2027-02-03">3000.00</value>')
		expect(file).toContain(`<transaction ref="${reference}-1">`)
		expect(file).toContain('5000.01</value>')
	})

	test('tells no number of people under ten', async ({ ctx }) => {
		await buildOpenProject(ctx)
		const file = await written(iatiFile(as(ctx, null)))
		expect(file).toContain('<target value="40"/>')
		expect(file).not.toContain('<actual value="7"/>')
		expect(file).toContain('<baseline year="2026" value="0"/>')
	})

	test('360Giving: the grant, its holder by its number, what was paid of it', async ({ ctx }) => {
		const { id, reference } = await buildOpenProject(ctx)
		const { grants } = JSON.parse(await written(givingFile(as(ctx, null), address))) as { grants: unknown[] }
		expect(grants).toEqual([
			{
				id: `360G-demopasserelle-${reference}`,
				title: 'Moins de fuites',
				description: 'Une commune répare son réseau.',
				currency: 'EUR',
				amountAwarded: 5000.01,
				amountDisbursed: 3000,
				awardDate: '2027-03-01',
				url: `https://passerelle.example/en/projects/${id}`,
				plannedDates: [{ startDate: '2026-02-01', endDate: '2027-12-31' }],
				recipientOrganization: [{ id: 'BG-EIK-831661388', name: 'Association Deux Rives', country: 'BG' }],
				fundingOrganization: [{ id: 'XX-DEMO-PASSERELLE', name: 'Cooperation service (demonstration)' }],
				dateModified: NOW.toISOString()
			}
		])
	})

	test('SCDL: a line with the ЕИК where a French body has its SIRET', async ({ ctx }) => {
		const { reference } = await buildOpenProject(ctx)
		const [, line] = (await written(scdlFile(as(ctx, null)))).split('\r\n')
		expect(line).toBe(
			`"Service de coopération (démonstration)","00000000000000","2027-03-01","${reference}","Association Deux Rives","831661388","Moins de fuites",5000.01,"aide en numéraire","échelonné","2027-02-03/2027-12-01",,"non",`
		)
	})

	test('names neither persons nor organisations that are not listed, and no award that came to nothing', async ({ ctx }) => {
		const { award } = await buildOpenProject(ctx)
		const refused = ['declined', 'cancelled']
		for (const status of refused) {
			await ctx.db.updateTable('award').set({ status }).where('id', '=', award.id).execute()
			expect(await written(givingFile(as(ctx, null), address))).toBe('')
		}
		await ctx.db.updateTable('award').set({ status: 'running' }).where('id', '=', award.id).execute()
		expect(await whatIsThere(as(ctx, null))).toEqual({ projects: true, activities: true, grants: true })
		await ctx.db
			.updateTable('award')
			.set({ kind: 'scholarship', personName: 'Мария Примерова' })
			.where('id', '=', award.id)
			.execute()
		expect(await whatIsThere(as(ctx, null))).toMatchObject({ grants: false })
		const files = [iatiFile(as(ctx, null)), givingFile(as(ctx, null), address), scdlFile(as(ctx, null))]
		for (const file of files) expect(await written(file)).not.toMatch(/Мария|5000\.01/)
		await ctx.db.updateTable('award').set({ kind: 'grant' }).where('id', '=', award.id).execute()
		await ctx.db.updateTable('organisation').set({ status: 'hidden' }).where('id', '=', award.organisationId).execute()
		expect(await written(givingFile(as(ctx, null), address))).toBe('')
		expect(await written(iatiFile(as(ctx, null)))).not.toContain('Deux Rives')
	})

	test('is a table too, whose cells run no formula', async ({ ctx }) => {
		const { project } = await buildOpenProject(ctx)
		const rows: unknown[][] = []
		for await (const row of projectTable(as(ctx, null))) rows.push(row)
		expect(rows).toHaveLength(2)
		expect(rows[1]!.slice(0, 3)).toEqual([project, 'cit', 'running'])
		expect(rows[1]!.slice(-2)).toEqual([5000.01, 3000])
	})
})
