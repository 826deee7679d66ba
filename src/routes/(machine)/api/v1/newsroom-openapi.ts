import { articleKinds } from '#modules/newsroom/article-schema'
import { practiceParts } from '#modules/newsroom/practice-schema'
import { locales } from '#platform/i18n'
import { programme } from '#programme/programme'
import { byId, filter, get, language, noSuchLanguage, page, text } from './openapi-parts.ts'

const problem = { $ref: '#/components/responses/Problem' }
const localized = { description: 'By language', type: 'object', additionalProperties: { type: 'string' } }

export const newsroomPaths = () => ({
	'/api/v1/articles': get(
		'newsroom',
		'listArticles',
		'Published news, the newest first, 50 at a time',
		{ 200: page('Article'), 400: problem },
		[
			filter('kind', 'News, unless said otherwise', [...articleKinds]),
			filter('theme', 'Key of a theme'),
			filter('locale', 'Only what is published in this language', [...locales]),
			filter('after', 'Id of the last one of the page before')
		]
	),
	'/api/v1/articles/{id}': get(
		'newsroom',
		'getArticle',
		'One of them, with its text as words in each language',
		{ 200: text('It', 'application/json', { $ref: '#/components/schemas/Article' }), 404: problem },
		byId
	),
	'/api/v1/practices': get(
		'newsroom',
		'listPractices',
		'Published good practices, the newest first, 50 at a time',
		{ 200: page('Practice'), 400: problem },
		[
			filter('theme', 'Key of a theme'),
			filter(
				'country',
				'Country of its territory',
				programme.countries.map(({ code }) => code)
			),
			filter('territory', 'Code of a territory; what lies in it is found too'),
			filter('q', 'Words, in any of the three languages'),
			filter('after', 'Id of the last one of the page before')
		]
	),
	'/api/v1/practices/{id}': get(
		'newsroom',
		'getPractice',
		'One good practice',
		{ 200: text('It', 'application/json', { $ref: '#/components/schemas/Practice' }), 404: problem },
		byId
	),
	'/{lang}/practices.atom': get(
		'feeds',
		'practicesFeed',
		'Good practices',
		{ 200: text('Atom (RFC 4287)', 'application/atom+xml'), 404: noSuchLanguage },
		[...language, filter('theme', 'Key of a theme')]
	)
})

export const newsroomSchemas = {
	Article: {
		type: 'object',
		required: ['id', 'kind', 'title', 'lead', 'urls', 'themes', 'publishedAt', 'updatedAt'],
		properties: {
			id: { type: 'string', format: 'uuid' },
			kind: { type: 'string', enum: [...articleKinds] },
			service: { type: 'string' },
			title: localized,
			lead: localized,
			text: { ...localized, description: 'By language, without its layout; of a single article only' },
			urls: { ...localized, additionalProperties: { type: 'string', format: 'uri' } },
			image: { type: ['string', 'null'], format: 'uri' },
			themes: { type: 'array', items: { type: 'string' } },
			publishedAt: { type: 'string', format: 'date-time' },
			updatedAt: { type: 'string', format: 'date-time' }
		}
	},
	Practice: {
		type: 'object',
		required: ['id', 'reference', 'url', 'title', ...practiceParts, 'themes', 'priorities', 'publishedAt'],
		properties: {
			id: { type: 'string', format: 'uuid' },
			reference: { type: 'string' },
			url: { type: 'string', format: 'uri' },
			title: localized,
			...Object.fromEntries(practiceParts.map((part) => [part, localized])),
			organisation: { type: ['object', 'null'] },
			territory: { type: ['string', 'null'] },
			country: { type: ['string', 'null'] },
			themes: { type: 'array', items: { type: 'string' } },
			priorities: { type: 'array', items: { type: 'string' } },
			publishedAt: { type: 'string', format: 'date-time' },
			updatedAt: { type: 'string', format: 'date-time' }
		}
	}
}
