import type { Ctx } from '#platform/ctx'

/** What moved from one organisation to the other: exactly that goes back. */
export type Moved = {
	identifiers: { scheme: string; value: string }[]
	memberships: string[]
	/** Of people who stood in both and led only the one that goes: they lead the kept one too. */
	promoted: string[]
	linksFrom: string[]
	linksTo: string[]
	claims: string[]
	/** Entries merged earlier into the one that goes. */
	earlier: string[]
}
type Pair = { from: string; to: string }

const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id)

/**
 * Moves the rows of this module. What the kept organisation has already (the same person, the same link, a claim of the
 * same account) stays behind on the entry that goes, where an undone merge finds it.
 */
export async function moveHere(ctx: Ctx, { from, to }: Pair): Promise<Moved> {
	const { db } = ctx
	const identifiers = await db
		.insertInto('organisationIdentifier')
		.columns(['organisationId', 'scheme', 'value'])
		.expression((eb) =>
			eb
				.selectFrom('organisationIdentifier')
				.select([eb.val(to).$castTo<string>().as('organisationId'), 'scheme', 'value'])
				.where('organisationId', '=', from)
		)
		.onConflict((conflict) => conflict.doNothing())
		.returning(['scheme', 'value'])
		.execute()

	const standing = await db
		.selectFrom('membership as here')
		.innerJoin('membership as there', 'there.personId', 'here.personId')
		.select(['here.id', 'here.role', 'there.role as roleThere', 'there.id as thereId'])
		.where('here.organisationId', '=', to)
		.where('there.organisationId', '=', from)
		.where('here.until', 'is', null)
		.where('there.until', 'is', null)
		.execute()
	const promoted = standing.filter(({ role, roleThere }) => role === 'member' && roleThere === 'lead').map(({ id }) => id)
	if (promoted.length) await db.updateTable('membership').set({ role: 'lead' }).where('id', 'in', promoted).execute()
	const memberships = await db
		.updateTable('membership')
		.set({ organisationId: to })
		.where('organisationId', '=', from)
		.$if(standing.length > 0, (query) =>
			query.where(
				'id',
				'not in',
				standing.map(({ thereId }) => thereId)
			)
		)
		.returning('id')
		.execute()

	const moveLinks = (end: 'fromId' | 'toId', far: 'fromId' | 'toId') =>
		db
			.updateTable('organisationLink as link')
			.set({ [end]: to })
			.where(`link.${end}`, '=', from)
			.where(`link.${far}`, '!=', to)
			.where((eb) =>
				eb.not(
					eb.exists(
						eb
							.selectFrom('organisationLink as same')
							.select('same.id')
							.where(`same.${end}`, '=', to)
							.whereRef(`same.${far}`, '=', `link.${far}`)
							.whereRef('same.kind', '=', 'link.kind')
					)
				)
			)
			.returning('link.id')
			.execute()
	const linksFrom = await moveLinks('fromId', 'toId')
	const linksTo = await moveLinks('toId', 'fromId')

	const claims = await db
		.updateTable('claim')
		.set({ organisationId: to })
		.where('organisationId', '=', from)
		.where((eb) =>
			eb.or([
				eb('status', '!=', 'open'),
				eb(
					'accountId',
					'not in',
					eb
						.selectFrom('claim as same')
						.select('same.accountId')
						.where('same.organisationId', '=', to)
						.where('same.status', '=', 'open')
				)
			])
		)
		.returning('id')
		.execute()
	const earlier = await db
		.updateTable('organisation')
		.set({ mergedInto: to })
		.where('mergedInto', '=', from)
		.returning('id')
		.execute()
	return {
		...{ identifiers, promoted },
		memberships: idsOf(memberships),
		linksFrom: idsOf(linksFrom),
		linksTo: idsOf(linksTo),
		claims: idsOf(claims),
		earlier: idsOf(earlier)
	}
}

/** Brings back what moved and is still there. */
export async function moveBack(ctx: Ctx, { from, to }: Pair, moved: Moved): Promise<void> {
	const { db } = ctx
	for (const { scheme, value } of moved.identifiers)
		await db
			.deleteFrom('organisationIdentifier')
			.where('organisationId', '=', to)
			.where('scheme', '=', scheme)
			.where('value', '=', value)
			.execute()
	if (moved.memberships.length)
		await db
			.updateTable('membership')
			.set({ organisationId: from })
			.where('id', 'in', moved.memberships)
			.where('organisationId', '=', to)
			.execute()
	if (moved.promoted.length)
		await db
			.updateTable('membership')
			.set({ role: 'member' })
			.where('id', 'in', moved.promoted)
			.where('role', '=', 'lead')
			.execute()
	for (const [end, ids] of [
		['fromId', moved.linksFrom],
		['toId', moved.linksTo]
	] as const)
		if (ids.length)
			await db
				.updateTable('organisationLink')
				.set({ [end]: from })
				.where('id', 'in', ids)
				.where(end, '=', to)
				.execute()
	if (moved.claims.length)
		await db
			.updateTable('claim')
			.set({ organisationId: from })
			.where('id', 'in', moved.claims)
			.where('organisationId', '=', to)
			.execute()
	if (moved.earlier.length)
		await db
			.updateTable('organisation')
			.set({ mergedInto: from })
			.where('id', 'in', moved.earlier)
			.where('mergedInto', '=', to)
			.execute()
}
