import { fundingQuery } from '#modules/funding/search'
import { searchOpportunities } from '#modules/funding/search.server'
import { parseQuery, problem } from '#platform/http.server'
import { icalendar, icalText } from '#platform/icalendar'
import { pickText, translate } from '#platform/i18n'
import { programme } from '#programme/programme'
import { address, open } from '../../open.ts'
import type { RequestHandler } from './$types'

/** A calendar program reads the whole of it each time: the soonest are enough. */
const MOST = 500

const instant = (at: Date | string) => `${new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')}`

/** The deadlines to come, to follow from a calendar program, whole or by the filters of the page. */
export const GET: RequestHandler = async ({ params: { lang }, url, locals: { ctx } }) => {
	const { data, errors } = parseQuery(url, fundingQuery)
	const wrong = Object.keys(errors)
	// A program that mistypes a filter must not take everything for what it asked for.
	if (wrong.length)
		return open(problem(400, 'Bad request', `Not a value of this filter: ${wrong.join(', ')}.`, { filters: wrong }))
	const { items } = await searchOpportunities(ctx, data, null, MOST)
	return open(
		icalendar({
			name: `${translate(lang, 'site.name')} – ${translate(lang, 'nav.funding')}`,
			description: translate(lang, 'page.funding.lead'),
			address: address(`/${lang}/funding`),
			timeZone: programme.timeZone,
			now: ctx.now,
			components: items
				.filter(({ status }) => status === 'open' || status === 'forthcoming')
				.flatMap(({ id, title, deadlines, updatedAt, url }) =>
					deadlines
						.filter(({ at }) => new Date(at) >= ctx.now)
						.map(({ at, name }) => [
							'BEGIN:VEVENT',
							`UID:opportunity-${id}-${instant(at)}@passerelle`,
							`DTSTAMP:${instant(updatedAt)}`,
							`DTSTART:${instant(at)}`,
							`DTEND:${instant(at)}`,
							`SUMMARY:${icalText(`${translate(lang, 'funding.by.deadline')}: ${pickText(title, lang)}${name ? ` – ${name}` : ''}`)}`,
							...(url ? [`DESCRIPTION:${icalText(url)}`] : []),
							`URL:${address(`/${lang}/funding/${id}`)}`,
							'TRANSP:TRANSPARENT',
							'END:VEVENT'
						])
				)
		})
	)
}
