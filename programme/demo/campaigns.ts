import type { Locale, Localized } from '#platform/i18n'

export type DemoCampaign = {
	kind: 'newsletter' | 'invitations'
	/** Days ago it was sent; null for a draft. */
	sent: number | null
	subject: Localized
	preheader: Localized
	/** As one writes it in the office; `{event}` and `{news}` stand for the addresses of what the demo has. */
	body: Localized
	segment: { countries?: string[]; themes?: string[] }
}

export const demoCampaigns: DemoCampaign[] = [
	{
		kind: 'newsletter',
		sent: 12,
		subject: {
			fr: 'L’eau, la ville et vous : la lettre de l’automne',
			bg: 'Водата, градът и Вие: есенният бюлетин',
			en: 'Water, the city and you: the autumn letter'
		},
		preheader: {
			fr: 'Une rencontre à venir, une actualité, et comment proposer votre besoin.',
			bg: 'Предстояща среща, една новина и как да заявите потребността си.',
			en: 'A meeting to come, a piece of news, and how to tell us what you need.'
		},
		body: {
			fr: `Cet automne, vingt-deux collectivités fictives des deux pays ont parlé de fuites, de tarifs et de stations d’épuration. **Trois d’entre elles cherchent encore un partenaire** : leurs besoins sont sur la bourse d’échange.

## À ne pas manquer

/events/{event}

## À lire

/news/{news}

## Votre besoin en trois phrases

- Dites qui vous êtes et où vous êtes.
- Dites ce que vous cherchez, et pour quand.
- Le service vous répond sous dix jours, et rien ne paraît sans votre accord.

[Décrire un besoin](/exchange)

> Ces personnes et ces organisations sont fictives : vous lisez une démonstration.`,
			bg: `Тази есен двадесет и две измислени общини от двете страни говориха за течове, тарифи и пречиствателни станции. **Три от тях още търсят партньор**: потребностите им са на борсата за обмен.

## Не пропускайте

/events/{event}

## За четене

/news/{news}

## Вашата потребност в три изречения

- Кажете кои сте и къде сте.
- Кажете какво търсите и до кога.
- Службата Ви отговаря до десет дни и нищо не се публикува без Вашето съгласие.

[Опишете потребност](/exchange)

> Тези хора и организации са измислени: четете демонстрация.`,
			en: `This autumn, twenty-two fictional authorities of both countries talked about leaks, tariffs and treatment plants. **Three of them are still looking for a partner**: their needs are on the exchange board.

## Not to be missed

/events/{event}

## To read

/news/{news}

## Your need in three sentences

- Say who you are and where you are.
- Say what you are looking for, and by when.
- The service answers within ten days, and nothing appears without your consent.

[Describe a need](/exchange)

> These people and organisations are fictional: you are reading a demonstration.`
		},
		segment: {}
	},
	{
		kind: 'invitations',
		sent: null,
		subject: {
			fr: 'Invitation : une journée sur les réseaux d’eau',
			bg: 'Покана: един ден за водните мрежи'
		},
		preheader: { fr: 'Inscription gratuite, interprétation assurée.', bg: 'Безплатно записване, осигурен превод.' },
		body: {
			fr: `Nous vous invitons à une journée de travail entre services d’eau des deux pays.

/events/{event}

L’inscription est gratuite et l’interprétation assurée. Les déplacements restent à la charge des participants.`,
			bg: `Каним Ви на работен ден на водните служби от двете страни.

/events/{event}

Записването е безплатно, осигурен е превод. Пътуването е за сметка на участниците.`
		},
		segment: { themes: ['water', 'sanitation'] }
	}
]

type DemoReader = {
	name: string
	locale: Locale
	territory: string | null
	themes: string[]
	kinds: ('newsletter' | 'invitations' | 'calls' | 'funding')[]
}
const places: Record<Locale, (string | null)[]> = { fr: ['FR', null, 'FR'], bg: ['BG322', 'BG', 'BG411'], en: [null, 'BG', 'FR'] }
const themes = [['water'], ['urban-planning', 'public-spaces'], [], ['sanitation', 'water']]

/** Fictional readers: addresses of a domain that receives nothing. */
export const demoReaders: DemoReader[] = (['fr', 'bg', 'en'] as const).flatMap((locale, l) =>
	Array.from({ length: 9 - 2 * l }, (_, i) => ({
		name: `${{ fr: 'lectrice', bg: 'chitatel', en: 'reader' }[locale]}${i + 1}`,
		locale,
		territory: places[locale][i % 3]!,
		themes: themes[i % 4]!,
		kinds:
			i % 3 === 2
				? (['newsletter', 'calls'] as const).slice()
				: i % 3 === 1
					? (['newsletter', 'invitations'] as const).slice()
					: ['newsletter' as const]
	}))
)
