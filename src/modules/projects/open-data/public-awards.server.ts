import { sql } from 'kysely'
import { organisationsById } from '#modules/network/organisations.server'
import { publicIdentifiers, type PublicIdentifier } from '#modules/network/public-identifiers.server'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import type { Localized } from '#platform/i18n'
import { programme } from '#programme/programme'
import type { AwardKind } from '../award-workflow.ts'
import { givenAwards } from '../workflow.ts'

type Holder = { reference: string; name: Localized; country: string; identifiers: PublicIdentifier[] }

/** Money or help given to an organisation. Amounts in cents of euros; days as YYYY-MM-DD in the programme's zone. */
export type OpenAward = {
	id: string
	projectId: string
	reference: string
	kind: AwardKind
	cents: number
	/** What a prize is, beside or instead of money. */
	nature: Localized | null
	/** Technical support is counted in days of experts. */
	expertDays: number | null
	awardedOn: string
	/** When its agreement was signed; null without one. */
	signedOn: string | null
	holder: Holder
	/** Every instalment that stands, in its order. */
	instalments: { cents: number; dueOn: string | null; paidOn: string | null }[]
}

/** Awards that may be told of: given, to an organisation, for a project. A scholarship is a person's. */
const given = (ctx: Ctx) =>
	ctx.db
		.selectFrom('award')
		.select(['id', 'reference', 'kind', 'projectId', 'organisationId', 'amountCents', 'expertDays', 'awardedAt', 'terms'])
		.select((eb) =>
			eb
				.selectFrom('agreement')
				.select((each) => each.fn.min('agreement.signedAt').as('at'))
				.whereRef('agreement.awardId', '=', 'award.id')
				.where('agreement.amendment', '=', 0)
				.where('agreement.status', '=', 'signed')
				.as('signedAt')
		)
		.where('status', 'in', givenAwards)
		.where('kind', '<>', 'scholarship')
		.where('organisationId', 'is not', null)
type Row = Awaited<ReturnType<ReturnType<typeof given>['execute']>>[number]

/** The awards of these projects that everybody may read, by project. Asks no permission: of public projects only. */
export async function awardsOfAll(ctx: Ctx, projectIds: readonly string[]): Promise<Map<string, OpenAward[]>> {
	const rows = await given(ctx)
		.where('projectId', '=', sql<string>`any(${[...projectIds]}::uuid[])`)
		.orderBy('awardedAt')
		.orderBy('id')
		.execute()
	return Map.groupBy(await told(ctx, rows), ({ projectId }) => projectId)
}

const PAGE = 100

/**
 * The awards for public projects, the latest made first, a page at a time; `next` is the cursor. Only listed organisations
 * are named, so a page may hold fewer. Four queries.
 */
export async function listOpenAwards(
	ctx: Ctx,
	{ kind }: { kind?: AwardKind | undefined },
	after: string | null
): Promise<{ awards: OpenAward[]; next: string | null }> {
	const rows = await given(ctx)
		.where('projectId', 'in', (eb) => eb.selectFrom('project').select('project.id').where('public', '=', true))
		.$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
		.$if(after !== null, (query) => query.where('id', '<', after!))
		.orderBy('id', 'desc')
		.limit(PAGE + 1)
		.execute()
	const shown = rows.slice(0, PAGE)
	return { awards: await told(ctx, shown), next: rows.length > PAGE ? shown.at(-1)!.id : null }
}

async function told(ctx: Ctx, rows: readonly Row[]): Promise<OpenAward[]> {
	if (rows.length === 0) return []
	const owners = rows.map(({ organisationId }) => organisationId!)
	const organisations = await organisationsById(ctx, owners)
	const identifiers = await publicIdentifiers(
		ctx,
		[...organisations.values()].map(({ id }) => id)
	)
	const instalments = await ctx.db
		.selectFrom('instalment')
		.select(['awardId', 'amountCents', 'dueOn', 'paidOn', 'status'])
		.where('awardId', '=', sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`)
		.where('status', 'not in', ['refused', 'cancelled'])
		.orderBy('awardId')
		.orderBy('number')
		.execute()
	const byAward = Map.groupBy(instalments, ({ awardId }) => awardId)
	return rows.flatMap((row): OpenAward[] => {
		const organisation = organisations.get(row.organisationId!)
		if (organisation?.status !== 'listed') return []
		const { id, reference, name, country } = organisation
		return [
			{
				id: row.id,
				projectId: row.projectId!,
				reference: row.reference,
				kind: row.kind as AwardKind,
				cents: row.amountCents,
				nature: (row.terms as { nature?: Localized }).nature ?? null,
				expertDays: row.expertDays === null ? null : Number(row.expertDays),
				awardedOn: localDate(row.awardedAt, programme.timeZone),
				signedOn: row.signedAt && localDate(row.signedAt, programme.timeZone),
				holder: { reference, name: name as Localized, country, identifiers: identifiers.get(id) ?? [] },
				instalments: (byAward.get(row.id) ?? []).map(({ amountCents, dueOn, paidOn, status }) => ({
					cents: amountCents,
					dueOn,
					paidOn: status === 'paid' ? paidOn : null
				}))
			}
		]
	})
}
