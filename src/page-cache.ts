/**
 * Signed-out pages kept as ready bytes for one second: a rush of readers costs one rendering a second and page, and no
 * page is ever older than that, with any number of processes and no message between them.
 */
import { createHash } from 'node:crypto'
import { ServerResponse, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { localePattern } from './platform/languages.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void
type Encoding = 'plain' | 'gzip' | 'br'
/** Header names and values in turn, as writeHead takes them without copying, and the body. */
type Ready = { head: string[]; body: Buffer }
type Kept = {
	/** When rendering began: the content is at least as new as this. Milliseconds. */
	at: number
	etag: string
	headers: string[]
	plain: Buffer
	ready: Partial<Record<Encoding, Ready>>
}

const LIFE = 1000
const ofLanguage = new RegExp(`^/(?:${localePattern})(?:[/?]|$)`)
const MOST_BYTES = 32 * 1024 * 1024
const zip = promisify(gzip)
const brotli = promisify(brotliCompress)
const compress = {
	plain: async (bytes: Buffer) => bytes,
	gzip: (bytes: Buffer) => zip(bytes, { level: 6 }),
	br: (bytes: Buffer) => brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
}

/**
 * Wraps `handler`: GETs without a cookie are answered from memory when the page said `cache-control: public`.
 * `hits` counts the answers from memory since it was last read.
 */
export function pageCache(handler: Handler) {
	const kept = new Map<string, Kept>()
	const rendering = new Map<string, { at: number; done: Promise<Kept | undefined> }>()
	let bytes = 0
	let hits = 0

	const drop = (key: string) => {
		const page = kept.get(key)
		if (!page) return
		kept.delete(key)
		bytes -= page.plain.length
	}
	const remember = (key: string, page: Kept) => {
		// A slow rendering may end after a newer one.
		if ((kept.get(key)?.at ?? 0) > page.at) return
		drop(key)
		kept.set(key, page)
		bytes += page.plain.length
		// The oldest rendering is the first of the map.
		while (bytes > MOST_BYTES) drop(kept.keys().next().value!)
	}

	/** Answers at once from memory, and says whether it did. Cheap on purpose: nothing is made for such a request. */
	const answer = (request: IncomingMessage, response: ServerResponse): boolean => {
		const key = keyOf(request)
		const page = key === undefined ? undefined : kept.get(key)
		if (!page || performance.now() - page.at >= LIFE) return false
		const ready = page.ready[encodingFor(request)]
		if (!ready) return false
		hits++
		send(request, response, page, ready)
		return true
	}

	const handle: Handler = (request, response) => {
		const key = keyOf(request)
		// A HEAD has no body to keep.
		if (key === undefined || request.method === 'HEAD') return handler(request, response)
		const reply = async (page: Kept | undefined) => {
			if (!page) return handler(request, response)
			const encoding = encodingFor(request)
			send(request, response, page, (page.ready[encoding] ??= await ready(page, encoding)))
		}
		const page = kept.get(key)
		if (page && performance.now() - page.at < LIFE) return void reply(page).catch(() => handler(request, response))
		// One rendering serves everybody who asked meanwhile, whether or not it may be kept: a page that may not
		// (a redirect, a 404) is then rendered for each. One that takes longer than a page lives is not waited for.
		const underWay = rendering.get(key)
		if (underWay && performance.now() - underWay.at < LIFE) {
			return void underWay.done.then(reply).catch(() => handler(request, response))
		}
		const at = performance.now()
		const capture = new Captured(request, response)
		const done = capture.decided.then((whole) => (whole ? keep(capture, at) : undefined))
		rendering.set(key, { at, done })
		void done
			.then((page) => {
				if (rendering.get(key)?.done === done) rendering.delete(key)
				if (!page) return
				remember(key, page)
				return reply(page)
			})
			.catch(() => response.destroy())
		handler(request, capture)
	}

	const takeHits = () => {
		const count = hits
		hits = 0
		return count
	}
	return { answer, handle, takeHits }
}

/** Under what a stranger's page is kept; undefined for a request that memory must not answer. */
function keyOf({ method, url = '/', headers }: IncomingMessage): string | undefined {
	if ((method !== 'GET' && method !== 'HEAD') || headers.cookie !== undefined || headers.range !== undefined || url.length > 300)
		return undefined
	return ofLanguage.test(url) ? `${headers.host}${url}` : undefined
}

function encodingFor({ headers }: IncomingMessage): Encoding {
	const accepted = headers['accept-encoding']
	if (accepted === undefined) return 'plain'
	// An explicit refusal ("br;q=0") is rare enough to be answered with plain bytes.
	if (accepted.includes('q=0') && /(?:br|gzip);\s*q=0(?:\.0*)?(?:,|$)/.test(accepted)) return 'plain'
	return /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : 'plain'
}

/** These belong to one answer, or are made anew for each encoding. */
const passing = new Set([
	'content-length',
	'transfer-encoding',
	'etag',
	'x-request-id',
	'date',
	'connection',
	'keep-alive',
	'vary'
])

function keep(capture: Captured, at: number): Kept {
	const plain = Buffer.concat(capture.chunks)
	const etag = `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
	const headers = Object.entries(capture.getHeaders())
		.filter(([name, value]) => value !== undefined && !passing.has(name))
		.flatMap(([name, value]) => (Array.isArray(value) ? value.flatMap((one) => [name, one]) : [name, String(value)]))
	return { at, etag, headers: [...headers, 'etag', etag, 'vary', 'accept-encoding, cookie'], plain, ready: {} }
}

async function ready(page: Kept, encoding: Encoding): Promise<Ready> {
	const body = await compress[encoding](page.plain)
	const head = [...page.headers, 'content-length', String(body.length)]
	if (encoding !== 'plain') head.push('content-encoding', encoding)
	return { head, body }
}

function send(request: IncomingMessage, response: ServerResponse, page: Kept, { head, body }: Ready) {
	if (request.headers['if-none-match']?.includes(page.etag)) {
		response.writeHead(304, page.headers)
		response.end()
	} else {
		response.writeHead(200, head)
		if (request.method === 'HEAD') response.end()
		else response.end(body)
	}
}

/**
 * A response that is read instead of sent while it looks like one to keep; any other passes on to the real one, streaming.
 * `decided` is true once all of a page to keep is here, false as soon as it passes on.
 */
class Captured extends ServerResponse {
	readonly chunks: Buffer[] = []
	readonly decided: Promise<boolean>
	#decide!: (whole: boolean) => void
	#real: ServerResponse
	#passing = false
	constructor(request: IncomingMessage, real: ServerResponse) {
		super(request)
		this.#real = real
		this.decided = new Promise((resolve) => (this.#decide = resolve))
	}
	#mayBeKept() {
		const vary = String(this.getHeader('vary') ?? '')
		return (
			this.statusCode === 200 &&
			/\bpublic\b/.test(String(this.getHeader('cache-control') ?? '')) &&
			!this.hasHeader('set-cookie') &&
			vary.split(',').every((name) => ['', 'accept-encoding', 'cookie'].includes(name.trim().toLowerCase()))
		)
	}
	override writeHead(status: number, ...rest: unknown[]): this {
		this.statusCode = status
		const headers = rest.find((part) => typeof part === 'object') as OutgoingHttpHeaders | undefined
		for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) this.setHeader(name, value)
		if (this.#mayBeKept()) return this
		this.#passing = true
		this.#real.on('drain', () => this.emit('drain')).on('close', () => this.emit('close'))
		this.#real.writeHead(status, this.getHeaders())
		this.#decide(false)
		return this
	}
	override write(chunk: unknown): boolean {
		if (this.#passing) return this.#real.write(chunk)
		this.chunks.push(Buffer.from(chunk as Uint8Array))
		return true
	}
	override end(chunk?: unknown): this {
		// Whoever ends a response without a head means 200 with the headers set so far.
		if (!this.#passing) this.writeHead(this.statusCode)
		if (this.#passing) this.#real.end(typeof chunk === 'function' ? undefined : chunk)
		else {
			if (chunk && typeof chunk !== 'function') this.chunks.push(Buffer.from(chunk as Uint8Array))
			this.#decide(true)
		}
		this.emit('finish')
		return this
	}
	override destroy(error?: Error): this {
		// The renderer gave up half-way: so does the answer.
		this.#real.destroy(error)
		this.#decide(false)
		return this
	}
}
