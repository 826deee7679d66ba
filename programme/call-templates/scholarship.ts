import {
	choice,
	date,
	declaration,
	file,
	form,
	honour,
	information,
	long,
	number,
	page,
	short,
	simple,
	t,
	type CallTemplate
} from './parts.ts'

const levels = ['a1', 'a2', 'b1', 'b2', 'c1', 'c2'].map((level): [string, ReturnType<typeof t>] => {
	const name = level.toUpperCase()
	return [level, t(name, name, name)]
})

/** A professional stay in France for officials, judges, prosecutors and lawyers; everything but the plane ticket, as the service's own notices say. */
export const professionalStay: CallTemplate = {
	key: 'professional-stay',
	kind: 'scholarship',
	name: t(
		'Bourse de séjour professionnel (BGF)',
		'Стипендия за професионален престой (BGF)',
		'Scholarship for a professional stay (BGF)'
	),
	summary: t(
		'Une à huit semaines en France pour un fonctionnaire, un magistrat ou un avocat présenté par son institution.',
		'От една до осем седмици във Франция за служител, магистрат или адвокат, представен от своята институция.',
		'One to eight weeks in France for an official, a magistrate or a lawyer presented by their institution.'
	),
	text: t(
		'La bourse du gouvernement français permet de suivre une formation courte ou un stage dans une administration, une école ou une juridiction françaises.\n\nElle couvre les frais d’inscription, l’allocation de séjour et l’assurance médicale. Le billet d’avion reste à la charge du boursier ou de son institution.\n\nLe candidat est présenté par une lettre de nomination de son institution. Les dossiers retenus donnent lieu à un entretien. Un rapport est remis dans les 30 jours qui suivent le retour.',
		'Стипендията на френското правителство дава възможност за кратко обучение или стаж във френска администрация, школа или съд.\n\nТя покрива такси за обучение, средства за престой и медицинска застраховка. Самолетният билет е за сметка на стипендианта или неговата институция.\n\nКандидатът се представя с писмо за номинация от своята институция. С одобрените по документи се провежда събеседване. Отчет се представя до 30 дни след завръщането.',
		'The French government scholarship allows a short training course or placement in a French administration, school or court.\n\nIt covers fees, a subsistence allowance and medical insurance. The plane ticket is paid by the holder or their institution.\n\nThe candidate is presented by a nomination letter of their institution. Shortlisted candidates are interviewed. A report is due within 30 days of the return.'
	),
	priorities: ['institutions'],
	countries: ['BG'],
	applicant: 'person',
	kinds: [],
	blind: false,
	evaluatorsEach: 3,
	mostPerApplicant: 1,
	rules: {
		threshold: 60,
		reserve: 3,
		source: t(
			'Bourses du gouvernement français (BGF)',
			'Стипендии на френското правителство (BGF)',
			'French government scholarships (BGF)'
		),
		jury: t(
			'Un jury souverain de responsables français et bulgares lit les dossiers, puis reçoit les candidats présélectionnés.',
			'Независимо жури от френски и български представители чете документите и провежда събеседване с подбраните кандидати.',
			'A sovereign jury of French and Bulgarian officials reads the files, then interviews shortlisted candidates.'
		),
		after: t(
			'Rapport de séjour dans les 30 jours ; le boursier rejoint le réseau des anciens.',
			'Отчет за престоя до 30 дни; стипендиантът се присъединява към мрежата на бившите стипендианти.',
			'A report within 30 days; the holder joins the alumni network.'
		)
	},
	lots: [
		{ title: t('Fonction publique', 'Държавна администрация', 'Civil service'), places: 6 },
		{
			title: t('Justice', 'Съдебна власт', 'Justice'),
			text: t(
				'Juges, procureurs, enquêteurs, greffiers.',
				'Съдии, прокурори, следователи, съдебни служители.',
				'Judges, prosecutors, investigating magistrates, clerks.'
			),
			places: 4
		},
		{
			title: t('Avocats', 'Адвокати', 'Lawyers'),
			text: t(
				'Avocats francophones, 40 ans au plus, assurés.',
				'Френскоговорящи адвокати до 40 години, със застраховка.',
				'French-speaking lawyers up to 40, insured.'
			),
			places: 2
		}
	],
	requirements: [
		{
			stage: 'admissibility',
			text: t('Une candidature par personne.', 'Една кандидатура от лице.', 'One application per person.'),
			rule: { name: 'one-per-applicant' },
			rejects: true
		},
		{
			stage: 'admissibility',
			text: t(
				'La lettre de nomination de l’institution est jointe.',
				'Писмото за номинация от институцията е приложено.',
				'The institution’s nomination letter is attached.'
			),
			rule: { name: 'document', field: 'nomination' },
			rejects: true
		},
		{
			stage: 'admissibility',
			text: t('Le CV est joint.', 'Автобиографията е приложена.', 'The CV is attached.'),
			rule: { name: 'document', field: 'cv' },
			rejects: true
		},
		{
			stage: 'eligibility',
			text: t(
				'Le candidat exerce dans la branche du lot choisi.',
				'Кандидатът работи в областта на избраната позиция.',
				'The candidate works in the branch of the chosen lot.'
			),
			rejects: true
		},
		{
			stage: 'eligibility',
			text: t(
				'Le niveau de langue permet de suivre le séjour (B2 en règle générale).',
				'Владеенето на езика позволява участие (обикновено B2).',
				'The language level is enough for the stay (B2 as a rule).'
			)
		},
		{
			stage: 'eligibility',
			text: t(
				'Le candidat est citoyen bulgare, réside en Bulgarie et n’a pas la nationalité française.',
				'Кандидатът е български гражданин, живее в България и няма френско гражданство.',
				'The candidate is a Bulgarian citizen, lives in Bulgaria and does not hold French nationality.'
			),
			rule: { name: 'declared', field: 'residence' },
			rejects: true
		},
		{
			stage: 'eligibility',
			text: t(
				'Les avocats ont 40 ans au plus et sont assurés.',
				'Адвокатите са до 40-годишна възраст и имат застраховка.',
				'Lawyers are 40 or younger and insured.'
			)
		},
		{
			stage: 'eligibility',
			text: t(
				'Pas de bourse française dans les trois dernières années.',
				'Без френска стипендия през последните три години.',
				'No French scholarship in the last three years.'
			),
			rule: { name: 'declared', field: 'first_time' }
		}
	],
	criteria: [
		{
			title: t('Utilité pour l’institution', 'Полза за институцията', 'Use to the institution'),
			text: t(
				'Ce que l’institution fera de ce qui aura été appris.',
				'Какво ще направи институцията с наученото.',
				'What the institution will do with what was learnt.'
			),
			weight: 30
		},
		{
			title: t('Projet et motivation', 'Проект и мотивация', 'Project and motivation'),
			text: t('Le séjour répond à un projet précis.', 'Престоят отговаря на ясен проект.', 'The stay answers a precise project.'),
			weight: 25
		},
		{
			title: t('Expérience', 'Професионален опит', 'Experience'),
			text: t(
				'Le parcours prépare au séjour et à la suite.',
				'Професионалният път подготвя за престоя и след него.',
				'The career prepares for the stay and its sequel.'
			),
			weight: 15
		},
		{
			title: t('Langue de travail', 'Работен език', 'Working language'),
			text: t(
				'Le candidat peut suivre et prendre part.',
				'Кандидатът може да следи и да участва.',
				'The candidate can follow and take part.'
			),
			weight: 15
		},
		{
			title: t('Diffusion au retour', 'Споделяне след завръщане', 'Passing it on'),
			text: t('Qui en profitera, et comment.', 'Кой ще се възползва и как.', 'Who will profit, and how.'),
			weight: 15
		}
	],
	calendar: { open: 42, committee: 62, notice: 70 },
	form: form(
		page('person', t('Le candidat', 'Кандидатът', 'The candidate'), [
			short('post', t('Fonction', 'Длъжност', 'Post'), 200),
			short('institution', t('Institution', 'Институция', 'Institution'), 200, { identifying: true }),
			choice('branch', t('Branche', 'Област', 'Branch'), [
				['lawyer', t('Avocat', 'Адвокат', 'Lawyer')],
				['judge', t('Juge', 'Съдия', 'Judge')],
				['prosecutor', t('Procureur ou enquêteur', 'Прокурор или следовател', 'Prosecutor or investigating magistrate')],
				['clerk', t('Greffier ou agent de justice', 'Съдебен служител', 'Court clerk or other staff of justice')],
				['civil-service', t('Fonction publique', 'Държавна администрация', 'Civil service')]
			]),
			long('duties', t('Vos attributions', 'Вашите задължения', 'Your duties'), 1500),
			choice(
				'degree',
				t('Plus haut diplôme', 'Най-висока степен на образование', 'Highest degree'),
				[
					['doctorate', t('Doctorat', 'Доктор', 'Doctorate')],
					['bachelor', t('Licence', 'Бакалавър', 'Bachelor')],
					['master', t('Master (Bac + 4 au moins)', 'Магистър', 'Master (four years at least)')]
				],
				{ other: true }
			),
			number('years', t('Années d’expérience', 'Години опит', 'Years of experience'), 0, 50),
			choice('french', t('Niveau de français', 'Ниво по френски език', 'Level of French'), levels),
			choice('english', t('Niveau d’anglais', 'Ниво по английски език', 'Level of English'), [
				['none', t('Aucun', 'Няма', 'None')],
				...levels
			]),
			file('certificate', t('Attestation de langue', 'Удостоверение за език', 'Language certificate'), {
				required: false,
				identifying: true
			})
		]),
		page('stay', t('Le séjour', 'Престоят', 'The stay'), [
			short('title', t('Objet du séjour en une ligne', 'Цел на престоя на един ред', 'The purpose of the stay in one line'), 160),
			choice(
				'host_kind',
				t('Où ?', 'Къде?', 'Where?'),
				[
					['insp', t('INSP (cycles courts)', 'INSP (кратки програми)', 'INSP (short programmes)')],
					[
						'enm',
						t(
							'École nationale de la magistrature',
							'Национално училище за магистрати (ENM)',
							'National School for the Judiciary (ENM)'
						)
					],
					['bar', t('Barreau de Paris', 'Парижка адвокатска колегия', 'Paris Bar')],
					['court', t('Une juridiction (échange EJTN)', 'Съд (обмен на EJTN)', 'A court (EJTN exchange)')],
					['administration', t('Une administration ou une juridiction', 'Администрация или съд', 'An administration or a court')]
				],
				{ other: true }
			),
			short('host', t('Établissement d’accueil et contact', 'Приемаща институция и лице за контакт', 'Host and contact'), 300, {
				identifying: true
			}),
			information(
				'coverage_note',
				t('Ce que la bourse couvre', 'Какво покрива стипендията', 'What the scholarship covers'),
				t(
					'Tous les frais du séjour, sauf le billet d’avion. La bourse ne s’ajoute pas à un contrat de travail en France.',
					'Всички разходи за престоя без самолетния билет. Стипендията не се съчетава с трудов договор във Франция.',
					'All costs of the stay, except the plane ticket. The scholarship cannot be combined with a contract of employment in France.'
				)
			),
			date('from', t('Arrivée souhaitée', 'Желано начало', 'Wished arrival'), { earliest: { of: 'today', days: 60 } }),
			date('until', t('Départ', 'Край', 'Departure'), { earliest: { of: 'from', days: 4 }, latest: { of: 'from', days: 60 } }),
			choice(
				'coverage',
				t('Prise en charge demandée', 'Поискано покритие', 'Coverage asked for'),
				[
					['fees', t('Frais d’inscription', 'Такси за обучение', 'Fees')],
					['allowance', t('Allocation de séjour', 'Средства за престой', 'Subsistence allowance')],
					['travel', t('Déplacements en France', 'Пътуване във Франция', 'Travel within France')],
					['insurance', t('Assurance médicale', 'Медицинска застраховка', 'Medical insurance')]
				],
				{ many: true }
			),
			long('project', t('Votre projet', 'Вашият проект', 'Your project'), 3000),
			long(
				'use',
				t('Ce que votre institution en fera', 'Какво ще направи Вашата институция', 'What your institution will do with it'),
				2000
			),
			long('sharing', t('Comment vous le transmettrez', 'Как ще го споделите', 'How you will pass it on'), 1500)
		]),
		page('papers', t('Pièces et déclarations', 'Документи и декларации', 'Papers and declarations'), [
			file(
				'nomination',
				t(
					'Lettre de nomination signée de votre institution',
					'Подписано писмо за номинация от институцията',
					'Signed nomination letter of your institution'
				),
				{ identifying: true }
			),
			file('cv', t('CV, en français ou en anglais', 'Автобиография на френски или английски', 'CV, in French or English'), {
				types: ['pdf', 'docx', 'odt'],
				identifying: true
			}),
			file('diploma', t('Diplôme', 'Диплома', 'Diploma'), { identifying: true }),
			file(
				'liability',
				t(
					'Assurance de responsabilité professionnelle',
					'Застраховка „Професионална отговорност“',
					'Professional liability insurance'
				),
				{
					showWhen: { field: 'branch', equals: 'lawyer' },
					required: false,
					requiredWhen: { field: 'branch', equals: 'lawyer' },
					identifying: true
				}
			),
			declaration(
				'under_forty',
				t('Âge', 'Възраст', 'Age'),
				t(
					'J’ai 40 ans au plus à la clôture de l’appel.',
					'Към крайния срок на поканата съм на не повече от 40 години.',
					'I am 40 or younger when the call closes.'
				),
				{ showWhen: { field: 'branch', equals: 'lawyer' } }
			),
			file('acceptance', t('Accord de l’établissement d’accueil', 'Съгласие на приемащата институция', 'Agreement of the host'), {
				required: false,
				identifying: true
			}),
			simple('phone', 'phone', t('Téléphone', 'Телефон', 'Phone'), { required: false }),
			declaration(
				'first_time',
				t('Bourse précédente', 'Предишна стипендия', 'Earlier scholarship'),
				t(
					'Je n’ai pas reçu de bourse du gouvernement français depuis trois ans.',
					'Не съм получавал(а) стипендия на френското правителство през последните три години.',
					'I have received no French government scholarship in the last three years.'
				)
			),
			declaration(
				'residence',
				t('Citoyenneté et résidence', 'Гражданство и местоживеене', 'Citizenship and residence'),
				t(
					'Je suis citoyen bulgare, je réside en Bulgarie et je n’ai pas la nationalité française.',
					'Български гражданин съм, живея в България и нямам френско гражданство.',
					'I am a Bulgarian citizen, live in Bulgaria and do not hold French nationality.'
				)
			),
			honour()
		])
	)
}
