import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, onConstraint, RuleBroken } from '#platform/errors'
import type { Localized, MessageKey } from '#platform/i18n'
import { nextReference } from '#platform/references.server'
import { priorities } from '#programme/priorities'
import { themes } from '#programme/themes'
import { activitiesOf } from './activities.server.ts'
import { documentsOf } from './project-documents.server.ts'
import { indexProject } from './indexing.server.ts'
import { addPartners, partnersOf } from './partner-rows.server.ts'
import { projectPolicy } from './policy.ts'
import { lockProject, lockToTell, projects, readProject, refOf, writeProject, type Project } from './project-rows.server.ts'
import type { PartnerRole, ProjectInput, StoryInput } from './schema.ts'
import { canMoveProject, nextStatuses, settledAwards, type ProjectStatus } from './workflow.ts'

onConstraint('project_origin_unique', 'error.project.origin')

/** What a project begins with; what is left out can be written later. */
export type Beginning = {
	service: string
	/** `application:<id>`, `introduction:<id>` or `event:<id>`. */
	origin: string
	title: Localized
	summary?: Localized
	objectives?: Localized
	themes?: string[]
	priorities?: string[]
	territories?: string[]
	startsOn?: string | null
	endsOn?: string | null
	partners?: { organisationId: string; role: PartnerRole }[]
}

/** Writes a project down as a draft, for the staff of its service. Returns its id. */
export async function draftProject(
	ctx: Ctx,
	{ service, origin = null, ...input }: ProjectInput & { service: string; origin?: string | null | undefined }
): Promise<string> {
	authorize(projectPolicy.draft(ctx.actor, { service }))
	return transact(ctx, async (ctx) => {
		const id = uuidv7()
		await ctx.db
			.insertInto('project')
			.values({
				...columnsOf(input),
				id,
				reference: await nextReference(ctx, 'PRJ'),
				service,
				origin,
				status: 'draft',
				createdAt: ctx.now,
				createdBy: ctx.actor!.accountId,
				updatedAt: ctx.now
			})
			.execute()
		await audit(ctx, 'project.drafted', refOf(id), { service, ...(origin && { origin }) })
		return id
	})
}

/**
 * The project born from an award, an introduction or an event, with its partners: drafted at the first asking, found
 * again at the next. Returns its id.
 */
export async function beginProject(ctx: Ctx, { partners = [], ...beginning }: Beginning): Promise<string> {
	authorize(projectPolicy.draft(ctx.actor, beginning))
	return transact(ctx, async (ctx) => {
		const known = await projects(ctx).where('origin', '=', beginning.origin).executeTakeFirst()
		if (known) return known.id
		const { themes = [], priorities = [], territories = [], summary = {}, objectives = {} } = beginning
		const { startsOn = null, endsOn = null } = beginning
		const id = await draftProject(ctx, {
			...beginning,
			summary,
			objectives,
			story: {},
			themes,
			priorities,
			territories,
			startsOn,
			endsOn
		})
		await addPartners(ctx, id, partners)
		return id
	})
}

/** The service writes over what is there. Throws RuleBroken `error.stale` when somebody wrote meanwhile. */
export async function correctProject(ctx: Ctx, id: string, { version, ...input }: ProjectInput & { version: number }) {
	await transact(ctx, async (ctx) => {
		const { project } = await lockProject(ctx, id)
		authorize(projectPolicy.correct(ctx.actor, project))
		if (project.version !== version) throw new RuleBroken('error.stale')
		const columns = columnsOf(input)
		if (project.public) askComplete({ ...project, ...input, priorities: columns.priorities })
		await write(ctx, project, columns, input)
	})
}

/** The service, or whoever carries it, tells its story: summary, objectives, what came of it. */
export async function tellStory(ctx: Ctx, id: string, { version, ...input }: StoryInput & { version: number }) {
	await transact(ctx, async (ctx) => {
		const { project } = await lockToTell(ctx, id)
		if (project.version !== version) throw new RuleBroken('error.stale')
		if (project.public) askComplete({ ...project, ...input })
		await write(ctx, project, textsOf(input), input)
	})
}

async function write(ctx: Ctx, project: Project, columns: Parameters<typeof writeProject>[2], input: Partial<ProjectInput>) {
	const fields = changesIn(project, input)
	if (fields.length === 0) return
	await writeProject(ctx, project.id, columns)
	await audit(ctx, 'project.corrected', refOf(project.id), { fields })
	if (project.public) await indexProject(ctx, project.id)
}

/**
 * Puts it on the portal. A draft is not shown, nor what has no summary, no theme or no partner: RuleBroken on the first
 * thing that is missing.
 */
export async function publishProject(ctx: Ctx, id: string, { version }: { version: number }) {
	await transact(ctx, async (ctx) => {
		const { project } = await lockProject(ctx, id)
		authorize(projectPolicy.publish(ctx.actor, project))
		if (project.version !== version) throw new RuleBroken('error.stale')
		if (project.public) throw new RuleBroken('error.project.public')
		if (project.status === 'draft') throw new RuleBroken('error.project.draft')
		askComplete(project)
		if (!(await partnersOf(ctx, id)).some(({ status }) => status === 'listed')) throw new RuleBroken('error.project.partner')
		await writeProject(ctx, id, { public: true, publishedAt: project.publishedAt ?? ctx.now })
		await audit(ctx, 'project.published', refOf(id))
		await indexProject(ctx, id)
	})
}

