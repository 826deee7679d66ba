/** What the programme offers to choose from, as forms and filters want it, in the reader's language. */
import { workingLanguages } from '#programme/languages'
import { pickText, type Locale } from '#platform/i18n'
import { organisationKinds } from '#programme/organisation-kinds'
import { programme } from '#programme/programme'
import { childrenOf, territory } from '#programme/territories'
import { themes } from '#programme/themes'
import { languageName } from './languages.ts'

export { languageName }

export type Option = { value: string; label: string }
export type Group = { label: string; options: Option[] }

const sorted = (locale: Locale, options: Option[]) => {
	const { compare } = new Intl.Collator(locale)
	return options.sort((a, b) => compare(a.label, b.label))
}

/** Themes under their priorities. */
export const themeGroups = (locale: Locale): Group[] =>
	programme.priorities.map((priority) => ({
		label: pickText(priority.name, locale),
		options: sorted(
			locale,
			themes
				.filter((theme) => theme.priority === priority.key)
				.map(({ key, name }) => ({ value: key, label: pickText(name, locale) }))
		)
	}))

export const themeName = (locale: Locale, key: string): string =>
	pickText(themes.find((theme) => theme.key === key)?.name, locale) || key

export const priorityOptions = (locale: Locale): Option[] =>
	programme.priorities.map(({ key, name }) => ({ value: key, label: pickText(name, locale) }))

export const priorityName = (locale: Locale, key: string): string =>
	pickText(programme.priorities.find((priority) => priority.key === key)?.name, locale) || key

export const serviceOptions = (locale: Locale): Option[] =>
	programme.services.map(({ key, name }) => ({ value: key, label: pickText(name, locale) }))

export const serviceName = (locale: Locale, key: string): string =>
	pickText(programme.services.find((service) => service.key === key)?.name, locale) || key

export const kindOptions = (locale: Locale): Option[] =>
	sorted(
		locale,
		organisationKinds.map(({ key, name }) => ({ value: key, label: pickText(name, locale) }))
	)

export const kindName = (locale: Locale, key: string): string =>
	pickText(organisationKinds.find((kind) => kind.key === key)?.name, locale) || key

export const countryOptions = (locale: Locale): Option[] =>
	programme.countries.map(({ code, name }) => ({ value: code, label: pickText(name, locale) }))

const regionNames = new Map<Locale, Intl.DisplayNames>()
/** A country of the programme by its own name there; any other by its usual name. */
export const countryName = (locale: Locale, code: string): string => {
	const own = programme.countries.find((country) => country.code === code)
	if (own) return pickText(own.name, locale)
	let names = regionNames.get(locale)
	if (!names) regionNames.set(locale, (names = new Intl.DisplayNames(locale, { type: 'region' })))
	return names.of(code) ?? code
}

export const territoryName = (locale: Locale, code: string | null): string =>
	code === null ? '' : pickText(territory(code)?.name, locale) || code

/** Every territory, from a country down, under the second level it lies in: for one long list a reader can type into. */
export const territoryGroups = (locale: Locale): Group[] =>
	programme.countries.flatMap((country) => {
		const named = (code: string): Option => ({ value: code, label: territoryName(locale, code) })
		const below = (code: string): Option[] => childrenOf(code).flatMap((child) => [named(child.code), ...below(child.code)])
		return [
			{ label: pickText(country.name, locale), options: [named(country.code)] },
			...childrenOf(country.code).map((region) => ({
				label: `${pickText(country.name, locale)} – ${territoryName(locale, region.code)}`,
				options: [named(region.code), ...sorted(locale, below(region.code))]
			}))
		]
	})

export const languageOptions = (locale: Locale): Option[] =>
	workingLanguages.map((code) => ({ value: code, label: languageName(locale, code) }))
