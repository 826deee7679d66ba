/** The workbook of one call's applications, in a process of its own so that its memory is its own. Prints what it took as JSON. */
import { v7 as uuidv7 } from 'uuid'
import { writeApplicationsExport } from '../../src/modules/calls/application-exports.server.ts'
import { connect } from '../../src/platform/db.server.ts'

const callId = process.argv[2]!
const database = connect(process.env.DATABASE_URL!, { timeout: 0 })
const ctx = { db: database.db, actor: null, now: new Date(), locale: 'fr', requestId: 'bench' } as const
const jobId = uuidv7()
const started = performance.now()
await writeApplicationsExport(ctx, { callId, accountId: uuidv7() }, jobId)
const seconds = (performance.now() - started) / 1000
const progress = await ctx.db
	.selectFrom('jobProgress')
	.innerJoin('storedFile', 'storedFile.id', 'jobProgress.fileId')
	.select(['jobProgress.figures', 'storedFile.bytes'])
	.where('jobId', '=', jobId)
	.executeTakeFirstOrThrow()
await database.close()
process.stdout.write(
	JSON.stringify({
		// Kibibytes on every system Node runs on.
		mebibytes: process.resourceUsage().maxRSS / 1024,
		seconds,
		bytes: progress.bytes,
		rows: (progress.figures as { read: number }).read
	})
)
