/** messages/<language>.json of a programme's folder, and the built-in sentences that name the built-in pair of countries. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import english from '../../messages/en.json' with { type: 'json' }
import bg from '../../messages/elsewhere/bg.json' with { type: 'json' }
import en from '../../messages/elsewhere/en.json' with { type: 'json' }
import fr from '../../messages/elsewhere/fr.json' with { type: 'json' }
import type { Settings } from './settings.ts'

type Sentences = Record<string, string>
type Element = ReturnType<IntlMessageFormat['getAst']>[number]

/** The same sentences without the two countries' names in them: `[first]`, `[languages]` … are put in here, once. */
const elsewhere: Record<string, Sentences> = { fr, bg, en }

/** Names of kinds and levels may be said too: `list.organisation-kind.ministry`. */
const ofLists = /^list\.[a-z-]+\.[a-z0-9-]+$/
export const isSentence = (key: string): boolean => key in english || ofLists.test(key)

/** Why a sentence cannot be said, null when it can: it must be readable and ask for nothing the English one does not. */
export function sentenceProblem(key: string, sentence: unknown, language: string): string | null {
	if (typeof sentence !== 'string' || !sentence.trim()) return 'must be a sentence'
	if (!sentence.includes('{') && !sentence.includes("'")) return null
	try {
		const asked = parameters(sentence, language)
		const given = new Set(parameters((english as Sentences)[key] ?? '', 'en'))
		const stranger = asked.find((name) => !given.has(name))
		return stranger === undefined ? null : `takes {${stranger}}, which the English sentence does not`
	} catch (error) {
		return `cannot be read (${(error as Error).message})`
	}
}

function parameters(sentence: string, language: string): string[] {
	const named = (elements: Element[]): string[] =>
		elements.flatMap((element) => [
			// 0 is text, 7 the # of a plural; every other kind has its parameter's name as value.
			...(element.type !== 0 && element.type !== 7 ? [element.value as string] : []),
			...('options' in element ? Object.values(element.options).flatMap((option) => named(option.value)) : [])
		])
	return named(new IntlMessageFormat(sentence, language, undefined, { ignoreTag: true }).getAst())
}

/** By language: what the built-in sentences say of any pair of countries, then what the folder says. */
export function sentencesOf(settings: Settings, written: Record<string, Sentences>): Record<string, Sentences> {
	const codes = settings.languages.map(({ code }) => code)
	return Object.fromEntries(
		[...new Set([...codes, 'en', 'fr', 'bg'])].map((language) => {
			const words = wordsOf(settings, language)
			// A sentence that is nothing but a name is said in every language.
			const sentences = elsewhere[language] ?? Object.fromEntries(Object.entries(en).filter(([, each]) => /^\[\w+\]$/.test(each)))
			const named = Object.entries(sentences).map(([key, sentence]) => [
				key,
				sentence.replace(/\[(\w+)\]/g, (whole, name: string) => words[name] ?? whole)
			])
			return [language, { ...Object.fromEntries(named), ...written[language] }]
		})
	)
}

/** How far the folder's languages are that the program does not speak by itself, and what they say that it no longer does. */
export function progressOf(folder: string, languages: readonly string[]) {
	return languages
		.filter((language) => !elsewhere[language])
		.map((language) => {
			const file = join(folder, 'messages', `${language}.json`)
			const written = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Sentences
			const keys = Object.keys(written)
			return {
				language,
				translated: keys.filter((key) => key in english && written[key] !== '').length,
				all: Object.keys(english).length,
				unknown: keys.filter((key) => !isSentence(key))
			}
		})
}

/** What a sentence about any pair may name, so that ICU takes it for text. */
function wordsOf({ countries, languages, timeZone, secondTimeZone, institute }: Settings, language: string): Sentences {
	const pickIn = (text: Record<string, string>) => text[language] ?? text.en!
	const names = new Intl.DisplayNames(language, { type: 'language' })
	const list = (type: 'conjunction' | 'disjunction') =>
		// British English: no comma before the last.
		new Intl.ListFormat(language === 'en' ? 'en-GB' : language, { type }).format(
			languages.map(({ code }) => names.of(code) ?? code)
		)
	const words = {
		first: pickIn(countries[0]!.name),
		second: pickIn(countries[1]!.name),
		city: pickIn(timeZone.city),
		secondCity: pickIn(secondTimeZone.city),
		languages: list('conjunction'),
		anyLanguage: list('disjunction'),
		institute: pickIn(institute)
	}
	return Object.fromEntries(Object.entries(words).map(([name, said]) => [name, said.replace(/[{}']/g, '’')]))
}
