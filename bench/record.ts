/** Verification of the public file of a call with 10,000 applications, against the bare digests of the same entries. */
import { createHash } from 'node:crypto'
import { verifyRecord } from '../src/engines/record/verify.ts'
import { fictionalKey, fictionalRecord } from '../test/records.ts'
import { compare, observe } from './harness.ts'

const APPLICATIONS = 10_000

export async function run() {
	const text = JSON.stringify(fictionalRecord({ applications: APPLICATIONS, evaluators: 400 }))
	const lines = (JSON.parse(text) as { entries: unknown[] }).entries
	const seconds = (work: () => void) => async () => {
		const started = performance.now()
		work()
		return (performance.now() - started) / 1000
	}
	await compare({
		name: `verification of ${APPLICATIONS.toLocaleString('en-GB')} applications`,
		referenceIs: 'parsing the file and OpenSSL’s SHA-256 of each entry: no proof, no draw, no ranking',
		oursIs: 'parsing the file and recomputing everything, in plain JavaScript as a browser does',
		reference: seconds(() => {
			JSON.parse(text)
			for (const line of lines) createHash('sha256').update(JSON.stringify(line)).digest()
		}),
		ours: seconds(() => {
			if (!verifyRecord(JSON.parse(text), { publicKey: fictionalKey }).valid) throw new Error('the record does not hold')
		}),
		rounds: 3,
		unit: 's',
		higherIsBetter: false,
		limit: 10
	})
	observe({
		name: 'size of the file',
		value: text.length / 2 ** 20,
		unit: 'MiB',
		is: `${lines.length.toLocaleString('en-GB')} entries`
	})
}
