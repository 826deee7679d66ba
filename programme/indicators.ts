import type { InEveryLanguage } from './shape'

/** What every project may count for the programme as a whole; `people` are not shown under ten. They roll up by priority. */
export const indicators: readonly { key: string; title: InEveryLanguage; unit: InEveryLanguage; people: boolean }[] = [
	{
		key: 'participants',
		title: { fr: 'Personnes ayant pris part', bg: 'Участници', en: 'People who took part' },
		unit: { fr: 'personnes', bg: 'души', en: 'people' },
		people: true
	},
	{
		key: 'young',
		title: { fr: 'Jeunes de moins de 26 ans', bg: 'Младежи под 26 години', en: 'Young people under 26' },
		unit: { fr: 'personnes', bg: 'души', en: 'people' },
		people: true
	},
	{
		key: 'trained',
		title: {
			fr: 'Agents publics et professionnels formés',
			bg: 'Обучени служители и специалисти',
			en: 'Officials and professionals trained'
		},
		unit: { fr: 'personnes', bg: 'души', en: 'people' },
		people: true
	},
	{
		key: 'exchanges',
		title: {
			fr: 'Rencontres et séjours dans l’autre pays',
			bg: 'Срещи и посещения в другата страна',
			en: 'Meetings and visits in the other country'
		},
		unit: { fr: 'rencontres', bg: 'срещи', en: 'meetings' },
		people: false
	},
	{
		key: 'works',
		title: {
			fr: 'Guides, outils et œuvres produits ensemble',
			bg: 'Съвместни наръчници, инструменти и произведения',
			en: 'Guides, tools and works made together'
		},
		unit: { fr: 'productions', bg: 'произведения', en: 'works' },
		people: false
	},
	{
		key: 'partnerships',
		title: { fr: 'Partenariats qui continuent', bg: 'Партньорства, които продължават', en: 'Partnerships that go on' },
		unit: { fr: 'partenariats', bg: 'партньорства', en: 'partnerships' },
		people: false
	}
]

/** Of people, fewer than this are never shown in public. */
export const FEWEST_PEOPLE = 10
