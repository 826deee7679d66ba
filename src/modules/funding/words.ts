/** Opportunities in the reader's words, for pages and letters. */
import { languageTag } from '#platform/languages'
import {
	formatDate,
	formatNumber,
	isMessageKey,
	pickText,
	translate,
	translator,
	type Locale,
	type Localized
} from '#platform/i18n'
import { formatMoney, money } from '#platform/money'
import { fundingProgramme } from '#programme/funding-programmes'
import { fundingSource } from '#programme/funding-sources'
import { organisationKind } from '#programme/organisation-kinds'
import { programme } from '#programme/programme'
import { territory } from '#programme/territories'
import { theme } from '#programme/themes'
import type { Finding } from './eligibility.ts'
import type { ChangedField, Deadline, OpportunityRules } from './opportunity.ts'
import { fundingFilters, type FundingFilter, type FundingQuestion } from './search.ts'

type Money = { budgetCents: number | null; currency: string }

export const fundingProgrammeName = (locale: Locale, key: string): string => {
	const found = fundingProgramme(key)
	return found ? pickText(found.name, locale) : key
}
export const fundingSourceName = (locale: Locale, key: string): string => {
	const found = fundingSource(key)
	return found ? pickText(found.name, locale) : key
}

/** An amount in its own currency, whole euros without cents. */
export const budgetText = (locale: Locale, { budgetCents, currency }: Money): string | null =>
	budgetCents === null
		? null
		: currency === 'EUR' || currency === 'BGN'
			? formatMoney(money(budgetCents, currency), locale, { trimCents: true })
			: `${Math.round(budgetCents / 100)} ${currency}`

/** A deadline in the zone its source counts in: the day, with the hour and the city where the source names an hour. */
export function deadlineText(locale: Locale, { at, zone, exact }: Deadline): string {
	const date = new Date(at)
	const city = `funding.city.${zone.split('/').at(-1)!.toLowerCase()}`
	const place = translate(locale, 'funding.zone', { city: isMessageKey(city) ? translate(locale, city) : zone })
	const day = formatDate(locale, date, { dateStyle: 'long', timeZone: zone })
	return exact ? `${day}, ${formatDate(locale, date, { timeStyle: 'short', timeZone: zone })} (${place})` : `${day} (${place})`
}

/** Whole days from now to an instant, the last day being 0; negative when it has passed. */
export const daysUntil = (at: Date | string, now: Date): number => {
	const left = new Date(at).getTime() - now.getTime()
	return left < 0 ? -1 : Math.floor(left / 86_400_000)
}

/** `2 hours ago`, in the reader's language. */
export function agoText(locale: Locale, at: Date, now: Date): string {
	const minutes = Math.max(0, Math.round((now.getTime() - at.getTime()) / 60_000))
	const format = new Intl.RelativeTimeFormat(languageTag[locale], { numeric: 'auto' })
	if (minutes < 60) return format.format(-minutes, 'minute')
	if (minutes < 48 * 60) return format.format(-Math.round(minutes / 60), 'hour')
	return format.format(-Math.round(minutes / 1440), 'day')
}

const named = (found: { name: Localized } | undefined, locale: Locale, key: string) =>
	found ? pickText(found.name, locale) : key
const nameIn: Partial<Record<ChangedField, (locale: Locale, key: string) => string>> = {
	kinds: (locale, key) => named(organisationKind(key), locale, key),
	countries: (locale, key) =>
		named(
			programme.countries.find(({ code }) => code === key),
			locale,
			key
		),
	territories: (locale, key) => named(territory(key), locale, key),
	themes: (locale, key) => named(theme(key), locale, key)
}

