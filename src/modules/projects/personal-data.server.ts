import { sql } from 'kysely'
import { findEntry } from '#modules/network/people.server'
import type { PersonalData } from '#modules/identity/personal-data.server'

/** Who wrote a project down: in their export. When they leave, the project no longer says so. */
export const draftedProjects: PersonalData = {
	name: 'projects',
	export: (ctx, accountId) =>
		ctx.db
			.selectFrom('project')
			.select(['reference', 'title', 'status', 'createdAt'])
			.where('createdBy', '=', accountId)
			.orderBy('createdAt')
			.orderBy('id')
			.execute(),
	async erase(ctx, { id }) {
		await ctx.db.updateTable('project').set({ createdBy: null }).where('createdBy', '=', id).execute()
	}
}

/** Scholarships somebody held and what they agreed to as alumni; missions they went on as an expert. Erased, the award stays without a name. */
export const heldAwards: PersonalData = {
	name: 'awards',
	async export(ctx, accountId) {
		const person = await findEntry(ctx, accountId)
		return {
			scholarships: await ctx.db
				.selectFrom('award')
				.leftJoin('alumnus', 'alumnus.awardId', 'award.id')
				.select(['award.reference', 'award.kind', 'award.amountCents', 'award.status', 'award.awardedAt'])
				.select(['alumnus.agreedAt', 'alumnus.now', 'alumnus.withdrawnAt'])
				.where('award.accountId', '=', accountId)
				.where('award.organisationId', 'is', null)
				.orderBy('award.awardedAt')
				.execute(),
			missions: person
				? await ctx.db
						.selectFrom('stay')
						.innerJoin('award', 'award.id', 'stay.awardId')
						.select(['award.reference', 'stay.startsOn', 'stay.endsOn', 'stay.days'])
						.where('stay.personId', '=', person.id)
						.orderBy('stay.startsOn')
						.execute()
				: []
		}
	},
	async erase(ctx, { id }) {
		const person = await findEntry(ctx, id)
		await ctx.db.deleteFrom('alumnus').where('accountId', '=', id).execute()
		await ctx.db.updateTable('reportDraft').set({ savedBy: null }).where('savedBy', '=', id).execute()
		await ctx.db.updateTable('award').set({ accountId: null, personName: null }).where('accountId', '=', id).execute()
		if (person)
			await ctx.db
				.updateTable('stay')
				.set({ terms: sql<string>`terms - 'expert'` })
				.where('personId', '=', person.id)
				.execute()
	}
}
