import type { InEveryLanguage } from '../shape.ts'

/** A fictional good practice of a fictional organisation, which says so. */
export type DemoPractice = {
	organisation: string
	territory: string
	themes: string[]
	/** Key of a demo project it comes from. */
	project: string | null
	age: number
	status: 'submitted' | 'published'
	title: InEveryLanguage
	problem: InEveryLanguage
	solution: InEveryLanguage
	actors: InEveryLanguage
	cost: InEveryLanguage
	results: InEveryLanguage
	conditions: InEveryLanguage
}

const each = (fr: string, bg: string, en: string): InEveryLanguage => ({ fr, bg, en })

export const demoPractices: DemoPractice[] = [
	{
		organisation: 'regional-court',
		territory: 'BG',
		themes: ['justice', 'rule-of-law'],
		project: null,
		age: 30,
		status: 'published',
		title: each(
			'Réécrire les lettres du tribunal avec ceux qui les reçoivent (fiction)',
			'Пренаписване на съдебните писма заедно с получателите им (измислено)',
			'Rewriting court letters with those who receive them (fictional)'
		),
		problem: each(
			'Une convocation sur trois amenait un appel au guichet : les personnes ne comprenaient pas ce qu’on leur demandait, ni jusqu’à quand.',
			'Всяка трета призовка водеше до обаждане на гишето: хората не разбираха какво се иска от тях и докога.',
			'One summons in three led to a call to the counter: people did not understand what was asked of them, or by when.'
		),
		solution: each(
			'Les cinquante lettres les plus fréquentes ont été lues à voix haute par des habitants, puis réécrites par des greffiers et des juges.\n\nChaque lettre dit d’abord ce qu’il faut faire, puis pourquoi, puis à qui s’adresser. Un juge vérifie qu’aucune mention obligatoire ne manque.',
			'Петдесетте най-чести писма бяха прочетени на глас от граждани и след това пренаписани от деловодители и съдии.\n\nВсяко писмо казва първо какво трябва да се направи, после защо и накрая към кого да се обърне човек. Съдия проверява дали не липсва задължителен текст.',
			'The fifty most frequent letters were read aloud by residents, then rewritten by registrars and judges.\n\nEach letter says first what must be done, then why, then whom to turn to. A judge checks that nothing the law requires is missing.'
		),
		actors: each(
			'Le greffe, deux juges, douze habitants tirés au sort, une école de la magistrature.',
			'Деловодството, двама съдии, дванадесет граждани, избрани чрез жребий, школа за магистрати.',
			'The registry, two judges, twelve residents drawn by lot, a school for magistrates.'
		),
		cost: each(
			'Environ 6 000 € : trois ateliers et l’impression. Le reste est du temps de travail.',
			'Около 6 000 €: три работилници и печат. Останалото е работно време.',
			'About €6,000: three workshops and printing. The rest is working time.'
		),
		results: each(
			'Les appels au guichet ont baissé d’un tiers en six mois. Les absences aux audiences sont passées de 18 % à 12 %.',
			'За шест месеца обажданията на гишето намаляха с една трета. Неявяванията в заседание спаднаха от 18 % на 12 %.',
			'Calls to the counter went down by a third in six months. Absences from hearings went from 18% to 12%.'
		),
		conditions: each(
			'L’accord du président de la juridiction ; un juge disponible deux heures par semaine ; le droit de modifier les modèles dans le logiciel.',
			'Съгласието на председателя на съда; съдия, който разполага с два часа седмично; право да се променят образците в програмата.',
			'The agreement of the court’s president; a judge with two hours a week; the right to change the templates in the software.'
		)
	},
	{
		organisation: 'danube-municipality',
		territory: 'BG',
		themes: ['water', 'public-finance'],
		project: 'leaks',
		age: 12,
		status: 'published',
		title: each(
			'Trouver les fuites la nuit, secteur par secteur (fiction)',
			'Откриване на течовете нощем, зона по зона (измислено)',
			'Finding leaks at night, district by district (fictional)'
		),
		problem: each(
			'La commune perdait plus de la moitié de son eau sans savoir où.',
			'Общината губеше повече от половината си вода, без да знае къде.',
			'The town lost more than half of its water without knowing where.'
		),
		solution: each(
			'Le réseau est découpé en quarante secteurs, chacun avec son compteur. Entre deux et quatre heures du matin, presque personne ne consomme : ce qui coule est une fuite. Les secteurs les plus touchés sont réparés d’abord.',
			'Мрежата е разделена на четиридесет зони, всяка със свой водомер. Между два и четири часа през нощта почти никой не използва вода: което тече, е теч. Първо се ремонтират най-засегнатите зони.',
			'The network is cut into forty districts, each with its meter. Between two and four in the morning hardly anybody draws water: what flows is a leak. The worst districts are mended first.'
		),
		actors: each(
			'La régie municipale de l’eau, une agence de bassin française, une entreprise pour la pose des compteurs.',
			'Общинското водно дружество, френска басейнова агенция и предприятие, което постави водомерите.',
			'The municipal water utility, a French basin agency, a company that fitted the meters.'
		),
		cost: each(
			'180 000 € en deux ans, dont 120 000 € de compteurs. L’eau économisée rembourse la dépense en quatre ans.',
			'180 000 € за две години, от които 120 000 € за водомери. Спестената вода връща разхода за четири години.',
			'€180,000 over two years, of which €120,000 for meters. The water saved pays it back in four years.'
		),
		results: each(
			'Les pertes sont passées de 52 % à 44 % en un an. Six agents savent chercher une fuite.',
			'За една година загубите спаднаха от 52 % на 44 %. Шестима служители умеят да откриват теч.',
			'Losses went from 52% to 44% in one year. Six employees can find a leak.'
		),
		conditions: each(
			'Un plan du réseau à jour ; des vannes qui ferment ; une équipe qui accepte de travailler la nuit deux semaines par an.',
			'Актуален план на мрежата; кранове, които се затварят; екип, готов да работи нощем две седмици в годината.',
			'An up-to-date plan of the network; valves that close; a team willing to work at night two weeks a year.'
		)
	},
	{
		organisation: 'plovdiv-mobile-school',
		territory: 'PDV22',
		themes: ['early-school-leaving', 'child-protection', 'youth'],
		project: 'school-mediators',
		age: 5,
		status: 'published',
		title: each(
			'Un adulte du quartier dans chaque école (fiction)',
			'По един възрастен от квартала във всяко училище (измислено)',
			'An adult of the neighbourhood in every school (fictional)'
		),
		problem: each(
			'Des enfants quittaient l’école au printemps, quand les familles partent travailler. Personne ne venait les chercher.',
			'Деца напускаха училище през пролетта, когато семействата тръгват на работа. Никой не идваше да ги потърси.',
			'Children left school in spring, when families go away to work. Nobody came to look for them.'
		),
		solution: each(
			'Une médiatrice du quartier est présente dans l’établissement tous les jours. Elle connaît les familles, prévient l’absence au lieu de la punir, et organise le trajet et le repas.',
			'Медиаторка от квартала е в училището всеки ден. Тя познава семействата, предотвратява отсъствието, вместо да го наказва, и урежда превоза и обяда.',
			'A mediator from the neighbourhood is in the school every day. She knows the families, prevents absence rather than punishing it, and sees to the journey and the meal.'
		),
		actors: each(
			'Une association, trois écoles, la mairie de quartier, une fondation française.',
			'Сдружение, три училища, районната администрация, френска фондация.',
			'An association, three schools, the district town hall, a French foundation.'
		),
		cost: each(
			'Un poste et demi par école, soit environ 16 000 € par an.',
			'Щат и половина на училище, около 16 000 € годишно.',
			'One and a half posts a school, about €16,000 a year.'
		),
		results: each(
			'Quatre-vingts enfants revenus en classe ; quatre sur cinq y sont encore après le premier trimestre.',
			'Осемдесет деца се върнаха в клас; четири от пет са там и след първия срок.',
			'Eighty children back in class; four in five are still there after the first term.'
		),
		conditions: each(
			'Recruter dans le quartier ; un directeur qui ouvre la salle des maîtres à la médiatrice ; trois ans au moins.',
			'Назначаване на хора от квартала; директор, който приема медиаторката в учителската стая; поне три години.',
			'Recruiting in the neighbourhood; a head teacher who opens the staff room to the mediator; three years at least.'
		)
	},
	{
		organisation: 'vallee-claire',
		territory: 'FR',
		themes: ['waste', 'environmental-education'],
		project: null,
		age: 1,
		status: 'submitted',
		title: each(
			'Le compost au pied de l’immeuble (fiction)',
			'Компост пред блока (измислено)',
			'Compost at the foot of the building (fictional)'
		),
		problem: each(
			'Un tiers des ordures de la commune était de la matière qui nourrit la terre.',
			'Една трета от отпадъците на общината бяха вещества, които хранят почвата.',
			'A third of the town’s waste was matter that feeds the soil.'
		),
		solution: each(
			'Un bac pour vingt foyers, un habitant référent, une visite par mois du maître composteur de la commune.',
			'Един съд на двадесет домакинства, отговорник сред жителите, посещение веднъж месечно от общинския специалист.',
			'One bin for twenty homes, a resident in charge, a visit a month by the town’s compost master.'
		),
		actors: each(
			'La commune, deux bailleurs sociaux, quarante habitants référents.',
			'Общината, двама социални наемодатели, четиридесет отговорници сред жителите.',
			'The town, two social landlords, forty residents in charge.'
		),
		cost: each(
			'9 € par habitant la première année, 3 € ensuite.',
			'9 € на жител първата година, 3 € след това.',
			'€9 a resident in the first year, €3 after that.'
		),
		results: each(
			'42 tonnes détournées de la collecte en un an.',
			'42 тона по-малко извозени отпадъци за година.',
			'42 tonnes kept out of collection in one year.'
		),
		conditions: each(
			'Un espace à l’ombre, un point d’eau, et quelqu’un que les voisins connaissent.',
			'Място на сянка, чешма и човек, когото съседите познават.',
			'A shady spot, a tap, and somebody the neighbours know.'
		)
	}
]
