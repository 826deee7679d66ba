import { sql } from 'kysely'
import { FEWEST_PEOPLE } from '#programme/indicators'
import { publicIdentifiers, type PublicIdentifier } from '#modules/network/public-identifiers.server'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import { partnersOfAll, type Partner } from '../partner-rows.server.ts'
import { awardsOfAll, type OpenAward } from './public-awards.server.ts'
import { placesOf, shownPartners } from '../portfolio-rows.server.ts'
import { projects } from '../project-rows.server.ts'
import { publicStatus, type PublicStatus } from '../workflow.ts'

const PAGE = 100

export type OpenIndicator = {
	title: Localized
	unit: string
	baseline: number | null
	target: number | null
	actual: number | null
}

export type OpenProject = {
	id: string
	reference: string
	service: string
	status: PublicStatus
	title: Localized
	summary: Localized
	priorities: string[]
	themes: string[]
	places: string[]
	startsOn: string | null
	endsOn: string | null
	updatedAt: Date
	partners: (Partner & { identifiers: PublicIdentifier[] })[]
	awards: OpenAward[]
	indicators: OpenIndicator[]
}

/**
 * Every public project with what may be told of its money, in the order they were begun, a page at a time: the number of
 * projects does not matter to the server's memory. Only listed organisations are named; an award to a person, or to an
 * organisation that is not listed, is not here.
 */
export async function* publicRows(ctx: Ctx): AsyncGenerator<OpenProject> {
	for (let after: string | null = null; ;) {
		const rows = await pageOf(ctx, after)
		if (rows.length === 0) return
		yield* await completed(ctx, rows)
		after = rows.at(-1)!.id
	}
}

const pageOf = (ctx: Ctx, after: string | null) =>
	projects(ctx)
		.where('public', '=', true)
		.$if(after !== null, (query) => query.where('id', '>', after!))
		.orderBy('id')
		.limit(PAGE)
		.execute()

async function completed(ctx: Ctx, rows: Awaited<ReturnType<typeof pageOf>>): Promise<OpenProject[]> {
	const ids = rows.map(({ id }) => id)
	const partners = await partnersOfAll(ctx, ids)
	const awards = await awardsOfAll(ctx, ids)
	const identifiers = await publicIdentifiers(
		ctx,
		[...partners.values()].flatMap((each) => each.map(({ organisationId }) => organisationId))
	)
	const indicators = await indicatorsOf(ctx, ids)
	return rows.map((row) => {
		const shown = shownPartners(partners.get(row.id) ?? [])
		const { id, reference, service, title, summary, priorities, themes, startsOn, endsOn, updatedAt } = row
		return {
			...{ id, reference, service, title, summary, priorities, themes, startsOn, endsOn, updatedAt },
			status: publicStatus(row.status),
			places: placesOf(row, shown),
			partners: shown.map((partner) => ({ ...partner, identifiers: identifiers.get(partner.organisationId) ?? [] })),
			awards: awards.get(id) ?? [],
			indicators: indicators.get(id) ?? []
		}
	})
}

async function indicatorsOf(ctx: Ctx, projectIds: readonly string[]): Promise<Map<string, OpenIndicator[]>> {
	const rows = await ctx.db
		.selectFrom('indicator')
		.select(['projectId', 'title', 'unit', 'baseline', 'target', 'actual', 'people'])
		.where('projectId', '=', sql<string>`any(${[...projectIds]}::uuid[])`)
		.orderBy('position')
		.orderBy('id')
		.execute()
	const found = rows.map(({ projectId, title, unit, people, ...values }) => {
		const shown = (value: string | null) => (value === null || (people && Number(value) < FEWEST_PEOPLE) ? null : Number(value))
		return {
			...{ projectId, title: title as Localized, unit },
			...{ baseline: shown(values.baseline), target: shown(values.target), actual: shown(values.actual) }
		}
	})
	return Map.groupBy(found, (row) => row.projectId)
}