/** A value of a history as a person reads it; null where the name of the field says enough. */
export function changeText(locale: Locale, field: ChangedField, value: unknown): string | null {
	if (field === 'rules' || field === 'text') return null
	if (value === null || value === '') return '–'
	if (field === 'title') return pickText(value as Localized, locale)
	if (field === 'deadlines') return (value as Deadline[]).map((each) => deadlineText(locale, each)).join(' ; ') || '–'
	if (field === 'opensAt') return deadlineText(locale, { at: value as string, zone: 'Europe/Brussels', exact: false })
	if (field === 'budgetCents') return budgetText(locale, { budgetCents: value as number, currency: 'EUR' })
	if (field === 'rateMin' || field === 'rateMax') return `${formatNumber(locale, Number(value))} %`
	if (field === 'programme') return fundingProgrammeName(locale, value as string)
	if (field === 'status') {
		const key = `funding.status.${value as string}`
		return translate(locale, isMessageKey(key) ? key : 'funding.status.open')
	}
	const name = nameIn[field]
	if (name && Array.isArray(value)) return value.map((key) => name(locale, String(key))).join(', ') || '–'
	return String(value)
}

/** The value of a filter as its reader calls it; what the programme does not know stands as it is. */
export function filterName(locale: Locale, filter: FundingFilter, value: string): string {
	switch (filter) {
		case 'status':
			return changeText(locale, 'status', value) ?? value
		case 'programme':
			return fundingProgrammeName(locale, value)
		case 'theme':
			return nameIn.themes!(locale, value)
		case 'kind':
			return nameIn.kinds!(locale, value)
		case 'country':
			return nameIn.countries!(locale, value)
		case 'territory':
			return nameIn.territories!(locale, value)
		case 'deadline':
			return /^\d{4}-(0[1-9]|1[0-2])$/.test(value)
				? formatDate(locale, new Date(`${value}-15T12:00:00Z`), { year: 'numeric', month: 'long' })
				: value
	}
}

/** What a question asks, part by part; empty for everything. */
export const questionWords = (locale: Locale, question: FundingQuestion): string[] => [
	...(question.q ? [question.q] : []),
	...fundingFilters.flatMap((filter) => (question[filter] ? [filterName(locale, filter, question[filter])] : []))
]

const listed = (locale: Locale, words: string[]) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(words)
const MOST_NAMED = 4

/** A condition and whether it is met, as a sentence. */
export function findingWords(locale: Locale, finding: Finding): string {
	const t = translator(locale)
	if (finding.code === 'status') return t(finding.met ? 'funding.finding.status.yes' : 'funding.finding.status.no')
	const values = finding.code === 'kind' ? finding.kinds : finding.code === 'country' ? finding.countries : finding.territories
	const field = finding.code === 'kind' ? 'kinds' : finding.code === 'country' ? 'countries' : 'territories'
	const names = values.map((key) => nameIn[field]!(locale, key))
	const named = listed(locale, [
		...names.slice(0, MOST_NAMED),
		...(names.length > MOST_NAMED ? [t('funding.finding.others', { count: names.length - MOST_NAMED })] : [])
	])
	if (finding.code === 'country' && names.length === 0)
		return t(finding.met ? 'funding.finding.country.union' : 'funding.finding.country.unknown')
	if (names.length === 0) return t(`funding.finding.${finding.code}.unknown`)
	const answer = finding.met === null ? 'perhaps' : finding.met ? 'yes' : 'no'
	return t(`funding.finding.${finding.code}.${answer}`, { names: named })
}

/** The conditions a machine can look at, as sentences: what one application may ask for, and whom it must bring together. */
export function ruleWords(locale: Locale, rules: OpportunityRules, currency: string): string[] {
	const t = translator(locale)
	const { amountMinCents: least, amountMaxCents: most, partnersMin: partners = 1, countriesMin: countries = 1 } = rules
	const amount = (cents: number) => budgetText(locale, { budgetCents: cents, currency })
	return [
		...(least && most
			? [t('funding.rules.between', { least: amount(least), most: amount(most) })]
			: least
				? [t('funding.rules.least', { least: amount(least) })]
				: most
					? [t('funding.rules.most', { most: amount(most) })]
					: []),
		...(partners > 1 || countries > 1
			? [t('funding.consortium.asks', { partners: Math.max(partners, countries), countries })]
			: [])
	]
}
