import type { InEveryLanguage } from '../shape.ts'

const words = (fr: string, bg: string, en: string): InEveryLanguage => ({ fr, bg, en })

/** Fictional people who come to the demo's events: their names say so. */
export const demoGuests: readonly { name: string; post: string; organisation: string; locale: 'fr' | 'bg' | 'en' }[] = [
	{ name: 'Агнес Примерова', post: 'главен експерт', organisation: 'Дунавска община (измислена)', locale: 'bg' },
	{ name: 'Bastien Exemple', post: 'directeur adjoint', organisation: 'Métropole de la Vallée-Claire (fictive)', locale: 'fr' },
	{ name: 'Веселин Примеров', post: 'заместник-кмет', organisation: 'Планинска община (измислена)', locale: 'bg' },
	{ name: 'Camille Exemple', post: 'cheffe de projet', organisation: 'Agence de bassin (fictive)', locale: 'fr' },
	{ name: 'Дарина Примерова', post: 'счетоводител', organisation: 'Областна администрация (измислена)', locale: 'bg' },
	{ name: 'Étienne Exemple', post: 'ingénieur', organisation: 'Hydralis (fictive)', locale: 'fr' },
	{ name: 'Елена Примерова', post: 'юрист', organisation: 'Агенция за почтеност (измислена)', locale: 'bg' },
	{ name: 'Grace Sample', post: 'researcher', organisation: 'Black Sea University (fictional)', locale: 'en' },
	{ name: 'Иво Примеров', post: 'журналист', organisation: 'Местно радио (измислено)', locale: 'bg' },
	{ name: 'Jeanne Exemple', post: 'élue', organisation: 'Communauté des Deux-Vallées (fictive)', locale: 'fr' },
	{ name: 'Калоян Примеров', post: 'координатор', organisation: 'Сдружение „Двата бряга“ (измислено)', locale: 'bg' },
	{ name: 'Louis Exemple', post: 'formateur', organisation: 'Main tendue (fictive)', locale: 'fr' }
]

/** What became of a workshop that is over, by its place in the list of events. */
export const demoAfterwards = {
	event: 8,
	guests: 9,
	/** How many of them were there. */
	present: 8,
	minutes: words(
		'Onze jeux de données ont été examinés en petits groupes.\n\nLes communes demandent un modèle de description commun, en deux langues, avant toute publication.',
		'В малки групи бяха разгледани единадесет набора от данни.\n\nОбщините искат общ двуезичен образец за описание преди всяко публикуване.',
		'Eleven data sets were looked at in small groups.\n\nThe municipalities ask for a common description, in two languages, before anything is published.'
	),
	commitments: [
		{
			kind: 'decision',
			text: words('Adopter un modèle de description commun', 'Приемане на общ образец за описание', 'Adopt a common description'),
			who: 'Camille Exemple',
			due: 40
		},
		{
			kind: 'action',
			text: words('Traduire le modèle en bulgare', 'Превод на образеца на български', 'Translate the description into Bulgarian'),
			who: 'Агнес Примерова',
			due: 25
		},
		{
			kind: 'lesson',
			text: words(
				'Commencer par trois jeux, pas par trente',
				'Да се започне с три набора, не с тридесет',
				'Begin with three sets, not thirty'
			),
			who: '',
			due: null
		}
	] as const,
	/** The mark given to the whole, the contents and the organisation; what would come next; and sometimes a few words. */
	opinions: [
		['very', 'very', 'rather', 'project', 'Plus de temps pour les exercices.'],
		['very', 'rather', 'very', 'seminar', ''],
		['rather', 'rather', 'very', 'contact', 'Още примери от малки общини.'],
		['very', 'very', 'very', 'project', ''],
		['rather', 'hardly', 'rather', 'visit', 'Envoyer les jeux de données avant.'],
		['very', 'rather', 'rather', 'project', '']
	] as const
}

type DemoStop = {
	kind: 'meeting' | 'visit' | 'transfer' | 'meal' | 'hotel' | 'protocol' | 'free'
	/** From 0, the first day. */
	day: number
	hours: [string, string]
	title: InEveryLanguage
	place: string
	host: string | null
	contact: string
	interpreter: string
	transport: string
}
const stop = (
	kind: DemoStop['kind'],
	day: number,
	hours: [string, string],
	title: InEveryLanguage,
	place: string,
	host: string | null = null,
	transport = ''
): DemoStop => ({
	...{ kind, day, hours, title, place, host, transport },
	contact: host ? 'Mme Exemple, +33 0 00 00 00 00' : '',
	interpreter: host ? 'Ирина Примерова' : ''
})

/** A visit in the service’s hands: the event it is, who asked, what for, how it went. */
export type DemoVisit = {
	event: number
	status: 'planned' | 'done'
	/** Who asked, by the key of the organisation. */
	organisation: string
	reform: InEveryLanguage
	objectives: InEveryLanguage
	/** How many of the guests travel. */
	delegates: number
	stops: DemoStop[]
	costs: {
		category: 'travel' | 'lodging' | 'interpreting'
		payer: 'service' | 'guest' | 'host'
		planned: number
		actual: number | null
	}[]
	debrief?: InEveryLanguage
	commitments?: { text: InEveryLanguage; who: string; organisation: string | null; due: number; done: boolean }[]
}

