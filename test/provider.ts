import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { env } from '#platform/env'
import type { Provider } from '#platform/provider-settings'

export const CLIENT = 'passerelle'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token as a provider signs it, by hand: what a real one would never say can be said too. */
function token(claims: object, key = privateKey) {
	const head = `${part({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${part(claims)}`
	return `${head}.${sign('RSA-SHA256', Buffer.from(head), key).toString('base64url')}`
}

/**
 * An identity provider that says whatever a test wants: for what goes wrong. (A real one, in the journey of institutions,
 * shows that it goes right.) `answer` is how the browser comes back from `url`, with `claims` waiting behind the code.
 */
export async function standInProvider(over: Partial<Provider> = {}) {
	const known = new Map<string, Record<string, unknown>>()
	const asked: URLSearchParams[] = []
	let forged = false
	let page: string | undefined
	let failing: number | undefined
	const json = (response: ServerResponse, body: object, status = 200) =>
		response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
	const server = createServer((request, response) => {
		if (failing) return void response.writeHead(failing).end()
		if (request.url === '/.well-known/openid-configuration')
			return void json(response, {
				issuer,
				authorization_endpoint: page ?? `${issuer}/authorize`,
				token_endpoint: `${issuer}/token`,
				userinfo_endpoint: `${issuer}/userinfo`,
				jwks_uri: `${issuer}/jwks`,
				id_token_signing_alg_values_supported: ['RS256']
			})
		if (request.url === '/jwks')
			return void json(response, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] })
		if (request.url === '/userinfo') {
			const claims = known.get(request.headers.authorization!.replace('Bearer ', ''))!
			return void json(response, { sub: claims.sub, ...(claims.userinfo as object) })
		}
		let body = ''
		request.on('data', (chunk) => (body += chunk))
		request.on('end', () => {
			const form = new URLSearchParams(body)
			asked.push(form)
			const claims = known.get(form.get('code')!)
			if (!claims) return json(response, { error: 'invalid_grant' }, 400)
			const { userinfo: _, ...said } = claims
			json(response, {
				access_token: form.get('code'),
				token_type: 'Bearer',
				expires_in: 60,
				id_token: token(said, forged ? stranger.privateKey : privateKey)
			})
		})
	})
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
	const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`
	const provider: Provider = {
		key: 'institute',
		name: { fr: 'Institut', bg: 'Институт', en: 'Institute' },
		issuer: `${issuer}/`,
		client: CLIENT,
		secret: 'a secret of the client',
		scope: 'openid email profile',
		domains: ['institute.example'],
		email: 'verified',
		origins: [],
		...over
	}
	const before = env().PASSERELLE_OIDC
	env().PASSERELLE_OIDC = [provider]
	return {
		provider,
		/** What the token endpoint was asked. */
		asked,
		/** Its sign-in page is at another address. */
		elsewhere: (address: string) => (page = address),
		forge: () => (forged = true),
		fail: (status: number) => (failing = status),
		answer(url: string, claims: Record<string, unknown> = {}) {
			const sent = new URL(url).searchParams
			const code = crypto.randomUUID()
			const now = Math.floor(Date.now() / 1000)
			known.set(code, {
				iss: issuer,
				aud: CLIENT,
				sub: 'person-1',
				nonce: sent.get('nonce'),
				iat: now,
				exp: now + 300,
				email: 'Anna@institute.example',
				email_verified: true,
				name: 'Анна Примерова',
				...claims
			})
			return new URLSearchParams({ code, state: sent.get('state')! })
		},
		async stop() {
			env().PASSERELLE_OIDC = before
			server.closeAllConnections()
			await new Promise((done) => server.close(done))
		}
	}
}
export type StandIn = Awaited<ReturnType<typeof standInProvider>>
