import { redirect } from '@sveltejs/kit'
import { documentFile } from '#modules/calls/call-documents.server'
import { signDownload } from '#platform/files.server'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ params, locals: { ctx } }) => {
	const { fileId } = await documentFile(ctx, params.id, params.document)
	// The address is asked for anew at each visit: a short while is enough to follow it.
	redirect(303, signDownload(fileId, { expires: new Date(ctx.now.getTime() + 600_000), disposition: 'inline' }))
}
