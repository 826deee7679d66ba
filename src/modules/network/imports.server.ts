import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { keepFile, removeFile, type Received } from '#platform/files.server'
import { enqueue } from '#platform/jobs.server'
import type { SheetFormat } from '#platform/sheets.server'
import { canMoveImport, type ImportStatus, type RowDecision, type RowOutcome } from './import-workflow.ts'
import { mayKeepNetwork, mayReadNetwork } from './policy.ts'
import { guessMapping, type ImportDefaults, type ImportEntry, type ImportProblem, type Mapping } from './recognition.ts'

export const IMPORT_BYTES = 50 * 1024 * 1024
const PAGE = 50

export type ImportFigures = Partial<Record<RowOutcome | 'rows' | 'undecided' | 'added' | 'joined' | 'skipped', number>>
export type StoredMapping = { columns: Mapping; defaults: ImportDefaults }
export type ImportOptions = { skipBad?: boolean; later?: boolean }

const refOf = (id: string) => `import:${id}`

/** Digest of the headings, in their order: the columns of a file seen before are mapped as they were then. */
export const headingsDigest = (headings: readonly string[]) =>
	createHash('sha256')
		.update(JSON.stringify(['organisations', ...headings]))
		.digest('hex')

/** Takes an uploaded table in and has it read. Nothing is written to the network before the import is carried out. */
export async function startImport(ctx: Ctx, file: Received, { sheet }: { sheet?: string } = {}): Promise<string> {
	authorize(mayKeepNetwork(ctx.actor))
	const id = uuidv7()
	await transact(ctx, async (ctx) => {
		const { id: fileId } = await keepFile(ctx, file, { kind: 'import', id })
		await ctx.db
			.insertInto('importBatch')
			.values({
				...{ id, subject: 'organisations', fileId, name: file.name, status: 'reading' },
				format: JSON.stringify(sheet ? { sheet } : {}),
				createdAt: ctx.now,
				createdBy: ctx.actor!.accountId
			})
			.execute()
		await audit(ctx, 'import.started', refOf(id), { file: fileId })
		await queueStep(ctx, id)
	})
	return id
}

async function queueStep(ctx: Ctx, batchId: string) {
	const jobId = await enqueue(ctx, 'network.import', { batchId }, { watched: { note: 'job.queued' } })
	await ctx.db.updateTable('importBatch').set({ jobId }).where('id', '=', batchId).execute()
}

async function lockBatch(ctx: Ctx, batchId: string, to: ImportStatus) {
	authorize(mayReadNetwork(ctx.actor))
	const batch = await ctx.db.selectFrom('importBatch').selectAll().where('id', '=', batchId).forUpdate().executeTakeFirst()
	if (!batch) return notFound()
	authorize(mayKeepNetwork(ctx.actor))
	if (!canMoveImport(batch.status, to)) throw new RuleBroken('import.error.moved')
	return batch
}

/** Another sheet of the workbook is the right one: it is read instead. */
export async function chooseSheet(ctx: Ctx, batchId: string, sheet: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const batch = await lockBatch(ctx, batchId, 'reading')
		const format = batch.format as SheetFormat
		if (format.kind !== 'xlsx' || !format.sheets.includes(sheet)) throw new RuleBroken('error.choice', 'sheet', {}, 422)
		await ctx.db
			.updateTable('importBatch')
			.set({ status: 'reading', format: JSON.stringify({ ...format, sheet }) })
			.where('id', '=', batchId)
			.execute()
		await queueStep(ctx, batchId)
	})
}

/** Says which column is what, remembers it for files with the same headings, and has the rows checked. */
export async function mapColumns(ctx: Ctx, batchId: string, { columns, defaults }: StoredMapping): Promise<void> {
	await transact(ctx, async (ctx) => {
		const batch = await lockBatch(ctx, batchId, 'checking')
		const headings = batch.headings as string[]
		const mapped = headings.map((_, at) => columns[at] ?? null)
		if (!mapped.some((field) => field?.startsWith('name')))
			throw new RuleBroken('import.error.no_name_column', 'column0', {}, 422)
		if (!defaults.country && !mapped.includes('country')) throw new RuleBroken('import.error.no_country', 'country', {}, 422)
		const mapping = JSON.stringify({ columns: mapped, defaults })
		await ctx.db.updateTable('importBatch').set({ status: 'checking', mapping }).where('id', '=', batchId).execute()
		await ctx.db
			.insertInto('importMapping')
			.values({ digest: headingsDigest(headings), mapping, usedAt: ctx.now })
			.onConflict((conflict) => conflict.column('digest').doUpdateSet({ mapping, usedAt: ctx.now }))
			.execute()
		await queueStep(ctx, batchId)
	})
}

