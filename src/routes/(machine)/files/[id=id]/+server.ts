import { Readable } from 'node:stream'
import { error } from '@sveltejs/kit'
import { dispositionOf } from '#platform/file-names'
import { getFile, openFile, readSignedDownload } from '#platform/files.server'
import type { RequestHandler } from './$types'

/** What a browser may show in place; everything else is only ever saved. */
const shown = ['application/pdf', 'image/png', 'image/jpeg', 'image/webp']

/**
 * Browsers show a PDF in a page of their own, which inherits this policy: sandboxed, or without styles, it stays empty.
 * With its type fixed and `nosniff` a PDF can be nothing else.
 */
const forPdf = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A file, to whoever holds an address signed for it. The signature is read before the database is asked anything. */
export const GET: RequestHandler = async ({ locals: { ctx }, params, url, request }) => {
	const allowed = readSignedDownload(ctx, params.id, url.searchParams)
	if (!allowed) error(403)
	const { bytes, digest, name, type } = await getFile(ctx, params.id)
	const inline = allowed.disposition === 'inline' && shown.includes(type)
	const headers: Record<string, string> = {
		'content-type': type,
		'content-disposition': dispositionOf(inline ? 'inline' : 'attachment', name),
		'content-security-policy': inline && type === 'application/pdf' ? forPdf : "sandbox; default-src 'none'",
		'x-content-type-options': 'nosniff',
		'cross-origin-resource-policy': 'same-origin',
		'cache-control': 'private, no-store',
		'accept-ranges': 'bytes',
		etag: `"${digest}"`
	}
	const wanted = request.headers.get('if-range')
	const range = wanted && wanted !== headers.etag ? null : rangeOf(request.headers.get('range'), bytes)
	if (range === 'outside') return new Response(null, { status: 416, headers: { 'content-range': `bytes */${bytes}` } })

	const size = range ? range.to - range.from + 1 : bytes
	// Asked for the headers only, the contents are not opened: nobody would read or close them.
	const body = request.method === 'HEAD' ? null : Readable.toWeb((await openFile(ctx, params.id, range ?? undefined)).stream)
	return new Response(body as ReadableStream | null, {
		status: range ? 206 : 200,
		headers: {
			...headers,
			'content-length': String(size),
			...(range && { 'content-range': `bytes ${range.from}-${range.to}/${bytes}` })
		}
	})
}

/** One range, as players and resumed downloads ask for; several at once get the whole file, as RFC 9110 allows. */
function rangeOf(header: string | null, bytes: number) {
	const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
	if (first === undefined || (!first && !last)) return null
	const from = first ? Number(first) : Math.max(0, bytes - Number(last))
	const to = first && last ? Math.min(Number(last), bytes - 1) : bytes - 1
	return from > to || from >= bytes ? 'outside' : { from, to }
}
