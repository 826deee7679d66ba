import { sql, type RawBuilder } from 'kysely'
import { guestsOf } from '#modules/events/audience.server'
import { mayEnterOffice } from '#modules/identity/policy'
import { peopleOfKinds, peopleOnThemes, peopleWithin } from '#modules/network/audience.server'
import type { Ctx } from '#platform/ctx'
import { authorize } from '#platform/errors'
import { locales, type Locale } from '#platform/i18n'
import { territories, within } from '#programme/territories'
import type { Segment } from './campaign-schema.ts'
import type { MailKind } from './subscription-schema.ts'

const inside = (...ancestors: string[]) =>
	territories.map(({ code }) => code).filter((code) => ancestors.some((ancestor) => within(code, ancestor)))

/** The reader themselves, or somebody of the network with the same account or address. */
const among = (own: RawBuilder<unknown>, people: RawBuilder<unknown>) => sql`(${own}
	or s.account_id in (select account_id from (${people}) found where account_id is not null)
	or s.email in (select email from (${people}) found where email is not null))`

/**
 * Readers (`id`, `locale`) with a live consent to the kind, whose address works, and whom the segment takes in. A reader's
 * language is their account's, or the one they chose when signing up.
 */
export function audienceOf(kind: MailKind, segment: Segment): RawBuilder<{ id: string; locale: Locale }> {
	const { organisationKinds: kinds, countries, territory, themes, events } = segment
	const wanted: RawBuilder<unknown>[] = [
		...(kinds.length ? [among(sql`s.organisation_kind = any(${kinds}::text[])`, peopleOfKinds(kinds))] : []),
		...[countries, territory ? [territory] : []]
			.filter((places) => places.length)
			.map((places) => inside(...places))
			.map((codes) => among(sql`s.territory = any(${codes}::text[])`, peopleWithin(codes))),
		...(themes.length ? [among(sql`s.themes && ${themes}::text[]`, peopleOnThemes(themes))] : []),
		...(segment.locales.length ? [sql`coalesce(a.locale, s.locale) = any(${segment.locales}::text[])`] : []),
		...(events.length ? [among(sql`false`, guestsOf(events))] : [])
	]
	return sql`select s.id, coalesce(a.locale, s.locale) as locale
		from subscriber s
		join subscription c on c.subscriber_id = s.id and c.kind = ${kind} and c.ended_at is null
		left join account a on a.id = s.account_id
		where s.stopped_at is null ${wanted.length ? sql`and ${sql.join(wanted, sql` and `)}` : sql``}`
}

/** How many readers a segment has now, and in which languages. For the office. */
export async function countAudience(
	ctx: Ctx,
	kind: MailKind,
	segment: Segment
): Promise<{ total: number; byLocale: Record<Locale, number> }> {
	authorize(mayEnterOffice(ctx.actor))
	const { rows } = await sql<{ locale: Locale; count: number }>`
		select locale, count(*) as count from (${audienceOf(kind, segment)}) reader group by locale`.execute(ctx.db)
	const byLocale = Object.fromEntries(
		locales.map((locale) => [locale, Number(rows.find((row) => row.locale === locale)?.count ?? 0)])
	) as Record<Locale, number>
	return { total: locales.reduce((sum, locale) => sum + byLocale[locale], 0), byLocale }
}
