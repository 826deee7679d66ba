import type { Localized } from '#platform/i18n'
import { programme } from './programme.ts'

/** `connector` reads what `url` gives; without an address it is fed by hand or by file. `every` is in hours. */
export type FundingSourceSetting = {
	key: string
	connector: string
	/** The country it is a source of, where it is of one: other programmes do not ask it. */
	country?: string
	name: Required<Localized>
	url?: string
	/** What is posted to the address, when it has to be asked that way. */
	body?: string
	every?: number
	/** The parameter of the address that turns the page, for a source that gives its calls page by page. */
	page?: string
	enabled?: boolean
}

const known: FundingSourceSetting[] = [
	{
		key: 'sedia',
		connector: 'sedia',
		name: {
			fr: 'Portail « Financements et appels d’offres » de l’Union',
			bg: 'Портал на ЕС за финансиране и търгове',
			en: 'EU Funding & Tenders portal'
		},
		url: 'https://api.tech.ec.europa.eu/search-api/prod/rest/search?apiKey=SEDIA&text=***&pageSize=100&pageNumber=1',
		page: 'pageNumber',
		body: '{"bool":{"must":[{"terms":{"type":["1","2","8"]}},{"terms":{"status":["31094501","31094502"]}}]}}',
		every: 24
	},
	{
		key: 'horizon',
		connector: 'horizon',
		name: {
			fr: 'Appels d’Horizon Europe (relevé hebdomadaire)',
			bg: 'Покани на „Хоризонт Европа“ (седмичен списък)',
			en: 'Horizon Europe calls (weekly list)'
		},
		enabled: false
	},
	{
		key: 'aides-territoires',
		country: 'FR',
		connector: 'aides-territoires',
		name: { fr: 'Aides-territoires', bg: 'Aides-territoires (Франция)', en: 'Aides-territoires (France)' },
		url: 'https://aides-territoires.beta.gouv.fr/api/aids/?itemsPerPage=100&page=1',
		page: 'page',
		every: 24
	},
	{
		key: 'isun',
		country: 'BG',
		connector: 'isun',
		name: {
			fr: 'ИСУН 2020 – procédures ouvertes (Bulgarie)',
			bg: 'ИСУН 2020 – отворени процедури',
			en: 'ISUN 2020 – open procedures (Bulgaria)'
		},
		url: 'https://eumis2020.government.bg/bg/s/Procedure/Active',
		every: 24
	},
	{
		key: 'interreg-europe',
		connector: 'feed',
		name: { fr: 'Interreg Europe – actualités', bg: 'Интеррег Европа – новини', en: 'Interreg Europe – news' },
		url: 'https://www.interregeurope.eu/rss.xml',
		every: 12,
		enabled: false
	},
	{
		key: 'file',
		connector: 'table',
		name: { fr: 'Fichiers importés', bg: 'Импортирани файлове', en: 'Imported files' }
	},
	{
		key: 'manual',
		connector: 'manual',
		name: { fr: 'Saisie par le service', bg: 'Въведени от службата', en: 'Entered by the service' }
	}
]

/** Where opportunities are announced. Keys are stored: they are added, never renamed. Only the hosts named here are asked. */
export const fundingSources = known.filter(({ country }) => !country || programme.countries.some(({ code }) => code === country))

export const fundingSource = (key: string): FundingSourceSetting | undefined => fundingSources.find((each) => each.key === key)
