import { setImmediate } from 'node:timers/promises'
import { indexBuilder, type Index } from '#engines/matching/index'
import type { Profile } from '#engines/matching/profile'
import { programmeBridge } from '#modules/exchange/suggestion-bridge'
import type { Ctx } from '#platform/ctx'
import { locales, type Localized } from '#platform/i18n'
import { opportunityRules } from '#programme/matching'
import { listAnswerable } from './opportunities.server.ts'
import type { Opportunity } from './opportunity-rows.server.ts'
import { themesOf } from './theme-reading.ts'

/** What matching looks at: the words that name a call and begin its text. */
const LONGEST = 1500
/** A call stands in no country of the programme: it meets the actors of each. */
const UNION = 'EU'

export const nothingKnown: Omit<Profile, 'id' | 'owner' | 'role' | 'country'> = {
	kind: null,
	territory: [],
	level: null,
	wish: null,
	population: null,
	size: null,
	themes: [],
	offers: [],
	needs: [],
	texts: {},
	languages: [],
	from: null,
	until: null
}

const shortened = (title: Localized, text: Localized): Localized =>
	Object.fromEntries(
		locales
			.map((locale) => [locale, [title[locale], text[locale]?.slice(0, LONGEST)].filter(Boolean).join('\n')] as const)
			.filter(([, words]) => words)
	)

/** An opportunity as matching sees it; as `need` it asks for organisations. */
export const opportunityProfile = (
	row: Pick<Opportunity, 'id' | 'title' | 'text' | 'themes'>,
	role: 'offer' | 'need' = 'offer'
): Profile => ({
	...nothingKnown,
	id: row.id,
	owner: row.id,
	role,
	country: UNION,
	themes: themesOf(row),
	texts: shortened(row.title, row.text)
})

export type Standing = Pick<
	Opportunity,
	'kinds' | 'countries' | 'territories' | 'programme' | 'rules' | 'status' | 'closesAt' | 'opensAt'
>
/** The calls that can be answered, ready to be asked, and by id what decides who may apply. */
export type Askable = { index: Index; standing: ReadonlyMap<string, Standing> }

// By database: a process has one; tests have one each. It is all in the tables: a start makes it again.
const keptBy = new WeakMap<object, { version: string; checkedAt: number; askable: Promise<Askable> }>()
const LOOK_AGAIN = 10_000
const SLICE = 500

/** As fresh as the tables; with more than a few calls at most ten seconds old. Public: what is announced is. */
export async function askableNow(ctx: Ctx): Promise<Askable> {
	const kept = keptBy.get(ctx.db)
	const now = ctx.now.getTime()
	if (kept && Math.abs(now - kept.checkedAt) < LOOK_AGAIN && (await kept.askable).standing.size > 2000) return kept.askable
	const { n, v, at } = await ctx.db
		.selectFrom('opportunity')
		.select(({ fn }) => [fn.countAll().as('n'), fn.sum('version').as('v'), fn.max('updatedAt').as('at')])
		.where('joinedTo', 'is', null)
		.where('status', 'in', ['open', 'forthcoming'])
		.executeTakeFirstOrThrow()
	const version = `${n}/${v}/${at?.getTime()}`
	if (kept?.version === version) {
		kept.checkedAt = now
		return kept.askable
	}
	const next = { version, checkedAt: now, askable: make(ctx) }
	keptBy.set(ctx.db, next)
	next.askable.catch(() => keptBy.delete(ctx.db))
	return next.askable
}

async function make(ctx: Ctx): Promise<Askable> {
	const builder = indexBuilder(programmeBridge(), opportunityRules)
	const standing = new Map<string, Standing>()
	let after: string | null = null
	for (;;) {
		const rows: Opportunity[] = await listAnswerable(ctx, { after, limit: SLICE })
		for (const row of rows) {
			const { kinds, countries, territories, programme, rules, status, closesAt, opensAt } = row
			standing.set(row.id, { kinds, countries, territories, programme, rules, status, closesAt, opensAt })
			builder.add(opportunityProfile(row))
		}
		if (rows.length < SLICE) break
		after = rows.at(-1)!.id
		// Somebody else's page may be waiting.
		await setImmediate()
	}
	return { index: builder.finish(), standing }
}
