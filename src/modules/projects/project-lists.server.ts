import { locales } from '#platform/i18n'
import { sql } from 'kysely'
import { ownServices } from '#modules/identity/policy'
import { ownOrganisations } from '#modules/network/standings.server'
import type { Ctx } from '#platform/ctx'
import { authorize } from '#platform/errors'
import { partnersOfAll } from './partner-rows.server.ts'
import { projectPolicy } from './policy.ts'
import { projects, type Project } from './project-rows.server.ts'
import type { ProjectFilters } from './schema.ts'

const PAGE = 50

/** Every project, the last changed first, 50 at a time; `next` is the cursor of the following page. Three queries. */
export async function listProjects(ctx: Ctx, filters: ProjectFilters = {}, after: string | null = null) {
	authorize(projectPolicy.office(ctx.actor))
	const { status, service, priority, theme, shown, q } = filters
	const like = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`
	const own = ownServices(ctx.actor)
	const rows = await projects(ctx)
		.where(sql<boolean>`(not reserved or ${own === null} or service || services && ${own ?? []}::text[])`)
		.$if(status !== undefined, (query) => query.where('status', '=', status!))
		.$if(service !== undefined, (query) =>
			query.where((eb) => eb.or([eb('service', '=', service!), eb('services', '@>', sql<string[]>`array[${service!}]`)]))
		)
		.$if(shown !== undefined, (query) => query.where('public', '=', shown === 'yes'))
		.$if(priority !== undefined, (query) => query.where('priorities', '@>', sql<string[]>`array[${priority!}]`))
		.$if(theme !== undefined, (query) => query.where('themes', '@>', sql<string[]>`array[${theme!}]`))
		.$if(q !== undefined, (query) =>
			query.where((eb) =>
				eb.or([
					eb('reference', 'ilike', like),
					...locales.map((locale) => eb(sql<string>`title->>${sql.lit(locale)}`, 'ilike', like))
				])
			)
		)
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(updated_at, id) < (select updated_at, id from project where id = ${after})`)
		)
		.orderBy('updatedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(PAGE + 1)
		.execute()
	const listed = await withPartners(ctx, rows.slice(0, PAGE))
	return { projects: listed, next: rows.length > PAGE ? listed.at(-1)!.id : null }
}

/** The projects the actor's organisations take part in, those that go on first, at most 200. */
export async function listOwnProjects(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const own = (await ownOrganisations(ctx)).map(({ id }) => id)
	if (own.length === 0) return []
	const rows = await projects(ctx)
		.where((eb) =>
			eb(
				'project.id',
				'in',
				eb
					.selectFrom('projectPartner')
					.select('projectId')
					.where('organisationId', '=', sql<string>`any(${own}::uuid[])`)
			)
		)
		.orderBy(sql`status not in ('draft', 'preparing', 'running')`)
		.orderBy('updatedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(200)
		.execute()
	return withPartners(ctx, rows)
}

async function withPartners(ctx: Ctx, rows: Project[]) {
	const partners = await partnersOfAll(
		ctx,
		rows.map(({ id }) => id)
	)
	return rows.map((row) => ({ ...row, partners: partners.get(row.id) ?? [] }))
}
