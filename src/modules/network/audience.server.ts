import { sql, type RawBuilder } from 'kysely'

/**
 * Parts of the queries that choose whom to write to: accounts and addresses (`account_id`, `email`) of listed people who,
 * or an organisation they stand in now, match. They say nothing of who may be written to: consents do.
 */
const people = (own: RawBuilder<unknown>, through: RawBuilder<unknown>) => sql`
	select p.account_id, p.email from person p where p.status = 'listed' and ${own}
	union all
	select p.account_id, p.email from person p
		join membership m on m.person_id = p.id and m.until is null
		join organisation o on o.id = m.organisation_id and o.status = 'listed'
		where p.status = 'listed' and ${through}`

export const peopleOfKinds = (kinds: readonly string[]) => people(sql`false`, sql`o.kind = any(${kinds}::text[])`)

/** `codes` are the territories with everything in them. */
export const peopleWithin = (codes: readonly string[]) =>
	people(
		sql`(p.territory = any(${codes}::text[]) or p.country = any(${codes}::text[]))`,
		sql`(o.territory = any(${codes}::text[]) or o.country = any(${codes}::text[]))`
	)

export const peopleOnThemes = (themes: readonly string[]) =>
	people(sql`p.themes && ${themes}::text[]`, sql`o.themes && ${themes}::text[]`)
