import { givingFile } from '#modules/projects/open-data/files.server'
import { address, nothingYet, streamed } from '../../open.ts'
import type { RequestHandler } from './$types'

/** The package schema of 360Giving wants at least one grant. */
export const GET: RequestHandler = ({ locals: { ctx } }) =>
	streamed('application/json; charset=utf-8', givingFile(ctx, address), () =>
		nothingYet('No grant has been awarded yet. A 360Giving package holds at least one grant: it will be here with the first.')
	)
