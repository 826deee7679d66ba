/** One form per kind of call, after the real ones: what the engine is tried on and the pages are looked at with. Fictional. */
import { parseDefinition, type FormDefinition } from '#engines/forms/definition'

const say = (fr: string, bg: string, en: string) => ({ fr, bg, en })

/** A definition from JSON that must be sound. */
export function formOf(json: unknown): FormDefinition {
	const parsed = parseDefinition(json)
	if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
	return parsed.definition
}

const honour = {
	kind: 'declaration',
	key: 'honour',
	label: say('Déclaration sur l’honneur', 'Декларация', 'Declaration of honour'),
	text: say(
		'Je déclare sur l’honneur que les informations de ce dossier sont exactes.',
		'Декларирам, че посочената информация е вярна.',
		'I declare on my honour that the information in this file is correct.'
	)
}

export const cofinancing = formOf({
	pages: [
		{
			key: 'organisation',
			title: say('Votre organisation', 'Вашата организация', 'Your organisation'),
			fields: [
				{
					kind: 'information',
					key: 'before',
					label: say('Avant de commencer', 'Преди да започнете', 'Before you begin'),
					text: say(
						'Munissez-vous de vos statuts et des comptes de l’année passée.',
						'Подгответе устава и годишния финансов отчет.',
						'Have your statutes and last year’s accounts at hand.'
					)
				},
				{ kind: 'text', key: 'name', label: say('Nom', 'Наименование', 'Name'), maxCharacters: 200, required: true },
				{
					kind: 'choice',
					key: 'country',
					label: say('Pays', 'Държава', 'Country'),
					required: true,
					options: [
						{ value: 'bg', label: say('Bulgarie', 'България', 'Bulgaria') },
						{ value: 'fr', label: say('France', 'Франция', 'France') }
					],
					other: true
				},
				{
					kind: 'eik',
					key: 'eik',
					label: say('ЕИК', 'ЕИК', 'ЕИК'),
					required: true,
					showWhen: { field: 'country', equals: 'bg' }
				},
				{
					kind: 'siret',
					key: 'siret',
					label: say('SIRET', 'SIRET', 'SIRET'),
					required: true,
					showWhen: { field: 'country', equals: 'fr' }
				},
				{ kind: 'iban', key: 'iban', label: say('IBAN', 'IBAN', 'IBAN') },
				{ kind: 'email', key: 'email', label: say('Adresse électronique', 'Електронен адрес', 'E-mail address'), required: true },
				{ kind: 'phone', key: 'phone', label: say('Téléphone', 'Телефон', 'Telephone') },
				{ kind: 'website', key: 'website', label: say('Site internet', 'Уебсайт', 'Website') },
				{ kind: 'territory', key: 'place', label: say('Commune', 'Община', 'Municipality'), within: 'BG' }
			]
		},
		{
			key: 'project',
			title: say('Le projet', 'Проектът', 'The project'),
			intro: say(
				'Décrivez le projet comme à un lecteur qui ne le connaît pas.',
				'Опишете проекта за читател, който не го познава.',
				'Describe the project to a reader who does not know it.'
			),
			fields: [
				{
					kind: 'text',
					key: 'title',
					label: say('Titre', 'Заглавие', 'Title'),
					maxCharacters: 150,
					localized: true,
					required: true
				},
				{
					kind: 'text',
					key: 'summary',
					label: say('Résumé', 'Резюме', 'Summary'),
					hint: say('Quatre lignes.', 'Четири реда.', 'Four lines.'),
					lines: 'several',
					minCharacters: 50,
					maxCharacters: 600,
					required: true
				},
				{ kind: 'theme', key: 'themes', label: say('Thèmes', 'Теми', 'Themes'), many: true },
				{
					kind: 'date',
					key: 'begins',
					label: say('Début', 'Начало', 'Begins'),
					required: true,
					earliest: { of: 'today', days: 28 }
				},
				{
					kind: 'date',
					key: 'ends',
					label: say('Fin', 'Край', 'Ends'),
					required: true,
					earliest: { of: 'begins', days: 1 },
					latest: { of: 'begins', days: 366 }
				},
				{
					kind: 'number',
					key: 'people',
					label: say('Bénéficiaires', 'Бенефициенти', 'Beneficiaries'),
					min: 1,
					unit: say('personnes', 'души', 'people')
				},
				{
					kind: 'table',
					key: 'partners',
					label: say('Partenaires', 'Партньори', 'Partners'),
					required: true,
					maxRows: 6,
					columns: [
						{ kind: 'text', key: 'name', label: say('Nom', 'Наименование', 'Name'), maxCharacters: 200, required: true },
						{ kind: 'email', key: 'email', label: say('Adresse électronique', 'Електронен адрес', 'E-mail') },
						{ kind: 'number', key: 'days', label: say('Jours', 'Дни', 'Days'), decimals: 1, total: true },
						{ kind: 'money', key: 'daily', label: say('Coût par jour', 'Цена на ден', 'Cost per day') },
						{
							kind: 'calculated',
							key: 'cost',
							label: say('Coût', 'Разход', 'Cost'),
							as: 'money',
							total: true,
							expression: { product: [{ field: 'days' }, { field: 'daily' }] }
						}
					]
				},
				{
					kind: 'file',
					key: 'statutes',
					label: say('Statuts', 'Устав', 'Statutes'),
					types: ['pdf', 'docx'],
					maxMegabytes: 10,
					required: true
				}
			]
		},
		{
			key: 'money',
			title: say('Budget', 'Бюджет', 'Budget'),
			fields: [
				{
					kind: 'budget',
					key: 'budget',
					label: say('Budget du projet', 'Бюджет на проекта', 'Budget of the project'),
					required: true,
					rules: {
						categories: [
							{ key: 'staff', label: say('Personnel', 'Персонал', 'Staff') },
							{ key: 'travel', label: say('Déplacements', 'Пътувания', 'Travel'), maxRate: 5000 },
							{ key: 'equipment', label: say('Équipement', 'Оборудване', 'Equipment'), maxCents: 200_000 }
						],
						maxGrant: 500_000,
						maxRate: 8000,
						minOwnRate: 1000,
						maxInKind: { rate: 5000, of: 'own' },
						overheadRate: 700
					}
				},
				{
					kind: 'calculated',
					key: 'per_person',
					label: say('Coût par bénéficiaire', 'Разход на бенефициент', 'Cost per beneficiary'),
					as: 'money',
					expression: { share: [{ field: 'budget.total' }, { field: 'people' }] }
				},
				honour
			]
		}
	],
	checks: [
		{
			key: 'modest',
			left: { field: 'per_person' },
			is: 'atMost',
			right: { value: 1000 },
			message: say(
				'Plus de 1 000 € par bénéficiaire : expliquez-le dans le résumé.',
				'Над 1000 € на бенефициент: обяснете го в резюмето.',
				'More than €1,000 per beneficiary: explain it in the summary.'
			),
			severity: 'warning',
			field: 'budget'
		}
	]
})

