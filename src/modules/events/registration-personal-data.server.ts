import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { takeAddressOut, type PersonalData } from '#modules/identity/personal-data.server'
import type { Ctx } from '#platform/ctx'
import { refOfRegistration } from './registration-rows.server.ts'

/** What is left of who came: a place that stays counted, its organisation and half-days. */
const nobody = {
	name: '–',
	email: null,
	organisation: '',
	function: '',
	answers: '{}',
	secondAnswers: null,
	listed: false,
	accountId: null,
	tokenDigest: null
}

/** What somebody gave to come to events: in their export; with their account it goes, and the place stays counted. */
export const registrationData: PersonalData = {
	name: 'registrations',
	export: (ctx, accountId) =>
		ctx.db
			.selectFrom('registration')
			.innerJoin('event', 'event.id', 'registration.eventId')
			.innerJoin('account', (join) => join.onRef('account.id', '=', 'registration.accountId').on('account.id', '=', accountId))
			.select(['event.reference as event', 'event.title', 'registration.reference', 'registration.name', 'registration.email'])
			.select(['registration.organisation', 'registration.function', 'registration.status', 'registration.answers'])
			.select(['registration.secondAnswers', 'registration.listed', 'registration.registeredAt', 'registration.cancelledAt'])
			.select((eb) =>
				jsonArrayFrom(
					eb
						.selectFrom('questionnaireAnswer')
						.select('questionnaireAnswer.answers')
						.whereRef('questionnaireAnswer.registrationId', '=', 'registration.id')
				).as('questionnaires')
			)
			.orderBy('registration.registeredAt')
			.execute(),
	async erase(ctx, { id, email }) {
		const mine = await ctx.db
			.updateTable('registration')
			.set(nobody)
			.where((eb) => eb.or([eb('accountId', '=', id), eb('email', '=', email)]))
			.returning('id')
			.execute()
		const ids = mine.map((row) => row.id)
		if (ids.length) {
			await ctx.db.deleteFrom('mail').where('ref', 'in', ids.map(refOfRegistration)).execute()
			// What was answered under a name; an anonymous answer is nobody's.
			await ctx.db.deleteFrom('questionnaireAnswer').where('registrationId', 'in', ids).execute()
		}
		await ctx.db.deleteFrom('eventInvitation').where('email', '=', email).execute()
		await ctx.db.updateTable('registration').set({ byAccount: null }).where('byAccount', '=', id).execute()
		await takeAddressOut(ctx, email, { commitment: ['text', 'note', 'who'], registration: ['reason'] })
	}
}

/** Most of one night; what is left waits for the next. */
const MOST = 5000

/**
 * Who came to what ended before, and who was invited: names, addresses and answers go, the places stay counted, and what was
 * answered under a name afterwards becomes nobody's. Certificates stay: whoever shows one must find it true. Returns how many
 * registrations and invitations.
 */
export async function forgetRegistrations(ctx: Ctx, before: Date): Promise<number> {
	const over = ctx.db.selectFrom('event').select('id').where('endsAt', '<', before)
	const emptied = await ctx.db
		.updateTable('registration')
		.set({ ...nobody, reason: '' })
		.where('id', 'in', (eb) =>
			eb.selectFrom('registration').select('id').where('eventId', 'in', over).where('name', '<>', nobody.name).limit(MOST)
		)
		.returning('id')
		.execute()
	const ids = emptied.map(({ id }) => id)
	if (ids.length)
		await ctx.db.updateTable('questionnaireAnswer').set({ registrationId: null }).where('registrationId', 'in', ids).execute()
	const { numDeletedRows } = await ctx.db.deleteFrom('eventInvitation').where('eventId', 'in', over).executeTakeFirst()
	return ids.length + Number(numDeletedRows)
}
