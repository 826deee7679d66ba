import type { InEveryLanguage } from '../shape.ts'

/** A fictional event; `day` counts from the day the demo is loaded, `hours` are of the programme's clock. */
export type DemoEvent = {
	kind: 'conference' | 'seminar' | 'workshop' | 'meeting' | 'study-visit' | 'ceremony'
	service: string
	day: number
	/** How many days it lasts. */
	days: number
	hours: [string, string]
	format: 'place' | 'online' | 'both'
	territory: string | null
	/** Latitude and longitude of the place. */
	at: [number, number] | null
	place: InEveryLanguage | null
	zone: 'Europe/Sofia' | 'Europe/Paris'
	languages: string[]
	interpretation: string[]
	registration: 'none' | 'open' | 'moderated' | 'invitation'
	themes: string[]
	priority: string
	cancelled?: InEveryLanguage
	title: InEveryLanguage
	summary: InEveryLanguage
	/** Sessions: hours, title, who speaks. */
	sessions?: { hours: [string, string]; title: InEveryLanguage; speakers: string[] }[]
	/** Organisations of the demo, by their keys. */
	partners?: { organisation: string; role: 'organiser' | 'partner' | 'host' | 'speaker' }[]
	/** Categories of places; null is without limit. */
	places?: { title: InEveryLanguage; capacity: number | null }[]
}

const place = (fr: string, bg: string, en: string): InEveryLanguage => ({ fr, bg, en })
const hall = place('Mairie de Sofia (fiction)', 'Столична община (измислено)', 'Sofia city hall (fictional)')
const usual = {
	service: 'cit',
	days: 1,
	hours: ['09:30', '17:00'] as [string, string],
	format: 'place' as const,
	territory: 'BG',
	at: [42.698, 23.322] as [number, number],
	place: hall,
	zone: 'Europe/Sofia' as const,
	languages: ['fr', 'bg'],
	interpretation: ['fr-bg'],
	registration: 'open' as const
}
const fiction = (fr: string, bg: string, en: string): InEveryLanguage => ({
	fr: `${fr} Événement fictif de démonstration.`,
	bg: `${bg} Измислено събитие за демонстрация.`,
	en: `${en} A fictional event, for demonstration.`
})

