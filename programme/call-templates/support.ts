import {
	choice,
	date,
	file,
	form,
	honour,
	long,
	number,
	page,
	short,
	simple,
	t,
	themesField,
	type CallTemplate
} from './parts.ts'

/** Technical support: a French expert for some days beside a team, without money changing hands. */
export const technicalSupport: CallTemplate = {
	key: 'technical-support',
	kind: 'support',
	name: t('Appui technique', 'Техническа подкрепа', 'Technical support'),
	summary: t(
		'Un expert français auprès de votre équipe, de deux à cinq jours, sur une question précise.',
		'Френски експерт при Вашия екип за два до пет дни по конкретен въпрос.',
		'A French expert beside your team for two to five days, on a precise question.'
	),
	text: t(
		'Mission d’expert, atelier, relecture d’un projet de texte ou d’un cahier des charges : dites la question, ce que vous avez déjà essayé et qui travaillera avec l’expert.\n\nLe service cherche l’expert et paie son voyage et son séjour. Vous offrez l’accueil, les documents et le temps de votre équipe. Un compte rendu commun est remis un mois après la mission.',
		'Експертна мисия, работна среща, преглед на проект на нормативен акт или на техническо задание: опишете въпроса, какво вече сте опитали и кой ще работи с експерта.\n\nСлужбата намира експерта и поема пътуването и престоя му. Вие осигурявате прием, документи и времето на екипа си. Общ доклад се представя един месец след мисията.',
		'An expert mission, a workshop, a second reading of a draft text or of terms of reference: say what the question is, what you have tried and who will work with the expert.\n\nThe service finds the expert and pays travel and stay. You offer reception, documents and your team’s time. A joint account is due one month after the mission.'
	),
	priorities: ['sustainable-development', 'inclusion', 'institutions'],
	countries: ['BG'],
	applicant: 'organisation',
	kinds: [],
	blind: false,
	evaluatorsEach: 2,
	mostPerApplicant: 2,
	rules: {
		threshold: 50,
		reserve: 5,
		source: t('Service de coopération', 'Службата за сътрудничество', 'Cooperation service'),
		jury: t(
			'Deux lecteurs par demande ; le chef de service décide.',
			'Двама оценители на кандидатура; ръководителят на службата решава.',
			'Two readers for each request; the head of service decides.'
		),
		after: t(
			'Compte rendu commun un mois après la mission.',
			'Общ доклад един месец след мисията.',
			'A joint account one month after the mission.'
		)
	},
	lots: [{ title: t('Missions d’expert', 'Експертни мисии', 'Expert missions'), places: 8 }],
	requirements: [
		{
			stage: 'admissibility',
			text: t(
				'Deux demandes au plus par organisation.',
				'Най-много две кандидатури от организация.',
				'Two requests at most per organisation.'
			),
			rule: { name: 'one-per-applicant' },
			rejects: true
		},
		{
			stage: 'admissibility',
			text: t(
				'La déclaration sur l’honneur est signée.',
				'Декларацията за достоверност е потвърдена.',
				'The declaration of honour is given.'
			),
			rule: { name: 'declared', field: 'honour' },
			rejects: true
		},
		{
			stage: 'eligibility',
			text: t('Le candidat est établi en Bulgarie.', 'Кандидатът е в България.', 'The applicant is in Bulgaria.'),
			rule: { name: 'country', countries: ['BG'] },
			rejects: true
		},
		{
			stage: 'eligibility',
			text: t(
				'La question relève d’une priorité du service.',
				'Въпросът е в обхвата на приоритетите на службата.',
				'The question falls under a priority of the service.'
			)
		}
	],
	criteria: [
		{
			title: t('Précision de la question', 'Яснота на въпроса', 'Precision of the question'),
			text: t(
				'On sait ce que l’expert aura à faire.',
				'Ясно е какво ще прави експертът.',
				'It is clear what the expert will do.'
			),
			weight: 35
		},
		{
			title: t('Utilité', 'Полза', 'Use'),
			text: t('Ce qui changera, pour qui.', 'Какво ще се промени и за кого.', 'What will change, for whom.'),
			weight: 35
		},
		{
			title: t('Capacité d’en tirer parti', 'Капацитет за използване', 'Capacity to use it'),
			text: t('Une équipe, du temps, un responsable.', 'Екип, време и отговорник.', 'A team, time, somebody in charge.'),
			weight: 30
		}
	],
	calendar: { open: 45, committee: 60, notice: 66 },
	form: form(
		page('question', t('La question', 'Въпросът', 'The question'), [
			short('title', t('La question en une ligne', 'Въпросът на един ред', 'The question in one line'), 160),
			themesField(),
			choice('shape', t('Forme souhaitée', 'Желана форма', 'Wished form'), [
				['mission', t('Mission d’expert', 'Експертна мисия', 'Expert mission')],
				['peer-review', t('Revue par les pairs', 'Партньорска проверка', 'Peer review')],
				['workshop', t('Atelier', 'Работна среща', 'Workshop')],
				['reading', t('Relecture d’un texte', 'Преглед на текст', 'Second reading of a text')]
			]),
			long('tried', t('Ce que vous avez déjà fait', 'Какво вече сте направили', 'What you have done so far'), 2000),
			long('expected', t('Ce que vous attendez', 'Какво очаквате', 'What you expect'), 2000),
			long(
				'follow_up',
				t(
					'Ce qui suivra, et comment on saura si cela a servi',
					'Какво ще последва и как ще се разбере дали е било полезно',
					'What will follow, and how you will know it was of use'
				),
				1500
			),
			number('days', t('Jours souhaités', 'Желан брой дни', 'Days wished for'), 2, 5),
			choice('language', t('Langue de travail', 'Работен език', 'Working language'), [
				['fr', t('Français', 'Френски', 'French')],
				['en', t('Anglais', 'Английски', 'English')],
				['interpreting', t('Interprétation nécessaire', 'Необходим е превод', 'Interpreting needed')]
			]),
			date('when', t('À partir de quand', 'От кога', 'From when'), { earliest: { of: 'today', days: 30 } })
		]),
		page('team', t('Votre équipe', 'Вашият екип', 'Your team'), [
			short('lead', t('Responsable et fonction', 'Отговорник и длъжност', 'Person in charge and post'), 200, {
				identifying: true
			}),
			simple('phone', 'phone', t('Téléphone', 'Телефон', 'Phone'), { required: false }),
			long('means', t('Ce que vous offrez', 'Какво осигурявате', 'What you offer'), 1500),
			file('background', t('Documents utiles', 'Полезни документи', 'Useful documents'), {
				required: false,
				maxFiles: 5,
				types: ['pdf', 'docx', 'odt']
			}),
			honour()
		])
	)
}
