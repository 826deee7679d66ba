import { beforeAll, describe, expect, inject, test } from 'vitest'
import { roles, type Role } from '#platform/ctx'
import { accessList, example, type Audience } from './access-list.ts'
import { doors } from './routes.ts'
import { signedIn, visitor, type Visitor } from './visitor.ts'
import { wellFormed } from './well-formed.ts'

const { url } = inject('site')
const list = Object.entries(accessList)
/** What an action says to an empty form, or to one about nothing, when the person may use it. */
const considered = [200, 303, 400, 404, 409, 415, 422, 429]

const through = (door: string, who: Visitor) => {
	const { method, path } = example(door)
	return method === 'POST'
		? who.post(path, wellFormed[door])
		: who.ask(path, { method, headers: method === 'GET' ? {} : { origin: new URL(url).origin } })
}
/** Standards that cannot say "nothing yet": 404 until the first record. */
const perhapsEmpty = /^GET \/(data\/(iati|360giving)|\[lang\]\/record\/checkpoint)/
const toSignIn = (response: Response) =>
	response.status === 303 && /^\/en\/sign-in\?next=/.test(response.headers.get('location') ?? '')
const may = (audience: Audience, role: Role) => audience === 'everyone' || audience === 'signed-in' || audience.includes(role)

test('the list names every door of src/routes, and no other', async () => {
	expect(Object.keys(accessList).sort()).toEqual(await doors())
})

test('every action that only some may use has a form in good shape to try it with', () => {
	const some = list.filter(([door, audience]) => door.startsWith('POST') && typeof audience === 'object').map(([door]) => door)
	expect(Object.keys(wellFormed).sort()).toEqual(some.sort())
})

describe('a stranger', () => {
	test.for(list.filter(([, audience]) => audience === 'everyone'))('opens %s', async ([door]) => {
		const response = await through(door, visitor(url))
		const { method, ofNothing } = example(door)
		// 405: the API reads only.
		// A mail server's door: whoever has no token is a stranger there too.
		if (door === 'POST /mail/bounces') return expect(response.status).toBe(403)
		const answers =
			method !== 'GET' ? [...considered, 405] : ofNothing || perhapsEmpty.test(door) ? [200, 403, 404] : [200, 303, 307]
		expect(answers).toContain(response.status)
		expect(toSignIn(response)).toBe(false)
	})

	test.for(list.filter(([, audience]) => audience !== 'everyone'))('does not open %s', async ([door]) => {
		const response = await through(door, visitor(url))
		expect(toSignIn(response) || [401, 403, 404].includes(response.status), `${response.status}`).toBe(true)
		expect((await response.text()).length).toBeLessThan(20_000)
	})

	test('is not let in by a cookie of his own making', async () => {
		const someone = visitor(url)
		for (const value of ['x', 'x.y', 'a'.repeat(3000), '%00', '%zz']) {
			someone.cookies.set('passerelle.session_token', value)
			expect(toSignIn(await someone.get('/en/account'))).toBe(true)
		}
	})
})

describe.for(roles)('%s', (role) => {
	let person: Visitor
	beforeAll(async () => {
		person = await signedIn(url, role)
	})
	// Signing out and erasing would end the session the other tests need; they are tried by journeys of their own.
	const lasting = list.filter(([door]) => !/sign-out$|erase$|revoke|sign-in/.test(door) && door.startsWith('GET'))

	test.for(lasting.filter(([, audience]) => may(audience, role)))('opens %s', async ([door]) => {
		const response = await through(door, person)
		const { ofNothing } = example(door)
		// 303: first confirm who you are.
		expect(ofNothing || perhapsEmpty.test(door) ? [200, 303, 403, 404] : [200, 303, 307]).toContain(response.status)
		expect(toSignIn(response)).toBe(false)
	})

	const closed = list.filter(([, audience]) => !may(audience, role))
	if (closed.length)
		test.for(closed)('does not open %s', async ([door]) => {
			const response = await through(door, person)
			expect([403, 404]).toContain(response.status)
		})
})
