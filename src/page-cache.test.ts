import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { pageCache } from './page-cache.ts'

type Answer = { status: number; headers: IncomingMessage['headers']; body: Buffer }
const stops: (() => void)[] = []
afterEach(() => stops.splice(0).forEach((stop) => stop()))

/** A server behind the page cache; `render` is the site. */
async function site(render: (request: IncomingMessage, response: ServerResponse, nth: number) => void) {
	let rendered = 0
	const pages = pageCache((request, response) => render(request, response, ++rendered))
	const server = createServer((request, response) => void (pages.answer(request, response) || pages.handle(request, response)))
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
	stops.push(
		() => server.close(),
		() => server.closeAllConnections()
	)
	const { port } = server.address() as { port: number }
	const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
		new Promise<Answer>((resolve, reject) =>
			ask({ port, path, headers, method, host: '127.0.0.1' }, (response) => {
				const chunks: Buffer[] = []
				response
					.on('data', (chunk) => chunks.push(chunk))
					.on('error', reject)
					.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }))
			})
				.on('error', reject)
				.end()
		)
	return { get, rendered: () => rendered, hits: pages.takeHits }
}

const page = (response: ServerResponse, text: string, headers: Record<string, string> = {}) =>
	response
		.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'public, max-age=0', ...headers })
		.end(Buffer.from(text))

describe('a public page', () => {
	test('is rendered once for all who ask within the second, and again after it', async () => {
		const { get, rendered } = await site((_, response, nth) => page(response, `page ${nth}`))
		const answers = await Promise.all(Array.from({ length: 20 }, () => get('/fr')))
		expect(new Set(answers.map((answer) => answer.body.toString()))).toEqual(new Set(['page 1']))
		expect((await get('/fr')).body.toString()).toBe('page 1')
		expect(rendered()).toBe(1)
		await sleep(1010)
		expect((await get('/fr')).body.toString()).toBe('page 2')
	})

	test('comes in the encoding asked for, under one ETag, with its own headers', async () => {
		const { get } = await site((_, response) =>
			page(response, 'Пасарелка '.repeat(100), { 'content-language': 'bg', 'x-request-id': 'one' })
		)
		const [plain, gzip, br, refused] = [
			await get('/bg'),
			await get('/bg', { 'accept-encoding': 'gzip' }),
			await get('/bg', { 'accept-encoding': 'gzip, deflate, br' }),
			await get('/bg', { 'accept-encoding': 'gzip;q=0, identity' })
		]
		expect(gunzipSync(gzip.body)).toEqual(plain.body)
		expect(brotliDecompressSync(br.body)).toEqual(plain.body)
		expect(refused.body).toEqual(plain.body)
		expect([plain, gzip, br, refused].map((answer) => answer.headers['content-encoding'])).toEqual([
			undefined,
			'gzip',
			'br',
			undefined
		])
		expect(new Set([plain, gzip, br].map((answer) => answer.headers.etag)).size).toBe(1)
		expect(br.headers).toMatchObject({
			'content-language': 'bg',
			vary: 'accept-encoding, cookie',
			'content-length': String(br.body.length)
		})
		expect(br.headers['x-request-id']).toBeUndefined()
	})

	test('answers 304 without a body to whoever has it, and HEAD without a body', async () => {
		const { get } = await site((_, response) => page(response, 'hello'))
		const { etag } = (await get('/fr')).headers
		expect(await get('/fr', { 'if-none-match': etag! })).toMatchObject({ status: 304, body: Buffer.alloc(0) })
		expect(await get('/fr', {}, 'HEAD')).toMatchObject({ status: 200, body: Buffer.alloc(0), headers: { 'content-length': '5' } })
		expect((await get('/fr')).body.toString()).toBe('hello')
	})

	test('is not shared with somebody who has a cookie, another host or another address', async () => {
		const { get, rendered } = await site((request, response, nth) =>
			page(response, `${request.headers.cookie ?? 'stranger'} ${nth}`)
		)
		await get('/fr', { host: 'a.example' })
		expect((await get('/fr', { host: 'a.example', cookie: 'session=1' })).body.toString()).toBe('session=1 2')
		await get('/fr', { host: 'b.example' })
		await get('/fr?page=2', { host: 'a.example' })
		await get('/api/v1', { host: 'a.example' })
		expect(rendered()).toBe(5)
	})
})

describe('what is not kept', () => {
	test.for<[string, (response: ServerResponse) => unknown]>([
		['a private page', (response) => page(response, 'x', { 'cache-control': 'private, no-store' })],
		['a page that sets a cookie', (response) => page(response, 'x', { 'set-cookie': 'a=1' })],
		['a page that varies by something else', (response) => page(response, 'x', { vary: 'accept-language' })],
		['a redirect', (response) => response.writeHead(303, { location: '/fr', 'cache-control': 'public' }).end()],
		['a page that is not there', (response) => response.writeHead(404, { 'cache-control': 'public' }).end('no')]
	])('%s', async ([, answer]) => {
		const { get, rendered } = await site((_, response) => void answer(response))
		const first = await get('/fr/x')
		const again = await get('/fr/x')
		expect(rendered()).toBe(2)
		expect(again.body).toEqual(first.body)
		expect(again.status).toBe(first.status)
	})

	test('a page that is not to be kept streams as it is written', async () => {
		const { get } = await site(async (_, response) => {
			response.writeHead(200, { 'cache-control': 'no-store' })
			response.write('one ')
			await sleep(20)
			response.end('two')
		})
		const [a, b] = await Promise.all([get('/fr/x'), get('/fr/x')])
		expect([a!.body.toString(), b!.body.toString()]).toEqual(['one two', 'one two'])
	})

	test('a rendering that breaks off breaks the answer off, and the next one is rendered anew', async () => {
		const { get } = await site((_, response, nth) => {
			if (nth > 1) return page(response, 'well')
			response.writeHead(200, { 'cache-control': 'public' })
			response.write('half')
			return response.destroy()
		})
		await expect(get('/fr')).rejects.toThrow('socket hang up')
		expect((await get('/fr')).body.toString()).toBe('well')
	})
})

test('a rendering slower than a page lives is not waited for by those who ask later: they may have seen the change', async () => {
	const { get, rendered } = await site(async (_, response, nth) => {
		if (nth === 1) await sleep(1300)
		page(response, `page ${nth}`)
	})
	const slow = get('/fr')
	await sleep(1100)
	expect((await get('/fr')).body.toString()).toBe('page 2')
	expect((await slow).body.toString()).toBe('page 1')
	// The slow one is older than the one kept: it must not take its place.
	expect((await get('/fr')).body.toString()).toBe('page 2')
	expect(rendered()).toBe(2)
})
