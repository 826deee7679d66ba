import { sql } from 'kysely'
import { indexItem, removeItem, type Source } from '#modules/search/index.server'
import type { Item } from '#modules/search/schema'
import type { Ctx } from '#platform/ctx'
import { type Locale, locales, type Localized } from '#platform/i18n'
import { partnersOf, partnersOfAll, type Partner } from './partner-rows.server.ts'
import { placesOf, shownPartners, writePortfolio } from './portfolio-rows.server.ts'
import { projects, type Project } from './project-rows.server.ts'

const BATCH = 500

/** Its page on the portal, without the language. */
export const pathOfProject = (id: string) => `/projects/${id}`

const itemOf = (project: Project, partners: Partner[]): Item => ({
	kind: 'project',
	id: project.id,
	path: pathOfProject(project.id),
	title: project.title,
	summary: project.summary,
	body: inEveryLanguage((locale) => [
		project.objectives[locale],
		project.story[locale],
		...partners.flatMap(({ name, latin }) => [name[locale] ?? Object.values(name)[0], latin])
	]),
	names: [project.reference],
	themes: project.themes,
	countries: [...new Set(partners.map(({ country }) => country))],
	territories: placesOf(project, partners),
	at: project.startsOn ? new Date(`${project.startsOn}T00:00:00Z`) : project.publishedAt,
	standing: 0.6
})

const inEveryLanguage = (words: (locale: Locale) => (string | null | undefined)[]): Localized =>
	Object.fromEntries(locales.map((locale) => [locale, words(locale).filter(Boolean).join('\n')]))

/**
 * Brings the search and the portfolio up to date with a project that was just written: public, or out. As the last step of
 * its transaction: others who write to the portfolio wait from then on.
 */
export async function indexProject(ctx: Ctx, id: string): Promise<void> {
	const project = await projects(ctx).where('id', '=', id).where('public', '=', true).executeTakeFirst()
	if (project) await indexItem(ctx, itemOf(project, shownPartners(await partnersOf(ctx, id))))
	else await removeItem(ctx, 'project', id)
	await writePortfolio(ctx, [id])
}

/** Every public project, for making the index anew. */
export const projectsSource: Source = {
	kinds: ['project'],
	async list(ctx, after) {
		const rows = await projects(ctx)
			.where('public', '=', true)
			.$if(after !== null, (query) => query.where('id', '>', after!))
			.orderBy('id')
			.limit(BATCH)
			.modifyEnd(sql`for share`)
			.execute()
		const partners = await partnersOfAll(
			ctx,
			rows.map(({ id }) => id)
		)
		return {
			items: rows.map((row) => itemOf(row, shownPartners(partners.get(row.id) ?? []))),
			next: rows.length === BATCH ? rows.at(-1)!.id : null
		}
	}
}
