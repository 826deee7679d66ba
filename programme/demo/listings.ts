import type { Localized } from '#platform/i18n'

/** A fictional offer or need of a fictional organisation (`demo/organisations`). */
export type DemoListing = {
	side: 'offer' | 'need'
	/** Key of the organisation. */
	organisation: string
	status: 'draft' | 'submitted' | 'published'
	kinds: string[]
	themes: string[]
	languages: string[]
	/** Null for anywhere in the organisation's country. */
	territory: string | null
	anonymous: boolean
	/** How long ago it was published, in days. */
	age: number
	title: Localized
	text: Localized
}

type About = Pick<DemoListing, 'kinds' | 'themes' | 'languages' | 'territory'> & Partial<DemoListing>

const listing =
	(side: DemoListing['side']) =>
	(
		organisation: string,
		about: About,
		fr: [string, string],
		bg: [string, string] | null,
		en?: [string, string]
	): DemoListing => ({
		side,
		organisation,
		status: 'published',
		anonymous: false,
		age: 10,
		...about,
		title: { fr: fr[0], ...(bg && { bg: bg[0] }), ...(en && { en: en[0] }) },
		text: { fr: fr[1], ...(bg && { bg: bg[1] }), ...(en && { en: en[1] }) }
	})
const need = listing('need')
const offer = listing('offer')

