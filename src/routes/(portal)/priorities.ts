import { pickText, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'

/** The priorities as links. */
export const prioritiesIn = (locale: Locale) => programme.priorities.map(({ key, name }) => ({ key, name: pickText(name, locale) }))
