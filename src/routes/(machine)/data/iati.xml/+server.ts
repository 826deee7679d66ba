import { iatiFile } from '#modules/projects/open-data/files.server'
import { nothingYet, streamed } from '../../open.ts'
import type { RequestHandler } from './$types'

/** IATI 2.03 wants at least one activity in a file. */
export const GET: RequestHandler = ({ locals: { ctx } }) =>
	streamed('application/xml; charset=utf-8', iatiFile(ctx), () =>
		nothingYet(
			'No project or grant has been published yet. An IATI 2.03 file holds at least one activity: it will be here with the first.'
		)
	)
