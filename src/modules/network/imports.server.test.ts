import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { enqueue } from '#platform/jobs.server'
import { storeContents } from '#platform/files.server'
import { buildSignedIn } from '#test/accounts'
import { actor, as, contextOn, ownDatabase, ownHome, queued, test, trail } from '#test/support'
import { importFile } from './import-file.server.ts'
import { forgetImports, forgetInImports } from './import-retention.server.ts'
import { workOnImport } from './import-steps.server.ts'
import {
	cancelImport,
	carryOut,
	chooseSheet,
	decideRows,
	getImport,
	listImportRows,
	listImports,
	mapColumns,
	remapImport,
	startImport,
	type StoredMapping
} from './imports.server.ts'

ownHome()

const table = `Nom;Commune;ЕИК;Courriel
Община Враца;Враца;000193115;obshtina@vratsa.example
Municipality of Vratsa;Враца;;
Зора ООД;София;123456789;
Сдружение Двата бряга;Русе;;info@dvatabryaga.example`

/** An officer, with an account that exists. */
async function officer(ctx: Ctx) {
	const person = await buildSignedIn(ctx)
	return as(ctx, actor(['officer'], { accountId: person.accountId }))
}
async function handIn(ctx: Ctx, contents = table, name = 'liste.csv') {
	const stored = await storeContents(ctx, Buffer.from(contents), { name, type: 'csv', owner: { kind: 'test', id: name } })
	return startImport(ctx, { digest: stored.digest, bytes: stored.bytes, type: 'csv', name })
}
/** What the worker does with the job that was queued last. */
async function work(ctx: Ctx, id: string) {
	const jobId = (await enqueue(ctx, 'network.import', { batchId: id }))!
	await workOnImport(as(ctx, null), id, jobId)
}
const bulgarian = (mapping: StoredMapping): StoredMapping => ({ ...mapping, defaults: { country: 'BG', kind: null } })
async function checked(ctx: Ctx, contents = table) {
	const id = await handIn(ctx, contents)
	await work(ctx, id)
	await mapColumns(ctx, id, bulgarian((await getImport(ctx, id)).mapping))
	await work(ctx, id)
	return id
}
const organisations = (ctx: Ctx) =>
	ctx.db.selectFrom('organisation').select(['name', 'status', 'source', 'website', 'email', 'otherNames']).orderBy('id').execute()

