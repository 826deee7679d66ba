import { publicCallIds } from '#modules/calls/call-lists.server'
import { publicTextAddresses } from '#modules/newsroom/public-articles.server'
import { countAddresses, publicAddresses } from '#modules/search/items.server'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import { locales, type Locale } from '#platform/i18n'
import { xml, type Xml } from '#platform/xml'
import { address, open } from '../open.ts'
import { publicPaths } from '../paths.ts'
import type { RequestHandler } from './$types'

/** A file may name 50,000 addresses and hold 50 MB (sitemaps.org); each page has three addresses of some 700 bytes. */
const MOST = 5000
/** What has the same address in every language. People are left out: they are found by whoever looks for expertise. */
const kinds = ['call', 'event', 'project', 'practice', 'offer', 'need', 'organisation', 'opportunity', 'report'] as const

/** A page's address in each language it is in. */
type Page = Partial<Record<Locale, string>>
const everywhere = (path: string): Page => Object.fromEntries(locales.map((locale) => [locale, path]))

/** One list while it fits, else an index of its parts: `?part=2` is the second 5,000 things. */
export const GET: RequestHandler = async ({ locals: { ctx }, url }) => {
	const asked = url.searchParams.get('part')
	const parts = Math.max(1, Math.ceil((await countAddresses(ctx, kinds)) / MOST))
	if (asked === null && parts > 1) return answer(index(parts))
	const part = asked === null ? 1 : Number(asked)
	if (!Number.isInteger(part) || part < 1 || part > parts) return notFound()
	const things = (await publicAddresses(ctx, kinds, { limit: MOST, offset: (part - 1) * MOST })).map(everywhere)
	return answer(list(part === 1 ? [...(await first(ctx)), ...things] : things))
}

/** What is not counted: the programme's own pages, the results of calls, and what the newsroom wrote. */
async function first(ctx: Ctx): Promise<Page[]> {
	const results = (await publicCallIds(ctx)).flatMap(({ id, announced }) => (announced ? [`/calls/${id}/results`] : []))
	return [...[...publicPaths(), ...results].map(everywhere), ...(await publicTextAddresses(ctx, MOST))]
}

const answer = ({ text }: Xml) => open(new Response(text, { headers: { 'content-type': 'application/xml; charset=utf-8' } }))

const index = (parts: number) => xml`<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${Array.from({ length: parts }, (_, i) => xml`	<sitemap><loc>${address(`/sitemap.xml?part=${i + 1}`)}</loc></sitemap>\n`)}</sitemapindex>
`

const list = (pages: Page[]) => xml`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${pages.flatMap((paths) => {
	const languages = locales.filter((locale) => paths[locale] !== undefined)
	const at = (locale: Locale) => address(`/${locale}${paths[locale]}`)
	return languages.map(
		(locale) => xml`	<url>
		<loc>${at(locale)}</loc>
${languages.map((other) => xml`		<xhtml:link rel="alternate" hreflang="${other}" href="${at(other)}"/>\n`)}		<xhtml:link rel="alternate" hreflang="x-default" href="${at(languages[0]!)}"/>
	</url>
`
	)
})}</urlset>
`