export const scholarship = formOf({
	pages: [
		{
			key: 'candidate',
			title: say('Le candidat', 'Кандидатът', 'The candidate'),
			fields: [
				{
					kind: 'choice',
					key: 'branch',
					label: say('Profession', 'Професия', 'Profession'),
					required: true,
					options: [
						{ value: 'official', label: say('Fonctionnaire', 'Държавен служител', 'Official') },
						{ value: 'judge', label: say('Juge', 'Съдия', 'Judge') },
						{ value: 'lawyer', label: say('Avocat', 'Адвокат', 'Lawyer') }
					]
				},
				{
					kind: 'file',
					key: 'nomination',
					label: say('Lettre de nomination', 'Писмо за номинация', 'Nomination letter'),
					types: ['pdf'],
					requiredWhen: { field: 'branch', oneOf: ['official', 'judge'] }
				},
				{
					kind: 'choice',
					key: 'french',
					label: say('Niveau de français', 'Ниво по френски', 'Level of French'),
					required: true,
					options: ['a2', 'b1', 'b2', 'c1'].map((value) => ({ value, label: { fr: value.toUpperCase() } }))
				},
				{ kind: 'date', key: 'arrives', label: say('Arrivée', 'Пристигане', 'Arrival'), required: true },
				{
					kind: 'date',
					key: 'leaves',
					label: say('Départ', 'Заминаване', 'Departure'),
					required: true,
					earliest: { of: 'arrives', days: 5 },
					latest: { of: 'arrives', days: 90 }
				},
				honour
			]
		}
	]
})

