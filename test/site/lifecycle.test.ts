import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { SMTPServer } from 'smtp-server'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { translate } from '../../src/platform/i18n.ts'
import { startEmbedded } from '../../src/platform/embedded.server.ts'
import { copyOfDemo } from '../demo-copy.ts'
import { freePort, launch, type Launched } from '../launch.ts'
import { publish } from '../publish.ts'
import { accountOf, signedIn, visitor } from '../visitor.ts'

/** A folder for a site, removed when what the test began in it has ended: hooks run last registered first. */
async function ownHome(): Promise<string> {
	const home = await mkdtemp(join(tmpdir(), 'passerelle-life-'))
	await chmod(home, 0o711)
	onTestFinished(() => rm(home, { recursive: true, force: true }))
	return home
}

/** A site of its own on a database of its own: the shared one must not be killed. */
async function ownSite(settings: Record<string, string> = {}) {
	const copy = await copyOfDemo(
		inject('siteServer'),
		inject('demo'),
		`passerelle_life_${process.pid}_${Math.random().toString(36).slice(2)}`
	)
	const site = await launch('demo', { ...copy.settings, ...settings })
	onTestFinished(async () => {
		await site.stop()
		await copy.remove()
	})
	return { site, home: copy.home, database: copy.database }
}

async function client(url: string) {
	const client = new pg.Client(url)
	// The site is killed together with its server in some tests.
	client.on('error', () => {})
	await client.connect()
	onTestFinished(() => client.end().catch(() => {}))
	return client
}

/** A post whose body is sent only when `finish` is called. */
function slowPost(site: Launched, path: string, cookie: string, body: string) {
	const asked = request(`${site.url}${path}`, {
		method: 'POST',
		headers: {
			...{ cookie, origin: site.url, accept: 'text/html' },
			...{ 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }
		}
	})
	const status = new Promise<number>((resolve, reject) =>
		asked.once('response', (response) => resolve(response.resume().statusCode!)).once('error', reject)
	)
	asked.write(body.slice(0, 1))
	return { status, finish: () => void asked.end(body.slice(1)) }
}

