import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { indexOrganisation } from './indexing.server.ts'
import { organisationKeys } from './keys.ts'
import { mergeFields, type MergeField } from './merge-fields.ts'
import { moveHere, moveBack, type Moved } from './merge-moves.server.ts'
import { mayKeepNetwork, mayReadNetwork } from './policy.ts'

/**
 * What another module does with its rows when an organisation is merged into another: `move` takes them along and returns
 * what `undo` needs to bring back exactly those. Both run in the transaction of the merge.
 */
export type MergeMover = {
	name: string
	move(ctx: Ctx, organisations: { from: string; to: string }): Promise<unknown>
	undo(ctx: Ctx, data: unknown): Promise<void>
}
const movers = new Map<string, MergeMover>()
/** Called once per process, where the process begins (hooks.server.ts), by whoever keeps rows of organisations. */
export const registerMerge = (mover: MergeMover): void => void movers.set(mover.name, mover)

type Column =
	MergeField | 'latin' | 'acronyms' | 'otherNames' | 'themes' | 'languages' | 'keys' | 'sortKey' | 'verifiedAt' | 'verifiedBy'
type Undo = {
	/** Column by column: what it was, and what the merge made of it. */
	changed: Partial<Record<Column, { before: unknown; after: unknown }>>
	goneStatus: string
	moved: Moved
	others: Record<string, unknown>
}

const json = (value: unknown) => JSON.stringify(value ?? null)
/** Objects go to jsonb columns as text; arrays are PostgreSQL's own. */
const forColumn = (value: unknown) =>
	value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date) ? JSON.stringify(value) : value

async function lockBoth(ctx: Ctx, ids: [string, string]) {
	authorize(mayReadNetwork(ctx.actor))
	const rows = await ctx.db.selectFrom('organisation').selectAll().where('id', 'in', ids).orderBy('id').forUpdate().execute()
	const [one, other] = ids.map((id) => rows.find((row) => row.id === id))
	if (!one || !other) return notFound()
	authorize(mayKeepNetwork(ctx.actor))
	return [one, other] as const
}

/**
 * Makes two entries one. What `fields` names as `gone` is taken from the entry that goes; its names and numbers stay with the
 * kept one, its people, links and claims move there. The entry that goes leads to the kept one from then on.
 * Throws RuleBroken `merge.error.merged` when one of them was merged meanwhile. Returns the id of the merge, to undo it.
 */
export async function mergeOrganisations(
	ctx: Ctx,
	{ keep, gone, fields = {} }: { keep: string; gone: string; fields?: Partial<Record<MergeField, 'keep' | 'gone'>> }
): Promise<string> {
	if (keep === gone) return notFound()
	return transact(ctx, async (ctx) => {
		const [kept, going] = await lockBoth(ctx, [keep, gone])
		if (kept.status === 'merged' || going.status === 'merged') throw new RuleBroken('merge.error.merged')
		const columns = joined(kept, going, fields)
		const changed: Undo['changed'] = {}
		for (const [column, after] of Object.entries(columns) as [Column, unknown][])
			if (json(kept[column]) !== json(after)) changed[column] = { before: kept[column], after }

		const moved = await moveHere(ctx, { from: gone, to: keep })
		await ctx.db
			.updateTable('organisation')
			.set({ status: 'merged', mergedInto: keep, version: going.version + 1, updatedAt: ctx.now })
			.where('id', '=', gone)
			.execute()
		await ctx.db
			.updateTable('organisation')
			.set(Object.fromEntries(Object.entries(changed).map(([column, { after }]) => [column, forColumn(after)])))
			.set({ version: kept.version + 1, updatedAt: ctx.now })
			.where('id', '=', keep)
			.execute()
		const others: Undo['others'] = {}
		for (const mover of movers.values()) others[mover.name] = (await mover.move(ctx, { from: gone, to: keep })) ?? null

		const id = uuidv7()
		const undo: Undo = { changed, goneStatus: going.status, moved, others }
		const by = ctx.actor!.accountId
		await ctx.db
			.insertInto('merge')
			.values({
				id,
				subject: 'organisation',
				keptId: keep,
				goneId: gone,
				undo: JSON.stringify(undo),
				mergedAt: ctx.now,
				mergedBy: by
			})
			.execute()
		await decidePair(ctx, keep, gone, 'merged')
		await audit(ctx, 'organisation.merged', `organisation:${keep}`, { gone, merge: id })
		await audit(ctx, 'organisation.merged', `organisation:${gone}`, { into: keep, merge: id })
		await indexOrganisation(ctx, gone)
		await indexOrganisation(ctx, keep)
		return id
	})
}

type Row = Awaited<ReturnType<typeof lockBoth>>[number]

function joined(kept: Row, going: Row, fields: Partial<Record<MergeField, 'keep' | 'gone'>>): Record<Column, unknown> {
	const from = (field: MergeField) => (fields[field] === 'gone' ? going : kept)[field]
	const both = <Value>(one: readonly Value[], other: readonly Value[], most: number) =>
		[...new Set([...one, ...other])].slice(0, most)
	const name = from('name') as Localized
	const names = new Set(Object.values(name))
	const otherNames = both(
		kept.otherNames,
		[...Object.values(kept.name), ...Object.values(going.name), ...going.otherNames],
		30
	).filter((each) => !names.has(each))
	const acronyms = both(kept.acronyms, going.acronyms, 15)
	return {
		...(Object.fromEntries(mergeFields.map((field) => [field, from(field)])) as Record<MergeField, unknown>),
		...{
			otherNames,
			acronyms,
			themes: both(kept.themes, going.themes, 50),
			languages: both(kept.languages, going.languages, 20)
		},
		...organisationKeys({ name, acronyms, otherNames }),
		verifiedAt: kept.verifiedAt ?? going.verifiedAt,
		verifiedBy: kept.verifiedAt ? kept.verifiedBy : going.verifiedBy
	}
}

