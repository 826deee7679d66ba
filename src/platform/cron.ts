import { instantOf, localDateTime } from './calendar.ts'

const ranges = [
	[0, 59],
	[0, 23],
	[1, 31],
	[1, 12],
	[0, 7]
] as const

// The numbers a field stands for: a star, a number, a range, any of these with a step, and lists of them.
function numbersOf(field: string, [first, last]: readonly [number, number]): Set<number> {
	const found = new Set<number>()
	for (const part of field.split(',')) {
		const [, from, to, every] = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? []
		if (!/^[\d*]/.test(part) || (from === undefined && !part.startsWith('*'))) throw new RangeError(`Not a cron field: ${field}`)
		const start = from === undefined ? first : Number(from)
		const end = from === undefined ? last : to === undefined ? (every === undefined ? start : last) : Number(to)
		for (let number = start; number <= end; number += Number(every ?? 1)) found.add(number)
	}
	return found
}

/**
 * When a cron line of five fields next comes round after `now`, on the clock of `timeZone`; null when it does not within
 * four years. As in crontab(5), a day of the month and a day of the week that are both given are alternatives.
 */
export function nextRun(cron: string, timeZone: string, now: Date): Date | null {
	const fields = cron.trim().split(/\s+/)
	if (fields.length !== 5) throw new RangeError(`Not a cron line: ${cron}`)
	const [minutes, hours, days, months, weekdays] = fields.map((field, i) => numbersOf(field, ranges[i]!)) as [
		Set<number>,
		Set<number>,
		Set<number>,
		Set<number>,
		Set<number>
	]
	// Sunday is 0 or 7.
	if (weekdays.has(7)) weekdays.add(0)
	const either = fields[2] !== '*' && fields[4] !== '*'
	const day = new Date(`${localDateTime(now, timeZone).slice(0, 10)}T00:00:00Z`)
	for (let left = 4 * 366; left > 0; left--, day.setUTCDate(day.getUTCDate() + 1)) {
		const [inMonth, inWeek] = [days.has(day.getUTCDate()), weekdays.has(day.getUTCDay())]
		if (!months.has(day.getUTCMonth() + 1) || !(either ? inMonth || inWeek : inMonth && inWeek)) continue
		for (const hour of [...hours].sort((a, b) => a - b))
			for (const minute of [...minutes].sort((a, b) => a - b)) {
				const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
				const at = instantOf(`${day.toISOString().slice(0, 10)}T${clock}`, timeZone)
				if (at > now) return at
			}
	}
	return null
}
