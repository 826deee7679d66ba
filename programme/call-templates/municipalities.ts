import type { FormField } from '#engines/forms/definition'
import {
	activities,
	budget,
	choice,
	declaration,
	file,
	form,
	honour,
	long,
	number,
	page,
	people,
	projectCosts,
	short,
	simple,
	t,
	type CallTemplate
} from './parts.ts'

/** Figures instead of adjectives: what was measured before and after. */
const measures = (): FormField => ({
	key: 'measures',
	label: t('Chiffres, avant et après', 'Показатели преди и след', 'Figures, before and after'),
	hint: t(
		'Par exemple : pertes d’eau du réseau en %, tonnes de déchets triées, kWh par mètre carré, trajets à vélo par jour.',
		'Например: загуби на вода в мрежата в %, тонове разделно събрани отпадъци, kWh на квадратен метър, пътувания с велосипед на ден.',
		'For instance: water lost from the network in %, tonnes of waste sorted, kWh per square metre, bicycle journeys a day.'
	),
	required: true,
	kind: 'table',
	minRows: 1,
	maxRows: 12,
	columns: [
		{
			key: 'what',
			label: t('Ce qui est mesuré', 'Какво се измерва', 'What is measured'),
			required: true,
			kind: 'text',
			maxCharacters: 160
		},
		{ key: 'unit', label: t('Unité', 'Мярка', 'Unit'), required: true, kind: 'text', maxCharacters: 40 },
		{ key: 'before', label: t('Avant', 'Преди', 'Before'), required: true, kind: 'number', total: false, decimals: 2 },
		{ key: 'after', label: t('Après', 'След', 'After'), required: true, kind: 'number', total: false, decimals: 2 }
	]
})

/** The five fields of the contest, each with the number of inhabitants that parts its two classes (rules of 2018, facts §1.2). */
const fields: { name: CallTemplate['lots'][number]['title']; size: number }[] = [
	{ name: t('Eau', 'Води', 'Water'), size: 10_000 },
	{ name: t('Déchets', 'Отпадъци', 'Waste'), size: 40_000 },
	{ name: t('Efficacité énergétique', 'Енергийна ефективност', 'Energy efficiency'), size: 40_000 },
	{ name: t('Mobilité urbaine', 'Градска мобилност', 'Urban mobility'), size: 40_000 },
	{ name: t('Espaces publics', 'Обществени пространства', 'Public spaces'), size: 40_000 }
]
type Lot = CallTemplate['lots'][number]
const counted = (locale: string, size: number) => new Intl.NumberFormat(locale).format(size)
/** One winner in each class of each field. */
const under = ({ fr, bg, en }: Lot['title'], size: number): Lot => ({
	title: t(
		`${fr} : moins de ${counted('fr', size)} habitants`,
		`${bg}: под ${counted('bg', size)} жители`,
		`${en}: under ${counted('en-GB', size)} inhabitants`
	),
	places: 1,
	limits: { populationUnder: size }
})
const from = ({ fr, bg, en }: Lot['title'], size: number): Lot => ({
	title: t(
		`${fr} : ${counted('fr', size)} habitants et plus`,
		`${bg}: ${counted('bg', size)} жители и повече`,
		`${en}: ${counted('en-GB', size)} inhabitants and more`
	),
	places: 1,
	limits: { populationFrom: size }
})

