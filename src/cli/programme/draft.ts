/** The files of a new programme's folder, from the answers: what an operator then goes on writing. */
import english from '../../messages/en.json' with { type: 'json' }
import { holidayCalendars, holidayNames } from '#programme/holidays'
import { programme } from '#programme/programme'
import { themes } from '#programme/themes'
import { regionOf, type Answers } from './answers.ts'

type Texts = Record<string, string>
export type Draft = { programme: object; territories: string; holidays: object; messages: Record<string, Texts> }

/** What the answers name in other files, already read. */
export type Enclosed = { territories?: string; holidays?: Record<string, unknown>; messages: Record<string, Texts> }

const own = ['fr', 'bg', 'en']
/** A paragraph that names the built-in pair of countries says nothing about another. */
const ofThisPair = /France|French|français|Bulgari|bulgare|Франци|френск|Българи|български/i

/** `answers` must hold every question (`withDefaults`). */
export function draftOf(answers: Answers, enclosed: Enclosed): Draft {
	const languages = answers.languages!
	const countries = answers.countries!
	/** The built-in words in the programme's languages, and what the answers add. */
	const inOurs = (text: Texts, added: Texts = {}) =>
		Object.fromEntries(languages.flatMap((code) => (added[code] || text[code] ? [[code, added[code] || text[code]!]] : [])))
	const everywhere = (text: string | Texts) => (typeof text === 'string' ? { [languages[0]!]: text === '-' ? '—' : text } : text)
	const countryName = (code: string) =>
		Object.fromEntries(
			languages.map((language) => [
				language,
				answers.countryNames?.[code]?.[language] ?? new Intl.DisplayNames(language, { type: 'region' }).of(code)!
			])
		)
	const zone = (name: string) => ({
		name,
		city: answers.cities?.[name] ?? { [languages[0]!]: name.split('/').at(-1)!.replaceAll('_', ' ') }
	})
	const [first, second] = countries.map(countryName)
	const english = (code: string) => new Intl.DisplayNames('en', { type: 'region' }).of(code)!
	const slug = countries
		.map((code) =>
			english(code)
				.normalize('NFKD')
				.toLowerCase()
				.replace(/[^a-z]+/g, '-')
				.replace(/^-|-$/g, '')
		)
		.join('-')
	const cit = programme.services[0]!
	return {
		programme: {
			key: slug,
			name: everywhere(answers.name!),
			description:
				answers.description ??
				Object.fromEntries(
					languages.map((code) => [
						code,
						`${everywhere(answers.name!)[code] ?? 'Passerelle'} (${first![code]}, ${second![code]})`
					])
				),
			institute: everywhere(answers.institute!),
			address: everywhere(answers.address!),
			email: answers.email,
			phone: answers.phone === '-' ? null : answers.phone,
			countries: countries.map((code) => ({
				code,
				name: countryName(code),
				privacyAuthority: answers.privacyAuthorities?.[code],
				accessibilityAuthority: answers.accessibilityAuthorities?.[code]
			})),
			languages: languages.map((code) => ({ code, region: answers.regions?.[code] ?? regionOf(code, countries) })),
			timeZone: zone(answers.timeZone!),
			secondTimeZone: zone(answers.secondTimeZone!),
			currency: 'EUR',
			oldCurrency: null,
			openData: { ...programme.openData },
			services: answers.services ?? [
				{ key: cit.key, acronym: cit.acronym, name: inOurs(cit.name), description: inOurs(cit.description) }
			],
			priorities: programme.priorities.map(({ key, name, summary, description }) => {
				const added = answers.priorities?.[key] ?? {}
				return {
					key,
					name: inOurs(name, added.name),
					summary: inOurs(summary, added.summary),
					description: inOurs(ofAnyPair(description), added.description)
				}
			}),
			themes: themes.map(({ key, name, priority, sdgs, oecd, keywords = {} }) => ({
				...{ key, name: inOurs(name, answers.themes?.[key]), priority, sdgs, oecd },
				keywords: Object.fromEntries(Object.entries(keywords).filter(([code]) => languages.includes(code)))
			})),
			levels: answers.levels ?? levels.map(({ name, ...level }) => ({ ...level, name: inOurs(name) }))
		},
		territories: enclosed.territories ?? countriesAlone(countries, languages, countryName),
		holidays: Object.fromEntries(
			countries.flatMap((code) => {
				const given = enclosed.holidays?.[code] ?? builtInHolidays(code, languages)
				return given ? [[code, given]] : []
			})
		),
		messages: Object.fromEntries(
			languages.flatMap((code) => {
				const written = enclosed.messages[code]
				// A language that Passerelle speaks needs no sentence; another has a place for each.
				if (own.includes(code)) return written ? [[code, written]] : []
				return [[code, { ...skeleton(), ...written }]]
			})
		)
	}
}

const skeleton = (): Texts => Object.fromEntries(Object.keys(english).map((key) => [key, '']))

/** The paragraphs that hold for any pair; all languages lose the same ones. */
function ofAnyPair(description: Texts): Texts {
	const cut = Object.entries(description).map(([code, text]) => [code, text.split('\n\n')] as const)
	const kept = cut[0]![1].map((_, at) => cut.every(([, paragraphs]) => !ofThisPair.test(paragraphs[at] ?? '')))
	return Object.fromEntries(cut.map(([code, paragraphs]) => [code, paragraphs.filter((_, at) => kept[at]).join('\n\n')]))
}

const levels: { key: string; name: Texts; district?: boolean }[] = [
	{ key: 'country', name: { fr: 'Pays', bg: 'Държава', en: 'Country' } },
	{ key: 'region', name: { fr: 'Région', bg: 'Регион', en: 'Region' } },
	{ key: 'district', name: { fr: 'District', bg: 'Област', en: 'District' }, district: true },
	{ key: 'municipality', name: { fr: 'Commune', bg: 'Община', en: 'Municipality' } }
]

function countriesAlone(countries: readonly string[], languages: string[], nameOf: (code: string) => Texts): string {
	const rows = countries.map((code) => {
		const name = nameOf(code)
		// Intl knows where no country lies: the operator does.
		return [code, '', 'country', '0', '0', ...languages.map((language) => `"${name[language]!.replaceAll('"', '""')}"`)].join(',')
	})
	return [
		['code', 'parent', 'level', 'lat', 'lon', ...languages.map((language) => `name.${language}`)].join(','),
		...rows,
		''
	].join('\n')
}

function builtInHolidays(country: string, languages: string[]) {
	const calendar = holidayCalendars[country]
	if (!calendar) return undefined
	const named = <Each extends { key: string }>({ key, ...rest }: Each) => {
		const names: Texts = holidayNames[key] ?? {}
		return { name: Object.fromEntries(Object.entries(names).filter(([code]) => [...languages, 'en'].includes(code))), ...rest }
	}
	return { weekend: calendar.weekend, rules: calendar.rules.map(named), declared: calendar.declared.map(named) }
}
