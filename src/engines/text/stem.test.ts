import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stem, type Locale } from './stem.ts'

const locales: Locale[] = ['fr', 'bg', 'en']

function meets(locale: Locale, ...forms: string[]) {
	expect(new Set(forms.map((form) => stem(form, locale))), forms.join(' ')).toHaveProperty('size', 1)
}

describe('stems', () => {
	test('French joins the plurals Snowball leaves apart', () => {
		meets('fr', 'emploi', 'emplois')
		meets('fr', 'travail', 'travaux')
		meets('fr', 'lieu', 'lieux')
		meets('fr', 'régional', 'régionale', 'régionaux')
		meets('fr', 'long', 'longue', 'longs')
		meets('fr', 'occupe', 'occupent', 'occupé')
		expect(stem('maison', 'fr')).not.toBe(stem('mais', 'fr'))
	})

	test('Bulgarian joins a noun with its articles and plurals', () => {
		meets('bg', 'град', 'града', 'градът', 'градове', 'градовете')
		meets('bg', 'община', 'общината', 'общини', 'общините')
		meets('bg', 'училище', 'училището', 'училища', 'училищата')
		meets('bg', 'път', 'пътят', 'пътища', 'пътищата')
		meets('bg', 'летище', 'летища')
		meets('bg', 'организация', 'организацията', 'организации', 'организациите')
		meets('bg', 'език', 'езика', 'езикът', 'езици', 'езиците')
		meets('bg', 'радост', 'радостта')
		meets('bg', 'събрание', 'събранието', 'събрания')
		meets('bg', 'огън', 'огънят', 'огъня')
	})

	test('Bulgarian joins adjectives and verbs', () => {
		meets('bg', 'важен', 'важна', 'важният', 'важните')
		meets('bg', 'бял', 'бяла', 'бели', 'белите')
		meets('bg', 'работя', 'работиш', 'работят', 'работихме', 'работили')
	})

	test('English is Snowball', () => {
		meets('en', 'project', 'projects')
		meets('en', 'cooperation', 'cooperate')
	})

	test('another language is Snowball too, and one without a stemmer keeps its words', () => {
		const romanian = 'ro' as Locale
		expect(stem('județele', romanian)).toBe(stem('județe', romanian))
		expect(stem('informației', romanian)).toBe(stem('informaţiei', romanian))
		expect(stem('Žemaitija', 'lt' as Locale)).toBe('žemaitija')
	})

	test('case and composition do not matter', () => {
		expect(stem('ОБЩИНИ', 'bg')).toBe(stem('общини', 'bg'))
		expect(stem('E\u0301tats', 'fr')).toBe(stem('états', 'fr'))
	})

	test('whatever the characters, no error and no empty stem', () => {
		const letters = fc.string({ unit: fc.constantFrom(...'аеиоуъюябвгдцтснlesxéàn’-0'), minLength: 1 })
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), letters), (word) => {
				for (const locale of locales) expect(stem(word, locale)).not.toBe('')
			})
		)
	})

	test('a word of a million letters is left as it is, at once', () => {
		const long = 'а'.repeat(1_000_000)
		for (const locale of locales) expect(stem(long, locale)).toBe(long)
	})

	test('names of object members are words like any other', () => {
		expect(stem('constructor', 'fr')).toBe('constructor')
	})
})
