import { spawn } from 'node:child_process'
import { root } from './check/sources.ts'

/** One thing that passes or fails. `run` returns what is wrong, empty when nothing is. */
export type Step = { name: string; run: () => Promise<string> }

/** Runs a program of the project and returns all it wrote when it failed, nothing when it passed. */
export function command(program: string, args: string[], settings: Record<string, string | undefined> = {}): Promise<string> {
	return new Promise((resolve) => {
		const child = spawn(program, args, {
			cwd: root,
			stdio: ['ignore', 'pipe', 'pipe'],
			env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, CI: '1', ...settings }
		})
		let output = ''
		for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
		child.once('error', (error) => resolve(`${program}: ${error.message}`))
		child.once('close', (code, signal) => resolve(code === 0 ? '' : output.trim() || `${program} ended with ${signal ?? code}`))
	})
}

/** Runs the steps, `atOnce` at a time in the order given, one line for each; returns how many passed and failed. */
export async function runSteps(steps: Step[], atOnce = 2): Promise<{ passed: number; failed: number }> {
	const waiting = [...steps]
	let passed = 0
	const worker = async () => {
		for (let step = waiting.shift(); step; step = waiting.shift()) {
			const started = performance.now()
			const wrong = await step.run().catch((error: Error) => error.stack ?? error.message)
			const seconds = ((performance.now() - started) / 1000).toFixed(1)
			if (wrong === '') passed++
			process.stdout.write(
				`${wrong === '' ? 'ok     ' : 'failed '} ${step.name} (${seconds} s)\n${wrong && wrong.replaceAll(/^/gm, '        ') + '\n'}`
			)
		}
	}
	await Promise.all(Array.from({ length: atOnce }, worker))
	return { passed, failed: steps.length - passed }
}
