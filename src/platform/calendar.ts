import { Temporal } from 'temporal-polyfill'
import { languageTag, type Locale } from './languages.ts'

/** A day as `YYYY-MM-DD`: a holiday or a due date is the same day for everybody, an instant is not. */
export type IsoDate = string

/**
 * One public holiday of a country: a day of the year (`MM-DD`), or so many days from Easter Sunday.
 * `moves: false` keeps it where it falls even in a calendar that gives weekend holidays back.
 */
export type HolidayRule = { key: string; moves?: false } & ({ on: string } | { easter: Easter; offset: number })

export type Easter = 'western' | 'orthodox'

export type HolidayCalendar = {
	country: string
	rules: HolidayRule[]
	/** Whether a holiday on a Saturday or a Sunday is given back on the next working day. */
	weekend: 'lost' | 'given-back'
	/** Days off declared for one year only. */
	declared: { date: IsoDate; key: string }[]
}

/** `inLieuOf` is the weekend holiday that this day gives back. Two holidays may fall on one date: both are listed. */
export type Holiday = { date: IsoDate; key: string; inLieuOf?: IsoDate }

/** Western Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, ch. 8). */
export function westernEaster(year: number): IsoDate {
	const a = year % 19
	const b = Math.floor(year / 100)
	const c = year % 100
	const d = Math.floor(b / 4)
	const e = b % 4
	const f = Math.floor((b + 8) / 25)
	const g = Math.floor((b - f + 1) / 3)
	const h = (19 * a + b - d - g + 15) % 30
	const i = Math.floor(c / 4)
	const k = c % 4
	const l = (32 + 2 * e + 2 * i - h - k) % 7
	const m = Math.floor((a + 11 * h + 22 * l) / 451)
	const n = h + l - 7 * m + 114
	return new Temporal.PlainDate(year, Math.floor(n / 31), (n % 31) + 1).toString()
}

/** Orthodox Easter Sunday, reckoned in the Julian calendar and written in the civil one (Meeus, same chapter). */
export function orthodoxEaster(year: number): IsoDate {
	const d = (19 * (year % 19) + 15) % 30
	const e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
	const n = d + e + 114
	// The Julian calendar drops behind by one day in each century year that is not a leap year: 13 days from 1900 to 2099.
	const behind = Math.floor(year / 100) - Math.floor(year / 400) - 2
	return new Temporal.PlainDate(year, Math.floor(n / 31), (n % 31) + 1).add({ days: behind }).toString()
}

const easterOf: Record<Easter, (year: number) => IsoDate> = { western: westernEaster, orthodox: orthodoxEaster }

const isWeekend = (date: IsoDate) => Temporal.PlainDate.from(date).dayOfWeek > 5
const plusDays = (date: IsoDate, days: number) => Temporal.PlainDate.from(date).add({ days }).toString()

function dateOf(rule: HolidayRule, year: number): IsoDate {
	if ('on' in rule) return `${String(year).padStart(4, '0')}-${rule.on}`
	return plusDays(easterOf[rule.easter](year), rule.offset)
}

const kept = new WeakMap<HolidayCalendar, Map<number, Holiday[]>>()

/** The public holidays of a year in order of date, the days given back included. */
export function holidays(calendar: HolidayCalendar, year: number): Holiday[] {
	let years = kept.get(calendar)
	if (!years) kept.set(calendar, (years = new Map()))
	let found = years.get(year)
	if (!found) years.set(year, (found = reckonHolidays(calendar, year)))
	return found
}

function reckonHolidays(calendar: HolidayCalendar, year: number): Holiday[] {
	// The year before too: what falls on the weekend of its last days may be given back in this one.
	const ruled = [year - 1, year, year + 1].flatMap((each) =>
		calendar.rules.map((rule) => ({ key: rule.key, date: dateOf(rule, each), moves: rule.moves ?? true }))
	)
	const found: Holiday[] = [...ruled.map(({ key, date }) => ({ key, date })), ...calendar.declared]
	if (calendar.weekend === 'given-back') {
		const taken = new Set(found.map((holiday) => holiday.date))
		const lost = ruled.filter(({ date, moves }) => moves && isWeekend(date)).sort(byDate)
		for (const { key, date } of lost) {
			let next = plusDays(date, 1)
			while (isWeekend(next) || taken.has(next)) next = plusDays(next, 1)
			taken.add(next)
			found.push({ key, date: next, inLieuOf: date })
		}
	}
	return found.filter(({ date }) => yearOf(date) === year).sort(byDate)
}

