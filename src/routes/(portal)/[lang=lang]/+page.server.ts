import { listAgenda } from '#modules/events/agenda.server'
import { openCalls } from '#modules/calls/call-lists.server'
import { listForward } from '#modules/newsroom/home.server'
import { listLeading } from '#modules/newsroom/public-articles.server'
import { listPublicProjects } from '#modules/projects/portfolio.server'
import { programme } from '#programme/programme'
import { pickText, translate } from '#platform/i18n'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { locale } = event.locals.ctx
	const calls = await openCalls(event.locals.ctx, 3)
	const projects = await listPublicProjects(event.locals.ctx, {}, null, 3)
	const { events } = await listAgenda(event.locals.ctx, {}, { limit: 3 })
	const news = await listLeading(event.locals.ctx, 4)
	const forward = await listForward(event.locals.ctx, [
		...news.slice(0, 1).map(({ id }) => `article:${id}`),
		...events.slice(0, 1).map(({ id }) => `event:${id}`),
		...calls.slice(0, 1).map(({ id }) => `call:${id}`)
	])
	const shown = new Set(forward.map(({ id }) => id))
	const { contact, countries, description, languages } = programme
	const site = event.url.origin
	return {
		page: serverOnly(event, {
			calls: calls.map(({ id, title, closesAt }) => ({ id, title, closesAt })),
			events,
			forward,
			// What stands above in large is not told twice.
			news: news.filter(({ id }) => !shown.has(id)).slice(0, 3),
			anyNews: news.length > 0,
			projects: projects.items,
			priorities: programme.priorities.map(({ key, name, summary, themes }) => ({
				key,
				name: pickText(name, locale),
				summary: pickText(summary, locale),
				themes: themes.length
			})),
			/** The same for machines (schema.org): who speaks here, and how the site is searched. */
			schema: {
				'@graph': [
					{
						'@type': 'GovernmentOrganization',
						'@id': `${site}/#organisation`,
						name: pickText(contact.organisation, locale),
						description: pickText(description, locale),
						url: `${site}/${locale}`,
						email: contact.email,
						...(contact.phone ? { telephone: contact.phone } : {}),
						address: pickText(contact.address, locale),
						areaServed: countries.map(({ name }) => ({ '@type': 'Country', name: pickText(name, locale) })),
						logo: `${site}/favicon.svg`
					},
					{
						'@type': 'WebSite',
						'@id': `${site}/#site`,
						name: translate(locale, 'site.name'),
						description: translate(locale, 'site.tagline'),
						url: `${site}/${locale}`,
						inLanguage: languages,
						publisher: { '@id': `${site}/#organisation` },
						potentialAction: {
							'@type': 'SearchAction',
							target: { '@type': 'EntryPoint', urlTemplate: `${site}/${locale}/search?q={search_term_string}` },
							'query-input': 'required name=search_term_string'
						}
					}
				]
			}
		})
	}
}
