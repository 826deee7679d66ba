/** `npm run bench` runs every benchmark of this folder, `npm run bench -- portal` one. Exit 1 when a goal is missed. */
import { readdir } from 'node:fs/promises'
import { BadConfiguration } from '../src/platform/env.ts'
import { report } from './harness.ts'

const notBenchmarks = ['run.ts', 'harness.ts']
const names = (await readdir(import.meta.dirname))
	.filter((file) => file.endsWith('.ts') && !notBenchmarks.includes(file))
	.map((file) => file.slice(0, -3))
const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !names.includes(name))
if (unknown !== undefined) {
	process.stderr.write(`bench: there is no benchmark ${unknown} (there are: ${names.join(', ')})\n`)
	process.exit(1)
}
try {
	for (const name of wanted.length ? wanted : names) {
		process.stdout.write(`\n${name}\n`)
		const { run } = (await import(`./${name}.ts`)) as { run: () => Promise<void> }
		await run()
		const results = await report(name)
		if (results.some((result) => result.met === false)) process.exitCode = 1
	}
} catch (error) {
	process.stderr.write(`bench: ${error instanceof BadConfiguration ? error.message : (error as Error).stack}\n`)
	process.exitCode = 1
}
// A benchmark that leaves something open must not keep the run from ending.
process.exit()
