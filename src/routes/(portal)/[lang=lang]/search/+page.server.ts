import { listRecent, search } from '#modules/search/find.server'
import { COUNTED, itemKinds, type Facet, type Found } from '#modules/search/schema'
import { pickText } from '#platform/i18n'
import { programme } from '#programme/programme'
import { territory } from '#programme/territories'
import { theme } from '#programme/themes'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

/** What the address asks for. What the programme does not know is left out: an old link still finds something. */
function asked(url: URL) {
	const given = (name: string) => url.searchParams.get(name) ?? ''
	return {
		q: given('q').replaceAll('\0', ' ').toWellFormed().trim().slice(0, 200),
		kind: itemKinds.find((kind) => kind === given('kind')) ?? null,
		theme: theme(given('theme'))?.key ?? null,
		country: programme.countries.find(({ code }) => code === given('country'))?.code ?? null,
		territory: territory(given('territory'))?.code ?? null,
		page: Number.parseInt(given('page').slice(0, 3), 10) || 1
	}
}

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const question = asked(event.url)
	const begun = Boolean(question.q || question.kind || question.theme || question.country || question.territory)
	const [result, recent] = await Promise.all([search(ctx, question), begun ? [] : listRecent(ctx)])

	const filters = {
		q: question.q,
		kind: question.kind,
		theme: question.theme,
		country: question.country,
		territory: question.territory
	}
	const address = (change: Record<string, string | null>) => {
		const wanted = new URLSearchParams()
		for (const [name, value] of Object.entries({ ...filters, ...change })) if (value) wanted.set(name, value)
		const query = wanted.toString()
		return `/${ctx.locale}/search${query ? `?${query}` : ''}`
	}
	const themeName = (key: string) => pickText(theme(key)?.name, ctx.locale)
	const placeName = (code: string) => pickText(territory(code)?.name, ctx.locale)
	const countryName = (code: string) => pickText(programme.countries.find((country) => country.code === code)?.name, ctx.locale)
	const links = (facets: Facet[], name: 'kind' | 'theme' | 'country', label: (value: string) => string) =>
		facets.map(({ value, count }) => {
			const chosen = question[name] === value
			return { value, label: label(value), count, chosen, href: address({ [name]: chosen ? null : value }) }
		})
	const row = (item: Found) => ({
		...item,
		href: `/${ctx.locale}${item.path}`,
		themes: item.themes.slice(0, 3).map(themeName).filter(Boolean),
		place: item.kind === 'territory' ? '' : placeName(item.territories[0] ?? '')
	})

	return {
		page: serverOnly(event, {
			...filters,
			begun,
			total: result.total,
			more: result.more,
			number: result.page,
			pages: result.pages,
			items: result.items.map(row),
			recent: recent.map(row),
			counted: COUNTED,
			browse: begun
				? []
				: programme.priorities.map((priority) => ({
						key: priority.key,
						name: pickText(priority.name, ctx.locale),
						themes: priority.themes.map((key) => ({ key, name: themeName(key), href: address({ theme: key }) }))
					})),
			kinds: links(result.facets.kind, 'kind', (value) => value),
			themes: links(result.facets.theme, 'theme', themeName).slice(0, 12),
			countries: links(result.facets.country, 'country', countryName),
			chosen: [
				...(question.kind ? [{ name: 'kind', label: question.kind, href: address({ kind: null }) }] : []),
				...(question.theme ? [{ name: 'theme', label: themeName(question.theme), href: address({ theme: null }) }] : []),
				...(question.country
					? [{ name: 'country', label: countryName(question.country), href: address({ country: null }) }]
					: []),
				...(question.territory
					? [{ name: 'territory', label: placeName(question.territory), href: address({ territory: null }) }]
					: [])
			],
			suggestions: result.suggestions.map((words) => ({ words, href: address({ q: words }) })),
			before: result.page > 1 ? address({ page: String(result.page - 1) }) : null,
			after: result.page < result.pages ? address({ page: String(result.page + 1) }) : null
		})
	}
}
