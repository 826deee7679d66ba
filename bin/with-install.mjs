#!/usr/bin/env node
// Runs a script of the project with the Node version of the lockfile, installing the lockfile first when
// node_modules does not match it. Plain JavaScript on purpose: this file runs on whatever Node the machine has.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
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

const node = join(root, 'node_modules', 'node', 'bin', 'node')
const installed = () => existsSync(node) && ((existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) || installedByHand())
/** Whether somebody's own `npm ci` already put there what the lockfile names: npm keeps a list of what it installed. */
function installedByHand() {
	try {
		const packages = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages
		const there = packages('node_modules/.package-lock.json')
		const same = Object.entries(packages('package-lock.json')).every(
			([path, { version, optional, devOptional }]) =>
				path === '' || (there[path] ? there[path].version === version : optional || devOptional)
		)
		if (same) writeFileSync(stamp, wanted)
		return same
	} catch {
		return false
	}
}
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
	if (!existsSync(node)) {
		console.error('npm installed no Node 24: it was told not to run install scripts. Run: npm rebuild node')
		process.exit(1)
	}
	writeFileSync(stamp, wanted)
}

// What comes before the script is for Node itself.
const words = process.argv.slice(2)
const at = words.findIndex((word) => !word.startsWith('--'))
const [script, ...args] = words.slice(at)
const child = spawn(node, [...words.slice(0, at), resolve(root, script), ...args], {
	// The channel tells a long-lived child that this process was killed.
	stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
	env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}` }
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
