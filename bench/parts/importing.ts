/**
 * One reading or import of a table, in a process of its own so that its memory is its own: `importing.ts read FILE` reads it
 * to its end, `importing.ts upload FILE` reads it into the database, `importing.ts whole FILE` imports it. Prints what it took as JSON. The database is DATABASE_URL.
 */
import { createReadStream } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import { importFile } from '../../src/modules/network/import-file.server.ts'
import { readImport } from '../../src/modules/network/import-steps.server.ts'
import { connect } from '../../src/platform/db.server.ts'
import { RuleBroken } from '../../src/platform/errors.ts'
import { openSheet, usualLimits } from '../../src/platform/sheets.server.ts'

const [mode, path] = process.argv.slice(2) as [string, string]

const read = async () => createReadStream(path)

const started = performance.now()
let taken = 0
let refused: string | null = null
if (mode === 'read') {
	const sheet = await openSheet(read, { limits: { ...usualLimits, rows: Infinity } })
	for await (const _ of sheet.rows()) taken++
} else {
	const database = connect(process.env.DATABASE_URL!, { timeout: 0 })
	const ctx = { db: database.db, actor: null, now: new Date('2027-03-01T12:00:00Z'), locale: 'bg', requestId: 'bench' } as const
	try {
		if (mode === 'upload') {
			const id = uuidv7()
			const batch = { id, subject: 'organisations', name: 'bench', status: 'reading', createdAt: ctx.now }
			await ctx.db.insertInto('importBatch').values(batch).execute()
			await readImport(ctx, id, read, async () => {})
		} else {
			const about = { name: 'bench', defaults: { country: 'BG', kind: null }, dryRun: false, skipBad: true }
			taken = (await importFile(ctx, read, about)).accepted
		}
	} catch (cause) {
		if (!(cause instanceof RuleBroken)) throw cause
		refused = cause.key
	}
	if (mode === 'upload')
		taken = Number(
			(
				await ctx.db
					.selectFrom('importRow')
					.select((eb) => eb.fn.countAll().as('n'))
					.executeTakeFirstOrThrow()
			).n
		)
	await database.close()
}
const seconds = (performance.now() - started) / 1000
process.stdout.write(JSON.stringify({ seconds, taken, refused, mebibytes: process.resourceUsage().maxRSS / 1024 }))
