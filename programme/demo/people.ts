import type { InEveryLanguage } from '../shape.ts'

/** A fictional person of the network: the family name says so. */
export type DemoPerson = {
	name: string
	latin?: string
	country: string
	territory: string | null
	function: InEveryLanguage
	expertise: InEveryLanguage
	themes: string[]
	languages: string[]
	isExpert: boolean
	/** The organisation they stand in, by its key. */
	organisation: string
	/** From when, and until when for a post they have left. */
	since: string
	until?: string
}

type Profile = {
	size: 'micro' | 'small' | 'medium' | 'large'
	languages: string[]
	population?: number
	place?: string
}

/** What the organisations' own list does not say, by their key. */
export const demoProfiles: Record<string, Profile> = {
	'two-banks': { size: 'micro', languages: ['bg', 'fr'] },
	'open-door': { size: 'small', languages: ['bg', 'en'] },
	'plovdiv-mobile-school': { size: 'micro', languages: ['bg', 'en'] },
	'clear-file': { size: 'small', languages: ['bg', 'en', 'fr'] },
	'safe-house-burgas': { size: 'micro', languages: ['bg', 'en'] },
	'green-iskar': { size: 'micro', languages: ['bg', 'en', 'de'] },
	'rhodope-cooperative': { size: 'small', languages: ['bg', 'en'] },
	'danube-municipality': { size: 'medium', languages: ['bg', 'fr', 'en'], population: 28_400 },
	'mountain-municipality': { size: 'small', languages: ['bg', 'en'], population: 6_100 },
	'black-sea-municipality': { size: 'large', languages: ['bg', 'en', 'de'], population: 74_500 },
	'thracian-municipalities': { size: 'micro', languages: ['bg', 'en'] },
	'district-administration': { size: 'medium', languages: ['bg', 'en'] },
	'public-works-ministry': { size: 'large', languages: ['bg', 'en', 'fr'] },
	'integrity-agency': { size: 'medium', languages: ['bg', 'en', 'fr'] },
	'regional-court': { size: 'medium', languages: ['bg', 'fr'] },
	'magistrates-school': { size: 'medium', languages: ['bg', 'fr', 'en'] },
	'young-bar': { size: 'micro', languages: ['bg', 'fr', 'en'] },
	'black-sea-university': { size: 'large', languages: ['bg', 'en', 'fr'] },
	'bilingual-school': { size: 'medium', languages: ['bg', 'fr'] },
	'local-radio': { size: 'micro', languages: ['bg'] },
	'vallee-claire': { size: 'medium', languages: ['fr', 'en'], population: 26_900 },
	'deux-vallees': { size: 'medium', languages: ['fr', 'de'], population: 41_000 },
	'agence-bassin': { size: 'medium', languages: ['fr', 'en', 'es'] },
	'direction-modernisation': { size: 'large', languages: ['fr', 'en'] },
	hydralis: { size: 'medium', languages: ['fr', 'en', 'bg'] },
	'atelier-territoires': { size: 'small', languages: ['fr', 'en'] },
	'main-tendue': { size: 'small', languages: ['fr', 'ro', 'bg'] },
	'fondation-ecoles': { size: 'small', languages: ['fr', 'en', 'ro'] },
	'ecole-droit-public': { size: 'medium', languages: ['fr', 'en'] },
	'chambre-echanges': { size: 'micro', languages: ['fr', 'bg', 'en'] },
	'reseau-rivages': { size: 'micro', languages: ['fr', 'en', 'es', 'it'] }
}

/** What is linked to what, by key. */
export const demoLinks: { from: string; to: string; kind: 'parent' | 'twin' | 'network'; since?: string }[] = [
	{ from: 'danube-municipality', to: 'vallee-claire', kind: 'twin', since: '2009-05-09' },
	{ from: 'mountain-municipality', to: 'deux-vallees', kind: 'twin', since: '2016-10-01' },
	{ from: 'black-sea-municipality', to: 'reseau-rivages', kind: 'network', since: '2014-03-20' },
	{ from: 'danube-municipality', to: 'thracian-municipalities', kind: 'network' },
	{ from: 'district-administration', to: 'public-works-ministry', kind: 'parent' },
	{ from: 'hydralis', to: 'chambre-echanges', kind: 'network', since: '2021-01-15' }
]

