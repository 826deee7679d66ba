import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Role } from '#platform/ctx'
import { accessList, example } from '../access-list.ts'
import { wellFormed } from '../well-formed.ts'
import { copyOfDemo } from '../demo-copy.ts'
import { launch } from '../launch.ts'
import { nasty } from '../nasty.ts'
import { signedIn, visitor, type Visitor } from '../visitor.ts'

/** A site of its own: rows are counted here, while other tests write into the shared one. */
let url: string
/** Every clear answer to something wrong. 303 is for what was understood, or for somebody who must sign in or confirm. */
const clear = [303, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429]
const doors = Object.entries(accessList).filter(([door]) => !door.startsWith('GET'))
/** Buttons: they ask for no field, so an empty form is all they need from somebody who may. */
const buttons =
	/data\/export|audit\/export|suggestions\/export|network\/(export\.\w+|duplicates)$|calendar\?\/make|confirm\?\/mail$|second-factor\?\/(begin|renew|disable)|revokeOthers/
/** Every name a form of ours uses, and some that none should. */
const fields = [
	...[
		'email',
		'password',
		'name',
		'latinName',
		'locale',
		'role',
		'service',
		'kind',
		'give',
		'code',
		'token',
		'id',
		'next',
		'country',
		'day'
	],
	...[
		'name_fr',
		'name_bg',
		'name_en',
		'action',
		'organisation',
		'subject',
		'message',
		'website',
		'__proto__',
		'constructor',
		'form',
		'q'
	]
]

let client: pg.Client
let end: () => Promise<void>
const people = new Map<Role | 'stranger', Visitor>()
beforeAll(async () => {
	const copy = await copyOfDemo(inject('siteServer'), inject('demo'), `passerelle_bad_input_${process.pid}`)
	// Without workers: nothing is written but by what is posted.
	const site = await launch('demo', { ...copy.settings, PASSERELLE_WORKERS: '0' })
	url = site.url
	client = new pg.Client(copy.database)
	await client.connect()
	end = async () => {
		await client.end()
		await site.stop()
		await copy.remove()
	}
	people.set('stranger', visitor(url))
	people.set('administrator', await signedIn(url, 'administrator'))
})
afterAll(() => end())

let counting: string | undefined
/** Rows by table, without those that count tries, tell what happened, or carry what was said about it. */
async function rowCounts() {
	if (!counting) {
		const { rows } = await client.query<{ table: string }>(
			`select relname as table from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
			and relname not in ('rate_limit', 'audit_event', 'mail', 'mail_attachment', 'verification', 'known_address') and relname not like 'kysely_%' order by 1`
		)
		const count = ({ table }: { table: string }) =>
			`select ${client.escapeLiteral(table)} as table, count(*)::int as n from ${client.escapeIdentifier(table)}`
		// In an order of its own: the parts of a union may run beside one another.
		counting = `${rows.map(count).join(' union all ')} order by 1`
	}
	return (await client.query<{ table: string; n: number }>(counting)).rows
}

