import { sql } from 'kysely'
import { takeAddressOut, type PersonalData } from '#modules/identity/personal-data.server'
import type { Ctx } from '#platform/ctx'

/** What an account's holder wrote in introductions: in their export, and gone with their account. */
export const introductionWords: PersonalData = {
	name: 'introductions',
	export: async (ctx, accountId) => ({
		asked: await ctx.db
			.selectFrom('introduction')
			.select(['reference', 'message', 'status', 'askedAt'])
			.where('askedBy', '=', accountId)
			.orderBy('askedAt')
			.execute(),
		messages: await ctx.db
			.selectFrom('introductionMessage')
			.innerJoin('introduction', 'introduction.id', 'introductionId')
			.select(['introduction.reference', 'text', 'sentAt'])
			.where('authorId', '=', accountId)
			.orderBy('sentAt')
			.execute(),
		reports: await ctx.db
			.selectFrom('abuseReport')
			.select(['subject', 'reason', 'note', 'status', 'reportedAt'])
			.where('reportedBy', '=', accountId)
			.orderBy('reportedAt')
			.execute()
	}),
	async erase(ctx, { id, email }) {
		await ctx.db.deleteFrom('introductionMessage').where('authorId', '=', id).execute()
		// The organisation's asking stays, without the words of who is gone.
		await ctx.db.updateTable('introduction').set({ message: '—', askedBy: null }).where('askedBy', '=', id).execute()
		for (const column of ['fromAccount', 'toAccount'] as const)
			await ctx.db
				.updateTable('introduction')
				.set({ [column]: null })
				.where(column, '=', id)
				.execute()
		await ctx.db.updateTable('abuseReport').set({ reportedBy: null, note: '' }).where('reportedBy', '=', id).execute()
		await forgetLetters(ctx, id, email)
		await takeAddressOut(ctx, email, {
			introduction: ['message', 'decline_note'],
			introduction_message: ['text'],
			introduction_outcome: ['note'],
			abuse_report: ['note', 'answer']
		})
	}
}

/** Letters that gave their contact details to the other side, and those that repeat what they wrote. */
async function forgetLetters(ctx: Ctx, accountId: string, email: string) {
	await ctx.db
		.deleteFrom('mail')
		.where('kind', 'like', 'exchange.%')
		.where((eb) =>
			eb.or([
				eb(sql<number>`position(lower(${email}) in lower(text))`, '>', 0),
				eb(
					'ref',
					'in',
					eb
						.selectFrom('auditEvent')
						.select('subject')
						.where('actorId', '=', accountId)
						.where('action', 'in', ['introduction.asked', 'introduction.message-sent', 'introduction.proposed'])
				)
			])
		)
		.execute()
}
