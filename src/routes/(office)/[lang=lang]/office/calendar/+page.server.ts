import { redirect } from '@sveltejs/kit'
import { monthFrom, weeksOf } from '#modules/events/month'
import {
	calendarBetween,
	makeOfficeCalendarAddress,
	officeCalendarToken,
	withdrawOfficeCalendarAddress
} from '#modules/steering/shared-calendar.server'
import { calendarKinds, calendarQuery } from '#modules/steering/task-schema'
import { localDate } from '#platform/calendar'
import { env } from '#platform/env'
import { parseQuery } from '#platform/http.server'
import { programme } from '#programme/programme'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const { data, values, errors } = parseQuery(url, calendarQuery)
	const today = localDate(ctx.now, programme.timeZone)
	const month = data.month ?? today.slice(0, 7)
	const weeks = weeksOf(month)
	const [first, last] = [`${month}-01`, weeks.flat().filter(Boolean).at(-1)!]
	const entries = await calendarBetween(ctx, first, last, data)
	const token = await officeCalendarToken(ctx)
	return {
		month,
		before: monthFrom(month, -1),
		next: monthFrom(month, 1),
		view: data.view ?? 'month',
		today,
		entries,
		weeks,
		kinds: calendarKinds,
		filters: { values, errors },
		address: token && `${env().PUBLIC_URL}/${ctx.locale}/office-calendar/${token}.ics`
	}
}

export const actions: Actions = {
	make: async ({ locals: { ctx }, url }) => {
		await makeOfficeCalendarAddress(ctx)
		redirect(303, `${url.pathname}#feed`)
	},
	withdraw: async ({ locals: { ctx }, url }) => {
		await withdrawOfficeCalendarAddress(ctx)
		redirect(303, `${url.pathname}#feed`)
	}
}
