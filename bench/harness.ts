/**
 * Every figure here is a comparison made in the same run: a reference and ours, in turn, so that a busy machine slows
 * both. What counts is the ratio; the absolute values only say of what size things are.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { arch, cpus, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export type Comparison = {
	name: string
	/** What the reference is, in a few words, and what ours is. */
	referenceIs?: string
	oursIs?: string
	/** Each measures once and returns a figure in `unit`. They are called in turn: reference, ours, ours, reference … */
	reference: () => Promise<number>
	ours: () => Promise<number>
	rounds: number
	unit: string
	higherIsBetter: boolean
	/** The worst median ratio (ours / reference) that still meets the goal; leave out when there is none. */
	target?: number
	/** The worst absolute median of ours that still meets the goal, in `unit`. */
	limit?: number
}

export type Result = {
	name: string
	unit: string
	higherIsBetter: boolean
	reference: { is: string; median: number; all: number[] }
	ours: { is: string; median: number; all: number[] }
	/** Ours divided by the reference, round by round. */
	ratio: { median: number; min: number; max: number }
	target?: number
	limit?: number
	met: boolean | null
}

const results: Result[] = []

/** Measures once for warmth (not counted), then `rounds` times each in turn. The result joins the report of this run. */
export async function compare(comparison: Comparison): Promise<Result> {
	const { name, rounds, unit, higherIsBetter, target, limit } = comparison
	await comparison.reference()
	await comparison.ours()
	const reference: number[] = []
	const ours: number[] = []
	for (let round = 0; round < rounds; round++) {
		// A B, B A: neither always comes second.
		if (round % 2 === 0) reference.push(await comparison.reference())
		ours.push(await comparison.ours())
		if (round % 2 === 1) reference.push(await comparison.reference())
		if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${name}: ${round + 1} of ${rounds}`)
	}
	if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
	const ratios = ours.map((value, i) => value / reference[i]!)
	const ratio = { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) }
	const reaches = (value: number, goal: number) => (higherIsBetter ? value >= goal : value <= goal)
	const met =
		target === undefined && limit === undefined
			? null
			: (target === undefined || reaches(ratio.median, target)) && (limit === undefined || reaches(median(ours), limit))
	const result: Result = {
		name,
		unit,
		higherIsBetter,
		reference: { is: comparison.referenceIs ?? 'reference', median: median(reference), all: reference },
		ours: { is: comparison.oursIs ?? 'ours', median: median(ours), all: ours },
		ratio,
		...(target === undefined ? {} : { target }),
		...(limit === undefined ? {} : { limit }),
		met
	}
	results.push(result)
	return result
}

/** A figure that has no reference (memory, the worst delay seen), against its limit. Lower is better. */
export function observe({
	name,
	value,
	unit,
	limit,
	is
}: {
	name: string
	value: number
	unit: string
	limit?: number
	is: string
}): Result {
	const result: Result = {
		name,
		unit,
		higherIsBetter: false,
		reference: { is: 'none', median: NaN, all: [] },
		ours: { is, median: value, all: [value] },
		ratio: { median: NaN, min: NaN, max: NaN },
		...(limit === undefined ? {} : { limit }),
		met: limit === undefined ? null : value <= limit
	}
	results.push(result)
	return result
}

export const median = (values: number[]): number => percentile(values, 0.5)

/** The value below which `share` (0 to 1) of the values lie. */
export function percentile(values: number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b)
	return share === 0.5 && sorted.length % 2 === 0
		? (sorted[sorted.length / 2 - 1]! + sorted[sorted.length / 2]!) / 2
		: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

/** Where the last results of a benchmark are kept. */
export const fileOf = (benchmark: string): string =>
	join(resolve(process.env.PASSERELLE_HOME || join(import.meta.dirname, '../var')), 'bench', `${benchmark}.json`)

/** The results gathered since the last call, printed as a table and written to var/bench/<name>.json. */
export async function report(benchmark: string): Promise<Result[]> {
	const done = results.splice(0)
	const file = fileOf(benchmark)
	await mkdir(dirname(file), { recursive: true })
	const machine = {
		cpu: cpus()[0]?.model,
		cores: cpus().length,
		arch: arch(),
		memoryGB: Math.round(totalmem() / 2 ** 30),
		node: process.version
	}
	await writeFile(file, `${JSON.stringify({ benchmark, at: new Date().toISOString(), machine, results: done }, null, '\t')}\n`)
	process.stdout.write(`\n${table(done)}\n${file}\n`)
	return done
}

/** The results as a table of Markdown: reference, ours, their ratio with its spread, the goal. */
export function table(rows: Result[]): string {
	const cells = [
		['what', 'reference', 'ours', 'unit', 'ratio', 'min–max', 'goal', ''],
		...rows.map((row) => [
			row.name,
			figure(row.reference.median),
			figure(row.ours.median),
			row.unit,
			figure(row.ratio.median),
			row.ratio.min === null || Number.isNaN(row.ratio.min) ? '–' : `${figure(row.ratio.min)}–${figure(row.ratio.max)}`,
			[
				row.target === undefined ? [] : [`ratio ${row.higherIsBetter ? '≥' : '≤'} ${row.target}`],
				row.limit === undefined ? [] : [`${row.higherIsBetter ? '≥' : '≤'} ${row.limit} ${row.unit}`]
			]
				.flat()
				.join(', ') || '–',
			row.met === null ? '' : row.met ? 'met' : 'MISSED'
		])
	]
	const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
	const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
	return [line(cells[0]!), line(widths.map((width) => '-'.repeat(width))), ...cells.slice(1).map(line)].join('\n')
}

/** Read back from a file a figure that is none is null. */
const figure = (value: number | null) =>
	value === null || Number.isNaN(value)
		? '–'
		: Math.abs(value) >= 100
			? Math.round(value).toLocaleString('en-GB')
			: value.toPrecision(3)
