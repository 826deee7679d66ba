import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hungUp, outageOf } from './errors.ts'

describe('an outage', () => {
	test.for([
		['a database that shuts down', { code: '57P01', message: 'terminating connection due to administrator command' }, 503],
		['a database that starts', { code: '57P03', message: 'the database system is starting up' }, 503],
		['no database at its socket', { code: 'ENOENT', message: 'connect ENOENT /var/db/.s.PGSQL.5432' }, 503],
		['a connection that broke', { message: 'Connection terminated unexpectedly' }, 503],
		['too many connections', { code: '53300', message: 'sorry, too many clients already' }, 503],
		['a full disk under the database', { code: '53100', message: 'could not extend file' }, 507],
		['a full disk under the files', { code: 'ENOSPC', message: 'ENOSPC: no space left on device, write' }, 507]
	] as const)('is told from a bug: %s', ([, error, status]) => expect(outageOf(error)).toBe(status))

	test.for([
		['a rule of the database', { code: '23505', message: 'duplicate key' }],
		['a missing file', { code: 'ENOENT', message: 'ENOENT: no such file or directory, open' }],
		['a mistake', new TypeError('x is not a function')],
		['nothing', undefined]
	] as const)('is not %s', ([, error]) => expect(outageOf(error)).toBeUndefined())
})

describe('whoever hangs up while sending', () => {
	test('is no bug', async () => {
		const broken = Promise.withResolvers<unknown>()
		const server = createServer((incoming) => void incoming.on('error', broken.resolve).resume())
		onTestFinished(() => void server.close())
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
		const { port } = server.address() as AddressInfo
		const sending = request({ port, method: 'POST', headers: { 'content-length': 1000 } }).on('error', () => {})
		sending.write('half', () => sending.destroy())
		expect(hungUp(await broken.promise)).toBe(true)
	})

	test.for([
		['a database that hangs up', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
		['a mistake', new TypeError('x is not a function')],
		['nothing', undefined]
	] as const)('is not %s', ([, error]) => expect(hungUp(error)).toBe(false))
})
