import { z } from 'zod'

/** A facet as the directory keeps it, and as its lexeme in a tsvector or tsquery. */
export const facetOf = {
	country: (code: string) => `c:${code}`,
	kind: (key: string) => `k:${key}`,
	theme: (key: string) => `t:${key}`,
	/** The place itself or any it lies in. */
	territory: (code: string) => `p:${code}`,
	language: (code: string) => `l:${code}`
}
export const facetNames = ['country', 'kind', 'theme', 'territory', 'language'] as const
export type FacetName = (typeof facetNames)[number]

/** What the directory can be asked; what the programme does not know finds nothing. */
export type DirectoryQuestion = { q?: string } & { [Name in FacetName]?: string | null }

const code = z.string().max(60, 'error.choice')
/** The same, as it stands in an address. */
export const directoryQuery = z.object({
	q: z.string().max(200, 'error.too_long'),
	country: code,
	kind: code,
	theme: code,
	territory: code,
	language: code
})

export const DIRECTORY_PAGE = 25
