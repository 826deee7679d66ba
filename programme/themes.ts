import { given } from './given.ts'
import type { Theme } from './shape.ts'

const builtIn: Theme[] = [
	{
		key: 'sustainable-city',
		name: { fr: 'Ville durable', bg: 'Устойчив град', en: 'Sustainable city' },
		priority: 'sustainable-development',
		sdgs: [11],
		oecd: ['43032', '43030'],
		keywords: {
			fr: ['écoquartier', 'ville intelligente', 'renouvellement urbain'],
			bg: ['екоквартал', 'интелигентен град', 'градско обновяване'],
			en: ['eco-district', 'smart city', 'urban renewal']
		}
	},
	{
		key: 'urban-planning',
		name: {
			fr: 'Urbanisme et aménagement du territoire',
			bg: 'Градоустройство и устройство на територията',
			en: 'Urban and spatial planning'
		},
		priority: 'sustainable-development',
		sdgs: [11, 15],
		oecd: ['43031', '43030'],
		keywords: {
			fr: ['plan local d’urbanisme', 'foncier', 'cadastre'],
			bg: ['общ устройствен план', 'подробен устройствен план', 'кадастър'],
			en: ['zoning', 'land use', 'cadastre']
		}
	},
	{
		key: 'public-spaces',
		name: {
			fr: 'Espaces publics et nature en ville',
			bg: 'Обществени пространства и зелени площи',
			en: 'Public spaces and urban nature'
		},
		priority: 'sustainable-development',
		sdgs: [11, 3],
		oecd: ['43032', '41010'],
		keywords: {
			fr: ['parc', 'jardin partagé', 'place'],
			bg: ['парк', 'градинка', 'площад', 'озеленяване'],
			en: ['park', 'community garden', 'square']
		}
	},
	{
		key: 'water',
		name: { fr: 'Eau potable et ressource en eau', bg: 'Водоснабдяване и водни ресурси', en: 'Water supply and resources' },
		priority: 'sustainable-development',
		sdgs: [6, 14],
		oecd: ['14021', '14015'],
		keywords: {
			fr: ['fuites', 'réseau d’eau', 'bassin versant', 'sécheresse'],
			bg: ['ВиК', 'питейна вода', 'загуби на вода', 'речен басейн', 'безводие'],
			en: ['drinking water', 'leakage', 'river basin', 'drought']
		}
	},
	{
		key: 'sanitation',
		name: { fr: 'Assainissement', bg: 'Отвеждане и пречистване на отпадъчните води', en: 'Sanitation' },
		priority: 'sustainable-development',
		sdgs: [6],
		oecd: ['14022', '14032'],
		keywords: {
			fr: ['eaux usées', 'station d’épuration', 'eaux pluviales'],
			bg: ['канализация', 'пречиствателна станция', 'дъждовни води'],
			en: ['wastewater', 'sewerage', 'treatment plant', 'stormwater']
		}
	},
	{
		key: 'waste',
		name: { fr: 'Déchets et économie circulaire', bg: 'Отпадъци и кръгова икономика', en: 'Waste and circular economy' },
		priority: 'sustainable-development',
		sdgs: [12, 11],
		oecd: ['14050'],
		keywords: {
			fr: ['tri', 'recyclage', 'compostage', 'réemploi'],
			bg: ['разделно събиране', 'рециклиране', 'компостиране', 'повторна употреба'],
			en: ['sorting', 'recycling', 'composting', 'reuse']
		}
	},
	{
		key: 'energy-efficiency',
		name: {
			fr: 'Efficacité énergétique des bâtiments',
			bg: 'Енергийна ефективност на сградите',
			en: 'Energy efficiency of buildings'
		},
		priority: 'sustainable-development',
		sdgs: [7, 13],
		oecd: ['23183'],
		keywords: {
			fr: ['rénovation thermique', 'isolation', 'précarité énergétique', 'éclairage public'],
			bg: ['саниране', 'топлоизолация', 'енергийна бедност', 'улично осветление'],
			en: ['retrofitting', 'insulation', 'energy poverty', 'street lighting']
		}
	},
	{
		key: 'renewable-energy',
		name: { fr: 'Énergies renouvelables', bg: 'Възобновяема енергия', en: 'Renewable energy' },
		priority: 'sustainable-development',
		sdgs: [7, 13],
		oecd: ['23210', '23230', '23260'],
		keywords: {
			fr: ['solaire', 'géothermie', 'biomasse', 'communauté énergétique'],
			bg: ['слънчева енергия', 'фотоволтаици', 'геотермална енергия', 'енергийна общност'],
			en: ['solar', 'geothermal', 'biomass', 'energy community']
		}
	},
	{
		key: 'mobility',
		name: { fr: 'Mobilité durable', bg: 'Устойчива мобилност', en: 'Sustainable mobility' },
		priority: 'sustainable-development',
		sdgs: [11, 13],
		oecd: ['21012', '21010', '23642'],
		keywords: {
			fr: ['transports en commun', 'vélo', 'marche', 'tramway'],
			bg: ['градски транспорт', 'велосипед', 'велоалея', 'пешеходна зона', 'трамвай'],
			en: ['public transport', 'cycling', 'walking', 'tramway']
		}
	},
	{
		key: 'air-quality',
		name: { fr: 'Qualité de l’air', bg: 'Качество на въздуха', en: 'Air quality' },
		priority: 'sustainable-development',
		sdgs: [3, 11],
		oecd: ['41020'],
		keywords: {
			fr: ['particules fines', 'chauffage au bois', 'zone à faibles émissions'],
			bg: ['фини прахови частици', 'отопление на дърва', 'зона с ниски емисии'],
			en: ['particulate matter', 'wood heating', 'low-emission zone']
		}
	},
	{
		key: 'climate-adaptation',
		name: {
			fr: 'Climat : atténuation et adaptation',
			bg: 'Климат: смекчаване и адаптация',
			en: 'Climate mitigation and adaptation'
		},
		priority: 'sustainable-development',
		sdgs: [13],
		oecd: ['41010', '41020'],
		keywords: {
			fr: ['changement climatique', 'plan climat', 'îlot de chaleur', 'neutralité carbone'],
			bg: ['изменение на климата', 'план за климата', 'топлинен остров', 'климатична неутралност'],
			en: ['climate change', 'climate plan', 'heat island', 'carbon neutrality']
		}
	},
	{
		key: 'civil-protection',
		name: {
			fr: 'Protection civile et prévention des risques',
			bg: 'Защита при бедствия и превенция на риска',
			en: 'Civil protection and risk prevention'
		},
		priority: 'sustainable-development',
		sdgs: [11, 13],
		oecd: ['43060', '74020'],
		keywords: {
			fr: ['inondations', 'feux de forêt', 'séisme', 'pompiers'],
			bg: ['наводнения', 'горски пожари', 'земетресение', 'пожарна безопасност', 'доброволни формирования'],
			en: ['floods', 'wildfires', 'earthquake', 'fire services']
		}
	},
	{
		key: 'biodiversity',
		name: {
			fr: 'Biodiversité et espaces protégés',
			bg: 'Биоразнообразие и защитени територии',
			en: 'Biodiversity and protected areas'
		},
		priority: 'sustainable-development',
		sdgs: [15, 14],
		oecd: ['41030'],
		keywords: {
			fr: ['Natura 2000', 'forêt', 'zones humides', 'parc naturel'],
			bg: ['Натура 2000', 'гори', 'влажни зони', 'природен парк'],
			en: ['Natura 2000', 'forest', 'wetlands', 'nature park']
		}
	},
	{
		key: 'environmental-education',
		name: { fr: 'Éducation à l’environnement', bg: 'Екологично образование', en: 'Environmental education' },
		priority: 'sustainable-development',
		sdgs: [4, 12],
		oecd: ['41081'],
		keywords: {
			fr: ['écogestes', 'école', 'sensibilisation'],
			bg: ['екологична култура', 'училище', 'повишаване на осведомеността'],
			en: ['eco-schools', 'awareness raising']
		}
	},
	{
		key: 'rural-development',
		name: {
			fr: 'Agriculture et développement rural',
			bg: 'Земеделие и развитие на селските райони',
			en: 'Agriculture and rural development'
		},
		priority: 'sustainable-development',
		sdgs: [2, 15],
		oecd: ['43042', '31120'],
		keywords: {
			fr: ['circuits courts', 'agriculture biologique', 'LEADER', 'groupe d’action locale'],
			bg: ['къси вериги на доставка', 'биологично земеделие', 'ЛИДЕР', 'МИГ', 'местна инициативна група'],
			en: ['short supply chains', 'organic farming', 'LEADER', 'local action group']
		}
	},
	{
		key: 'tourism',
		name: { fr: 'Tourisme durable', bg: 'Устойчив туризъм', en: 'Sustainable tourism' },
		priority: 'sustainable-development',
		sdgs: [8, 12],
		oecd: ['33210'],
		keywords: {
			fr: ['thermalisme', 'écotourisme', 'itinéraire'],
			bg: ['балнеология', 'екотуризъм', 'туристически маршрут'],
			en: ['spa', 'ecotourism', 'trail']
		}
	},
	{
		key: 'heritage',
		name: { fr: 'Patrimoine et culture', bg: 'Културно наследство и култура', en: 'Heritage and culture' },
		priority: 'sustainable-development',
		sdgs: [11],
		oecd: ['16066', '41040'],
		keywords: {
			fr: ['monument historique', 'archéologie', 'centre ancien', 'musée'],
			bg: ['паметник на културата', 'археология', 'стар град', 'музей', 'читалище'],
			en: ['monument', 'archaeology', 'old town', 'museum']
		}
	},
	{
		key: 'public-private-partnership',
		name: { fr: 'Partenariats public-privé', bg: 'Публично-частно партньорство', en: 'Public–private partnerships' },
		priority: 'sustainable-development',
		sdgs: [9, 17],
		oecd: ['25010', '15110'],
		keywords: {
			fr: ['PPP', 'concession', 'délégation de service public'],
			bg: ['ПЧП', 'концесия', 'възлагане на обществена услуга'],
			en: ['PPP', 'concession', 'delegated management']
		}
	},

	{
		key: 'social-inclusion',
		name: {
			fr: 'Inclusion sociale et lutte contre la pauvreté',
			bg: 'Социално включване и борба с бедността',
			en: 'Social inclusion and fight against poverty'
		},
		priority: 'inclusion',
		sdgs: [1, 10],
		oecd: ['16010', '16050'],
		keywords: {
			fr: ['exclusion', 'travail social', 'sans-abri', 'aide alimentaire'],
			bg: ['социално изключване', 'социална работа', 'бездомни хора', 'социални услуги', 'приобщаване'],
			en: ['exclusion', 'social work', 'homelessness', 'food aid']
		}
	},
	{
		key: 'roma-inclusion',
		name: {
			fr: 'Égalité et inclusion des Roms',
			bg: 'Равенство и приобщаване на ромите',
			en: 'Roma equality and inclusion'
		},
		priority: 'inclusion',
		sdgs: [10, 1],
		oecd: ['16010', '15160'],
		keywords: {
			fr: ['communauté rom', 'quartier ségrégué', 'antitsiganisme', 'médiation'],
			bg: ['ромска общност', 'сегрегиран квартал', 'антициганизъм', 'медиатор'],
			en: ['Roma community', 'segregated neighbourhood', 'antigypsyism', 'mediation']
		}
	},
	{
		key: 'child-protection',
		name: { fr: 'Protection de l’enfance', bg: 'Закрила на детето', en: 'Child protection' },
		priority: 'inclusion',
		sdgs: [16, 1],
		oecd: ['16015', '15160'],
		keywords: {
			fr: ['droits de l’enfant', 'famille d’accueil', 'désinstitutionnalisation', 'justice des mineurs'],
			bg: ['права на детето', 'приемна грижа', 'деинституционализация', 'детско правосъдие'],
			en: ['child rights', 'foster care', 'deinstitutionalisation', 'juvenile justice']
		}
	},
	{
		key: 'early-childhood',
		name: { fr: 'Petite enfance', bg: 'Ранно детско развитие', en: 'Early childhood' },
		priority: 'inclusion',
		sdgs: [3, 4],
		oecd: ['11240', '13020'],
		keywords: {
			fr: ['crèche', 'protection maternelle', 'soutien à la parentalité'],
			bg: ['ясла', 'детска градина', 'майчино здраве', 'подкрепа за родители'],
			en: ['nursery', 'maternal health', 'parenting support']
		}
	},
	{
		key: 'early-school-leaving',
		name: { fr: 'Décrochage scolaire', bg: 'Преждевременно напускане на училище', en: 'Early school leaving' },
		priority: 'inclusion',
		sdgs: [4, 10],
		oecd: ['11230', '11220', '11260'],
		keywords: {
			fr: ['accès à l’école', 'école de la deuxième chance', 'école mobile'],
			bg: ['отпадане от училище', 'достъп до образование', 'втори шанс', 'мобилно училище'],
			en: ['dropping out', 'access to school', 'second-chance school']
		}
	},
	{
		key: 'disability',
		name: { fr: 'Handicap et accessibilité', bg: 'Хора с увреждания и достъпна среда', en: 'Disability and accessibility' },
		priority: 'inclusion',
		sdgs: [10, 11],
		oecd: ['16015', '16010'],
		keywords: {
			fr: ['vie autonome', 'langue des signes', 'école inclusive'],
			bg: ['независим живот', 'жестов език', 'приобщаващо образование', 'личен асистент'],
			en: ['independent living', 'sign language', 'inclusive education']
		}
	},
	{
		key: 'housing',
		name: { fr: 'Logement et habitat', bg: 'Достъп до жилище и жилищни условия', en: 'Housing' },
		priority: 'inclusion',
		sdgs: [11, 1],
		oecd: ['16030', '16040'],
		keywords: {
			fr: ['logement social', 'habitat informel', 'hébergement d’urgence'],
			bg: ['социални жилища', 'незаконно строителство', 'временно настаняване'],
			en: ['social housing', 'informal settlement', 'emergency shelter']
		}
	},
	{
		key: 'health-mediation',
		name: { fr: 'Santé et médiation en santé', bg: 'Здраве и здравна медиация', en: 'Health and health mediation' },
		priority: 'inclusion',
		sdgs: [3],
		oecd: ['12261', '12220', '13020'],
		keywords: {
			fr: ['accès aux soins', 'prévention', 'grossesses précoces', 'vaccination'],
			bg: ['достъп до здравни грижи', 'профилактика', 'ранни бременности', 'ваксинация', 'здравен медиатор'],
			en: ['access to care', 'prevention', 'early pregnancy', 'vaccination']
		}
	},
	{
		key: 'employment',
		name: { fr: 'Emploi et insertion', bg: 'Заетост и трудова интеграция', en: 'Employment and integration' },
		priority: 'inclusion',
		sdgs: [8, 1],
		oecd: ['16020', '11330'],
		keywords: {
			fr: ['formation professionnelle', 'chantier d’insertion', 'apprentissage'],
			bg: ['професионално обучение', 'защитена заетост', 'дуално обучение', 'чиракуване'],
			en: ['vocational training', 'sheltered employment', 'apprenticeship']
		}
	},
	{
		key: 'social-economy',
		name: {
			fr: 'Économie sociale et solidaire',
			bg: 'Социална и солидарна икономика',
			en: 'Social and solidarity economy'
		},
		priority: 'inclusion',
		sdgs: [8, 12],
		oecd: ['16020', '32130'],
		keywords: {
			fr: ['entreprise sociale', 'coopérative', 'ESS'],
			bg: ['социално предприятие', 'социално предприемачество', 'кооперация'],
			en: ['social enterprise', 'cooperative']
		}
	},
	{
		key: 'gender-equality',
		name: {
			fr: 'Égalité entre les femmes et les hommes',
			bg: 'Равнопоставеност на жените и мъжете',
			en: 'Gender equality'
		},
		priority: 'inclusion',
		sdgs: [5],
		oecd: ['15170'],
		keywords: {
			fr: ['parité', 'droits des femmes', 'budget sensible au genre'],
			bg: ['равенство между половете', 'права на жените', 'равно заплащане'],
			en: ['women’s rights', 'parity', 'equal pay']
		}
	},
	{
		key: 'violence-against-women',
		name: {
			fr: 'Lutte contre les violences faites aux femmes',
			bg: 'Борба с насилието над жени',
			en: 'Ending violence against women'
		},
		priority: 'inclusion',
		sdgs: [5, 16],
		oecd: ['15180'],
		keywords: {
			fr: ['violences conjugales', 'violences sexuelles', 'hébergement des victimes'],
			bg: ['домашно насилие', 'сексуално насилие', 'кризисен център'],
			en: ['domestic violence', 'sexual violence', 'shelter']
		}
	},
	{
		key: 'human-trafficking',
		name: {
			fr: 'Lutte contre la traite des êtres humains',
			bg: 'Борба с трафика на хора',
			en: 'Fight against trafficking in human beings'
		},
		priority: 'inclusion',
		sdgs: [8, 16],
		oecd: ['15160', '15132'],
		keywords: {
			fr: ['exploitation', 'protection des victimes', 'travail forcé'],
			bg: ['експлоатация', 'закрила на жертвите', 'принудителен труд'],
			en: ['exploitation', 'victim protection', 'forced labour']
		}
	},
	{
		key: 'youth',
		name: { fr: 'Jeunesse', bg: 'Младежки политики', en: 'Youth' },
		priority: 'inclusion',
		sdgs: [4, 8],
		oecd: ['16015', '11231'],
		keywords: {
			fr: ['engagement', 'volontariat', 'conseil de jeunes'],
			bg: ['младежи', 'доброволчество', 'младежки център', 'младежки съвет'],
			en: ['volunteering', 'youth centre', 'youth council']
		}
	},
	{
		key: 'older-people',
		name: {
			fr: 'Personnes âgées et autonomie',
			bg: 'Възрастни хора и дългосрочна грижа',
			en: 'Older people and long-term care'
		},
		priority: 'inclusion',
		sdgs: [3, 10],
		oecd: ['16010', '16015'],
		keywords: {
			fr: ['vieillissement', 'maintien à domicile', 'aidants'],
			bg: ['застаряване', 'домашен патронаж', 'грижа в дома', 'самотни хора'],
			en: ['ageing', 'home care', 'carers']
		}
	},
	{
		key: 'migration-asylum',
		name: { fr: 'Migrations et asile', bg: 'Миграция и убежище', en: 'Migration and asylum' },
		priority: 'inclusion',
		sdgs: [10, 16],
		oecd: ['15190', '15136'],
		keywords: {
			fr: ['réfugiés', 'intégration', 'mineurs non accompagnés'],
			bg: ['бежанци', 'интеграция', 'непридружени деца', 'временна закрила'],
			en: ['refugees', 'integration', 'unaccompanied minors']
		}
	},
	{
		key: 'sport',
		name: { fr: 'Sport et lien social', bg: 'Спорт и социално сближаване', en: 'Sport and social cohesion' },
		priority: 'inclusion',
		sdgs: [3, 10],
		oecd: ['16065'],
		keywords: {
			fr: ['activité physique', 'sport pour tous', 'olympisme'],
			bg: ['физическа активност', 'спорт за всички', 'олимпизъм'],
			en: ['physical activity', 'sport for all', 'olympism']
		}
	},
	{
		key: 'non-discrimination',
		name: {
			fr: 'Lutte contre les discriminations et respect des minorités',
			bg: 'Борба с дискриминацията и зачитане на малцинствата',
			en: 'Non-discrimination and respect for minorities'
		},
		priority: 'inclusion',
		sdgs: [10, 16],
		oecd: ['15160'],
		keywords: {
			fr: ['égalité des chances', 'racisme', 'antisémitisme', 'discours de haine'],
			bg: ['равни възможности', 'расизъм', 'антисемитизъм', 'език на омразата'],
			en: ['equal opportunities', 'racism', 'antisemitism', 'hate speech']
		}
	},

	{
		key: 'rule-of-law',
		name: { fr: 'État de droit', bg: 'Върховенство на закона', en: 'Rule of law' },
		priority: 'institutions',
		sdgs: [16],
		oecd: ['15130'],
		keywords: {
			fr: ['indépendance de la justice', 'séparation des pouvoirs'],
			bg: ['правова държава', 'независимост на съда', 'разделение на властите'],
			en: ['judicial independence', 'separation of powers']
		}
	},
	{
		key: 'justice',
		name: {
			fr: 'Justice et formation des magistrats',
			bg: 'Правосъдие и обучение на магистрати',
			en: 'Justice and judicial training'
		},
		priority: 'institutions',
		sdgs: [16],
		oecd: ['15130', '15134'],
		keywords: {
			fr: ['juges', 'procureurs', 'avocats', 'médiation', 'exécution des peines'],
			bg: ['съдии', 'прокурори', 'адвокати', 'медиация', 'изпълнение на наказанията'],
			en: ['judges', 'prosecutors', 'lawyers', 'mediation', 'sentence enforcement']
		}
	},
	{
		key: 'anti-corruption',
		name: { fr: 'Lutte contre la corruption', bg: 'Борба с корупцията', en: 'Fight against corruption' },
		priority: 'institutions',
		sdgs: [16],
		oecd: ['15113'],
		keywords: {
			fr: ['probité', 'conflit d’intérêts', 'lanceurs d’alerte', 'déontologie'],
			bg: ['почтеност', 'конфликт на интереси', 'лица, подаващи сигнали', 'етика'],
			en: ['integrity', 'conflict of interest', 'whistleblowers', 'ethics']
		}
	},
	{
		key: 'fundamental-rights',
		name: { fr: 'Droits fondamentaux', bg: 'Основни права', en: 'Fundamental rights' },
		priority: 'institutions',
		sdgs: [16, 10],
		oecd: ['15160'],
		keywords: {
			fr: ['droits de l’homme', 'libertés publiques', 'défenseur des droits'],
			bg: ['права на човека', 'граждански свободи', 'омбудсман'],
			en: ['human rights', 'civil liberties', 'ombudsman']
		}
	},
	{
		key: 'public-administration',
		name: {
			fr: 'Réforme de l’administration publique',
			bg: 'Реформа на публичната администрация',
			en: 'Public administration reform'
		},
		priority: 'institutions',
		sdgs: [16],
		oecd: ['15110'],
		keywords: {
			fr: ['modernisation de l’État', 'qualité de service', 'simplification', 'évaluation des politiques publiques'],
			bg: ['модернизация на държавата', 'качество на услугите', 'административна тежест', 'оценка на политиките'],
			en: ['modernisation', 'service quality', 'red tape', 'policy evaluation']
		}
	},
	{
		key: 'civil-service-training',
		name: { fr: 'Formation des fonctionnaires', bg: 'Обучение на държавни служители', en: 'Training of civil servants' },
		priority: 'institutions',
		sdgs: [16, 4],
		oecd: ['15110', '43081'],
		keywords: {
			fr: ['école de service public', 'formation continue', 'encadrement supérieur'],
			bg: ['Институт по публична администрация', 'повишаване на квалификацията', 'висши държавни служители'],
			en: ['school of administration', 'continuing training', 'senior civil service']
		}
	},
	{
		key: 'digital-administration',
		name: { fr: 'Administration numérique', bg: 'Електронно управление', en: 'Digital government' },
		priority: 'institutions',
		sdgs: [9, 16],
		oecd: ['15110', '22040'],
		keywords: {
			fr: ['services en ligne', 'identité numérique', 'intelligence artificielle', 'inclusion numérique'],
			bg: ['електронни услуги', 'електронна идентификация', 'изкуствен интелект', 'дигитално включване'],
			en: ['online services', 'digital identity', 'artificial intelligence', 'digital inclusion']
		}
	},
	{
		key: 'cybersecurity',
		name: { fr: 'Cybersécurité', bg: 'Киберсигурност', en: 'Cybersecurity' },
		priority: 'institutions',
		sdgs: [9, 16],
		oecd: ['22040', '15210'],
		keywords: {
			fr: ['sécurité numérique', 'protection des données', 'cybercriminalité'],
			bg: ['мрежова и информационна сигурност', 'защита на данните', 'киберпрестъпност'],
			en: ['information security', 'data protection', 'cybercrime']
		}
	},
	{
		key: 'local-government',
		name: {
			fr: 'Collectivités territoriales et décentralisation',
			bg: 'Местно самоуправление и децентрализация',
			en: 'Local government and decentralisation'
		},
		priority: 'institutions',
		sdgs: [11, 16],
		oecd: ['15112', '15185'],
		keywords: {
			fr: ['commune', 'intercommunalité', 'maire', 'finances locales'],
			bg: ['община', 'местна власт', 'кмет', 'междуобщинско сътрудничество', 'общински бюджет'],
			en: ['municipality', 'mayor', 'inter-municipal cooperation', 'local finance']
		}
	},
	{
		key: 'decentralised-cooperation',
		name: { fr: 'Coopération décentralisée', bg: 'Децентрализирано сътрудничество', en: 'Decentralised cooperation' },
		priority: 'institutions',
		sdgs: [17, 11],
		oecd: ['15112'],
		keywords: {
			fr: ['jumelage', 'action extérieure des collectivités', 'partenariat de communes'],
			bg: ['побратимяване', 'побратимени градове', 'партньорство между общини'],
			en: ['town twinning', 'sister cities', 'municipal partnership']
		}
	},
	{
		key: 'eu-funds',
		name: { fr: 'Gestion des fonds européens', bg: 'Управление на европейските средства', en: 'Management of EU funds' },
		priority: 'institutions',
		sdgs: [17, 16],
		oecd: ['15111', '43010'],
		keywords: {
			fr: ['fonds structurels', 'politique de cohésion', 'Interreg', 'montage de projets'],
			bg: ['структурни фондове', 'еврофондове', 'политика на сближаване', 'Интеррег', 'разработване на проекти'],
			en: ['structural funds', 'cohesion policy', 'Interreg', 'project design']
		}
	},
	{
		key: 'public-procurement',
		name: { fr: 'Commande publique', bg: 'Обществени поръчки', en: 'Public procurement' },
		priority: 'institutions',
		sdgs: [12, 16],
		oecd: ['15125'],
		keywords: {
			fr: ['marchés publics', 'achats responsables', 'clauses sociales'],
			bg: ['възлагане', 'зелени обществени поръчки', 'социални клаузи'],
			en: ['tendering', 'green procurement', 'social clauses']
		}
	},
	{
		key: 'public-finance',
		name: { fr: 'Finances publiques', bg: 'Публични финанси', en: 'Public finance' },
		priority: 'institutions',
		sdgs: [16, 17],
		oecd: ['15111', '15117', '15118'],
		keywords: {
			fr: ['budget', 'contrôle interne', 'audit', 'fiscalité'],
			bg: ['бюджет', 'вътрешен контрол', 'одит', 'данъчна политика'],
			en: ['budget', 'internal control', 'audit', 'taxation']
		}
	},
	{
		key: 'open-data',
		name: {
			fr: 'Transparence et données ouvertes',
			bg: 'Прозрачност и отворени данни',
			en: 'Transparency and open data'
		},
		priority: 'institutions',
		sdgs: [16],
		oecd: ['15153', '15196'],
		keywords: {
			fr: ['gouvernement ouvert', 'accès aux documents', 'redevabilité'],
			bg: ['отворено управление', 'достъп до обществена информация', 'отчетност'],
			en: ['open government', 'access to information', 'accountability']
		}
	},
	{
		key: 'civil-society',
		name: {
			fr: 'Société civile et participation citoyenne',
			bg: 'Гражданско общество и гражданско участие',
			en: 'Civil society and participation'
		},
		priority: 'institutions',
		sdgs: [16, 17],
		oecd: ['15150'],
		keywords: {
			fr: ['associations', 'budget participatif', 'concertation', 'ONG'],
			bg: ['неправителствени организации', 'НПО', 'граждански бюджет', 'обществени консултации'],
			en: ['associations', 'participatory budget', 'consultation', 'NGO']
		}
	},
	{
		key: 'media-freedom',
		name: {
			fr: 'Liberté des médias et lutte contre la désinformation',
			bg: 'Свобода на медиите и борба с дезинформацията',
			en: 'Media freedom and fight against disinformation'
		},
		priority: 'institutions',
		sdgs: [16],
		oecd: ['15153', '22030'],
		keywords: {
			fr: ['journalisme', 'éducation aux médias', 'fausses nouvelles'],
			bg: ['журналистика', 'медийна грамотност', 'фалшиви новини'],
			en: ['journalism', 'media literacy', 'fake news']
		}
	}
]

/** What the work is about, under the priorities. Keys are addresses and stored: they are added, never renamed. */
export const themes: Theme[] = given?.themes ?? builtIn

const byKey = new Map(themes.map((each) => [each.key, each]))

export const theme = (key: string): Theme | undefined => byKey.get(key)
