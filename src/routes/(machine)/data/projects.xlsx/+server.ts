import { projectTable } from '#modules/projects/open-data/files.server'
import { xlsxResponse } from '#platform/xlsx.server'
import { open } from '../../open.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = ({ locals: { ctx } }) => open(xlsxResponse('projects', projectTable(ctx)))
