import { sql } from 'kysely'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { nextReferences } from '#platform/references.server'
import { indexOrganisations } from './indexing.server.ts'
import { organisationKeys } from './keys.ts'
import { countRows, type ImportOptions } from './imports.server.ts'
import type { ImportEntry } from './recognition.ts'

const PAGE = 1000

type Row = Awaited<ReturnType<typeof pageOf>>[number]
/** `id` is the entry the row ends in, `add` says whether it is a new one. */
type Placed = { rowNo: number; id: string; entry: ImportEntry; add: boolean }

/**
 * Writes what was decided, all in one transaction: a killed process leaves the network as it was and the next try begins
 * anew. Rows rejected or skipped stay out; a row joined to an entry only fills what that one leaves empty.
 */
export async function writeImport(
	ctx: Ctx,
	batchId: string,
	report: (done: number, total: number) => Promise<void>
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const batch = await ctx.db.selectFrom('importBatch').selectAll().where('id', '=', batchId).forUpdate().executeTakeFirst()
		if (batch?.status !== 'writing') return
		const { later = false } = batch.options as ImportOptions
		const counts = await countRows(ctx, batchId)
		const total = counts.rows ?? 0
		await report(0, total)
		/** Where each entry of the file ended: itself, or the one it was joined to. */
		const endOf = new Map<string, string>()
		let [added, joined, skipped, done] = [0, 0, 0, 0]
		const touched: string[] = []
		for (let after = 0; ;) {
			const rows = await pageOf(ctx, batchId, after)
			if (!rows.length) break
			after = rows.at(-1)!.rowNo
			const living = await currentIds(ctx, rows)
			const placed = rows.flatMap((row) => place(row, { endOf, living, later }))
			const additions = placed.filter(({ add }) => add)
			const joins = placed.filter(({ add }) => !add)
			await insertEntries(ctx, additions, { source: `import:${batchId}`, by: batch.createdBy })
			await joinEntries(ctx, joins)
			await keepWritten(ctx, batchId, placed)
			await keepPairs(ctx, rows, placed, endOf)
			added += additions.length
			joined += joins.length
			skipped += rows.length - placed.length
			done += rows.length
			touched.push(...new Set(placed.map(({ id }) => id)))
			await report(done, total)
		}
		// Last: others who write to the directory wait from here on.
		await indexOrganisations(ctx, [...new Set(touched)])
		const figures = { ...counts, added, joined, skipped }
		await ctx.db
			.updateTable('importBatch')
			.set({ status: 'done', figures: JSON.stringify(figures), doneAt: ctx.now })
			.where('id', '=', batchId)
			.execute()
		await audit(ctx, 'import.carried-out', `import:${batchId}`, { added, joined, skipped })
	})
}

const pageOf = (ctx: Ctx, batchId: string, after: number) =>
	ctx.db
		.selectFrom('importRow')
		.select(['rowNo', 'entry', 'entryId', 'outcome', 'decision', 'matchId', 'score', 'reasons'])
		.where('batchId', '=', batchId)
		.where('rowNo', '>', after)
		.orderBy('rowNo')
		.limit(PAGE)
		.execute()

/** The entries of the network that rows match, as they are now: one merged away since the check is the one it became. */
async function currentIds(ctx: Ctx, rows: readonly Row[]): Promise<Map<string, string>> {
	const ids = [...new Set(rows.flatMap(({ matchId }) => matchId ?? []))]
	const found = await ctx.db
		.selectFrom('organisation')
		.select(['id', 'mergedInto'])
		.where((eb) => eb('id', '=', eb.fn.any(eb.val(ids))))
		.execute()
	return new Map(found.map(({ id, mergedInto }) => [id, mergedInto ?? id]))
}

function place(row: Row, about: { endOf: Map<string, string>; living: Map<string, string>; later: boolean }): Placed[] {
	const { endOf, living, later } = about
	if (row.outcome === 'rejected' || !row.entry || !row.entryId || row.decision === 'skip') return []
	if (row.outcome === 'duplicate' && row.decision === null && !later) return []
	const entry = row.entry as ImportEntry
	const target = row.matchId ? (endOf.get(row.matchId) ?? living.get(row.matchId)) : undefined
	// What it should have joined was left out itself, or is gone: the row stands on its own.
	if (row.decision === 'join' && target) {
		endOf.set(row.entryId, target)
		return [{ rowNo: row.rowNo, id: target, entry, add: false }]
	}
	endOf.set(row.entryId, row.entryId)
	return [{ rowNo: row.rowNo, id: row.entryId, entry, add: true }]
}

