import { createContext } from 'svelte'
import { translator, type Locale, type Translate } from '#platform/i18n'

const [get, set] = createContext<{ locale: Locale; t: Translate }>()

/** The reader's language and the sentences in it, for any component below the root layout: `const { t, locale } = i18n()`. */
export const i18n = get
export const provideI18n = (locale: Locale) => set({ locale, t: translator(locale) })
