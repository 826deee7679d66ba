/** Signed-out pages against a bare node:http server sending the same bytes; how old a page may be; the memory it takes. */
import { mkdtemp, chmod, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ensureBuilt } from '../src/cli/build.ts'
import { launch } from '../test/launch.ts'
import { compare, observe } from './harness.ts'
import { bareServer, fetchRaw, load } from './parts/servers.ts'

const pages = { home: '/fr', list: '/fr/network' }

export async function run() {
	await ensureBuilt(resolve(import.meta.dirname, '..'))
	const home = await mkdtemp(join(tmpdir(), 'passerelle-bench-'))
	await chmod(home, 0o711)
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
	} finally {
		await site.stop()
		await rm(home, { recursive: true, force: true })
	}
}

async function residentMegabytes(pid: number): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
	return Math.round(Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? NaN) / 1024)
}