async function clearly(response: Response, what: string, also: number[] = []) {
	expect([...clear, ...also], `${what}: ${response.status}`).toContain(response.status)
	const text = await response.text()
	// A file and a line, a statement, a driver's word: what an attacker would like to read.
	expect(text, what).not.toMatch(/\bat (?:async )?\S+ \(|node_modules|\.server\.ts|from "\w+"|PostgresError|ZodError/i)
	expect(text, what).not.toMatch(/\[object Object\]/)
}

describe.for(['stranger', 'administrator'] as const)('%s posts', (who) => {
	// Signing out needs no field either, and would end the others' session. Among the odd texts are good passwords.
	const open = doors.filter(
		([door]) => !/sign-out/.test(door) && (who === 'stranger' || !/account\/password|revokeOthers/.test(door))
	)

	test.for(open)('rubbish to %s: a clear answer, and nothing written', async ([door]) => {
		const { method, path } = example(door)
		const does = who !== 'stranger' && buttons.test(door)
		const also = does ? [200] : []
		const before = await rowCounts()
		const send = (body: BodyInit | undefined, headers: Record<string, string> = {}) =>
			people.get(who)!.ask(path, { method, body: body ?? null, headers: { origin: url, accept: 'text/html', ...headers } })
		const all = (value: string) => new URLSearchParams(fields.map((name) => [name, value]))
		const form = { 'content-type': 'application/x-www-form-urlencoded' }
		const attempts: Record<string, () => Promise<Response>> = {
			'nothing at all': () => send(undefined),
			'an empty form': () => send('', form),
			'every field empty': () => send(all('')),
			'every field twice': () =>
				send(
					new URLSearchParams(
						fields.flatMap((name) => [
							[name, 'a'],
							[name, 'b']
						])
					)
				),
			'every field as a list': () => send(new URLSearchParams(fields.map((name) => [`${name}[]`, 'a']))),
			'a thousand fields': () => send(new URLSearchParams(Array.from({ length: 1000 }, (_, i) => [`f${i}`, 'x']))),
			'a megabyte': () => send(all('x'.repeat(1_000_000 / fields.length))),
			'a megabyte in one field': () => send(new URLSearchParams({ email: `${'x'.repeat(1_000_000)}@example.org`, name: 'x' })),
			'files for text': () => {
				const data = new FormData()
				for (const name of fields) data.append(name, new Blob(['MZ\0\0']), '../../etc/passwd')
				return send(data)
			},
			JSON: () => send('{"email":{"$ne":null}}', { 'content-type': 'application/json' }),
			XML: () => send('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', { 'content-type': 'application/xml' }),
			text: () => send('email=a@b.c', { 'content-type': 'text/plain' }),
			'a multipart body that is none': () => send('no parts here', { 'content-type': 'multipart/form-data; boundary=x' }),
			'a multipart body without a boundary': () => send('x', { 'content-type': 'multipart/form-data' }),
			'bytes that are no UTF-8': () => send(new Uint8Array([0x65, 0x6d, 0x3d, 0xff, 0xfe, 0xc3, 0x28]), form),
			'broken percent signs': () => send('email=%&name=%zz&%ff=%c3%28&id=%00', form)
		}
		// Every door meets what its own fields must bear; what the one reader of forms must bear comes to each in turn.
		const own =
			who === 'stranger' ? ['an empty form'] : ['nothing at all', 'an empty form', 'every field empty', 'files for text']
		const shared = Object.keys(attempts).filter((what) => !own.includes(what))
		const at = doors.findIndex(([each]) => each === door)
		for (const what of [...own, shared[at % shared.length]!, shared[(at + 5) % shared.length]!])
			await clearly(await attempts[what]!(), `${door} with ${what}`, also)
		if (who === 'stranger') {
			expect(await rowCounts()).toEqual(before)
			return
		}
		// Every odd text comes to every door, each in another field; with all in one field the run would last an hour.
		for (let first = 0; first < nasty.length; first += fields.length) {
			const texts = new URLSearchParams(fields.map((name, i) => [name, nasty[(first + i) % nasty.length]!]))
			await clearly(await send(texts), `${door} with odd texts from ${first}`, also)
		}
		if (!does) expect(await rowCounts()).toEqual(before)
	})
})

test.for(doors)('%s from another site is refused', async ([door]) => {
	const { method, path } = example(door)
	const before = await rowCounts()
	const others = ['null', `${url}.evil.example`, url.replace('http:', 'https:')]
	for (const origin of ['https://evil.example', others[doors.findIndex(([each]) => each === door) % 3]!]) {
		const response = await people.get('administrator')!.ask(path, {
			method,
			body: new URLSearchParams(wellFormed[door] ?? { email: 'someone@example.org' }),
			headers: { origin }
		})
		expect(response.status, origin).toBe(403)
	}
	expect(await rowCounts()).toEqual(before)
})

test('a form posted twice does it once', async () => {
	const administrator = people.get('administrator')!
	const path = '/en/office/settings?/add'
	const day = { country: 'FR', day: '2027-05-14', name_fr: 'Jour de pont' }
	const first = await administrator.post(path, day)
	expect(first.status, await first.text()).toBe(303)
	const after = await rowCounts()
	const again = await Promise.all(Array.from({ length: 4 }, () => administrator.post(path, day)))
	for (const response of again) await clearly(response, 'the same day again')
	expect(await rowCounts()).toEqual(after)
})

describe('addresses', () => {
	const odd = [
		'%00',
		'%ff',
		'%',
		'..%2f..%2fetc%2fpasswd',
		"1'or'1'='1",
		'<script>alert(1)</script>',
		'a'.repeat(2000),
		'%F0%9F%98%80',
		'__proto__'
	]
	test.for(odd)('%s anywhere in a path gets a clear answer', async (part) => {
		for (const path of [
			`/${part}`,
			`/fr/${part}`,
			`/fr/account/${part}`,
			`/fr/office/people/${part}`,
			`/files/${part}`,
			`/api/v1/${part}`
		]) {
			const response = await people.get('administrator')!.get(path)
			expect([200, 303, 307, 308, 400, 404], path).toContain(response.status)
			expect(await response.text()).not.toContain('<script>alert(1)')
		}
	})
	test('what is not there is said inside the part of the site one is in, with its ways out', async () => {
		const nothing = '01890000-0000-7000-8000-000000000000'
		for (const path of [
			`/fr/workspace/awards/${nothing}`,
			`/fr/workspace/visits/${nothing}/roadbook`,
			`/fr/office/calls/${nothing}`
		]) {
			const response = await people.get('administrator')!.get(path)
			expect(response.status, path).toBe(404)
			const page = await response.text()
			expect(page, path).toContain('Cette page n’existe pas')
			expect(page, path).toMatch(/<header[\s>][\s\S]*<main[\s>]/)
			expect(page.match(/<main[\s>]/g), path).toHaveLength(1)
		}
	})
	test.for(nasty)('searching for %j gets a clear answer', async (text) => {
		const response = await people.get('stranger')!.get(`/fr/search?${new URLSearchParams({ q: text, page: text, kind: text })}`)
		// 431: longer than any address.
		expect([200, 400, 404, 422, 431], `${response.status}`).toContain(response.status)
		expect(await response.text()).not.toMatch(/<script>alert|<img src=x/i)
	})
	test('filters of the office that are no filters get a clear answer', async () => {
		for (const page of ['people', 'audit', 'jobs', 'mails', 'people/invitations'])
			for (const text of nasty.slice(0, 40)) {
				const query = new URLSearchParams(
					['q', 'page', 'after', 'state', 'name', 'role', 'service', 'action', 'from', 'to', 'actor'].map((name) => [name, text])
				)
				const response = await people.get('administrator')!.get(`/en/office/${page}?${query}`)
				expect([200, 400, 404, 422, 431], `${page} ${text}: ${response.status}`).toContain(response.status)
			}
	})
})
