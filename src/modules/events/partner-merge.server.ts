import { sql } from 'kysely'
import type { MergeMover } from '#modules/network/merges.server'
import type { Ctx } from '#platform/ctx'

type Moved = {
	from: string
	to: string
	rows: { eventId: string; role: string; kept: boolean }[]
	others: Record<string, string[]>
}
const tables = ['delegation', 'registration', 'commitment', 'stop', 'visit'] as const
const column = {
	delegation: 'organisation_id',
	registration: 'organisation_id',
	commitment: 'organisation_id',
	stop: 'host_id',
	visit: 'organisation_id'
}
const key = { delegation: 'id', registration: 'id', commitment: 'id', stop: 'id', visit: 'event_id' }

/** What an organisation that is merged does at events becomes the kept one's: partner, host, delegation, registrations. */
export const movedEvents: MergeMover = {
	name: 'events',
	async move(ctx, { from, to }): Promise<Moved> {
		const rows = await ctx.db.selectFrom('eventPartner').select(['eventId', 'role']).where('organisationId', '=', from).execute()
		const others: Record<string, string[]> = {}
		const moved: Moved['rows'] = []
		for (const { eventId, role } of rows) {
			// Where both already stand in the same role, the one that goes leaves nothing to bring along.
			const { numInsertedOrUpdatedRows } = await ctx.db
				.insertInto('eventPartner')
				.values({ eventId, role, organisationId: to })
				.onConflict((conflict) => conflict.constraint('event_partner_pk').doNothing())
				.executeTakeFirst()
			moved.push({ eventId, role, kept: numInsertedOrUpdatedRows === 0n })
		}
		await ctx.db.deleteFrom('eventPartner').where('organisationId', '=', from).execute()
		for (const table of tables) {
			const { rows } = await sql<{ id: string }>`update ${sql.table(table)} set ${sql.ref(column[table])} = ${to}
				where ${sql.ref(column[table])} = ${from} returning ${sql.ref(key[table])} as id`.execute(ctx.db)
			others[table] = rows.map(({ id }) => id)
		}
		return { from, to, rows: moved, others }
	},
	async undo(ctx: Ctx, data: unknown) {
		const { from, to, rows, others } = data as Moved
		for (const { eventId, role, kept } of rows) {
			if (!kept)
				await ctx.db
					.deleteFrom('eventPartner')
					.where('eventId', '=', eventId)
					.where('organisationId', '=', to)
					.where('role', '=', role)
					.execute()
			await ctx.db
				.insertInto('eventPartner')
				.columns(['eventId', 'role', 'organisationId'])
				.expression((eb) =>
					eb
						.selectFrom('event')
						.select(['event.id', eb.val(role).as('role'), sql<string>`${from}::uuid`.as('organisationId')])
						.where('event.id', '=', eventId)
				)
				.onConflict((conflict) => conflict.constraint('event_partner_pk').doNothing())
				.execute()
		}
		for (const table of tables)
			await sql`update ${sql.table(table)} set ${sql.ref(column[table])} = ${from}
				where ${sql.ref(column[table])} = ${to} and ${sql.ref(key[table])} = any(${others[table] ?? []}::uuid[])`.execute(ctx.db)
	}
}
