import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import { activitiesOf } from './activities.server.ts'
import { partnersOf } from './partner-rows.server.ts'
import { placesOf, shownPartners } from './portfolio-rows.server.ts'
import { documentsOf } from './project-documents.server.ts'
import { projects } from './project-rows.server.ts'
import { publicStatus } from './workflow.ts'

/** A project as everybody reads it: its listed partners, the activities and documents shown. 404 for one not public. */
export async function getPublicProject(ctx: Ctx, id: string) {
	const project = await projects(ctx).where('id', '=', id).where('public', '=', true).executeTakeFirst()
	if (!project) return notFound()
	const partners = shownPartners(await partnersOf(ctx, id))
	const activities = (await activitiesOf(ctx, id)).filter((activity) => activity.public)
	const documents = (await documentsOf(ctx, id)).filter((document) => document.public)
	const { reference, service, title, summary, objectives, story, priorities, themes, startsOn, endsOn } = project
	return {
		...{ id, reference, service, title, summary, objectives, story, priorities, themes, startsOn, endsOn },
		status: publicStatus(project.status),
		updatedAt: project.updatedAt,
		// The database keeps no day of publication of what never was public.
		publishedAt: project.publishedAt ?? project.createdAt,
		places: placesOf(project, partners),
		partners,
		activities,
		documents
	}
}
