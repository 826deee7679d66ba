import { hasAgenda, listAgenda, listMonth } from '#modules/events/agenda.server'
import { monthFrom, weeksOf } from '#modules/events/month'
import type { PublicEvent } from '#modules/events/public-event'
import { agendaQuery } from '#modules/events/schema'
import { localDate } from '#platform/calendar'
import { parseQuery } from '#platform/http.server'
import { programme } from '#programme/programme'
import { pathOf, territory } from '#programme/territories'
import { territoryName } from '#ui/options.ts'
import { serverOnly } from '#ui/server-only.ts'
import { prioritiesIn } from '../../priorities.ts'
import type { PageServerLoad } from './$types'

/** As many as a map can show and a table list. */
const ON_MAP = 200

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { data, values, errors } = parseQuery(event.url, agendaQuery)
	const { view = 'list', when = 'coming', month: asked, after = null, ...filters } = data
	const { after: _, view: __, when: ___, month: ____, ...shown } = values
	const today = localDate(ctx.now, programme.timeZone)
	const address = (change: Record<string, string | null>) => {
		const query = new URLSearchParams({ ...shown, ...(view !== 'list' && { view }), ...(when !== 'coming' && { when }) })
		for (const [name, value] of Object.entries(change))
			if (value) query.set(name, value)
			else query.delete(name)
		return `/${ctx.locale}/events${query.size ? `?${query}` : ''}`
	}
	const base = {
		view,
		when,
		values: shown,
		errors,
		begun: after !== null,
		/** What a calendar program follows: the same filters. */
		feed: `/${ctx.locale}/events.ics${Object.keys(shown).length ? `?${new URLSearchParams(shown)}` : ''}`,
		views: (['list', 'month', 'map'] as const).map((key) => ({
			key,
			href: address({ view: key === 'list' ? null : key, when: null })
		})),
		other: address({ when: when === 'past' ? null : 'past' }),
		isEmpty: false,
		events: [] as PublicEvent[],
		next: null as string | null,
		month: null as null | ReturnType<typeof monthOf>,
		map: null as null | ReturnType<typeof mapOf>
	}
	if (view === 'month') {
		const month = asked ?? today.slice(0, 7)
		const events = await listMonth(ctx, filters, month)
		return {
			page: serverOnly(event, {
				...base,
				month: monthOf(month, events, today, (to) => address({ month: to })),
				priorities: prioritiesIn(ctx.locale)
			})
		}
	}
	const listed = await listAgenda(ctx, filters, view === 'map' ? { when, limit: ON_MAP } : { when, after })
	const isEmpty = listed.events.length === 0 && Object.keys(shown).length === 0 && !(await hasAgenda(ctx))
	return {
		page: serverOnly(event, {
			...base,
			...listed,
			isEmpty,
			map:
				view === 'map'
					? mapOf(
							listed.events,
							(code) => territoryName(ctx.locale, code),
							(code) => address({ territory: code, view: null })
						)
					: null,
			priorities: prioritiesIn(ctx.locale)
		})
	}
}

function monthOf(month: string, events: PublicEvent[], today: string, address: (month: string) => string) {
	const spans = events.map((event) => ({
		event,
		from: localDate(event.startsAt, event.zone),
		// What ends at midnight does not reach into the day after.
		until: localDate(new Date(Math.max(event.startsAt.getTime(), event.endsAt.getTime() - 1)), event.zone)
	}))
	return {
		month,
		before: address(monthFrom(month, -1)),
		after: address(monthFrom(month, 1)),
		weeks: weeksOf(month).map((week) =>
			week.map((day) => ({
				day,
				isToday: day === today,
				events: day === null ? [] : spans.filter(({ from, until }) => from <= day && day <= until).map(({ event }) => event)
			}))
		)
	}
}

function mapOf(events: PublicEvent[], name: (code: string) => string, address: (code: string) => string) {
	const regions: Record<string, number> = {}
	for (const event of events) {
		const path = event.territory ? pathOf(event.territory) : []
		// Outlines are of the second level; an event of a whole country lies in none.
		const region = path.find(({ parent }) => parent !== null && territory(parent)?.parent === null)?.code
		if (region) regions[region] = (regions[region] ?? 0) + 1
	}
	return {
		regions,
		points: events.flatMap(({ territory: code, lat, lon }) =>
			code && lat !== null && lon !== null ? [{ country: pathOf(code)[0]!.code, lat, lon, label: name(code) }] : []
		),
		table: Object.entries(regions)
			.map(([code, count]) => ({ code, count, label: name(code), href: address(code) }))
			.sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
	}
}
