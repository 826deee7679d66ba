import { partnerRoles } from '#modules/projects/schema'
import { opportunityStatuses } from '#modules/funding/workflow'
import { publicStatuses } from '#modules/projects/workflow'
import { eventFormats, eventKinds } from '#modules/events/schema'
import { locales } from '#platform/i18n'
import { programme } from '#programme/programme'
import { cooperationKinds } from '#programme/cooperation-kinds'
import { address } from '../../open.ts'
import { newsroomPaths, newsroomSchemas } from './newsroom-openapi.ts'
import { filter, get, language, noSuchLanguage, page, text } from './openapi-parts.ts'

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
		{ name: 'exchange', description: 'What organisations offer and seek' },
		{ name: 'calls', description: 'Calls for projects, scholarships, contests, places and support' },
		{ name: 'projects', description: 'What was done together' },
		{ name: 'newsroom', description: 'News, pages and good practices' },
		{ name: 'funding', description: 'European and other funding that is announced' },
		{ name: 'feeds', description: 'News, calls and events, to follow from another program' },
		{ name: 'data', description: 'Open data, in the standards its readers use' },
		{ name: 'health', description: 'For those who run the service' }
	],
	paths: {
		'/api/v1/openapi.json': get('api', 'describe', 'This description', {
			200: text('OpenAPI 3.1', 'application/vnd.oai.openapi+json', { type: 'object' })
		}),
		'/api/v1/offers-needs': get(
			'exchange',
			'listOffersAndNeeds',
			'Published offers and needs, the newest first, 100 at a time',
			{
				200: {
					description: 'A page; `next` is the address of the following one, or null',
					content: {
						'application/json': {
							schema: {
								type: 'object',
								required: ['data', 'next'],
								properties: {
									data: { type: 'array', items: { $ref: '#/components/schemas/Listing' } },
									next: { type: ['string', 'null'], format: 'uri' }
								}
							}
						}
					}
				},
				400: { $ref: '#/components/responses/Problem' }
			},
			[
				filter('side', 'Offers or needs', ['offer', 'need']),
				filter('theme', 'Key of a theme'),
				filter(
					'kind',
					'Kind of cooperation',
					cooperationKinds.map(({ key }) => key)
				),
				filter(
					'country',
					'Country of the organisation',
					programme.countries.map(({ code }) => code)
				),
				filter('territory', 'Code of a territory; what lies in it is found too. Anonymous ones are found by region and country'),
				filter('language', 'A working language, ISO 639-1'),
				filter('q', 'Words, in any of the three languages'),
				filter('after', 'Id of the last one of the page before')
			]
		),
		'/api/v1/offers-needs/{id}': get(
			'exchange',
			'getOfferOrNeed',
			'One published offer or need',
			{
				200: { description: 'It', content: { 'application/json': { schema: { $ref: '#/components/schemas/Listing' } } } },
				404: { $ref: '#/components/responses/Problem' }
			},
			[{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }]
		),
		'/api/v1/calls': get(
			'calls',
			'listCalls',
			'Published calls, the last to close first, 100 at a time',
			{
				200: text('A page of calls', 'application/json', {
					type: 'object',
					required: ['data', 'next'],
					properties: {
						data: { type: 'array', items: { $ref: '#/components/schemas/Call' } },
						next: { type: ['string', 'null'], format: 'uri' }
					}
				}),
				400: { $ref: '#/components/responses/Problem' }
			},
			[
				filter('state', 'By its instants', ['open', 'coming', 'closed']),
				filter('kind', 'Kind of call', ['projects', 'scholarship', 'contest', 'places', 'support']),
				filter('theme', 'Key of a theme'),
				filter('q', 'Words, in any of the three languages'),
				filter('after', 'Id of the last one of the page before')
			]
		),
		'/api/v1/calls/{id}': get(
			'calls',
			'getCall',
			'One published call with its lots, requirements and criteria',
			{
				200: text('It', 'application/json', { $ref: '#/components/schemas/Call' }),
				404: { $ref: '#/components/responses/Problem' }
			},
			[{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }]
		),
		'/api/v1/projects': get(
			'projects',
			'listProjects',
			'The public projects, the latest first, 100 at a time',
			{
				200: {
					description: 'A page; `next` is the address of the following one, or null',
					content: {
						'application/json': {
							schema: {
								type: 'object',
								required: ['data', 'next'],
								properties: {
									data: { type: 'array', items: { $ref: '#/components/schemas/Project' } },
									next: { type: ['string', 'null'], format: 'uri' }
								}
							}
						}
					}
				},
				400: { $ref: '#/components/responses/Problem' }
			},
			[
				filter(
					'priority',
					'Key of a priority',
					programme.priorities.map(({ key }) => key)
				),
				filter('theme', 'Key of a theme'),
				filter('country', 'ISO 3166-1 code of a partner’s country'),
				filter('territory', 'Code of a territory; what lies in it is found too'),
				filter('year', 'A year in which it ran'),
				filter('status', 'Where it stands', [...publicStatuses]),
				filter('service', 'Key of the service that accompanies it'),
				filter('q', 'Words, in any of the three languages'),
				filter('after', 'The cursor of the page, as `next` has it')
			]
		),
		'/api/v1/projects/{id}': get(
			'projects',
			'getProject',
			'One public project, with its objectives, its story and its activities',
			{
				200: { description: 'It', content: { 'application/json': { schema: { $ref: '#/components/schemas/Project' } } } },
				404: { $ref: '#/components/responses/Problem' }
			},
			[{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }]
		),
		'/api/v1/awards': get(
			'projects',
			'listAwards',
			'Grants, prizes and technical support given for public projects, the latest first, 100 at a time',
			{ 200: page('Award'), 400: { $ref: '#/components/responses/Problem' } },
			[
				filter('kind', 'Kind of award', ['grant', 'prize', 'support']),
				filter('after', 'The cursor of the page, as `next` has it')
			]
		),
		'/api/v1/opportunities': get(
			'funding',
			'listOpportunities',
			'The funding opportunities, those to be answered soonest first, 100 at a time',
			{
				200: {
					description: 'A page; `next` is the address of the following one, or null',
					content: {
						'application/json': {
							schema: {
								type: 'object',
								required: ['data', 'next'],
								properties: {
									data: { type: 'array', items: { $ref: '#/components/schemas/Opportunity' } },
									next: { type: ['string', 'null'], format: 'uri' }
								}
							}
						}
					}
				},
				400: { $ref: '#/components/responses/Problem' }
			},
			[
				filter('status', 'Where it stands', [...opportunityStatuses]),
				filter('programme', 'Key of a programme'),
				filter('theme', 'Key of a theme'),
				filter('kind', 'Key of a kind of organisation that may apply'),
				filter('country', 'ISO 3166-1 code of a country it is open to'),
				filter('territory', 'Code of a territory; what lies in it, and what is for all around it, is found too'),
				filter('deadline', 'A month, as 2027-03'),
				filter('q', 'Words, in any of the three languages'),
				filter('after', 'The cursor of the page, as `next` has it')
			]
		),
		'/api/v1/opportunities/{id}': get(
			'funding',
			'getOpportunity',
			'One opportunity',
			{
				200: { description: 'It', content: { 'application/json': { schema: { $ref: '#/components/schemas/Opportunity' } } } },
				404: { $ref: '#/components/responses/Problem' }
			},
			[{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }]
		),
		'/{lang}/exchange.atom': get(
			'feeds',
			'exchangeFeed',
			'Offers and needs',
			{ 200: text('Atom (RFC 4287)', 'application/atom+xml'), 404: noSuchLanguage },
			language
		),
		'/api/v1/organisations': get(
			'api',
			'listOrganisations',
			'The listed organisations of the network, by id, page by page: follow `next` until it is null',
			{
				200: text('A page of organisations', 'application/json', {
					type: 'object',
					required: ['organisations', 'next'],
					properties: {
						organisations: { type: 'array', items: { $ref: '#/components/schemas/Organisation' } },
						next: { type: ['string', 'null'], format: 'uri' }
					}
				}),
				400: { $ref: '#/components/responses/Problem' }
			},
			[
				{ name: 'after', in: 'query', schema: { type: 'string', format: 'uuid' } },
				{ name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } },
				{ name: 'country', in: 'query', description: 'ISO 3166-1', schema: { type: 'string', pattern: '^[A-Z]{2}$' } }
			]
		),
		...newsroomPaths(),
		'/{lang}/news.atom': get(
			'feeds',
			'newsFeed',
			'News',
			{ 200: text('Atom (RFC 4287)', 'application/atom+xml'), 404: noSuchLanguage },
			[...language, filter('theme', 'Key of a theme')]
		),
		'/{lang}/calls.atom': get(
			'feeds',
			'callsFeed',
			'Calls',
			{ 200: text('Atom (RFC 4287)', 'application/atom+xml'), 404: noSuchLanguage },
			language
		),
		'/api/v1/events': get(
			'api',
			'listEvents',
			'Events of the agenda, 100 at a time: the coming ones by date, or with `when=past` the latest first',
			{
				200: text('A page; `next` is the address of the following one, or null', 'application/json', {
					type: 'object',
					required: ['data', 'next'],
					properties: {
						data: { type: 'array', items: { $ref: '#/components/schemas/Event' } },
						next: { type: ['string', 'null'], format: 'uri' }
					}
				}),
				400: { $ref: '#/components/responses/Problem' }
			},
			[
				filter('when', 'Coming or past', ['coming', 'past']),
				filter('kind', 'Kind of event', [...eventKinds]),
				filter('theme', 'Key of a theme'),
				filter('territory', 'Code of a territory; what lies in it is found too'),
				filter('language', 'A language of the event, ISO 639-1'),
				filter('format', 'In person, online or both', [...eventFormats]),
				filter('q', 'Words, in any of the three languages'),
				filter('after', 'Id of the last one of the page before')
			]
		),
		'/api/v1/events/{id}': get(
			'api',
			'getEvent',
			'One event, with its programme day by day',
			{
				200: { description: 'It', content: { 'application/json': { schema: { $ref: '#/components/schemas/Event' } } } },
				404: { $ref: '#/components/responses/Problem' }
			},
			[{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }]
		),
		'/{lang}/events/{id}.ics': get(
			'feeds',
			'eventCalendar',
			'One event',
			{ 200: text('iCalendar (RFC 5545)', 'text/calendar'), 404: { description: 'No such event or language.' } },
			[...language, { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }]
		),
		'/{lang}/record/{call}/record.json': get(
			'data',
			'callRecord',
			'The public record of a decided call, for `passerelle verify`',
			{
				200: text('Entries with their proofs, checkpoints, opened scorecards and reasons', 'application/json', {
					type: 'object'
				}),
				404: { description: 'No such record or language.' }
			},
			[...language, { name: 'call', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }]
		),
		'/{lang}/record/checkpoint.txt': get(
			'data',
			'recordCheckpoint',
			'The latest signed checkpoint of the log',
			{ 200: text('A signed note (C2SP tlog-checkpoint)', 'text/plain'), 404: { description: 'Nothing is recorded yet.' } },
			language
		),
		'/{lang}/events.ics': get(
			'feeds',
			'eventsCalendar',
			'Events',
			{ 200: text('iCalendar (RFC 5545)', 'text/calendar'), 404: noSuchLanguage },
			language
		),
		'/{lang}/funding.ics': get(
			'feeds',
			'fundingCalendar',
			'Deadlines of funding opportunities to come, with the filters of the page',
			{
				200: text('iCalendar (RFC 5545)', 'text/calendar'),
				400: { description: 'A filter has no such value.' },
				404: noSuchLanguage
			},
			language
		),
		'/data/catalogue.jsonld': get('data', 'catalogue', 'The catalogue of the open data', {
			200: text('DCAT-AP 3, as JSON-LD', 'application/ld+json', { type: 'object' })
		}),
		'/data/scdl.csv': get('data', 'scdl', 'Grants, by the French common schema for subsidies', {
			200: text('UTF-8, commas, a header row; only that row until a grant is awarded', 'text/csv')
		}),
		'/data/projects.csv': get('data', 'projectsTable', 'The public projects as a table', {
			200: text('UTF-8 with a mark, commas, a header row', 'text/csv')
		}),
		'/data/projects.xlsx': get('data', 'projectsWorkbook', 'The public projects as a workbook', {
			200: text('One sheet', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
		}),
		'/data/360giving.json': get('data', 'grants360Giving', 'Grants, by the 360Giving standard', {
			200: text('A package of grants to organisations', 'application/json', { type: 'object' }),
			404: text('No grant has been awarded yet; the standard has no empty package', 'text/plain')
		}),
		'/data/iati.xml': get('data', 'iati', 'Activities, by the IATI 2.03 standard', {
			200: text('Projects as activities, with what was promised and paid', 'application/xml'),
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
			...newsroomSchemas,
			Call: {
				type: 'object',
				description: 'Amounts in cents of a euro, rates in basis points.',
				required: ['id', 'reference', 'kind', 'state', 'title', 'opensAt', 'closesAt', 'rules'],
				properties: {
					id: { type: 'string', format: 'uuid' },
					reference: { type: 'string' },
					kind: { type: 'string', enum: ['projects', 'scholarship', 'contest', 'places', 'support'] },
					state: { type: 'string', enum: ['coming', 'open', 'closed', 'decided', 'cancelled'] },
					service: { type: 'string' },
					url: { type: 'string', format: 'uri' },
					title: { type: 'object' },
					summary: { type: 'object' },
					opensAt: { type: 'string', format: 'date-time' },
					closesAt: { type: 'string', format: 'date-time' },
					rules: { type: 'object' },
					lots: { type: 'array', items: { type: 'object' } },
					requirements: { type: 'array', items: { type: 'object' } },
					criteria: { type: 'array', items: { type: 'object' } }
				}
			},
			Organisation: {
				type: 'object',
				required: ['id', 'reference', 'kind', 'country', 'name', 'themes', 'verified', 'page'],
				properties: {
					id: { type: 'string', format: 'uuid' },
					reference: { type: 'string' },
					kind: { type: 'string' },
					country: { type: 'string' },
					name: { description: 'By language', type: 'object', additionalProperties: { type: 'string' } },
					latin: { type: ['string', 'null'] },
					acronyms: { type: 'array', items: { type: 'string' } },
					otherNames: { type: 'array', items: { type: 'string' } },
					place: { type: ['string', 'null'] },
					territory: { type: ['string', 'null'] },
					website: { type: ['string', 'null'] },
					population: { type: ['integer', 'null'] },
					description: { type: 'object', additionalProperties: { type: 'string' } },
					expertise: { type: 'object', additionalProperties: { type: 'string' } },
					themes: { type: 'array', items: { type: 'string' } },
					languages: { type: 'array', items: { type: 'string' } },
					verified: { type: 'boolean' },
					updatedAt: { type: 'string', format: 'date-time' },
					page: { type: 'string', format: 'uri' }
				}
			},
			Listing: {
				type: 'object',
				description: 'Of an anonymous one, `organisation` is null and `territory` a region at most.',
				properties: {
					id: { type: 'string', format: 'uuid' },
					reference: { type: 'string', examples: ['2027-NEE-00042'] },
					side: { type: 'string', enum: ['offer', 'need'] },
					url: { type: 'string', format: 'uri' },
					title: { $ref: '#/components/schemas/Localized' },
					text: { $ref: '#/components/schemas/Localized' },
					themes: { type: 'array', items: { type: 'string' } },
					kinds: { type: 'array', items: { type: 'string' } },
					languages: { type: 'array', items: { type: 'string' } },
					period: {
						type: 'object',
						properties: {
							from: { type: ['string', 'null'], format: 'date' },
							until: { type: ['string', 'null'], format: 'date' }
						}
					},
					country: { type: 'string' },
					territory: { type: ['string', 'null'] },
					anonymous: { type: 'boolean' },
					organisationKind: { type: 'string' },
					organisation: {
						type: ['object', 'null'],
						properties: {
							id: { type: 'string', format: 'uuid' },
							name: { $ref: '#/components/schemas/Localized' },
							url: { type: 'string', format: 'uri' }
						}
					},
					publishedAt: { type: 'string', format: 'date-time' },
					expiresAt: { type: 'string', format: 'date-time' }
				}
			},
			Opportunity: {
				type: 'object',
				required: ['id', 'reference', 'url', 'source', 'identifier', 'status', 'title', 'deadlines'],
				properties: {
					id: { type: 'string', format: 'uuid' },
					reference: { type: 'string' },
					url: { type: 'string', format: 'uri' },
					source: { type: 'string' },
					identifier: { type: 'string', description: 'As its source calls it' },
					sourceUrl: { type: ['string', 'null'] },
					programme: { type: ['string', 'null'] },
					status: { type: 'string', enum: [...opportunityStatuses] },
					title: { type: 'object' },
					text: { type: 'object' },
					budget: { type: ['object', 'null'], description: 'Whole cents and the currency' },
					rate: { type: 'object', description: 'Percent of the cost, least and most' },
					opensAt: { type: ['string', 'null'], format: 'date-time' },
					deadlines: {
						type: 'array',
						items: { type: 'object' },
						description: 'Instants, each with the zone its source counts in'
					},
					kinds: { type: 'array', items: { type: 'string' } },
					countries: { type: 'array', items: { type: 'string' } },
					territories: { type: 'array', items: { type: 'string' } },
					themes: { type: 'array', items: { type: 'string' } },
					checkedAt: { type: 'string', format: 'date-time' },
					updatedAt: { type: 'string', format: 'date-time' }
				}
			},
			Project: {
				type: 'object',
				properties: {
					id: { type: 'string', format: 'uuid' },
					reference: { type: 'string', examples: ['2027-PRJ-00042'] },
					url: { type: 'string', format: 'uri' },
					service: { type: 'string' },
					status: { type: 'string', enum: [...publicStatuses] },
					title: { $ref: '#/components/schemas/Localized' },
					summary: { $ref: '#/components/schemas/Localized' },
					priorities: { type: 'array', items: { type: 'string' } },
					themes: { type: 'array', items: { type: 'string' } },
					territories: { type: 'array', items: { type: 'string' } },
					period: {
						type: 'object',
						properties: {
							from: { type: ['string', 'null'], format: 'date' },
							until: { type: ['string', 'null'], format: 'date' }
						}
					},
					partners: {
						type: 'array',
						items: {
							type: 'object',
							properties: {
								id: { type: 'string', format: 'uuid' },
								role: { type: 'string', enum: [...partnerRoles] },
								name: { $ref: '#/components/schemas/Localized' },
								country: { type: 'string' },
								url: { type: 'string', format: 'uri' }
							}
						}
					},
					updatedAt: { type: 'string', format: 'date-time' }
				}
			},
			Award: {
				type: 'object',
				required: ['id', 'reference', 'kind', 'amount', 'project', 'holder', 'awardedOn', 'instalments'],
				properties: {
					id: { type: 'string', format: 'uuid' },
					reference: { type: 'string', examples: ['2027-AWA-00042'] },
					kind: { type: 'string', enum: ['grant', 'prize', 'support'] },
					awardedOn: { type: 'string', format: 'date' },
					signedOn: { type: ['string', 'null'], format: 'date', description: 'When its agreement was signed' },
					amount: {
						type: 'object',
						properties: { value: { type: 'number' }, currency: { type: 'string', const: 'EUR' } }
					},
					nature: {
						oneOf: [{ $ref: '#/components/schemas/Localized' }, { type: 'null' }],
						description: 'What a prize is; one without money has an amount of zero'
					},
					expertDays: { type: ['number', 'null'], description: 'Days of experts, for technical support' },
					project: {
						type: 'object',
						properties: { id: { type: 'string', format: 'uuid' }, url: { type: 'string', format: 'uri' } }
					},
					holder: {
						type: 'object',
						properties: {
							reference: { type: 'string' },
							name: { $ref: '#/components/schemas/Localized' },
							country: { type: 'string' },
							identifiers: { type: 'array', items: { type: 'string', examples: ['BG-EIK-831661388'] } }
						}
					},
					instalments: {
						type: 'array',
						items: {
							type: 'object',
							properties: {
								value: { type: 'number' },
								currency: { type: 'string', const: 'EUR' },
								dueOn: { type: ['string', 'null'], format: 'date' },
								paidOn: { type: ['string', 'null'], format: 'date' }
							}
						}
					}
				}
			},
			Event: {
				type: 'object',
				required: ['id', 'reference', 'kind', 'url', 'title', 'state', 'startsAt', 'endsAt', 'zone', 'format'],
				properties: {
					id: { type: 'string', format: 'uuid' },
					reference: { type: 'string', examples: ['2027-EVT-00042'] },
					kind: { type: 'string', enum: [...eventKinds] },
					url: { type: 'string', format: 'uri' },
					calendar: { type: 'string', format: 'uri' },
					title: { $ref: '#/components/schemas/Localized' },
					summary: { $ref: '#/components/schemas/Localized' },
					text: { $ref: '#/components/schemas/Localized' },
					state: { type: 'string', enum: ['coming', 'now', 'past', 'cancelled'] },
					cancelReason: { $ref: '#/components/schemas/Localized' },
					startsAt: { type: 'string', format: 'date-time' },
					endsAt: { type: 'string', format: 'date-time' },
					zone: { type: 'string', description: 'IANA time zone' },
					format: { type: 'string', enum: [...eventFormats] },
					place: { $ref: '#/components/schemas/Localized' },
					address: { type: ['string', 'null'] },
					territory: { type: ['string', 'null'] },
					onlineUrl: { type: ['string', 'null'], format: 'uri' },
					services: { type: 'array', items: { type: 'string' } },
					themes: { type: 'array', items: { type: 'string' } },
					languages: { type: 'array', items: { type: 'string' } },
					interpretation: { type: 'array', items: { type: 'string' } },
					updatedAt: { type: 'string', format: 'date-time' }
				}
			},
			Localized: {
				type: 'object',
				description: 'A text in each language it exists in.',
				properties: Object.fromEntries(locales.map((locale) => [locale, { type: 'string' }]))
			},
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
