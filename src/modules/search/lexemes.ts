import { createHash } from 'node:crypto'
import { fold } from '#engines/text/fold'
import { lexemes, toTsvector, words } from '#engines/text/tokens'
import { locales, type Locale, type Localized } from '#platform/i18n'
import { pathOf } from '#programme/territories'
import { theme } from '#programme/themes'
import type { Item, ItemKind } from './schema.ts'

/** A lexeme of a title, kept beside the plain one: `~eau` is in the text, `~^eau` in the title. */
export const ofTitle = (lexeme: string) => lexeme.replace(/^(~|..:)/, '$1^')

/** A facet as a lexeme. No word begins with `=`, so no text can pass for one. */
export const facet = {
	kind: (kind: ItemKind) => `'=kind:${kind}'`,
	theme: (key: string) => quote(`=theme:${key}`),
	country: (code: string) => quote(`=country:${code}`),
	/** The place itself or any it lies in. */
	territory: (code: string) => quote(`=territory:${code}`),
	/** Of the thing's day; null for what has none. */
	year: (at: Date | null) => `'=year:${at ? at.getUTCFullYear() : 'none'}'`,
	quarter: (at: Date | null) => `'=quarter:${at ? `${at.getUTCFullYear()}-${Math.floor(at.getUTCMonth() / 3) + 1}` : 'none'}'`
}
const quote = (lexeme: string) => `'${lexeme.replace(/['\\]/g, '$&$&')}'`

const limits = { title: 500, summary: 2000, body: 40_000 }

/** An item with nothing left to work out, texts cut to what counts and free of what PostgreSQL cannot hold. */
export type Prepared = Required<Item> & { summary: Localized; body: Localized; digest: string }

export function prepare(item: Item): Prepared {
	const title = clean(item.title, limits.title)
	const territories = [...new Set(item.territories ?? [])]
	const paths = territories.map(pathOf)
	const whole = {
		kind: item.kind,
		id: item.id,
		path: item.path,
		title,
		summary: clean(item.summary, limits.summary),
		body: clean(item.body, limits.body),
		names: item.names ?? [],
		themes: [...new Set(item.themes ?? [])],
		countries: [...new Set([...(item.countries ?? []), ...paths.flatMap(([country]) => country?.code ?? [])])],
		territories,
		at: item.at ?? null,
		standing: item.standing ?? 0.5
	}
	// The names of themes and places are part of what finds the thing: where they change, so does the digest.
	const known = [FORM, whole, whole.themes.map(theme), paths]
	return { ...whole, digest: createHash('sha256').update(JSON.stringify(known)).digest('base64url').slice(0, 22) }
}

/** Raised when the same item gives other lexemes than before: every row is then written anew when its turn comes. */
const FORM = 1

function clean(text: Localized | null | undefined, limit: number): Localized {
	const kept: Localized = {}
	for (const locale of locales) {
		const one = text?.[locale]?.slice(0, limit).replaceAll('\0', '').toWellFormed().trim()
		if (one) kept[locale] = one
	}
	return kept
}

/**
 * Everything that finds the item, in the text form of a tsvector. Titles weigh A, summaries B, bodies C; the names of its
 * themes and places, in every language, D: a thing written in Bulgarian alone is found by a French word for its theme.
 */
export function lexemesOf(item: Prepared): string {
	const parts: string[] = []
	for (const locale of locales) {
		const { [locale]: title } = item.title
		if (title) parts.push(...titleLexemes(title, locale))
		const { [locale]: summary } = item.summary
		if (summary) parts.push(toTsvector(lexemes(summary, locale), 'B'))
		const { [locale]: body } = item.body
		if (body) parts.push(toTsvector(lexemes(body, locale), 'C'))
	}
	for (const name of item.names) for (const locale of locales) parts.push(...titleLexemes(name, locale))
	for (const key of item.themes) {
		const { name, keywords } = theme(key) ?? {}
		for (const locale of locales)
			parts.push(known(`theme ${key} ${locale}`, () => [name?.[locale], ...(keywords?.[locale] ?? [])], locale))
	}
	// Not the country: half of everything is in France, and a word that finds half of everything finds nothing.
	for (const { code, name, latin } of item.territories.flatMap((code) => pathOf(code).slice(1)))
		for (const locale of locales) parts.push(known(`place ${code} ${locale}`, () => [name[locale], latin], locale))

	parts.push(facet.kind(item.kind), facet.year(item.at), facet.quarter(item.at))
	parts.push(...item.themes.map(facet.theme), ...item.countries.map(facet.country))
	parts.push(...item.territories.flatMap((code) => pathOf(code)).map(({ code }) => facet.territory(code)))
	return parts.filter(Boolean).join(' ')
}

function titleLexemes(title: string, locale: Locale): string[] {
	const found = lexemes(title, locale)
	return [toTsvector(found, 'A'), ...found.map(({ lexeme }) => quote(ofTitle(lexeme)))]
}

// The programme's own words come again with every item.
const kept = new Map<string, string>()
function known(key: string, texts: () => (string | undefined)[], locale: Locale): string {
	let vector = kept.get(key)
	if (vector === undefined) {
		vector = toTsvector(lexemes(texts().filter(Boolean).join(' . '), locale), 'D')
		kept.set(key, vector)
	}
	return vector
}

export type TitleWord = { key: string; locale: Locale; word: string }

/** The words of a title worth suggesting to who mistyped one. */
export const titleWords = (title: Localized): TitleWord[] =>
	locales.flatMap((locale) =>
		words(title[locale] ?? '')
			.filter(({ text }) => text.length >= 4 && text.length <= 40 && !/\p{N}/u.test(text))
			.map(({ text }) => ({ key: fold(text), locale, word: text.toLocaleLowerCase(locale) }))
			.filter(({ key }) => key.length >= 4)
	)
