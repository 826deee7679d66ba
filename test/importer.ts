/**
 * Carries an import out in a process of its own, `importer.ts DATABASE BATCH`: says when its rows are written, and holds there
 * before the end of the transaction, to be killed.
 */
import { writeImport } from '#modules/network/import-writing.server'
import { connect } from '#platform/db.server'

const [url, batchId] = process.argv.slice(2)
const { db } = connect(url!)
await writeImport({ db, actor: null, now: new Date(), locale: 'fr', requestId: 'importer' }, batchId!, async (done) => {
	if (done === 0) return
	process.stdout.write('written\n')
	await new Promise((resolve) => setTimeout(resolve, 60_000))
})
