import { v7 as uuidv7 } from 'uuid'
import { ownServices } from '#modules/identity/policy'
import { takeAddressOut, type PersonalData } from '#modules/identity/personal-data.server'
import { entriesOf } from '#modules/network/contact-erasure.server'
import type { MergeMover } from '#modules/network/merges.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound } from '#platform/errors'
import { notePolicy } from './partner-policy.ts'
import type { NoteInput, Party } from './partner-schema.ts'
import { mayOpenOffice } from './policy.ts'

type Partner = { party: Party; id: string }

/** Writes down what a service remembers of a partner. 404 for a partner that is not there. Returns the note's id. */
export async function writeNote(ctx: Ctx, { party, id }: Partner, { service, text, shared }: NoteInput): Promise<string> {
	authorize(notePolicy.write(ctx.actor, service))
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		const there = await ctx.db.selectFrom(party).select('id').where('id', '=', id).forKeyShare().executeTakeFirst()
		if (!there) return notFound()
		const noteId = uuidv7()
		await ctx.db
			.insertInto('note')
			.values({
				id: noteId,
				party,
				partyId: id,
				service,
				text,
				shared: shared === 'yes',
				writtenAt: ctx.now,
				writtenBy: accountId
			})
			.execute()
		await audit(ctx, 'note.written', `${party}:${id}`, { note: noteId, service })
		return noteId
	})
}

/** Takes a note away: its author, or the head of its service. 404 for one the actor may not read. */
export async function removeNote(ctx: Ctx, noteId: string) {
	authorize(mayOpenOffice(ctx.actor))
	await transact(ctx, async (ctx) => {
		const note = await ctx.db.selectFrom('note').selectAll().where('id', '=', noteId).forUpdate().executeTakeFirst()
		if (!note || !notePolicy.read(ctx.actor, note)) return notFound()
		authorize(notePolicy.remove(ctx.actor, note))
		await ctx.db.deleteFrom('note').where('id', '=', noteId).execute()
		await audit(ctx, 'note.removed', `${note.party}:${note.partyId}`, { note: noteId, service: note.service })
	})
}

/** The notes the actor may read, the newest first: of one partner, or the latest of all. One query. */
export async function listNotes(ctx: Ctx, partner: Partner | null, limit = 100) {
	authorize(mayOpenOffice(ctx.actor))
	const own = ownServices(ctx.actor)
	const rows = await ctx.db
		.selectFrom('note')
		.leftJoin('account', 'account.id', 'note.writtenBy')
		.leftJoin('organisation', (join) => join.onRef('organisation.id', '=', 'note.partyId').on('note.party', '=', 'organisation'))
		.leftJoin('person', (join) => join.onRef('person.id', '=', 'note.partyId').on('note.party', '=', 'person'))
		.select(['note.id', 'note.party', 'note.partyId', 'note.service', 'note.shared', 'note.text', 'note.writtenAt'])
		.select(['note.writtenBy', 'account.name as author', 'organisation.name as organisation', 'person.name as person'])
		.$if(partner !== null, (query) => query.where('note.party', '=', partner!.party).where('note.partyId', '=', partner!.id))
		.$if(own !== null, (query) =>
			query.where((eb) => eb.or([eb('note.shared', '=', true), ...(own!.length ? [eb('note.service', 'in', own!)] : [])]))
		)
		.orderBy('note.writtenAt', 'desc')
		.orderBy('note.id', 'desc')
		.limit(limit)
		.execute()
	return rows.map(({ writtenBy, party, ...note }) => ({
		...note,
		party: party as Party,
		can: { remove: notePolicy.remove(ctx.actor, { ...note, writtenBy }) }
	}))
}

/** What was written of somebody is theirs to read, and goes with them. */
export const notesAboutPeople: PersonalData = {
	name: 'notes',
	export: async (ctx, accountId) =>
		ctx.db
			.selectFrom('note')
			.innerJoin('person', 'person.id', 'note.partyId')
			.select(['note.service', 'note.text', 'note.writtenAt'])
			.where('note.party', '=', 'person')
			.where('person.accountId', '=', accountId)
			.orderBy('note.writtenAt')
			.execute(),
	erase: async (ctx, account) => {
		await eraseNotesAbout(ctx, await entriesOf(ctx, account))
		await ctx.db.updateTable('note').set({ writtenBy: null }).where('writtenBy', '=', account.id).execute()
		await takeAddressOut(ctx, account.email, { note: ['text'] })
	}
}

/** What was written about people who are to be forgotten. */
export async function eraseNotesAbout(ctx: Ctx, personIds: string[]): Promise<void> {
	if (personIds.length) await ctx.db.deleteFrom('note').where('party', '=', 'person').where('partyId', 'in', personIds).execute()
}

/** The notes on an organisation that is merged become the kept one's. */
export const movedNotes: MergeMover = {
	name: 'notes',
	async move(ctx, { from, to }) {
		const rows = await ctx.db
			.updateTable('note')
			.set({ partyId: to })
			.where('party', '=', 'organisation')
			.where('partyId', '=', from)
			.returning('id')
			.execute()
		return { from, ids: rows.map(({ id }) => id) }
	},
	async undo(ctx, data) {
		const { from, ids } = data as { from: string; ids: string[] }
		if (ids.length) await ctx.db.updateTable('note').set({ partyId: from }).where('id', 'in', ids).execute()
	}
}
