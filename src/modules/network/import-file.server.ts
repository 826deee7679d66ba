import type { Readable } from 'node:stream'
import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { RuleBroken } from '#platform/errors'
import { checkImport, readImport } from './import-steps.server.ts'
import { writeImport } from './import-writing.server.ts'
import { countRows } from './imports.server.ts'
import { guessMapping, type ImportDefaults, type ImportProblem } from './recognition.ts'

export type FileReport = {
	read: number
	accepted: number
	rejected: number
	duplicates: number
	errors: (ImportProblem & { row: number })[]
	written: boolean
}

const silent = async () => {}

/**
 * The whole import of a file by the operator's command, in one transaction: columns by their headings, entries already known
 * by a number completed, likely duplicates added and put on the list of duplicates. Nothing is written when a row is
 * rejected and `skipBad` is not said, or with `dryRun`. Throws RuleBroken for a file that is no table or has no name column.
 */
export async function importFile(
	ctx: Ctx,
	read: () => Promise<Readable>,
	about: { name: string; sheet?: string; defaults: ImportDefaults; dryRun: boolean; skipBad: boolean }
): Promise<FileReport> {
	const { name, sheet, defaults, dryRun, skipBad } = about
	let report: FileReport | undefined
	const nothingKept = new Error('nothing is to be kept')
	await transact(ctx, async (ctx) => {
		const id = uuidv7()
		const step = (values: object) => ctx.db.updateTable('importBatch').set(values).where('id', '=', id).execute()
		await ctx.db
			.insertInto('importBatch')
			.values({
				id,
				subject: 'organisations',
				name,
				status: 'reading',
				format: JSON.stringify(sheet ? { sheet } : {}),
				createdAt: ctx.now
			})
			.execute()
		await readImport(ctx, id, read, silent)
		const { headings } = await ctx.db.selectFrom('importBatch').select('headings').where('id', '=', id).executeTakeFirstOrThrow()
		const columns = guessMapping(headings as string[])
		if (!columns.some((field) => field?.startsWith('name'))) throw new RuleBroken('import.error.no_name_column', 'file', {}, 422)
		await step({ status: 'checking', mapping: JSON.stringify({ columns, defaults }) })
		await checkImport(ctx, id, silent)
		const { rows = 0, rejected = 0, duplicate = 0, known = 0 } = await countRows(ctx, id)
		const bad = await ctx.db
			.selectFrom('importRow')
			.select(['rowNo', 'problems'])
			.where('batchId', '=', id)
			.where('outcome', '=', 'rejected')
			.orderBy('rowNo')
			.limit(1000)
			.execute()
		const written = !dryRun && rows > rejected && (rejected === 0 || skipBad)
		report = {
			...{ read: rows, accepted: rows - rejected, rejected, duplicates: duplicate + known, written },
			errors: bad.flatMap(({ rowNo, problems }) =>
				(problems as ImportProblem[]).filter(({ warning }) => !warning).map((problem) => ({ row: rowNo, ...problem }))
			)
		}
		if (!written) throw nothingKept
		await step({ status: 'writing', options: JSON.stringify({ skipBad, later: true }) })
		await writeImport(ctx, id, silent)
	}).catch((cause) => {
		if (cause !== nothingKept) throw cause
	})
	return report!
}
