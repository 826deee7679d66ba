import { calendarEntry } from '#modules/events/calendar-entries'
import type { PublicEvent } from '#modules/events/public-event'
import type { Ctx } from '#platform/ctx'
import { icalendar } from '#platform/icalendar'
import { pickText, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'
import { address } from '../open.ts'

type Entry = { event: PublicEvent; status?: 'TENTATIVE' | 'CANCELLED' }

/** A calendar of events in a language, each in its own zone. */
export const calendarOf = (
	ctx: Ctx,
	locale: Locale,
	about: { name: string; description: string; path: string; method?: 'PUBLISH' | 'CANCEL' },
	entries: Entry[]
): Response =>
	icalendar({
		name: about.name,
		description: about.description,
		address: address(about.path),
		timeZone: programme.timeZone,
		otherZones: entries.map(({ event }) => event.zone),
		...(entries.length ? { since: new Date(Math.min(...entries.map(({ event }) => event.startsAt.getTime()))) } : {}),
		...(about.method ? { method: about.method } : {}),
		now: ctx.now,
		components: entries.map(({ event, status }) =>
			calendarEntry(event, locale, {
				address,
				organiser: { name: pickText(programme.contact.organisation, locale), email: programme.contact.email },
				...(status ? { status } : {})
			})
		)
	})