/** What the fictional organisations seek and give, the newest first. */
export const demoListings: DemoListing[] = [
	need(
		'danube-municipality',
		{
			kinds: ['study-visit-guest', 'expert-mission'],
			themes: ['sanitation', 'water', 'public-finance'],
			languages: ['bg', 'fr', 'en'],
			territory: null,
			age: 2
		},
		[
			'Cherchons une commune qui gère elle-même son assainissement',
			'Notre commune de 11 000 habitants doit raccorder trois villages du Danube à une station d’épuration. Nous voudrions voir comment une collectivité de même taille exploite la sienne, fixe ses tarifs et forme ses agents.\n\nUne visite de trois jours pour quatre personnes, puis une mission d’expertise chez nous au printemps.'
		],
		[
			'Търсим община, която сама стопанисва канализацията си',
			'Общината ни с 11 000 жители трябва да свърже три крайдунавски села към пречиствателна станция. Бихме искали да видим как община с подобна големина стопанисва своята, определя цените и обучава служителите си.\n\nТридневно посещение за четирима души, а напролет – експертна мисия при нас.'
		]
	),
	offer(
		'agence-bassin',
		{
			kinds: ['expert-mission', 'training'],
			themes: ['water', 'sanitation', 'climate-adaptation'],
			languages: ['fr', 'en'],
			territory: 'FRJ23',
			age: 3
		},
		[
			'Deux ingénieurs disponibles pour l’assainissement des petites communes',
			'L’agence met à disposition deux ingénieurs, dix jours par an, auprès de collectivités de moins de 20 000 habitants : diagnostic du réseau, choix d’une filière d’épuration, plan de financement.\n\nLes frais de déplacement peuvent être pris en charge la première année.'
		],
		[
			'Двама инженери за канализацията на малки общини',
			'Агенцията предоставя двама инженери за десет дни годишно на общини с под 20 000 жители: диагностика на мрежата, избор на технология за пречистване, план за финансиране.\n\nПрез първата година пътните разходи могат да бъдат поети.'
		],
		[
			'Two engineers available for the waste water of small towns',
			'The agency lends two engineers, ten days a year, to local authorities of fewer than 20,000 people: diagnosis of the network, choice of a treatment process, financing plan. Travel can be paid for in the first year.'
		]
	),
	need(
		'mountain-municipality',
		{
			kinds: ['project-partner', 'expert-mission'],
			themes: ['energy-efficiency', 'public-spaces', 'heritage'],
			languages: ['bg', 'fr'],
			territory: 'GAB05',
			age: 4
		},
		[
			'Rénover une école de 1936 sans perdre sa façade',
			'Planinets prépare la rénovation énergétique d’une école classée. Nous cherchons une commune qui a mené un chantier semblable et accepterait de relire notre cahier des charges, puis de déposer avec nous un projet commun.'
		],
		[
			'Да обновим училище от 1936\u00a0г., без да загубим фасадата му',
			'Планинец подготвя енергийно обновяване на училище – паметник на културата. Търсим община, която е минала през подобен ремонт и би прегледала заданието ни, а после би подала с нас общ проект.'
		]
	),
	offer(
		'vallee-claire',
		{
			kinds: ['study-visit-host', 'twinning'],
			themes: ['waste', 'environmental-education', 'local-government'],
			languages: ['fr', 'en'],
			territory: 'FRK24',
			age: 5
		},
		[
			'Venez voir notre collecte des biodéchets, du composteur au champ',
			'Vallée-Claire collecte les biodéchets de 9 000 habitants depuis quatre ans. Nous accueillons des élus et des agents bulgares deux ou trois jours, chez l’habitant si vous le souhaitez, et nous aimerions que la visite débouche sur un jumelage.'
		],
		[
			'Елате да видите събирането на биоотпадъци – от компостера до нивата',
			'Вале Клер събира биоотпадъците на 9000 жители от четири години. Посрещаме за два-три дни български общинари и служители, при желание – в семейства, и бихме се радвали посещението да прерасне в побратимяване.'
		]
	),
	need(
		'black-sea-municipality',
		{
			kinds: ['expert-mission', 'european-consortium'],
			themes: ['climate-adaptation', 'civil-protection', 'tourism'],
			languages: ['bg', 'en'],
			territory: 'BG331',
			age: 6
		},
		[
			'Un littoral qui recule : qui a déjà déplacé un front de mer ?',
			'Trois kilomètres de côte reculent de près d’un mètre par an. Nous cherchons l’expérience d’une commune littorale française qui a reculé des équipements touristiques, et des partenaires pour un dossier européen sur l’adaptation.'
		],
		[
			'Брегът ни отстъпва: кой вече е премествал крайбрежна зона?',
			'Три километра от брега отстъпват с почти метър годишно. Търсим опита на френска крайморска община, която е изместила туристически съоръжения навътре, и партньори за европейски проект за адаптация.'
		],
		[
			'A retreating shore: who has already moved a seafront?',
			'Three kilometres of our coast retreat by almost a metre a year. We seek the experience of a French coastal town that has moved tourist facilities inland, and partners for a European project on adaptation.'
		]
	),
	offer(
		'reseau-rivages',
		{
			kinds: ['european-consortium', 'project-partner'],
			themes: ['climate-adaptation', 'biodiversity', 'eu-funds'],
			languages: ['fr', 'en', 'bg'],
			territory: null,
			age: 7
		},
		[
			'Un réseau de rivages cherche des membres pour un consortium LIFE',
			'Nous réunissons douze collectivités de quatre mers. Il nous manque un partenaire de la mer Noire pour un dossier LIFE sur les dunes et les herbiers. Nous portons le secrétariat et écrivons la demande ; vous apportez un site et un agent à mi-temps.'
		],
		[
			'Мрежа от крайбрежия търси членове за консорциум по LIFE',
			'Обединяваме дванадесет общини от четири морета. Липсва ни партньор от Черно море за проект по LIFE за дюните и морските треви. Ние водим секретариата и пишем заявлението, вие осигурявате терен и служител на половин ден.'
		]
	),
	need(
		'two-banks',
		{
			kinds: ['training', 'project-partner'],
			themes: ['health-mediation', 'roma-inclusion', 'early-childhood'],
			languages: ['bg', 'en'],
			territory: 'VRC10',
			age: 8
		},
		[
			'Former douze médiatrices en santé au suivi des jeunes mères',
			'Nos médiatrices travaillent dans les quartiers de Vratsa. Elles connaissent les familles mais n’ont jamais reçu de formation au suivi de la grossesse et de la petite enfance. Nous cherchons une association ou un hôpital prêt à construire cette formation avec nous.'
		],
		[
			'Обучение на дванадесет здравни медиаторки за работа с млади майки',
			'Медиаторките ни работят в кварталите на Враца. Познават семействата, но не са обучавани за проследяване на бременност и ранно детство. Търсим сдружение или болница, готова да изгради това обучение заедно с нас.'
		]
	),
	offer(
		'main-tendue',
		{
			kinds: ['training', 'study-visit-host'],
			themes: ['health-mediation', 'social-inclusion', 'housing'],
			languages: ['fr'],
			territory: 'FRE11',
			age: 9
		},
		[
			'Vingt ans de médiation en santé à transmettre',
			'Notre équipe forme chaque année une trentaine de médiateurs. Nous ouvrons deux places par session à des professionnels bulgares et recevons volontiers une équipe pendant une semaine de terrain dans le Nord.'
		],
		[
			'Двадесет години здравна медиация – искаме да ги споделим',
			'Екипът ни обучава годишно около тридесет медиатори. Отваряме по две места във всяка група за български специалисти и с радост ще приемем екип за една седмица на терен в Северна Франция.'
		]
	),
	need(
		'plovdiv-mobile-school',
		{
			kinds: ['project-partner', 'study-visit-guest'],
			themes: ['early-school-leaving', 'roma-inclusion', 'youth'],
			languages: ['bg', 'en', 'fr'],
			territory: 'BG421',
			age: 11
		},
		[
			'Une école sur roues cherche sa jumelle française',
			'Notre autobus-école passe chaque semaine dans six quartiers de Plovdiv. Nous voudrions rencontrer une association française qui scolarise des enfants hors les murs, comparer nos méthodes et déposer ensemble un projet Erasmus+.'
		],
		[
			'Училище на колела търси своя френски близнак',
			'Нашият автобус-училище обикаля всяка седмица шест квартала на Пловдив. Искаме да се срещнем с френско сдружение, което учи деца извън класната стая, да сравним методите си и да подадем общ проект по „Еразъм+“.'
		]
	),
	offer(
		'fondation-ecoles',
		{
			kinds: ['project-partner', 'training'],
			themes: ['early-school-leaving', 'child-protection', 'youth'],
			languages: ['fr', 'en'],
			territory: 'FRL04',
			age: 12
		},
		[
			'Mallettes pédagogiques et formation contre le décrochage',
			'La fondation donne ses mallettes de lecture, traduites si besoin, et forme les équipes à leur usage. Nous cherchons deux établissements ou associations bulgares pour une première année commune.'
		],
		[
			'Учебни комплекти и обучение срещу отпадането от училище',
			'Фондацията дарява своите комплекти за четене, при нужда преведени, и обучава екипите как да ги използват. Търсим две български училища или сдружения за една първа обща година.'
		]
	),
	need(
		'regional-court',
		{
			kinds: ['study-visit-guest', 'twinning'],
			themes: ['justice', 'digital-administration', 'rule-of-law'],
			languages: ['bg', 'fr'],
			territory: null,
			age: 13
		},
		[
			'Audiences à distance : voir comment un tribunal français s’y prend',
			'Le tribunal pilote de Roussé prépare la visioconférence et le dossier électronique. Une délégation de cinq magistrats et greffiers souhaite passer trois jours dans une juridiction qui les pratique déjà.'
		],
		[
			'Заседания от разстояние: да видим как го прави френски съд',
			'Пилотният съд в Русе подготвя видеоконференции и електронно дело. Делегация от петима съдии и съдебни служители иска да прекара три дни в съд, който вече работи така.'
		]
	),
	offer(
		'ecole-droit-public',
		{
			kinds: ['training', 'study-visit-host'],
			themes: ['rule-of-law', 'civil-service-training', 'public-procurement'],
			languages: ['fr', 'en'],
			territory: 'FRI12',
			age: 15
		},
		[
			'Dix places en droit de la commande publique pour des agents bulgares',
			'Une session de deux semaines à Bordeaux, en français avec interprétation, suivie de quatre séances à distance. L’École prend en charge l’enseignement ; le voyage reste à la charge de l’administration.'
		],
		[
			'Десет места по обществени поръчки за български служители',
			'Двуседмичен курс в Бордо на френски с превод, последван от четири занятия от разстояние. Школата поема обучението, а пътуването е за сметка на администрацията.'
		]
	),
	need(
		'integrity-agency',
		{
			kinds: ['expert-mission', 'training'],
			themes: ['anti-corruption', 'open-data', 'public-administration'],
			languages: ['bg', 'en', 'fr'],
			territory: null,
			anonymous: true,
			age: 16
		},
		[
			'Vérifier des déclarations d’intérêts : méthode et outils',
			'Nous cherchons une autorité qui vérifie chaque année plusieurs milliers de déclarations : choix de l’échantillon, recoupement des fichiers, suites données. Deux missions de trois jours suffiraient pour commencer.'
		],
		[
			'Проверка на декларации за интереси: метод и инструменти',
			'Търсим орган, който всяка година проверява няколко хиляди декларации: подбор на извадката, съпоставяне на регистри, последващи действия. За начало биха стигнали две мисии по три дни.'
		]
	),
	offer(
		'direction-modernisation',
		{
			kinds: ['expert-mission', 'study-visit-host'],
			themes: ['digital-administration', 'public-administration', 'open-data'],
			languages: ['fr', 'en'],
			territory: 'FR101',
			age: 18
		},
		[
			'Simplifier un formulaire avec ceux qui le remplissent',
			'Notre équipe reprend chaque mois une démarche administrative avec ses usagers. Nous recevons des administrations bulgares pendant un atelier entier, ou venons en animer un sur l’une de vos démarches.'
		],
		[
			'Да опростим формуляр заедно с тези, които го попълват',
			'Екипът ни всеки месец преработва по една административна услуга с нейните ползватели. Приемаме български администрации за цял работен цикъл или идваме да проведем такъв по ваша услуга.'
		],
		[
			'Simplify a form with the people who fill it in',
			'Each month our team reworks one administrative procedure with its users. We welcome Bulgarian administrations for a whole workshop, or come and run one on a procedure of yours.'
		]
	),
	need(
		'thracian-municipalities',
		{
			kinds: ['public-private-partnership', 'expert-mission'],
			themes: ['public-private-partnership', 'mobility', 'public-finance'],
			languages: ['bg', 'en'],
			territory: 'BG344',
			age: 20
		},
		[
			'Vingt communes veulent acheter ensemble leurs bus électriques',
			'L’association prépare un groupement d’achat et hésite entre marché et délégation. Nous cherchons une intercommunalité qui a passé ce type de contrat avec un opérateur et accepte d’en parler franchement.'
		],
		[
			'Двадесет общини искат да купят заедно електрически автобуси',
			'Сдружението подготвя съвместна поръчка и се колебае между доставка и концесия. Търсим обединение на общини, което е сключвало такъв договор с оператор и е готово да говори открито за него.'
		]
	),
	offer(
		'hydralis',
		{
			kinds: ['public-private-partnership', 'expert-mission'],
			themes: ['water', 'public-private-partnership', 'energy-efficiency'],
			languages: ['fr', 'en', 'bg'],
			territory: null,
			age: 21
		},
		[
			'Rendement des réseaux d’eau : un contrat payé sur les économies',
			'Hydralis finance la recherche des fuites et se rémunère sur l’eau économisée, sous le contrôle de la collectivité. Nous cherchons une première commune bulgare de 10 000 à 60 000 habitants.'
		],
		[
			'По-малко загуби на вода: договор, плащан от спестеното',
			'„Хидралис“ финансира откриването на течове и получава възнаграждение от спестената вода, под контрола на общината. Търсим първа българска община с 10 000 до 60 000 жители.'
		]
	),
	need(
		'bilingual-school',
		{
			kinds: ['twinning', 'project-partner'],
			themes: ['youth', 'environmental-education', 'heritage'],
			languages: ['fr', 'bg'],
			territory: 'HKV34',
			age: 23
		},
		[
			'Une classe bilingue cherche une classe pour correspondre et marcher',
			'Vingt-quatre élèves de quinze ans apprennent le français. Ils voudraient raconter leur rivière à une classe française, puis se retrouver une semaine pour en parcourir les rives, chez nous d’abord, chez vous ensuite.'
		],
		[
			'Двуезичен клас търси клас за писма и преходи',
			'Двадесет и четирима петнадесетгодишни учат френски. Искат да разкажат за своята река на френски клас, а после да се срещнат за седмица по нейните брегове – първо у нас, после у вас.'
		]
	),
	offer(
		'deux-vallees',
		{
			kinds: ['study-visit-host', 'project-partner'],
			themes: ['rural-development', 'mobility', 'older-people'],
			languages: ['fr', 'en'],
			territory: 'FRF33',
			age: 25
		},
		[
			'Un bus à la demande dans quarante-deux villages : venez voir',
			'Le service tourne depuis trois ans et coûte moins qu’une ligne vide. Nous montrons les chiffres, les plannings et les erreurs, et cherchons un partenaire pour adapter le modèle à la montagne.'
		],
		[
			'Автобус по заявка в четиридесет и две села: елате и вижте',
			'Услугата работи от три години и струва по-малко от празна линия. Показваме числата, графиците и грешките и търсим партньор, с когото да приспособим модела за планината.'
		]
	),
	need(
		'open-door',
		{
			kinds: ['expert-mission', 'study-visit-guest'],
			themes: ['early-childhood', 'gender-equality', 'child-protection'],
			languages: ['bg', 'en'],
			territory: 'SLV20',
			anonymous: true,
			age: 27
		},
		[
			'Ouvrir un lieu d’accueil pour jeunes mères, sans refaire les erreurs des autres',
			'Nous ouvrons un second centre de jour. Nous aimerions voir un lieu français où l’on accueille ensemble mères et enfants, et recevoir une éducatrice quelques jours pour former l’équipe.'
		],
		[
			'Да отворим център за млади майки, без да повтаряме чужди грешки',
			'Отваряме втори дневен център. Бихме искали да видим френско място, където майки и деца се приемат заедно, и да посрещнем за няколко дни възпитателка, която да обучи екипа.'
		]
	),
	offer(
		'rhodope-cooperative',
		{
			kinds: ['study-visit-host', 'project-partner'],
			themes: ['social-economy', 'tourism', 'rural-development'],
			languages: ['bg', 'en'],
			territory: 'SML31',
			age: 30
		},
		[
			'Une coopérative des Rhodopes accueille ceux qui montent la leur',
			'Douze familles, un atelier de laine, six chambres : nous partageons nos statuts, nos comptes et notre table. Groupes de six personnes, quatre jours, de mai à octobre.'
		],
		[
			'Родопска кооперация посреща тези, които създават своя',
			'Дванадесет семейства, работилница за вълна, шест стаи: споделяме устава, сметките и трапезата си. Групи до шестима души, четири дни, от май до октомври.'
		]
	),
	need(
		'young-bar',
		{
			kinds: ['training', 'project-partner'],
			themes: ['fundamental-rights', 'justice', 'migration-asylum'],
			languages: ['bg', 'fr', 'en'],
			territory: null,
			age: 33
		},
		[
			'Plaider en droit d’asile : une formation pour jeunes avocats',
			'Une trentaine de jeunes avocats souhaitent suivre une formation de trois jours avec des confrères français et assister à des audiences. Nous organisons l’accueil à Pleven et l’interprétation.'
		],
		[
			'Защита по дела за убежище: обучение за млади адвокати',
			'Тридесетина млади адвокати искат тридневно обучение с френски колеги и присъствие на заседания. Ние осигуряваме посрещането в Плевен и превода.'
		]
	),
	offer(
		'magistrates-school',
		{
			kinds: ['training', 'twinning'],
			themes: ['justice', 'civil-service-training', 'rule-of-law'],
			languages: ['bg', 'fr', 'en'],
			territory: 'SOF46',
			age: 36
		},
		[
			'Échange de formateurs entre écoles de magistrats',
			'Nous proposons d’accueillir chaque année deux formateurs français pendant un mois et d’envoyer deux des nôtres, sur l’éthique et la motivation des jugements.'
		],
		[
			'Размяна на преподаватели между школи за магистрати',
			'Предлагаме всяка година да приемаме двама френски преподаватели за един месец и да изпращаме двама наши – по етика и мотивиране на съдебни актове.'
		]
	),
	need(
		'green-iskar',
		{
			kinds: ['expert-mission', 'european-consortium'],
			themes: ['biodiversity', 'water', 'environmental-education'],
			languages: ['bg', 'en'],
			territory: 'BG412',
			age: 40
		},
		[
			'Restaurer une zone humide de l’Iskar : hydrologue recherché',
			'Quarante hectares asséchés dans les années soixante peuvent redevenir un marais. Nous cherchons l’œil d’un hydrologue pour l’avant-projet, et des partenaires pour la suite.'
		],
		[
			'Да възстановим влажна зона край Искър: търси се хидролог',
			'Четиридесет хектара, пресушени през шестдесетте години, могат отново да станат мочурище. Търсим поглед на хидролог за предварителния проект и партньори за следващите стъпки.'
		],
		[
			'Restoring a wetland on the Iskar: hydrologist wanted',
			'Forty hectares drained in the nineteen-sixties can be a marsh again. We seek a hydrologist’s eye for the outline design, and partners for what follows.'
		]
	),
	offer(
		'atelier-territoires',
		{
			kinds: ['expert-mission', 'public-private-partnership'],
			themes: ['urban-planning', 'public-spaces', 'heritage'],
			languages: ['fr', 'en'],
			territory: 'FRH03',
			age: 44
		},
		[
			'Redonner une place à la place : un atelier public de trois jours',
			'Urbanistes et paysagistes, nous dessinons avec les habitants, sur place, en trois jours, et laissons un plan chiffré. Nous cherchons une commune bulgare volontaire pour un premier atelier à prix coûtant.'
		],
		[
			'Да върнем площада на хората: тридневно публично ателие',
			'Урбанисти и ландшафтни архитекти сме: чертаем с жителите, на място, за три дни, и оставяме остойностен план. Търсим българска община за първо ателие на себестойност.'
		]
	),
	need(
		'safe-house-burgas',
		{
			status: 'submitted',
			kinds: ['training', 'project-partner'],
			themes: ['violence-against-women', 'human-trafficking'],
			languages: ['bg', 'en'],
			territory: 'BG341',
			anonymous: true
		},
		[
			'Former des intervenantes à l’accueil d’urgence',
			'Six intervenantes assurent une ligne d’écoute jour et nuit. Nous cherchons une association française pour une formation à l’entretien d’urgence et à la protection de l’équipe.'
		],
		[
			'Обучение за спешен прием',
			'Шест консултантки поддържат денонощна телефонна линия. Търсим френско сдружение за обучение по спешен разговор и защита на екипа.'
		]
	),
	offer(
		'black-sea-university',
		{
			status: 'submitted',
			kinds: ['european-consortium', 'training'],
			themes: ['open-data', 'cybersecurity', 'digital-administration'],
			languages: ['bg', 'en', 'fr'],
			territory: 'VAR06'
		},
		[
			'Un laboratoire de cybersécurité ouvert aux communes',
			'Le laboratoire propose des exercices de crise d’une journée aux communes des deux pays, et cherche une université française pour un dossier commun.'
		],
		[
			'Лаборатория по киберсигурност, отворена за общините',
			'Лабораторията предлага еднодневни учения при криза за общини от двете държави и търси френски университет за общ проект.'
		]
	),
	need(
		'local-radio',
		{
			status: 'submitted',
			kinds: ['project-partner'],
			themes: ['media-freedom', 'civil-society'],
			languages: ['bg', 'fr'],
			territory: 'VID09'
		},
		[
			'Une radio du Danube cherche une radio pour une émission à deux voix',
			'Une demi-heure par mois, en deux langues, sur la vie d’un fleuve. Nous avons le studio et le temps ; il nous manque l’autre rive.'
		],
		[
			'Радио от Дунав търси радио за предаване на два гласа',
			'Половин час месечно, на два езика, за живота на една река. Имаме студио и време, липсва ни другият бряг.'
		]
	),
	need(
		'vallee-claire',
		{ status: 'draft', kinds: ['twinning'], themes: ['local-government', 'sport'], languages: ['fr'], territory: null },
		['Un jumelage autour du sport scolaire', 'Nous cherchons une commune bulgare de 5 000 à 15 000 habitants.'],
		null
	),
	offer(
		'two-banks',
		{
			status: 'draft',
			kinds: ['study-visit-host'],
			themes: ['roma-inclusion', 'health-mediation'],
			languages: ['bg'],
			territory: 'VRC10'
		},
		['Une semaine avec nos médiatrices', 'Un brouillon à compléter.'],
		['Една седмица с нашите медиаторки', 'Чернова за допълване.']
	)
]
