import { pickText, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'

/** The priorities as links; `place` gives each its colour, on every page. */
export const prioritiesIn = (locale: Locale) =>
	programme.priorities.map(({ key, name }, place) => ({ key, name: pickText(name, locale), place }))
