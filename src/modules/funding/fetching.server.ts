import { setTimeout } from 'node:timers/promises'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { log } from '#platform/log'
import { fundingSource } from '#programme/funding-sources'
import { aides } from './connectors/aides.ts'
import { feed } from './connectors/feed.ts'
import { horizon } from './connectors/horizon.ts'
import { sedia } from './connectors/sedia.ts'
import { isun, table } from './connectors/table.server.ts'
import { takeIn, type Intake } from './intake.server.ts'
import { moveByClock } from './opportunities.server.ts'
import type { Connector, Reading } from './opportunity.ts'
import { ensureSources, noteFetch, sources, type Source } from './sources.server.ts'

const connectors = new Map<string, Connector>([aides, feed, horizon, sedia, isun, table].map((each) => [each.key, each]))
export const connector = (key: string): Connector | undefined => connectors.get(key)

const TIMEOUT = 30_000
const MOST_BYTES = 40 * 1024 * 1024
const MOST_REDIRECTS = 3
/** Pages of one reading, and the pause between two, in milliseconds. */
const MOST_PAGES = 50
const PAUSE = 1000
const AGENT = 'Passerelle (funding watch; one reading a day, a page a second)'

/** What went wrong while asking: short, for the office; nothing of the answer. */
class Unreachable extends Error {
	/** When the source wants to be asked again at the earliest. */
	notBefore: Date | null = null
}

/**
 * Asks the sources that are due, or the one named, one after the other, and takes in what they say. What has opened or
 * closed since is moved first. Public by design: only the worker calls it, and it asks only the addresses of the programme.
 */
export async function fetchSources(
	ctx: Ctx,
	{ source: only, signal }: { source?: string; signal?: AbortSignal } = {}
): Promise<void> {
	await ensureSources(ctx)
	await moveByClock(ctx)
	const due = await sources(ctx)
		.where('url', 'is not', null)
		.where('enabled', '=', true)
		.$if(only !== undefined, (query) => query.where('key', '=', only!))
		.where((eb) => eb.or([eb('nextAt', 'is', null), eb('nextAt', '<=', ctx.now)]))
		.orderBy('key')
		.execute()
	for (const source of due) {
		if (signal?.aborted) return
		await fetchSource(ctx, source, signal)
	}
}

async function fetchSource(ctx: Ctx, source: Source, signal?: AbortSignal): Promise<void> {
	try {
		const { body, page } = fundingSource(source.key) ?? {}
		const answer = await ask(source, source.url!, ctx.now, body, signal)
		if (answer === 'unchanged') return await transact(ctx, (ctx) => noteFetch(ctx, source.key, { status: 'unchanged' }))
		const reader = connectors.get(source.kind)!
		const given = { now: ctx.now, contentType: answer.contentType }
		const first = await reader.read(answer.payload, given)
		// A source that has changed its shape names nothing: what it announced must not all be taken for gone.
		if (first.items.length === 0) throw new Unreachable(first.unreadable[0]?.message ?? 'funding.fault.empty')
		const reading = page ? await otherPages(first, (number) => pageOf(number, page)) : first
		// That the first of several pages is unchanged would say nothing of the others.
		await takeReading(ctx, source.key, reading, reading === first ? answer : {})

		async function pageOf(number: number, parameter: string) {
			await setTimeout(PAUSE, undefined, signal ? { signal } : {})
			const url = new URL(source.url!)
			url.searchParams.set(parameter, String(number))
			const next = await ask({ etag: null, lastModified: null }, url.href, ctx.now, body, signal)
			return next === 'unchanged' ? null : reader.read(next.payload, given)
		}
	} catch (error) {
		if (!(error instanceof Unreachable)) log.error({ source: source.key, error: (error as Error).message }, 'funding source')
		const notBefore = error instanceof Unreachable ? error.notBefore : null
		await transact(ctx, (ctx) => noteFetch(ctx, source.key, { status: 'failed', error: (error as Error).message, notBefore }))
	}
}

