import { pickText } from '#platform/i18n'
import { programme } from '#programme/programme'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => {
	const { locale } = event.locals.ctx
	const { organisation, address, email } = programme.contact
	return {
		page: serverOnly(event, { organisation: pickText(organisation, locale), address: pickText(address, locale), email })
	}
}
