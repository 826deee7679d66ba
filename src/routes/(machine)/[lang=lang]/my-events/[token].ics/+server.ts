import { ownCalendar } from '#modules/events/own-calendar.server'
import { translate } from '#platform/i18n'
import { calendarOf } from '../../calendars.ts'
import type { RequestHandler } from './$types'

/** Where one is not accepted yet the place is not sure; where one has cancelled the entry goes. */
const statuses = {
	accepted: {},
	asked: { status: 'TENTATIVE' },
	waiting: { status: 'TENTATIVE' },
	cancelled: { status: 'CANCELLED' }
} as const

/** The events somebody registered for, behind a secret address: kept by nobody on the way. */
export const GET: RequestHandler = async ({ params: { lang, token }, locals: { ctx } }) => {
	const entries = await ownCalendar(ctx, token)
	const response = calendarOf(
		ctx,
		lang,
		{
			name: `${translate(lang, 'site.name')} – ${translate(lang, 'event.own_calendar')}`,
			description: translate(lang, 'event.own_calendar.description'),
			path: `/${lang}/events`
		},
		entries.map(({ event, status }) => ({ event, ...statuses[status] }))
	)
	response.headers.set('cache-control', 'private, no-store')
	response.headers.set('referrer-policy', 'no-referrer')
	response.headers.set('x-robots-tag', 'noindex')
	return response
}
