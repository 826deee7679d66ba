/**
 * `npm run bench` runs every benchmark of this folder, each in a process of its own, so that one's memory is not another's;
 * `npm run bench -- portal` one. Exit 1 when a goal is missed.
 */
import { spawnSync } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { BadConfiguration } from '../src/platform/env.ts'
import { fileOf, report, table, type Result } from './harness.ts'

const notBenchmarks = ['run.ts', 'harness.ts']
const names = (await readdir(import.meta.dirname))
	.filter((file) => file.endsWith('.ts') && !notBenchmarks.includes(file))
	.map((file) => file.slice(0, -3))
	.sort()
const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !names.includes(name))
if (unknown !== undefined) {
	process.stderr.write(`bench: there is no benchmark ${unknown} (there are: ${names.join(', ')})\n`)
	process.exit(1)
}
if (wanted.length === 1) await measure(wanted[0]!)
else {
	const began = new Date()
	const all = wanted.length ? wanted : names
	for (const name of all) {
		// What one of them breaks is no reason to measure the others another day.
		const { status } = spawnSync(process.execPath, [...process.execArgv, import.meta.filename, name], { stdio: 'inherit' })
		if (status !== 0) process.exitCode = 1
	}
	await summarise(all, began)
}
// A benchmark that leaves something open must not keep the run from ending.
process.exit()

/** All tables of this run in one file, as docs/performance.md holds them. */
async function summarise(all: string[], began: Date) {
	const parts: string[] = []
	for (const name of all) {
		const said = await readFile(fileOf(name), 'utf8').then(
			(text) => JSON.parse(text) as { at: string; results: Result[] },
			() => undefined
		)
		const measured = said && new Date(said.at) >= began ? table(said.results) : 'Not measured in this run.'
		parts.push(`### ${name}\n\n${measured}\n`)
	}
	const machine = `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`
	const file = join(dirname(fileOf('all')), 'all.md')
	await writeFile(file, `One run, ${began.toISOString().slice(0, 16).replace('T', ' ')} UTC: ${machine}.\n\n${parts.join('\n')}`)
	process.stdout.write(`\n${file}\n`)
}

async function measure(name: string) {
	const began = performance.now()
	process.stdout.write(`\n## ${name}\n`)
	try {
		const { run } = (await import(`./${name}.ts`)) as { run: () => Promise<void> }
		await run()
	} catch (error) {
		process.stderr.write(`bench: ${error instanceof BadConfiguration ? error.message : (error as Error).stack}\n`)
		process.exitCode = 1
	}
	// What was measured before something broke is a measurement.
	const results = await report(name)
	if (results.some((result) => result.met === false)) process.exitCode = 1
	process.stdout.write(`\n${Math.round((performance.now() - began) / 1000)} s\n`)
}
