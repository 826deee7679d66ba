import type { InEveryLanguage } from '../shape.ts'

/**
 * A fictional call for funding under a real programme, said to be so in its title and its text. Days are counted from the
 * day the demo is loaded, amounts are in euros, rates in percent.
 */
export type DemoOpportunity = {
	identifier: string
	programme: string
	title: InEveryLanguage
	text: InEveryLanguage
	themes: string[]
	kinds: string[]
	countries: string[]
	territories: string[]
	opens: number
	closes: number
	budget: number
	rate: number
	least?: number
	most?: number
	partners?: number
	fromCountries?: number
	/** What its source said before, until the day before the demo is loaded. */
	before?: { closes?: number; budget?: number; rate?: number }
	/** Its source names it no longer. */
	gone?: boolean
}

type Rest = Partial<
	Pick<DemoOpportunity, 'countries' | 'territories' | 'least' | 'most' | 'partners' | 'fromCountries' | 'before' | 'gone'>
>

const opportunity = (
	[identifier, programme]: [identifier: string, programme: string],
	title: [fr: string, bg: string, en: string],
	text: [fr: string, bg: string, en: string],
	[opens, closes]: [number, number],
	[budget, rate]: [budget: number, rate: number],
	themes: string[],
	kinds: string[],
	rest: Rest = {}
): DemoOpportunity => ({
	countries: [],
	territories: [],
	...rest,
	identifier,
	programme,
	title: { fr: `${title[0]} (appel fictif)`, bg: `${title[1]} (измислена покана)`, en: `${title[2]} (fictional call)` },
	text: {
		fr: `${text[0]}\nAppel inventé pour la démonstration : il n’existe pas.`,
		bg: `${text[1]}\nПоканата е измислена за демонстрацията: такава няма.`,
		en: `${text[2]}\nInvented for the demonstration: there is no such call.`
	},
	themes,
	kinds,
	opens,
	closes,
	budget,
	rate
})

const local = ['local-authority', 'local-authorities-association']
const civil = ['association', 'foundation', 'social-enterprise']

