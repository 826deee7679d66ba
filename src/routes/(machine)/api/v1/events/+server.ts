import { listAgenda } from '#modules/events/agenda.server'
import { agendaQuery } from '#modules/events/schema'
import { parseQuery, problem } from '#platform/http.server'
import { address, open } from '../../../open.ts'
import { eventJson } from './event.ts'
import type { RequestHandler } from './$types'

const PAGE = 100
const query = agendaQuery.omit({ view: true, month: true })

export const GET: RequestHandler = async ({ url, locals: { ctx } }) => {
	const { data, values, errors } = parseQuery(url, query)
	const wrong = Object.keys(errors)
	// A program that mistypes a filter must not take everything for what it asked for.
	if (wrong.length)
		return open(problem(400, 'Bad request', `Not a value of this filter: ${wrong.join(', ')}.`, { filters: wrong }))
	const { after = null, when = 'coming', ...filters } = data
	const { events, next } = await listAgenda(ctx, filters, { when, after, limit: PAGE })
	const following = new URLSearchParams({ ...values, after: next ?? '' })
	return open(Response.json({ data: events.map(eventJson), next: next && address(`/api/v1/events?${following}`) }))
}
