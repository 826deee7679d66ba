import { mapped } from '#modules/network/directory.server'
import { DRAWN, portfolioFilters, portfolioQuery, type PortfolioFilter } from '#modules/projects/portfolio'
import { hasPortfolio, portfolioFigures, searchPortfolio } from '#modules/projects/portfolio.server'
import { parseQuery } from '#platform/http.server'
import { isMessageKey, translate } from '#platform/i18n'
import { formatMoney, money } from '#platform/money'
import { pathOf } from '#programme/territories'
import { countryName, priorityName, serviceName, territoryName, themeName } from '#ui/options.ts'
import { serverOnly } from '#ui/server-only.ts'
import { prioritiesIn } from '../../priorities.ts'
import { drawnArcs } from '../../projects.ts'
import type { PageServerLoad } from './$types'

const MOST_SHOWN = 8

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { locale } = ctx
	const { data } = parseQuery(event.url, portfolioQuery)
	const question = { ...data, q: data.q ?? '' }
	const after = event.url.searchParams.get('after')
	const found = await searchPortfolio(ctx, question, after)
	const begun = question.q !== '' || portfolioFilters.some((name) => question[name])
	const address = (change: Partial<Record<PortfolioFilter | 'after', string | null>> = {}) => {
		const wanted = new URLSearchParams()
		for (const [name, value] of Object.entries({ ...question, ...change })) if (value) wanted.set(name, value)
		const query = wanted.toString()
		return `/${locale}/projects${query ? `?${query}` : ''}`
	}
	const status = (key: string) => {
		const message = `project.status.${key}`
		return isMessageKey(message) ? translate(locale, message) : key
	}
	const names: Record<PortfolioFilter, (value: string) => string> = {
		priority: (key) => priorityName(locale, key),
		theme: (key) => themeName(locale, key),
		country: (code) => countryName(locale, /^[A-Z]{2}$/.test(code) ? code : 'ZZ'),
		territory: (code) => territoryName(locale, code),
		year: (year) => year,
		status,
		service: (key) => serviceName(locale, key)
	}
	const arcs = drawnArcs(locale, found.arcs)
	const figures = begun || after ? null : await portfolioFigures(ctx)
	return {
		page: serverOnly(event, {
			...question,
			begun,
			isEmpty: found.total === 0 && !(await hasPortfolio(ctx)),
			total: found.total,
			items: found.items,
			figures: figures && {
				...figures,
				amount: figures.cents ? formatMoney(money(figures.cents), locale, { trimCents: true }) : null
			},
			groups: portfolioFilters.map((name) => {
				const links = found.facets[name].map(({ value, count }) => {
					const chosen = question[name] === value
					return { value, count, chosen, label: names[name](value), href: address({ [name]: chosen ? null : value }) }
				})
				return { name, first: links.slice(0, MOST_SHOWN), rest: links.slice(MOST_SHOWN) }
			}),
			chosen: portfolioFilters.flatMap((name) =>
				question[name]
					? [
							{
								name,
								label:
									name === 'territory'
										? pathOf(question[name])
												.map(({ code }) => names.territory(code))
												.join(' › ') || question[name]
										: names[name](question[name]),
								href: address({ [name]: null })
							}
						]
					: []
			),
			map: after ? null : { places: found.places, arcs },
			drawn: Math.min(found.total, DRAWN),
			table: mapped
				.filter((code) => found.places[code])
				.map((code) => ({ code, label: names.territory(code), count: found.places[code]!, href: address({ territory: code }) }))
				.sort((a, b) => b.count - a.count),
			first: after ? address() : null,
			next: found.next ? address({ after: found.next }) : null,
			priorities: prioritiesIn(locale)
		})
	}
}
