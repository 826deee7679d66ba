/** What the description of the API is put together from. */
export const text = (description: string, type: string, schema: Record<string, unknown> = { type: 'string' }) => ({
	description,
	content: { [type]: { schema } }
})
export const get = (
	tag: string,
	operationId: string,
	summary: string,
	responses: Record<string, unknown>,
	parameters?: unknown[]
) => ({
	get: { tags: [tag], operationId, summary, ...(parameters ? { parameters } : {}), responses }
})
export const language = [{ $ref: '#/components/parameters/lang' }]
export const filter = (name: string, description: string, values?: string[]) => ({
	name,
	in: 'query',
	description,
	schema: { type: 'string', ...(values ? { enum: values } : {}) }
})
export const noSuchLanguage = { description: 'No such language.' }
export const page = (schema: string) =>
	text('A page; `next` is the address of the following one, or null', 'application/json', {
		type: 'object',
		required: ['data', 'next'],
		properties: {
			data: { type: 'array', items: { $ref: `#/components/schemas/${schema}` } },
			next: { type: ['string', 'null'], format: 'uri' }
		}
	})
export const byId = [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }]
