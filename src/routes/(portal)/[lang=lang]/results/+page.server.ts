import { z } from 'zod'
import { portfolioFigures } from '#modules/projects/portfolio.server'
import { resultsByPriority, resultYears } from '#modules/projects/results.server'
import { publishedFigures } from '#modules/steering/dashboards.server'
import { parseQuery } from '#platform/http.server'
import { formatNumber, pickText, type Localized } from '#platform/i18n'
import { formatMoney, money } from '#platform/money'
import { serverOnly } from '#ui/server-only.ts'
import { prioritiesIn } from '../../priorities.ts'
import type { PageServerLoad } from './$types'

const query = z.object({ year: z.coerce.number().int().min(1990).max(2200) })

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { locale } = ctx
	const year = parseQuery(event.url, query).data.year ?? null
	const years = await resultYears(ctx)
	const { all, priorities } = await resultsByPriority(ctx, year)
	const { projects, partners, towns, cents } = await portfolioFigures(ctx)
	const places = new Map(prioritiesIn(locale).map(({ key, place }) => [key, place]))
	const said = (figures: { key: string; title: Localized; unit: Localized; value: number; projects: number }[]) =>
		figures.map(({ key, title, value, unit, projects }) => ({
			...{ key, projects },
			title: pickText(title, locale),
			value: formatNumber(locale, value),
			unit: pickText(unit, locale)
		}))
	return {
		page: serverOnly(event, {
			year: year && years.includes(year) ? year : null,
			years,
			all: said(all),
			figures: await publishedFigures(ctx),
			groups: priorities.map(({ key, name, figures }) => ({
				key,
				name: pickText(name, locale),
				place: places.get(key) ?? 0,
				figures: said(figures)
			})),
			portfolio: { projects, partners, towns, amount: cents ? formatMoney(money(cents), locale, { trimCents: true }) : null },
			priorities: prioritiesIn(locale)
		})
	}
}