export const contest = formOf({
	pages: [
		{
			key: 'municipality',
			title: say('La commune', 'Общината', 'The municipality'),
			fields: [
				{ kind: 'territory', key: 'place', label: say('Commune', 'Община', 'Municipality'), within: 'BG', required: true },
				{ kind: 'number', key: 'inhabitants', label: say('Habitants', 'Жители', 'Inhabitants'), min: 1, required: true },
				{
					kind: 'choice',
					key: 'categories',
					label: say('Catégories', 'Категории', 'Categories'),
					many: true,
					maxChosen: 2,
					required: true,
					options: [
						{ value: 'water', label: say('Eau', 'Вода', 'Water') },
						{ value: 'waste', label: say('Déchets', 'Отпадъци', 'Waste') },
						{ value: 'energy', label: say('Énergie', 'Енергия', 'Energy') }
					]
				}
			]
		},
		{
			key: 'small',
			title: say('Petites communes', 'Малки общини', 'Small municipalities'),
			showWhen: {
				all: [
					{ field: 'inhabitants', filled: true },
					{ field: 'inhabitants', less: 40_000 }
				]
			},
			fields: [
				{
					kind: 'text',
					key: 'villages',
					label: say('Villages associés', 'Участващи кметства', 'Villages taking part'),
					lines: 'several',
					maxCharacters: 1000,
					required: true
				}
			]
		}
	]
})

export const studyVisit = formOf({
	pages: [
		{
			key: 'visit',
			title: say('La visite d’études', 'Учебното посещение', 'The study visit'),
			fields: [
				{
					kind: 'text',
					key: 'purpose',
					label: say('Ce que vous cherchez', 'Какво търсите', 'What you seek'),
					lines: 'several',
					maxCharacters: 2000,
					required: true
				},
				{
					kind: 'table',
					key: 'people',
					label: say('Participants', 'Участници', 'Participants'),
					required: true,
					minRows: 3,
					maxRows: 5,
					columns: [
						{ kind: 'text', key: 'name', label: say('Nom', 'Име', 'Name'), maxCharacters: 120, required: true },
						{ kind: 'text', key: 'post', label: say('Fonction', 'Длъжност', 'Post'), maxCharacters: 120, required: true }
					]
				}
			]
		}
	]
})

export const support = formOf({
	pages: [
		{
			key: 'need',
			title: say('L’appui demandé', 'Исканата подкрепа', 'The support sought'),
			fields: [
				{
					kind: 'choice',
					key: 'mode',
					label: say('Forme', 'Форма', 'Form'),
					required: true,
					options: [
						{ value: 'mission', label: say('Mission d’expert', 'Експертна мисия', 'Expert mission') },
						{ value: 'advice', label: say('Conseil à distance', 'Консултация от разстояние', 'Remote advice') }
					]
				},
				{
					kind: 'number',
					key: 'days',
					label: say('Jours d’expertise', 'Експертни дни', 'Days of expertise'),
					min: 1,
					max: 20,
					requiredWhen: { field: 'mode', equals: 'mission' }
				}
			]
		}
	]
})

/** A short form: a title, a table, a file that may be left out and a declaration. */
export const shortForm = formOf({
	pages: [
		{
			key: 'project',
			title: { fr: 'Le projet', bg: 'Проектът', en: 'The project' },
			fields: [
				{
					kind: 'text',
					key: 'title',
					label: { fr: 'Titre', bg: 'Заглавие', en: 'Title' },
					maxCharacters: 150,
					required: true
				},
				{
					kind: 'text',
					key: 'summary',
					label: { fr: 'Résumé', bg: 'Резюме', en: 'Summary' },
					lines: 'several',
					maxCharacters: 600,
					required: true
				},
				{
					kind: 'table',
					key: 'partners',
					label: { fr: 'Partenaires', bg: 'Партньори', en: 'Partners' },
					maxRows: 5,
					columns: [
						{ kind: 'text', key: 'name', label: { fr: 'Nom', bg: 'Наименование', en: 'Name' }, maxCharacters: 200 },
						{ kind: 'text', key: 'task', label: { fr: 'Rôle', bg: 'Роля', en: 'Part' }, maxCharacters: 200 }
					]
				},
				{
					kind: 'file',
					key: 'statutes',
					label: { fr: 'Statuts', bg: 'Устав', en: 'Statutes' },
					types: ['pdf', 'txt'],
					maxMegabytes: 1,
					maxFiles: 2
				}
			]
		},
		{
			key: 'honour',
			title: { fr: 'Déclaration', bg: 'Декларация', en: 'Declaration' },
			fields: [
				{
					kind: 'declaration',
					key: 'honour',
					label: { fr: 'Sur l’honneur', bg: 'Декларация', en: 'On my honour' },
					text: { fr: 'Tout est exact.', bg: 'Всичко е вярно.', en: 'All of it is correct.' }
				}
			]
		}
	]
})
