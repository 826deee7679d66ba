import { listPublicProjects } from '#modules/projects/portfolio.server'
import { notFound } from '#platform/errors'
import { pickText } from '#platform/i18n'
import { programme } from '#programme/programme'
import { themes } from '#programme/themes'
import { serverOnly } from '#ui/server-only.ts'
import { prioritiesIn } from '../../../priorities.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { locale } = event.locals.ctx
	const at = programme.priorities.findIndex(({ key }) => key === event.params.slug)
	const priority = programme.priorities[at]
	if (!priority) return notFound()
	const { items } = await listPublicProjects(event.locals.ctx, { priority: priority.key }, null, 5)
	return {
		page: serverOnly(event, {
			key: priority.key,
			place: at,
			name: pickText(priority.name, locale),
			summary: pickText(priority.summary, locale),
			paragraphs: pickText(priority.description, locale).split('\n\n'),
			themes: themes
				.filter((theme) => priority.themes.includes(theme.key))
				.map(({ key, name, sdgs }) => ({ key, name: pickText(name, locale), sdgs })),
			projects: items,
			others: prioritiesIn(locale)
		})
	}
}
