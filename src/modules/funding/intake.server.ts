import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { fold } from '#engines/text/fold'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { nextReferences } from '#platform/references.server'
import { changedFields, type Announced, type ChangedField, type Unreadable } from './opportunity.ts'
import { indexOpportunities, opportunities, type Opportunity } from './opportunity-rows.server.ts'
import { nextDeadline, statusAt } from './workflow.ts'

/** How often each thing happened; `returned` had vanished before and is not among `added`. `joined` are at another source too. */
export type Intake = {
	added: number
	changed: number
	unchanged: number
	gone: number
	returned: number
	repeated: number
	joined: number
}

const BATCH = 200

/**
 * Takes in what a source announces, in one transaction: what is new is added, what the source says otherwise than last time
 * is changed field by field, and with `complete` what it no longer names is marked gone. A field that staff have corrected
 * stays until the source changes it. Asks no permission: called by the verbs that do, by the job and from the terminal.
 */
export async function takeIn(
	ctx: Ctx,
	source: string,
	items: readonly Announced[],
	{ complete, unreadable = [] }: { complete: boolean; unreadable?: readonly Unreadable[] }
): Promise<Intake> {
	return transact(ctx, async (ctx) => {
		// Two payloads of one source at once would both find a call missing and add it.
		await sql`select pg_advisory_xact_lock(hashtext('funding_source'), hashtext(${source}))`.execute(ctx.db)
		const incoming = new Map(items.map((item) => [item.identifier, item]))
		const faults = Map.groupBy(unreadable, ({ identifier }) => identifier ?? '')
		const identifiers = [...incoming.keys()]
		const known = new Map<string, Opportunity>()
		for (let at = 0; at < identifiers.length; at += 5000)
			for (const row of await opportunities(ctx)
				.where('source', '=', source)
				.where('identifier', 'in', identifiers.slice(at, at + 5000))
				.orderBy('id')
				.forUpdate()
				.execute())
				known.set(row.identifier, row)

		const result: Intake = {
			added: 0,
			changed: 0,
			unchanged: 0,
			gone: 0,
			returned: 0,
			repeated: items.length - incoming.size,
			joined: 0
		}
		const touched: string[] = []
		const fresh: Announced[] = []
		const same: string[] = []
		for (const [identifier, item] of incoming) {
			const row = known.get(identifier)
			if (!row) {
				fresh.push(item)
				continue
			}
			const fields = changedFields(row.announced, item)
			if (fields.length === 0 && !row.goneAt) {
				same.push(row.id)
				continue
			}
			if (row.goneAt) result.returned++
			if (fields.length > 0) result.changed++
			const status = await rewrite(ctx, row, Object.fromEntries(fields.map((field) => [field, item[field]])), {
				announced: item,
				faults: faults.get(identifier) ?? []
			})
			if (row.goneAt) await noteChanges(ctx, row.id, [{ field: 'status', before: 'gone', after: status }])
			touched.push(row.id)
		}
		result.unchanged = same.length
		for (let at = 0; at < same.length; at += 5000)
			await ctx.db
				.updateTable('opportunity')
				.set({ seenAt: ctx.now })
				.where('id', 'in', same.slice(at, at + 5000))
				.execute()
		result.added = fresh.length
		touched.push(...(await addOpportunities(ctx, source, fresh, faults)))
		if (complete) {
			const gone = await ctx.db
				.updateTable('opportunity')
				.set((eb) => ({ status: 'gone', goneAt: ctx.now, updatedAt: ctx.now, version: eb('version', '+', 1) }))
				.where('source', '=', source)
				.where('goneAt', 'is', null)
				.$if(identifiers.length > 0, (query) => query.where(sql<boolean>`identifier <> all(${identifiers}::text[])`))
				.returning('id')
				.execute()
			result.gone = gone.length
			for (const { id } of gone) {
				await noteChanges(ctx, id, [{ field: 'status', before: 'announced', after: 'gone' }])
				touched.push(id)
			}
		}
		const rejoined = await joinDuplicates(ctx, touched)
		result.joined = rejoined.joined
		await indexOpportunities(ctx, [...new Set([...touched, ...rejoined.touched])])
		return result
	})
}

/** Writes new ones of a source. Returns their ids, in the order given. */
export async function addOpportunities(
	ctx: Ctx,
	source: string,
	items: readonly Announced[],
	faults: ReadonlyMap<string, readonly Unreadable[]> = new Map()
): Promise<string[]> {
	const references = await nextReferences(ctx, 'OPP', items.length)
	const rows = items.map((item, at) => ({
		...columnsOf(item, ctx.now),
		id: uuidv7(),
		reference: references[at]!,
		source,
		identifier: item.identifier,
		status: statusAt(item, ctx.now),
		announced: JSON.stringify(item),
		unreadable: JSON.stringify(faults.get(item.identifier) ?? []),
		seenAt: ctx.now,
		createdAt: ctx.now,
		updatedAt: ctx.now
	}))
	for (let at = 0; at < rows.length; at += BATCH)
		await ctx.db
			.insertInto('opportunity')
			.values(rows.slice(at, at + BATCH))
			.execute()
	return rows.map(({ id }) => id)
}

/**
 * Writes these fields over a row and keeps what they were. With `announced`, as its source now says it: it has then been
 * seen. Returns the status it then has.
 */
