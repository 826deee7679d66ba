import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import { indexPerson } from './indexing.server.ts'

/** Whose entries they are: an account's own, and contacts of its address that belong to no account. */
export async function entriesOf(ctx: Ctx, { id, email }: { id: string; email: string }): Promise<string[]> {
	const rows = await ctx.db
		.selectFrom('person')
		.select('id')
		.where((eb) => eb.or([eb('accountId', '=', id), eb.and([eb('email', '=', email), eb('accountId', 'is', null)])]))
		.execute()
	return rows.map((row) => row.id)
}

/** Empties a contact for good; its posts stay, ended and without a name. */
export async function eraseContact(ctx: Ctx, personId: string) {
	const today = ctx.now.toISOString().slice(0, 10)
	await ctx.db.updateTable('membership').set({ function: '{}' }).where('personId', '=', personId).execute()
	await ctx.db
		.updateTable('membership')
		.set({ until: sql<string>`greatest(since, ${today}::date)`, role: 'member' })
		.where('personId', '=', personId)
		.where('until', 'is', null)
		.execute()
	await ctx.db
		.updateTable('person')
		.set({
			accountId: null,
			name: '—',
			latin: null,
			country: null,
			territory: null,
			email: null,
			phone: null,
			function: '{}',
			expertise: '{}',
			themes: [],
			languages: [],
			isExpert: false,
			consentedOn: null,
			visibility: '{}',
			awayFrom: null,
			awayUntil: null,
			services: [],
			reserved: false,
			keys: [],
			sortKey: '',
			status: 'hidden',
			mergedInto: null,
			updatedAt: ctx.now
		})
		.where('id', '=', personId)
		.execute()
	await indexPerson(ctx, personId)
}

/** Contacts without an account and without a post that nobody has touched since: they are emptied. Returns how many. */
export async function forgetContacts(ctx: Ctx, before: Date): Promise<number> {
	const rows = await ctx.db
		.selectFrom('person')
		.select('id')
		.where('accountId', 'is', null)
		.where('keys', '<>', sql<string[]>`'{}'`)
		.where('updatedAt', '<', before)
		.where((eb) =>
			eb.not(
				eb.exists(eb.selectFrom('membership').select('id').whereRef('personId', '=', 'person.id').where('until', 'is', null))
			)
		)
		.limit(5000)
		.execute()
	for (const { id } of rows) await eraseContact(ctx, id)
	return rows.length
}
