import type { Localized } from '#platform/i18n'
import type { InEveryLanguage } from '../shape.ts'

/** A fictional project of fictional organisations (`demo/organisations`), in real places. */
export type DemoProject = {
	key: string
	service: string
	/** Keys of organisations, the lead first. */
	partners: { organisation: string; role: 'lead' | 'partner' | 'host' | 'expert' | 'funder' }[]
	themes: string[]
	/** Besides those of the partners. */
	territories?: string[]
	from: string
	until: string
	title: InEveryLanguage
	summary: InEveryLanguage
	objectives: Localized
	activities: { on: string; title: InEveryLanguage }[]
}

type Text = [fr: string, bg: string, en: string]
const text = ([fr, bg, en]: Text): InEveryLanguage => ({ fr, bg, en })

type Kind = 'visit' | 'workshop' | 'mission' | 'conference' | 'training' | 'guide' | 'opening'
const kinds: Record<Kind, Text> = {
	visit: ['Visite d’études en France', 'Учебно посещение във Франция', 'Study visit to France'],
	workshop: ['Atelier de travail en Bulgarie', 'Работна среща в България', 'Working session in Bulgaria'],
	mission: ['Mission d’experts', 'Експертна мисия', 'Expert mission'],
	conference: ['Conférence de restitution', 'Заключителна конференция', 'Closing conference'],
	training: ['Formation des équipes', 'Обучение на екипите', 'Training of the teams'],
	guide: ['Publication d’un guide pratique', 'Издаване на практическо ръководство', 'Publication of a practical guide'],
	opening: ['Réunion de lancement', 'Начална среща', 'Opening meeting']
}
const on = (day: string, kind: Kind) => ({ on: day, title: text(kinds[kind]) })

const project = (
	key: string,
	[from, until]: [string, string],
	[lead, ...others]: string[],
	themes: string[],
	[title, summary, objectives]: [Text, Text, Text],
	activities: DemoProject['activities'],
	service = 'cit'
): DemoProject => ({
	key,
	service,
	partners: [
		{ organisation: lead!, role: 'lead' },
		...others.map((organisation) => ({ organisation, role: 'partner' as const }))
	],
	themes,
	from,
	until,
	title: text(title),
	summary: text(summary),
	objectives: text(objectives),
	activities
})

