import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { findAccountByEmail } from '#modules/identity/accounts.server'
import type { Document } from '#modules/newsroom/document'
import type { MailKind } from '#modules/newsroom/subscription-schema'
import type { Ctx } from '#platform/ctx'
import type { Locale } from '#platform/i18n'

/** One paragraph. */
export const campaignText = (text: string): Document => ({
	type: 'doc',
	content: [{ type: 'paragraph', content: [{ type: 'text', text }] }]
})

type About = { locale?: Locale; territory?: string; themes?: string[]; organisationKind?: string }

/** A reader who agrees to these kinds since NOW. Returns their id. */
export async function buildReader(ctx: Ctx, email: string, kinds: MailKind[], about: About = {}): Promise<string> {
	const id = uuidv7()
	const account = await findAccountByEmail(ctx, email)
	const locale = about.locale ?? 'fr'
	await ctx.db
		.insertInto('subscriber')
		.values({ id, email, accountId: account?.id ?? null, ...about, locale, createdAt: ctx.now })
		.execute()
	if (kinds.length)
		await ctx.db
			.insertInto('subscription')
			.values(
				kinds.map((kind) => ({
					id: uuidv7(),
					subscriberId: id,
					kind,
					askedAt: ctx.now,
					givenAt: ctx.now,
					wording: '2026-11',
					locale,
					source: 'portal'
				}))
			)
			.execute()
	return id
}

/** `count` readers of one kind, `reader0@example.org` on, in French, Bulgarian and English in turn. */
export async function buildReaders(ctx: Ctx, count: number, kind: MailKind): Promise<void> {
	const STEP = 2000
	for (let from = 0; from < count; from += STEP)
		await sql`with reader as (
			insert into subscriber (id, email, locale, created_at)
				select gen_random_uuid(), 'reader' || n || '@example.org', (array['fr', 'bg', 'en'])[n % 3 + 1], ${ctx.now}
				from generate_series(${from}::int, ${Math.min(from + STEP, count) - 1}::int) n
				returning id, locale
		) insert into subscription (id, subscriber_id, kind, asked_at, given_at, wording, locale, source)
			select gen_random_uuid(), id, ${kind}, ${ctx.now}, ${ctx.now}, '2026-11', locale, 'portal' from reader`.execute(ctx.db)
}
