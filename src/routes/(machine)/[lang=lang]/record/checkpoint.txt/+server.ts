import { latestCheckpoint } from '#modules/calls/notary.server'
import { notFound } from '#platform/errors'
import { open } from '../../../open.ts'
import type { RequestHandler } from './$types'

/** The signed state of the log as a C2SP signed note: whoever keeps one can prove later that nothing before it was changed. */
export const GET: RequestHandler = async ({ locals: { ctx } }) => {
	const { note } = (await latestCheckpoint(ctx)) ?? notFound()
	return open(new Response(note, { headers: { 'content-type': 'text/plain; charset=utf-8' } }))
}
