import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, test as plain } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { translate, type MessageKey } from '#platform/i18n'
import { openSheet } from '#platform/sheets.server'
import { checkImport, readImport } from '#modules/network/import-steps.server'
import { writeImport } from '#modules/network/import-writing.server'
import { likenessIndex } from '#engines/matching/likeness'
import { guessMapping } from '#modules/network/recognition'
import { contextOn, ownDatabase } from '#test/support'
import { judgedPairs } from './duplicate-pairs.ts'
import { areThere as there, french, kohesio, registerOf } from './duplicate-sample.ts'

const data = resolve(import.meta.dirname, '../../../shared/data')
const silent = async () => {}

/** The files one after another as one import would bring them, with the time of each step in seconds. */
async function importFiles(ctx: Ctx, paths: string[], country: string) {
	const figures = { rows: 0, rejected: 0, duplicate: 0, added: 0, seconds: 0 }
	for (const path of paths) {
		const id = uuidv7()
		await ctx.db
			.insertInto('importBatch')
			.values({ id, subject: 'organisations', name: 'real', status: 'reading', createdAt: ctx.now })
			.execute()
		const started = performance.now()
		await readImport(ctx, id, async () => createReadStream(path), silent)
		const { headings } = await ctx.db.selectFrom('importBatch').select('headings').where('id', '=', id).executeTakeFirstOrThrow()
		const mapping = JSON.stringify({ columns: guessMapping(headings as string[]), defaults: { country, kind: null } })
		await ctx.db.updateTable('importBatch').set({ mapping, status: 'checking' }).where('id', '=', id).execute()
		await checkImport(ctx, id, silent)
		const options = JSON.stringify({ skipBad: true, later: true })
		await ctx.db.updateTable('importBatch').set({ options, status: 'writing' }).where('id', '=', id).execute()
		await writeImport(ctx, id, silent)
		figures.seconds += (performance.now() - started) / 1000
		const done = await ctx.db.selectFrom('importBatch').select('figures').where('id', '=', id).executeTakeFirstOrThrow()
		const counts = done.figures as typeof figures
		for (const name of ['rows', 'rejected', 'duplicate', 'added'] as const) figures[name] += counts[name]
	}
	return figures
}

describe.skipIf(!there)('the registers of both countries', () => {
	plain('the French authorities are all taken in, and what repeats is found', { timeout: 240_000 }, async () => {
		await using database = await ownDatabase()
		const figures = await importFiles(contextOn(database.db), french, 'FR')
		console.info('French authorities', figures)
		expect(figures.rows).toBe(14_999)
		expect(figures.rejected).toBeLessThan(20)
		expect(figures.added).toBe(figures.rows - figures.rejected)
	})

	plain('the Bulgarian beneficiaries too', { timeout: 240_000 }, async () => {
		await using database = await ownDatabase()
		const figures = await importFiles(contextOn(database.db), [kohesio], 'BG')
		console.info('Bulgarian beneficiaries', figures)
		expect(figures.rows).toBe(4134)
		expect(figures.rejected).toBeLessThan(20)
	})
})

describe.skipIf(!there)('proposed duplicates, against a hundred pairs judged by hand', () => {
	plain.for([
		['fr', 0.8],
		['bg', 0.9]
	] as const)('%s: most of what is proposed is one body', async ([set, least]) => {
		const rows = await registerOf(set)
		const index = likenessIndex([...rows.values()].map(({ profile }) => profile))
		const count = { judged: 0, same: 0, proposed: 0, right: 0 }
		for (const [register, file, row, otherFile, otherRow, same] of judgedPairs) {
			if (register !== set) continue
			count.judged++
			if (same) count.same++
			// As in an import, the later row asks for the earlier one.
			const earlier = `${file}:${row}`
			const { profile } = rows.get(`${otherFile}:${otherRow}`)!
			const proposed = index.alike(profile, { wanted: (id) => id === earlier }).length > 0
			if (proposed) count.proposed++
			if (proposed && same) count.right++
		}
		console.info('judged pairs', set, count, 'precision', (count.right / count.proposed).toFixed(3))
		expect(count.judged).toBe(50)
		expect(count.right / count.proposed).toBeGreaterThan(least)
	})
})

const nastyFiles = ['spreadsheets', 'zip'].flatMap((folder) => {
	const path = resolve(data, 'nasty', folder)
	return existsSync(path) ? readdirSync(path).map((name) => resolve(path, name)) : []
})
const pages = [
	'bg-esif-executors-2016.xls.html',
	'bg-operational-programmes.xls.html',
	'fr-feder-fse-operations-2014-2020.xls'
].map((name) => resolve(data, 'eu-funding', name))

describe.skipIf(!nastyFiles.length)('sheets that have broken other programs', () => {
	plain.for([...nastyFiles, ...pages.filter((path) => existsSync(path)), resolve(data, 'nasty/csv-injection-payloads.txt')])(
		'%s is read or refused with a sentence',
		async (path) => {
			try {
				const sheet = await openSheet(async () => createReadStream(path))
				let rows = 0
				for await (const { cells } of sheet.rows()) {
					rows++
					expect(cells.every((cell) => typeof cell === 'string' && !cell.includes('\0'))).toBe(true)
				}
				expect(rows).toBeGreaterThanOrEqual(0)
			} catch (cause) {
				expect(cause).toBeInstanceOf(RuleBroken)
				const { key, params } = cause as RuleBroken
				expect(translate('fr', key as MessageKey, params)).toMatch(/\.$/)
			}
		}
	)

	plain('cut anywhere, a workbook is refused and nothing else happens', async () => {
		const path = nastyFiles.find((each) => each.endsWith('Attendance.xlsx'))!
		const whole = Buffer.concat(await createReadStream(path).toArray())
		for (let share = 1; share < 20; share++) {
			const part = whole.subarray(0, Math.floor((whole.length * share) / 20))
			await expect(
				openSheet(async () => Readable.from([part])).then(async ({ rows }) => {
					for await (const _ of rows());
				})
			).rejects.toBeInstanceOf(RuleBroken)
		}
	})
})
