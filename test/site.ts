import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { findChromium } from '../scripts/chromium.ts'
import { ensureBuilt } from '../src/cli/build.ts'
import { copyOfDemo, type FilledDemo } from './demo-copy.ts'
import { launch } from './launch.ts'
import { createDatabase, testServer } from './server.ts'

declare module 'vitest' {
	interface ProvidedContext {
		/** The built site with the demo programme, its database, the folder it lives in, and a browser to connect to; null without one. */
		site: { url: string; database: string; home: string; browser: string | null }
		/** What the browser's camera sees: a file of JPEG pictures one after the other, of which there is none at first. */
		camera: string
		/** The PostgreSQL server, for a test that starts a site of its own. */
		siteServer: string
		/** What a site of a test's own starts from. */
		demo: FilledDemo
	}
}

/** What a test makes the site fail with says this, and is no news. */
export const MEANT = 'a fault that a test means'

/** No room is needed for a profile, and nobody is to be called while tests run. */
const quiet = [
	'--disable-dev-shm-usage',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run'
]

/** Builds the site if needed, starts it once for the whole run on a fresh database, and stops it at the end. */
export default async function setup(project: TestProject) {
	await ensureBuilt(resolve(import.meta.dirname, '..'))
	const server = await testServer()
	// Filled once, without workers: what waits in its queue waits in each copy.
	const filled = await createDatabase(server.address, `passerelle_demo_${process.pid}`)
	const home = await mkdtemp(join(tmpdir(), 'passerelle-filled-'))
	await chmod(home, 0o711)
	await (await launch('demo', { DATABASE_URL: filled.url, PASSERELLE_HOME: home, PASSERELLE_WORKERS: '0' })).stop()
	const demo = { database: `passerelle_demo_${process.pid}`, home }
	const copy = await copyOfDemo(server.address, demo, `passerelle_site_${process.pid}`)
	const site = await launch('demo', copy.settings)
	const executablePath = findChromium()
	// One browser for all: each test opens a profile of its own in it.
	const camera = join(home, 'camera.mjpeg')
	const filming = [
		'--use-fake-device-for-media-stream',
		'--use-fake-ui-for-media-stream',
		`--use-file-for-fake-video-capture=${camera}`
	]
	const browser = executablePath ? await chromium.launchServer({ executablePath, args: [...quiet, ...filming] }) : undefined
	project.provide('site', { url: site.url, database: copy.database, home: copy.home, browser: browser?.wsEndpoint() ?? null })
	project.provide('camera', camera)
	project.provide('siteServer', server.address)
	project.provide('demo', demo)
	return async () => {
		await browser?.close()
		await site.stop()
		// What the site itself had to say, when a test failed because of it.
		if (new RegExp(`"level":(50|60)(?!.*${MEANT})`).test(site.output()))
			process.stderr.write(`\nthe site's log:\n${site.output().slice(-20_000)}\n`)
		await copy.remove()
		await filled.drop()
		await server.stop()
		await rm(home, { recursive: true, force: true })
	}
}