/** Back to the columns: what was decided row by row is made anew by the next check. */
export async function remapImport(ctx: Ctx, batchId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { status } = await lockBatch(ctx, batchId, 'mapping')
		// The file's own reading ends there too, and is not for a person to end.
		if (status !== 'ready') throw new RuleBroken('import.error.moved')
		await ctx.db.updateTable('importBatch').set({ status: 'mapping' }).where('id', '=', batchId).execute()
	})
}

/**
 * Decides what becomes of likely duplicates: one row, or with `rowNo` null all that are still undecided. `join` adds what
 * the row knows to the entry it matches, `add` makes a new one beside it.
 */
export async function decideRows(
	ctx: Ctx,
	batchId: string,
	{ rowNo, decision }: { rowNo: number | null; decision: RowDecision }
) {
	await transact(ctx, async (ctx) => {
		await lockBatch(ctx, batchId, 'writing')
		const { numUpdatedRows } = await ctx.db
			.updateTable('importRow')
			.set({ decision })
			.where('batchId', '=', batchId)
			.where('outcome', 'in', rowNo === null ? ['duplicate'] : ['duplicate', 'known'])
			.$if(rowNo !== null, (query) => query.where('rowNo', '=', rowNo!))
			.$if(rowNo === null, (query) => query.where('decision', 'is', null))
			.executeTakeFirst()
		if (rowNo !== null && numUpdatedRows === 0n) return notFound()
		const figures = JSON.stringify(await countRows(ctx, batchId))
		await ctx.db.updateTable('importBatch').set({ figures }).where('id', '=', batchId).execute()
		if (rowNo === null) await audit(ctx, 'import.decided', refOf(batchId), { decision })
	})
}

/** How many rows of each outcome, and how many likely duplicates nobody has decided yet. */
export async function countRows(ctx: Ctx, batchId: string): Promise<ImportFigures> {
	const rows = await ctx.db
		.selectFrom('importRow')
		.select(['outcome', (eb) => eb.fn.countAll<number>().as('count')])
		.select(sql<number>`count(*) filter (where outcome = 'duplicate' and decision is null)`.as('undecided'))
		.where('batchId', '=', batchId)
		.groupBy('outcome')
		.execute()
	const of = (outcome: RowOutcome) => rows.find((row) => row.outcome === outcome)?.count ?? 0
	return {
		rows: rows.reduce((sum, { count }) => sum + count, 0),
		...{ new: of('new'), known: of('known'), duplicate: of('duplicate'), rejected: of('rejected') },
		undecided: rows.reduce((sum, { undecided }) => sum + undecided, 0)
	}
}

/**
 * Has the import written, all of it in one transaction. Throws RuleBroken `import.error.bad_rows` while rows are rejected and
 * `skipBad` is not said, `import.error.undecided` while likely duplicates wait and `later` is not said.
 */
export async function carryOut(ctx: Ctx, batchId: string, options: ImportOptions): Promise<void> {
	await transact(ctx, async (ctx) => {
		await lockBatch(ctx, batchId, 'writing')
		const { rejected = 0, undecided = 0, rows = 0 } = await countRows(ctx, batchId)
		if (rejected > 0 && !options.skipBad) throw new RuleBroken('import.error.bad_rows', 'skipBad', { rows: rejected })
		if (undecided > 0 && !options.later) throw new RuleBroken('import.error.undecided', 'later', { rows: undecided })
		if (rows === rejected) throw new RuleBroken('import.error.nothing')
		await ctx.db
			.updateTable('importBatch')
			.set({ status: 'writing', options: JSON.stringify(options) })
			.where('id', '=', batchId)
			.execute()
		await audit(ctx, 'import.approved', refOf(batchId), { ...options })
		await queueStep(ctx, batchId)
	})
}

/** Puts an import away before it is carried out; its rows and its file go. */
export async function cancelImport(ctx: Ctx, batchId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const batch = await lockBatch(ctx, batchId, 'cancelled')
		await ctx.db
			.updateTable('importBatch')
			.set({ status: 'cancelled', doneAt: ctx.now, fileId: null })
			.where('id', '=', batchId)
			.execute()
		await ctx.db.deleteFrom('importRow').where('batchId', '=', batchId).execute()
		if (batch.fileId) await removeFile(ctx, batch.fileId)
		await audit(ctx, 'import.cancelled', refOf(batchId))
	})
}

