import { pickText, type Locale, type Localized } from '#platform/i18n'
import { formatMoney, money } from '#platform/money'
import { expenseCategories, sourceCategories } from '#programme/projects'

const names = new Map([...expenseCategories, ...sourceCategories].map(({ key, name }) => [key, name as Localized]))

/** The name of a budget line's category in the reader's language. */
export const categoryName = (key: string, locale: Locale): string => pickText(names.get(key) ?? {}, locale) || key
export const euros = (cents: number, locale: Locale): string => formatMoney(money(cents), locale)
/** Basis points as a percentage. */
export const percent = (rate: number, locale: Locale): string =>
	new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(rate / 10_000)
