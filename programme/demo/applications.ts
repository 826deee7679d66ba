import type { Locale } from '#platform/i18n'

/** A fictional project of a demo organisation, as it writes of it itself. */
export type DemoApplication = {
	organisation: string
	/** Who writes, where it is none of the demo's accounts. */
	author: { email: string; name: string; latinName?: string }
	locale: Locale
	title: string
	summary: string
	/** What it asks for, in cents. */
	grantCents: number
	/** How well it is thought of, from 0 to 4: the demo's evaluators go by it. */
	merit: number
}

const project = (
	organisation: string,
	[email, name, latinName]: [email: string, name: string, latinName?: string],
	[grantCents, merit]: [grantCents: number, merit: number],
	title: string,
	summary: string,
	locale: Locale = 'bg'
): DemoApplication => ({
	organisation,
	author: { email, name, ...(latinName && { latinName }) },
	locale,
	title,
	summary,
	grantCents,
	merit
})

/** Of those that may answer a call for associations and foundations. */
export const demoApplications: DemoApplication[] = [
	project(
		'two-banks',
		['member@example.org', ''],
		[480_000, 4],
		'Медиатори на двата бряга',
		'Двама обучени медиатори придружават семейства до училището и лекаря в крайните квартали на Враца; всяко посещение се описва и обсъжда с общината.'
	),
	project(
		'open-door',
		['open-door@example.org', 'Ралица Отворска', 'Ralitsa Otvorska'],
		[500_000, 3],
		'Отворена врата след училище',
		'Следобедна занималня за четиридесет деца в Сливен с доброволци от гимназията и гостуващ френски педагог.'
	),
	project(
		'plovdiv-mobile-school',
		['mobile-school@example.org', 'Калоян Пътников', 'Kaloyan Patnikov'],
		[450_000, 3],
		'Училище на колела',
		'Автобус с книги и учители обикаля четири села край Пловдив; накрая децата сами водят урок за родителите си.'
	),
	project(
		'clear-file',
		['clear-file@example.org', 'Simona Dossier'],
		[500_000, 2],
		'Un dossier clair pour chacun',
		'Permanences gratuites pour comprendre une lettre de l’administration, dans trois arrondissements de Sofia, et un guide bilingue écrit avec ceux qui y viennent.',
		'fr'
	),
	project(
		'safe-house-burgas',
		['safe-house@example.org', 'Весела Фарова', 'Vesela Farova'],
		[500_000, 1],
		'Фар за младежи',
		'Ателиета по дърводелство за младежи без работа в Бургас; готовите пейки се подаряват на кварталните градини.'
	),
	project(
		'green-iskar',
		['green-iskar@example.org', 'Искрен Речев', 'Iskren Rechev'],
		[420_000, 0],
		'Чист Искър',
		'Почистване на бреговете с училищата по поречието и карта на нерегламентираните сметища, предадена на общините.'
	)
]

/** What stands in the tables of their forms, by the key of the column. */
export const demoCells: Record<Locale, Record<string, string>> = {
	fr: {
		name: 'Camille Exemplaire',
		post: 'Coordinatrice',
		task: 'Conduit les activités et suit les dépenses',
		what: 'Préparation avec les partenaires et les familles',
		result: 'Calendrier et rôles convenus par écrit',
		unit: 'personnes'
	},
	bg: {
		name: 'Ралица Примерна',
		post: 'Координатор',
		task: 'Води дейностите и следи разходите',
		what: 'Подготовка с партньорите и семействата',
		result: 'Писмено договорени график и роли',
		unit: 'лица'
	},
	en: {
		name: 'Robin Sample',
		post: 'Coordinator',
		task: 'Leads the activities and follows the spending',
		what: 'Preparation with partners and families',
		result: 'Calendar and parts agreed in writing',
		unit: 'people'
	}
}
