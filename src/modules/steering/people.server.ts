import { sql } from 'kysely'
import { z } from 'zod'
import { roles, type Ctx, type Role } from '#platform/ctx'
import { authorize, notFound } from '#platform/errors'
import { mayChangeRoles, maySeeAddresses, maySeePeople } from './policy.ts'

/** What the list of people can be narrowed to, as it stands in the page's address. */
export const peopleQuery = z.object({
	/** Part of a name or of a mail address. */
	q: z.string().max(200, 'error.too_long'),
	role: z.enum(roles, 'error.office.filter'),
	service: z.string().max(60, 'error.office.filter')
})
export type PeopleFilters = Partial<z.output<typeof peopleQuery>>

const PAGE = 25

const likeOf = (words: string) => `%${words.replace(/[\\%_]/g, '\\$&')}%`

/**
 * The accounts by name, 25 at a time; `next` is the cursor of the following page. For administrators, auditors and heads;
 * `email` is null for whoever may not read addresses, and `q` then looks in names only: a search would tell as much.
 * The role `member` finds those who hold no other. One query.
 */
export async function listPeople(ctx: Ctx, { q, role, service }: PeopleFilters = {}, after: string | null = null) {
	authorize(maySeePeople(ctx.actor))
	const addresses = maySeeAddresses(ctx.actor)
	const rows = await people(ctx)
		.where('account.erasedAt', 'is', null)
		.$if(q !== undefined, (query) =>
			query.where((eb) =>
				eb.or([
					eb('account.name', 'ilike', likeOf(q!)),
					eb('account.latinName', 'ilike', likeOf(q!)),
					...(addresses ? [eb(sql<string>`account.email::text`, 'ilike', likeOf(q!))] : [])
				])
			)
		)
		.$if(role === 'member', (query) =>
			query.where((eb) => eb.not(eb.exists(eb.selectFrom('roleGrant').select('id').whereRef('accountId', '=', 'account.id'))))
		)
		.$if((role !== undefined && role !== 'member') || service !== undefined, (query) =>
			query.where((eb) =>
				eb.exists(
					eb
						.selectFrom('roleGrant')
						.select('id')
						.whereRef('accountId', '=', 'account.id')
						.$if(role !== undefined && role !== 'member', (held) => held.where('roleGrant.role', '=', role!))
						.$if(service !== undefined, (held) => held.where('roleGrant.service', '=', service!))
				)
			)
		)
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(lower(account.name), account.id) > (select lower(name), id from account where id = ${after})`)
		)
		.orderBy(sql`lower(account.name)`)
		.orderBy('account.id')
		.limit(PAGE + 1)
		.execute()
	const shown = rows.slice(0, PAGE).map((person) => ({ ...person, email: addresses ? person.email : null }))
	return { people: shown, next: rows.length > PAGE ? shown.at(-1)!.id : null, can: { seeAddresses: addresses } }
}

/** One account with the roles it holds and how many of its sessions run. For the readers of `listPeople`. */
export async function getPerson(ctx: Ctx, accountId: string) {
	authorize(maySeePeople(ctx.actor))
	const person = await people(ctx)
		.select((eb) =>
			eb
				.selectFrom('session')
				.select((eb) => eb.fn.countAll<number>().as('count'))
				.whereRef('session.accountId', '=', 'account.id')
				.where('session.expiresAt', '>', ctx.now)
				.as('sessions')
		)
		.where('account.id', '=', accountId)
		.where('account.erasedAt', 'is', null)
		.executeTakeFirst()
	if (!person) return notFound()
	return {
		...person,
		sessions: person.sessions ?? 0,
		email: maySeeAddresses(ctx.actor) ? person.email : null,
		can: { changeRoles: mayChangeRoles(ctx.actor) }
	}
}

const people = (ctx: Ctx) =>
	ctx.db.selectFrom('account').select([
		'account.id',
		'account.name',
		'account.latinName',
		'account.email',
		'account.locale',
		sql<boolean>`(account.second_factor_enabled or exists (select from passkey where account_id = account.id))`.as(
			'secondFactorEnabled'
		),
		'account.createdAt',
		sql<{ id: string; service: string | null; role: Role; grantedAt: string }[]>`(
			select coalesce(json_agg(json_build_object('id', id, 'service', service, 'role', role, 'grantedAt', granted_at)
				order by service nulls first, role), '[]')
			from role_grant where account_id = account.id)`.as('roles')
	])
