import type { Locale } from './i18n.ts'
import { xml } from './xml.ts'

export type AtomEntry = {
	/** An address of its own that never changes, whatever happens to the title. */
	id: string
	title: string
	/** The language it is really in, where that is not the feed's. */
	lang?: Locale
	link: string
	summary?: string
	published: Date
	updated: Date
}

export type AtomFeed = {
	locale: Locale
	title: string
	subtitle: string
	/** The feed's own address: also its identifier. */
	self: string
	/** The page that shows the same. */
	page: string
	/** The same feed in the other languages. */
	others: { locale: Locale; address: string }[]
	author: string
	entries: AtomEntry[]
}

/**
 * When a feed that has nothing in it was last changed. Atom (RFC 4287) wants an instant; one that moved would tell every
 * reader, at each visit, that something had changed.
 */
const NEVER = new Date('2026-01-01T00:00:00Z')

/** An Atom feed (RFC 4287), with the headers to send it. Entries are given newest first. */
export function atom({ locale, title, subtitle, self, page, others, author, entries }: AtomFeed): Response {
	const updated = entries.reduce((latest, entry) => (entry.updated > latest ? entry.updated : latest), NEVER)
	const text = xml`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${locale}">
	<id>${self}</id>
	<title>${title}</title>
	<subtitle>${subtitle}</subtitle>
	<updated>${updated.toISOString()}</updated>
	<author><name>${author}</name></author>
	<link rel="self" type="application/atom+xml" href="${self}"/>
	<link rel="alternate" type="text/html" hreflang="${locale}" href="${page}"/>
${others.map(({ locale, address }) => xml`	<link rel="alternate" type="application/atom+xml" hreflang="${locale}" href="${address}"/>\n`)}${entries.map(
		({
			id,
			title,
			lang,
			link,
			summary,
			published,
			updated
		}) => xml`	<entry${lang && lang !== locale ? xml` xml:lang="${lang}"` : null}>
		<id>${id}</id>
		<title>${title}</title>
		<published>${published.toISOString()}</published>
		<updated>${updated.toISOString()}</updated>
		<link rel="alternate" type="text/html" href="${link}"/>
${summary ? xml`		<summary>${summary}</summary>\n` : null}	</entry>
`
	)}</feed>
`
	return new Response(text.text, { headers: { 'content-type': 'application/atom+xml; charset=utf-8' } })
}
