/**
 * A popular seminar opens: 5,000 people register for 300 places within a minute, by the public form; then another, with the
 * server killed in the middle: whoever got no answer sends again, as people do. Places, ranks and the order of arrival are
 * looked up afterwards.
 * PLACES_PEOPLE and PLACES_CAPACITY make it smaller.
 */
import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { ensureBuilt } from '../src/cli/build.ts'
import { connect, type Database } from '../src/platform/db.server.ts'
import { startEmbedded } from '../src/platform/embedded.server.ts'
import { freePort, launch, type Launched } from '../test/launch.ts'
import { observe, percentile } from './harness.ts'

const PEOPLE = Number(process.env.PLACES_PEOPLE ?? 5000)
const CAPACITY = Number(process.env.PLACES_CAPACITY ?? 300)
const RUSH_MS = 60_000

type Person = {
	email: string
	/** Milliseconds of one clock: when the form was sent (the last time), and when the server had answered. */
	sentAt: number
	answeredAt: number
	tries: number
}

export async function run() {
	await ensureBuilt(resolve(import.meta.dirname, '..'))
	const home = await mkdtemp(join(tmpdir(), 'passerelle-places-'))
	await chmod(home, 0o711)
	const port = String(await freePort())
	// Behind a proxy, so that each person comes from an address of their own.
	const settings = { PASSERELLE_HOME: home, PASSERELLE_SECRET: randomUUID() + randomUUID(), PORT: port, PASSERELLE_PROXIES: '1' }
	let site = await launch('start', settings)
	const database = connect((await startEmbedded(join(home, 'db'))).url(), { max: 4, timeout: 120_000 })
	try {
		for (const name of ['places', 'places, killed']) {
			const eventId = await seed(database)
			const latencies: number[] = []
			const people = Array.from({ length: PEOPLE }, (_, at) => ({
				email: `place-${at}@example.org`,
				sentAt: 0,
				answeredAt: 0,
				tries: 0
			}))
			const load = rush(site.url, eventId, people, latencies)
			if (name === 'places, killed') {
				await sleep(RUSH_MS / 2)
				await site.kill()
				const down = performance.now()
				site = await launch('start', settings)
				const value = Math.round(performance.now() - down)
				observe({ name: `${name}: outage`, value, unit: 'ms', is: 'until the new process is ready' })
			}
			await load
			await report(database, name, eventId, people, latencies)
		}
	} finally {
		await database.close()
		await (site as Launched).stop()
		await rm(home, { recursive: true, force: true })
	}
}

async function seed({ db }: Database): Promise<string> {
	const now = new Date()
	const eventId = uuidv7()
	const days = (count: number) => new Date(now.getTime() + count * 86_400_000)
	await db
		.insertInto('event')
		.values({
			id: eventId,
			reference: `RUSH-${eventId.slice(-8)}`,
			kind: 'seminar',
			service: 'cit',
			title: '{"fr":"Ruée"}',
			format: 'place',
			startsAt: days(30),
			endsAt: days(31),
			zone: 'Europe/Sofia',
			registration: 'open',
			status: 'published',
			publishedAt: now,
			createdAt: now,
			updatedAt: now
		})
		.execute()
	await db
		.insertInto('placeCategory')
		.values({ id: uuidv7(), eventId, title: '{"fr":"Participants"}', capacity: CAPACITY })
		.execute()
	return eventId
}