export const demoOpportunities: DemoOpportunity[] = [
	opportunity(
		['DEMO-LIFE-WATER', 'life'],
		[
			'Petites villes : réseaux d’eau sans fuites',
			'Малки градове: водопроводи без загуби',
			'Small towns: water networks without leaks'
		],
		[
			'Projets de démonstration pour réduire les pertes des réseaux d’eau potable et protéger la ressource, avec des solutions que d’autres villes peuvent reprendre.',
			'Демонстрационни проекти за намаляване на загубите на питейна вода и опазване на водните ресурси, с решения, които други градове могат да приложат.',
			'Demonstration projects that cut losses in drinking water networks and protect the resource, with solutions other towns can take up.'
		],
		[-40, 75],
		[18_000_000, 60],
		['water', 'climate-adaptation'],
		[...local, 'public-utility', 'university'],
		{ least: 500_000, most: 3_000_000, before: { closes: 60, budget: 15_000_000 } }
	),
	opportunity(
		['DEMO-INTERREG-SANITATION', 'interreg-europe'],
		['Assainissement des communes rurales', 'Канализация и пречистване в селските общини', 'Sanitation in rural municipalities'],
		[
			'Échange d’expériences entre autorités publiques sur l’assainissement collectif et individuel, avec des visites et des plans d’action.',
			'Обмен на опит между публични органи за колективно и индивидуално пречистване на отпадъчните води, с посещения и планове за действие.',
			'Exchange of experience between public authorities on collective and individual waste water treatment, with visits and action plans.'
		],
		[-20, 48],
		[12_000_000, 80],
		['sanitation', 'water', 'rural-development'],
		[...local, 'state-district', 'agency'],
		{ partners: 5, fromCountries: 3, before: { rate: 75 } }
	),
	opportunity(
		['DEMO-URBACT-PUBLIC-SPACES', 'urbact'],
		['Places publiques partagées', 'Споделени обществени пространства', 'Shared public spaces'],
		[
			'Réseaux de villes moyennes qui rendent leurs places et leurs parcs aux habitants, et préparent un plan d’action intégré.',
			'Мрежи от средни градове, които връщат площадите и парковете на жителите и изготвят интегриран план за действие.',
			'Networks of medium-sized towns that give squares and parks back to their residents and prepare an integrated action plan.'
		],
		[-15, 33],
		[4_500_000, 80],
		['public-spaces', 'sustainable-city'],
		local,
		{ partners: 8, fromCountries: 7 }
	),
	opportunity(
		['DEMO-CERV-TOWNS', 'cerv'],
		[
			'Jumelages de villes et participation des citoyens',
			'Побратимяване на градове и гражданско участие',
			'Town twinning and citizens’ participation'
		],
		[
			'Rencontres de citoyens de villes jumelées sur l’égalité, la mémoire et la participation à la vie démocratique.',
			'Срещи на граждани от побратимени градове за равенството, паметта и участието в демократичния живот.',
			'Meetings of citizens of twinned towns on equality, remembrance and taking part in democratic life.'
		],
		[-60, 12],
		[6_000_000, 100],
		['decentralised-cooperation', 'civil-society', 'local-government'],
		[...local, ...civil],
		{ partners: 2, fromCountries: 2, most: 50_000 }
	),
	opportunity(
		['DEMO-CERV-ROMA', 'cerv'],
		['Égalité et inclusion des Roms', 'Равенство и приобщаване на ромите', 'Roma equality and inclusion'],
		[
			'Médiation en santé, accès à l’école et lutte contre les discriminations, avec les autorités locales et les associations.',
			'Здравна медиация, достъп до училище и противодействие на дискриминацията, съвместно с местните власти и сдруженията.',
			'Health mediation, access to school and action against discrimination, with local authorities and associations.'
		],
		[-10, 55],
		[8_000_000, 90],
		['roma-inclusion', 'health-mediation', 'non-discrimination'],
		[...civil, ...local],
		{ least: 75_000, most: 400_000, partners: 2 }
	),
	opportunity(
		['DEMO-JUST-TRAINING', 'justice'],
		['Formation des juges au droit de l’Union', 'Обучение на съдии по правото на Съюза', 'Training judges in Union law'],
		[
			'Formations transnationales de magistrats et échanges entre juridictions, avec les écoles nationales.',
			'Транснационално обучение на магистрати и обмен между съдилища, съвместно с националните училища.',
			'Transnational training of magistrates and exchanges between courts, with the national schools.'
		],
		[-30, 62],
		[5_000_000, 90],
		['justice', 'rule-of-law', 'civil-service-training'],
		['justice', 'public-service-school', 'university', 'professional-body'],
		{ partners: 2, fromCountries: 2 }
	),
	opportunity(
		['DEMO-TSI-ADMIN', 'tsi'],
		[
			'Appui technique aux réformes de l’administration',
			'Техническа подкрепа за реформи в администрацията',
			'Technical support for reforms of the administration'
		],
		[
			'Experts mis à disposition des administrations centrales et locales pour préparer et conduire une réforme.',
			'Експерти в помощ на централни и местни администрации за подготовка и провеждане на реформа.',
			'Experts at the disposal of central and local administrations to prepare and carry out a reform.'
		],
		[20, 110],
		[30_000_000, 100],
		['public-administration', 'digital-administration', 'local-government'],
		['central-administration', 'state-district', 'agency', ...local]
	),
	opportunity(
		['DEMO-HORIZON-CITIES', 'horizon'],
		['Villes neutres pour le climat', 'Климатично неутрални градове', 'Climate-neutral cities'],
		[
			'Recherche et innovation avec les villes : rénovation des bâtiments, mobilité, réseaux de chaleur et données ouvertes.',
			'Научни изследвания и иновации с градовете: обновяване на сгради, мобилност, топлофикация и отворени данни.',
			'Research and innovation with cities: renovation of buildings, mobility, heating networks and open data.'
		],
		[-5, 130],
		[40_000_000, 100],
		['sustainable-city', 'energy-efficiency', 'mobility'],
		['university', 'research', 'company', ...local],
		{ partners: 3, fromCountries: 3, least: 2_000_000, most: 10_000_000 }
	),
	opportunity(
		['DEMO-ERASMUS-YOUTH', 'erasmus'],
		['Petits partenariats pour la jeunesse', 'Малки партньорства за младежта', 'Small-scale partnerships in youth'],
		[
			'Premières coopérations européennes d’associations et d’écoles : échanges, ateliers, outils communs.',
			'Първо европейско сътрудничество на сдружения и училища: обмен, работилници, общи материали.',
			'First European cooperation of associations and schools: exchanges, workshops, shared tools.'
		],
		[-25, 21],
		[3_000_000, 100],
		['youth', 'early-school-leaving', 'environmental-education'],
		[...civil, 'school', 'cultural-centre'],
		{ partners: 2, fromCountries: 2, most: 60_000 }
	),
	opportunity(
		['DEMO-BG-REGIONS-CENTRE', 'bg-regions'],
		[
			'Rénovation énergétique des bâtiments publics',
			'Енергийно обновяване на обществени сгради',
			'Energy renovation of public buildings'
		],
		[
			'Isolation, chauffage et éclairage d’écoles, de crèches et de mairies des communes du nord de la Bulgarie centrale.',
			'Изолация, отопление и осветление на училища, детски градини и общински сгради в Северния централен район.',
			'Insulation, heating and lighting of schools, nurseries and town halls in the North Central region of Bulgaria.'
		],
		[-12, 90],
		[25_000_000, 85],
		['energy-efficiency', 'public-finance'],
		local,
		{ countries: ['BG'], territories: ['BG32'], least: 200_000, most: 2_500_000 }
	),
	opportunity(
		['DEMO-BG-ENV-WASTE', 'bg-environment'],
		[
			'Tri et compostage des biodéchets',
			'Разделно събиране и компостиране на биоотпадъци',
			'Sorting and composting of bio-waste'
		],
		[
			'Équipement des communes pour la collecte séparée et le compostage, avec sensibilisation des habitants.',
			'Оборудване на общините за разделно събиране и компостиране, с информиране на жителите.',
			'Equipment for municipalities to collect and compost bio-waste, with awareness-raising.'
		],
		[-35, 26],
		[9_000_000, 85],
		['waste', 'environmental-education'],
		local,
		{ countries: ['BG'] }
	),
	opportunity(
		['DEMO-FR-DECENTRALISED', 'fr-decentralised'],
		[
			'Coopération décentralisée franco-bulgare',
			'Френско-българско децентрализирано сътрудничество',
			'French–Bulgarian decentralised cooperation'
		],
		[
			'Cofinancement de projets menés par des collectivités françaises avec leurs partenaires bulgares : eau, ville durable, jeunesse.',
			'Съфинансиране на проекти на френски местни власти с българските им партньори: вода, устойчив град, младеж.',
			'Co-financing of projects led by French local authorities with their Bulgarian partners: water, sustainable city, youth.'
		],
		[-18, 40],
		[900_000, 50],
		['decentralised-cooperation', 'water', 'sustainable-city', 'youth'],
		local,
		{ countries: ['FR'], partners: 2, fromCountries: 2, most: 80_000 }
	),
	opportunity(
		['DEMO-FR-WATER-AGENCY', 'fr-national'],
		['Sobriété en eau des collectivités', 'Пестене на вода в местните власти', 'Saving water in local authorities'],
		[
			'Études et travaux des communes rurales pour économiser l’eau potable et réutiliser les eaux traitées.',
			'Проучвания и дейности на селските общини за пестене на питейна вода и повторно използване на пречистени води.',
			'Studies and works of rural municipalities to save drinking water and reuse treated water.'
		],
		[-70, 160],
		[6_500_000, 40],
		['water', 'rural-development'],
		local,
		{ countries: ['FR'], most: 500_000 }
	),
	opportunity(
		['DEMO-GONE-HERITAGE', 'creative-europe'],
		['Patrimoine vivant des villages', 'Живо наследство на селата', 'Living heritage of villages'],
		[
			'Ateliers et parcours autour des savoir-faire de villages des deux pays.',
			'Работилници и маршрути около занаятите в села от двете страни.',
			'Workshops and trails on the crafts of villages in both countries.'
		],
		[-45, 30],
		[2_000_000, 60],
		['heritage', 'tourism'],
		[...civil, ...local],
		{ gone: true }
	)
]

/** What the demo's first member follows, by the identifier of the call or by a search. */
export const demoWatches: {
	account: string
	name: string
	rhythm: 'daily' | 'weekly'
	search?: { theme: string; status: 'open' }
	call?: string
}[] = [
	{
		account: 'membre@example.org',
		name: 'Eau : les appels ouverts',
		rhythm: 'weekly',
		search: { theme: 'water', status: 'open' }
	},
	{ account: 'membre@example.org', name: 'Petites villes : réseaux d’eau sans fuites', rhythm: 'daily', call: 'DEMO-LIFE-WATER' },
	{ account: 'member@example.org', name: 'Приобщаване', rhythm: 'weekly', search: { theme: 'roma-inclusion', status: 'open' } }
]
