import { locales } from '#platform/i18n'
import { xml } from '#platform/xml'
import { address, open } from '../open.ts'
import { publicPaths } from '../paths.ts'

export const GET = () => {
	const pages = publicPaths().flatMap((path) =>
		locales.map(
			(locale) => xml`	<url>
		<loc>${address(`/${locale}${path}`)}</loc>
${locales.map((other) => xml`		<xhtml:link rel="alternate" hreflang="${other}" href="${address(`/${other}${path}`)}"/>\n`)}		<xhtml:link rel="alternate" hreflang="x-default" href="${address(`/${locales[0]}${path}`)}"/>
	</url>
`
		)
	)
	const text = xml`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${pages}</urlset>
`
	return open(new Response(text.text, { headers: { 'content-type': 'application/xml; charset=utf-8' } }))
}
