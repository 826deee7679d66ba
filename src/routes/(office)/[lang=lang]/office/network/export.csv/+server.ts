import { csvLine, csvResponse } from '#platform/csv'
import { backToList, exportAsked } from '../exporting.ts'
import type { RequestHandler } from './$types'

async function* lines(rows: AsyncIterable<(string | number)[]>) {
	for await (const row of rows) yield csvLine(row)
}

export const POST: RequestHandler = async (event) => {
	const { name, rows } = await exportAsked(event)
	return csvResponse(name, lines(rows))
}

export const GET: RequestHandler = backToList
