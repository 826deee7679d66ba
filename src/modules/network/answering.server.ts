import { findAccount } from '#modules/identity/accounts.server'
import type { Ctx } from '#platform/ctx'
import type { Locale, Localized } from '#platform/i18n'

/** Somebody who answers for an organisation: where letters reach them, and how the other side of an introduction does. */
export type Answering = {
	accountId: string
	name: string
	function: Localized
	/** Where letters go: the account's address. */
	email: string
	/** What the other side is told once both agreed: the address of the entry, else the account's. */
	contactEmail: string
	phone: string | null
	locale: Locale
	awayFrom: string | null
	awayUntil: string | null
}

/**
 * Who leads the organisation now, the longest there first. Contact data: asks no permission, and no page may show it
 * before both sides of an introduction said yes.
 */
export async function peopleAnswering(ctx: Ctx, organisationId: string): Promise<Answering[]> {
	const rows = await ctx.db
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.personId')
		.select(['person.accountId', 'person.name', 'person.email', 'person.phone', 'awayFrom', 'awayUntil', 'membership.function'])
		.where('membership.organisationId', '=', organisationId)
		.where('membership.role', '=', 'lead')
		.where('membership.until', 'is', null)
		.where('person.status', '<>', 'merged')
		.where('person.accountId', 'is not', null)
		.orderBy('membership.createdAt')
		.orderBy('membership.id')
		.execute()
	const people: Answering[] = []
	for (const { accountId, name, function: post, email, phone, awayFrom, awayUntil } of rows) {
		const account = await findAccount(ctx, accountId!)
		if (!account) continue
		people.push({
			accountId: account.id,
			name: name || account.name,
			function: post as Localized,
			email: account.email,
			contactEmail: email ?? account.email,
			phone,
			locale: account.locale as Locale,
			awayFrom,
			awayUntil
		})
	}
	return people
}
