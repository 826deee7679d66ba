import type { Locale } from '#platform/i18n'
import type { InEveryLanguage } from '../shape.ts'

/** A fictional piece of news or page, which says so; `age` is in days before the demo is loaded. */
export type DemoArticle = {
	kind: 'news' | 'page'
	original: Locale
	age: number
	themes: string[]
	/** Of `demoPictures`. */
	picture: string | null
	/** The languages it is published in; the others stay drafts. */
	published: Locale[]
	title: InEveryLanguage
	lead: InEveryLanguage
	/** In the newsroom's markup; `{project:key}` and `{event:n}` are the address of a demo project or event. */
	body: InEveryLanguage
}

const each = (fr: string, bg: string, en: string): InEveryLanguage => ({ fr, bg, en })
const note = each(
	'*Article fictif, écrit pour la démonstration.*',
	'*Измислена статия, написана за демонстрация.*',
	'*A fictional article, written for the demonstration.*'
)
const body = (fr: string[], bg: string[], en: string[]) =>
	each([...fr, note.fr].join('\n\n'), [...bg, note.bg].join('\n\n'), [...en, note.en].join('\n\n'))

export const demoArticles: DemoArticle[] = [
	{
		kind: 'page',
		original: 'fr',
		age: 60,
		themes: [],
		picture: null,
		published: ['fr', 'bg', 'en'],
		title: each('Comment naît une coopération', 'Как се ражда едно сътрудничество', 'How a cooperation begins'),
		lead: each(
			'De la première question au projet signé : les cinq étapes que le service parcourt avec vous.',
			'От първия въпрос до подписания проект: петте стъпки, които службата изминава с Вас.',
			'From the first question to the signed project: the five steps the service takes with you.'
		),
		body: body(
			[
				'## Cinq étapes',
				'1. **Vous posez une question.** Une page suffit : ce qui vous manque, ou ce que vous savez faire.\n2. **Nous cherchons avec vous.** L’annuaire, les annonces et les bonnes pratiques montrent qui s’est posé la même.\n3. **Vous vous rencontrez.** Une mise en relation, une visite d’études, un atelier.\n4. **Vous écrivez ensemble.** Un projet, ses partenaires, son budget.\n5. **Vous racontez ce qui a marché.** Pour que d’autres fassent de même.',
				'## Ce que nous ne faisons pas',
				'Nous ne choisissons pas à votre place. Un appel a des critères publics, un comité, et un [registre](/record) où chacun peut refaire le classement.'
			],
			[
				'## Пет стъпки',
				'1. **Задавате въпрос.** Достатъчна е една страница: какво Ви липсва или какво умеете.\n2. **Търсим заедно.** Указателят, обявите и добрите практики показват кой си е задавал същия въпрос.\n3. **Срещате се.** Свързване, учебно посещение, работилница.\n4. **Пишете заедно.** Проект, партньори, бюджет.\n5. **Разказвате какво е проработило.** За да могат и други да го направят.',
				'## Какво не правим',
				'Не избираме вместо Вас. Всяка покана има публични критерии, комисия и [регистър](/record), в който всеки може да повтори класирането.'
			],
			[
				'## Five steps',
				'1. **You ask a question.** One page is enough: what you lack, or what you can do.\n2. **We search with you.** The directory, the listings and the good practices show who has asked the same.\n3. **You meet.** An introduction, a study visit, a workshop.\n4. **You write together.** A project, its partners, its budget.\n5. **You tell what worked.** So that others can do the same.',
				'## What we do not do',
				'We do not choose in your place. A call has public criteria, a panel, and a [record](/record) in which anyone can redo the ranking.'
			]
		)
	},
	{
		kind: 'news',
		original: 'bg',
		age: 34,
		themes: ['justice', 'rule-of-law'],
		picture: 'dusk',
		published: ['fr', 'bg'],
		title: each(
			'Des lettres de tribunal que l’on comprend',
			'Съдебни писма, които се разбират',
			'Court letters one can understand'
		),
		lead: each(
			'Deux greffes réécrivent ensemble leurs cinquante lettres les plus fréquentes. Les appels au guichet ont baissé d’un tiers.',
			'Две съдебни деловодства пренаписват заедно петдесетте си най-чести писма. Обажданията на гишето са намалели с една трета.',
			'Two court registries rewrite their fifty most frequent letters together. Calls to the counter have gone down by a third.'
		),
		body: body(
			[
				'Pendant trois jours, des greffiers des deux pays ont lu à voix haute les lettres que leurs tribunaux envoient chaque semaine. Tout ce qu’ils devaient expliquer, ils l’ont réécrit.',
				'> Une lettre n’est pas claire parce que son auteur la comprend.',
				'## Trois règles retenues',
				'- Dire d’abord ce que la personne doit faire, et jusqu’à quand.\n- Une phrase, une idée.\n- Le numéro à appeler en bas de la première page.',
				'La méthode est racontée dans la rubrique des [bonnes pratiques](/practices).'
			],
			[
				'Три дни деловодители от двете страни четоха на глас писмата, които съдилищата им изпращат всяка седмица. Всичко, което трябваше да обяснят, го написаха наново.',
				'> Едно писмо не е ясно само защото авторът му го разбира.',
				'## Три правила',
				'- Първо се казва какво трябва да направи човекът и докога.\n- Едно изречение, една мисъл.\n- Телефонът за справки стои в края на първата страница.',
				'Методът е описан в раздела за [добри практики](/practices).'
			],
			[
				'For three days, registrars of both countries read aloud the letters their courts send every week. Whatever they had to explain, they wrote anew.',
				'> A letter is not clear because its author understands it.',
				'## Three rules',
				'- Say first what the person must do, and by when.\n- One sentence, one idea.\n- The number to call at the foot of the first page.',
				'The method is told among the [good practices](/practices).'
			]
		)
	},
	{
		kind: 'news',
		original: 'fr',
		age: 16,
		themes: ['early-school-leaving', 'youth'],
		picture: 'morning',
		published: ['fr', 'bg', 'en'],
		title: each(
			'Plovdiv : quatre-vingts enfants de retour en classe',
			'Пловдив: осемдесет деца отново в клас',
			'Plovdiv: eighty children back in class'
		),
		lead: each(
			'À mi-parcours, le projet « Revenir à l’école » fait ses comptes : quatre enfants sur cinq tiennent au-delà du premier trimestre.',
			'По средата на пътя проектът „Обратно в училище“ прави равносметка: четири от пет деца остават и след първия срок.',
			'Half-way through, the project “Back to school” takes stock: four children in five stay beyond the first term.'
		),
		body: body(
			[
				'Les médiatrices frappent aux portes le matin, avant la première heure de cours. Elles connaissent les familles, les bus, les jours de marché.',
				'## Ce qui tient les enfants en classe',
				'- un adulte du quartier dans l’établissement, tous les jours ;\n- un repas et un trajet assurés ;\n- des parents invités autrement que pour des reproches.',
				'{project:school-mediators}',
				'Le bilan complet sera présenté lors de la rencontre de l’automne.'
			],
			[
				'Медиаторките чукат на вратите сутрин, преди първия час. Познават семействата, автобусите и пазарните дни.',
				'## Какво задържа децата в клас',
				'- възрастен от квартала в училището всеки ден;\n- осигурени обяд и превоз;\n- родители, които не са канени само за да слушат упреци.',
				'{project:school-mediators}',
				'Пълната равносметка ще бъде представена на срещата през есента.'
			],
			[
				'The mediators knock on doors in the morning, before the first lesson. They know the families, the buses and the market days.',
				'## What keeps children in class',
				'- an adult of the neighbourhood in the school, every day;\n- a meal and a way to school;\n- parents who are invited for more than reproaches.',
				'{project:school-mediators}',
				'The whole account will be given at the meeting in autumn.'
			]
		)
	},
	{
		kind: 'news',
		original: 'fr',
		age: 3,
		themes: ['water', 'public-finance'],
		picture: 'river',
		published: ['fr', 'bg', 'en'],
		title: each(
			'À Dunavgrad, un tiers des fuites trouvé en un an',
			'В Дунавград за година е открита една трета от течовете',
			'In Dunavgrad, a third of the leaks found in one year'
		),
		lead: each(
			'Quarante compteurs de secteur, six agents formés, des relevés publiés chaque trimestre : les pertes du réseau passent de 52 % à 44 %.',
			'Четиридесет зонови водомера, шестима обучени служители и данни, които се публикуват всяко тримесечие: загубите в мрежата спадат от 52 % на 44 %.',
			'Forty district meters, six trained employees, readings published every quarter: losses of the network go from 52% to 44%.'
		),
		body: body(
			[
				'La commune perdait la moitié de l’eau qu’elle payait. Avec une agence de bassin française et une entreprise, elle a découpé son réseau en quarante secteurs, mesuré les débits de nuit, et commencé par les rues où l’eau coulait sans témoin.',
				'## Ce qui a compté',
				'1. **Mesurer la nuit**, quand personne ne consomme.\n2. **Former des agents de la commune** plutôt que d’acheter un service.\n3. **Publier les relevés**, même mauvais.',
				'> Le jour où nous avons affiché les pertes, les habitants ont commencé à nous appeler.',
				'{project:leaks}',
				'Les résultats seront discutés lors de la conférence :',
				'{event:0}'
			],
			[
				'Общината губеше половината от водата, за която плащаше. Заедно с френска басейнова агенция и предприятие тя раздели мрежата на четиридесет зони, измери нощния дебит и започна от улиците, където водата изтичаше, без никой да забележи.',
				'## Кое беше важно',
				'1. **Да се мери нощем**, когато никой не използва вода.\n2. **Да се обучат общински служители**, вместо да се купува услуга.\n3. **Да се публикуват данните**, дори когато са лоши.',
				'> В деня, в който обявихме загубите, жителите започнаха да ни се обаждат.',
				'{project:leaks}',
				'Резултатите ще бъдат обсъдени на конференцията:',
				'{event:0}'
			],
			[
				'The town lost half of the water it paid for. With a French basin agency and a company it cut its network into forty districts, measured the flow at night, and began with the streets where water ran without anybody noticing.',
				'## What mattered',
				'1. **Measuring at night**, when nobody draws water.\n2. **Training the town’s own people** rather than buying a service.\n3. **Publishing the readings**, even bad ones.',
				'> The day we put the losses on the wall, people began to call us.',
				'{project:leaks}',
				'The results will be discussed at the conference:',
				'{event:0}'
			]
		)
	}
]