/** Everybody at an instant of their own within the minute; again every second until the server has answered. */
async function rush(url: string, eventId: string, people: Person[], latencies: number[]) {
	const agent = new Agent({ keepAlive: true, maxSockets: 512 })
	const began = performance.now()
	const post = (person: Person, at: number) =>
		new Promise<number>((done) => {
			const body = new URLSearchParams({ name: `Personne ${at}`, email: person.email }).toString()
			person.sentAt = performance.now()
			person.tries++
			const headers = {
				// Without it the answer is for a script: the same, in JSON, and always 200.
				accept: 'text/html',
				'content-type': 'application/x-www-form-urlencoded',
				'content-length': Buffer.byteLength(body),
				origin: url,
				'x-forwarded-for': `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`
			}
			const sending = request(
				`${url}/fr/events/${eventId}/register`,
				{ method: 'POST', agent, headers, timeout: 20_000 },
				(answer) => {
					answer.resume()
					answer.on('end', () => {
						person.answeredAt = performance.now()
						latencies.push(person.answeredAt - person.sentAt)
						done(answer.statusCode ?? 0)
					})
					answer.on('error', () => done(0))
				}
			)
			sending.on('timeout', () => sending.destroy())
			sending.on('error', () => done(0))
			sending.end(body)
		})
	const come = async (person: Person, at: number) => {
		await sleep(Math.max(0, began + Math.random() * RUSH_MS - performance.now()))
		for (let tries = 0; tries < 60; tries++) {
			const status = await post(person, at)
			if (status === 303) return
			if (status >= 400 && status < 500) throw new Error(`the form was answered ${status} after ${person.tries} tries`)
			await sleep(1000)
		}
		throw new Error('nobody answered for a minute')
	}
	await Promise.all(people.map(come))
	agent.destroy()
}

async function report({ db }: Database, about: string, eventId: string, people: Person[], latencies: number[]) {
	const { rows } = await sql<{ email: string; status: string; rank: number | null; letters: number }>`
		select r.email::text as email, r.status, r.rank,
			(select count(*)::int from mail m where m.ref = 'registration:' || r.id) as letters
		from registration r where r.event_id = ${eventId}`.execute(db)
	const accepted = rows.filter(({ status }) => status === 'accepted')
	const ranks = rows.flatMap(({ rank }) => rank ?? []).sort((a, b) => a - b)
	const placeOf = new Map(rows.map(({ email, rank }) => [email, rank ?? 0]))
	const exactly = (name: string, value: number, is: string) =>
		observe({ name: `${about}: ${name}`, value, unit: 'rows', limit: 0, is })
	exactly('answered and not registered', people.filter(({ email }) => !placeOf.has(email)).length, `of ${people.length}`)
	exactly('registered twice', rows.length - new Set(rows.map(({ email }) => email)).size, `of ${rows.length}`)
	exactly('accepted beyond or below the capacity', Math.abs(accepted.length - Math.min(CAPACITY, PEOPLE)), `of ${CAPACITY}`)
	exactly('ranks missing or given twice', ranks.filter((rank, at) => rank !== at + 1).length, `of ${ranks.length}`)
	exactly('out of the order of arrival', overtaken(people, placeOf), 'answered before somebody sent, and placed after them')
	exactly('without a letter', rows.filter(({ letters }) => letters === 0).length, `of ${rows.length}`)
	const at = (share: number) => Math.round(percentile(latencies, share))
	observe({ name: `${about}: p50`, value: at(0.5), unit: 'ms', is: `${latencies.length} answers` })
	observe({ name: `${about}: p99`, value: at(0.99), unit: 'ms', limit: 1000, is: 'every answer, the rush after a kill included' })
}

/** Who was answered before somebody else had even sent the form, and yet stands behind them. Of those who were asked once. */
function overtaken(people: Person[], placeOf: Map<string, number>): number {
	const once = people.filter(({ tries }) => tries === 1)
	const bySent = once.toSorted((a, b) => a.sentAt - b.sentAt)
	const byAnswered = once.toSorted((a, b) => a.answeredAt - b.answeredAt)
	let last = 0
	let furthest = 0
	let count = 0
	for (const person of bySent) {
		while (last < byAnswered.length && byAnswered[last]!.answeredAt < person.sentAt)
			furthest = Math.max(furthest, placeOf.get(byAnswered[last++]!.email) ?? 0)
		if (furthest > (placeOf.get(person.email) ?? 0)) count++
	}
	return count
}
