import { takeAddressOut, type PersonalData } from '#modules/identity/personal-data.server'

/** What an account's holder wrote as an applicant: in their export; their part in it is gone with their account. */
export const applicationsWritten: PersonalData = {
	name: 'applications',
	export: async (ctx, accountId) => ({
		applications: await ctx.db
			.selectFrom('applicationAuthor')
			.innerJoin('application', 'application.id', 'applicationAuthor.applicationId')
			.select(['application.reference', 'application.title', 'application.status', 'application.answers'])
			.select(['application.createdAt', 'application.filedAt', 'applicationAuthor.role', 'applicationAuthor.addedAt'])
			.where('applicationAuthor.accountId', '=', accountId)
			.orderBy('application.reference')
			.execute(),
		messages: await ctx.db
			.selectFrom('applicationMessage')
			.select(['text', 'sentAt'])
			.where('authorId', '=', accountId)
			.orderBy('sentAt')
			.execute()
	}),
	async erase(ctx, { id, email }) {
		// A draft nobody else writes goes; what was filed in an organisation's name is the organisation's, and a selection
		// must stay explicable.
		await ctx.db
			.deleteFrom('application')
			.where('status', '=', 'draft')
			.where('filingId', 'is', null)
			.where('id', 'in', (eb) =>
				eb
					.selectFrom('applicationAuthor as own')
					.select('own.applicationId')
					.where('own.accountId', '=', id)
					.where((eb) =>
						eb.not(
							eb.exists(
								eb
									.selectFrom('applicationAuthor as other')
									.select('other.accountId')
									.whereRef('other.applicationId', '=', 'own.applicationId')
									.where('other.accountId', '<>', id)
							)
						)
					)
			)
			.execute()
		await ctx.db.deleteFrom('applicationAuthor').where('accountId', '=', id).execute()
		await ctx.db.deleteFrom('authorInvitation').where('email', '=', email).execute()
		await ctx.db
			.updateTable('application')
			.set({ accountId: null })
			.where('accountId', '=', id)
			.where('organisationId', 'is not', null)
			.execute()
		await ctx.db.updateTable('filing').set({ filedBy: null }).where('filedBy', '=', id).execute()
		await ctx.db.updateTable('applicationDraft').set({ savedBy: null }).where('savedBy', '=', id).execute()
		await ctx.db.updateTable('applicationMessage').set({ authorId: null }).where('authorId', '=', id).execute()
		await takeAddressOut(ctx, email, { application_message: ['text'] })
	}
}