/** The imports, newest first. */
export async function listImports(ctx: Ctx, after: string | null) {
	authorize(mayReadNetwork(ctx.actor))
	const rows = await ctx.db
		.selectFrom('importBatch')
		.leftJoin('account', 'account.id', 'importBatch.createdBy')
		.select(['importBatch.id', 'importBatch.name', 'importBatch.status', 'importBatch.figures', 'importBatch.createdAt'])
		.select('account.name as by')
		.$if(after !== null, (query) => query.where('importBatch.id', '<', after!))
		.orderBy('importBatch.id', 'desc')
		.limit(PAGE + 1)
		.execute()
	return {
		imports: rows
			.slice(0, PAGE)
			.map((row) => ({ ...row, status: row.status as ImportStatus, figures: row.figures as ImportFigures })),
		next: rows.length > PAGE ? rows[PAGE - 1]!.id : null,
		can: { start: mayKeepNetwork(ctx.actor) }
	}
}

/** One import: where it stands, how its columns are or would be mapped, its first rows. */
export async function getImport(ctx: Ctx, batchId: string) {
	authorize(mayReadNetwork(ctx.actor))
	const batch = await ctx.db.selectFrom('importBatch').selectAll().where('id', '=', batchId).executeTakeFirst()
	if (!batch) return notFound()
	const headings = batch.headings as string[]
	const chosen = batch.mapping as Partial<StoredMapping>
	const remembered = chosen.columns
		? null
		: await ctx.db.selectFrom('importMapping').select('mapping').where('digest', '=', headingsDigest(headings)).executeTakeFirst()
	const usual: StoredMapping = { columns: guessMapping(headings), defaults: { country: null, kind: null } }
	const samples = await ctx.db
		.selectFrom('importRow')
		.select(['rowNo', 'cells'])
		.where('batchId', '=', batchId)
		.orderBy('rowNo')
		.limit(3)
		.execute()
	const keep = mayKeepNetwork(ctx.actor)
	return {
		...{ id: batch.id, name: batch.name, error: batch.error, jobId: batch.jobId, createdAt: batch.createdAt, headings },
		status: batch.status as ImportStatus,
		format: batch.format as SheetFormat,
		figures: batch.figures as ImportFigures,
		mapping: chosen.columns ? (chosen as StoredMapping) : ((remembered?.mapping as StoredMapping | undefined) ?? usual),
		remembered: Boolean(remembered),
		samples: samples.map(({ cells }) => cells as string[]),
		can: {
			map: keep && batch.status === 'mapping',
			remap: keep && batch.status === 'ready',
			decide: keep && batch.status === 'ready',
			carryOut: keep && batch.status === 'ready',
			cancel: keep && canMoveImport(batch.status, 'cancelled')
		}
	}
}

/** The rows of an import in their order, with what each would become or became and the entry it matches. */
export async function listImportRows(
	ctx: Ctx,
	batchId: string,
	{ outcome, after = 0, limit = PAGE }: { outcome?: RowOutcome; after?: number; limit?: number }
) {
	authorize(mayReadNetwork(ctx.actor))
	const rows = await ctx.db
		.selectFrom('importRow as row')
		.leftJoin('organisation as match', 'match.id', 'row.matchId')
		.leftJoin('importRow as earlier', (join) =>
			join.onRef('earlier.batchId', '=', 'row.batchId').onRef('earlier.rowNo', '=', 'row.matchRow')
		)
		.select(['row.rowNo', 'row.cells', 'row.entry', 'row.problems', 'row.outcome', 'row.decision', 'row.score', 'row.reasons'])
		.select(['row.writtenId', 'row.matchId', 'row.matchRow', 'match.name as matchName', 'match.place as matchPlace'])
		.select(['match.territory as matchTerritory', 'earlier.entry as earlierEntry'])
		.where('row.batchId', '=', batchId)
		.where('row.rowNo', '>', after)
		.$if(outcome !== undefined, (query) => query.where('row.outcome', '=', outcome!))
		.orderBy('row.rowNo')
		.limit(limit + 1)
		.execute()
	return {
		rows: rows.slice(0, limit).map(({ earlierEntry, matchName, matchPlace, matchTerritory, ...row }) => {
			const earlier = earlierEntry as ImportEntry | null
			const name = matchName ?? earlier?.name ?? null
			return {
				...row,
				cells: row.cells as string[],
				entry: row.entry as ImportEntry | null,
				problems: row.problems as ImportProblem[],
				outcome: row.outcome as RowOutcome | null,
				decision: row.decision as RowDecision | null,
				match: name && {
					name,
					place: matchPlace ?? earlier?.place ?? null,
					territory: matchTerritory ?? earlier?.territory ?? null,
					// An entry of the network has a page; a row of the file has a number.
					id: matchName ? row.matchId : null,
					row: matchName ? null : row.matchRow
				}
			}
		}),
		next: rows.length > limit ? rows[limit - 1]!.rowNo : null
	}
}
