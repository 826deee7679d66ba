/**
 * Signed-out pages kept as ready bytes for one second: a rush of readers costs one rendering a second and page, and no
 * page is ever older than that, with any number of processes and no message between them.
 */
import { createHash } from 'node:crypto'
import { ServerResponse, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

type Handler = (request: IncomingMessage, response: ServerResponse) => void
type Kept = {
	/** When rendering began: the content is at least as new as this. Milliseconds. */
	at: number
	etag: string
	headers: OutgoingHttpHeaders
	plain: Buffer
	gzip: Buffer
	br: Buffer
}

const LIFE = 1000
const MOST = 400
const compressed = { gzip: promisify(gzip), br: promisify(brotliCompress) }

/** Wraps `handler`: GET and HEAD without a cookie are answered from memory when the page said `cache-control: public`. */
export function pageCache(handler: Handler): Handler {
	const kept = new Map<string, Kept>()
	const rendering = new Map<string, Promise<Kept | undefined>>()

	return (request, response) => {
		const { method, url = '/', headers } = request
		if ((method !== 'GET' && method !== 'HEAD') || headers.cookie || headers.range || url.length > 300 || !/^\/(fr|bg|en)(\/|\?|$)/.test(url))
			return handler(request, response)
		const key = `${headers.host ?? ''}${url}`
		const page = kept.get(key)
		if (page && performance.now() - page.at < LIFE) return send(request, response, page)
		// One rendering serves everybody who asked meanwhile, whether or not it may be kept: a page that may not
		// (a redirect, a 404) is then rendered for each.
		const underWay = rendering.get(key)
		if (underWay) {
			void underWay.then((fresh) => (fresh ? send(request, response, fresh) : handler(request, response)))
			return
		}
		const at = performance.now()
		const capture = new Captured(request)
		const done = capture.rendered.then(async () => {
			const fresh = capture.isPublic ? await keep(capture, at) : undefined
			if (fresh) {
				kept.delete(key)
				kept.set(key, fresh)
				if (kept.size > MOST) kept.delete(kept.keys().next().value!)
			}
			return fresh
		})
		rendering.set(key, done)
		void done
			.then((fresh) => (fresh ? send(request, response, fresh) : capture.replay(response)))
			.finally(() => rendering.delete(key))
		handler(request, capture)
	}
}

async function keep(capture: Captured, at: number): Promise<Kept> {
	const plain = Buffer.concat(capture.chunks)
	const headers = { ...capture.getHeaders() }
	for (const name of ['content-length', 'transfer-encoding', 'etag', 'x-request-id', 'date', 'connection']) delete headers[name]
	const [zipped, br] = await Promise.all([
		compressed.gzip(plain, { level: 6 }),
		compressed.br(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
	])
	return {
		at,
		etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
		headers: { ...headers, vary: 'accept-encoding, cookie' },
		plain,
		gzip: zipped,
		br
	}
}

function send(request: IncomingMessage, response: ServerResponse, page: Kept) {
	const accepted = request.headers['accept-encoding'] ?? ''
	const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined
	if (request.headers['if-none-match']?.includes(page.etag)) {
		response.writeHead(304, { etag: page.etag, vary: 'accept-encoding, cookie', 'cache-control': page.headers['cache-control'] as string })
		return response.end()
	}
	const bytes = encoding ? page[encoding] : page.plain
	response.writeHead(200, {
		...page.headers,
		etag: page.etag,
		'content-length': bytes.length,
		...(encoding ? { 'content-encoding': encoding } : {})
	})
	response.end(request.method === 'HEAD' ? undefined : bytes)
}

/** A response that is not sent but read: status, headers and bytes. */
class Captured extends ServerResponse {
	readonly chunks: Buffer[] = []
	readonly rendered: Promise<void>
	#finish!: () => void
	constructor(request: IncomingMessage) {
		// A HEAD is rendered as the GET it stands for.
		super(Object.assign(Object.create(request), { method: 'GET' }))
		this.rendered = new Promise((resolve) => (this.#finish = resolve))
	}
	get isPublic() {
		return this.statusCode === 200 && /\bpublic\b/.test(String(this.getHeader('cache-control') ?? '')) && !this.hasHeader('set-cookie')
	}
	override writeHead(status: number, ...rest: unknown[]): this {
		this.statusCode = status
		const headers = rest.find((part) => typeof part === 'object') as OutgoingHttpHeaders | undefined
		for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) this.setHeader(name, value)
		return this
	}
	override write(chunk: unknown): boolean {
		this.chunks.push(Buffer.from(chunk as Uint8Array))
		return true
	}
	override end(chunk?: unknown): this {
		if (chunk && typeof chunk !== 'function') this.chunks.push(Buffer.from(chunk as Uint8Array))
		this.#finish()
		this.emit('finish')
		return this
	}
	replay(response: ServerResponse) {
		response.writeHead(this.statusCode, this.getHeaders())
		response.end(Buffer.concat(this.chunks))
	}
}
