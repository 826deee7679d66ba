import { problem } from '#platform/http.server'
import { open } from '../../../open.ts'

const unknown = () =>
	open(problem(404, 'Not found', 'No resource of this API has this address; /api/v1/openapi.json describes those that exist.'))

export const GET = unknown
export const POST = unknown
export const PUT = unknown
export const PATCH = unknown
export const DELETE = unknown
