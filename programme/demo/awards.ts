import type { InEveryLanguage } from '../shape.ts'

/** A fictional grant or prize to the lead of a fictional project (`demo/projects`, by its key). Amounts in cents of euros. */
export type DemoAward = {
	project: string
	cents: number
	own: number
	/** What a prize is; without it the award is a grant. */
	nature?: InEveryLanguage
	/** How far it has come: to be accepted, or running, a grant with its advance asked for. */
	stage: 'awarded' | 'requested'
	/** How many days ago it was made. */
	age: number
}

export const demoAwards: DemoAward[] = [
	{ project: 'health-mediators', cents: 500_000, own: 125_000, stage: 'requested', age: 40 },
	{ project: 'retrofit', cents: 2_800_000, own: 700_000, stage: 'awarded', age: 5 },
	{
		project: 'compost',
		cents: 0,
		own: 0,
		nature: {
			fr: 'Un voyage d’étude en France pour trois agents de la commune',
			bg: 'Учебно посещение във Франция за трима служители на общината',
			en: 'A study visit to France for three officers of the municipality'
		},
		stage: 'requested',
		age: 60
	}
]

/** A fictional scholarship of an account (by its address) or technical support to a project's lead, running, with its stay or mission. */
export type DemoStay = {
	key: string
	/** An account's address for a scholarship, a project's key for technical support. */
	holder: { account: string } | { project: string }
	title: InEveryLanguage
	cents: number
	expertDays: string | null
	/** An organisation's key. */
	host: string | null
	purpose: string
	/** Days from the day the demo is loaded. */
	from: number
	until: number
	days: string | null
	confirmed: boolean
}

export const demoStays: DemoStay[] = [
	{
		key: 'court',
		holder: { account: 'member@example.org' },
		title: {
			fr: 'Stage d’observation auprès d’une école de magistrats',
			bg: 'Стаж за наблюдение в школа за магистрати',
			en: 'Observation at a school for magistrates'
		},
		cents: 360_000,
		expertDays: null,
		host: 'magistrates-school',
		purpose: 'Observer la formation à la médiation familiale et la comparer à la pratique bulgare.',
		from: -20,
		until: 70,
		days: null,
		confirmed: true
	},
	{
		key: 'leaks',
		holder: { project: 'retrofit' },
		title: {
			fr: 'Appui technique : suivre les consommations des bâtiments rénovés',
			bg: 'Техническа подкрепа: проследяване на потреблението в обновените сгради',
			en: 'Technical support: following what renovated buildings use'
		},
		cents: 0,
		expertDays: '6',
		host: 'vallee-claire',
		purpose: 'Relever les compteurs, former deux agents, remettre une méthode de suivi.',
		from: 20,
		until: 22,
		days: '3',
		confirmed: false
	}
]
