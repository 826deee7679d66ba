/** Memory of the workbook of a call's applications: ten thousand against one thousand, each in a process of its own. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { callTemplates } from '../programme/call-templates.ts'
import { sampleAnswers } from '../src/modules/calls/demo-answers.ts'
import { connect, type Database } from '../src/platform/db.server.ts'
import { migrate } from '../src/platform/migrate.server.ts'
import { createDatabase, testServer } from '../test/server.ts'
import { compare, observe } from './harness.ts'

const ask = promisify(execFile)
type Took = { mebibytes: number; seconds: number; bytes: number; rows: number }

/** A heap that could not hold a tenth of the answers: without a limit the collector lets garbage lie as long as there is room. */
const SMALL_HEAP = ['--max-semi-space-size=4', '--max-old-space-size=48']
const FEW = 1000
const MANY = 10_000

export async function run() {
	const server = await testServer()
	const home = await mkdtemp(join(tmpdir(), 'passerelle-bench-'))
	try {
		const { url, drop } = await createDatabase(server.address, `passerelle_bench_${process.pid}`)
		try {
			await migrate(url)
			const database = connect(url, { timeout: 0 })
			const calls = new Map([
				[FEW, await seed(database, FEW)],
				[MANY, await seed(database, MANY)]
			])
			await database.close()
			const last = new Map<number, Took>()
			const exported = (count: number) => async () => {
				const { stdout } = await ask(
					process.execPath,
					[...SMALL_HEAP, join(import.meta.dirname, 'parts/exporting.ts'), calls.get(count)!],
					{
						env: { ...process.env, DATABASE_URL: url, PASSERELLE_HOME: home }
					}
				)
				const took = JSON.parse(stdout) as Took
				if (took.rows !== count) throw new Error(`${took.rows} rows of ${count}`)
				last.set(count, took)
				return took.mebibytes
			}
			await compare({
				name: `export of ${MANY.toLocaleString('en-GB')} applications, memory`,
				referenceIs: `the same of ${FEW.toLocaleString('en-GB')}: most of the whole process`,
				oursIs: 'most of the whole process',
				reference: exported(FEW),
				ours: exported(MANY),
				rounds: 1,
				unit: 'MiB',
				higherIsBetter: false,
				target: 1.2
			})
			const { seconds, bytes } = last.get(MANY)!
			observe({
				name: `export of ${MANY.toLocaleString('en-GB')} applications, time`,
				value: seconds,
				unit: 's',
				is: `${(bytes / 2 ** 20).toFixed(1)} MiB of XLSX`
			})
		} finally {
			await drop()
		}
	} finally {
		await server.stop()
		await rm(home, { recursive: true, force: true })
	}
}

/** An opened call of the co-financing template with so many filings, each a whole one of some ten thousand letters. */
async function seed({ db }: Database, count: number): Promise<string> {
	const now = new Date()
	const [callId, formId] = [uuidv7(), uuidv7()]
	const { form } = callTemplates[0]!
	await db
		.insertInto('call')
		.values({
			id: callId,
			reference: `EXPORT-${count}`,
			kind: 'projects',
			service: 'cit',
			title: '{"fr":"Export"}',
			applicant: 'organisation',
			status: 'closed',
			opensAt: new Date(now.getTime() - 86_400_000),
			closesAt: now,
			openedAt: now,
			publishedAt: now,
			createdAt: now,
			updatedAt: now
		})
		.execute()
	await db
		.insertInto('formVersion')
		.values({ id: formId, callId, number: 1, definition: JSON.stringify(form), publishedAt: now, createdAt: now })
		.execute()
	const otherwise = 'Проектът има метод, целева група и проверими резултати. '.repeat(25)
	const posted = sampleAnswers(form, {
		locale: 'bg',
		today: '2027-03-01',
		texts: {},
		otherwise,
		grantCents: 400_000,
		theme: 'sustainable-city',
		territory: 'SOF46'
	})
	// Stored as plain answers: the export reads them as they are.
	const answers = JSON.stringify(Object.fromEntries(Object.entries(posted).filter(([key]) => !key.includes('.'))))
	await sql`
		with filed as (
			insert into application (id, reference, call_id, form_version_id, title, answers, status, locale, requested_cents, created_at, updated_at)
			select gen_random_uuid(), ${`X${count}-`} || n, ${callId}, ${formId}, 'Проект № ' || n, ${answers}::jsonb, 'draft', 'bg', 400000, ${now}, ${now}
			from generate_series(1, ${count}) n
			returning id
		)
		insert into filing (id, application_id, number, answers, files, digest, salt, filed_at, late, request_key)
		select gen_random_uuid(), id, 1, ${answers}::jsonb, '[]'::jsonb, md5(id::text) || md5(id::text), md5(id::text), ${now}, false, gen_random_uuid()
		from filed`.execute(db)
	await sql`
		update application set status = 'filed', filing_id = filing.id, filed_at = filing.filed_at
		from filing where filing.application_id = application.id and application.call_id = ${callId}`.execute(db)
	return callId
}
