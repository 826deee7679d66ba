import type { Ctx } from '#platform/ctx'
import { locales, type Localized, translate, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'
import { whatIsThere } from './files.server.ts'

const authority = 'http://publications.europa.eu/resource/authority'
const languages: Record<Locale, string> = { fr: 'FRA', bg: 'BUL', en: 'ENG' }
// The authority lists name countries by their three letters.
const countries: Record<string, string> = { FR: 'FRA', BG: 'BGR' }

const inEach = (text: Localized) =>
	locales.filter((locale) => text[locale]).map((locale) => ({ '@value': text[locale], '@language': locale }))
const said = (key: Parameters<typeof translate>[1]): Localized =>
	Object.fromEntries(locales.map((locale) => [locale, translate(locale, key)]))
const resource = (iri: string, type: string) => ({ '@id': iri, '@type': type })

/** By media type, and as the authority list of file types names them. */
const formats = {
	'iati.xml': { type: 'application/xml', list: 'XML' },
	'360giving.json': { type: 'application/json', list: 'JSON' },
	'scdl.csv': { type: 'text/csv', list: 'CSV' },
	'projects.csv': { type: 'text/csv', list: 'CSV' },
	'projects.xlsx': { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', list: 'XLSX' }
} as const

const standards: Partial<Record<keyof typeof formats, string>> = {
	'iati.xml': 'https://iatistandard.org/en/iati-standard/203/',
	'360giving.json': 'https://standard.threesixtygiving.org/',
	'scdl.csv': 'https://schema.data.gouv.fr/scdl/subventions/'
}

/**
 * The catalogue of the open data (DCAT-AP 3), which harvesters read. A dataset is listed from its first record on. `address`
 * makes a path a public address.
 */
export async function catalogue(ctx: Ctx, address: (path: string) => string): Promise<Record<string, unknown>> {
	const { projects, activities, grants } = await whatIsThere(ctx)
	const self = address('/data/catalogue.jsonld')
	const publisher = `${self}#publisher`
	const licence = resource(`${authority}/licence/CC_BY_4_0`, 'dct:LicenseDocument')
	const dataset = (key: string, title: Parameters<typeof translate>[1], files: (keyof typeof formats)[]) => ({
		'@id': `${self}#${key}`,
		'@type': 'dcat:Dataset',
		'dct:title': inEach(said(title)),
		'dct:description': inEach(said(title)),
		'dct:publisher': { '@id': publisher },
		'dct:accessRights': resource(`${authority}/access-right/PUBLIC`, 'dct:RightsStatement'),
		'dcat:theme': resource(`${authority}/data-theme/GOVE`, 'skos:Concept'),
		'dct:accrualPeriodicity': resource(`${authority}/frequency/CONT`, 'dct:Frequency'),
		'dcat:distribution': files.map((file) => ({
			'@id': `${self}#${file}`,
			'@type': 'dcat:Distribution',
			'dct:title': inEach(said(title)),
			'dcat:accessURL': { '@id': address(`/data/${file}`) },
			'dcat:downloadURL': { '@id': address(`/data/${file}`) },
			'dcat:mediaType': resource(`http://www.iana.org/assignments/media-types/${formats[file].type}`, 'dct:MediaType'),
			'dct:format': resource(`${authority}/file-type/${formats[file].list}`, 'dct:MediaTypeOrExtent'),
			'dct:license': licence,
			...(standards[file] && { 'dct:conformsTo': resource(standards[file], 'dct:Standard') })
		}))
	})
	return {
		'@context': {
			dcat: 'http://www.w3.org/ns/dcat#',
			dct: 'http://purl.org/dc/terms/',
			foaf: 'http://xmlns.com/foaf/0.1/',
			skos: 'http://www.w3.org/2004/02/skos/core#'
		},
		'@id': `${self}#catalogue`,
		'@type': 'dcat:Catalog',
		'dct:title': inEach(programme.name),
		'dct:description': inEach(said('data.lead')),
		'dct:publisher': {
			'@id': publisher,
			'@type': 'foaf:Agent',
			'foaf:name': inEach(programme.contact.organisation),
			'foaf:mbox': { '@id': `mailto:${programme.contact.email}` },
			'foaf:homepage': { '@id': address(''), '@type': 'foaf:Document' }
		},
		'dct:language': locales.map((locale) => resource(`${authority}/language/${languages[locale]}`, 'dct:LinguisticSystem')),
		'dct:spatial': programme.countries
			.filter(({ code }) => countries[code])
			.map(({ code }) => resource(`${authority}/country/${countries[code]}`, 'dct:Location')),
		'dct:license': licence,
		'foaf:homepage': { '@id': address(`/${programme.defaultLanguage}/data`), '@type': 'foaf:Document' },
		'dcat:service': [
			{
				'@id': `${self}#api`,
				'@type': 'dcat:DataService',
				'dct:title': inEach(said('data.api.title')),
				'dct:description': inEach(said('data.api.text')),
				'dct:publisher': { '@id': publisher },
				'dct:license': licence,
				'dct:accessRights': resource(`${authority}/access-right/PUBLIC`, 'dct:RightsStatement'),
				'dcat:endpointURL': { '@id': address('/api/v1') },
				'dcat:endpointDescription': { '@id': address('/api/v1/openapi.json') }
			}
		],
		'dcat:dataset': [
			...(projects ? [dataset('projects', 'data.set.projects', ['projects.csv', 'projects.xlsx'])] : []),
			...(activities ? [dataset('iati', 'data.set.iati', ['iati.xml'])] : []),
			...(grants
				? [dataset('giving', 'data.set.giving', ['360giving.json']), dataset('scdl', 'data.set.scdl', ['scdl.csv'])]
				: [])
		]
	}
}
