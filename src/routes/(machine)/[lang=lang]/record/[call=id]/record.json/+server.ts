import { getRecord } from '#modules/calls/records.server'
import { dispositionOf } from '#platform/file-names'
import { open } from '../../../../open.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals: { ctx }, params }) => {
	const { document, reference } = await getRecord(ctx, params.call)
	return open(Response.json(document, { headers: { 'content-disposition': dispositionOf('attachment', `${reference}.json`) } }))
}
