import { csvLines, projectTable } from '#modules/projects/open-data/files.server'
import { csvResponse } from '#platform/csv'
import { open } from '../../open.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = ({ locals: { ctx } }) => open(csvResponse('projects', csvLines(projectTable(ctx))))
