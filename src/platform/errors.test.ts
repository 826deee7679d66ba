import { describe, expect, test } from 'vitest'
import { outageOf } from './errors.ts'

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
