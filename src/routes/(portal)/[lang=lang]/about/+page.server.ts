import { pickText } from '#platform/i18n'
import { programme } from '#programme/programme'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => {
	const { locale } = event.locals.ctx
	const { contact, priorities, services } = programme
	return {
		page: serverOnly(event, {
			priorities: priorities.map(({ key, name, summary }) => ({
				key,
				name: pickText(name, locale),
				summary: pickText(summary, locale)
			})),
			services: services.map(({ key, name, acronym, description }) => ({
				key,
				acronym,
				name: pickText(name, locale),
				description: pickText(description, locale)
			})),
			contact: {
				organisation: pickText(contact.organisation, locale),
				address: pickText(contact.address, locale),
				email: contact.email
			}
		})
	}
}
