import { v5 as uuidv5 } from 'uuid'
import { demoOrganisationId } from '#modules/network/demo.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { nextReferences } from '#platform/references.server'
import { demoProjects, demoResults, type DemoProject } from '#programme/demo'
import { indicators } from '#programme/indicators'
import { indexProject } from './indexing.server.ts'
import { addPartners } from './partner-rows.server.ts'
import { projects, refOf } from './project-rows.server.ts'
import { prioritiesWith } from './projects.server.ts'

const NAMESPACE = '0197d2c1-51b7-7e0a-9a35-1c8f6a4e2d90'
/** The id of a demo project, by its key: a second start finds what the first made. */
export const demoProjectId = (key: string) => uuidv5(`project:${key}`, NAMESPACE)

/** The demo's fictional projects, after its network; those that are there are left as they are. */
export async function loadDemoProjects(ctx: Ctx): Promise<void> {
	await transact(ctx, async (ctx) => {
		const ids = demoProjects.map(({ key }) => demoProjectId(key))
		const known = new Set((await projects(ctx).where('id', 'in', ids).execute()).map(({ id }) => id))
		// The oldest has the lowest number.
		const missing = demoProjects.filter(({ key }) => !known.has(demoProjectId(key))).toReversed()
		const references = await nextReferences(ctx, 'PRJ', missing.length)
		for (const [i, project] of missing.entries()) await addProject(ctx, project, references[i]!)
	})
}

async function addProject(ctx: Ctx, { key, partners, activities, from, until, ...project }: DemoProject, reference: string) {
	const id = demoProjectId(key)
	// The demo is told on the day it is loaded: what has not begun by then is being prepared.
	const today = ctx.now.toISOString().slice(0, 10)
	const status = until < today ? 'completed' : from > today ? 'preparing' : 'running'
	await ctx.db
		.insertInto('project')
		.values({
			id,
			reference,
			service: project.service,
			title: JSON.stringify(project.title),
			summary: JSON.stringify(project.summary),
			objectives: JSON.stringify(project.objectives),
			priorities: prioritiesWith([], project.themes),
			themes: project.themes,
			territories: project.territories ?? [],
			startsOn: from,
			endsOn: until,
			status,
			public: true,
			createdAt: ctx.now,
			updatedAt: ctx.now,
			publishedAt: ctx.now
		})
		.execute()
	await addPartners(
		ctx,
		id,
		partners.map(({ organisation, role }) => ({ organisationId: demoOrganisationId(organisation), role }))
	)
	for (const [position, { title, on }] of activities.entries())
		await ctx.db
			.insertInto('activity')
			.values({
				id: uuidv5(`activity:${key}:${position}`, NAMESPACE),
				projectId: id,
				title: JSON.stringify(title),
				startsOn: on,
				done: on < today,
				public: true,
				position
			})
			.execute()
	// Of a project that has not ended nothing has been measured.
	const results = status === 'completed' ? (demoResults[key] ?? []) : []
	for (const [position, result] of results.entries()) {
		const { title, people } = indicators.find((each) => each.key === result.key)!
		await ctx.db
			.insertInto('indicator')
			.values({
				...{ id: uuidv5(`indicator:${key}:${result.key}`, NAMESPACE), projectId: id, key: result.key },
				...{ title: JSON.stringify(title), people, position, measuredOn: until },
				...{ target: String(result.target), actual: String(result.actual) }
			})
			.execute()
	}
	await audit(ctx, 'project.drafted', refOf(id), { service: project.service, demo: true })
	await indexProject(ctx, id)
}