/** The whole of a source that gives its calls page by page; complete only when every record it counts was read. */
async function otherPages(first: Reading, pageOf: (number: number) => Promise<Reading | null>): Promise<Reading> {
	const total = first.total ?? 0
	let whole = first
	for (let number = 2; whole.read < total && number <= MOST_PAGES; number++) {
		const next = await pageOf(number)
		if (!next || next.read === 0) break
		const shifted = next.unreadable.map((fault) => ({ ...fault, row: fault.row + whole.read }))
		whole = {
			read: whole.read + next.read,
			items: [...whole.items, ...next.items],
			unreadable: [...whole.unreadable, ...shifted],
			complete: false
		}
	}
	return whole === first ? first : { ...whole, complete: whole.read >= total }
}

/** Takes a reading in and keeps how it went, in one transaction. */
export const takeReading = (
	ctx: Ctx,
	key: string,
	reading: Reading,
	{ etag = null, lastModified = null }: { etag?: string | null; lastModified?: string | null } = {}
): Promise<Intake> =>
	transact(ctx, async (ctx) => {
		await ensureSources(ctx)
		const intake = await takeIn(ctx, key, reading.items, reading)
		await noteFetch(ctx, key, { status: 'good', read: reading.read, unreadable: reading.unreadable, intake, etag, lastModified })
		return intake
	})

/** One polite question: its own host only, with what it last answered, in time and up to a size. */
async function ask(
	source: Pick<Source, 'etag' | 'lastModified'>,
	address: string,
	now: Date,
	body: string | undefined,
	stopped?: AbortSignal
) {
	const { host } = new URL(address)
	const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT), ...(stopped ? [stopped] : [])])
	let url = address
	try {
		for (let redirects = 0; ; redirects++) {
			const response = await fetch(url, {
				signal,
				redirect: 'manual',
				headers: {
					'user-agent': AGENT,
					...(source.etag && { 'if-none-match': source.etag }),
					...(source.lastModified && { 'if-modified-since': source.lastModified })
				},
				...(body !== undefined && { method: 'POST', body: askedFor(body) })
			})
			if (response.status === 304) return 'unchanged' as const
			if (response.status >= 300 && response.status < 400) {
				await response.body?.cancel()
				const next = new URL(response.headers.get('location') ?? '', url)
				if (redirects >= MOST_REDIRECTS || next.host !== host) throw new Unreachable(`redirected to ${next.host}`)
				url = next.href
				continue
			}
			if (!response.ok) {
				await response.body?.cancel()
				const refused = new Unreachable(`HTTP ${response.status}`)
				refused.notBefore = retryAfter(response.headers.get('retry-after'), now)
				throw refused
			}
			return {
				payload: await whole(response),
				contentType: response.headers.get('content-type'),
				etag: response.headers.get('etag'),
				lastModified: response.headers.get('last-modified')
			}
		}
	} catch (error) {
		if (error instanceof Unreachable) throw error
		const { name, message, cause } = error as Error & { cause?: { code?: string } }
		throw new Unreachable(name === 'TimeoutError' ? `no answer within ${TIMEOUT / 1000} s` : (cause?.code ?? message))
	}
}

const LONGEST_WAIT = 7 * 24 * 3600

/** `Retry-After` in seconds or as a date (RFC 9110); a week at most. */
function retryAfter(value: string | null, now: Date): Date | null {
	if (!value) return null
	const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now.getTime()) / 1000
	return seconds > 0 ? new Date(now.getTime() + Math.min(seconds, LONGEST_WAIT) * 1000) : null
}

/** The search API of the Union takes its question as a file of a form. */
function askedFor(query: string): FormData {
	const form = new FormData()
	form.set('query', new Blob([query], { type: 'application/json' }))
	return form
}

/** An answer that does not end is cut off by its size, a slow one by the time. */
async function whole(response: Response): Promise<Uint8Array> {
	const parts: Uint8Array[] = []
	let size = 0
	for await (const part of response.body ?? []) {
		size += part.byteLength
		if (size > MOST_BYTES) throw new Unreachable(`more than ${MOST_BYTES / 1024 / 1024} MB`)
		parts.push(part)
	}
	return Buffer.concat(parts)
}
