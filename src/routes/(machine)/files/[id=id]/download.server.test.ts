import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { signDownload, storeContents } from '#platform/files.server'
import { NOW, ownHome, test } from '#test/support'
import { GET } from './+server.ts'

ownHome()

const contents = Buffer.from('0123456789')
const stored = (ctx: Ctx, type: 'pdf' | 'csv' = 'pdf') =>
	storeContents(ctx, contents, { name: type === 'pdf' ? 'Отчет.pdf' : 'a.csv', type, owner: { kind: 'test', id: '1' } })
const get = async (ctx: Ctx, address: string, headers: Record<string, string> = {}, method = 'GET') => {
	const url = new URL(address, 'http://localhost')
	const id = url.pathname.split('/').at(-1)!
	return GET({ locals: { ctx }, params: { id }, url, request: new Request(url, { headers, method }) } as unknown as Parameters<
		typeof GET
	>[0])
}
const expires = new Date(NOW.getTime() + 60_000)

describe('a download', () => {
	test('sends the file as what it is, and forbids it everything', async ({ ctx }) => {
		const { id, digest } = await stored(ctx)

		const response = await get(ctx, signDownload(id, { expires }))

		expect(response.status).toBe(200)
		expect(Object.fromEntries(response.headers)).toEqual({
			'accept-ranges': 'bytes',
			'cache-control': 'private, no-store',
			'content-disposition': `attachment; filename="_____.pdf"; filename*=UTF-8''%D0%9E%D1%82%D1%87%D0%B5%D1%82.pdf`,
			'content-length': '10',
			'content-security-policy': "sandbox; default-src 'none'",
			'content-type': 'application/pdf',
			'cross-origin-resource-policy': 'same-origin',
			etag: `"${digest}"`,
			'x-content-type-options': 'nosniff'
		})
		expect(Buffer.from(await response.arrayBuffer())).toEqual(contents)
	})

	test.for([
		['pdf', 'inline', "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"],
		['csv', 'attachment', "sandbox; default-src 'none'"]
	] as const)('of a %s asked for in place is sent as %s', async ([type, kind, policy], { ctx }) => {
		const { id } = await stored(ctx, type)

		const response = await get(ctx, signDownload(id, { expires, disposition: 'inline' }), {}, 'HEAD')

		expect(response.headers.get('content-disposition')).toMatch(new RegExp(`^${kind};`))
		expect(response.headers.get('content-security-policy')).toBe(policy)
		expect(await response.text()).toBe('')
	})

	test.for([
		['bytes=2-4', 206, '234', 'bytes 2-4/10'],
		['bytes=7-', 206, '789', 'bytes 7-9/10'],
		['bytes=-2', 206, '89', 'bytes 8-9/10'],
		['bytes=0-999', 206, '0123456789', 'bytes 0-9/10'],
		['bytes=10-', 416, '', 'bytes */10'],
		['bytes=-0', 416, '', 'bytes */10'],
		['bytes=4-2', 416, '', 'bytes */10'],
		['bytes=0-1,4-5', 200, '0123456789', null],
		['lines=1-2', 200, '0123456789', null]
	] as const)('of %s answers %i', async ([range, status, body, sent], { ctx }) => {
		const { id } = await stored(ctx)

		const response = await get(ctx, signDownload(id, { expires }), { range })

		expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([status, body, sent])
	})

	test('goes on only with the same contents', async ({ ctx }) => {
		const { id } = await stored(ctx)

		const response = await get(ctx, signDownload(id, { expires }), { range: 'bytes=5-', 'if-range': '"other"' })

		expect([response.status, await response.text()]).toEqual([200, '0123456789'])
	})

	test('needs a signature before anything is looked up, and a file', async ({ ctx }) => {
		const { id } = await stored(ctx)

		await expect(get(ctx, `/files/${id}`)).rejects.toMatchObject({ status: 403 })
		await expect(get(ctx, signDownload(id, { expires: NOW }))).rejects.toMatchObject({ status: 403 })
		await expect(get({ ...ctx, db: undefined! }, `/files/${id}?s=x`)).rejects.toMatchObject({ status: 403 })
		await expect(get(ctx, signDownload(crypto.randomUUID(), { expires }))).rejects.toMatchObject({ status: 404 })
	})
})
