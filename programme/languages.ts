import { locales } from '#platform/languages'

const known = ['fr', 'bg', 'en', 'de', 'es', 'it', 'el', 'ro', 'tr', 'ru', 'pt', 'nl', 'pl', 'mk', 'sr', 'uk', 'ar'] as const

/** The languages a person or an organisation may work in: the programme's own, then others of Europe. */
export const workingLanguages = [...new Set([...locales, ...known])] as unknown as typeof known