/** Takes it off the portal. */
export async function withdrawProject(ctx: Ctx, id: string, { version }: { version: number }) {
	await transact(ctx, async (ctx) => {
		const { project } = await lockProject(ctx, id)
		authorize(projectPolicy.publish(ctx.actor, project))
		if (project.version !== version) throw new RuleBroken('error.stale')
		if (!project.public) throw new RuleBroken('error.project.not_public')
		await writeProject(ctx, id, { public: false })
		await audit(ctx, 'project.withdrawn', refOf(id))
		await indexProject(ctx, id)
	})
}

/**
 * Where it stands now: preparing, running, completed, closed, stopped. It is closed when nothing is owed any more on any of
 * its awards: RuleBroken `error.project.awards` before.
 */
export async function moveProject(ctx: Ctx, id: string, { version, status }: { version: number; status: ProjectStatus }) {
	await transact(ctx, async (ctx) => {
		const { project } = await lockProject(ctx, id)
		authorize(projectPolicy.lead(ctx.actor, project))
		if (project.version !== version) throw new RuleBroken('error.stale')
		if (!canMoveProject(project.status, status)) throw new RuleBroken('error.project.status', 'status')
		if (status === 'closed' && (await hasOpenAwards(ctx, id))) throw new RuleBroken('error.project.awards', 'status')
		await writeProject(ctx, id, { status })
		await audit(ctx, 'project.moved', refOf(id), { from: project.status, to: status })
		if (project.public) await indexProject(ctx, id)
	})
}

/** Whether something is still to be paid, reported or decided on one of its awards. */
async function hasOpenAwards(ctx: Ctx, projectId: string): Promise<boolean> {
	const open = await ctx.db
		.selectFrom('award')
		.select('id')
		.where('projectId', '=', projectId)
		.where('status', 'not in', settledAwards)
		.limit(1)
		.executeTakeFirst()
	return open !== undefined
}

/** One project whole, as its people and the office see it, with what the actor may do now. 404 for others. */
export async function getProject(ctx: Ctx, id: string) {
	const { project, standing } = await readProject(ctx, id)
	const tell = projectPolicy.tell(ctx.actor, project, standing)
	const lead = projectPolicy.lead(ctx.actor, project)
	const publish = projectPolicy.publish(ctx.actor, project)
	const partners = await partnersOf(ctx, id)
	return {
		...project,
		standing,
		partners,
		activities: await activitiesOf(ctx, id),
		documents: await documentsOf(ctx, id),
		missing: missingIn(project, partners),
		next: lead ? nextStatuses(project.status) : [],
		can: {
			correct: projectPolicy.correct(ctx.actor, project),
			lead,
			tell,
			publish: publish && !project.public && project.status !== 'draft',
			withdraw: publish && project.public
		}
	}
}

/** What happened to it, the newest first, at most 50; who did it is the trail's business. */
export async function projectHistory(ctx: Ctx, id: string) {
	const { project } = await readProject(ctx, id)
	return ctx.db
		.selectFrom('auditEvent')
		.select(['id', 'at', 'action'])
		.where('subject', '=', refOf(project.id))
		.where('action', 'like', 'project.%')
		.orderBy('at', 'desc')
		.orderBy('id', 'desc')
		.limit(50)
		.execute()
}

type Complete = Pick<Project, 'summary' | 'themes' | 'priorities'>

const lacks = (project: Complete) =>
	(
		[
			['summary', 'error.project.summary', Object.keys(project.summary).length === 0],
			['themes', 'error.project.theme', project.themes.length === 0 && project.priorities.length === 0]
		] satisfies [string, MessageKey, boolean][]
	).flatMap(([field, key, missing]) => (missing ? [{ field, key }] : []))

/** What it still lacks before it can be shown. */
const missingIn = (project: Complete, partners: { status: string }[]): MessageKey[] => [
	...lacks(project).map(({ key }) => key),
	...(partners.some(({ status }) => status === 'listed') ? [] : ['error.project.partner' as const])
]

function askComplete(project: Complete) {
	const [first] = lacks(project)
	if (first) throw new RuleBroken(first.key, first.field, {}, 422)
}

/** The priorities of its themes are its own, ticked or not. */
export const prioritiesWith = (chosen: readonly string[], themeKeys: readonly string[]): string[] => {
	const held = new Set([...chosen, ...themes.filter(({ key }) => themeKeys.includes(key)).map(({ priority }) => priority)])
	return priorities.map(({ key }) => key).filter((key) => held.has(key))
}

const textsOf = ({ summary, objectives, story }: StoryInput) => ({
	summary: JSON.stringify(summary),
	objectives: JSON.stringify(objectives),
	story: JSON.stringify(story)
})

function columnsOf(input: ProjectInput) {
	const { title, themes, territories, startsOn, endsOn } = input
	return {
		title: JSON.stringify(title),
		...textsOf(input),
		priorities: prioritiesWith(input.priorities, themes),
		themes,
		territories,
		startsOn,
		endsOn
	}
}

/** Which fields say something else than before. */
function changesIn(project: Project, input: Partial<ProjectInput>): string[] {
	const canonical = (value: unknown): string =>
		Array.isArray(value)
			? JSON.stringify(value.toSorted())
			: value && typeof value === 'object'
				? JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
				: JSON.stringify(value)
	const after = input.themes ? { ...input, priorities: prioritiesWith(input.priorities ?? [], input.themes) } : input
	return (Object.keys(after) as (keyof ProjectInput)[]).filter((field) => canonical(project[field]) !== canonical(after[field]))
}
