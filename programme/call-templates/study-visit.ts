import {
	choice,
	date,
	file,
	form,
	honour,
	information,
	long,
	number,
	page,
	people,
	short,
	simple,
	t,
	themesField,
	type CallTemplate
} from './parts.ts'

/** Places on a study visit to France: small delegations of one institution, after the practice of TAIEX and of the exchange of experts. */
export const studyVisitPlaces: CallTemplate = {
	key: 'study-visit-places',
	kind: 'places',
	name: t('Places pour une visite d’études', 'Места за учебно посещение', 'Places on a study visit'),
	summary: t(
		'Une visite de trois à cinq jours en France ; chaque institution propose jusqu’à trois agents et un remplaçant.',
		'Посещение от три до пет дни във Франция; всяка институция предлага до трима служители и един заместник.',
		'A visit of three to five days to France; each institution proposes up to three officials and a replacement.'
	),
	text: t(
		'Les participants rencontrent leurs homologues français, voient leur travail sur place et rapportent un plan d’action.\n\nLe service prend en charge l’hébergement, les déplacements en France et l’interprétation. Le voyage jusqu’en France est à la charge de l’institution.\n\nChaque institution nomme un remplaçant. Un bilan est remis dans les 30 jours, et le point est fait six mois plus tard.',
		'Участниците се срещат със своите френски колеги, виждат работата им на място и се връщат с план за действие.\n\nСлужбата поема настаняването, пътуването във Франция и превода. Пътуването до Франция е за сметка на институцията.\n\nВсяка институция посочва заместник. Отчет се представя до 30 дни, а шест месеца по-късно се прави преглед на резултатите.',
		'Participants meet their French counterparts, see their work on the spot and bring home a plan of action.\n\nThe service covers accommodation, travel within France and interpreting. Travel to France is paid by the institution.\n\nEach institution names a replacement. A report is due within 30 days, and results are looked at again six months later.'
	),
	priorities: ['institutions'],
	countries: ['BG'],
	applicant: 'organisation',
	kinds: ['central-administration', 'state-district', 'local-authority', 'justice'],
	blind: false,
	evaluatorsEach: 2,
	mostPerApplicant: 1,
	rules: {
		threshold: 50,
		reserve: 4,
		source: t('Service de coopération', 'Службата за сътрудничество', 'Cooperation service'),
		jury: t(
			'Deux lecteurs par demande ; le chef de service décide.',
			'Двама оценители на кандидатура; ръководителят на службата решава.',
			'Two readers for each request; the head of service decides.'
		),
		after: t(
			'Bilan dans les 30 jours, point après six mois.',
			'Отчет до 30 дни, преглед след шест месеца.',
			'A report within 30 days, a review after six months.'
		)
	},
	lots: [{ title: t('Délégations', 'Делегации', 'Delegations'), places: 6 }],
	requirements: [
		{
			stage: 'admissibility',
			text: t('Une demande par institution.', 'Една кандидатура от институция.', 'One request per institution.'),
			rule: { name: 'one-per-applicant' },
			rejects: true
		},
		{
			stage: 'admissibility',
			text: t(
				'La lettre de désignation est jointe.',
				'Писмото за определяне на участниците е приложено.',
				'The letter of designation is attached.'
			),
			rule: { name: 'document', field: 'designation' },
			rejects: true
		},
		{
			stage: 'eligibility',
			text: t(
				'Le candidat est une administration, une commune ou un organisme de justice.',
				'Кандидатът е администрация, община или орган на съдебната власт.',
				'The applicant is an administration, a municipality or a justice body.'
			),
			rule: { name: 'kind', kinds: ['central-administration', 'state-district', 'local-authority', 'justice'] },
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
				'Les participants travaillent sur le sujet de la visite.',
				'Участниците работят по темата на посещението.',
				'The participants work on the subject of the visit.'
			)
		}
	],
	criteria: [
		{
			title: t('Lien avec les missions', 'Връзка със задълженията', 'Tie with their duties'),
			text: t(
				'Le sujet est celui des participants et de l’institution.',
				'Темата е на участниците и на институцията.',
				'The subject is the participants’ and the institution’s.'
			),
			weight: 40
		},
		{
			title: t('Ce qui en sera fait', 'Какво ще последва', 'What will come of it'),
			text: t(
				'Un plan d’action réaliste, avec un responsable.',
				'Реалистичен план за действие с отговорник.',
				'A realistic plan of action with somebody in charge.'
			),
			weight: 35
		},
		{
			title: t('Diffusion', 'Споделяне', 'Passing it on'),
			text: t(
				'D’autres que les participants en profiteront.',
				'Ще се възползват и други освен участниците.',
				'Others than the participants will profit.'
			),
			weight: 25
		}
	],
	calendar: { open: 28, committee: 40, notice: 45 },
	form: form(
		page('delegation', t('La délégation', 'Делегацията', 'The delegation'), [
			short('contact', t('Personne de contact et fonction', 'Лице за контакт и длъжност', 'Contact person and post'), 200, {
				identifying: true
			}),
			simple('phone', 'phone', t('Téléphone', 'Телефон', 'Phone'), { required: false }),
			number('wished', t('Places demandées', 'Поискани места', 'Places asked for'), 1, 3),
			people('participants', t('Participants', 'Участници', 'Participants'), 1, 3),
			people('replacement', t('Remplaçant', 'Заместник', 'Replacement'), 1, 1),
			choice(
				'language',
				t('Langue de travail', 'Работен език', 'Working language'),
				[
					['fr', t('Français', 'Френски', 'French')],
					['en', t('Anglais', 'Английски', 'English')],
					['interpreting', t('Interprétation nécessaire', 'Необходим е превод', 'Interpreting needed')]
				],
				{ many: true }
			)
		]),
		page('purpose', t('Le but', 'Целта', 'The purpose'), [
			themesField(),
			short('title', t('Ce que vous voulez voir', 'Какво искате да видите', 'What you wish to see'), 200),
			long(
				'why',
				t('Pourquoi, en lien avec vos missions', 'Защо, във връзка с Вашите задължения', 'Why, in relation to your duties'),
				2000
			),
			long(
				'context',
				t(
					'La réforme ou le projet en cours, et son cadre juridique',
					'Текуща реформа или проект и правната му рамка',
					'The reform or project under way, and its legal frame'
				),
				1500
			),
			long('questions', t('Vos questions aux hôtes', 'Вашите въпроси към домакините', 'Your questions to the hosts'), 1500),
			short('hosts', t('Hôtes souhaités', 'Желани домакини', 'Wished hosts'), 300, { required: false }),
			date('from', t('Dates souhaitées, à partir du', 'Желани дати, от', 'Wished dates, from'), {
				earliest: { of: 'today', days: 30 }
			}),
			short('alternatives', t('Autres dates possibles', 'Други възможни дати', 'Other possible dates'), 200, { required: false }),
			long('plan', t('Ce que vous en ferez', 'Какво ще направите след това', 'What you will do with it'), 2000),
			long('sharing', t('Comment vous le transmettrez', 'Как ще го споделите', 'How you will pass it on'), 1000)
		]),
		page('costs', t('Frais', 'Разходи', 'Costs'), [
			information(
				'shares',
				t('Qui paie quoi', 'Кой какво поема', 'Who pays what'),
				t(
					'Le service : hébergement, déplacements en France, interprétation. L’institution : voyage jusqu’en France, assurance, indemnités de ses agents.',
					'Службата: настаняване, пътуване във Франция, превод. Институцията: пътуване до Франция, застраховка, командировъчни на служителите си.',
					'The service: accommodation, travel within France, interpreting. The institution: travel to France, insurance, its officials’ allowances.'
				)
			),
			choice(
				'travel',
				t(
					'L’institution prend-elle en charge le voyage ?',
					'Поема ли институцията пътуването до Франция?',
					'Does the institution pay for the journey?'
				),
				[
					['part', t('En partie', 'Частично', 'In part')],
					['yes', t('Oui', 'Да', 'Yes')]
				]
			)
		]),
		page('papers', t('Pièces et déclarations', 'Документи и декларации', 'Papers and declarations'), [
			file(
				'designation',
				t('Lettre de désignation signée', 'Подписано писмо за определяне на участниците', 'Signed letter of designation'),
				{ identifying: true }
			),
			honour()
		])
	)
}
