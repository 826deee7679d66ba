import { fundingFilters, fundingQuery, type FundingFilter } from '#modules/funding/search'
import { hasOpportunities, searchOpportunities } from '#modules/funding/search.server'
import { listFreshness } from '#modules/funding/sources.server'
import { parseQuery } from '#platform/http.server'
import { pick } from '#platform/i18n'
import { pathOf } from '#programme/territories'
import { agoText, budgetText, daysUntil, deadlineText, filterName, fundingProgrammeName } from '#modules/funding/words'
import { serverOnly } from '#ui/server-only.ts'
import { prioritiesIn } from '../../priorities.ts'
import type { PageServerLoad } from './$types'

const MOST_SHOWN = 8

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { locale } = ctx
	const { data } = parseQuery(event.url, fundingQuery)
	const question = { ...data, q: data.q ?? '' }
	const after = event.url.searchParams.get('after')
	const found = await searchOpportunities(ctx, question, after)
	const begun = question.q !== '' || fundingFilters.some((name) => question[name])
	const address = (change: Partial<Record<FundingFilter | 'after', string | null>> = {}) => {
		const wanted = new URLSearchParams()
		for (const [name, value] of Object.entries({ ...question, ...change })) if (value) wanted.set(name, value)
		const query = wanted.toString()
		return `/${locale}/funding${query ? `?${query}` : ''}`
	}
	const saving = address().replace('/funding', '/workspace/funding/watches/new')
	return {
		page: serverOnly(event, {
			...question,
			begun,
			isEmpty: found.total === 0 && !(await hasOpportunities(ctx)),
			total: found.total,
			items: found.items.map((item) => {
				const next = item.deadlines.find(({ at }) => new Date(at).getTime() === item.closesAt?.getTime())
				return {
					id: item.id,
					title: pick(item.title, locale),
					status: item.status,
					identifier:
						item.identifier.length <= 60 && !/^(https?:|[0-9a-f-]{32,}$)/i.test(item.identifier) ? item.identifier : null,
					programme: item.programme && fundingProgrammeName(locale, item.programme),
					budget: budgetText(locale, item),
					rateMax: item.rateMax,
					opensAt: item.status === 'forthcoming' ? item.opensAt : null,
					deadline: next ? deadlineText(locale, next) : null,
					days: item.closesAt && item.status === 'open' ? daysUntil(item.closesAt, ctx.now) : null
				}
			}),
			groups: fundingFilters.map((name) => {
				const links = found.facets[name].map(({ value, count }) => {
					const chosen = question[name] === value
					return {
						value,
						count,
						chosen,
						label: filterName(locale, name, value),
						href: address({ [name]: chosen ? null : value })
					}
				})
				return { name, first: links.slice(0, MOST_SHOWN), rest: links.slice(MOST_SHOWN) }
			}),
			chosen: fundingFilters.flatMap((name) =>
				question[name]
					? [
							{
								name,
								label:
									name === 'territory'
										? pathOf(question[name])
												.map(({ code }) => filterName(locale, 'territory', code))
												.join(' › ') || question[name]
										: filterName(locale, name, question[name]),
								href: address({ [name]: null })
							}
						]
					: []
			),
			sources: (await listFreshness(ctx)).map(({ key, name, url, checkedAt, health }) => ({
				key,
				name: pick(name, locale),
				url,
				checked: agoText(locale, checkedAt, ctx.now),
				health
			})),
			saving,
			calendar: address().replace('/funding', '/funding.ics'),
			first: after ? address() : null,
			next: found.next ? address({ after: found.next }) : null,
			priorities: prioritiesIn(locale)
		})
	}
}
