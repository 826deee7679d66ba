import { organisationsById } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { indexProject } from './indexing.server.ts'
import { addPartners, partnersOf } from './partner-rows.server.ts'
import { projectPolicy } from './policy.ts'
import { lockProject, refOf, writeProject } from './project-rows.server.ts'
import type { PartnerRole } from './schema.ts'

/** More would be a network, not a project. */
const MOST_PARTNERS = 40

/**
 * An organisation of the network takes part from now on, or in another role. One leads: who led before is a partner then.
 * Throws RuleBroken for an organisation that is hidden or gone.
 */
export async function addPartner(
	ctx: Ctx,
	projectId: string,
	{ organisation, role }: { organisation: string; role: PartnerRole }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { project } = await lockProject(ctx, projectId)
		authorize(projectPolicy.lead(ctx.actor, project))
		const found = (await organisationsById(ctx, [organisation])).get(organisation)
		if (!found || !['listed', 'proposed'].includes(found.status))
			throw new RuleBroken('error.project.organisation', 'organisation', {}, 422)
		const known = await partnersOf(ctx, projectId)
		if (known.length >= MOST_PARTNERS && !known.some(({ organisationId }) => organisationId === found.id))
			throw new RuleBroken('error.project.partners', 'organisation', { count: MOST_PARTNERS })
		await addPartners(ctx, projectId, [{ organisationId: found.id, role }])
		await writeProject(ctx, projectId, {})
		await audit(ctx, 'project.partner-added', refOf(projectId), { organisation: found.id, role })
		await indexProject(ctx, projectId)
	})
}

/** Takes an organisation out. What is public keeps at least one partner that everybody can see. */
export async function removePartner(ctx: Ctx, projectId: string, { organisation }: { organisation: string }): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { project } = await lockProject(ctx, projectId)
		authorize(projectPolicy.lead(ctx.actor, project))
		const partners = await partnersOf(ctx, projectId)
		if (!partners.some(({ organisationId }) => organisationId === organisation)) return notFound()
		if (project.public && !partners.some(({ organisationId, status }) => organisationId !== organisation && status === 'listed'))
			throw new RuleBroken('error.project.partner')
		await ctx.db
			.deleteFrom('projectPartner')
			.where('projectId', '=', projectId)
			.where('organisationId', '=', organisation)
			.execute()
		await writeProject(ctx, projectId, {})
		await audit(ctx, 'project.partner-removed', refOf(projectId), { organisation })
		await indexProject(ctx, projectId)
	})
}
