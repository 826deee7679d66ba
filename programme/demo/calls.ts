import type { InEveryLanguage } from '../shape.ts'

/** A fictional call, said to be so in its title, made from a template. Days are counted from the day the demo is loaded. */
export type DemoCall = {
	template: string
	title: InEveryLanguage
	themes: string[]
	/** In days: before, when negative. */
	opens: number
	closes: number
	/** How far it has come. */
	stage: 'open' | 'evaluation' | 'announced'
}

const call = (
	template: string,
	[opens, closes]: [number, number],
	title: [fr: string, bg: string, en: string],
	themes: string[],
	stage: DemoCall['stage'] = 'open'
): DemoCall => ({
	template,
	opens,
	closes,
	title: { fr: `${title[0]} (démonstration)`, bg: `${title[1]} (демонстрация)`, en: `${title[2]} (demonstration)` },
	themes,
	stage
})

/** The oldest first: each is led as far as it has come before the next is published. */
export const demoCalls: DemoCall[] = [
	call(
		'ngo-projects',
		[-240, -205],
		[
			'Cofinancement de projets associatifs, session d’hiver',
			'Съфинансиране на граждански проекти, зимна сесия',
			'Co-financing of NGO projects, winter round'
		],
		['sustainable-city', 'public-spaces'],
		'announced'
	),
	call(
		'ngo-projects',
		[-50, -10],
		[
			'Cofinancement de projets associatifs, session de printemps',
			'Съфинансиране на граждански проекти, пролетна сесия',
			'Co-financing of NGO projects, spring round'
		],
		['sustainable-city'],
		'evaluation'
	),
	call(
		'ngo-projects',
		[-6, 29],
		[
			'Cofinancement de projets associatifs, session d’automne',
			'Съфинансиране на граждански проекти, есенна сесия',
			'Co-financing of NGO projects, autumn round'
		],
		['sustainable-city', 'public-spaces']
	),
	call(
		'professional-stay',
		[-10, 32],
		['Séjours professionnels en France', 'Професионални престои във Франция', 'Professional stays in France'],
		[]
	),
	call(
		'municipal-contest',
		[-20, 56],
		['Concours des communes écologiques', 'Конкурс за екологични общини', 'Contest of ecological municipalities'],
		['sustainable-city', 'public-spaces']
	),
	call(
		'study-visit-places',
		[-3, 25],
		['Visite d’étude sur la gestion de l’eau', 'Учебно посещение за управление на водите', 'Study visit on water management'],
		[]
	),
	call(
		'technical-support',
		[-1, 44],
		['Appui technique aux administrations', 'Техническа подкрепа за администрации', 'Technical support to administrations'],
		[]
	)
]
