import { sql } from 'kysely'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import type { ItemKind } from './schema.ts'

/** A public thing as anybody may name it: its address without the language, its title and what it is in short. */
export type Item = {
	kind: ItemKind
	id: string
	path: string
	title: Localized
	summary: Localized
	at: Date | null
}

const items = (ctx: Ctx) =>
	ctx.db
		.selectFrom('searchItem')
		.select(['kind', 'id', 'path', 'title', sql<Localized>`coalesce(summary, '{}')`.as('summary'), 'at'])
		.$castTo<Item>()

/** Those of `refs` (`event:…`, `project:…`) that everybody may see, in the order asked. One query. */
export async function publicItems(ctx: Ctx, refs: readonly string[]): Promise<Item[]> {
	if (refs.length === 0) return []
	const rows = await items(ctx)
		.where(sql`kind || ':' || id`, 'in', refs)
		.where(
			'id',
			'in',
			refs.map((ref) => ref.slice(ref.indexOf(':') + 1))
		)
		.execute()
	const found = new Map(rows.map((row) => [`${row.kind}:${row.id}`, row]))
	return refs.flatMap((ref) => found.get(ref) ?? [])
}

const ofKinds = (ctx: Ctx, kinds: readonly ItemKind[]) => ctx.db.selectFrom('searchItem').where('kind', 'in', kinds)

/** How many addresses `publicAddresses` has. */
export async function countAddresses(ctx: Ctx, kinds: readonly ItemKind[]): Promise<number> {
	const row = await ofKinds(ctx, kinds)
		.select(sql<number>`count(distinct path)::int`.as('n'))
		.executeTakeFirst()
	return row?.n ?? 0
}

/** The addresses of the public things of these kinds, `limit` at a time behind `offset`: what a site map lists. */
export async function publicAddresses(
	ctx: Ctx,
	kinds: readonly ItemKind[],
	{ limit, offset = 0 }: { limit: number; offset?: number }
): Promise<string[]> {
	const rows = await ofKinds(ctx, kinds).select('path').distinct().orderBy('path').limit(limit).offset(offset).execute()
	return rows.map(({ path }) => path)
}
