/** holidays.json of a programme's folder. */
import { z } from 'zod'
import type { HolidayCalendar } from '#platform/calendar'
import type { Given } from '#programme/given'
import { complete } from './settings.ts'

const name = z.record(z.string(), z.string())
const place = { name, moves: z.literal(false).optional() }
const rule = z
	.strictObject({
		...place,
		on: z
			.string()
			.regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'must be a day of the year such as 12-01')
			.optional(),
		easter: z.enum(['western', 'orthodox'], 'must be western or orthodox').optional(),
		offset: z.int().min(-70).max(70).optional()
	})
	.refine(({ on, easter, offset }) => (on === undefined) === (easter !== undefined && offset !== undefined), {
		message: 'must have "on", or "easter" and "offset" in days'
	})
const calendars = z.record(
	z.string(),
	z.strictObject({
		weekend: z.enum(['lost', 'given-back'], 'must be lost or given-back'),
		rules: z.array(rule),
		declared: z.array(z.strictObject({ name, date: z.iso.date('must be a date such as 2027-01-24') })).default([])
	})
)

/** The days off of each country, each day's name under a key of its own. Throws z.ZodError. */
export function readHolidays(source: unknown, { languages, countries }: { languages: string[]; countries: string[] }) {
	const read = calendars
		.superRefine((given, about) => {
			const stranger = Object.keys(given).find((code) => !countries.includes(code))
			if (stranger) about.addIssue({ code: 'custom', path: [stranger], message: 'is not a country of programme.json' })
		})
		.parse(source)
	const names: Record<string, Record<string, string>> = {}
	const keyed = <Each extends { name: Record<string, string> }>(country: string, part: string, list: Each[]) =>
		list.map(({ name, ...rest }, at) => {
			const key = `${country}-${part}-${at + 1}`
			names[key] = complete(name, languages)
			return { key, ...rest }
		})
	const byCountry = Object.fromEntries(
		Object.entries(read).map(([country, { weekend, rules, declared }]) => [
			country,
			{
				country,
				weekend,
				rules: keyed(country, 'rule', rules),
				declared: keyed(country, 'declared', declared)
			} as HolidayCalendar
		])
	)
	return { calendars: byCountry, names: names as Given['holidays']['names'] }
}
