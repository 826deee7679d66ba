import { formatDate, translate, unbroken, type Locale } from '#platform/i18n'
import { languageTag } from '#platform/languages'
import { programme } from '#programme/programme'

const kept = new Map<string, Intl.DateTimeFormat>()
function formatter(locale: Locale, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${locale}${timeZone}${JSON.stringify(options)}`
	let made = kept.get(key)
	if (!made) kept.set(key, (made = new Intl.DateTimeFormat(languageTag[locale], { timeZone, ...options })))
	return made
}

type Timed = { startsAt: Date; endsAt: Date; zone: string }

/** The days and hours of an event in its own zone: `mardi 3 juin 2027, 09:30 – 17:00`. */
export const whenWords = (locale: Locale, { startsAt, endsAt, zone }: Timed): string =>
	unbroken(
		formatter(locale, zone, {
			weekday: 'long',
			day: 'numeric',
			month: 'long',
			year: 'numeric',
			hour: '2-digit',
			minute: '2-digit'
		}).formatRange(startsAt, endsAt)
	)

/** The days alone, for a list. */
export const daysWords = (locale: Locale, { startsAt, endsAt, zone }: Timed): string =>
	unbroken(formatter(locale, zone, { day: 'numeric', month: 'long', year: 'numeric' }).formatRange(startsAt, endsAt))

/** `09:30 – 10:15`. */
export const hoursWords = (locale: Locale, { startsAt, endsAt, zone }: Timed): string =>
	unbroken(formatter(locale, zone, { hour: '2-digit', minute: '2-digit' }).formatRange(startsAt, endsAt))

/** A calendar day (`2027-06-03`) with its weekday. */
export const dayWords = (locale: Locale, day: string): string =>
	formatDate(locale, new Date(`${day}T12:00:00Z`), { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, 'UTC')

const named: Record<string, 'sofia' | 'paris'> = { [programme.timeZone]: 'sofia', [programme.secondTimeZone]: 'paris' }
/** Whose clock it is: "heure de Sofia"; any other zone by its own name. */
export const zoneWords = (locale: Locale, zone: string): string =>
	named[zone]
		? translate(locale, `event.zone.${named[zone]}`)
		: translate(locale, 'event.zone.other', { zone: zone.replaceAll('_', ' ') })

/** `fr-bg` in words: "français ↔ bulgare". */
export const pairWords = (locale: Locale, pair: string, languageName: (locale: Locale, code: string) => string): string =>
	pair
		.split('-')
		.map((code) => languageName(locale, code))
		.join(' ↔ ')
