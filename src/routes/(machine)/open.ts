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
