import type { Selectable, Updateable } from 'kysely'
import { standingOf } from '#modules/network/standings.server'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import type { PracticeTable } from '#platform/tables'
import { practicePolicy } from './practice-policy.ts'
import { practiceParts, type PracticePart } from './practice-schema.ts'
import type { PracticeStatus } from './practice-workflow.ts'

/** A good practice as it is stored. */
export type Practice = Omit<Selectable<PracticeTable>, 'title' | 'status' | PracticePart> & {
	title: Localized
	status: PracticeStatus
} & Record<PracticePart, Localized>

export const refOfPractice = (id: string) => `practice:${id}`

export const practices = (ctx: Ctx) => ctx.db.selectFrom('practice').selectAll('practice').$castTo<Practice>()

/** One that the actor may see, with their standing in its organisation; 404 for any other. */
export const readPractice = async (ctx: Ctx, id: string) =>
	visible(ctx, await practices(ctx).where('id', '=', id).executeTakeFirst())

/** The same, locked until the transaction ends: what a verb is about to decide on. */
export const lockPractice = async (ctx: Ctx, id: string) =>
	visible(ctx, await practices(ctx).where('id', '=', id).forUpdate().executeTakeFirst())

async function visible(ctx: Ctx, practice: Practice | undefined) {
	const standing = practice?.organisationId && ctx.actor ? await standingOf(ctx, practice.organisationId) : null
	if (!practice || !practicePolicy.view(ctx.actor, practice, standing)) return notFound()
	return { practice, standing }
}

/** Writes what is given; every write moves the version on. Returns the row as it then is. Asks no permission. */
export async function writePractice(ctx: Ctx, id: string, values: Updateable<PracticeTable>): Promise<Practice> {
	const row = await ctx.db
		.updateTable('practice')
		.set((eb) => ({ ...values, version: eb('version', '+', 1), updatedAt: ctx.now }))
		.where('id', '=', id)
		.returningAll()
		.executeTakeFirstOrThrow()
	return row as Practice
}

/** What a sheet still lacks, field by field. A cost may be unknown; all else is what makes it of use to others. */
export const missingIn = (practice: Pick<Practice, PracticePart | 'themes' | 'territory'>) => [
	...practiceParts
		.filter((part) => part !== 'cost' && Object.keys(practice[part]).length === 0)
		.map((field) => ({ field, key: 'error.practice.part' as const })),
	...(practice.territory === null ? [{ field: 'territory', key: 'error.practice.territory' as const }] : []),
	...(practice.themes.length === 0 ? [{ field: 'themes', key: 'error.practice.theme' as const }] : [])
]
