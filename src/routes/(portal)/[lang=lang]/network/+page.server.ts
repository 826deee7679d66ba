import { directoryQuery, facetNames, type FacetName } from '#modules/network/directory'
import { hasDirectory, mapped, searchDirectory } from '#modules/network/directory.server'
import { parseQuery } from '#platform/http.server'
import { pick } from '#platform/i18n'
import { pathOf } from '#programme/territories'
import { countryName, kindName, languageName, territoryName, themeName } from '#ui/options.ts'
import { serverOnly } from '#ui/server-only.ts'
import { prioritiesIn } from '../../priorities.ts'
import type { PageServerLoad } from './$types'

const MOST_SHOWN = 12

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { locale } = ctx
	const { data } = parseQuery(event.url, directoryQuery)
	const question = { ...data, q: data.q ?? '' }
	const found = await searchDirectory(ctx, question, event.url.searchParams.get('after'))
	const address = (change: Partial<Record<FacetName | 'after', string | null>> = {}) => {
		const wanted = new URLSearchParams()
		for (const [name, value] of Object.entries({ ...question, ...change })) if (value) wanted.set(name, value)
		const query = wanted.toString()
		return `/${locale}/network${query ? `?${query}` : ''}`
	}
	const names: Record<FacetName, (value: string) => string> = {
		country: (code) => countryName(locale, /^[A-Z]{2}$/.test(code) ? code : 'ZZ'),
		kind: (key) => kindName(locale, key),
		theme: (key) => themeName(locale, key),
		territory: (code) => territoryName(locale, code),
		language: (code) => (/^[a-z]{2,3}$/.test(code) ? languageName(locale, code) : code)
	}
	const filtered = facetNames.some((name) => question[name])
	return {
		page: serverOnly(event, {
			...question,
			begun: filtered || question.q !== '',
			isEmpty: found.total === 0 && !(await hasDirectory(ctx)),
			total: found.total,
			items: found.items.map(({ id, name, latin, kind, country, place, territory, themes, description, acronyms }) => ({
				id,
				name,
				latin: pick(name, locale).lang === 'bg' && locale !== 'bg' ? latin : null,
				acronym: acronyms[0] ?? null,
				kind: names.kind(kind),
				place: [place ?? territoryName(locale, territory), names.country(country)].filter(Boolean).join(', '),
				themes: themes.slice(0, 4).map(names.theme),
				description: shortened(description, locale)
			})),
			groups: facetNames.map((name) => {
				const links = found.facets[name].map(({ value, count }) => {
					const chosen = question[name] === value
					return { value, count, chosen, label: names[name](value), href: address({ [name]: chosen ? null : value }) }
				})
				return { name, first: links.slice(0, MOST_SHOWN), rest: links.slice(MOST_SHOWN) }
			}),
			chosen: facetNames.flatMap((name) =>
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
			places: found.places,
			table: mapped
				.filter((code) => found.places[code])
				.map((code) => ({ code, label: names.territory(code), count: found.places[code]!, href: address({ territory: code }) }))
				.sort((a, b) => b.count - a.count),
			first: event.url.searchParams.has('after') ? address() : null,
			next: found.next ? address({ after: found.next }) : null,
			priorities: prioritiesIn(locale)
		})
	}
}

const SHORT = 180
function shortened(text: Parameters<typeof pick>[0], locale: Parameters<typeof pick>[1]) {
	const shown = pick(text, locale)
	if (!shown.text) return null
	const cut = shown.text.length <= SHORT ? shown.text : `${shown.text.slice(0, shown.text.lastIndexOf(' ', SHORT))}…`
	return { ...shown, text: cut }
}
