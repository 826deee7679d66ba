import { pickText } from '#platform/i18n'
import { programme } from '#programme/programme'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => {
	const { locale } = event.locals.ctx
	return {
		page: serverOnly(event, {
			priorities: programme.priorities.map(({ key, name, summary, themes }) => ({
				key,
				name: pickText(name, locale),
				summary: pickText(summary, locale),
				themes: themes.length
			}))
		})
	}
}
