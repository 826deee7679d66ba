import { publicEvent } from '#modules/events/events.server'
import { pickText } from '#platform/i18n'
import { open } from '../../../open.ts'
import { calendarOf } from '../../calendars.ts'
import type { RequestHandler } from './$types'

/** One event to put into a calendar; once it is called off, what takes it out again. */
export const GET: RequestHandler = async ({ params: { lang, id }, locals: { ctx } }) => {
	const event = await publicEvent(ctx, id)
	const response = calendarOf(
		ctx,
		lang,
		{
			name: pickText(event.title, lang),
			description: pickText(event.summary, lang),
			path: `/${lang}/events/${event.id}`,
			...(event.state === 'cancelled' ? { method: 'CANCEL' as const } : {})
		},
		[{ event }]
	)
	response.headers.set('content-disposition', `attachment; filename="${event.reference}.ics"`)
	return open(response)
}
