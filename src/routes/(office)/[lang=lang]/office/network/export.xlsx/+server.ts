import { xlsxResponse } from '#platform/xlsx.server'
import { backToList, exportAsked } from '../exporting.ts'
import type { RequestHandler } from './$types'

export const POST: RequestHandler = async (event) => {
	const { name, rows } = await exportAsked(event)
	return xlsxResponse(name, rows)
}

export const GET: RequestHandler = backToList