/** A contest for municipalities, by field and size, with the published criteria of ECOOBCHTINA 2019. */
export const municipalContest: CallTemplate = {
	key: 'municipal-contest',
	kind: 'contest',
	name: t('Concours des communes', 'Конкурс за общини', 'Contest for municipalities'),
	summary: t(
		'Une réalisation écologique de votre commune, jugée parmi celles de communes de même taille.',
		'Екологично постижение на Вашата община, оценявано сред тези на общини с подобен размер.',
		'An ecological achievement of your municipality, judged among those of municipalities of its size.'
	),
	text: t(
		'Eau, déchets, efficacité énergétique, mobilité, espaces publics : chaque commune de Bulgarie peut présenter une réalisation ou un projet achevé avant la fin de septembre.\n\nLes lauréats envoient deux représentants pour quatre jours d’étude dans deux villes de France. Le jury est composé de personnes compétentes nommées par les organisateurs ; il juge en toute indépendance et ses décisions ne sont pas susceptibles d’appel.',
		'Води, отпадъци, енергийна ефективност, мобилност, обществени пространства: всяка община в България може да представи постижение или проект, завършен до края на септември.\n\nПобедителите изпращат двама представители на четиридневно учебно посещение в два града във Франция. Журито се състои от компетентни лица, посочени от организаторите; то е независимо и решенията му не подлежат на обжалване.',
		'Water, waste, energy efficiency, mobility, public spaces: every municipality of Bulgaria may present an achievement or a project completed before the end of September.\n\nWinners send two representatives on a four-day study visit to two French towns. The jury is made of competent people named by the organisers; it judges independently and its decisions are not open to appeal.'
	),
	priorities: ['sustainable-development'],
	countries: ['BG'],
	applicant: 'organisation',
	kinds: ['local-authority'],
	blind: false,
	evaluatorsEach: 3,
	mostPerApplicant: 3,
	rules: {
		threshold: 50,
		reserve: 1,
		source: t(
			'Service de coopération et partenaires du concours',
			'Службата за сътрудничество и партньорите на конкурса',
			'Cooperation service and partners of the contest'
		),
		jury: t(
			'Trois experts par dossier ; jury indépendant.',
			'Трима експерти на кандидатура; независимо жури.',
			'Three experts for each file; an independent jury.'
		),
		after: t(
			'Prix remis en cérémonie ; l’aide financière, s’il y en a une, est versée après réalisation et rapport.',
			'Наградите се връчват на церемония; финансовата подкрепа, ако има такава, се изплаща след изпълнение и отчет.',
			'Prizes are given at a ceremony; money, where there is any, is paid after implementation and reporting.'
		)
	},
	lots: fields.flatMap(({ name, size }) => [under(name, size), from(name, size)]),
	requirements: [
		{
			stage: 'admissibility',
			text: t(
				'Trois réalisations au plus par commune.',
				'Най-много три постижения от община.',
				'Three achievements at most per municipality.'
			),
			rule: { name: 'one-per-applicant' },
			rejects: true
		},
		{
			stage: 'admissibility',
			text: t('Des photographies sont jointes.', 'Приложени са снимки.', 'Photographs are attached.'),
			rule: { name: 'document', field: 'photographs' },
			rejects: true
		},
		{
			stage: 'eligibility',
			text: t(
				'Le candidat est une commune de Bulgarie.',
				'Кандидатът е българска община.',
				'The applicant is a municipality of Bulgaria.'
			),
			rule: { name: 'kind', kinds: ['local-authority'] },
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
				'La commune a pris part à l’un au moins des séminaires techniques du concours, s’il y en a eu.',
				'Общината е участвала поне в един от техническите семинари на конкурса, ако са проведени такива.',
				'The municipality attended at least one of the contest’s technical seminars, where there were any.'
			)
		},
		{
			stage: 'eligibility',
			text: t(
				'La population correspond à la catégorie.',
				'Населението отговаря на категорията.',
				'The population fits the category.'
			),
			rule: { name: 'population' },
			rejects: true
		}
	],
	criteria: [
		{
			title: t('Résultats', 'Резултати', 'Results'),
			text: t('Ce qui a changé, chiffres à l’appui.', 'Какво се е променило, с данни.', 'What changed, with figures.'),
			weight: 20
		},
		{
			title: t('Innovation', 'Иновативност', 'Innovation'),
			text: t(
				'Ce qui est nouveau ici, et que d’autres peuvent reprendre.',
				'Какво е ново тук и може да бъде приложено от други.',
				'What is new here and others can take up.'
			),
			weight: 15
		},
		{
			title: t(
				'Partenariats, concertation, communication',
				'Партньорства, консултиране и комуникация',
				'Partnerships, consultation, communication'
			),
			text: t(
				'Avec qui, et comment les habitants ont été entendus.',
				'С кого и как са чути жителите.',
				'With whom, and how residents were heard.'
			),
			weight: 20
		},
		{
			title: t('Possibilité de cofinancement', 'Възможност за съфинансиране', 'Possibility of co-financing'),
			text: t(
				'D’autres moyens sont mobilisés ou à portée.',
				'Други средства са привлечени или достъпни.',
				'Other means are raised or within reach.'
			),
			weight: 10
		},
		{
			title: t('Esprit d’initiative', 'Инициативност', 'Proactivity'),
			text: t(
				'La commune est allée au-delà de ses obligations.',
				'Общината е направила повече от задължителното.',
				'The municipality went beyond its duties.'
			),
			weight: 10
		},
		{
			title: t(
				'Faisabilité avant la fin de septembre',
				'Осъществимост до края на септември',
				'Feasibility by the end of September'
			),
			text: t('C’est fait, ou ce le sera à temps.', 'Готово е или ще бъде навреме.', 'It is done, or will be in time.'),
			weight: 10
		},
		{
			title: t('Publicité dans les médias locaux', 'Популяризиране в местните медии', 'Publicity in local media'),
			text: t(
				'Le projet et le concours sont connus sur place.',
				'Проектът и конкурсът са познати на място.',
				'Project and contest are known locally.'
			),
			weight: 10
		},
		{
			title: t('Petits villages (kmetstva)', 'Кметства', 'Small settlements (kmetstva)'),
			text: t(
				'Un atout : tous les points lorsque le projet se tient dans un kmetstvo, aucun sinon.',
				'Предимство: всички точки, ако проектът се изпълнява в кметство, иначе нито една.',
				'An advantage: every point when the project is in a kmetstvo, none otherwise.'
			),
			weight: 5
		}
	],
	calendar: { open: 76, committee: 140, notice: 160 },
	form: form(
		page('achievement', t('La réalisation', 'Постижението', 'The achievement'), [
			short('title', t('Titre', 'Наименование', 'Title'), 160),
			simple('territory', 'municipality', t('Commune', 'Община', 'Municipality'), { identifying: true }),
			// To the last inhabitant it is a name; the lot says the size.
			number('population', t('Habitants', 'Брой жители', 'Inhabitants'), 1, 2_000_000, { identifying: true }),
			choice(
				'settlement',
				t(
					'Le projet se tient-il dans un petit village (kmetstvo) ?',
					'Проектът изпълнява ли се в кметство?',
					'Is the project in a small settlement (kmetstvo)?'
				),
				[
					['yes', t('Oui', 'Да', 'Yes')],
					['no', t('Non', 'Не', 'No')]
				]
			),
			long('description', t('Description', 'Описание', 'Description'), 3000),
			long('results', t('Résultats mesurés', 'Измерени резултати', 'Measured results'), 2000),
			measures()
		]),
		page('work', t('Le travail', 'Работата', 'The work'), [
			activities(),
			long('innovation', t('Ce qui est nouveau', 'Какво е новото', 'What is new'), 1500),
			long('consultation', t('Partenaires et concertation', 'Партньори и консултиране', 'Partners and consultation'), 2000),
			long('media', t('Publicité', 'Популяризиране', 'Publicity'), 1000, { required: false }),
			people(
				'delegates',
				t('Représentants pour le voyage d’étude', 'Представители за учебното посещение', 'Representatives for the study visit'),
				2,
				2
			)
		]),
		page('money', t('Moyens', 'Средства', 'Means'), [
			budget({ categories: projectCosts }),
			long(
				'cofinancing',
				t('Autres moyens mobilisés ou à portée', 'Други привлечени или достъпни средства', 'Other means raised or within reach'),
				1000
			)
		]),
		page('papers', t('Pièces et déclarations', 'Документи и декларации', 'Papers and declarations'), [
			file('photographs', t('Photographies', 'Снимки', 'Photographs'), { types: ['jpeg', 'png', 'pdf'], maxFiles: 10 }),
			declaration(
				'photo_rights',
				t('Droits sur les photographies', 'Права върху снимките', 'Rights to the photographs'),
				t(
					'La commune peut les faire publier avec le nom de leur auteur, et les personnes qu’on y reconnaît ont donné leur accord.',
					'Общината има право снимките да се публикуват с името на автора; разпознаваемите на тях лица са дали съгласие.',
					'The municipality may have them published with their author’s name, and the people recognisable in them have agreed.'
				)
			),
			file('mandate', t('Lettre du maire', 'Писмо от кмета', 'Letter of the mayor'), { identifying: true }),
			honour()
		])
	)
}
