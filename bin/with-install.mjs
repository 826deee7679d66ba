#!/usr/bin/env node
// Runs a script of the project with the Node version of the lockfile, installing the lockfile first when
// node_modules does not match it. Plain JavaScript on purpose: this file runs on whatever Node the machine has.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'node_modules', '.passerelle-lock')
const wanted = createHash('sha256')
	.update(readFileSync(join(root, 'package-lock.json')))
	.digest('hex')

if (Number(process.versions.node.split('.')[0]) < 20) {
	console.error(`Passerelle needs Node 20 or newer to install itself; this is ${process.version}.`)
	process.exit(1)
}

const installed = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
if (!installed()) {
	console.error('Installing dependencies from package-lock.json (once) …')
	const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
	const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'], {
		cwd: root,
		stdio: ['ignore', 2, 'inherit'],
		env: { ...process.env, NODE_ENV: '' }
	})
	if (result.status !== 0) {
		console.error('npm ci failed: see its message above.')
		process.exit(1)
	}
	writeFileSync(stamp, wanted)
}

const node = join(root, 'node_modules', 'node', 'bin', 'node')
const [script, ...args] = process.argv.slice(2)
const child = spawn(existsSync(node) ? node : process.execPath, [join(root, script), ...args], {
	// The channel tells a long-lived child that this process was killed.
	stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
	env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}` }
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
