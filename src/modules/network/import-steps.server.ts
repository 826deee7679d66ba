/** What an import's job does, step by step. Each step is one transaction: killed in the middle, it leaves nothing behind. */
import type { Readable } from 'node:stream'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { likenessIndex, type Likened } from '#engines/matching/likeness'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { RuleBroken } from '#platform/errors'
import { openFile } from '#platform/files.server'
import type { MessageKey } from '#platform/i18n'
import { reportProgress } from '#platform/job-progress.server'
import { openSheet, type SheetRow } from '#platform/sheets.server'
import { countRows, type StoredMapping } from './imports.server.ts'
import { likenedOrganisations, profileOfEntry } from './profiles.server.ts'
import { readEntry, type ImportEntry, type ImportProblem } from './recognition.ts'
import { writeImport } from './import-writing.server.ts'

export const IMPORT_PAGE = 1000

export type Report = (done: number, total: number | null) => Promise<void>

/** The job: does what the import's status asks for. Done already, or put away meanwhile, it does nothing. */
export async function workOnImport(ctx: Ctx, batchId: string, jobId: string): Promise<void> {
	const batch = await ctx.db.selectFrom('importBatch').select(['status', 'fileId']).where('id', '=', batchId).executeTakeFirst()
	const reporting =
		(note: MessageKey): Report =>
		(done, total) =>
			reportProgress(ctx, jobId, { done, total, note })
	try {
		if (batch?.status === 'reading' && batch.fileId) {
			const { fileId } = batch
			const read = async () => (await openFile(ctx, fileId)).stream as Readable
			await readImport(ctx, batchId, read, reporting('import.progress.reading'))
		} else if (batch?.status === 'checking') await checkImport(ctx, batchId, reporting('import.progress.checking'))
		else if (batch?.status === 'writing') await writeImport(ctx, batchId, reporting('import.progress.writing'))
	} catch (cause) {
		// A file that cannot be read will not be better at the next try.
		if (!(cause instanceof RuleBroken)) throw cause
		const error = JSON.stringify({ key: cause.key, params: cause.params })
		await ctx.db.updateTable('importBatch').set({ status: 'failed', error, doneAt: ctx.now }).where('id', '=', batchId).execute()
	}
}

/** Reads the file into rows. `read` gives its contents from the beginning each time. */
export async function readImport(ctx: Ctx, batchId: string, read: () => Promise<Readable>, report: Report): Promise<void> {
	await transact(ctx, async (ctx) => {
		const batch = await ctx.db.selectFrom('importBatch').selectAll().where('id', '=', batchId).forUpdate().executeTakeFirst()
		if (batch?.status !== 'reading') return
		await ctx.db.deleteFrom('importRow').where('batchId', '=', batchId).execute()
		const { format, rows } = await openSheet(read, { sheet: (batch.format as { sheet?: string }).sheet })
		let headings: string[] | null = null
		let count = 0
		let page: SheetRow[] = []
		const keep = async () => {
			await insertRows(ctx, batchId, page)
			count += page.length
			page = []
			await report(count, null)
		}
		for await (const row of rows()) {
			if (row.cells.every((cell) => cell.trim() === '')) continue
			if (!headings) {
				headings = row.cells.map((cell) => cell.trim())
				continue
			}
			page.push(row)
			if (page.length === IMPORT_PAGE) await keep()
		}
		await keep()
		if (!headings || count === 0) throw new RuleBroken('import.error.empty', 'file', {}, 422)
		await ctx.db
			.updateTable('importBatch')
			.set({ status: 'mapping', headings: JSON.stringify(headings), mapping: '{}', format: JSON.stringify(format) })
			.set({ figures: JSON.stringify({ rows: count }) })
			.where('id', '=', batchId)
			.execute()
	})
}

async function insertRows(ctx: Ctx, batchId: string, rows: readonly SheetRow[]) {
	if (!rows.length) return
	const broken: ImportProblem[] = [{ field: null, message: 'import.problem.broken' }]
	const json = rows.map(({ row, cells, broken: isBroken }) => ({ row_no: row, cells, problems: isBroken ? broken : [] }))
	await sql`
		insert into import_row (batch_id, row_no, cells, problems)
		select ${batchId}, row_no, cells, problems
		from jsonb_to_recordset(${JSON.stringify(json)}::jsonb) as each (row_no int, cells jsonb, problems jsonb)`.execute(ctx.db)
}

type Checked = {
	row_no: number
	entry: ImportEntry | null
	entry_id: string | null
	problems: ImportProblem[]
	outcome: string
	decision: string | null
	match_id: string | null
	match_row: number | null
	score: number | null
	reasons: string[]
}

