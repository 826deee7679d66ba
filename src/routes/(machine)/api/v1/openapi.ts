import { locales } from '#platform/i18n'
import { programme } from '#programme/programme'
import { address } from '../../open.ts'

const text = (description: string, type: string, schema: Record<string, unknown> = { type: 'string' }) => ({
	description,
	content: { [type]: { schema } }
})
const get = (tag: string, operationId: string, summary: string, responses: Record<string, unknown>, parameters?: unknown[]) => ({
	get: { tags: [tag], operationId, summary, ...(parameters ? { parameters } : {}), responses }
})
const language = [{ $ref: '#/components/parameters/lang' }]
const noSuchLanguage = { description: 'No such language.' }

/** The OpenAPI 3.1 description of what a machine can read here: nothing is described that does not answer. */
export const description = () => ({
	openapi: '3.1.1',
	info: {
		title: 'Passerelle',
		version: '1.0.0',
		summary: programme.name.en,
		description:
			'Public and read-only; no key is needed. Errors of /api/v1 are RFC 9457 problem details. Texts written by people are given in each language they exist in.',
		contact: { name: programme.contact.organisation.en, email: programme.contact.email, url: address('/en/contact') },
		license: { name: 'Creative Commons Attribution 4.0 International', identifier: 'CC-BY-4.0' }
	},
	servers: [{ url: address('') }],
	security: [],
	tags: [
		{ name: 'api', description: 'The API itself' },
		{ name: 'feeds', description: 'News, calls and events, to follow from another program' },
		{ name: 'data', description: 'Open data, in the standards its readers use' },
		{ name: 'health', description: 'For those who run the service' }
	],
	paths: {
		'/api/v1/openapi.json': get('api', 'describe', 'This description', {
			200: text('OpenAPI 3.1', 'application/vnd.oai.openapi+json', { type: 'object' })
		}),
		'/{lang}/news.atom': get(
			'feeds',
			'newsFeed',
			'News',
			{ 200: text('Atom (RFC 4287)', 'application/atom+xml'), 404: noSuchLanguage },
			language
		),
		'/{lang}/calls.atom': get(
			'feeds',
			'callsFeed',
			'Calls',
			{ 200: text('Atom (RFC 4287)', 'application/atom+xml'), 404: noSuchLanguage },
			language
		),
		'/{lang}/events.ics': get(
			'feeds',
			'eventsCalendar',
			'Events',
			{ 200: text('iCalendar (RFC 5545)', 'text/calendar'), 404: noSuchLanguage },
			language
		),
		'/data/catalogue.jsonld': get('data', 'catalogue', 'The catalogue of the open data', {
			200: text('DCAT-AP 3, as JSON-LD', 'application/ld+json', { type: 'object' })
		}),
		'/data/scdl.csv': get('data', 'scdl', 'Grants, by the French common schema for subsidies', {
			200: text('UTF-8, commas, a header row; only that row until a grant is awarded', 'text/csv')
		}),
		'/data/360giving.json': get('data', 'grants360Giving', 'Grants, by the 360Giving standard', {
			404: text('No grant has been awarded yet; the standard has no empty package', 'text/plain')
		}),
		'/data/iati.xml': get('data', 'iati', 'Activities, by the IATI 2.03 standard', {
			404: text('Nothing has been published yet; the standard has no empty file', 'text/plain')
		}),
		'/healthz': get('health', 'alive', 'Whether the process answers', { 200: text('It does', 'text/plain') }),
		'/readyz': get('health', 'ready', 'Whether the database and the queue answer', {
			200: { description: 'They do' },
			503: { description: 'They do not' }
		}),
		'/api/v1/{path}': {
			get: {
				tags: ['api'],
				operationId: 'unknown',
				summary: 'Any other address',
				parameters: [{ name: 'path', in: 'path', required: true, schema: { type: 'string' } }],
				responses: { 404: { $ref: '#/components/responses/Problem' } }
			}
		}
	},
	components: {
		parameters: { lang: { name: 'lang', in: 'path', required: true, schema: { type: 'string', enum: [...locales] } } },
		responses: {
			Problem: {
				description: 'RFC 9457 problem details',
				content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
			}
		},
		schemas: {
			Problem: {
				type: 'object',
				required: ['type', 'title', 'status'],
				properties: {
					type: { type: 'string', format: 'uri-reference' },
					title: { type: 'string' },
					status: { type: 'integer', minimum: 400, maximum: 599 },
					detail: { type: 'string' }
				}
			}
		}
	}
})