export async function rewrite(
	ctx: Ctx,
	row: Opportunity,
	fields: Partial<Announced>,
	{ announced, faults }: { announced?: Announced; faults?: readonly Unreadable[] } = {}
) {
	const before = asAnnounced(row)
	const after = { ...before, ...fields }
	const status = row.goneAt && !announced ? 'gone' : statusAt(after, ctx.now)
	await ctx.db
		.updateTable('opportunity')
		.set((eb) => ({
			...columnsOf(after, ctx.now),
			status,
			...(announced && {
				announced: JSON.stringify(announced),
				unreadable: JSON.stringify(faults ?? []),
				seenAt: ctx.now,
				goneAt: null
			}),
			version: eb('version', '+', 1),
			updatedAt: ctx.now
		}))
		.where('id', '=', row.id)
		.execute()
	await noteChanges(
		ctx,
		row.id,
		changedFields(before, after).map((field) => ({ field, before: before[field], after: after[field] }))
	)
	return status
}

type Change = { field: ChangedField; before: unknown; after: unknown }

async function noteChanges(ctx: Ctx, opportunityId: string, changes: readonly Change[]) {
	if (changes.length === 0) return
	await ctx.db
		.insertInto('opportunityChange')
		.values(
			changes.map(({ field, before, after }) => ({
				id: uuidv7(),
				opportunityId,
				field,
				before: JSON.stringify(before ?? null),
				after: JSON.stringify(after ?? null),
				foundAt: ctx.now
			}))
		)
		.execute()
}

/** A row in the form its source would say it. */
export const asAnnounced = (row: Opportunity): Announced => ({
	identifier: row.identifier,
	programme: row.programme,
	title: row.title,
	text: row.text,
	url: row.url,
	budgetCents: row.budgetCents,
	currency: row.currency,
	rateMin: row.rateMin,
	rateMax: row.rateMax,
	opensAt: row.opensAt?.toISOString() ?? null,
	deadlines: row.deadlines,
	kinds: row.kinds,
	countries: row.countries,
	territories: row.territories,
	themes: row.themes,
	rules: row.rules
})

function columnsOf(item: Announced, now: Date) {
	const next = nextDeadline(item.deadlines, now)
	return {
		programme: item.programme,
		title: JSON.stringify(item.title),
		text: JSON.stringify(item.text),
		url: item.url,
		budgetCents: item.budgetCents,
		currency: item.currency,
		rateMin: item.rateMin === null ? null : String(item.rateMin),
		rateMax: item.rateMax === null ? null : String(item.rateMax),
		opensAt: item.opensAt ? new Date(item.opensAt) : null,
		closesAt: next ? new Date(next.at) : null,
		deadlines: JSON.stringify(item.deadlines),
		kinds: item.kinds,
		countries: item.countries,
		territories: item.territories,
		themes: item.themes,
		rules: JSON.stringify(item.rules),
		keys: keysOf(item)
	}
}

/** What the same call has at another source: an identifier that looks like one, and each folded title with its last day. */
export function keysOf({ identifier, title, deadlines }: Pick<Announced, 'identifier' | 'title' | 'deadlines'>): string[] {
	const code = identifier.trim().toUpperCase()
	const last = deadlines
		.map(({ at }) => at.slice(0, 10))
		.sort()
		.at(-1)
	return [
		// A bare number is one thing here and another there.
		...(/^(?=.*\d)(?=.*[A-Z]{2})[A-Z0-9/._-]{8,80}$/.test(code) && code.includes('-') ? [`i:${code}`] : []),
		...(last
			? [...new Set(Object.values(title).map((words) => fold(words)))]
					.filter((words) => words.length >= 20)
					.map((words) => `t:${words.slice(0, 200)}|${last}`)
			: [])
	]
}

/**
 * One call announced by several sources is one opportunity: the oldest that is not gone stands for all, the others point at
 * it. Looks at what shares a key with these. Returns how many of these are joined now, and whatever changed its place.
 */
async function joinDuplicates(ctx: Ctx, ids: readonly string[]): Promise<{ joined: number; touched: string[] }> {
	if (ids.length === 0) return { joined: 0, touched: [] }
	// Among all that share a key with one of these, and what was joined with one of them before: it may have to stand alone.
	const { rows } = await sql<{ id: string; keys: string[]; source: string; gone: boolean; joined_to: string | null }>`
		with here as (select id, keys, joined_to from opportunity where id = any(${ids}::uuid[])),
		near as (
			select id from here
			union select o.id from opportunity o where o.keys && (select coalesce(array_agg(distinct k), '{}') from here, unnest(keys) k)
			union select o.id from opportunity o where o.joined_to in (select id from here)
			union select joined_to from here where joined_to is not null
		)
		select id, keys, source, gone_at is not null as gone, joined_to from opportunity
		where id in (select id from near) order by gone_at is not null, created_at, id for update`.execute(ctx.db)
	const groups = groupsOf(rows)
	const standing = new Map<string, { id: string; sources: Set<string> }>()
	const touched: string[] = []
	let joined = 0
	const here = new Set(ids)
	for (const row of rows) {
		const group = groups.get(row.id)!
		const first = standing.get(group)
		// Two calls of one source are two, whatever their titles.
		const joinedTo = first && !first.sources.has(row.source) ? first.id : null
		if (!first) standing.set(group, { id: row.id, sources: new Set([row.source]) })
		else first.sources.add(row.source)
		if (joinedTo && here.has(row.id)) joined++
		if (joinedTo === row.joined_to) continue
		await ctx.db.updateTable('opportunity').set({ joinedTo }).where('id', '=', row.id).execute()
		touched.push(row.id)
	}
	return { joined, touched }
}

/** Which belong together by the keys they share, one with the next: by id, the name of the group. */
function groupsOf(rows: readonly { id: string; keys: string[] }[]): Map<string, string> {
	const parents = new Map<string, string>()
	const root = (name: string): string => {
		const parent = parents.get(name) ?? name
		if (parent === name) return name
		const found = root(parent)
		parents.set(name, found)
		return found
	}
	for (const { id, keys } of rows) for (const key of keys) parents.set(root(key), root(id))
	return new Map(rows.map(({ id }) => [id, root(id)]))
}