/** What the fictional organisations do together, the latest first. */
export const demoProjects: DemoProject[] = [
	project(
		'leaks',
		['2026-02-01', '2027-12-31'],
		['danube-municipality', 'agence-bassin', 'hydralis'],
		['water', 'public-finance', 'eu-funds'],
		[
			['Moins de fuites à Dunavgrad', 'По-малко течове в Дунавград', 'Fewer leaks in Dunavgrad'],
			[
				'Une commune du Danube perd la moitié de son eau. Avec une agence de bassin française, elle mesure, répare et apprend à tenir son réseau.',
				'Крайдунавска община губи половината от водата си. Заедно с френска басейнова агенция тя измерва, ремонтира и се учи да поддържа мрежата си.',
				'A Danube municipality loses half of its water. With a French basin agency it measures, mends and learns to keep its network.'
			],
			[
				'Ramener les pertes de 52 % à 35 % en deux ans.\n\nFormer six agents à la recherche de fuites et poser quarante compteurs de secteur, dont les relevés seront publiés chaque trimestre.',
				'Загубите да спаднат от 52 % на 35 % за две години.\n\nДа бъдат обучени шестима служители за откриване на течове и поставени четиридесет зонови водомера, чиито данни ще се публикуват всяко тримесечие.',
				'To bring losses down from 52% to 35% in two years.\n\nTo train six employees in finding leaks and to fit forty district meters, whose readings will be published every quarter.'
			]
		],
		[on('2026-03-10', 'opening'), on('2026-06-08', 'visit'), on('2027-10-14', 'conference')]
	),
	project(
		'school-mediators',
		['2026-01-15', '2027-06-30'],
		['plovdiv-mobile-school', 'fondation-ecoles'],
		['early-school-leaving', 'child-protection', 'youth'],
		[
			['Revenir à l’école', 'Обратно в училище', 'Back to school'],
			[
				'Des médiateurs vont chercher les enfants qui ont quitté l’école à Plovdiv et accompagnent leurs familles jusqu’à la fin de l’année.',
				'Медиатори откриват деца от Пловдив, напуснали училище, и подкрепят семействата им до края на учебната година.',
				'Mediators look for children in Plovdiv who have left school and stay with their families until the end of the year.'
			],
			[
				'Que cent vingt enfants retrouvent une classe et y restent.\n\nÉchanger avec les équipes françaises de prévention du décrochage, et laisser à la ville un service qui dure.',
				'Сто и двадесет деца да се върнат в клас и да останат там.\n\nДа се обмени опит с френските екипи за превенция на отпадането и градът да запази трайна услуга.',
				'That a hundred and twenty children go back to a class and stay there.\n\nTo exchange with French teams against early leaving, and to leave the town a lasting service.'
			]
		],
		[on('2026-02-12', 'opening'), on('2026-04-20', 'training'), on('2026-11-05', 'visit')]
	),
	project(
		'clear-markets',
		['2025-10-01', '2027-09-30'],
		['clear-file', 'integrity-agency', 'ecole-droit-public'],
		['anti-corruption', 'public-procurement', 'open-data'],
		[
			['Des marchés publics lisibles', 'Разбираеми обществени поръчки', 'Public contracts one can read'],
			[
				'Journalistes, juristes et fonctionnaires construisent ensemble des alertes sur les marchés publics, à partir de données ouvertes.',
				'Журналисти, юристи и служители създават заедно сигнали за обществените поръчки въз основа на отворени данни.',
				'Journalists, lawyers and officials build alerts on public contracts together, from open data.'
			],
			[
				'Publier douze indicateurs de risque, vérifiables par tous.\n\nFormer trente journalistes locaux et vingt acheteurs publics à les lire, et en tirer des recommandations.',
				'Да се публикуват дванадесет показателя за риск, които всеки може да провери.\n\nДа се обучат тридесет местни журналисти и двадесет възложители и да се изготвят препоръки.',
				'To publish twelve indicators of risk that anyone can verify.\n\nTo train thirty local journalists and twenty public buyers to read them, and to draw recommendations.'
			]
		],
		[on('2025-11-18', 'opening'), on('2026-05-21', 'workshop'), on('2027-03-11', 'guide')]
	),
	project(
		'compost',
		['2025-04-01', '2026-12-31'],
		['mountain-municipality', 'deux-vallees'],
		['waste', 'environmental-education', 'local-government'],
		[
			['Le compost de Planinets', 'Компостът на Планинец', 'The compost of Planinets'],
			[
				'Une petite commune du Balkan organise le compostage de quartier avec l’aide d’une intercommunalité de l’Isère.',
				'Малка балканска община въвежда квартално компостиране с помощта на сдружение на общини от Изер.',
				'A small Balkan municipality sets up neighbourhood composting with the help of French municipalities.'
			],
			[
				'Détourner de la décharge 300 tonnes de biodéchets par an.\n\nÉquiper douze quartiers et former dans chacun deux habitants référents.',
				'Да не се депонират 300 тона биоотпадъци годишно.\n\nДа се оборудват дванадесет квартала и във всеки да се обучат по двама отговорници.',
				'To keep 300 tonnes of organic waste a year from the tip.\n\nTo equip twelve neighbourhoods and to train two residents in each.'
			]
		],
		[on('2025-05-14', 'visit'), on('2025-09-23', 'training'), on('2026-10-08', 'guide')]
	),
	project(
		'family-mediation',
		['2025-02-01', '2026-07-31'],
		['regional-court', 'magistrates-school', 'ecole-droit-public'],
		['justice', 'child-protection', 'rule-of-law'],
		[
			['La médiation avant le jugement', 'Медиация преди съдебното решение', 'Mediation before judgment'],
			[
				'Un tribunal pilote propose aux familles une médiation gratuite et forme ses greffiers à l’accueil des enfants.',
				'Пилотен съд предлага на семействата безплатна медиация и обучава служителите си как да посрещат децата.',
				'A pilot court offers families free mediation and trains its clerks to receive children.'
			],
			[
				'Qu’une affaire familiale sur quatre soit tentée en médiation.\n\nRédiger avec l’École des magistrats un module qui reste au programme.',
				'При едно от всеки четири семейни дела да се опита медиация.\n\nСъвместно с Института на магистрата да се създаде постоянен учебен модул.',
				'That one family case in four tries mediation.\n\nTo write a module with the School of Magistrates that stays in its courses.'
			]
		],
		[on('2025-03-06', 'opening'), on('2025-06-16', 'visit'), on('2026-06-11', 'conference')]
	),
	project(
		'coast',
		['2024-09-01', '2026-08-31'],
		['black-sea-municipality', 'black-sea-university', 'atelier-territoires'],
		['climate-adaptation', 'biodiversity', 'urban-planning'],
		[
			['Un littoral qui s’adapte', 'Бряг, който се приспособява', 'A coast that adapts'],
			[
				'Morska redessine son bord de mer avec ses habitants, pour laisser reculer la plage et garder la dune.',
				'Морска преустройва крайбрежието си заедно с жителите, така че плажът да се отдръпва, а дюната да остане.',
				'Morska redraws its seafront with its inhabitants, to let the beach retreat and keep the dune.'
			],
			[
				'Adopter un plan d’adaptation pour 2050, fondé sur des mesures faites par l’université.\n\nRestaurer un premier kilomètre de dune.',
				'Да се приеме план за адаптация до 2050 г., основан на измервания на университета.\n\nДа се възстанови първият километър дюна.',
				'To adopt an adaptation plan for 2050, founded on the university’s measurements.\n\nTo restore a first kilometre of dune.'
			]
		],
		[on('2024-10-17', 'opening'), on('2025-05-26', 'mission'), on('2026-06-18', 'conference')]
	),
	project(
		'safe-houses',
		['2024-06-01', '2025-11-30'],
		['safe-house-burgas', 'main-tendue'],
		['violence-against-women', 'gender-equality', 'housing'],
		[
			['Un toit, puis un chez-soi', 'Покрив, а после и дом', 'A roof, then a home'],
			[
				'À Bourgas, les femmes accueillies en urgence trouvent ensuite un logement accompagné, sur le modèle d’une association du Nord.',
				'В Бургас жените, настанени по спешност, намират след това защитено жилище по модела на сдружение от Северна Франция.',
				'In Burgas, women received in an emergency then find supported housing, as an association of northern France does.'
			],
			[
				'Ouvrir huit logements et accompagner quarante familles.\n\nFormer policiers et travailleurs sociaux à un premier accueil commun.',
				'Да се открият осем жилища и да се подкрепят четиридесет семейства.\n\nПолицаи и социални работници да се обучат за общо първо посрещане.',
				'To open eight homes and support forty families.\n\nTo train police officers and social workers in a common first reception.'
			]
		],
		[on('2024-07-04', 'opening'), on('2024-11-25', 'training'), on('2025-10-23', 'conference')]
	),
	project(
		'one-counter',
		['2024-03-01', '2025-12-31'],
		['district-administration', 'direction-modernisation'],
		['public-administration', 'digital-administration'],
		[
			['Un seul guichet dans le district', 'Едно гише в областта', 'One counter in the district'],
			[
				'Le district des Collines ouvre des maisons de services où l’on fait toutes ses démarches, avec quelqu’un pour aider.',
				'Областна администрация „Хълмове“ открива центрове, където всичко се върши на едно място и има кой да помогне.',
				'The Hills District opens service houses where everything can be done in one place, with somebody to help.'
			],
			[
				'Six maisons de services dans des communes de moins de 5 000 habitants.\n\nRéduire de moitié les déplacements vers le chef-lieu.',
				'Шест центъра в общини с под 5000 жители.\n\nПътуванията до областния град да намалеят наполовина.',
				'Six service houses in municipalities of fewer than 5,000 people.\n\nTo halve the journeys to the district town.'
			]
		],
		[on('2024-04-09', 'visit'), on('2025-02-20', 'training'), on('2025-11-13', 'conference')]
	),
	project(
		'bilingual-climate',
		['2023-09-01', '2026-06-30'],
		['bilingual-school', 'fondation-ecoles'],
		['environmental-education', 'youth'],
		[
			['Le climat en deux langues', 'Климатът на два езика', 'The climate in two languages'],
			[
				'Des lycéens de Haskovo et de Nouvelle-Aquitaine mesurent l’air de leur ville et en parlent, en français et en bulgare.',
				'Ученици от Хасково и Нова Аквитания измерват въздуха в градовете си и говорят за него на френски и български.',
				'Pupils of Haskovo and Nouvelle-Aquitaine measure the air of their towns and talk about it in French and Bulgarian.'
			],
			[
				'Vingt stations de mesure construites par les élèves.\n\nUn échange de classes chaque année et un dossier pédagogique ouvert à toutes les écoles.',
				'Двадесет измервателни станции, построени от учениците.\n\nОбмен на класове всяка година и учебни материали, отворени за всички училища.',
				'Twenty measuring stations built by pupils.\n\nAn exchange of classes every year and teaching material open to all schools.'
			]
		],
		[on('2023-10-12', 'opening'), on('2024-05-13', 'visit'), on('2025-05-19', 'workshop')],
		'education-language'
	),
	project(
		'retrofit',
		['2023-05-01', '2025-04-30'],
		['vallee-claire', 'danube-municipality', 'atelier-territoires'],
		['energy-efficiency', 'sustainable-city', 'decentralised-cooperation'],
		[
			['Des écoles bien chauffées', 'Топли училища', 'Schools kept warm'],
			[
				'Deux communes jumelles rénovent chacune une école et comparent, mois après mois, ce qu’elles économisent.',
				'Две побратимени общини обновяват по едно училище и всеки месец сравняват какво са спестили.',
				'Two twin municipalities each renovate a school and compare what they save, month after month.'
			],
			[
				'Diviser par deux la consommation de deux bâtiments.\n\nÉcrire un cahier des charges type pour les petites communes des deux pays.',
				'Потреблението на две сгради да намалее наполовина.\n\nДа се напише примерно задание за малките общини в двете страни.',
				'To halve the consumption of two buildings.\n\nTo write standard specifications for small municipalities of both countries.'
			]
		],
		[on('2023-06-07', 'opening'), on('2024-03-12', 'mission'), on('2025-04-10', 'guide')]
	),
	project(
		'health-mediators',
		['2023-02-01', '2024-12-31'],
		['two-banks', 'main-tendue'],
		['health-mediation', 'roma-inclusion', 'social-inclusion'],
		[
			['La santé à la porte', 'Здраве пред прага', 'Health at the door'],
			[
				'Des médiatrices en santé vont de maison en maison dans les quartiers de Vratsa, avec la méthode d’équipes mobiles françaises.',
				'Здравни медиаторки обикалят домовете в кварталите на Враца по метода на френски подвижни екипи.',
				'Health mediators go from house to house in the neighbourhoods of Vratsa, as French mobile teams do.'
			],
			[
				'Mille deux cents personnes rencontrées, dont la moitié sans médecin au départ.\n\nConvenir avec la commune de garder quatre postes de médiatrice.',
				'Хиляда и двеста срещи с хора, половината от които първоначално без личен лекар.\n\nДоговорка с общината да запази четири места за медиаторки.',
				'Twelve hundred people met, half of them without a doctor at first.\n\nTo agree with the municipality on keeping four posts of mediator.'
			]
		],
		[on('2023-03-02', 'opening'), on('2023-10-09', 'visit'), on('2024-11-28', 'conference')]
	),
	project(
		'young-lawyers',
		['2022-10-01', '2024-03-31'],
		['young-bar', 'ecole-droit-public'],
		['justice', 'fundamental-rights'],
		[
			['Le droit près de chez soi', 'Правото близо до дома', 'Law close to home'],
			[
				'De jeunes avocats tiennent des permanences gratuites dans six communes du Danube et s’y forment auprès de confrères français.',
				'Млади адвокати дават безплатни консултации в шест дунавски общини и се учат от френски колеги.',
				'Young lawyers hold free consultations in six Danube municipalities and learn from French colleagues.'
			],
			[
				'Huit cents consultations en dix-huit mois.\n\nUn guide des droits en langage clair, tiré des questions posées.',
				'Осемстотин консултации за осемнадесет месеца.\n\nРъководство за правата на ясен език, съставено от зададените въпроси.',
				'Eight hundred consultations in eighteen months.\n\nA guide to rights in plain language, made of the questions asked.'
			]
		],
		[on('2022-11-10', 'opening'), on('2023-06-19', 'training'), on('2024-03-14', 'guide')]
	),
	project(
		'iskar',
		['2022-04-01', '2023-12-31'],
		['green-iskar', 'agence-bassin'],
		['water', 'biodiversity', 'civil-society'],
		[
			['Les sentinelles de l’Iskar', 'Пазителите на Искър', 'The watch on the Iskar'],
			[
				'Des habitants relèvent chaque semaine la qualité de la rivière ; une agence de bassin valide leurs mesures.',
				'Жители измерват всяка седмица качеството на реката, а басейнова агенция потвърждава данните им.',
				'Inhabitants record the quality of the river every week; a basin agency validates their measurements.'
			],
			[
				'Quinze points de mesure, soixante bénévoles formés.\n\nDes données publiques, reconnues par l’administration.',
				'Петнадесет точки за измерване и шестдесет обучени доброволци.\n\nПублични данни, признати от администрацията.',
				'Fifteen points of measurement and sixty trained volunteers.\n\nPublic data that the administration recognises.'
			]
		],
		[on('2022-05-05', 'training'), on('2022-10-03', 'visit'), on('2023-11-16', 'conference')]
	),
	project(
		'wool',
		['2022-01-01', '2023-06-30'],
		['rhodope-cooperative', 'chambre-echanges'],
		['social-economy', 'disability', 'employment'],
		[
			['La laine des Rhodopes', 'Родопската вълна', 'Wool of the Rhodopes'],
			[
				'Une coopérative qui emploie des personnes handicapées trouve des clients en France et apprend à vendre au loin.',
				'Кооперация, в която работят хора с увреждания, намира клиенти във Франция и се учи да продава надалеч.',
				'A cooperative that employs disabled people finds customers in France and learns to sell far away.'
			],
			[
				'Douze emplois durables.\n\nTrois distributeurs français, et un atelier aux normes.',
				'Дванадесет трайни работни места.\n\nТрима френски дистрибутори и ателие, отговарящо на изискванията.',
				'Twelve lasting jobs.\n\nThree French distributors, and a workshop up to standard.'
			]
		],
		[on('2022-02-17', 'opening'), on('2022-09-12', 'mission'), on('2023-05-25', 'conference')],
		'ser'
	),
	project(
		'plain-union',
		['2021-05-01', '2022-12-31'],
		['thracian-municipalities', 'deux-vallees'],
		['local-government', 'eu-funds', 'public-finance'],
		[
			['Des communes qui s’unissent', 'Общини, които се обединяват', 'Municipalities that join forces'],
			[
				'Onze communes de la plaine de Thrace partagent un service de projets européens, comme le font les intercommunalités françaises.',
				'Единадесет общини от Тракийската равнина създават обща служба за европейски проекти, както правят френските сдружения на общини.',
				'Eleven municipalities of the Thracian plain share an office for European projects, as French ones do.'
			],
			[
				'Un service commun de cinq personnes.\n\nDix dossiers déposés ensemble, dont quatre financés.',
				'Обща служба от петима души.\n\nДесет съвместни проектни предложения, четири от които финансирани.',
				'A shared office of five people.\n\nTen applications filed together, four of them funded.'
			]
		],
		[on('2021-06-10', 'visit'), on('2022-02-15', 'workshop'), on('2022-12-06', 'guide')]
	),
	project(
		'local-radio',
		['2021-02-01', '2022-01-31'],
		['local-radio', 'clear-file'],
		['media-freedom', 'civil-society'],
		[
			['La radio de Vidin raconte la commune', 'Радио Видин разказва общината', 'Vidin’s radio tells of the town'],
			[
				'Une radio locale apprend à suivre le budget communal et à l’expliquer chaque mois à ses auditeurs.',
				'Местно радио се учи да проследява общинския бюджет и всеки месец да го обяснява на слушателите си.',
				'A local radio learns to follow the municipal budget and to explain it to its listeners every month.'
			],
			[
				'Douze émissions, reprises par cinq stations.\n\nUne méthode que d’autres rédactions peuvent suivre.',
				'Дванадесет предавания, излъчени от пет станции.\n\nМетод, който и други редакции могат да следват.',
				'Twelve programmes, taken up by five stations.\n\nA method that other newsrooms can follow.'
			]
		],
		[on('2021-03-04', 'training'), on('2022-01-20', 'guide')]
	),
	project(
		'buses',
		['2020-09-01', '2022-06-30'],
		['black-sea-municipality', 'deux-vallees'],
		['mobility', 'air-quality', 'tourism'],
		[
			['Le bus du bord de mer', 'Крайморският автобус', 'The seaside bus'],
			[
				'L’été, Morska décuple de population. Une ligne de bus, des vélos et un parc relais remplacent les embouteillages.',
				'През лятото населението на Морска нараства десетократно. Автобусна линия, велосипеди и буферен паркинг заменят задръстванията.',
				'In summer Morska has ten times its people. A bus line, bicycles and a park-and-ride replace the traffic jams.'
			],
			[
				'Transporter 200 000 voyageurs par saison.\n\nFermer le front de mer aux voitures, de juin à septembre.',
				'Да се превозват 200 000 пътници на сезон.\n\nКрайбрежната алея да бъде затворена за автомобили от юни до септември.',
				'To carry 200,000 passengers a season.\n\nTo close the seafront to cars from June to September.'
			]
		],
		[on('2020-10-15', 'mission'), on('2021-06-01', 'opening'), on('2022-06-09', 'conference')]
	),
	project(
		'young-mothers',
		['2020-02-01', '2021-07-31'],
		['open-door', 'main-tendue'],
		['early-childhood', 'social-inclusion', 'employment'],
		[
			['Jeunes mères, premier emploi', 'Млади майки, първа работа', 'Young mothers, first job'],
			[
				'À Sliven, une crèche et une formation ouvrent le même jour : les mères apprennent un métier pendant que les enfants jouent.',
				'В Сливен ясла и курс отварят врати в един ден: майките учат занаят, докато децата играят.',
				'In Sliven a nursery and a course open on the same day: mothers learn a trade while the children play.'
			],
			[
				'Soixante jeunes mères formées, trente-cinq en emploi.\n\nUne crèche reprise par la commune.',
				'Шестдесет обучени млади майки, от които тридесет и пет започнали работа.\n\nЯсла, поета от общината.',
				'Sixty young mothers trained, thirty-five in work.\n\nA nursery taken over by the municipality.'
			]
		],
		[on('2020-03-03', 'opening'), on('2021-07-01', 'conference')]
	),
	project(
		'city-contracts',
		['2019-10-01', '2021-03-31'],
		['public-works-ministry', 'atelier-territoires', 'direction-modernisation'],
		['urban-planning', 'housing', 'local-government'],
		[
			['Réparer les grands ensembles', 'Обновяване на панелните квартали', 'Mending the housing estates'],
			[
				'Un ministère prépare, avec des urbanistes français, un programme pour les quartiers de panneaux préfabriqués.',
				'Министерство подготвя с френски урбанисти програма за панелните квартали.',
				'A ministry prepares a programme for prefabricated estates with French town planners.'
			],
			[
				'Trois quartiers pilotes, choisis avec leurs habitants.\n\nUn programme national fondé sur ce qu’ils auront appris.',
				'Три пилотни квартала, избрани заедно с жителите им.\n\nНационална програма, основана на наученото от тях.',
				'Three pilot estates, chosen with their inhabitants.\n\nA national programme founded on what they learn.'
			]
		],
		[on('2019-11-07', 'visit'), on('2020-06-16', 'workshop'), on('2021-03-18', 'guide')]
	),
	project(
		'civil-protection',
		['2019-03-01', '2020-09-30'],
		['district-administration', 'vallee-claire'],
		['civil-protection', 'climate-adaptation'],
		[
			['Prêts avant la crue', 'Готови преди наводнението', 'Ready before the flood'],
			[
				'Un district bulgare et une ville de la Drôme comparent leurs plans de secours et s’exercent ensemble.',
				'Българска област и град от Дром сравняват аварийните си планове и провеждат общи учения.',
				'A Bulgarian district and a French town compare their emergency plans and train together.'
			],
			[
				'Un plan de sauvegarde dans dix communes.\n\nDeux exercices grandeur nature, et des sirènes que tout le monde entend.',
				'План за защита в десет общини.\n\nДве учения в реални условия и сирени, които всички чуват.',
				'A safety plan in ten municipalities.\n\nTwo full-scale exercises, and sirens that everybody hears.'
			]
		],
		[on('2019-04-11', 'opening'), on('2019-10-17', 'training'), on('2020-09-10', 'conference')]
	)
]
