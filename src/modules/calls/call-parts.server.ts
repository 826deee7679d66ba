import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { notFound, RuleBroken } from '#platform/errors'
import { lockDraft } from './call-drafts.server.ts'
import { limitsOf, ruleOf, type CriterionInput, type LotInput, type RequirementInput } from './call-parts-schema.ts'
import { refOfCall, writeCall } from './call-rows.server.ts'

/** Lots, requirements and criteria: ordered lists of a call that is being prepared. */
export type PartKind = 'lot' | 'requirement' | 'criterion'
const MOST: Record<PartKind, number> = { lot: 30, requirement: 60, criterion: 30 }

/** Adds a lot, or with `id` writes over that one. Returns its id. */
export const saveLot = (ctx: Ctx, callId: string, id: string | null, input: LotInput) =>
	savePart(ctx, 'lot', callId, id, () => ({
		title: JSON.stringify(input.title),
		text: JSON.stringify(input.text),
		envelopeCents: input.envelope,
		places: input.places,
		limits: JSON.stringify(limitsOf(input))
	}))

/** Adds a requirement, or with `id` writes over that one. Returns its id. */
export const saveRequirement = (ctx: Ctx, callId: string, id: string | null, input: RequirementInput) =>
	savePart(ctx, 'requirement', callId, id, () => {
		const rule = ruleOf(input)
		return {
			stage: input.stage,
			text: JSON.stringify(input.text),
			rule: rule && JSON.stringify(rule),
			rejects: input.rejects
		}
	})

/** Adds a criterion, or with `id` writes over that one. Returns its id. */
export const saveCriterion = (ctx: Ctx, callId: string, id: string | null, input: CriterionInput) =>
	savePart(ctx, 'criterion', callId, id, () => ({
		...input,
		title: JSON.stringify(input.title),
		text: JSON.stringify(input.text)
	}))

async function savePart(
	ctx: Ctx,
	kind: PartKind,
	callId: string,
	id: string | null,
	valuesOf: () => Record<string, unknown>
): Promise<string> {
	return transact(ctx, async (ctx) => {
		await lockDraft(ctx, callId)
		const values = valuesOf()
		// The three tables share these columns; the values come from the shapes above.
		const table = kind as 'lot'
		if (id) {
			const row = await ctx.db
				.updateTable(table)
				.set(values as { title: string })
				.where('id', '=', id)
				.where('callId', '=', callId)
				.returning('id')
				.executeTakeFirst()
			if (!row) return notFound()
		} else {
			const { count } = await ctx.db
				.selectFrom(table)
				.select(({ fn }) => fn.countAll<number>().as('count'))
				.where('callId', '=', callId)
				.executeTakeFirstOrThrow()
			if (count >= MOST[kind]) throw new RuleBroken('error.call.too_many', null, { count: MOST[kind] })
			id = uuidv7()
			await ctx.db
				.insertInto(table)
				.values({ ...(values as { title: string }), id, callId, position: count })
				.execute()
		}
		await changed(ctx, callId, kind)
		return id
	})
}

/** Takes a part away; those behind it move up. */
export async function removePart(ctx: Ctx, kind: PartKind, callId: string, id: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		await lockDraft(ctx, callId)
		const gone = await ctx.db
			.deleteFrom(kind as 'lot')
			.where('id', '=', id)
			.where('callId', '=', callId)
			.returning('id')
			.executeTakeFirst()
		if (!gone) return notFound()
		await renumber(ctx, kind, callId)
		await changed(ctx, callId, kind)
	})
}

/** Moves a part one place up (-1) or down (1); at the end of the list it stays. */
export async function movePart(ctx: Ctx, kind: PartKind, callId: string, id: string, by: -1 | 1): Promise<void> {
	await transact(ctx, async (ctx) => {
		await lockDraft(ctx, callId)
		const order = await idsOf(ctx, kind, callId)
		const at = order.indexOf(id)
		if (at < 0) return notFound()
		const to = Math.max(0, Math.min(order.length - 1, at + by))
		await renumber(ctx, kind, callId, order.toSpliced(at, 1).toSpliced(to, 0, id))
		await changed(ctx, callId, kind)
	})
}

const idsOf = async (ctx: Ctx, kind: PartKind, callId: string) =>
	(
		await ctx.db
			.selectFrom(kind as 'lot')
			.select('id')
			.where('callId', '=', callId)
			.orderBy('position')
			.execute()
	).map(({ id }) => id)

/** Positions are unique only when the transaction ends: they may cross on the way. */
async function renumber(ctx: Ctx, kind: PartKind, callId: string, order?: string[]) {
	const ids = order ?? (await idsOf(ctx, kind, callId))
	await sql`update ${sql.table(kind)} set position = place.at - 1
		from unnest(${ids}::uuid[]) with ordinality as place (id, at) where ${sql.table(kind)}.id = place.id`.execute(ctx.db)
}

async function changed(ctx: Ctx, callId: string, what: PartKind) {
	await writeCall(ctx, callId, {})
	await audit(ctx, 'call.corrected', refOfCall(callId), { what })
}
