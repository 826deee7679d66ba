import {
	activities,
	budget,
	choice,
	date,
	declaration,
	file,
	form,
	honour,
	long,
	number,
	otherFunding,
	page,
	people,
	privacyNote,
	projectCosts,
	short,
	simple,
	t,
	themesField,
	type CallTemplate
} from './parts.ts'

/** Co-financing of an NGO's project: amounts and rates of the French posts' calls in the region, the default grid of the programme. */
export const ngoProjects: CallTemplate = {
	key: 'ngo-projects',
	kind: 'projects',
	name: t(
		'Cofinancement de projets associatifs',
		'Съфинансиране на проекти на граждански организации',
		'Co-financing of NGO projects'
	),
	summary: t(
		'Jusqu’à 5 000 € pour un projet porté par une association ou une fondation de Bulgarie, avec un partenaire français si possible.',
		'До 5 000 € за проект на сдружение или фондация от България, по възможност с френски партньор.',
		'Up to €5,000 for a project of a Bulgarian association or foundation, with a French partner where possible.'
	),
	text: t(
		'Le service cofinance des projets concrets, achevés dans l’année : développement durable, inclusion des publics vulnérables, État de droit et bonne gouvernance.\n\nLe projet a une méthode, un public, des résultats qu’on peut vérifier et une suite. Un partenariat français ou européen et l’appui d’une commune sont des atouts.\n\nUn rapport narratif et financier est remis dans les deux mois qui suivent la fin.',
		'Службата съфинансира конкретни проекти, които приключват в рамките на годината: устойчиво развитие, приобщаване на уязвими групи, върховенство на закона и добро управление.\n\nПроектът има метод, целева група, проверими резултати и продължение. Френско или европейско партньорство и подкрепата на община са предимство.\n\nВ срок от два месеца след края се представят содържателен и финансов отчет.',
		'The service co-finances concrete projects completed within the year: sustainable development, inclusion of vulnerable groups, rule of law and good governance.\n\nThe project has a method, a public, results that can be checked and a future. A French or European partnership and a municipality’s support count in its favour.\n\nA narrative and a financial report are due within two months after the end.'
	),
	priorities: ['sustainable-development', 'inclusion'],
	countries: ['BG'],
	applicant: 'organisation',
	kinds: ['association', 'foundation'],
	blind: false,
	evaluatorsEach: 2,
	mostPerApplicant: 1,
	rules: {
		minGrant: 100_000,
		maxGrant: 500_000,
		maxRate: 8000,
		minOwnRate: 1000,
		maxInKind: { rate: 5000, of: 'own' },
		ineligible: t(
			'Fonctionnement courant, opérations de prestige, secours d’urgence, subventions en cascade, bourses et invitations isolées, célébrations régulières.',
			'Текуща издръжка, представителни прояви, спешна помощ, препредоставяне на средства, отделни стипендии и покани, редовни чествания.',
			'Ordinary running costs, prestige events, emergency aid, sub-grants, single scholarships or invitations, regular celebrations.'
		),
		source: t('Enveloppe de coopération du service', 'Бюджет за сътрудничество на службата', 'The service’s cooperation budget'),
		threshold: 60,
		reserve: 3,
		jury: t(
			'Deux évaluateurs par dossier, sans lien avec les candidats ; un comité propose, le chef de service décide.',
			'Двама оценители на кандидатура, без връзка с кандидатите; комисия предлага, ръководителят на службата решава.',
			'Two evaluators for each application, with no tie to the applicants; a panel proposes, the head of service decides.'
		),
		after: t(
			'Versement à la signature de la convention ; rapport narratif et financier deux mois au plus après la fin.',
			'Плащане при подписване на договора; содържателен и финансов отчет до два месеца след края.',
			'Paid at signature of the agreement; narrative and financial report within two months after the end.'
		)
	},
	lots: [{ title: t('Projets associatifs', 'Проекти на граждански организации', 'NGO projects'), envelopeCents: 3_000_000 }],
	requirements: [
		{
			stage: 'admissibility',
			text: t('Un projet par association.', 'Един проект от организация.', 'One project per NGO.'),
			rule: { name: 'one-per-applicant' },
			rejects: true
		},
		{
			stage: 'admissibility',
			text: t('Les statuts sont joints.', 'Уставът е приложен.', 'The statutes are attached.'),
			rule: { name: 'document', field: 'statutes' },
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
			text: t(
				'Le candidat est une association ou une fondation à but non lucratif.',
				'Кандидатът е сдружение или фондация с нестопанска цел.',
				'The applicant is a non-profit association or foundation.'
			),
			rule: { name: 'kind', kinds: ['association', 'foundation'] },
			rejects: true
		},
		{
			stage: 'eligibility',
			text: t(
				'Le candidat est établi en Bulgarie.',
				'Кандидатът е регистриран в България.',
				'The applicant is established in Bulgaria.'
			),
			rule: { name: 'country', countries: ['BG'] },
			rejects: true
		},
		{
			stage: 'eligibility',
			text: t(
				'Le budget est équilibré et respecte les plafonds.',
				'Бюджетът е балансиран и спазва таваните.',
				'The budget balances and keeps the ceilings.'
			),
			rule: { name: 'budget' },
			rejects: true
		},
		{
			stage: 'eligibility',
			text: t(
				'Les rapports des aides précédentes du service ont été remis.',
				'Отчетите за предишни подкрепи от службата са представени.',
				'The reports on earlier support from the service have been handed in.'
			),
			rejects: true
		},
		{
			stage: 'eligibility',
			text: t(
				'Le projet n’est pas une dépense exclue.',
				'Проектът не е недопустим разход.',
				'The project is not an excluded cost.'
			)
		}
	],
	criteria: [
		{
			title: t('Pertinence', 'Съответствие с приоритетите', 'Relevance'),
			text: t(
				'Le besoin est réel, le projet répond aux priorités de l’appel.',
				'Потребността е реална, проектът отговаря на приоритетите на поканата.',
				'The need is real and the project answers the call’s priorities.'
			),
			weight: 25
		},
		{
			title: t('Méthode', 'Метод', 'Method'),
			text: t(
				'Les activités mènent aux résultats annoncés dans le temps prévu ; les risques sont vus.',
				'Дейностите водят до обявените резултати в предвидения срок; рисковете са отчетени.',
				'The activities lead to the announced results in time; risks are seen.'
			),
			weight: 20
		},
		{
			title: t(
				'Effet sur le public et inclusion',
				'Въздействие върху целевата група и приобщаване',
				'Effect on the public and inclusion'
			),
			text: t(
				'Qui en bénéficie, combien, et comment ils y prennent part.',
				'Кой се ползва, колко души и как участват.',
				'Who benefits, how many, and how they take part.'
			),
			weight: 15
		},
		{
			title: t('Partenariat et apport français', 'Партньорство и френски принос', 'Partnership and French contribution'),
			text: t(
				'Les partenaires ont une vraie part ; l’expertise française est utile au projet.',
				'Партньорите имат реално участие; френският опит е полезен за проекта.',
				'Partners have a real part; French expertise serves the project.'
			),
			weight: 15
		},
		{
			title: t('Durabilité et écologie', 'Устойчивост и екология', 'Sustainability and ecology'),
			text: t(
				'Ce qui reste ensuite ; l’empreinte du projet est pensée.',
				'Какво остава след това; отпечатъкът върху околната среда е обмислен.',
				'What remains afterwards; the footprint has been thought of.'
			),
			weight: 10
		},
		{
			title: t('Budget et rapport coût-efficacité', 'Бюджет и ефективност на разходите', 'Budget and value for money'),
			text: t(
				'Les coûts sont justes, expliqués et à la mesure des résultats.',
				'Разходите са справедливи, обяснени и съразмерни на резултатите.',
				'Costs are fair, explained and in proportion to results.'
			),
			weight: 15
		}
	],
	calendar: { open: 35, committee: 63, notice: 70 },
	form: form(
		page('project', t('Le projet', 'Проектът', 'The project'), [
			short('title', t('Titre du projet', 'Наименование на проекта', 'Title of the project'), 160),
			long('summary', t('Résumé', 'Резюме', 'Summary'), 800),
			themesField(),
			simple('territory', 'place', t('Lieu principal', 'Основно място', 'Main place')),
			date('starts', t('Début', 'Начало', 'Start'), { earliest: { of: 'today', days: 30 } }),
			date('ends', t('Fin', 'Край', 'End'), { earliest: { of: 'starts', days: 1 }, latest: { of: 'starts', days: 365 } })
		]),
		page('content', t('Contenu', 'Съдържание', 'Content'), [
			long('need', t('Quel besoin, pour qui ?', 'Каква е потребността и на кого?', 'What need, and whose?'), 2500),
			number(
				'beneficiaries',
				t('Nombre de bénéficiaires directs', 'Брой преки ползватели', 'Number of direct beneficiaries'),
				1,
				1_000_000
			),
			privacyNote(),
			long('method', t('Comment ferez-vous ?', 'Как ще го направите?', 'How will you do it?'), 3000),
			activities(),
			long(
				'results',
				t('Résultats et façon de les vérifier', 'Резултати и начин за проверка', 'Results and how to check them'),
				2000
			),
			long(
				'risks',
				t('Risques, et ce que vous y ferez', 'Рискове и мерки срещу тях', 'Risks, and what you will do about them'),
				1500
			),
			long('after', t('Ce qui reste après le projet', 'Какво остава след проекта', 'What remains after the project'), 1500)
		]),
		page('partners', t('Partenaires', 'Партньори', 'Partners'), [
			choice(
				'has_partner',
				t(
					'Avez-vous un partenaire français ou européen ?',
					'Имате ли френски или европейски партньор?',
					'Have you a French or European partner?'
				),
				[
					['yes', t('Oui', 'Да', 'Yes')],
					['sought', t('Nous en cherchons un', 'Търсим партньор', 'We are looking for one')],
					['no', t('Non', 'Не', 'No')]
				]
			),
			short('partner', t('Son nom et sa ville', 'Име и град на партньора', 'Its name and town'), 200, {
				showWhen: { field: 'has_partner', equals: 'yes' }
			}),
			long('partner_part', t('Ce qu’il apporte', 'Какво допринася', 'What it brings'), 1500, {
				showWhen: { field: 'has_partner', equals: 'yes' }
			}),
			people('team', t('Équipe du projet', 'Екип на проекта', 'Project team'), 1, 12),
			long(
				'visibility',
				t(
					'Comment le soutien français sera rendu visible',
					'Как ще бъде популяризирана френската подкрепа',
					'How French support will be made visible'
				),
				1000
			)
		]),
		page('budget_page', t('Budget', 'Бюджет', 'Budget'), [
			budget({
				categories: projectCosts,
				minGrant: 100_000,
				maxGrant: 500_000,
				maxRate: 8000,
				minOwnRate: 1000,
				maxInKind: { rate: 5000, of: 'own' }
			}),
			otherFunding(),
			long('budget_note', t('Explications sur le budget', 'Обяснения към бюджета', 'Notes on the budget'), 1500, {
				required: false
			})
		]),
		page('papers', t('Pièces et déclarations', 'Документи и декларации', 'Papers and declarations'), [
			file('statutes', t('Statuts', 'Устав', 'Statutes'), { identifying: true }),
			file('accounts', t('Comptes de la dernière année', 'Финансов отчет за последната година', 'Accounts of the last year'), {
				types: ['pdf', 'xlsx', 'ods'],
				identifying: true
			}),
			file('support', t('Lettres de soutien', 'Писма за подкрепа', 'Letters of support'), {
				required: false,
				maxFiles: 5,
				identifying: true
			}),
			honour(),
			declaration(
				'no_cascade',
				t('Pas de subvention en cascade', 'Без препредоставяне на средства', 'No sub-grants'),
				t(
					'L’aide ne sera pas reversée à d’autres organisations.',
					'Средствата няма да бъдат предоставяни на други организации.',
					'The grant will not be passed on to other organisations.'
				)
			)
		])
	)
}
