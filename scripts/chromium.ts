/** Finds a Chromium for the browser tests, fetching one when it may; `node scripts/chromium.ts` prints where it lies. */
import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { root } from './check/sources.ts'

// The shell has no windows to draw: it takes a third of the time of the whole browser.
const names = ['chromium-headless-shell', 'chrome-headless-shell', 'chromium', 'chromium-browser'].concat([
	'google-chrome',
	'google-chrome-stable'
])
const places = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium'
]

export const noChromium = `No Chromium was found, and none could be installed. Do one of these, then run the tests again:
  - install it: apt-get install chromium-headless-shell, dnf install chromium, or brew install --cask chromium
  - say where it lies: CHROMIUM_PATH=/path/to/chromium npm test
  - with access to the network: npx playwright-core install --with-deps chromium`

/**
 * CHROMIUM_PATH, else one of the system, else Playwright's own if already there. With `fetch`, one is then installed: the
 * distribution's package when this is Debian and we are root, else Playwright's into its own folder. Undefined when none.
 */
export function findChromium({ fetch = false, say = (_line: string) => {} } = {}): string | undefined {
	const given = process.env.CHROMIUM_PATH
	if (given) {
		if (!runs(given)) throw new Error(`CHROMIUM_PATH: ${given} does not start`)
		return given
	}
	const found = installed()
	if (found || !fetch) return found
	if (process.getuid?.() === 0 && isDebian()) {
		say('Installing chromium-headless-shell with apt-get …')
		const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const
		spawnSync('apt-get', ['update', '-q'], options)
		// Older Debians have the whole browser only.
		for (const name of ['chromium-headless-shell', 'chromium']) {
			spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], options)
			const packaged = installed()
			if (packaged) return packaged
		}
	}
	say('Installing Playwright’s own Chromium …')
	const withSystem = process.getuid?.() === 0 ? ['--with-deps'] : []
	spawnSync(process.execPath, [join(root, 'node_modules/playwright-core/cli.js'), 'install', ...withSystem, 'chromium'], {
		stdio: 'ignore',
		timeout: 300_000
	})
	return installed()
}

function installed(): string | undefined {
	const folders = (process.env.PATH ?? '').split(':').filter((folder) => !folder.includes('node_modules'))
	const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...places, ownPath()]
	return candidates.find((path) => existsSync(path) && runs(path))
}

function ownPath(): string {
	try {
		return chromium.executablePath()
	} catch {
		return ''
	}
}

/** Ubuntu's "chromium" is a stub that wants snapd: there we leave it. */
function isDebian(): boolean {
	try {
		return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
	} catch {
		return false
	}
}

function runs(path: string): boolean {
	try {
		accessSync(path, constants.X_OK)
		// A Chromium whose libraries are missing exists and does not run.
		execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 })
		return true
	} catch {
		return false
	}
}

if (import.meta.main) {
	const path = findChromium({ fetch: true, say: (line) => void process.stderr.write(`${line}\n`) })
	if (path) process.stdout.write(`${path}\n`)
	else {
		process.stderr.write(`${noChromium}\n`)
		process.exitCode = 1
	}
}
