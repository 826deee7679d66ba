import { z } from 'zod'

/** What the portfolio can be narrowed to, in the order its filters show. */
export const portfolioFilters = ['priority', 'theme', 'country', 'territory', 'year', 'status', 'service'] as const
export type PortfolioFilter = (typeof portfolioFilters)[number]

/** A filter's value as the portfolio keeps it. A territory is the place itself or any it lies in. */
export const portfolioMarks: Record<PortfolioFilter, string> = {
	priority: 'r:',
	theme: 't:',
	country: 'c:',
	territory: 'p:',
	year: 'y:',
	status: 's:',
	service: 'v:'
}
export const markOf = (filter: PortfolioFilter, value: string) => `${portfolioMarks[filter]}${value}`

/** What the portfolio can be asked; what the programme does not know finds nothing. */
export type PortfolioQuestion = { q?: string } & { [Filter in PortfolioFilter]?: string | null }

const code = z.string().max(60, 'error.choice')
/** The same, as it stands in an address. */
export const portfolioQuery = z.object({
	q: z.string().max(200, 'error.too_long'),
	priority: code,
	theme: code,
	country: code,
	territory: code,
	year: code,
	status: code,
	service: code
})

export const PORTFOLIO_PAGE = 20
/** So many of the latest are drawn as arcs: more lines would be a tangle, and a page of several hundred kilobytes. */
export const DRAWN = 60