/** Reads every row by the mapping, checks its numbers, and looks for the entry it may already be, in the network and in the file. */
export async function checkImport(ctx: Ctx, batchId: string, report: Report): Promise<void> {
	await transact(ctx, async (ctx) => {
		const batch = await ctx.db.selectFrom('importBatch').selectAll().where('id', '=', batchId).forUpdate().executeTakeFirst()
		if (batch?.status !== 'checking') return
		const { columns, defaults } = batch.mapping as StoredMapping
		const { total } = await ctx.db
			.selectFrom('importRow')
			.select((eb) => eb.fn.countAll<number>().as('total'))
			.where('batchId', '=', batchId)
			.executeTakeFirstOrThrow()
		await report(0, total)

		const network = await likenedOrganisations(ctx)
		const ofFile: Likened[] = []
		const rowOf = new Map<string, number>()
		let read = 0
		for await (const rows of pages(ctx, batchId)) {
			const checked = rows.map(({ rowNo, cells, problems }): Checked => {
				// A broken line was read as well as could be; what it says of itself stays beside what is found now.
				const broken = (problems as ImportProblem[]).filter(({ message }) => message === 'import.problem.broken')
				const { entry, problems: found } = readEntry(cells as string[], columns, defaults)
				const sound = entry !== null && broken.length === 0
				const entryId = sound ? uuidv7() : null
				if (entryId) {
					ofFile.push(profileOfEntry(entryId, entry!))
					rowOf.set(entryId, rowNo)
				}
				return {
					...{ row_no: rowNo, entry: sound ? entry : null, entry_id: entryId, problems: [...broken, ...found] },
					...{ outcome: sound ? 'new' : 'rejected', decision: null },
					...{ match_id: null, match_row: null, score: null, reasons: [] }
				}
			})
			await keepChecked(ctx, batchId, checked)
			read += rows.length
			await report(Math.floor(read / 2), total)
		}

		const index = likenessIndex([...network, ...ofFile])
		let matches: Pick<Checked, 'row_no' | 'outcome' | 'decision' | 'match_id' | 'match_row' | 'score' | 'reasons'>[] = []
		let done = 0
		const keep = async () => {
			if (matches.length) await keepMatches(ctx, batchId, matches)
			matches = []
			await report(Math.floor((total + done) / 2), total)
		}
		for (const entry of ofFile) {
			const row = rowOf.get(entry.id)!
			// Of two rows alike the later one is the repetition.
			const [best] = index.alike(entry, { most: 1, wanted: (id) => (rowOf.get(id) ?? 0) < row })
			done++
			if (best) {
				const known = best.reasons[0] === 'identifier'
				matches.push({
					row_no: row,
					outcome: known ? 'known' : 'duplicate',
					decision: known ? 'join' : null,
					match_id: best.id,
					match_row: rowOf.get(best.id) ?? null,
					score: best.score,
					reasons: best.reasons
				})
			}
			if (done % IMPORT_PAGE === 0) await keep()
		}
		await keep()
		const figures = JSON.stringify(await countRows(ctx, batchId))
		await ctx.db.updateTable('importBatch').set({ status: 'ready', figures }).where('id', '=', batchId).execute()
	})
}

async function* pages(ctx: Ctx, batchId: string) {
	for (let after = 0; ;) {
		const rows = await ctx.db
			.selectFrom('importRow')
			.select(['rowNo', 'cells', 'problems'])
			.where('batchId', '=', batchId)
			.where('rowNo', '>', after)
			.orderBy('rowNo')
			.limit(IMPORT_PAGE)
			.execute()
		if (!rows.length) return
		yield rows
		after = rows.at(-1)!.rowNo
	}
}

const keepChecked = (ctx: Ctx, batchId: string, rows: readonly Checked[]) =>
	sql`
		update import_row row set entry = each.entry, entry_id = each.entry_id, problems = each.problems, outcome = each.outcome,
			decision = null, match_id = null, match_row = null, score = null, reasons = '{}', written_id = null
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
			as each (row_no int, entry jsonb, entry_id uuid, problems jsonb, outcome text)
		where row.batch_id = ${batchId} and row.row_no = each.row_no`.execute(ctx.db)

const keepMatches = (ctx: Ctx, batchId: string, rows: readonly object[]) =>
	sql`
		update import_row row set outcome = each.outcome, decision = each.decision, match_id = each.match_id,
			match_row = each.match_row, score = each.score, reasons = each.reasons
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
			as each (row_no int, outcome text, decision text, match_id uuid, match_row int, score real, reasons text[])
		where row.batch_id = ${batchId} and row.row_no = each.row_no`.execute(ctx.db)
