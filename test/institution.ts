import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Provider } from 'oidc-provider'
import { freePort } from './launch.ts'

type Person = { email: string; email_verified: boolean; name: string }

const page = (uid: string, people: string[]) => `<!doctype html><html lang="en"><title>Institution</title><body>
<main><h1>Who are you?</h1><form method="post" action="/interaction/${uid}">
${people.map((id) => `<p><button name="login" value="${id}">${id}</button></p>`).join('')}
<p><button name="deny" value="1">deny</button></p></form></main>`

async function posted(request: IncomingMessage): Promise<URLSearchParams> {
	let body = ''
	for await (const chunk of request) body += String(chunk)
	return new URLSearchParams(body)
}

/**
 * An institution with a real provider (the certified one of the npm package oidc-provider) and the simplest sign-in page:
 * a button for each of its `people`, and one to deny. `callback` is where the site asks people to be sent back to.
 */
export async function institution(people: Record<string, Person>) {
	const port = await freePort()
	const issuer = `http://127.0.0.1:${port}`
	const client = { id: 'passerelle', secret: randomUUID() }
	const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
	let handler: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined
	let opened: typeof handler
	const server = createServer((request, response) => {
		if (!handler) return void response.writeHead(503).end()
		handler(request, response).catch((error: Error) => response.writeHead(500).end(error.stack))
	})
	await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))

	return {
		issuer,
		client,
		/** Opens for the client of a site; until then it is down. */
		open(callback: string) {
			if (opened) return void (handler = opened)
			const provider = new Provider(issuer, {
				clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [callback] }],
				jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
				cookies: { keys: [randomUUID()] },
				claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
				pkce: { required: () => true },
				ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
				features: { devInteractions: { enabled: false } },
				interactions: { url: (_, { uid }) => `/interaction/${uid}` },
				findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub]! }) }),
				// Everybody agrees to what is asked once they have said who they are.
				loadExistingGrant: async ({ oidc }) => {
					const grant = new oidc.provider.Grant({ accountId: oidc.session!.accountId!, clientId: oidc.client!.clientId })
					grant.addOIDCScope('openid email profile')
					await grant.save()
					return grant
				}
			})
			const answer = provider.callback()
			handler = opened = async (request, response) => {
				const uid = /^\/interaction\/([\w-]+)$/.exec(request.url ?? '')?.[1]
				if (!uid) return answer(request, response)
				if (request.method === 'GET')
					return void response.writeHead(200, { 'content-type': 'text/html' }).end(page(uid, Object.keys(people)))
				const form = await posted(request)
				const login = form.get('login')
				await provider.interactionFinished(
					request,
					response,
					login ? { login: { accountId: login } } : { error: 'access_denied', error_description: 'the person said no' }
				)
			}
		},
		close: () => void (handler = undefined),
		async stop() {
			server.closeAllConnections()
			await new Promise((done) => server.close(done))
		}
	}
}
