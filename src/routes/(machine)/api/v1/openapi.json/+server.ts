import { open } from '../../../open.ts'
import { description } from '../openapi.ts'

export const GET = () =>
	open(
		Response.json(description(), { headers: { 'content-type': 'application/vnd.oai.openapi+json;version=3.1; charset=utf-8' } })
	)
