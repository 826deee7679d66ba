import type { Localized } from '#platform/i18n'
import { programme } from './programme.ts'

/** `countries` are those whose actors it is for; none means every country of the Union. `code` is its number (CCI) where it has one. */
export type FundingProgramme = {
	key: string
	name: Required<Localized>
	group: 'union' | 'interreg' | 'bulgaria' | 'france' | 'other'
	countries: string[]
	code?: string
	url?: string
	/** How its calls' identifiers begin. */
	prefixes?: string[]
}

const union = (key: string, fr: string, bg: string, en: string, prefixes: string[] = []): FundingProgramme => ({
	key,
	name: { fr, bg, en },
	group: 'union',
	countries: [],
	prefixes
})
const bulgarian = (key: string, fr: string, bg: string, en: string, code: string): FundingProgramme => ({
	key,
	name: { fr, bg, en },
	group: 'bulgaria',
	countries: ['BG'],
	code,
	prefixes: [code]
})

/** The programmes of 2021–2027. Keys are stored and stand in addresses: they are added, never renamed. */
const known: FundingProgramme[] = [
	union('horizon', 'Horizon Europe', 'Хоризонт Европа', 'Horizon Europe', ['HORIZON-', 'ERC-', 'EURATOM-']),
	union('life', 'LIFE – environnement et climat', 'LIFE – околна среда и климат', 'LIFE – environment and climate', ['LIFE-']),
	union('erasmus', 'Erasmus+', 'Еразъм+', 'Erasmus+', ['ERASMUS-']),
	union(
		'cerv',
		'Citoyens, égalité, droits et valeurs (CERV)',
		'Граждани, равенство, права и ценности (CERV)',
		'Citizens, Equality, Rights and Values (CERV)',
		['CERV-']
	),
	union('creative-europe', 'Europe créative', 'Творческа Европа', 'Creative Europe', ['CREA-']),
	union('justice', 'Justice', 'Правосъдие', 'Justice', ['JUST-']),
	union('digital-europe', 'Europe numérique', 'Цифрова Европа', 'Digital Europe', ['DIGITAL-']),
	union(
		'cef',
		'Mécanisme pour l’interconnexion en Europe (MIE)',
		'Механизъм за свързване на Европа (МСЕ)',
		'Connecting Europe Facility (CEF)',
		['CEF-']
	),
	union(
		'tsi',
		'Instrument d’appui technique (TSI)',
		'Инструмент за техническа подкрепа (ИТП)',
		'Technical Support Instrument (TSI)',
		['TSI-']
	),
	union('single-market', 'Programme du marché unique', 'Програма за единния пазар', 'Single Market Programme', ['SMP-']),
	union('eu4health', 'L’UE pour la santé (EU4Health)', 'ЕС в подкрепа на здравето (EU4Health)', 'EU4Health', ['EU4H-']),
	union('innovation-fund', 'Fonds pour l’innovation', 'Фонд за иновации', 'Innovation Fund', ['INNOVFUND-']),
	union(
		'amif',
		'Fonds « Asile, migration et intégration » (FAMI)',
		'Фонд „Убежище, миграция и интеграция“ (ФУМИ)',
		'Asylum, Migration and Integration Fund (AMIF)',
		['AMIF-']
	),
	union('isf', 'Fonds pour la sécurité intérieure (FSI)', 'Фонд „Вътрешна сигурност“ (ФВС)', 'Internal Security Fund (ISF)', [
		'ISF-'
	]),
	union(
		'civil-protection',
		'Mécanisme de protection civile de l’Union',
		'Механизъм за гражданска защита на Съюза',
		'Union Civil Protection Mechanism',
		['UCPM-']
	),
	union('europeaid', 'Action extérieure de l’Union', 'Външна дейност на Съюза', 'External action of the Union', [
		'EuropeAid/',
		'NDICI'
	]),
	{
		key: 'interreg-europe',
		name: { fr: 'Interreg Europe', bg: 'Интеррег Европа', en: 'Interreg Europe' },
		group: 'interreg',
		countries: []
	},
	{
		key: 'interreg-danube',
		name: { fr: 'Interreg Région du Danube', bg: 'Интеррег Дунавски регион', en: 'Interreg Danube Region' },
		group: 'interreg',
		countries: ['BG']
	},
	{
		key: 'interreg-next-black-sea',
		name: {
			fr: 'Interreg NEXT Bassin de la mer Noire',
			bg: 'Интеррег NEXT Черноморски басейн',
			en: 'Interreg NEXT Black Sea Basin'
		},
		group: 'interreg',
		countries: ['BG']
	},
	{
		key: 'interreg-romania-bulgaria',
		name: {
			fr: 'Interreg VI-A Roumanie–Bulgarie',
			bg: 'Интеррег VI-A Румъния – България',
			en: 'Interreg VI-A Romania–Bulgaria'
		},
		group: 'interreg',
		countries: ['BG']
	},
	{ key: 'urbact', name: { fr: 'URBACT IV', bg: 'УРБАКТ IV', en: 'URBACT IV' }, group: 'interreg', countries: [] },
	bulgarian(
		'bg-regions',
		'Développement des régions (Bulgarie)',
		'Развитие на регионите (ПРР)',
		'Development of Regions (Bulgaria)',
		'BG16FFPR003'
	),
	bulgarian('bg-environment', 'Environnement (Bulgarie)', 'Околна среда (ПОС)', 'Environment (Bulgaria)', 'BG16FFPR002'),
	bulgarian(
		'bg-transport',
		'Connectivité des transports (Bulgarie)',
		'Транспортна свързаност (ПТС)',
		'Transport Connectivity (Bulgaria)',
		'BG16FFPR001'
	),
	bulgarian(
		'bg-human-resources',
		'Développement des ressources humaines – FSE+ (Bulgarie)',
		'Развитие на човешките ресурси (ПРЧР) – ЕСФ+',
		'Human Resources Development – ESF+ (Bulgaria)',
		'BG05SFPR002'
	),
	bulgarian(
		'bg-education',
		'Éducation – FSE+ (Bulgarie)',
		'Образование (ПО) – ЕСФ+',
		'Education – ESF+ (Bulgaria)',
		'BG05SFPR001'
	),
	bulgarian(
		'bg-competitiveness',
		'Compétitivité et innovation dans les entreprises (Bulgarie)',
		'Конкурентоспособност и иновации в предприятията (ПКИП)',
		'Competitiveness and Innovation in Enterprises (Bulgaria)',
		'BG16RFPR001'
	),
	{
		key: 'bg-recovery',
		name: {
			fr: 'Plan pour la reprise et la résilience (Bulgarie)',
			bg: 'План за възстановяване и устойчивост (България)',
			en: 'Recovery and Resilience Plan (Bulgaria)'
		},
		group: 'bulgaria',
		countries: ['BG']
	},
	{
		key: 'fr-feder',
		name: { fr: 'FEDER (France)', bg: 'ЕФРР (Франция)', en: 'ERDF (France)' },
		group: 'france',
		countries: ['FR']
	},
	{
		key: 'fr-fse',
		name: { fr: 'FSE+ (France)', bg: 'ЕСФ+ (Франция)', en: 'ESF+ (France)' },
		group: 'france',
		countries: ['FR']
	},
	{
		key: 'fr-decentralised',
		name: {
			fr: 'Coopération décentralisée (ministère de l’Europe et des Affaires étrangères)',
			bg: 'Децентрализирано сътрудничество (МВнР на Франция)',
			en: 'Decentralised cooperation (French Foreign Ministry)'
		},
		group: 'france',
		countries: ['FR']
	},
	{
		key: 'fr-national',
		name: {
			fr: 'Aides de l’État et des collectivités (France)',
			bg: 'Помощи на държавата и местните власти (Франция)',
			en: 'State and local aid (France)'
		},
		group: 'france',
		countries: ['FR']
	},
	{
		key: 'other',
		name: { fr: 'Autres financements', bg: 'Друго финансиране', en: 'Other funding' },
		group: 'other',
		countries: []
	}
]

/** Those that actors of one of the two countries may turn to. */
export const fundingProgrammes = known.filter(
	({ countries }) => !countries.length || countries.some((code) => programme.countries.some((country) => country.code === code))
)

const byKey = new Map(fundingProgrammes.map((each) => [each.key, each]))
export const fundingProgramme = (key: string): FundingProgramme | undefined => byKey.get(key)

/** The programme a call's identifier belongs to by how it begins; null when none begins so. */
export function programmeOfIdentifier(identifier: string): string | null {
	const upper = identifier.toUpperCase()
	return fundingProgrammes.find(({ prefixes }) => prefixes?.some((prefix) => upper.startsWith(prefix.toUpperCase())))?.key ?? null
}
