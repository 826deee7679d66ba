/**
 * The hundred proposed pairs whose verdicts stand in duplicate-pairs.ts: 50 of each register, drawn by chance alone among all
 * that an import of the register proposes. `node test/real/duplicate-sample.ts` prints both records of each, for judging.
 */
import { createReadStream, existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { likenessIndex, type Likened } from '#engines/matching/likeness'
import { profileOfEntry } from '#modules/network/profiles.server'
import { guessMapping, readEntry, type ImportEntry, type Mapping } from '#modules/network/recognition'
import { openSheet } from '#platform/sheets.server'

const data = resolve(import.meta.dirname, '../../../shared/data')
export const french = ['0', '10000', '20000'].map((part) => resolve(data, `organisations/fr-authorities-${part}.csv`))
export const kohesio = resolve(data, 'eu-funding/kohesio-beneficiaries-bulgaria.tsv')
export const registers = { fr: { paths: french, country: 'FR' }, bg: { paths: [kohesio], country: 'BG' } } as const
export const areThere = [...french, kohesio].every((path) => existsSync(path))

const SEED = 20_270_301
const EACH = 50

/** Of the one and of the other: file and row, the heading being row 1. */
export type Pair = [number, number, number, number]

/** What is compared of every row of a register that an import would take, by `file:row`, with the row as it was read. */
export async function registerOf(register: keyof typeof registers) {
	const { paths, country } = registers[register]
	const found = new Map<string, { profile: Likened; entry: ImportEntry; cells: string[] }>()
	for (const [file, path] of paths.entries()) {
		const { rows } = await openSheet(async () => createReadStream(path))
		let mapping: Mapping | undefined
		for await (const { row, cells } of rows()) {
			if (!mapping) {
				mapping = guessMapping(cells)
				continue
			}
			const { entry } = readEntry(cells, mapping, { country, kind: null })
			if (entry) found.set(`${file}:${row}`, { profile: profileOfEntry(`${file}:${row}`, entry), entry, cells })
		}
	}
	return found
}

/** Every pair an import proposes: of each row the likest earlier one, if any is like enough. Those of one number are not proposed but joined. */
export function proposed(profiles: Likened[]): Pair[] {
	const index = likenessIndex(profiles)
	const place = new Map(profiles.map(({ id }, at) => [id, at]))
	return profiles.flatMap((profile, at) => {
		const [best] = index.alike(profile, { most: 1, wanted: (id) => place.get(id)! < at })
		if (!best || best.reasons[0] === 'identifier') return []
		return [[...best.id.split(':'), ...profile.id.split(':')].map(Number) as Pair]
	})
}

/** `EACH` of the pairs, each as likely as any other; the same ones in every run. */
export function drawn(pairs: Pair[]): Pair[] {
	let seed = SEED
	// mulberry32
	const chance = () => {
		seed = (seed + 0x6d2b79f5) | 0
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
	}
	const left = [...pairs]
	return Array.from({ length: Math.min(EACH, pairs.length) }, () => left.splice(Math.floor(chance() * left.length), 1)[0]!)
}

if (import.meta.main)
	for (const register of ['fr', 'bg'] as const) {
		const rows = await registerOf(register)
		const pairs = proposed([...rows.values()].map(({ profile }) => profile))
		process.stdout.write(`${register}: ${pairs.length} pairs proposed\n`)
		for (const pair of drawn(pairs)) {
			process.stdout.write(`\n${register} ${pair.join(' ')}\n`)
			for (const id of [`${pair[0]}:${pair[1]}`, `${pair[2]}:${pair[3]}`])
				process.stdout.write(`  ${rows.get(id)!.cells.filter(Boolean).join(' | ')}\n`)
		}
	}
