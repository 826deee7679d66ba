import { stopEntry } from '#modules/events/roadbook-entries'
import { getRoadbook } from '#modules/events/roadbooks.server'
import { env } from '#platform/env'
import { icalendar } from '#platform/icalendar'
import { pickText, translate } from '#platform/i18n'
import { programme } from '#programme/programme'
import type { RequestHandler } from './$types'

/** Every stop of one's roadbook for a calendar, each in its own zone; kept by nobody on the way. */
export const GET: RequestHandler = async ({ locals: { ctx }, params: { lang, id } }) => {
	const roadbook = await getRoadbook(ctx, id)
	const stops = roadbook.days.flatMap((day) => day.stops)
	const link = `${env().PUBLIC_URL}/${lang}/workspace/visits/${id}/roadbook`
	const response = icalendar({
		name: pickText(roadbook.title, lang),
		description: translate(lang, 'visit.roadbook'),
		address: link,
		timeZone: programme.timeZone,
		otherZones: stops.map(({ zone }) => zone),
		since: roadbook.startsAt,
		now: ctx.now,
		components: stops.map((stop) => stopEntry(stop, roadbook, lang, link))
	})
	response.headers.set('content-disposition', `attachment; filename="${roadbook.reference}.ics"`)
	response.headers.set('cache-control', 'private, no-store')
	return response
}
