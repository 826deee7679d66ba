import { redirect } from '@sveltejs/kit'
import { listingsOfOrganisation } from '#modules/exchange/board.server'
import { expertsOf } from '#modules/network/experts.server'
import { projectsOf } from '#modules/projects/portfolio.server'
import { linksOf } from '#modules/network/links.server'
import { getOrganisation } from '#modules/network/organisations.server'
import { sizes } from '#modules/network/schema'
import { pick, pickText } from '#platform/i18n'
import { pathOf, territory } from '#programme/territories'
import { countryName, kindName, languageName, territoryName, themeName } from '#ui/options.ts'
import { serverOnly } from '#ui/server-only.ts'
import { address } from '../../../../(machine)/open.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { locale } = ctx
	const organisation = await getOrganisation(ctx, event.params.id)
	if (organisation.id !== event.params.id) redirect(301, `/${locale}/network/${organisation.id}`)
	const [links, listings, experts, projects] = await Promise.all([
		linksOf(ctx, organisation.id),
		listingsOfOrganisation(ctx, organisation.id),
		organisation.showsPeople ? expertsOf(ctx, organisation.id) : [],
		projectsOf(ctx, organisation.id)
	])
	const seat = organisation.territory ? territory(organisation.territory) : undefined
	const shown = pick(organisation.name, locale)
	const names = [
		...new Set([...Object.values(organisation.name), organisation.latin, ...organisation.acronyms, ...organisation.otherNames])
	]
	const place = [
		organisation.place,
		...pathOf(organisation.territory ?? '')
			.toReversed()
			.slice(0, -1)
			.map(({ code }) => territoryName(locale, code))
	]
	return {
		page: serverOnly(event, {
			...organisation,
			title: shown,
			otherNames: names.filter((name): name is string => Boolean(name) && name !== shown.text),
			size: sizes.find((each) => each === organisation.size) ?? null,
			kindName: kindName(locale, organisation.kind),
			placeName: [...new Set([...place, countryName(locale, organisation.country)])].filter(Boolean).join(', '),
			point:
				organisation.lat !== null && organisation.lon !== null
					? { country: organisation.country, lat: organisation.lat, lon: organisation.lon, label: shown.text }
					: seat
						? { country: organisation.country, lat: seat.lat, lon: seat.lon, label: shown.text }
						: null,
			themes: organisation.themes.map((key) => ({ key, name: themeName(locale, key) })),
			languages: organisation.languages.map((code) => languageName(locale, code)),
			links,
			listings,
			experts,
			projects,
			about: {
				'@type': 'Organization',
				'@id': address(`/${locale}/network/${organisation.id}`),
				identifier: organisation.reference,
				name: shown.text,
				alternateName: names.filter((name) => name !== shown.text),
				...(pickText(organisation.description, locale) ? { description: pickText(organisation.description, locale) } : {}),
				...(organisation.website ? { url: organisation.website } : {}),
				address: {
					'@type': 'PostalAddress',
					addressCountry: organisation.country,
					addressLocality: organisation.place ?? undefined
				}
			}
		})
	}
}
