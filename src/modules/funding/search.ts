import { z } from 'zod'
import { opportunityStatuses } from './workflow.ts'

/** What the opportunities can be narrowed to, in the order their filters show. */
export const fundingFilters = ['status', 'country', 'territory', 'programme', 'theme', 'kind', 'deadline'] as const
export type FundingFilter = (typeof fundingFilters)[number]

/** A facet as the list keeps it; `area` is a place that is named itself, `territory` also every one around it. */
export const facetOf = {
	status: (status: string) => `s:${status}`,
	country: (code: string) => `c:${code}`,
	territory: (code: string) => `p:${code}`,
	area: (code: string) => `a:${code}`,
	programme: (key: string) => `g:${key}`,
	theme: (key: string) => `t:${key}`,
	kind: (key: string) => `k:${key}`,
	/** A month: `2027-03`. */
	deadline: (month: string) => `d:${month}`
}

export const fundingMarks: Record<FundingFilter, string> = {
	status: 's:',
	country: 'c:',
	territory: 'p:',
	programme: 'g:',
	theme: 't:',
	kind: 'k:',
	deadline: 'd:'
}

/** What can be asked; what the programme does not know finds nothing. */
export type FundingQuestion = { q?: string } & { [Filter in FundingFilter]?: string | null }

const code = z.string().max(60, 'error.choice')
/** The same, as it stands in an address. */
export const fundingQuery = z.object({
	q: z.string().max(200, 'error.too_long'),
	status: z.enum(opportunityStatuses, 'error.choice'),
	country: code,
	territory: code,
	programme: code,
	theme: code,
	kind: code,
	deadline: z.string().regex(/^\d{4}-\d{2}$/, 'error.choice')
})

export const FUNDING_PAGE = 20