const yearOf = (date: IsoDate) => Number(date.slice(0, 4))
const byDate = (a: { date: IsoDate }, b: { date: IsoDate }) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)

export function isHoliday(date: IsoDate, calendar: HolidayCalendar): boolean {
	return holidays(calendar, yearOf(date)).some((holiday) => holiday.date === date)
}

export const isWorkingDay = (date: IsoDate, calendar: HolidayCalendar) => !isWeekend(date) && !isHoliday(date, calendar)

/**
 * The date `days` working days after `date` (before it, if negative), on days that are worked in all the calendars.
 * Zero gives the date itself, or the next day worked: what a due date on a holiday becomes.
 */
export function addWorkingDays(date: IsoDate, days: number, calendars: HolidayCalendar[]): IsoDate {
	if (!Number.isSafeInteger(days)) throw new RangeError(`Not a whole number of days: ${days}`)
	const worked = (at: IsoDate) => calendars.every((calendar) => isWorkingDay(at, calendar)) && !isWeekend(at)
	const step = days < 0 ? -1 : 1
	let at = Temporal.PlainDate.from(date).toString()
	let left = Math.abs(days)
	if (left === 0) while (!worked(at)) at = plusDays(at, 1)
	while (left > 0) {
		at = plusDays(at, step)
		if (worked(at)) left--
	}
	return at
}

/** How many days are worked from `from` to `to`, both included. */
export function countWorkingDays(from: IsoDate, to: IsoDate, calendar: HolidayCalendar): number {
	let count = 0
	for (let at = Temporal.PlainDate.from(from).toString(); at <= to; at = plusDays(at, 1)) if (isWorkingDay(at, calendar)) count++
	return count
}

export const workingDays = (year: number, calendar: HolidayCalendar) =>
	countWorkingDays(`${year}-01-01`, `${year}-12-31`, calendar)

/**
 * The instant of a date and time typed in a zone (`2026-06-01T12:00`). Throws a RangeError for what is no date and time.
 * An hour that the change of clocks repeats is taken the first time; one that it skips is taken as the clock would have run on.
 */
export function instantOf(local: string, timeZone: string): Date {
	return new Date(Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds)
}

export const zoned = (instant: Date, timeZone: string) =>
	Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone)

/** `2026-06-01T12:00`, as the date and time field of a form wants it. */
export const localDateTime = (instant: Date, timeZone: string) =>
	zoned(instant, timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' })

export const localDate = (instant: Date, timeZone: string): IsoDate => zoned(instant, timeZone).toPlainDate().toString()

/** `amount` days, weeks or months later at the same time of the clock, whatever the clocks did in between. */
export const later = (instant: Date, amount: Temporal.DurationLike, timeZone: string) =>
	new Date(zoned(instant, timeZone).add(amount).epochMilliseconds)

/** The pieces of « 1 juin 2026 à 12:00 (heure de Sofia), 11:00 à Paris »: the sentence around them is a message. */
export type DeadlineParts = {
	date: string
	time: string
	timeZone: string
	/** The second zone's date, only where it is another day there. */
	secondDate: string | null
	secondTime: string
	secondTimeZone: string
	/** With the offset, for the `datetime` of a `<time>`. */
	iso: string
}

const formatters = new Map<string, Intl.DateTimeFormat>()
function longDate(instant: Date, locale: Locale, timeZone: string) {
	const key = `${locale}|${timeZone}`
	let found = formatters.get(key)
	if (!found) {
		found = new Intl.DateTimeFormat(languageTag[locale], { timeZone, dateStyle: 'long' })
		formatters.set(key, found)
	}
	return found.format(instant)
}

// Not Intl: « 12 h 00 » and „12:00 ч.“ would not look alike in a page that shows two languages.
const clock = (instant: Date, timeZone: string) => zoned(instant, timeZone).toPlainTime().toString({ smallestUnit: 'minute' })

export function deadlineParts(
	instant: Date,
	{ locale, timeZone, secondTimeZone }: { locale: Locale; timeZone: string; secondTimeZone: string }
): DeadlineParts {
	const date = longDate(instant, locale, timeZone)
	const secondDate = longDate(instant, locale, secondTimeZone)
	return {
		date,
		time: clock(instant, timeZone),
		timeZone,
		secondDate: secondDate === date ? null : secondDate,
		secondTime: clock(instant, secondTimeZone),
		secondTimeZone,
		iso: zoned(instant, timeZone).toString({ timeZoneName: 'never', smallestUnit: 'second' })
	}
}