describe('an import', () => {
	test('is read, mapped, checked, decided and carried out, and nothing is written before', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const id = await handIn(ctx)
		expect(await queued(ctx, 'network.import')).toEqual([{ batchId: id }])
		await work(ctx, id)
		const read = await getImport(ctx, id)
		expect(read).toMatchObject({
			...{ status: 'mapping', headings: ['Nom', 'Commune', 'ЕИК', 'Courriel'], figures: { rows: 4 }, remembered: false },
			mapping: { columns: ['name', 'place', 'eik', 'email'] }
		})
		await mapColumns(ctx, id, bulgarian(read.mapping))
		await work(ctx, id)
		const { figures, status } = await getImport(ctx, id)
		expect([status, figures]).toEqual(['ready', { rows: 4, new: 2, known: 0, duplicate: 1, rejected: 1, undecided: 1 }])
		const { rows } = await listImportRows(ctx, id, {})
		expect(rows.map(({ rowNo, outcome, match, problems }) => [rowNo, outcome, match?.row ?? null, problems.length])).toEqual([
			[2, 'new', null, 0],
			[3, 'duplicate', 2, 0],
			[4, 'rejected', null, 1],
			[5, 'new', null, 0]
		])
		expect(await organisations(ctx)).toEqual([])

		await expect(carryOut(ctx, id, {})).rejects.toMatchObject({ key: 'import.error.bad_rows', params: { rows: 1 } })
		await expect(carryOut(ctx, id, { skipBad: true })).rejects.toMatchObject({ key: 'import.error.undecided' })
		await decideRows(ctx, id, { rowNo: 3, decision: 'join' })
		await carryOut(ctx, id, { skipBad: true })
		await work(ctx, id)
		expect(await organisations(ctx)).toEqual([
			{
				...{ name: { bg: 'Община Враца' }, status: 'listed', source: `import:${id}`, website: null },
				...{ email: 'obshtina@vratsa.example', otherNames: ['Municipality of Vratsa'] }
			},
			{
				...{ name: { bg: 'Сдружение Двата бряга' }, status: 'listed', source: `import:${id}`, website: null },
				...{ email: 'info@dvatabryaga.example', otherNames: [] }
			}
		])
		expect((await getImport(ctx, id)).figures).toMatchObject({ added: 2, joined: 1, skipped: 1 })
		expect((await trail(ctx, `import:${id}`)).map(({ action }) => action)).toEqual([
			'import.started',
			'import.approved',
			'import.carried-out'
		])
		const found = await ctx.db.selectFrom('searchItem').select('id').where('kind', '=', 'organisation').execute()
		expect(found.length).toBe(2)
		// The job may run twice.
		await work(ctx, id)
		expect((await organisations(ctx)).length).toBe(2)
	})

	test('knows again what the network has by its number, and remembers the columns', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const first = await checked(ctx)
		await carryOut(ctx, first, { skipBad: true, later: true })
		await work(ctx, first)
		expect((await ctx.db.selectFrom('duplicate').select('status').execute())[0]).toEqual({ status: 'open' })

		const id = await handIn(ctx)
		await work(ctx, id)
		const again = await getImport(ctx, id)
		expect([again.remembered, again.mapping.defaults.country]).toEqual([true, 'BG'])
		await mapColumns(ctx, id, again.mapping)
		await work(ctx, id)
		const { rows } = await listImportRows(ctx, id, { outcome: 'known' })
		expect(rows.map(({ rowNo, decision, match }) => [rowNo, decision, match?.name])).toEqual([
			[2, 'join', { bg: 'Община Враца' }]
		])
		await decideRows(ctx, id, { rowNo: null, decision: 'skip' })
		expect((await getImport(ctx, id)).figures.undecided).toBe(0)
	})

	test('of what is no table fails with a sentence, and can be put away', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const id = await handIn(ctx, '<html><table></table></html>')
		await work(ctx, id)
		const { status, error, can } = await getImport(ctx, id)
		expect([status, JSON.parse(error!).key, can.cancel]).toEqual(['failed', 'sheet.error.page', true])
		await cancelImport(ctx, id)
		await expect(cancelImport(ctx, id)).rejects.toMatchObject({ key: 'import.error.moved' })
	})

	test('put away leaves neither rows nor file', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const id = await checked(ctx)
		await cancelImport(ctx, id)
		expect((await listImportRows(ctx, id, {})).rows).toEqual([])
		await work(ctx, id)
		expect((await getImport(ctx, id)).status).toBe('cancelled')
	})

	test('is refused out of turn', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const id = await handIn(ctx)
		for (const verb of [
			() => mapColumns(ctx, id, { columns: ['name'], defaults: { country: 'BG', kind: null } }),
			() => carryOut(ctx, id, {}),
			() => remapImport(ctx, id),
			() => chooseSheet(ctx, id, 'x'),
			() => decideRows(ctx, id, { rowNo: 2, decision: 'add' })
		])
			await expect(verb()).rejects.toMatchObject({ key: 'import.error.moved' })
		await work(ctx, id)
		const { mapping } = await getImport(ctx, id)
		await expect(mapColumns(ctx, id, { ...mapping, columns: [] })).rejects.toMatchObject({ key: 'import.error.no_name_column' })
		await expect(mapColumns(ctx, id, mapping)).rejects.toMatchObject({ key: 'import.error.no_country', field: 'country' })
	})

	test('is for the staff; an auditor reads it', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const id = await checked(ctx)
		const auditor = as(ctx, actor([{ service: null, role: 'auditor' }]))
		expect((await listImports(auditor, null)).can.start).toBe(false)
		expect((await getImport(auditor, id)).can).toMatchObject({ carryOut: false, cancel: false })
		await expect(carryOut(auditor, id, {})).rejects.toMatchObject({ status: 403 })
		for (const stranger of [as(ctx, null), as(ctx, actor(['member']))])
			for (const verb of [
				() => getImport(stranger, id),
				() => cancelImport(stranger, id),
				() => listImportRows(stranger, id, {})
			])
				await expect(verb()).rejects.toMatchObject({ status: 403 })
	})

	test('that ended long ago keeps neither rows nor file', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const id = await checked(ctx)
		expect(await forgetImports(ctx)).toBe(0)
		expect(await forgetImports({ ...ctx, now: new Date(ctx.now.getTime() + 91 * 24 * 3600 * 1000) })).toBe(1)
		expect((await listImportRows(ctx, id, {})).rows).toEqual([])
	})

	test('put away long ago, or begun by the operator’s command, is forgotten like the others', async ({ ctx: base }) => {
		const ctx = await officer(base)
		await cancelImport(ctx, await checked(ctx))
		const about = { name: 'liste.csv', defaults: { country: 'BG', kind: null }, dryRun: false, skipBad: true } as const
		await importFile(ctx, async () => Readable.from(Buffer.from(table)), about)
		const later = { ...ctx, now: new Date(ctx.now.getTime() + 91 * 24 * 3600 * 1000) }
		// Of the one put away nothing was left.
		expect(await forgetImports(later)).toBe(1)
		expect(await ctx.db.selectFrom('importRow').select('rowNo').execute()).toEqual([])
		expect(await forgetImports(later)).toBe(0)
	})

	test('loses the rows that say an erased address, and the original; the rest can be carried out', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const [id, other] = [await checked(ctx), await checked(ctx, 'Nom;Courriel\nОбщина Видин;x@vidin.example')]
		await forgetInImports(ctx, 'info@dvatabryaga.example')
		const left = await ctx.db.selectFrom('importRow').select('rowNo').where('batchId', '=', id).orderBy('rowNo').execute()
		expect(left.map(({ rowNo }) => rowNo)).toEqual([2, 3, 4])
		const files = await ctx.db
			.selectFrom('storedFile')
			.select(['ownerId', 'removedAt'])
			.where('ownerKind', '=', 'import')
			.where('ownerId', 'in', [id, other])
			.execute()
		expect(Object.fromEntries(files.map(({ ownerId, removedAt }) => [ownerId, removedAt !== null]))).toEqual({
			[id]: true,
			[other]: false
		})
		await carryOut(ctx, id, { skipBad: true, later: true })
		await work(ctx, id)
		expect((await getImport(ctx, id)).status).toBe('done')
	})
})

