import { sql } from 'kysely'
import { addressPattern, type PersonalData } from '#modules/identity/personal-data.server'
import { entriesOf } from '#modules/network/contact-erasure.server'

/**
 * Where somebody speaks: in their export; erased, they are in no programme any more. Erased before the network's entry,
 * which says which of the speakers they are.
 */
export const speakerData: PersonalData = {
	name: 'speaking',
	export: (ctx, accountId) =>
		ctx.db
			.selectFrom('speaker')
			.innerJoin('event', 'event.id', 'speaker.eventId')
			.leftJoin('person', 'person.id', 'speaker.personId')
			.select(['event.reference as event', 'event.title', 'speaker.name', 'speaker.function', 'speaker.email'])
			.where((eb) =>
				eb.or([
					eb('person.accountId', '=', accountId),
					eb('speaker.email', '=', eb.selectFrom('account').select('email').where('account.id', '=', accountId))
				])
			)
			.orderBy('event.startsAt')
			.execute(),
	async erase(ctx, account) {
		const personIds = await entriesOf(ctx, account)
		await ctx.db
			.deleteFrom('speaker')
			.where((eb) => eb.or([eb('email', '=', account.email), ...(personIds.length ? [eb('personId', 'in', personIds)] : [])]))
			.execute()
		// How a host is reached, as the itinerary has it.
		const pattern = addressPattern(account.email)
		await ctx.db
			.updateTable('stop')
			.set({ contact: sql<string>`regexp_replace(contact, ${pattern}, '–', 'gi')` })
			.where('contact', '~*', pattern)
			.execute()
	}
}
