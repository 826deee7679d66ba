import { sql } from 'kysely'
import type { MergeMover } from '#modules/network/merges.server'
import type { Ctx } from '#platform/ctx'
import { writePortfolio } from './portfolio-rows.server.ts'

type Place = { projectId: string; role: string; position: number }
type Moved = { from: string; to: string; moved: Place[]; joined: (Place & { kept: string })[] }

/**
 * The projects of an organisation that is merged become the kept one's. Where both take part, the kept one takes the
 * stronger of the two roles and the other's place is gone.
 */
export const movedProjects: MergeMover = {
	name: 'projects',
	async move(ctx, { from, to }): Promise<Moved> {
		const { rows } = await sql<Place & { kept: string | null }>`
			select own.project_id, own.role, own.position, other.role as kept from project_partner own
			left join project_partner other on other.project_id = own.project_id and other.organisation_id = ${to}
			where own.organisation_id = ${from} order by own.project_id for update of own`.execute(ctx.db)
		const moved = rows.flatMap(({ kept, ...place }) => (kept === null ? [place] : []))
		const joined = rows.flatMap(({ kept, ...place }) => (kept === null ? [] : [{ ...place, kept }]))
		await take(ctx, moved, from, to)
		for (const { projectId, role, kept } of joined) {
			await ctx.db.deleteFrom('projectPartner').where('projectId', '=', projectId).where('organisationId', '=', from).execute()
			if (strength.indexOf(role) < strength.indexOf(kept)) await give(ctx, projectId, to, role)
		}
		await reindex(ctx, rows)
		return { from, to, moved, joined }
	},
	async undo(ctx, data) {
		const { from, to, moved, joined } = data as Moved
		await take(ctx, moved, to, from)
		for (const { kept, ...place } of joined) {
			await ctx.db
				.insertInto('projectPartner')
				.values({ ...place, organisationId: from })
				.onConflict((conflict) => conflict.doNothing())
				.execute()
			await give(ctx, place.projectId, to, kept)
		}
		await reindex(ctx, [...moved, ...joined])
	}
}

const strength = ['lead', 'partner', 'host', 'expert', 'funder']

const give = (ctx: Ctx, projectId: string, organisationId: string, role: string) =>
	ctx.db
		.updateTable('projectPartner')
		.set({ role })
		.where('projectId', '=', projectId)
		.where('organisationId', '=', organisationId)
		.execute()

async function take(ctx: Ctx, places: Place[], from: string, to: string) {
	if (places.length === 0) return
	await ctx.db
		.updateTable('projectPartner')
		.set({ organisationId: to })
		.where('organisationId', '=', from)
		.where(
			'projectId',
			'in',
			places.map(({ projectId }) => projectId)
		)
		.execute()
}

const reindex = (ctx: Ctx, places: Place[]) =>
	writePortfolio(
		ctx,
		places.map(({ projectId }) => projectId)
	)
