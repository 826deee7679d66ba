/** The reasons and the caution of a suggestion as sentences in the reader's language. */
import type { Caution, Reason } from '#engines/matching/reasons'
import { formatDate, pickText, type Locale, type Translate } from '#platform/i18n'
import { programme } from '#programme/programme'
import { cooperationName } from './cooperation.ts'
import { kindName, languageName, themeName } from './options.ts'

/** A list as the language writes it: "a, b et c". */
const listed = (locale: Locale, words: string[]) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(words)

const quoted = (locale: Locale, word: string) =>
	locale === 'fr' ? `«\u00a0${word}\u00a0»` : locale === 'bg' ? `„${word}“` : `‘${word}’`

export function reasonWords(t: Translate, locale: Locale, reason: Reason): string {
	const day = (value: string) => formatDate(locale, new Date(`${value}T12:00:00Z`), { dateStyle: 'medium' })
	switch (reason.code) {
		case 'theme':
			return t('suggestions.reason.theme', {
				themes: listed(
					locale,
					reason.themes.map((theme) => themeName(locale, theme))
				),
				n: reason.themes.length
			})
		case 'priority':
			return t('suggestions.reason.priority', {
				priority: pickText(programme.priorities.find(({ key }) => key === reason.priority)?.name, locale)
			})
		case 'text':
			return t('suggestions.reason.text', {
				words: reason.words
					.map(({ own, theirs }) => (own === theirs ? quoted(locale, own) : `${quoted(locale, own)} – ${quoted(locale, theirs)}`))
					.join(', ')
			})
		case 'kind':
			return [
				...(reason.offers.length ? [t('suggestions.reason.offers', { kinds: kinds(locale, reason.offers) })] : []),
				...(reason.needs.length ? [t('suggestions.reason.needs', { kinds: kinds(locale, reason.needs) })] : [])
			].join(' ')
		case 'mutual':
			return t('suggestions.reason.mutual')
		case 'peer':
			return t('suggestions.reason.peer', { kind: kindName(locale, reason.kind) })
		case 'sector':
			return t('suggestions.reason.sector')
		case 'wish':
			return t('suggestions.reason.wish')
		case 'level':
			return t('suggestions.reason.level')
		case 'population':
			return t('suggestions.reason.population', { population: reason.population })
		case 'size':
			return t('suggestions.reason.size')
		case 'language':
			return t('suggestions.reason.language', {
				languages: listed(
					locale,
					reason.languages.map((language) => languageName(locale, language))
				)
			})
		case 'period':
			return reason.from && reason.until
				? t('suggestions.reason.period', { from: day(reason.from), until: day(reason.until) })
				: t('suggestions.reason.dates')
	}
}

const kinds = (locale: Locale, keys: string[]) =>
	listed(
		locale,
		keys.map((key) => cooperationName(locale, key))
	)

export const cautionWords = (t: Translate, caution: Caution): string => t(`suggestions.caution.${caution.code}`)