test('a process killed while it carries an import out leaves the network as it was, and the next try does it all', async () => {
	await using own = await ownDatabase()
	const ctx = await officer(contextOn(own.db))
	const id = await checked(ctx)
	await carryOut(ctx, id, { skipBad: true, later: true })
	const child = spawn(process.execPath, [resolve('test/importer.ts'), own.url, id], { stdio: ['ignore', 'pipe', 'inherit'] })
	expect(String(await once(child.stdout, 'data'))).toBe('written\n')
	child.kill('SIGKILL')
	expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
	expect(await organisations(ctx)).toEqual([])
	expect((await getImport(ctx, id)).status).toBe('writing')
	await work(ctx, id)
	expect((await getImport(ctx, id)).status).toBe('done')
	expect(await organisations(ctx)).toHaveLength(3)
})

test('carried out twice at once, an import is written once', async () => {
	await using database = await ownDatabase()
	const ctx = await officer(contextOn(database.db))
	const id = await checked(ctx)
	const answers = await Promise.allSettled([1, 2, 3, 4].map(() => carryOut(ctx, id, { skipBad: true, later: true })))
	expect(answers.filter(({ status }) => status === 'fulfilled').length).toBe(1)
	await Promise.all([work(ctx, id), work(ctx, id)])
	expect((await organisations(ctx)).length).toBe(3)
})

describe('a file from the terminal', () => {
	const read = async () => Readable.from([Buffer.from(table)])
	const about = { name: 'liste.csv', defaults: { country: 'BG', kind: null }, dryRun: false, skipBad: false }

	test('with a bad row is refused whole, with the row and the field', async ({ ctx }) => {
		expect(await importFile(ctx, read, about)).toEqual({
			...{ read: 4, accepted: 3, rejected: 1, duplicates: 1, written: false },
			errors: [{ row: 4, field: 'eik', message: 'error.identifier.eik.checksum' }]
		})
		expect(await organisations(ctx)).toEqual([])
		expect(await ctx.db.selectFrom('importBatch').select('id').execute()).toEqual([])
	})
	test('tried out writes nothing', async ({ ctx }) => {
		expect(await importFile(ctx, read, { ...about, skipBad: true, dryRun: true })).toMatchObject({ accepted: 3, written: false })
		expect(await organisations(ctx)).toEqual([])
	})
	test('is written without its bad rows when that is said; what looks alike waits for a person', async ({ ctx }) => {
		expect(await importFile(ctx, read, { ...about, skipBad: true })).toMatchObject({ accepted: 3, rejected: 1, written: true })
		expect((await organisations(ctx)).length).toBe(3)
		expect(await ctx.db.selectFrom('duplicate').select(['status', 'reasons']).execute()).toEqual([
			{ status: 'open', reasons: ['name', 'place'] }
		])
	})
})