describe('killed without a goodbye', () => {
	test.for([
		['the server', false],
		['the server and its database', true]
	] as const)('%s: what was answered is there after the next start', async ([, both]) => {
		// The embedded database, as `npm run demo` has it, with nothing switched off.
		const home = await ownHome()
		const port = String(await freePort())
		let site = await launch('demo', { PASSERELLE_HOME: home, PORT: port })
		onTestFinished(async () => void (await site.stop()))
		for (let round = 0; round < 3; round++) {
			const person = await signedIn(site.url, 'member')
			const name = `Ann Example ${round}`
			const answer = await person.post('/en/account', { name, latinName: '', locale: 'en' })
			expect(answer.status).toBe(303)
			if (both) {
				const database = await client((await startEmbedded(join(home, 'db'))).url())
				const { rows } = await database.query<{ dir: string }>(`select current_setting('data_directory') as dir`)
				const pid = Number(readFileSync(join(rows[0]!.dir, 'postmaster.pid'), 'utf8').split('\n')[0])
				process.kill(pid, 'SIGKILL')
			}
			await site.kill()
			site = await launch('demo', { PASSERELLE_HOME: home, PORT: port })
			// The session too: nobody has to sign in again.
			const page = await person.get('/en/account', { accept: 'text/html' })
			expect(page.status).toBe(200)
			expect(await page.text()).toContain(name)
		}
	})

	test('the database alone: it is started again, and what was answered is there', async () => {
		const home = await ownHome()
		const site = await launch('demo', { PASSERELLE_HOME: home, PASSERELLE_LOG: 'silent' })
		onTestFinished(async () => void (await site.stop()))
		const person = await signedIn(site.url, 'member')
		expect((await person.post('/en/account', { name: 'Ann Example 7', latinName: '', locale: 'en' })).status).toBe(303)
		const [pid] = readFileSync(join(home, 'db/cluster/postmaster.pid'), 'utf8').split('\n')
		process.kill(Number(pid), 'SIGKILL')
		// Whoever is signed in reads it in their language, on a page of ours.
		const meanwhile = await person.get('/bg/account', { accept: 'text/html' })
		if (meanwhile.status !== 200) {
			expect(meanwhile.status).toBe(503)
			expect(await meanwhile.text()).toContain(translate('bg', 'error.503.title'))
		}
		// Until the site notices it may still answer from the dead server's last words.
		await sleep(1000)
		for (let i = 0; i < 600; i++) {
			if (await fetch(`${site.url}/readyz`).then((answer) => answer.ok)) break
			await sleep(100)
		}
		const page = await person.get('/en/account', { accept: 'text/html' })
		expect(page.status).toBe(200)
		expect(await page.text()).toContain('Ann Example 7')
	})

	test('two processes share a port: when one is killed, the other goes on', async () => {
		const shared = { PORT: String(await freePort()), PASSERELLE_SHARE_PORT: '1' }
		const { site, home, database } = await ownSite(shared)
		const second = await launch('demo', { DATABASE_URL: database, PASSERELLE_HOME: home, PASSERELLE_WORKERS: '0', ...shared })
		onTestFinished(async () => void (await second.stop()))
		// The port answers before: that is the first one.
		await expect.poll(() => second.output(), { timeout: 60_000 }).toContain('Passerelle is ready')
		const person = await signedIn(site.url, 'member')
		await site.kill()
		for (let i = 0; i < 20; i++) {
			const page = await person.post('/en/account', { name: `Ann Example ${i}`, latinName: '', locale: 'en' })
			expect(page.status).toBe(303)
		}
	})

	test('its workers end with it', async () => {
		const { site, database } = await ownSite()
		const asked = await client(database)
		await site.kill()
		for (let i = 0; i < 100; i++) {
			const { rows } = await asked.query<{ n: number }>(
				`select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
			)
			if (rows[0]!.n === 0) break
			await sleep(100)
		}
		const { rows } = await asked.query<{ n: number }>(
			`select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
		)
		expect(rows[0]!.n).toBe(0)
	})
})

describe('told to stop', () => {
	test('finishes the request under way, takes no new one, and ends with 0', async () => {
		const { site, database } = await ownSite()
		const person = await signedIn(site.url, 'member')
		const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
		const post = slowPost(
			site,
			'/en/account',
			cookie,
			new URLSearchParams({ name: 'Slow Example', latinName: '', locale: 'en' }).toString()
		)
		await sleep(200)
		const ended = site.stop()
		await sleep(500)
		await expect(fetch(`${site.url}/healthz`)).rejects.toThrow()
		post.finish()
		expect(await post.status).toBe(303)
		expect(await ended).toBe(0)
		const { rows } = await (
			await client(database)
		).query<{ n: number }>(`select count(*)::int as n from account where name = 'Slow Example'`)
		expect(rows[0]!.n).toBe(1)
	})

	test('finishes the job under way', async () => {
		// A mail server that takes its time: it answers when told.
		let arrived!: () => void
		let answer!: () => void
		let letters = 0
		const arriving = new Promise<void>((done) => (arrived = done))
		const answering = new Promise<void>((done) => (answer = done))
		const post = new SMTPServer({
			authOptional: true,
			disabledCommands: ['STARTTLS'],
			onData(stream, _, received) {
				stream.resume().once('end', () => {
					letters++
					arrived()
					void answering.then(() => received())
				})
			}
		})
		const port = await freePort()
		await new Promise<void>((done) => void post.listen(port, '127.0.0.1', done))
		onTestFinished(() => new Promise<void>((done) => post.close(() => done())))
		const { site, database } = await ownSite({ PASSERELLE_SMTP_URL: `smtp://127.0.0.1:${port}` })

		const asking = await visitor(site.url).post('/en/sign-in?/link', { email: accountOf('editor').email })
		expect(asking.status).toBe(303)
		await arriving
		const ended = site.stop()
		await sleep(1000)
		expect(site.child.exitCode).toBe(null)
		answer()
		expect(await ended).toBe(0)
		// The demo has letters of its own: each that the server was given is known to have left, and no other.
		const { rows } = await (
			await client(database)
		).query<{ sent: number; other: string[] }>(
			`select count(*) filter (where status = 'sent')::int as sent,
				array_agg(distinct status) filter (where status not in ('sent', 'queued')) as other from mail`
		)
		expect(rows).toEqual([{ sent: letters, other: null }])
	})
})

test('a page read by strangers is never older than a second, also when another process made the change', async () => {
	const { site, home, database } = await ownSite()
	const second = await launch('start', { DATABASE_URL: database, PASSERELLE_HOME: home, PASSERELLE_DEMO: '1' })
	onTestFinished(async () => void (await second.stop()))
	for (let round = 0; round < 5; round++) {
		const word = `zq${Math.random().toString(36).slice(2)}x`
		const page = `/en/search?q=${word}`
		for (const { url } of [site, second]) {
			const before = await fetch(url + page)
			// Kept in memory, or this would prove nothing.
			expect([before.status, before.headers.get('cache-control')]).toEqual([200, expect.stringContaining('public')])
			expect(await before.text()).not.toContain(`About ${word}`)
		}
		await publish(database, `About ${word}`)
		await sleep(1000)
		for (const { url } of [site, second])
			expect((await (await fetch(url + page)).text()).replaceAll(/<!--.*?-->|<\/?mark[^>]*>/g, '')).toContain(`About ${word}`)
	}
})
