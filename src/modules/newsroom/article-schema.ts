import { z } from 'zod'
import { locales } from '#platform/i18n'
import { gather, line, optionalDay, optionalLocalizedLine, optionalParagraphs, ticked } from '#platform/shapes'
import { programme } from '#programme/programme'
import { themes } from '#programme/themes'

export const TITLE_LENGTH = 160
export const LEAD_LENGTH = 400
export const BODY_LENGTH = 60_000

const themeKeys = themes.map(({ key }) => key)
export const articleKinds = ['news', 'page'] as const
export type ArticleKind = (typeof articleKinds)[number]

/** Where a published text stands, without its language. */
export const pathOfArticle = (kind: ArticleKind, slug: string) => `/${kind === 'news' ? 'news' : 'pages'}/${slug}`

const serviceKey = z.enum(programme.services.map(({ key }) => key) as [string, ...string[]], 'error.choice')

export const draftForm = z.object({
	kind: z.enum(articleKinds, 'error.choice'),
	original: z.enum(locales, 'error.choice'),
	service: serviceKey,
	title: line(TITLE_LENGTH)
})
export type ArticleDraft = z.output<typeof draftForm>

export const aboutForm = z.object({
	version: z.coerce.number().int(),
	themes: ticked(themeKeys),
	image: z.preprocess((value) => (value === '' || value === undefined ? null : value), z.uuid('error.choice').nullable()),
	featuredUntil: optionalDay
})
export type ArticleAbout = Omit<z.output<typeof aboutForm>, 'version'>

export const textForm = z.object({
	revision: z.coerce.number().int().min(0),
	/** Of the original that stood beside it while it was translated. */
	follows: z.coerce.number().int().min(0).default(0),
	title: line(TITLE_LENGTH),
	lead: optionalParagraphs(LEAD_LENGTH),
	body: optionalParagraphs(BODY_LENGTH)
})

export const publishForm = z.object({
	revision: z.coerce.number().int(),
	/** As a field of date and time posts it; empty is now. */
	at: z.preprocess(
		(value) => (value === '' || value === undefined ? null : value),
		z
			.string()
			.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'error.date')
			.nullable()
	)
})

export const revisionForm = z.object({ revision: z.coerce.number().int() })
export const restoreForm = z.object({ revision: z.coerce.number().int(), to: z.coerce.number().int() })

export const mediaForm = z.preprocess(
	gather('alt'),
	z.object({
		alt: optionalLocalizedLine(300),
		credit: z
			.string()
			.max(200, 'error.too_long')
			.default('')
			.transform((value) => value.replace(/\s+/g, ' ').trim())
	})
)
export type MediaAbout = z.output<typeof mediaForm>

/** Cursor and filters of a list, from its address. */
const after = z.uuid()
export const newsQuery = z.object({ theme: z.enum(themeKeys as [string, ...string[]], 'error.choice'), after })
export const articlesQuery = newsQuery.extend({
	kind: z.enum(articleKinds, 'error.choice'),
	locale: z.enum(locales, 'error.choice')
})
export const officeArticleQuery = z.object({
	kind: z.enum(articleKinds, 'error.choice'),
	q: z.string().max(200, 'error.too_long'),
	after
})
export const mediaQuery = z.object({ q: z.string().max(200, 'error.too_long'), after })

/** As many as the home page puts forward at most. */
export const HOME_ITEMS = 6
export const homeForm = z.object({
	items: z.preprocess((value) => [value ?? []].flat(), z.array(z.string().max(500, 'error.too_long')).max(HOME_ITEMS))
})
