import { sql, type Selectable, type Updateable } from 'kysely'
import { ownOrganisations } from '#modules/network/standings.server'
import type { Ctx } from '#platform/ctx'
import { authorize, notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import type { ProjectTable } from '#platform/tables'
import { projectPolicy, type ProjectStanding } from './policy.ts'
import type { PartnerRole } from './schema.ts'
import type { ProjectStatus } from './workflow.ts'

/** A project as it is stored. */
export type Project = Omit<Selectable<ProjectTable>, 'title' | 'summary' | 'objectives' | 'story' | 'status'> & {
	title: Localized
	summary: Localized
	objectives: Localized
	story: Localized
	status: ProjectStatus
}

/** The subject of a project in the trail. */
export const refOf = (id: string) => `project:${id}`

export const projects = (ctx: Ctx) => ctx.db.selectFrom('project').selectAll('project').$castTo<Project>()

/** The strongest of the actor's posts in the organisations that carry the project; null for none and for strangers. */
export async function standingInProject(ctx: Ctx, projectId: string): Promise<ProjectStanding> {
	if (!ctx.actor) return null
	const own = new Map((await ownOrganisations(ctx)).map(({ id, role }) => [id, role]))
	if (own.size === 0) return null
	const rows = await ctx.db
		.selectFrom('projectPartner')
		.select(['organisationId', 'role'])
		.where('projectId', '=', projectId)
		.where('organisationId', '=', sql<string>`any(${[...own.keys()]}::uuid[])`)
		.execute()
	const order: PartnerRole[] = ['lead', 'partner', 'host', 'expert', 'funder']
	const [best] = rows
		.map(({ organisationId, role }) => ({ role: own.get(organisationId)!, partner: role as PartnerRole }))
		.sort((a, b) => order.indexOf(a.partner) - order.indexOf(b.partner) || (a.role === 'lead' ? -1 : b.role === 'lead' ? 1 : 0))
	return best ?? null
}

/** One that the actor may see whole, with what they are in it; 404 for any other. */
export async function readProject(ctx: Ctx, id: string) {
	return visible(ctx, await projects(ctx).where('id', '=', id).executeTakeFirst())
}

/** The same, locked until the transaction ends: what a verb is about to decide on. */
export async function lockProject(ctx: Ctx, id: string) {
	return visible(ctx, await projects(ctx).where('id', '=', id).forUpdate().executeTakeFirst())
}

async function visible(ctx: Ctx, project: Project | undefined) {
	const standing = project ? await standingInProject(ctx, project.id) : null
	if (!project || !projectPolicy.view(ctx.actor, project, standing)) return notFound()
	return { project, standing }
}

/** Locked, for whoever may tell its story. */
export async function lockToTell(ctx: Ctx, id: string) {
	const locked = await lockProject(ctx, id)
	authorize(projectPolicy.tell(ctx.actor, locked.project, locked.standing))
	return locked
}

/** Writes what is given; every write moves the version on. Returns the row as it then is. Asks no permission. */
export async function writeProject(ctx: Ctx, id: string, values: Updateable<ProjectTable>): Promise<Project> {
	const row = await ctx.db
		.updateTable('project')
		.set((eb) => ({ ...values, version: eb('version', '+', 1), updatedAt: ctx.now }))
		.where('id', '=', id)
		.returningAll()
		.executeTakeFirstOrThrow()
	return row as Project
}