export const demoVisits: readonly DemoVisit[] = [
	{
		event: 4,
		status: 'planned',
		organisation: 'danube-municipality',
		reform: words(
			'Reprendre en main le réseau d’autobus de la commune.',
			'Общината да поеме управлението на автобусната мрежа.',
			'Taking the municipality’s bus network back in hand.'
		),
		objectives: words(
			'Voir comment une autorité organise, contrôle et finance un réseau.',
			'Да видим как се организира, контролира и финансира мрежа.',
			'To see how an authority runs, checks and pays for a network.'
		),
		delegates: 4,
		stops: [
			stop(
				'transfer',
				0,
				['08:10', '10:05'],
				words('Train pour Lyon', 'Влак за Лион', 'Train to Lyon'),
				'Paris',
				null,
				'TGV, quai 7'
			),
			stop(
				'meeting',
				0,
				['10:45', '12:30'],
				words('Accueil : qui décide de quoi', 'Посрещане: кой какво решава', 'Welcome: who decides what'),
				'Hôtel de métropole',
				'vallee-claire'
			),
			stop('meal', 0, ['12:45', '14:00'], words('Déjeuner', 'Обяд', 'Lunch'), 'Hôtel de métropole'),
			stop(
				'visit',
				1,
				['09:00', '11:30'],
				words('Le poste de régulation', 'Диспечерският център', 'The control room'),
				'Dépôt central',
				'vallee-claire',
				'Autobus 12'
			),
			stop(
				'meeting',
				1,
				['14:00', '16:00'],
				words('Le contrat et ses pénalités', 'Договорът и неустойките', 'The contract and its penalties'),
				'Atelier Territoires',
				'atelier-territoires'
			)
		],
		costs: [
			{ category: 'travel', payer: 'guest', planned: 164_000, actual: null },
			{ category: 'lodging', payer: 'service', planned: 96_000, actual: null },
			{ category: 'interpreting', payer: 'host', planned: 78_000, actual: null }
		]
	},
	{
		event: 13,
		status: 'done',
		organisation: 'main-tendue',
		reform: words(
			'Créer un métier de médiateur en santé.',
			'Създаване на професията здравен медиатор.',
			'Making health mediation a profession.'
		),
		objectives: words(
			'Suivre des médiateurs une semaine et comprendre qui les paie.',
			'Да придружим медиаторите и да разберем кой ги финансира.',
			'To follow mediators and understand who pays them.'
		),
		delegates: 3,
		stops: [
			stop(
				'meeting',
				0,
				['10:00', '12:00'],
				words('Accueil et tour de table', 'Посрещане и представяне', 'Welcome and introductions'),
				'Vratsa',
				'two-banks'
			),
			stop(
				'visit',
				1,
				['09:30', '13:00'],
				words('Une matinée avec deux médiatrices', 'Една сутрин с две медиаторки', 'A morning with two mediators'),
				'Vratsa',
				'two-banks'
			)
		],
		costs: [{ category: 'travel', payer: 'service', planned: 88_000, actual: 91_250 }],
		debrief: words(
			'Le statut compte plus que la formation : un médiateur payé par la commune reste.\n\nLes visites à domicile se font à deux.',
			'Статутът е по-важен от обучението: медиатор, назначен от общината, остава.\n\nПосещенията по домовете се правят по двама.',
			'Status matters more than training: a mediator paid by the municipality stays.\n\nHome visits are made in pairs.'
		),
		commitments: [
			{
				text: words('Écrire une fiche de poste commune', 'Обща длъжностна характеристика', 'Write a common job description'),
				who: 'Louis Exemple',
				organisation: 'two-banks',
				due: 30,
				done: false
			},
			{
				text: words(
					'Envoyer le guide des visites à domicile',
					'Изпращане на наръчника за посещения',
					'Send the guide to home visits'
				),
				who: 'Калоян Примеров',
				organisation: 'two-banks',
				due: -20,
				done: true
			}
		]
	}
]

/** A visit that waits for the service's answer, asked for by the demo's member. */
export const demoVisitRequest = {
	organisation: 'two-banks',
	asker: 'member@example.org',
	title: words(
		'Prévenir le décrochage scolaire (demande fictive)',
		'Превенция на отпадането от училище (измислена заявка)',
		'Preventing early school leaving (fictional request)'
	),
	reform: words(
		'Une équipe de la commune dans chaque école.',
		'Общински екип във всяко училище.',
		'A municipal team in every school.'
	),
	objectives: words(
		'Rencontrer deux villes qui ont divisé par deux le décrochage.',
		'Среща с два града, намалили отпадането наполовина.',
		'To meet two cities that have halved school leaving.'
	),
	questions: words(
		'Qui coordonne ? Combien cela coûte-t-il par élève ?',
		'Кой координира? Колко струва на ученик?',
		'Who coordinates? What does it cost per pupil?'
	),
	themes: ['early-school-leaving'],
	day: 120
}

/** An event with more people than places, by its place in the list of events. */
export const demoFull = { event: 11, waiting: 3 }