async function insertEntries(ctx: Ctx, additions: readonly Placed[], { source, by }: { source: string; by: string | null }) {
	if (!additions.length) return
	const references = await nextReferences(ctx, 'ORG', additions.length)
	const rows = additions.map(({ id, entry }, at) => {
		const { latin, keys, sortKey } = organisationKeys(entry)
		const { otherNames, identifiers: _, ...columns } = entry
		return { ...columns, id, reference: references[at], other_names: otherNames, latin, keys, sort_key: sortKey }
	})
	await sql`
		insert into organisation (id, reference, kind, country, name, latin, acronyms, other_names, place, territory, address,
			website, email, phone, size, population, keys, sort_key, status, source, created_at, created_by, updated_at)
		select id, reference, kind, country, name, latin, acronyms, other_names, place, territory, address,
			website, email, phone, size, population, keys, sort_key, 'listed', ${source}, ${ctx.now}, ${by}, ${ctx.now}
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as entry (id uuid, reference text, kind text, country text, name jsonb,
			latin text, acronyms text[], other_names text[], place text, territory text, address text, website text, email text,
			phone text, size text, population int, keys text[], sort_key text)`.execute(ctx.db)
	await insertIdentifiers(ctx, additions)
}

async function insertIdentifiers(ctx: Ctx, placed: readonly Placed[]) {
	const identifiers = placed.flatMap(({ id, entry }) => entry.identifiers.map(({ scheme, value }) => ({ id, scheme, value })))
	if (identifiers.length)
		await sql`
			insert into organisation_identifier (organisation_id, scheme, value)
			select id, scheme, value from jsonb_to_recordset(${JSON.stringify(identifiers)}::jsonb) as each (id uuid, scheme text, value text)
			on conflict do nothing`.execute(ctx.db)
}

/** Fills what the entries leave empty and keeps the names they did not have; what is there is never overwritten. */
async function joinEntries(ctx: Ctx, joins: readonly Placed[]) {
	if (!joins.length) return
	const ids = [...new Set(joins.map(({ id }) => id))]
	const rows = await ctx.db
		.selectFrom('organisation')
		.select([
			'id',
			'name',
			'latin',
			'acronyms',
			'otherNames',
			'place',
			'territory',
			'address',
			'website',
			'email',
			'phone',
			'size'
		])
		.select('population')
		.where((eb) => eb('id', '=', eb.fn.any(eb.val(ids))))
		.orderBy('id')
		.forUpdate()
		.execute()
	const byId = new Map(rows.map((row) => [row.id, row]))
	for (const { id, entry } of joins) {
		const row = byId.get(id)
		if (!row) continue
		const said = new Set([...Object.values(row.name), ...row.otherNames])
		const others = [...Object.values(entry.name), ...entry.otherNames].filter((name) => !said.has(name))
		row.otherNames = [...row.otherNames, ...new Set(others)].slice(0, 20)
		row.acronyms = [...new Set([...row.acronyms, ...entry.acronyms])].slice(0, 10)
		for (const field of ['place', 'territory', 'address', 'website', 'email', 'phone', 'size'] as const)
			row[field] ??= entry[field]
		row.population ??= entry.population
	}
	const changed = rows.map((row) => {
		const { otherNames, ...columns } = row
		const { latin, keys, sortKey } = organisationKeys(row)
		return { ...columns, other_names: otherNames, latin, keys, sort_key: sortKey }
	})
	await sql`
		update organisation set acronyms = entry.acronyms, other_names = entry.other_names, place = entry.place,
			territory = entry.territory, address = entry.address, website = entry.website, email = entry.email, phone = entry.phone,
			size = entry.size, population = entry.population, keys = entry.keys, version = version + 1, updated_at = ${ctx.now}
		from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as entry (id uuid, acronyms text[], other_names text[], place text,
			territory text, address text, website text, email citext, phone text, size text, population int, keys text[])
		where organisation.id = entry.id`.execute(ctx.db)
	await insertIdentifiers(ctx, joins)
}

const keepWritten = (ctx: Ctx, batchId: string, placed: readonly Placed[]) =>
	sql`
		update import_row row set written_id = each.id
		from jsonb_to_recordset(${JSON.stringify(placed.map(({ rowNo, id }) => ({ row_no: rowNo, id })))}::jsonb) as each (row_no int, id uuid)
		where row.batch_id = ${batchId} and row.row_no = each.row_no`.execute(ctx.db)

/** Two entries that looked alike and now both stand: decided so, they are distinct; undecided, they wait in the list of duplicates. */
async function keepPairs(ctx: Ctx, rows: readonly Row[], placed: readonly Placed[], endOf: Map<string, string>) {
	const ids = new Map(placed.filter(({ add }) => add).map(({ rowNo, id }) => [rowNo, id]))
	const pairs = rows.flatMap(({ rowNo, matchId, decision, score, reasons }) => {
		const mine = ids.get(rowNo)
		const other = matchId && (endOf.get(matchId) ?? matchId)
		if (!mine || !other || mine === other) return []
		const [one, two] = mine < other ? [mine, other] : [other, mine]
		return [{ one, two, score, reasons, status: decision === 'add' ? 'distinct' : 'open' }]
	})
	if (pairs.length)
		await sql`
			insert into duplicate (subject, one_id, other_id, score, reasons, status, found_at, decided_at)
			select 'organisation', one, two, score, reasons, status, ${ctx.now}, case when status = 'distinct' then ${ctx.now}::timestamptz end
			from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as pair (one uuid, two uuid, score real, reasons text[], status text)
			where exists (select from organisation where id = one) and exists (select from organisation where id = two)
			on conflict on constraint duplicate_pk do nothing`.execute(ctx.db)
}
