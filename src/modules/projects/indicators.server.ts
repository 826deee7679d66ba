import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { notFound, onConstraint, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { indicators } from '#programme/indicators'
import { projectPolicy } from './policy.ts'
import { lockToTell, readProject, refOf } from './project-rows.server.ts'
import type { IndicatorInput } from './report-schema.ts'

const MOST_INDICATORS = 30
onConstraint('indicator_key_unique', 'error.indicators.once', 'key')

/** The indicators of a project in their order, as they are stored. Asks no permission. */
export const indicatorsOf = async (ctx: Ctx, projectId: string) =>
	(
		await ctx.db
			.selectFrom('indicator')
			.selectAll()
			.where('projectId', '=', projectId)
			.orderBy('position')
			.orderBy('id')
			.execute()
	).map(({ title, baseline, target, actual, ...row }) => ({
		...row,
		title: title as Localized,
		baseline: figure(baseline),
		target: figure(target),
		actual: figure(actual)
	}))
const figure = (value: string | null) => (value === null ? null : Number(value))
const numeric = (value: number | null) => (value === null ? null : String(value))

/**
 * Adds an indicator or corrects it: one of the programme's, whose name and unit are given, or the project's own. For whoever
 * may tell the project's story. Returns its id. RuleBroken `error.indicators.key`, `error.indicators.once` (field `key`),
 * `error.required` (field `title`), `error.indicators.many`.
 */
export async function keepIndicator(ctx: Ctx, projectId: string, { indicator, ...input }: IndicatorInput): Promise<string> {
	return transact(ctx, async (ctx) => {
		await lockToTell(ctx, projectId)
		const known = await indicatorsOf(ctx, projectId)
		const before = indicator ? known.find(({ id }) => id === indicator) : undefined
		if (indicator && !before) return notFound()
		if (!before && known.length >= MOST_INDICATORS)
			throw new RuleBroken('error.indicators.many', null, { count: MOST_INDICATORS })
		const shared = input.key ? indicators.find(({ key }) => key === input.key) : undefined
		if (input.key && !shared) throw new RuleBroken('error.indicators.key', 'key', {}, 422)
		if (!shared && !input.title) throw new RuleBroken('error.required', 'title', {}, 422)
		const { method, baseline, target, actual, measuredOn } = input
		const title: Localized = shared?.title ?? { ...before?.title, [ctx.locale]: input.title! }
		const values = {
			key: shared?.key ?? null,
			title: JSON.stringify(title),
			unit: shared ? '' : input.unit,
			people: shared?.people ?? input.people,
			...{ method, measuredOn },
			...{ baseline: numeric(baseline), target: numeric(target), actual: numeric(actual) }
		}
		const id = before?.id ?? uuidv7()
		if (before) await ctx.db.updateTable('indicator').set(values).where('id', '=', id).execute()
		else
			await ctx.db
				.insertInto('indicator')
				.values({ ...values, id, projectId, position: (known.at(-1)?.position ?? -1) + 1 })
				.execute()
		await audit(ctx, 'project.indicator-kept', refOf(projectId), { indicator: id })
		return id
	})
}

/** Takes an indicator away. */
export async function removeIndicator(ctx: Ctx, projectId: string, { indicator }: { indicator: string }): Promise<void> {
	await transact(ctx, async (ctx) => {
		await lockToTell(ctx, projectId)
		const gone = await ctx.db
			.deleteFrom('indicator')
			.where('id', '=', indicator)
			.where('projectId', '=', projectId)
			.returning('id')
			.executeTakeFirst()
		if (!gone) return notFound()
		await audit(ctx, 'project.indicator-removed', refOf(projectId), { indicator })
	})
}

/** The indicators for the project's people, every figure as it is. 404 for others. */
export async function getIndicators(ctx: Ctx, projectId: string) {
	const { project, standing } = await readProject(ctx, projectId)
	return {
		indicators: await indicatorsOf(ctx, projectId),
		can: { write: projectPolicy.tell(ctx.actor, project, standing) }
	}
}
