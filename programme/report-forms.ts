import type { InEveryLanguage } from './shape'

type Asked = { key: string; label: InEveryLanguage; hint?: InEveryLanguage; required?: boolean }
const text = (asked: Asked, maxCharacters = 6000) => ({ kind: 'text', lines: 'several', maxCharacters, ...asked })
const yes = (label: InEveryLanguage, words: InEveryLanguage) => ({ key: 'true', label, kind: 'declaration', text: words })

const done: Asked = {
	key: 'done',
	label: {
		fr: 'Ce qui a été fait',
		bg: 'Какво беше направено',
		en: 'What was done'
	},
	hint: {
		fr: 'La mise en œuvre, en suivant les activités prévues.',
		bg: 'Изпълнението, по реда на предвидените дейности.',
		en: 'How it went, following the planned activities.'
	},
	required: true
}
const honest = yes(
	{ fr: 'Déclaration', bg: 'Декларация', en: 'Declaration' },
	{
		fr: 'Ce rapport est sincère et les pièces sont celles de l’action.',
		bg: 'Докладът е верен, а документите са от изпълнението на дейността.',
		en: 'This report is true and its vouchers are those of the action.'
	}
)

const people = {
	key: 'people',
	title: { fr: 'Les personnes', bg: 'Хората', en: 'The people' },
	fields: [
		{
			key: 'reached',
			label: {
				fr: 'Nombre de bénéficiaires',
				bg: 'Брой на участниците',
				en: 'Number of people reached'
			},
			kind: 'number',
			min: 0,
			max: 10_000_000,
			required: true
		},
		{
			key: 'audiences',
			label: { fr: 'Par public', bg: 'По групи', en: 'By audience' },
			hint: {
				fr: 'Élèves, agents publics, habitants… Aucune donnée de santé, de religion ou d’origine.',
				bg: 'Ученици, служители, жители… Без данни за здраве, вероизповедание или произход.',
				en: 'Pupils, public officials, residents… Nothing on health, religion or origin.'
			},
			kind: 'table',
			maxRows: 20,
			columns: [
				{ key: 'audience', label: { fr: 'Public', bg: 'Група', en: 'Audience' }, kind: 'text', maxCharacters: 120 },
				{ key: 'number', label: { fr: 'Nombre', bg: 'Брой', en: 'Number' }, kind: 'number', min: 0, max: 10_000_000, total: true }
			]
		}
	]
}

/**
 * What a report asks besides its vouchers. The final one follows the account of use of a subsidy, Cerfa 15059: implementation,
 * people reached by audience, places and dates, objectives, explanation of variances, contributions in kind.
 */
export const reportForms: Record<'interim' | 'final' | 'stay' | 'mission', unknown> = {
	interim: {
		pages: [
			{
				key: 'story',
				title: { fr: 'L’avancement', bg: 'Напредъкът', en: 'Progress' },
				fields: [
					text(done),
					text({
						key: 'next',
						label: { fr: 'Ce qui reste à faire', bg: 'Какво предстои', en: 'What is still to be done' },
						required: true
					}),
					text({
						key: 'trouble',
						label: { fr: 'Difficultés et changements', bg: 'Трудности и промени', en: 'Difficulties and changes' }
					}),
					text({
						key: 'variances',
						label: { fr: 'Écarts avec le budget', bg: 'Отклонения от бюджета', en: 'Variances from the plan' }
					}),
					honest
				]
			}
		]
	},
	final: {
		pages: [
			{
				key: 'story',
				title: { fr: 'L’action', bg: 'Дейността', en: 'The action' },
				fields: [
					text(done),
					text(
						{
							key: 'places',
							label: { fr: 'Dates et lieux', bg: 'Дати и места', en: 'Dates and places' },
							required: true
						},
						2000
					),
					{
						key: 'objectives',
						label: {
							fr: 'Les objectifs ont-ils été atteints ?',
							bg: 'Постигнати ли са целите?',
							en: 'Were the objectives met?'
						},
						kind: 'choice',
						required: true,
						options: [
							{ value: 'met', label: { fr: 'Oui', bg: 'Да', en: 'Yes' } },
							{ value: 'partly', label: { fr: 'En partie', bg: 'Частично', en: 'In part' } },
							{ value: 'not', label: { fr: 'Non', bg: 'Не', en: 'No' } }
						]
					},
					text({
						key: 'results',
						label: { fr: 'Les résultats, et ce qui demeure', bg: 'Резултатите и какво остава', en: 'Results, and what remains' },
						required: true
					})
				]
			},
			people,
			{
				key: 'money',
				title: { fr: 'Les moyens', bg: 'Средствата', en: 'Means' },
				fields: [
					text({
						key: 'variances',
						label: {
							fr: 'Explication des écarts significatifs avec le budget',
							bg: 'Обяснение на съществените отклонения от бюджета',
							en: 'Explanation of significant variances from the plan'
						},
						hint: {
							fr: 'Nécessaire dès qu’une ligne s’écarte de ce que la convention tolère.',
							bg: 'Необходимо, щом ред от бюджета излезе извън допустимото по договора.',
							en: 'Needed as soon as a line leaves what the agreement tolerates.'
						}
					}),
					text(
						{
							key: 'shared_costs',
							label: {
								fr: 'Règles de répartition des charges indirectes',
								bg: 'Правила за разпределяне на непреките разходи',
								en: 'How indirect costs were shared out'
							}
						},
						3000
					),
					text(
						{
							key: 'in_kind',
							label: { fr: 'Contributions en nature', bg: 'Принос в натура', en: 'Contributions in kind' }
						},
						3000
					),
					honest
				]
			}
		]
	},
	stay: {
		pages: [
			{
				key: 'story',
				title: { fr: 'Le séjour', bg: 'Престоят', en: 'The stay' },
				fields: [
					text(done),
					text({
						key: 'learned',
						label: { fr: 'Ce que vous en rapportez', bg: 'Какво научихте', en: 'What you learned' },
						required: true
					}),
					text(
						{
							key: 'advice',
							label: { fr: 'Un conseil aux suivants', bg: 'Съвет към следващите', en: 'Advice to those who follow' }
						},
						2000
					),
					honest
				]
			}
		]
	},
	mission: {
		pages: [
			{
				key: 'story',
				title: { fr: 'La mission', bg: 'Мисията', en: 'The mission' },
				fields: [
					text(done),
					text({
						key: 'findings',
						label: { fr: 'Constats et recommandations', bg: 'Изводи и препоръки', en: 'Findings and recommendations' },
						required: true
					}),
					text({
						key: 'next',
						label: { fr: 'Suites à donner', bg: 'Следващи стъпки', en: 'What should follow' }
					}),
					honest
				]
			}
		]
	}
}

/** Days before the due date (after it, when negative) at which who owes a report is reminded of it. */
export const reportReminders: readonly number[] = [30, 7, 0, -14]
