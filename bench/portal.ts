/** Signed-out pages against a bare node:http server sending the same bytes; how old a page may be; the memory it takes. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureBuilt } from '../src/cli/build.ts'
import { startEmbedded } from '../src/platform/embedded.server.ts'
import { launch } from '../test/launch.ts'
import { publish } from '../test/publish.ts'
import { compare, observe } from './harness.ts'
import { bareServer, fetchRaw, load } from './parts/servers.ts'

const pages = { home: '/fr', list: '/fr/network' }

export async function run() {
	await ensureBuilt(resolve(import.meta.dirname, '..'))
	const home = await mkdtemp(join(tmpdir(), 'passerelle-bench-'))
	await chmod(home, 0o711)
	// Filled and started again: what filling the demo leaves behind is not the web process's.
	await (await launch('demo', { PASSERELLE_HOME: home, PASSERELLE_LOG: 'info' })).stop()
	const site = await launch('demo', { PASSERELLE_HOME: home, PASSERELLE_LOG: 'info' })
	try {
		for (const [name, path] of Object.entries(pages)) {
			await fetchRaw(site.url + path)
			const answer = await fetchRaw(site.url + path)
			const bare = await bareServer(answer)
			await compare({
				name: `portal, ${name} (${path}, ${answer.body.length} bytes)`,
				referenceIs: 'bare node:http, the same bytes and headers',
				oursIs: 'the demo as started by its command, signed out, log level info',
				reference: () => load(`${bare.url}${path}`),
				ours: () => load(`${site.url}${path}`),
				rounds: 7,
				unit: 'requests/s',
				higherIsBetter: true,
				target: 0.5
			})
			bare.stop()
		}
		observe({
			name: 'memory of the web process after the load',
			value: await residentMegabytes(site.child.pid!),
			unit: 'MB',
			limit: 300,
			is: 'VmRSS of the process'
		})
		// A page that is not kept is never old: then there is nothing to measure.
		const kept = await fetch(`${site.url}/en/search?q=x`)
		if (!/public/.test(kept.headers.get('cache-control') ?? '')) throw new Error('/en/search is not kept: measure another page')
		observe({
			name: 'age of a changed page, worst of two processes',
			value: await worstAge(site.url, home),
			unit: 'ms',
			limit: 1000,
			is: 'from the commit until both show it, pages read all the while'
		})
	} finally {
		await site.stop()
		await rm(home, { recursive: true, force: true })
	}
}

/** Two processes on one database: how long after a commit the old page is still given out, by either; the worst of 20. */
async function worstAge(first: string, home: string): Promise<number> {
	const database = (await startEmbedded(join(home, 'db'))).url()
	const second = await launch('demo', { PASSERELLE_HOME: home, DATABASE_URL: database })
	let worst = 0
	try {
		for (let round = 0; round < 20; round++) {
			const word = `zq${Math.random().toString(36).slice(2)}x`
			const page = `/en/search?q=${word}`
			const shows = async (url: string) =>
				(await (await fetch(url + page)).text()).replaceAll(/<[^>]*>/g, '').includes(`About ${word}`)
			await Promise.all([shows(first), shows(second.url)])
			// Anywhere within the second a page is kept.
			await sleep(50 * round)
			await publish(database, `About ${word}`)
			const committed = performance.now()
			const until = async (url: string) => {
				for (;;) {
					const asked = performance.now()
					if (await shows(url)) return
					worst = Math.max(worst, asked - committed)
					if (asked - committed > 10_000) return
					await sleep(5)
				}
			}
			await Promise.all([until(first), until(second.url)])
		}
	} finally {
		await second.stop()
	}
	return Math.round(worst)
}

async function residentMegabytes(pid: number): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
	return Math.round(Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? NaN) / 1024)
}
