import { v7 as uuidv7 } from 'uuid'
import type { Selectable } from 'kysely'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import type { ActivityTable } from '#platform/tables'
import { projectPolicy } from './policy.ts'
import { lockToTell, refOf } from './project-rows.server.ts'
import type { ActivityInput } from './schema.ts'

export type Activity = Omit<Selectable<ActivityTable>, 'title' | 'text'> & { title: Localized; text: Localized }

const MOST_ACTIVITIES = 200

/** What was planned and done, in the order of time; what has no date comes last. Asks no permission. */
export const activitiesOf = (ctx: Ctx, projectId: string): Promise<Activity[]> =>
	ctx.db
		.selectFrom('activity')
		.selectAll()
		.$castTo<Activity>()
		.where('projectId', '=', projectId)
		.orderBy('startsOn')
		.orderBy('position')
		.orderBy('id')
		.execute()

/**
 * Writes down an activity, or over the one named. Whether everybody sees it is the service's to say: what a partner adds
 * waits, what they correct stays as it was. Returns its id.
 */
export async function keepActivity(
	ctx: Ctx,
	projectId: string,
	{ activity, title, text, startsOn, endsOn, done, public: shown }: ActivityInput & { activity?: string | undefined }
): Promise<string> {
	return transact(ctx, async (ctx) => {
		const { project } = await lockToTell(ctx, projectId)
		const byService = projectPolicy.correct(ctx.actor, project)
		const columns = { title: JSON.stringify(title), text: JSON.stringify(text), startsOn, endsOn, done }
		if (activity) {
			const { numUpdatedRows } = await ctx.db
				.updateTable('activity')
				.set({ ...columns, ...(byService && { public: shown }) })
				.where('id', '=', activity)
				.where('projectId', '=', projectId)
				.executeTakeFirst()
			if (numUpdatedRows === 0n) return notFound()
			await audit(ctx, 'project.activity-corrected', refOf(projectId), { activity })
			return activity
		}
		const { count } = await ctx.db
			.selectFrom('activity')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('projectId', '=', projectId)
			.executeTakeFirstOrThrow()
		if (count >= MOST_ACTIVITIES) throw new RuleBroken('error.project.activities', null, { count: MOST_ACTIVITIES })
		const id = uuidv7()
		await ctx.db
			.insertInto('activity')
			.values({ ...columns, id, projectId, public: byService && shown, position: count })
			.execute()
		await audit(ctx, 'project.activity-added', refOf(projectId), { activity: id })
		return id
	})
}

/** Takes an activity out: it was not to be. What everybody sees only the service takes away. */
export async function removeActivity(ctx: Ctx, projectId: string, { activity }: { activity: string }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { project } = await lockToTell(ctx, projectId)
		const row = await ctx.db
			.selectFrom('activity')
			.select('public')
			.where('id', '=', activity)
			.where('projectId', '=', projectId)
			.executeTakeFirst()
		if (!row) return notFound()
		authorize(!row.public || projectPolicy.correct(ctx.actor, project))
		await ctx.db.deleteFrom('activity').where('id', '=', activity).execute()
		await audit(ctx, 'project.activity-removed', refOf(projectId), { activity })
	})
}
