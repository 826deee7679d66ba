import { given } from './given.ts'
import type { Priority } from './shape.ts'
import { themes } from './themes.ts'

const themesOf = (priority: string) => themes.filter((theme) => theme.priority === priority).map((theme) => theme.key)

/** An empty line between two paragraphs. */
const paragraphs = (...texts: string[]) => texts.join('\n\n')

const builtIn: Priority[] = [
	{
		key: 'sustainable-development',
		name: { fr: 'Développement durable', bg: 'Устойчиво развитие', en: 'Sustainable development' },
		summary: {
			fr: 'Des villes et des territoires plus sobres, plus sûrs et plus agréables à vivre, avec l’expertise publique et privée des deux pays.',
			bg: 'По-пестеливи, по-сигурни и по-приятни за живеене градове и територии с публичния и частния опит на двете страни.',
			en: 'Towns and territories that use less, are safer and better to live in, with the public and private expertise of both countries.'
		},
		description: {
			fr: paragraphs(
				'L’eau qui se perd dans les réseaux, les déchets que l’on enfouit, les logements que l’on chauffe mal, l’air que l’on respire en hiver : les communes bulgares et françaises affrontent les mêmes difficultés, avec des moyens et des histoires différents. C’est là que l’échange est le plus utile : ce qui a été essayé d’un côté, réussi ou manqué, fait gagner du temps de l’autre.',
				'Le service réunit élus, ingénieurs, entreprises et associations autour de questions concrètes : ville durable, eau et assainissement, efficacité énergétique, mobilité, biodiversité, adaptation au changement climatique. Séminaires, visites d’études et missions d’experts débouchent sur des projets que nous aidons à monter, à cofinancer et à présenter aux fonds européens.',
				'Les entreprises y ont leur place à côté des administrations : les formes de partenariat entre public et privé sont étudiées pour ce qu’elles apportent aux habitants, dans la transparence et le respect de la commande publique.'
			),
			bg: paragraphs(
				'Водата, която се губи по мрежата, отпадъците, които заравяме, жилищата, които не успяваме да затоплим, въздухът, който дишаме през зимата: българските и френските общини срещат едни и същи трудности, макар и с различни средства и различна история. Именно тук обменът е най-полезен: онова, което едните вече са опитали – успешно или не, спестява време на другите.',
				'Службата събира кметове, инженери, предприятия и граждански организации около конкретни въпроси: устойчив град, водоснабдяване и пречистване, енергийна ефективност, мобилност, биоразнообразие, адаптация към изменението на климата. Семинарите, учебните посещения и експертните мисии водят до проекти, които помагаме да бъдат разработени, съфинансирани и представени пред европейските фондове.',
				'Предприятията имат своето място редом с администрациите: формите на публично-частно партньорство се обсъждат според ползата им за жителите, прозрачно и при спазване на правилата за обществените поръчки.'
			),
			en: paragraphs(
				'Water lost in the pipes, waste that is buried, homes that are hard to heat, the air one breathes in winter: Bulgarian and French municipalities face the same difficulties with different means and different histories. This is where exchange helps most: what one side has tried, well or badly, saves the other time.',
				'The service brings together elected officials, engineers, companies and associations around practical questions: sustainable city, water and sanitation, energy efficiency, mobility, biodiversity, adaptation to climate change. Seminars, study visits and expert missions lead to projects that we help to design, to co-finance and to bring before the European funds.',
				'Companies have their place beside administrations: forms of public–private partnership are looked at for what they bring to residents, openly and within the rules of public procurement.'
			)
		},
		themes: themesOf('sustainable-development')
	},
	{
		key: 'inclusion',
		name: {
			fr: 'Inclusion des populations vulnérables',
			bg: 'Приобщаване на уязвимите групи',
			en: 'Inclusion of vulnerable people'
		},
		summary: {
			fr: 'L’accès de chacun à l’école, aux soins, au logement, au travail et à ses droits, avec les associations qui agissent sur le terrain.',
			bg: 'Достъп за всеки до образование, здравни грижи, жилище, работа и права – заедно с организациите, които работят на място.',
			en: 'Access for all to school, care, housing, work and rights, with the associations that act on the ground.'
		},
		description: {
			fr: paragraphs(
				'La pauvreté, le handicap, l’âge, l’isolement ou les préjugés tiennent encore trop de personnes à l’écart de l’école, des soins, d’un logement décent et d’un emploi. Les associations qui vivent au plus près d’elles savent ce qui fonctionne ; elles manquent souvent de temps, de moyens et d’interlocuteurs.',
				'Le service soutient chaque année des projets portés par des organisations de la société civile : médiation en santé, lutte contre le décrochage scolaire, protection de l’enfance, égalité entre les femmes et les hommes, lutte contre les violences et contre la traite, inclusion des Roms, accueil des personnes réfugiées. Il les relie à des partenaires français et aux programmes européens qui peuvent prendre la suite.',
				'Nous mesurons les résultats sans jamais ficher les personnes : aucune donnée sur l’origine, la santé ou la religion d’un individu n’est recueillie. Seuls des totaux, fournis par les partenaires avec leur méthode, sont publiés.'
			),
			bg: paragraphs(
				'Бедността, увреждането, възрастта, самотата или предразсъдъците все още държат твърде много хора далеч от училището, здравните грижи, достойното жилище и работата. Организациите, които са най-близо до тях, знаят какво помага, но често не им достигат време, средства и събеседници.',
				'Всяка година службата подкрепя проекти на граждански организации: здравна медиация, превенция на преждевременното напускане на училище, закрила на детето, равнопоставеност на жените и мъжете, борба с насилието и с трафика на хора, приобщаване на ромите, подкрепа за бежанците. Тя ги свързва с френски партньори и с европейските програми, които могат да продължат започнатото.',
				'Измерваме резултатите, без да описваме хората: не събираме никакви данни за произхода, здравето или религията на отделно лице. Публикуват се само обобщени числа, предоставени от партньорите заедно с използвания метод.'
			),
			en: paragraphs(
				'Poverty, disability, age, isolation or prejudice still keep too many people away from school, care, decent housing and work. The associations closest to them know what works; they often lack time, means and somebody to talk to.',
				'Every year the service supports projects carried by civil society organisations: health mediation, prevention of early school leaving, child protection, gender equality, the fight against violence and trafficking, Roma inclusion, support to refugees. It links them with French partners and with the European programmes that can take over.',
				'We measure results without ever filing people: no data on the origin, health or religion of a person is collected. Only totals, supplied by the partners together with their method, are published.'
			)
		},
		themes: themesOf('inclusion')
	},
	{
		key: 'institutions',
		name: {
			fr: 'Coopération administrative et institutionnelle',
			bg: 'Административно и институционално сътрудничество',
			en: 'Administrative and institutional cooperation'
		},
		summary: {
			fr: 'Des institutions intègres, efficaces et proches des citoyens : état de droit, lutte contre la corruption, administrations centrales et collectivités.',
			bg: 'Почтени, ефективни и близки до гражданите институции: върховенство на закона, борба с корупцията, централна администрация и местна власт.',
			en: 'Institutions that are honest, effective and close to citizens: rule of law, fight against corruption, central administrations and local authorities.'
		},
		description: {
			fr: paragraphs(
				'L’état de droit se construit chaque jour, dans un tribunal, un ministère ou une mairie. Le service met en relation les administrations et les institutions judiciaires des deux pays pour qu’elles travaillent ensemble dans la durée : lutte contre la corruption, indépendance de la justice, droits fondamentaux, administration numérique, décentralisation.',
				'Des bourses du gouvernement français permettent à des fonctionnaires, des magistrats et des avocats bulgares de suivre en France des formations courtes et d’en rapporter des pratiques. Les candidatures sont présentées par les institutions, examinées selon des critères publics, et chaque stage donne lieu à un rapport.',
				'Enfin, le service aide les partenaires à tirer le meilleur parti des financements européens, fonds structurels en tête : veille commune, recherche de partenaires, montage des dossiers. Il accompagne aussi la coopération décentralisée entre collectivités françaises et communes bulgares.'
			),
			bg: paragraphs(
				'Върховенството на закона се гради всеки ден – в съда, в министерството, в общината. Службата свързва администрациите и съдебните институции на двете страни, за да работят заедно трайно: борба с корупцията, независимост на съда, основни права, електронно управление, децентрализация.',
				'Стипендии на френското правителство дават възможност на български държавни служители, магистрати и адвокати да преминат кратки обучения във Франция и да донесат оттам полезни практики. Кандидатите се предлагат от своите институции, разглеждат се по публично обявени критерии, а всеки стаж завършва с доклад.',
				'Накрая, службата помага на партньорите да използват възможно най-добре европейското финансиране, преди всичко структурните фондове: общо следене на възможностите, търсене на партньори, подготовка на документите. Тя подкрепя и децентрализираното сътрудничество между френски местни власти и български общини.'
			),
			en: paragraphs(
				'The rule of law is built every day, in a court, a ministry or a town hall. The service brings administrations and judicial institutions of both countries together so that they work side by side over time: fight against corruption, independence of justice, fundamental rights, digital government, decentralisation.',
				'French government scholarships allow Bulgarian civil servants, judges, prosecutors and lawyers to follow short courses in France and to bring practices home. Candidates are put forward by their institutions and assessed on published criteria, and every stay ends with a report.',
				'The service also helps its partners make the most of European funding, structural funds above all: a common watch, the search for partners, the preparation of files. And it supports decentralised cooperation between French local authorities and Bulgarian municipalities.'
			)
		},
		themes: themesOf('institutions')
	}
]

/** The priorities of the mission. Their keys are the addresses of their pages. */
export const priorities: Priority[] = given?.programme.priorities ?? builtIn
