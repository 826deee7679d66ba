import { programme } from '#programme/programme'
import { pickText, translate } from '#platform/i18n'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => {
	const { locale } = event.locals.ctx
	const { contact, countries, description, languages } = programme
	const site = event.url.origin
	return {
		page: serverOnly(event, {
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
