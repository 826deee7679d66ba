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
const interreg = (key: string, fr: string, bg: string, en: string, countries: string[] = ['BG']): FundingProgramme => ({
	key,
	name: { fr, bg, en },
	group: 'interreg',
	countries
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
	// The twelve with Bulgaria; France takes part in those without a country of their own.
	interreg('interreg-europe', 'Interreg Europe', 'Интеррег Европа', 'Interreg Europe', []),
	interreg('interreg-euro-med', 'Interreg Euro-MED', 'Интеррег Евро-Средиземноморие', 'Interreg Euro-MED', []),
	interreg('urbact', 'URBACT IV', 'УРБАКТ IV', 'URBACT IV', []),
	interreg('interact', 'Interact IV', 'ИНТЕРАКТ IV', 'Interact IV', []),
	interreg('espon', 'ESPON 2030', 'ЕСПОН 2030', 'ESPON 2030', []),
	interreg('interreg-danube', 'Interreg Région du Danube', 'Интеррег Дунавски регион', 'Interreg Danube Region'),
	interreg(
		'interreg-next-black-sea',
		'Interreg NEXT Bassin de la mer Noire',
		'Интеррег NEXT Черноморски басейн',
		'Interreg NEXT Black Sea Basin'
	),
	interreg(
		'interreg-romania-bulgaria',
		'Interreg VI-A Roumanie–Bulgarie',
		'Интеррег VI-A Румъния – България',
		'Interreg VI-A Romania–Bulgaria'
	),
	interreg(
		'interreg-greece-bulgaria',
		'Interreg VI-A Grèce–Bulgarie',
		'Интеррег VI-A Гърция – България',
		'Interreg VI-A Greece–Bulgaria'
	),
	interreg(
		'interreg-bulgaria-serbia',
		'Interreg VI-A IAP Bulgarie–Serbie',
		'Интеррег VI-A ИПП България – Сърбия',
		'Interreg VI-A IPA Bulgaria–Serbia'
	),
	interreg(
		'interreg-bulgaria-north-macedonia',
		'Interreg VI-A IAP Bulgarie–Macédoine du Nord',
		'Интеррег VI-A ИПП България – Северна Македония',
		'Interreg VI-A IPA Bulgaria–North Macedonia'
	),
	interreg(
		'interreg-bulgaria-turkiye',
		'Interreg VI-A IAP Bulgarie–Turquie',
		'Интеррег VI-A ИПП България – Турция',
		'Interreg VI-A IPA Bulgaria–Türkiye'
	),
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
	bulgarian(
		'bg-research',
		'Recherche, innovation et numérisation pour une transformation intelligente (Bulgarie)',
		'Научни изследвания, иновации и дигитализация за интелигентна трансформация (ПНИИДИТ)',
		'Research, Innovation and Digitalisation for Smart Transformation (Bulgaria)',
		'BG16RFPR002'
	),
	bulgarian(
		'bg-technical-assistance',
		'Assistance technique (Bulgarie)',
		'Техническа помощ (ПТП)',
		'Technical Assistance (Bulgaria)',
		'BG16FFTA001'
	),
	bulgarian(
		'bg-food',
		'Aide alimentaire et matérielle de base (Bulgarie)',
		'Храни и основно материално подпомагане (ПХОМП)',
		'Food and Basic Material Assistance (Bulgaria)',
		'BG05SFPR003'
	),
	bulgarian(
		'bg-maritime',
		'Affaires maritimes, pêche et aquaculture (Bulgarie)',
		'Морско дело, рибарство и аквакултури (ПМДРА)',
		'Maritime, Fisheries and Aquaculture (Bulgaria)',
		'BG14MFPR001'
	),
	bulgarian(
		'bg-amif',
		'Asile, migration et intégration – FAMI (Bulgarie)',
		'Убежище, миграция и интеграция – ФУМИ (България)',
		'Asylum, Migration and Integration – AMIF (Bulgaria)',
		'BG65AMPR001'
	),
	{
		key: 'bg-active-citizens',
		name: {
			fr: 'Fonds des citoyens actifs – EEE et Norvège (Bulgarie)',
			bg: 'Фонд „Активни граждани“ – ЕИП и Норвегия (България)',
			en: 'Active Citizens Fund – EEA and Norway (Bulgaria)'
		},
		group: 'bulgaria',
		countries: ['BG']
	},
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
