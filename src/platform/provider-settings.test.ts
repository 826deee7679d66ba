import { describe, expect, test } from 'vitest'
import { providerSettings } from './provider-settings.ts'

const least = {
	key: 'institute',
	name: 'Institut',
	issuer: 'https://id.institute.example',
	client: 'x',
	domains: ['institute.example']
}
const parse = (...list: unknown[]) => providerSettings.safeParse(JSON.stringify(list))

describe('the providers of the settings', () => {
	test('need five words each, and the rest has its usual value', () => {
		expect(parse(least).data).toEqual([
			{
				...least,
				name: { fr: 'Institut', bg: 'Institut', en: 'Institut' },
				issuer: 'https://id.institute.example/',
				scope: 'openid email profile',
				email: 'verified',
				origins: []
			}
		])
		expect(
			parse({
				...least,
				name: { bg: 'Институт' },
				issuer: 'http://localhost:8080/realms/x',
				domains: ['*.Institute.example'],
				origins: ['https://login.example/page']
			}).data![0]
		).toMatchObject({ name: { bg: 'Институт' }, domains: ['*.institute.example'], origins: ['https://login.example'] })
	})

	test.for<[string, object, string]>([
		['an issuer without TLS', { issuer: 'http://id.institute.example' }, 'issuer'],
		['an issuer that is no address', { issuer: 'institute' }, 'issuer'],
		['an issuer with a question', { issuer: 'https://id.example/?a=1' }, 'issuer'],
		['a key that is no part of an address', { key: 'Institut français' }, 'key'],
		['no name', { name: {} }, 'name'],
		['a name in another language only', { name: { de: 'Institut' } }, 'name'],
		['an empty secret', { secret: '' }, 'secret'],
		['no domain', { domains: [] }, 'domains'],
		['a mail address for a domain', { domains: ['@institute.example'] }, 'domains'],
		['a word nobody knows', { domain: 'institute.example' }, ''],
		['any address taken as verified', { email: 'assumed', domains: ['*'] }, 'email'],
		['scopes without the one of OpenID Connect', { scope: 'email' }, 'scope'],
		['an origin that is none', { origins: ['login'] }, 'origins']
	])('are refused with %s, and the secret is not said', ([, over, field]) => {
		const { error } = parse({ ...least, secret: 'very-secret', ...over })
		expect(error!.issues[0]!.path.slice(1, 2).join('')).toBe(field)
		expect(error!.message).not.toContain('very-secret')
	})

	test('are refused when two share a key or an issuer, and when it is no list', () => {
		expect(parse(least, { ...least, key: 'b' }).success).toBe(false)
		expect(parse(least, { ...least, issuer: 'https://other.example' }).success).toBe(false)
		for (const text of ['', 'institute', '{}', 'null', '[1]']) expect(providerSettings.safeParse(text).success).toBe(false)
	})
})
