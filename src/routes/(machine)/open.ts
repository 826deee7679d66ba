import { env } from '#platform/env'

/** The public address of a path. Identifiers in feeds and data are made of it, so it never comes from the request's Host. */
export const address = (path: string) => `${env().PUBLIC_URL}${path}`

/** What any site may read from a browser, and a cache may keep as long as it asks each time whether it is still good. */
const headers = { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=0, must-revalidate' }

export function open(response: Response): Response {
	for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
	return response
}

/**
 * For a data standard that cannot say "nothing yet": its schema wants at least one record, and a file that breaks its
 * schema is worse than none.
 */
export const nothingYet = (sentence: string) =>
	open(new Response(`${sentence}\n`, { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } }))

/**
 * A file as an answer, sent as it is written: its length does not matter to the server's memory. Without a first part it
 * is `empty`, which says why there is none.
 */
export async function streamed(type: string, parts: AsyncGenerator<string>, empty: () => Response): Promise<Response> {
	const first = await parts.next()
	if (first.done) return empty()
	const encoder = new TextEncoder()
	let waiting: string | null = first.value
	const body = new ReadableStream<Uint8Array>({
		async pull(controller) {
			if (waiting !== null) {
				controller.enqueue(encoder.encode(waiting))
				waiting = null
				return
			}
			const { value, done } = await parts.next()
			if (done) controller.close()
			else controller.enqueue(encoder.encode(value))
		},
		async cancel() {
			await parts.return(undefined)
		}
	})
	return open(new Response(body, { headers: { 'content-type': type } }))
}
