import type { Sharing } from '#modules/identity/sharing'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize } from '#platform/errors'
import { projectPolicy } from './policy.ts'
import { lockProject, refOf } from './project-rows.server.ts'

/** Says which services run a project together with its own, and whether the office shows it to the others. */
export async function shareProject(ctx: Ctx, projectId: string, { services, reserved }: Sharing): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { project } = await lockProject(ctx, projectId)
		authorize(projectPolicy.share(ctx.actor, project))
		await ctx.db
			.updateTable('project')
			.set((eb) => ({
				services: services.filter((each) => each !== project.service),
				reserved,
				version: eb('version', '+', 1),
				updatedAt: ctx.now
			}))
			.where('id', '=', projectId)
			.execute()
		await audit(ctx, 'project.shared', refOf(projectId), { services, reserved })
	})
}
