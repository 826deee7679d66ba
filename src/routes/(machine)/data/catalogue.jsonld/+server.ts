import { locales, type Localized, translate, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'
import { address, open } from '../../open.ts'

const authority = 'http://publications.europa.eu/resource/authority'
const languages: Record<Locale, string> = { fr: 'FRA', bg: 'BUL', en: 'ENG' }
// The authority lists name countries by their three letters.
const countries: Record<string, string> = { FR: 'FRA', BG: 'BGR' }

const inEach = (text: Localized) =>
	locales.filter((locale) => text[locale]).map((locale) => ({ '@value': text[locale], '@language': locale }))
const said = (key: Parameters<typeof translate>[1]): Localized =>
	Object.fromEntries(locales.map((locale) => [locale, translate(locale, key)]))
const resource = (iri: string, type: string) => ({ '@id': iri, '@type': type })

/** The catalogue of the open data (DCAT-AP 3), which harvesters read. A dataset is listed from its first record on. */
export const GET = () => {
	const self = address('/data/catalogue.jsonld')
	const publisher = `${self}#publisher`
	const licence = resource(`${authority}/licence/CC_BY_4_0`, 'dct:LicenseDocument')
	const catalogue = {
		'@context': {
			dcat: 'http://www.w3.org/ns/dcat#',
			dct: 'http://purl.org/dc/terms/',
			foaf: 'http://xmlns.com/foaf/0.1/'
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
		'dcat:dataset': []
	}
	return open(
		new Response(JSON.stringify(catalogue, null, '\t'), { headers: { 'content-type': 'application/ld+json; charset=utf-8' } })
	)
}