async function decidePair(ctx: Ctx, a: string, b: string, status: 'merged' | 'distinct') {
	const [one, other] = a < b ? [a, b] : [b, a]
	const decision = { status, decidedAt: ctx.now, decidedBy: ctx.actor?.accountId ?? null }
	await ctx.db
		.insertInto('duplicate')
		.values({ subject: 'organisation', oneId: one, otherId: other, score: 0, reasons: [], foundAt: ctx.now, ...decision })
		.onConflict((conflict) => conflict.constraint('duplicate_pk').doUpdateSet(decision))
		.execute()
}

/**
 * Takes a merge back: the entry that went stands again with what was its own. What was corrected on the kept one since
 * stays. Throws RuleBroken `merge.error.undone`, or `merge.error.later` while a later merge builds on this one.
 */
export async function undoMerge(ctx: Ctx, mergeId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		authorize(mayReadNetwork(ctx.actor))
		const merge = await ctx.db.selectFrom('merge').selectAll().where('id', '=', mergeId).forUpdate().executeTakeFirst()
		if (!merge) return notFound()
		const { keptId, goneId } = merge
		const [kept, gone] = await lockBoth(ctx, [keptId, goneId])
		if (merge.undoneAt) throw new RuleBroken('merge.error.undone')
		const later = await ctx.db
			.selectFrom('merge')
			.select('id')
			.where('id', '>', mergeId)
			.where('undoneAt', 'is', null)
			.where((eb) => eb.or([eb('keptId', '=', keptId), eb('goneId', '=', keptId)]))
			.limit(1)
			.executeTakeFirst()
		if (later || gone.mergedInto !== keptId) throw new RuleBroken('merge.error.later')
		const undo = merge.undo as Undo

		const back: Record<string, unknown> = {}
		for (const [column, { before, after }] of Object.entries(undo.changed))
			if (json(kept[column as Column]) === json(after)) back[column] = forColumn(before)
		await ctx.db
			.updateTable('organisation')
			.set({ status: undo.goneStatus, mergedInto: null, version: gone.version + 1, updatedAt: ctx.now })
			.where('id', '=', goneId)
			.execute()
		await ctx.db
			.updateTable('organisation')
			.set(back)
			.set({ version: kept.version + 1, updatedAt: ctx.now })
			.where('id', '=', keptId)
			.execute()
		await renewKeys(ctx, keptId)
		await moveBack(ctx, { from: goneId, to: keptId }, undo.moved)
		for (const mover of movers.values()) if (mover.name in undo.others) await mover.undo(ctx, undo.others[mover.name])
		await ctx.db
			.updateTable('merge')
			.set({ undoneAt: ctx.now, undoneBy: ctx.actor!.accountId })
			.where('id', '=', mergeId)
			.execute()
		await decidePair(ctx, keptId, goneId, 'distinct')
		await audit(ctx, 'organisation.merge-undone', `organisation:${keptId}`, { gone: goneId, merge: mergeId })
		await audit(ctx, 'organisation.merge-undone', `organisation:${goneId}`, { from: keptId, merge: mergeId })
		await indexOrganisation(ctx, goneId)
		await indexOrganisation(ctx, keptId)
	})
}

/** A name corrected since the merge has keys of its own, which neither the old nor the new row had. */
async function renewKeys(ctx: Ctx, organisationId: string) {
	const row = await ctx.db
		.selectFrom('organisation')
		.select(['name', 'acronyms', 'otherNames'])
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow()
	await ctx.db.updateTable('organisation').set(organisationKeys(row)).where('id', '=', organisationId).execute()
}

const PAGE = 40

/** The merges, newest first, with those that can still be undone. */
export async function listMerges(ctx: Ctx, after: string | null) {
	authorize(mayReadNetwork(ctx.actor))
	const rows = await ctx.db
		.selectFrom('merge')
		.innerJoin('organisation as kept', 'kept.id', 'merge.keptId')
		.innerJoin('organisation as gone', 'gone.id', 'merge.goneId')
		.leftJoin('account', 'account.id', 'merge.mergedBy')
		.select(['merge.id', 'merge.keptId', 'merge.goneId', 'merge.mergedAt', 'merge.undoneAt', 'account.name as by'])
		.select(['kept.name as keptName', 'gone.name as goneName'])
		.select(
			sql<boolean>`merge.undone_at is null and gone.merged_into = merge.kept_id and not exists (
				select from merge later where later.id > merge.id and later.undone_at is null
					and merge.kept_id in (later.kept_id, later.gone_id))`.as('undoable')
		)
		.where('merge.subject', '=', 'organisation')
		.$if(after !== null, (query) => query.where('merge.id', '<', after!))
		.orderBy('merge.id', 'desc')
		.limit(PAGE + 1)
		.execute()
	const may = mayKeepNetwork(ctx.actor)
	return {
		merges: rows.slice(0, PAGE).map(({ undoable, ...row }) => ({ ...row, can: { undo: may && undoable } })),
		next: rows.length > PAGE ? rows[PAGE - 1]!.id : null
	}
}
