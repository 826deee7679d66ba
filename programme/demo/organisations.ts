import type { Locale } from '#platform/i18n'
import { given } from '../given.ts'
import type { InEveryLanguage } from '../shape.ts'

/** A fictional organisation, said to be so in its own name, in a real place. */
export type DemoOrganisation = {
	key: string
	/** Its own name in its own language; Latin letters and the others beside. */
	name: InEveryLanguage
	kind: string
	territory: string
	language: Locale
	description: InEveryLanguage
	themes: string[]
	email: string
}

const organisation = (
	key: string,
	[kind, territory, language]: [kind: string, territory: string, language: Locale],
	name: [fr: string, bg: string, en: string],
	description: [fr: string, bg: string, en: string],
	themes: string[]
): DemoOrganisation => ({
	key,
	name: { fr: name[0], bg: name[1], en: name[2] },
	kind,
	territory,
	language,
	description: { fr: description[0], bg: description[1], en: description[2] },
	themes,
	email: `${key}@example.org`
})

export const demoOrganisations: DemoOrganisation[] = given?.demo.organisations ?? [
	organisation(
		'two-banks',
		['association', 'VRC10', 'bg'],
		['Association « Les Deux Rives » (fictive)', 'Сдружение „Двата бряга“ (измислено)', 'Two Banks Association (fictional)'],
		[
			'Médiation en santé et soutien scolaire dans les quartiers défavorisés de Vratsa.',
			'Здравна медиация и подкрепа за ученици в уязвимите квартали на Враца.',
			'Health mediation and help with school in the deprived neighbourhoods of Vratsa.'
		],
		['health-mediation', 'early-school-leaving', 'roma-inclusion']
	),
	organisation(
		'open-door',
		['foundation', 'SLV20', 'bg'],
		['Fondation « Porte ouverte » (fictive)', 'Фондация „Отворена врата“ (измислена)', 'Open Door Foundation (fictional)'],
		[
			'Accueil de jour et accompagnement des jeunes mères à Sliven.',
			'Дневен център и подкрепа за млади майки в Сливен.',
			'Day centre and support for young mothers in Sliven.'
		],
		['early-childhood', 'health-mediation', 'gender-equality']
	),
	organisation(
		'plovdiv-mobile-school',
		['association', 'PDV22', 'bg'],
		[
			'Association « L’École en chemin » (fictive)',
			'Сдружение „Училище на път“ (измислено)',
			'School on the Way Association (fictional)'
		],
		[
			'École mobile et médiation entre les familles et les établissements de Plovdiv.',
			'Мобилно училище и посредничество между семействата и училищата в Пловдив.',
			'Mobile school and mediation between families and schools in Plovdiv.'
		],
		['early-school-leaving', 'child-protection']
	),
	organisation(
		'clear-file',
		['foundation', 'SOF46', 'bg'],
		['Fondation « Dossier clair » (fictive)', 'Фондация „Ясна преписка“ (измислена)', 'Clear File Foundation (fictional)'],
		[
			'Veille citoyenne sur les marchés publics et formation des journalistes locaux.',
			'Граждански контрол върху обществените поръчки и обучение на местни журналисти.',
			'Citizen watch over public procurement and training of local journalists.'
		],
		['anti-corruption', 'public-procurement', 'media-freedom']
	),
	organisation(
		'safe-house-burgas',
		['association', 'BGS04', 'bg'],
		['Association « Le Phare » (fictive)', 'Сдружение „Фар“ (измислено)', 'Lighthouse Association (fictional)'],
		[
			'Hébergement et accompagnement juridique des victimes de violences à Bourgas.',
			'Подслон и правна помощ за пострадали от насилие в Бургас.',
			'Shelter and legal help for victims of violence in Burgas.'
		],
		['violence-against-women', 'human-trafficking']
	),
	organisation(
		'green-iskar',
		['association', 'SFO43', 'bg'],
		['Association « Iskar vert » (fictive)', 'Сдружение „Зелен Искър“ (измислено)', 'Green Iskar Association (fictional)'],
		[
			'Suivi citoyen de la qualité de l’eau dans les gorges de l’Iskar.',
			'Граждански мониторинг на качеството на водата в Искърското дефиле.',
			'Citizen monitoring of water quality in the Iskar gorge.'
		],
		['water', 'biodiversity', 'environmental-education']
	),
	organisation(
		'rhodope-cooperative',
		['social-enterprise', 'SML31', 'bg'],
		[
			'Coopérative « Laine des Rhodopes » (fictive)',
			'Кооперация „Родопска вълна“ (измислена)',
			'Rhodope Wool Cooperative (fictional)'
		],
		[
			'Entreprise sociale de tissage employant des personnes en situation de handicap à Smolian.',
			'Социално предприятие за тъкачество, в което работят хора с увреждания от Смолян.',
			'Social enterprise in weaving that employs people with disabilities in Smolyan.'
		],
		['social-economy', 'disability', 'employment']
	),
	organisation(
		'danube-municipality',
		['local-authority', 'VTR28', 'bg'],
		['Commune de Dunavgrad (fictive)', 'Община Дунавград (измислена)', 'Municipality of Dunavgrad (fictional)'],
		[
			'Commune des bords du Danube qui rénove ses écoles et réduit les fuites de son réseau d’eau.',
			'Крайдунавска община, която обновява училищата си и намалява загубите по водопроводната мрежа.',
			'Municipality on the Danube that renovates its schools and reduces leakage in its water network.'
		],
		['water', 'energy-efficiency', 'eu-funds']
	),
	organisation(
		'mountain-municipality',
		['local-authority', 'GAB05', 'bg'],
		['Commune de Planinets (fictive)', 'Община Планинец (измислена)', 'Municipality of Planinets (fictional)'],
		[
			'Petite commune du Balkan pionnière du tri et du compostage.',
			'Малка балканска община, сред първите с разделно събиране и компостиране.',
			'Small municipality of the Balkan range, a pioneer of sorting and composting.'
		],
		['waste', 'public-spaces', 'heritage']
	),
	organisation(
		'black-sea-municipality',
		['local-authority', 'VAR06', 'bg'],
		['Commune de Morska (fictive)', 'Община Морска (измислена)', 'Municipality of Morska (fictional)'],
		[
			'Commune de la mer Noire engagée dans la mobilité et l’adaptation au changement climatique.',
			'Черноморска община, която работи за устойчива мобилност и адаптация към изменението на климата.',
			'Black Sea municipality at work on mobility and adaptation to climate change.'
		],
		['mobility', 'climate-adaptation', 'tourism']
	),
	organisation(
		'thracian-municipalities',
		['local-authorities-association', 'SZR31', 'bg'],
		[
			'Union des communes de la Plaine (fictive)',
			'Съюз на общините от Равнината (измислен)',
			'Union of Municipalities of the Plain (fictional)'
		],
		[
			'Réunit vingt communes de Thrace pour des achats et des projets communs.',
			'Обединява двадесет тракийски общини за съвместни поръчки и проекти.',
			'Twenty Thracian municipalities that buy and design projects together.'
		],
		['local-government', 'public-procurement', 'eu-funds']
	),
	organisation(
		'district-administration',
		['state-district', 'BG334', 'bg'],
		[
			'Administration du district des Collines (fictive)',
			'Областна администрация „Хълмове“ (измислена)',
			'Hills District Administration (fictional)'
		],
		[
			'Administration de l’État chargée de la protection civile et de la coordination des services.',
			'Областна администрация, която отговаря за защитата при бедствия и координацията на службите.',
			'District administration of the State in charge of civil protection and of coordinating services.'
		],
		['civil-protection', 'public-administration']
	),
	organisation(
		'public-works-ministry',
		['central-administration', 'SOF46', 'bg'],
		['Ministère des Territoires (fictif)', 'Министерство на териториите (измислено)', 'Ministry of Territories (fictional)'],
		[
			'Prépare la politique de la ville et gère des programmes cofinancés par l’Union européenne.',
			'Разработва политиката за градско развитие и управлява програми, съфинансирани от Европейския съюз.',
			'Prepares urban policy and manages programmes co-financed by the European Union.'
		],
		['urban-planning', 'eu-funds', 'local-government']
	),
	organisation(
		'integrity-agency',
		['agency', 'SOF46', 'bg'],
		[
			'Agence pour l’intégrité publique (fictive)',
			'Агенция за публична почтеност (измислена)',
			'Public Integrity Agency (fictional)'
		],
		[
			'Contrôle les déclarations d’intérêts et forme les administrations à la prévention de la corruption.',
			'Проверява декларациите за интереси и обучава администрациите за превенция на корупцията.',
			'Checks declarations of interests and trains administrations in preventing corruption.'
		],
		['anti-corruption', 'civil-service-training']
	),
	organisation(
		'regional-court',
		['justice', 'RSE27', 'bg'],
		['Tribunal pilote de Roussé (fictif)', 'Пилотен съд – Русе (измислен)', 'Ruse Pilot Court (fictional)'],
		[
			'Juridiction qui expérimente la médiation familiale et la justice des mineurs.',
			'Съд, който въвежда семейна медиация и детско правосъдие.',
			'Court that tries out family mediation and juvenile justice.'
		],
		['justice', 'child-protection']
	),
	organisation(
		'magistrates-school',
		['public-service-school', 'SOF46', 'bg'],
		[
			'École des magistrats du Vitocha (fictive)',
			'Витошки институт на магистрата (измислен)',
			'Vitosha School of Magistrates (fictional)'
		],
		[
			'Forme les juges, les procureurs et les greffiers, avec des stages à l’étranger.',
			'Обучава съдии, прокурори и съдебни служители, включително със стажове в чужбина.',
			'Trains judges, prosecutors and clerks, with placements abroad.'
		],
		['justice', 'rule-of-law']
	),
	organisation(
		'young-bar',
		['professional-body', 'PVN24', 'bg'],
		[
			'Union des jeunes avocats du Danube (fictive)',
			'Съюз на младите дунавски адвокати (измислен)',
			'Union of Young Lawyers of the Danube (fictional)'
		],
		[
			'Permanences juridiques gratuites et échanges avec des barreaux français.',
			'Безплатни правни консултации и обмен с френски адвокатски колегии.',
			'Free legal clinics and exchanges with French bars.'
		],
		['justice', 'fundamental-rights']
	),
	organisation(
		'black-sea-university',
		['university', 'VAR06', 'bg'],
		[
			'Université maritime du Levant (fictive)',
			'Морски университет „Изток“ (измислен)',
			'Eastern Maritime University (fictional)'
		],
		[
			'Recherche sur le littoral, l’eau et l’adaptation au changement climatique.',
			'Изследвания за крайбрежието, водите и адаптацията към изменението на климата.',
			'Research on the coast, water and adaptation to climate change.'
		],
		['climate-adaptation', 'biodiversity', 'water']
	),
	organisation(
		'bilingual-school',
		['school', 'HKV34', 'bg'],
		[
			'Lycée bilingue « Les Ponts » (fictif)',
			'Езикова гимназия „Мостове“ (измислена)',
			'Bridges Bilingual High School (fictional)'
		],
		[
			'Lycée francophone engagé dans l’éducation à l’environnement.',
			'Гимназия с преподаване на френски език, активна в екологичното образование.',
			'French-speaking high school active in environmental education.'
		],
		['environmental-education', 'youth']
	),
	organisation(
		'local-radio',
		['media', 'VID09', 'bg'],
		['Radio « Bdin » (fictive)', 'Радио „Бдински вълни“ (измислено)', 'Bdin Waves Radio (fictional)'],
		[
			'Radio locale de Vidin, émissions citoyennes et éducation aux médias.',
			'Местно радио във Видин с граждански предавания и медийна грамотност.',
			'Local radio of Vidin, citizen programmes and media literacy.'
		],
		['media-freedom', 'civil-society']
	),
	organisation(
		'vallee-claire',
		['local-authority', 'FRK24', 'fr'],
		['Commune de Vallée-Claire (fictive)', 'Община Вале Клер (измислена)', 'Municipality of Vallée-Claire (fictional)'],
		[
			'Commune iséroise connue pour son écoquartier et sa cuisine centrale biologique.',
			'Община в департамент Изер, известна със своя екоквартал и с кухнята си за биологична храна.',
			'Municipality in Isère known for its eco-district and its organic central kitchen.'
		],
		['sustainable-city', 'energy-efficiency', 'decentralised-cooperation']
	),
	organisation(
		'deux-vallees',
		['local-authority', 'FRF33', 'fr'],
		[
			'Communauté de communes des Deux-Vallées (fictive)',
			'Сдружение на общините от Двете долини (измислено)',
			'Two Valleys Community of Municipalities (fictional)'
		],
		[
			'Intercommunalité mosellane qui gère ses déchets et ses transports à la demande.',
			'Междуобщинско сдружение в департамент Мозел, което управлява отпадъците и транспорта по заявка.',
			'Inter-municipal authority in Moselle that runs its waste and its on-demand transport.'
		],
		['waste', 'mobility', 'local-government']
	),
	organisation(
		'agence-bassin',
		['agency', 'FRJ23', 'fr'],
		[
			'Agence du bassin de la Garonnette (fictive)',
			'Агенция за басейна на Гаронет (измислена)',
			'Garonnette Basin Agency (fictional)'
		],
		[
			'Établissement public qui finance la protection de la ressource en eau.',
			'Публична институция, която финансира опазването на водните ресурси.',
			'Public body that funds the protection of water resources.'
		],
		['water', 'sanitation', 'biodiversity']
	),
	organisation(
		'direction-modernisation',
		['central-administration', 'FR101', 'fr'],
		[
			'Direction de la modernisation administrative (fictive)',
			'Дирекция за административна модернизация (измислена)',
			'Directorate for Administrative Modernisation (fictional)'
		],
		[
			'Conseille les ministères sur la qualité des services et l’administration numérique.',
			'Консултира министерствата за качеството на услугите и електронното управление.',
			'Advises ministries on service quality and digital government.'
		],
		['public-administration', 'digital-administration']
	),
	organisation(
		'hydralis',
		['company', 'FR105', 'fr'],
		['Hydralis (entreprise fictive)', 'Хидралис (измислено предприятие)', 'Hydralis (fictional)'],
		[
			'Ingénierie des réseaux d’eau : recherche de fuites, télérelève, stations d’épuration.',
			'Инженеринг на водни мрежи: откриване на течове, дистанционно отчитане, пречиствателни станции.',
			'Engineering of water networks: leak detection, remote metering, treatment plants.'
		],
		['water', 'sanitation', 'public-private-partnership']
	),
	organisation(
		'atelier-territoires',
		['company', 'FRH03', 'fr'],
		['Atelier Territoires (entreprise fictive)', 'Ателие „Територии“ (измислено предприятие)', 'Atelier Territoires (fictional)'],
		[
			'Urbanistes et paysagistes : espaces publics, écoquartiers, concertation.',
			'Урбанисти и ландшафтни архитекти: обществени пространства, екоквартали, обществено обсъждане.',
			'Town planners and landscape architects: public spaces, eco-districts, consultation.'
		],
		['urban-planning', 'public-spaces', 'sustainable-city']
	),
	organisation(
		'main-tendue',
		['association', 'FRE11', 'fr'],
		[
			'Association « Main tendue » (fictive)',
			'Сдружение „Подадена ръка“ (измислено)',
			'Outstretched Hand Association (fictional)'
		],
		[
			'Accompagnement vers le logement et l’emploi dans la métropole lilloise, échanges avec des associations bulgares.',
			'Подкрепа за намиране на жилище и работа в района на Лил, обмен с български организации.',
			'Help towards housing and work in the Lille area, exchanges with Bulgarian associations.'
		],
		['housing', 'employment', 'migration-asylum']
	),
	organisation(
		'fondation-ecoles',
		['foundation', 'FRL04', 'fr'],
		[
			'Fondation « Une école pour chacun » (fictive)',
			'Фондация „Училище за всеки“ (измислена)',
			'A School for Each Foundation (fictional)'
		],
		[
			'Finance des dispositifs contre le décrochage scolaire à Marseille et en Europe du Sud-Est.',
			'Финансира програми срещу преждевременното напускане на училище в Марсилия и в Югоизточна Европа.',
			'Funds programmes against early school leaving in Marseille and South-East Europe.'
		],
		['early-school-leaving', 'youth']
	),
	organisation(
		'ecole-droit-public',
		['university', 'FRI12', 'fr'],
		[
			'École de droit public d’Aquitaine (fictive)',
			'Аквитанска школа по публично право (измислена)',
			'Aquitaine School of Public Law (fictional)'
		],
		[
			'Formation et recherche sur la commande publique, la probité et les droits fondamentaux.',
			'Обучение и изследвания по обществени поръчки, публична почтеност и основни права.',
			'Teaching and research on public procurement, integrity and fundamental rights.'
		],
		['public-procurement', 'anti-corruption', 'fundamental-rights']
	),
	organisation(
		'chambre-echanges',
		['chamber', 'SOF46', 'fr'],
		[
			'Chambre des échanges franco-bulgares (fictive)',
			'Френско-българска палата за обмен (измислена)',
			'French–Bulgarian Chamber of Exchanges (fictional)'
		],
		[
			'Réunit des entreprises des deux pays autour de la ville durable et de l’énergie.',
			'Обединява предприятия от двете страни около устойчивия град и енергетиката.',
			'Companies of both countries around the sustainable city and energy.'
		],
		['public-private-partnership', 'sustainable-city', 'renewable-energy']
	),
	organisation(
		'reseau-rivages',
		['international-organisation', 'FR101', 'fr'],
		[
			'Réseau européen des villes-rivages (fictif)',
			'Европейска мрежа на крайбрежните градове (измислена)',
			'European Network of Shore Towns (fictional)'
		],
		[
			'Réseau de villes d’Europe : échanges entre pairs et projets Interreg.',
			'Мрежа на европейски градове: обмен на опит и проекти по Интеррег.',
			'Network of European towns: peer exchange and Interreg projects.'
		],
		['decentralised-cooperation', 'climate-adaptation', 'eu-funds']
	)
]
