import { createReadStream, existsSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Fault } from '#engines/iati/check'
import { judgeIati } from '#modules/projects/open-data/iati-judging'

const data = join(import.meta.dirname, '../../../shared/data/iati')

async function judge(file: string): Promise<Fault[]> {
	const faults: Fault[] = []
	for await (const judged of judgeIati(createReadStream(file))) faults.push(...judged.faults)
	return faults
}

describe.skipIf(!existsSync(data))('the files by which the schema of IATI is tested', () => {
	test.each([
		['activity-should-pass', 52],
		['organisation-should-pass', 12]
	])('%s are all sound', async (folder, count) => {
		const files = globSync(`${data}/schema-tests/${folder}/**/*.xml`)
		expect(files).toHaveLength(count)
		const wrong: Record<string, Fault[]> = {}
		for (const file of files) {
			const faults = await judge(file)
			if (faults.length) wrong[file.slice(data.length)] = faults
		}
		expect(wrong).toEqual({})
	})

	test.each([
		['activity-should-fail', 158],
		['organisation-should-fail', 75]
	])('%s all have a fault', async (folder, count) => {
		const files = globSync(`${data}/schema-tests/${folder}/**/*.xml`)
		expect(files).toHaveLength(count)
		const sound: string[] = []
		for (const file of files) if ((await judge(file)).length === 0) sound.push(file.slice(data.length))
		expect(sound).toEqual([])
	})

	test('and those of another validator: sound ones are, broken ones get a sentence', async () => {
		for (const file of globSync(`${data}/validator-d4d/*`)) {
			const faults = await judge(file).catch((cause: { key: string }) => cause.key)
			expect([basename(file), faults.length === 0]).toEqual([basename(file), file.includes('no-errors')])
		}
	})
})
