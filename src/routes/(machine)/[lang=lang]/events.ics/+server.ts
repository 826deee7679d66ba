import { listFollowed } from '#modules/events/agenda.server'
import { agendaQuery } from '#modules/events/schema'
import { parseQuery, problem } from '#platform/http.server'
import { pickText, translate } from '#platform/i18n'
import { themes } from '#programme/themes'
import { open } from '../../open.ts'
import { calendarOf } from '../calendars.ts'
import type { RequestHandler } from './$types'

const followed = agendaQuery.pick({ kind: true, theme: true, territory: true, language: true, format: true, q: true })

/** The agenda to follow from a calendar program, whole or by the filters of its page. */
export const GET: RequestHandler = async ({ params: { lang }, url, locals: { ctx } }) => {
	const { data, errors } = parseQuery(url, followed)
	const wrong = Object.keys(errors)
	// A program that mistypes a filter must not take everything for what it asked for.
	if (wrong.length)
		return open(problem(400, 'Bad request', `Not a value of this filter: ${wrong.join(', ')}.`, { filters: wrong }))
	const theme = themes.find(({ key }) => key === data.theme)
	const name = [translate(lang, 'site.name'), translate(lang, 'nav.events'), theme && pickText(theme.name, lang)]
		.filter(Boolean)
		.join(' – ')
	const events = await listFollowed(ctx, data)
	return open(
		calendarOf(
			ctx,
			lang,
			{ name, description: translate(lang, 'page.events.lead'), path: `/${lang}/events` },
			events.map((event) => ({ event }))
		)
	)
}