/** Past and coming, one of each kind and more; all fictional, and they say so. */
export const demoEvents: DemoEvent[] = [
	{
		...usual,
		kind: 'conference',
		day: 24,
		days: 2,
		format: 'both',
		themes: ['water', 'sanitation'],
		priority: 'sustainable-development',
		title: place('L’eau dans la ville', 'Водата в града', 'Water in the city'),
		summary: fiction(
			'Deux jours pour comparer la gestion de l’eau dans les villes des deux pays.',
			'Два дни за сравнение на управлението на водите в градовете на двете страни.',
			'Two days to compare how cities of both countries manage water.'
		),
		sessions: [
			{
				hours: ['09:30', '10:30'],
				title: place('Ouverture', 'Откриване', 'Opening'),
				speakers: ['Камелия Примерова', 'Agathe Modèle']
			},
			{
				hours: ['11:00', '12:30'],
				title: place('Réduire les fuites', 'Намаляване на загубите на вода', 'Reducing leaks'),
				speakers: ['Agathe Modèle']
			},
			{ hours: ['14:00', '15:30'], title: place('Table ronde', 'Кръгла маса', 'Round table'), speakers: ['Камелия Примерова'] }
		],
		partners: [
			{ organisation: 'agence-bassin', role: 'organiser' },
			{ organisation: 'hydralis', role: 'partner' },
			{ organisation: 'green-iskar', role: 'partner' }
		],
		places: [
			{ title: place('Élus et agents', 'Избрани лица и служители', 'Elected officials and staff'), capacity: 80 },
			{ title: place('Experts', 'Експерти', 'Experts'), capacity: 20 },
			{ title: place('En ligne', 'Онлайн', 'Online'), capacity: null }
		]
	},
	{
		...usual,
		kind: 'seminar',
		day: 10,
		registration: 'moderated',
		themes: ['anti-corruption'],
		priority: 'institutions',
		title: place(
			'Prévenir la corruption au quotidien',
			'Превенция на корупцията в ежедневието',
			'Preventing corruption day by day'
		),
		summary: fiction(
			'Méthodes et outils des agents publics face aux risques d’atteinte à la probité.',
			'Методи и инструменти на държавните служители срещу рисковете за почтеността.',
			'Methods and tools for public officials facing integrity risks.'
		)
	},
	{
		...usual,
		kind: 'workshop',
		day: 17,
		hours: ['14:00', '17:00'],
		format: 'online',
		territory: null,
		at: null,
		place: null,
		themes: ['eu-funds'],
		priority: 'institutions',
		languages: ['fr', 'bg', 'en'],
		interpretation: ['fr-bg', 'bg-en'],
		title: place('Monter un projet européen', 'Подготовка на европейски проект', 'Setting up a European project'),
		summary: fiction(
			'Du besoin au dossier : exercice en petits groupes.',
			'От потребността до предложението: упражнение в малки групи.',
			'From the need to the proposal: an exercise in small groups.'
		)
	},
	{
		...usual,
		kind: 'meeting',
		day: 3,
		hours: ['10:00', '12:00'],
		registration: 'invitation',
		themes: ['decentralised-cooperation'],
		priority: 'institutions',
		title: place('Réunion des villes jumelées', 'Среща на побратимените градове', 'Meeting of twinned cities'),
		summary: fiction('Point annuel des jumelages.', 'Годишен преглед на побратимяванията.', 'Yearly review of the twinnings.')
	},
	{
		...usual,
		kind: 'study-visit',
		day: 45,
		days: 4,
		territory: 'FR',
		at: [45.764, 4.836],
		zone: 'Europe/Paris',
		registration: 'invitation',
		place: place('Lyon (fiction)', 'Лион (измислено)', 'Lyon (fictional)'),
		themes: ['mobility'],
		priority: 'sustainable-development',
		title: place(
			'Transports publics : visite d’études',
			'Обществен транспорт: учебно посещение',
			'Public transport: a study visit'
		),
		summary: fiction(
			'Une délégation bulgare découvre l’organisation d’un réseau.',
			'Българска делегация се запознава с организацията на една транспортна мрежа.',
			'A Bulgarian delegation discovers how a network is run.'
		)
	},
	{
		...usual,
		kind: 'ceremony',
		day: 60,
		hours: ['18:00', '20:00'],
		service: 'education-language',
		registration: 'none',
		themes: ['youth'],
		priority: 'inclusion',
		title: place('Remise des prix du concours', 'Връчване на наградите от конкурса', 'Prize-giving of the contest'),
		summary: fiction(
			'Les lauréats présentent leurs projets.',
			'Отличените представят проектите си.',
			'The winners present their projects.'
		)
	},
	{
		...usual,
		kind: 'seminar',
		day: 31,
		themes: ['early-childhood'],
		priority: 'inclusion',
		title: place('Accueillir la petite enfance', 'Грижа за ранното детство', 'Welcoming early childhood'),
		summary: fiction(
			'Pratiques des communes des deux pays.',
			'Практики на общините от двете страни.',
			'What municipalities of both countries do.'
		),
		cancelled: place(
			'La salle n’est plus disponible ; une nouvelle date sera annoncée.',
			'Залата вече не е свободна; ще бъде обявена нова дата.',
			'The room is no longer available; a new date will be announced.'
		)
	},
	{
		...usual,
		kind: 'conference',
		day: -40,
		themes: ['energy-efficiency'],
		priority: 'sustainable-development',
		title: place('Rénover les bâtiments publics', 'Обновяване на обществените сгради', 'Renovating public buildings'),
		summary: fiction('Bilan de dix chantiers.', 'Равносметка от десет обекта.', 'Lessons of ten building sites.')
	},
	{
		...usual,
		kind: 'workshop',
		day: -12,
		themes: ['open-data'],
		priority: 'institutions',
		title: place('Ouvrir ses données', 'Отваряне на данните', 'Opening data'),
		summary: fiction(
			'Un après-midi de travaux pratiques.',
			'Един следобед практически занимания.',
			'An afternoon of practical work.'
		)
	},
	{
		...usual,
		kind: 'conference',
		day: 75,
		days: 2,
		registration: 'moderated',
		themes: ['cultural-heritage'],
		priority: 'sustainable-development',
		languages: ['fr', 'bg', 'en'],
		interpretation: ['fr-bg', 'bg-en'],
		title: place('Patrimoine et villes vivantes', 'Наследство и живи градове', 'Heritage and living cities'),
		summary: fiction(
			'Restaurer sans figer : chantiers, métiers et habitants.',
			'Да реставрираме, без да вкаменяваме: обекти, занаяти и жители.',
			'Restoring without freezing: sites, trades and residents.'
		),
		partners: [
			{ organisation: 'danube-municipality', role: 'host' },
			{ organisation: 'atelier-territoires', role: 'partner' }
		],
		places: [
			{ title: place('Délégués', 'Делегати', 'Delegates'), capacity: 120 },
			{ title: place('Presse', 'Преса', 'Press'), capacity: 15 }
		]
	},
	{
		...usual,
		kind: 'seminar',
		day: 38,
		format: 'both',
		service: 'education-language',
		themes: ['early-school-leaving'],
		priority: 'inclusion',
		title: place('Garder chacun à l’école', 'Всеки да остане в училище', 'Keeping everyone at school'),
		summary: fiction(
			'Médiateurs, enseignants et familles : ce qui retient les élèves.',
			'Медиатори, учители и семейства: какво задържа учениците.',
			'Mediators, teachers and families: what keeps pupils in.'
		),
		partners: [
			{ organisation: 'plovdiv-mobile-school', role: 'organiser' },
			{ organisation: 'fondation-ecoles', role: 'partner' }
		],
		places: [
			{ title: place('Sur place', 'На място', 'On site'), capacity: 60 },
			{ title: place('En ligne', 'Онлайн', 'Online'), capacity: null }
		]
	},
	{
		...usual,
		kind: 'workshop',
		day: 52,
		territory: 'FR',
		at: [48.857, 2.352],
		zone: 'Europe/Paris',
		place: place('Paris (fiction)', 'Париж (измислено)', 'Paris (fictional)'),
		themes: ['waste-circular'],
		priority: 'sustainable-development',
		title: place('Trier, réparer, réemployer', 'Разделяне, ремонт, повторна употреба', 'Sorting, repairing, reusing'),
		summary: fiction(
			'Deux communes montrent leurs ressourceries.',
			'Две общини показват своите центрове за повторна употреба.',
			'Two municipalities show their reuse centres.'
		),
		places: [{ title: place('Participants', 'Участници', 'Participants'), capacity: 24 }]
	},
	{
		...usual,
		kind: 'meeting',
		day: -5,
		hours: ['10:00', '12:30'],
		registration: 'invitation',
		themes: ['decentralised-cooperation'],
		priority: 'institutions',
		title: place('Comité de suivi', 'Комитет за наблюдение', 'Monitoring committee'),
		summary: fiction(
			'Point d’étape sur les projets en cours.',
			'Преглед на текущите проекти.',
			'A review of the projects under way.'
		)
	},
	{
		...usual,
		kind: 'study-visit',
		day: -70,
		days: 3,
		registration: 'invitation',
		themes: ['health-mediation'],
		priority: 'inclusion',
		title: place('Médiation en santé : visite d’études', 'Здравна медиация: учебно посещение', 'Health mediation: a study visit'),
		summary: fiction(
			'Une délégation française accompagne des médiateurs sur le terrain.',
			'Френска делегация придружава медиатори на терен.',
			'A French delegation follows mediators in the field.'
		),
		partners: [{ organisation: 'two-banks', role: 'host' }]
	}
]
