import { Readable } from 'node:stream'
import { publishedReport } from '#modules/steering/yearly-reports.server'
import { notFound } from '#platform/errors'
import { dispositionOf } from '#platform/file-names'
import { openFile } from '#platform/files.server'
import type { RequestHandler } from './$types'

/** The published report on paper, for everybody. */
export const GET: RequestHandler = async ({ params, locals: { ctx } }) => {
	if (!/^20\d\d$/.test(params.year)) return notFound()
	const { fileId } = await publishedReport(ctx, Number(params.year))
	if (!fileId) return notFound()
	const { file, stream } = await openFile(ctx, fileId)
	return new Response(Readable.toWeb(stream) as ReadableStream, {
		headers: {
			'content-type': 'application/pdf',
			'content-length': String(file.bytes),
			'content-disposition': dispositionOf('inline', file.name),
			'cache-control': 'public, max-age=3600'
		}
	})
}
