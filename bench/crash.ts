/**
 * Two web processes and two workers on one PostgreSQL with a streaming replica; twenty times one of them (or the primary, or
 * the replica) is killed with SIGKILL at a moment chosen by chance, while people write through both webs. What stands in for
 * the service manager starts it again. Then every write that was answered is looked up. CRASH_ROUNDS makes it shorter.
 */
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { ensureBuilt } from '../src/cli/build.ts'
import { startEmbedded, type EmbeddedServer } from '../src/platform/embedded.server.ts'
import { freePort, launch, type Launched } from '../test/launch.ts'
import { startStandby } from '../test/standby.ts'
import { signedIn } from '../test/visitor.ts'
import { observe, percentile } from './harness.ts'

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 20)
const WRITERS = 4
const victims = ['web 1', 'web 2', 'the workers of web 1', 'the primary database', 'the replica'] as const
type Victim = (typeof victims)[number]

export async function run() {
	await ensureBuilt(resolve(import.meta.dirname, '..'))
	const home = await mkdtemp(join(tmpdir(), 'passerelle-crash-'))
	await chmod(home, 0o711)
	let primary = await startEmbedded(join(home, 'p'))
	let standby: EmbeddedServer | undefined
	const sites: Launched[] = []
	try {
		const secret = 'one secret for both web processes, long enough'
		const settings = {
			DATABASE_URL: primary.url(),
			PASSERELLE_HOME: home,
			PASSERELLE_SECRET: secret,
			PASSERELLE_LOG: 'silent'
		}
		const ports = [String(await freePort()), String(await freePort())]
		sites.push(await launch('demo', { ...settings, PORT: ports[0]! }))
		standby = await startStandby(primary, join(home, 's'))
		const both = { ...settings, PASSERELLE_REPLICA_URL: standby.url() }
		sites.push(await launch('demo', { ...both, PORT: ports[1]! }))

		const before = await trail(primary)
		const load = writing(sites.map((site) => site.url))
		const outages: number[] = []
		const killed = new Map<Victim, number>()
		for (let round = 0; round < ROUNDS; round++) {
			await sleep(500 + Math.random() * 2000)
			const victim = victims[Math.floor(Math.random() * victims.length)]!
			killed.set(victim, (killed.get(victim) ?? 0) + 1)
			const down = performance.now()
			if (victim === 'the primary database') {
				process.kill(postmasterOf(join(home, 'p')), 'SIGKILL')
				primary = await startEmbedded(join(home, 'p'))
			} else if (victim === 'the replica') {
				process.kill(postmasterOf(join(home, 's')), 'SIGKILL')
				standby = await startEmbedded(join(home, 's'))
			} else if (victim === 'the workers of web 1') {
				// They are started again by the process that forked them.
				for (const pid of childrenOf(sites[0]!.child.pid!)) process.kill(pid, 'SIGKILL')
			} else {
				const which = victim === 'web 1' ? 0 : 1
				await sites[which]!.kill()
				sites[which] = await launch('demo', { ...(which === 0 ? settings : both), PORT: ports[which]! })
			}
			await untilReady(sites)
			outages.push(performance.now() - down)
			process.stdout.write(`${round + 1}: ${victim}, all ready after ${Math.round(outages.at(-1)!)} ms\n`)
		}
		await sleep(1000)
		const { answered, tried } = await load.stop()
		const after = await trail(primary)
		const replicated = await untilEqual(standby, after)
		const written = after - before
		process.stdout.write(
			`${tried} writes tried, ${answered} answered with yes, ${written} in the trail; ${[...killed].map(([who, n]) => `${who} ${n}`).join(', ')}\n`
		)
		observe({
			name: 'writes answered with yes that are not in the database',
			value: Math.max(0, answered - written),
			unit: 'writes',
			limit: 0,
			is: `${answered} answered, ${ROUNDS} kills`
		})
		observe({
			name: 'rows of the trail the replica lacks in the end',
			value: after - replicated,
			unit: 'rows',
			limit: 0,
			is: 'replica'
		})
		observe({
			name: 'until everything was ready again, median',
			value: percentile(outages, 0.5),
			unit: 'ms',
			is: 'kill to ready'
		})
		observe({ name: 'until everything was ready again, worst', value: Math.max(...outages), unit: 'ms', is: 'kill to ready' })
	} finally {
		for (const site of sites) await site.stop()
		await standby?.stop()
		await primary.stop()
		await rm(home, { recursive: true, force: true })
	}
}

/** People who correct their name again and again; counts what was tried and what was answered with yes. */
function writing(urls: string[]) {
	let [answered, tried, stopping] = [0, 0, false]
	const one = async (url: string, n: number) => {
		// The first kill may come before they are in.
		const signIn = () => signedIn(url, 'member').catch(() => undefined)
		let person = await signIn()
		for (let i = 0; !stopping; i++) {
			if (!person) {
				await sleep(100)
				person = await signIn()
				continue
			}
			tried++
			const answer = await person
				.post('/en/account', { name: `Ann Example ${n} ${i}`, latinName: '', locale: 'en' })
				.catch(() => undefined)
			if (answer?.status === 303 && !answer.headers.get('location')?.includes('sign-in')) answered++
			else {
				await sleep(100)
				person = (await signIn()) ?? person
			}
			await answer?.arrayBuffer().catch(() => {})
		}
	}
	const all = Array.from({ length: WRITERS }, (_, n) => one(urls[n % urls.length]!, n))
	return {
		stop: async () => {
			stopping = true
			await Promise.all(all)
			return { answered, tried }
		}
	}
}

/** How many corrections the trail holds. */
async function trail(server: EmbeddedServer): Promise<number> {
	const client = new pg.Client(server.url())
	await client.connect()
	try {
		const { rows } = await client.query<{ n: number }>(
			`select count(*)::int as n from audit_event where action = 'account.profile-corrected'`
		)
		return rows[0]!.n
	} finally {
		await client.end()
	}
}

async function untilEqual(server: EmbeddedServer, wanted: number): Promise<number> {
	for (let i = 0; i < 100; i++) {
		const n = await trail(server).catch(() => -1)
		if (n === wanted) return n
		await sleep(100)
	}
	return trail(server)
}

async function untilReady(sites: Launched[]) {
	for (const site of sites)
		for (let i = 0; ; i++) {
			const ready = await fetch(`${site.url}/readyz`).then(
				(answer) => answer.ok,
				() => false
			)
			if (ready) break
			if (i === 600) throw new Error('the site was not ready within a minute')
			await sleep(100)
		}
}

const postmasterOf = (dir: string) => Number(readFileSync(join(dir, 'cluster/postmaster.pid'), 'utf8').split('\n')[0])

const childrenOf = (pid: number): number[] =>
	readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
