import { createServer } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { v7 as uuidv7 } from 'uuid'
import { env } from './platform/env.ts'
import { localePattern } from './platform/languages.ts'
import { log } from './platform/log.ts'
import { pageCache } from './page-cache.ts'

/** Where a letter's List-Unsubscribe points (RFC 8058). */
const oneClick = new RegExp(
	`^/(?:${localePattern})/(?:newsletter/readers/[\\w-]{43}/leave/[a-z]+|funding/alerts/[\\w-]{43})(?:\\?|$)`
)

/**
 * Serves the built site. Resolves once it listens. `stop` lets the requests under way finish (10 s), then closes.
 * DATABASE_URL must name a migrated database.
 */
export async function serve(root: string): Promise<{ port: number; stop(): Promise<void> }> {
	const { PORT, HOST, PASSERELLE_SHARE_PORT, PASSERELLE_PROXIES, PASSERELLE_HOME, PASSERELLE_SECRET } = env()
	// The bundle lies in build/ and would look for these beside itself: it gets them said.
	Object.assign(process.env, { PASSERELLE_HOME, PASSERELLE_SECRET })
	// Read by the built handler when it is imported: set before.
	process.env.BODY_SIZE_LIMIT = '64M'
	process.env.PROTOCOL_HEADER = 'x-forwarded-proto'
	process.env.ADDRESS_HEADER = 'x-forwarded-for'
	process.env.XFF_DEPTH = String(Math.max(1, PASSERELLE_PROXIES))
	const { handler } = (await import(pathToFileURL(join(root, 'build/handler.js')).href)) as {
		handler: (request: unknown, response: unknown, next: () => void) => void
	}
	const pages = pageCache((request, response) => handler(request, response, () => response.writeHead(404).end()))
	const logging = log.isLevelEnabled('info')
	// A line for each page from memory would cost more than the page: they are counted, and said once a minute.
	const counting = setInterval(() => {
		const hits = pages.takeHits()
		if (hits) log.info({ hits }, 'pages answered from memory')
	}, 60_000)
	counting.unref()

	const server = createServer((request, response) => {
		if (pages.answer(request, response)) return
		const started = performance.now()
		if (PASSERELLE_PROXIES === 0) {
			// No proxy in front: what a client says of itself in these headers is not believed.
			request.headers['x-forwarded-proto'] = 'http'
			request.headers['x-forwarded-for'] = request.socket.remoteAddress ?? ''
			request.headers['x-request-id'] = uuidv7()
		} else {
			request.headers['x-forwarded-proto'] ??= 'http'
			request.headers['x-forwarded-for'] ??= request.socket.remoteAddress ?? ''
			request.headers['x-request-id'] ??= uuidv7()
		}
		// Mail programs post to it from their own servers, without an origin: the address is the secret, and no cookie counts.
		if (request.method === 'POST' && oneClick.test(request.url ?? '')) {
			request.headers.origin = `${String(request.headers['x-forwarded-proto'])}://${request.headers.host}`
			delete request.headers.cookie
		}
		if (logging)
			response.once('close', () =>
				log.info({
					requestId: request.headers['x-request-id'],
					method: request.method,
					path: request.url?.split('?')[0],
					status: response.statusCode,
					ms: Math.round(performance.now() - started)
				})
			)
		pages.handle(request, response)
	})
	server.requestTimeout = 0 // large uploads on slow lines; a proxy has its own limit
	server.headersTimeout = 15_000
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject)
		server.listen({ port: PORT, host: HOST, reusePort: PASSERELLE_SHARE_PORT }, resolve)
	})
	const stop = () =>
		new Promise<void>((resolve) => {
			const late = setTimeout(() => server.closeAllConnections(), 10_000)
			const idle = setInterval(() => server.closeIdleConnections(), 100)
			server.close(() => {
				clearTimeout(late)
				clearInterval(idle)
				process.emit('sveltekit:shutdown' as 'exit', 0)
				resolve()
			})
			server.closeIdleConnections()
		})
	return { port: (server.address() as { port: number }).port, stop }
}