export const demoPeople: DemoPerson[] = [
	{
		name: 'Стефан Примерски',
		latin: 'Stefan Primerski',
		country: 'BG',
		territory: 'VTR28',
		function: { fr: 'Ingénieur des réseaux d’eau', bg: 'Инженер по водоснабдяване', en: 'Water network engineer' },
		expertise: {
			fr: 'Recherche de fuites, sectorisation et comptage dans les petites villes.',
			bg: 'Откриване на течове, зониране и измерване в малки градове.',
			en: 'Leak detection, zoning and metering in small towns.'
		},
		themes: ['water', 'sanitation', 'eu-funds'],
		languages: ['bg', 'fr', 'en'],
		isExpert: true,
		organisation: 'danube-municipality',
		since: '2018-02-01'
	},
	{
		name: 'Claire Fictive',
		country: 'FR',
		territory: 'FRK24',
		function: { fr: 'Directrice de l’urbanisme', bg: 'Директор „Градско планиране“', en: 'Director of urban planning' },
		expertise: {
			fr: 'Écoquartiers, rénovation thermique des écoles, concertation avec les habitants.',
			bg: 'Екоквартали, енергийно обновяване на училища, обсъждане с жителите.',
			en: 'Eco-districts, thermal renovation of schools, consultation of residents.'
		},
		themes: ['sustainable-city', 'energy-efficiency', 'urban-planning'],
		languages: ['fr', 'en'],
		isExpert: true,
		organisation: 'vallee-claire',
		since: '2015-09-01'
	},
	{
		name: 'Бояна Образцова',
		latin: 'Boyana Obraztsova',
		country: 'BG',
		territory: 'RSE27',
		function: { fr: 'Juge, médiatrice familiale', bg: 'Съдия, семеен медиатор', en: 'Judge, family mediator' },
		expertise: {
			fr: 'Médiation familiale, audition de l’enfant, justice des mineurs.',
			bg: 'Семейна медиация, изслушване на дете, детско правосъдие.',
			en: 'Family mediation, hearing of the child, juvenile justice.'
		},
		themes: ['justice', 'child-protection', 'fundamental-rights'],
		languages: ['bg', 'fr'],
		isExpert: true,
		organisation: 'regional-court',
		since: '2012-04-15'
	},
	{
		name: 'Bertrand Témoin',
		country: 'FR',
		territory: 'FRI12',
		function: {
			fr: 'Maître de conférences en droit public',
			bg: 'Доцент по публично право',
			en: 'Senior lecturer in public law'
		},
		expertise: {
			fr: 'Commande publique, prévention de la corruption, contrôle interne.',
			bg: 'Обществени поръчки, превенция на корупцията, вътрешен контрол.',
			en: 'Public procurement, prevention of corruption, internal control.'
		},
		themes: ['public-procurement', 'anti-corruption'],
		languages: ['fr', 'en', 'es'],
		isExpert: true,
		organisation: 'ecole-droit-public',
		since: '2010-09-01'
	},
	{
		name: 'Ралица Показна',
		latin: 'Ralitsa Pokazna',
		country: 'BG',
		territory: 'VRC10',
		function: { fr: 'Médiatrice en santé', bg: 'Здравен медиатор', en: 'Health mediator' },
		expertise: {
			fr: 'Médiation en santé dans les quartiers défavorisés, formation des médiateurs.',
			bg: 'Здравна медиация в уязвими квартали, обучение на медиатори.',
			en: 'Health mediation in deprived neighbourhoods, training of mediators.'
		},
		themes: ['health-mediation', 'social-inclusion'],
		languages: ['bg', 'fr'],
		isExpert: true,
		organisation: 'two-banks',
		since: '2019-01-10'
	},
	{
		name: 'Océane Modèle',
		country: 'FR',
		territory: 'FRJ23',
		function: { fr: 'Hydrogéologue', bg: 'Хидрогеолог', en: 'Hydrogeologist' },
		expertise: {
			fr: 'Protection des captages, gestion de la sécheresse, gouvernance de bassin.',
			bg: 'Опазване на водоизточници, управление на засушаването, басейново управление.',
			en: 'Protection of catchments, drought management, basin governance.'
		},
		themes: ['water', 'climate-adaptation', 'biodiversity'],
		languages: ['fr', 'en', 'es'],
		isExpert: true,
		organisation: 'agence-bassin',
		since: '2016-06-01'
	},
	{
		name: 'Георги Измислен',
		latin: 'Georgi Izmislen',
		country: 'BG',
		territory: 'VAR06',
		function: { fr: 'Professeur, littoral et climat', bg: 'Професор, крайбрежие и климат', en: 'Professor, coast and climate' },
		expertise: {
			fr: 'Érosion du littoral, plans d’adaptation des villes côtières.',
			bg: 'Брегова ерозия, планове за адаптация на крайбрежни градове.',
			en: 'Coastal erosion, adaptation plans of coastal towns.'
		},
		themes: ['climate-adaptation', 'biodiversity'],
		languages: ['bg', 'en', 'fr', 'ru'],
		isExpert: true,
		organisation: 'black-sea-university',
		since: '2005-10-01'
	},
	{
		name: 'Sylvain Exemplaire',
		country: 'FR',
		territory: 'FR105',
		function: {
			fr: 'Chef de projet Europe du Sud-Est',
			bg: 'Ръководител проекти за Югоизточна Европа',
			en: 'Project manager, South-East Europe'
		},
		expertise: {
			fr: 'Télérelève, stations d’épuration, montages public-privé.',
			bg: 'Дистанционно отчитане, пречиствателни станции, публично-частно партньорство.',
			en: 'Remote metering, treatment plants, public–private schemes.'
		},
		themes: ['water', 'sanitation', 'public-private-partnership'],
		languages: ['fr', 'en', 'bg'],
		isExpert: true,
		organisation: 'hydralis',
		since: '2020-03-01'
	},
	{
		name: 'Милена Представителна',
		latin: 'Milena Predstavitelna',
		country: 'BG',
		territory: 'SOF46',
		function: { fr: 'Formatrice en intégrité publique', bg: 'Обучител по публична почтеност', en: 'Trainer in public integrity' },
		expertise: {
			fr: 'Déclarations d’intérêts, lanceurs d’alerte, formation des agents.',
			bg: 'Декларации за интереси, сигнали за нарушения, обучение на служители.',
			en: 'Declarations of interests, whistleblowing, training of staff.'
		},
		themes: ['anti-corruption', 'civil-service-training'],
		languages: ['bg', 'en', 'fr'],
		isExpert: true,
		organisation: 'integrity-agency',
		since: '2017-11-01'
	},
	{
		name: 'Nadège Spécimen',
		country: 'FR',
		territory: 'FRL04',
		function: { fr: 'Responsable des programmes', bg: 'Ръководител програми', en: 'Head of programmes' },
		expertise: {
			fr: 'Décrochage scolaire, accompagnement des familles, évaluation de programmes.',
			bg: 'Преждевременно напускане на училище, работа със семейства, оценка на програми.',
			en: 'Early school leaving, work with families, programme evaluation.'
		},
		themes: ['early-school-leaving', 'youth'],
		languages: ['fr', 'en'],
		isExpert: true,
		organisation: 'fondation-ecoles',
		since: '2019-09-01'
	},
	{
		name: 'Петър Примерен',
		latin: 'Petar Primeren',
		country: 'BG',
		territory: 'GAB05',
		function: { fr: 'Responsable des déchets', bg: 'Отговорник по отпадъците', en: 'Waste officer' },
		expertise: {
			fr: 'Tri, compostage, marchés groupés de petites communes.',
			bg: 'Разделно събиране, компостиране, съвместни поръчки на малки общини.',
			en: 'Sorting, composting, joint purchasing by small municipalities.'
		},
		themes: ['waste'],
		languages: ['bg', 'en'],
		isExpert: false,
		organisation: 'mountain-municipality',
		since: '2021-05-01'
	},
	{
		name: 'Aurélie Maquette',
		country: 'FR',
		territory: 'FRF33',
		function: { fr: 'Chargée des mobilités', bg: 'Експерт по мобилност', en: 'Mobility officer' },
		expertise: {
			fr: 'Transport à la demande en zone rurale.',
			bg: 'Транспорт по заявка в селски райони.',
			en: 'On-demand transport in rural areas.'
		},
		themes: ['mobility'],
		languages: ['fr', 'de', 'en'],
		isExpert: false,
		organisation: 'deux-vallees',
		since: '2014-01-01',
		until: '2025-12-31'
	}
]
