import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BadConfiguration } from '../platform/env.ts'

const inputs = ['src/**/*', 'programme/**/*', 'static/**/*', 'vite.config.ts', 'package.json', 'package-lock.json']

/** A digest of everything the built site is made of: by content, because a clone or a copy changes every date. */
export function sourcesDigest(root: string): string {
	const hash = createHash('sha256')
	const files = globSync(inputs, { cwd: root, withFileTypes: true })
		.filter((file) => file.isFile() && !file.name.endsWith('.test.ts'))
		.map((file) => join(file.parentPath, file.name))
		.sort()
	for (const file of files)
		hash
			.update(`${file.slice(root.length)}\0`)
			.update(readFileSync(file))
			.update('\0')
	return hash.digest('hex')
}

/**
 * Builds the site into build/ unless it was built from the very sources that lie here. Of two processes asking at once
 * one builds and both go on. Throws BadConfiguration when the build fails, after printing what Vite said.
 */
export async function ensureBuilt(root: string, say: (line: string) => void = () => {}): Promise<boolean> {
	const stamp = join(root, 'build/.stamp')
	const wanted = sourcesDigest(root)
	const upToDate = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
	if (upToDate()) return false

	const release = await lock(join(root, '.svelte-kit/building'))
	try {
		if (upToDate()) return false
		say('Building the site (once for these sources) …')
		rmSync(stamp, { force: true })
		await vite(root)
		writeFileSync(stamp, wanted)
		return true
	} finally {
		release()
	}
}

async function vite(root: string) {
	const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'pipe'],
		// The same site for every programme: a folder is read when it starts.
		env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1', FORCE_COLOR: undefined, PASSERELLE_PROGRAMME: undefined }
	})
	let said = ''
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
	const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
	if (code === 0) return
	process.stderr.write(said)
	throw new BadConfiguration('the site could not be built: see the messages above')
}

/** A folder made by one process only; the process id in it tells a builder at work from one that was killed. */
async function lock(folder: string): Promise<() => void> {
	const owner = join(folder, 'pid')
	for (;;) {
		try {
			mkdirSync(join(folder, '..'), { recursive: true })
			mkdirSync(folder)
			writeFileSync(owner, String(process.pid))
			return () => rmSync(folder, { recursive: true, force: true })
		} catch (error) {
			const { code, message } = error as NodeJS.ErrnoException
			if (code !== 'EEXIST') throw new BadConfiguration(`the site is not built and cannot be built here (${message})`)
		}
		if (abandoned(folder, owner)) rmSync(folder, { recursive: true, force: true })
		else await sleep(200)
	}
}

function abandoned(folder: string, owner: string): boolean {
	try {
		process.kill(Number(readFileSync(owner, 'utf8')), 0)
		return false
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException
		if (code === 'EPERM') return false
		// No id yet: its maker is between two lines, unless that was long ago.
		if (code === 'ENOENT') return existsSync(folder) && Date.now() - statSync(folder).mtimeMs > 5000
		return true
	}
}
