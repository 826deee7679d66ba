/** Time and memory of imports: tables of growing length read, a table too long refused, the longest allowed one imported. */
import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { migrate } from '../src/platform/migrate.server.ts'
import { usualLimits } from '../src/platform/sheets.server.ts'
import { createDatabase, testServer } from '../test/server.ts'
import { bulgarianMunicipalities } from '../programme/territories/bulgarian-municipalities.ts'
import { observe } from './harness.ts'
import { chance, vocabulary } from './parts/public-things.ts'

const ask = promisify(execFile)
type Took = { seconds: number; taken: number; refused: string | null; mebibytes: number }

export async function run() {
	const server = await testServer()
	const folder = await mkdtemp(join(tmpdir(), 'passerelle-bench-'))
	try {
		const { url, drop } = await createDatabase(server.address, `passerelle_bench_${process.pid}`)
		try {
			await migrate(url)
			const child = async (mode: string, rows: number) => {
				const path = join(folder, `${rows}.csv`)
				await pipeline(Readable.from(lines(rows)), createWriteStream(path))
				const { stdout } = await ask(process.execPath, [join(import.meta.dirname, 'parts/importing.ts'), mode, path], {
					env: { ...process.env, DATABASE_URL: url }
				})
				return JSON.parse(stdout) as Took
			}
			for (const rows of [10_000, 1_000_000]) {
				const { seconds, taken, mebibytes } = await child('read', rows)
				if (taken !== rows + 1) throw new Error(`${taken} rows read of ${rows + 1}`)
				const name = `reading a CSV of ${rows.toLocaleString('en-GB')} rows`
				observe({ name: `${name}, time`, value: seconds, unit: 's', is: 'to its end' })
				// The process itself takes some 130 MiB.
				observe({ name: `${name}, memory`, value: mebibytes, unit: 'MiB', limit: 300, is: 'of the whole process, most' })
			}
			const long = await child('upload', 1_000_000)
			if (long.refused !== 'sheet.error.rows' || long.taken !== 0) throw new Error(`not refused whole: ${JSON.stringify(long)}`)
			observe({
				name: 'an upload of 1,000,000 rows, memory',
				value: long.mebibytes,
				unit: 'MiB',
				limit: 300,
				is: `refused after ${usualLimits.rows.toLocaleString('en-GB')} rows and ${long.seconds.toFixed(0)} s, nothing kept`
			})
			for (const rows of [20_000, usualLimits.rows]) {
				const whole = await child('whole', rows)
				const name = `a whole import of ${rows.toLocaleString('en-GB')} rows`
				observe({ name: `${name}, time`, value: whole.seconds, unit: 's', is: `${whole.taken} taken; duplicates looked for` })
				observe({ name: `${name}, memory`, value: whole.mebibytes, unit: 'MiB', is: 'of the whole process, most' })
			}
		} finally {
			await drop()
		}
	} finally {
		await server.stop()
		await rm(folder, { recursive: true, force: true })
	}
}

/** A register of that many rows: names of three rare and common words, places of Bulgaria. */
function* lines(count: number) {
	const draw = chance(41)
	const word = () => vocabulary.bg[Math.floor(draw() ** 2 * vocabulary.bg.length)]!
	yield 'Наименование;Населено място;Ел. поща\n'
	for (let row = 0; row < count; row++) {
		const place = bulgarianMunicipalities[Math.floor(draw() * bulgarianMunicipalities.length)]![1]
		yield `${word()} ${word()} ${word()};${place};adres${row}@example.org\n`
	}
}
