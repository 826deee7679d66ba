import { redirect } from '@sveltejs/kit'
import { documentAddress } from '#modules/projects/project-documents.server'
import type { RequestHandler } from './$types'

/** The way to a document, to whoever may read it: a signed address that soon runs out. */
export const GET: RequestHandler = async ({ locals: { ctx }, params }) =>
	redirect(303, await documentAddress(ctx, params.id, params.document))
