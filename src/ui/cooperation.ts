/** Kinds of cooperation in the reader's language. */
import { pickText, type Locale } from '#platform/i18n'
import { cooperationKinds } from '#programme/cooperation-kinds'

export const cooperationName = (locale: Locale, key: string): string =>
	pickText(cooperationKinds.find((kind) => kind.key === key)?.name, locale) || key

export const cooperationOptions = (locale: Locale) =>
	cooperationKinds.map(({ key, name }) => ({ value: key, label: pickText(name, locale) }))
