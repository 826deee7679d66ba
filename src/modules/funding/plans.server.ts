import type { Highs } from 'highs'
import loadHighs from 'highs'
import type { Selectable } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { cashFlow, deepest } from '#engines/financing/cash'
import { amountsOf, breachesOf, ceilingOf, costOf, type Plan } from '#engines/financing/problem'
import { proposePlans } from '#engines/financing/solve'
import { organisationsById } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { pickText } from '#platform/i18n'
import { localDate } from '#platform/calendar'
import type { FinancingPlanTable } from '#platform/tables'
import { fundingProgramme } from '#programme/funding-programmes'
import { programme } from '#programme/programme'
import { getOpportunity } from './opportunities.server.ts'
import type { Opportunity } from './opportunity-rows.server.ts'
import { freeKey, MOST_SOURCES, problemOf, type PlanInput, type PlanSource } from './plan-schema.ts'
import { mayWatch, ownsOf } from './policy.ts'

type Stored = Omit<Selectable<FinancingPlanTable>, 'input' | 'result'> & { input: PlanInput; result: Result | null }
/** What the solver found, the best first; `needed` is the own money it would take where there is no plan. */
type Result = { plans: Plan[]; needed: number | null }

const MOST_PLANS = 50
const PROPOSED = 3
const refOf = (id: string) => `plan:${id}`
const plans = (ctx: Ctx) => ctx.db.selectFrom('financingPlan').selectAll().$castTo<Stored>()

// Some megabytes of WebAssembly: loaded when somebody first plans.
let solver: Promise<Highs> | undefined
async function solve(input: PlanInput): Promise<Result | null> {
	if (input.lines.length === 0) return null
	try {
		return proposePlans(await (solver ??= loadHighs()), problemOf(input), PROPOSED)
	} catch (error) {
		// After a fault the solver's memory is not to be trusted: the next question gets a new one.
		solver = undefined
		throw error
	}
}

const nothing = (now: Date): PlanInput => {
	const [year, month] = localDate(now, programme.timeZone).split('-').map(Number) as [number, number]
	return {
		begins: month > 9 ? `${year + 1}-1` : `${year}-${Math.floor((month - 1) / 3) + 2}`,
		lines: [],
		sources: [],
		ownRate: 0,
		ownMax: null,
		most: null,
		aim: 'own'
	}
}

/** Begins a plan, with an opportunity as its first source if one is named. Returns its id. Throws RuleBroken beyond 50. */
export async function beginPlan(
	ctx: Ctx,
	{ title, opportunity, organisation }: { title: string; opportunity: string | null; organisation: string | null }
): Promise<string> {
	authorize(mayWatch(ctx.actor))
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		await ctx.db.selectFrom('account').select('id').where('id', '=', accountId).forUpdate().execute()
		const own = await ctx.db.selectFrom('financingPlan').select('id').where('accountId', '=', accountId).execute()
		if (own.length >= MOST_PLANS) throw new RuleBroken('error.funding.plans', null, { most: MOST_PLANS })
		if (organisation && (await organisationsById(ctx, [organisation])).get(organisation)?.status !== 'listed') return notFound()
		const input = nothing(ctx.now)
		if (opportunity) input.sources.push(sourceOf(ctx, (await getOpportunity(ctx, opportunity)).opportunity, []))
		const id = uuidv7()
		await ctx.db
			.insertInto('financingPlan')
			.values({
				id,
				accountId,
				organisationId: organisation,
				title,
				input: JSON.stringify(input),
				createdAt: ctx.now,
				updatedAt: ctx.now
			})
			.execute()
		await audit(ctx, 'plan.begun', refOf(id))
		return id
	})
}

/** An opportunity as a source, by what it says; grants of the Union may not pay for one project twice (Financial Regulation, 2024/2509, art. 194). */
function sourceOf(ctx: Ctx, row: Opportunity, others: readonly (PlanSource & { union: boolean })[]): PlanSource {
	const { amountMinCents = 0, amountMaxCents = null } = row.rules
	const most = amountMaxCents ?? row.budgetCents
	const isUnion = row.programme !== null && fundingProgramme(row.programme)?.group === 'union'
	return {
		id: freeKey('s', others),
		name: pickText(row.title, ctx.locale).slice(0, 200),
		kind: 'public',
		opportunity: row.id,
		rate: Math.round((row.rateMax ?? 100) * 100),
		min: amountMinCents,
		max: most,
		advance: 0,
		paid: 0,
		balance: 0,
		unpaid: [],
		excludes: isUnion ? others.filter(({ union }) => union).map(({ id }) => id) : [],
		secured: false
	}
}

async function lockOwn(ctx: Ctx, id: string): Promise<Stored> {
	const plan = await plans(ctx).where('id', '=', id).forUpdate().executeTakeFirst()
	if (!plan || !ownsOf(ctx.actor, plan)) return notFound()
	authorize(mayWatch(ctx.actor))
	return plan
}

async function write(ctx: Ctx, id: string, values: { title?: string; input: PlanInput; result: Result | null }) {
	const { input, result, ...rest } = values
	await ctx.db
		.updateTable('financingPlan')
		.set((eb) => ({
			...rest,
			input: JSON.stringify(input),
			result: result && JSON.stringify(result),
			version: eb('version', '+', 1),
			updatedAt: ctx.now
		}))
		.where('id', '=', id)
		.execute()
	await audit(ctx, 'plan.saved', refOf(id))
}

/** Keeps what a plan rests on and reckons it anew. Throws RuleBroken `error.stale` when another tab wrote meanwhile. */
export async function savePlan(
	ctx: Ctx,
	id: string,
	{ version, title, ...input }: PlanInput & { version: number; title: string }
): Promise<void> {
	await getPlan(ctx, id)
	// Before the row is locked: the solver may take a moment.
	const result = await solve(input)
	await transact(ctx, async (ctx) => {
		const plan = await lockOwn(ctx, id)
		if (plan.version !== version) throw new RuleBroken('error.stale')
		await write(ctx, id, { title, input, result })
	})
}

/** Adds an opportunity as a source, as its own words have it. Throws RuleBroken when there are twelve, or it is there already. */
export async function addPlanSource(ctx: Ctx, id: string, opportunityId: string): Promise<void> {
	const { opportunity } = await getOpportunity(ctx, opportunityId)
	await transact(ctx, async (ctx) => {
		const { input } = await lockOwn(ctx, id)
		if (input.sources.length >= MOST_SOURCES) throw new RuleBroken('error.funding.sources', null, { most: MOST_SOURCES })
		if (input.sources.some((source) => source.opportunity === opportunity.id)) throw new RuleBroken('error.funding.source_there')
		const others = await Promise.all(input.sources.map(async (source) => ({ ...source, union: await isOfUnion(ctx, source) })))
		const added = { ...input, sources: [...input.sources, sourceOf(ctx, opportunity, others)] }
		await write(ctx, id, { input: added, result: await solve(added) })
	})
}

async function isOfUnion(ctx: Ctx, { opportunity }: PlanSource): Promise<boolean> {
	if (!opportunity) return false
	const row = await ctx.db.selectFrom('opportunity').select('programme').where('id', '=', opportunity).executeTakeFirst()
	return row?.programme ? fundingProgramme(row.programme)?.group === 'union' : false
}

export async function deletePlan(ctx: Ctx, id: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		await lockOwn(ctx, id)
		await ctx.db.deleteFrom('financingPlan').where('id', '=', id).execute()
		await audit(ctx, 'plan.deleted', refOf(id))
	})
}

/** The actor's own, the last written first. */
export async function ownPlans(ctx: Ctx) {
	authorize(ctx.actor !== null)
	const rows = await plans(ctx).where('accountId', '=', ctx.actor.accountId).orderBy('updatedAt', 'desc').orderBy('id').execute()
	return rows.map(({ id, title, input, result, updatedAt }) => ({
		id,
		title,
		updatedAt,
		cost: costOf(problemOf(input)),
		own: result?.plans[0]?.own ?? null
	}))
}

/** One of the actor's own with what was proposed, in cents by source and quarter; 404 for anybody else. */
export async function getPlan(ctx: Ctx, id: string) {
	const plan = await plans(ctx).where('id', '=', id).executeTakeFirst()
	if (!plan || !ownsOf(ctx.actor, plan)) return notFound()
	const { input, result, title, version, organisationId } = plan
	const problem = problemOf(input)
	return {
		id,
		title,
		version,
		organisationId,
		input,
		cost: costOf(problem),
		needed: result?.needed ?? null,
		reckoned: result !== null,
		ceilings: new Map(problem.sources.map((source) => [source.id, ceilingOf(problem, source)])),
		proposals: (result?.plans ?? [])
			.filter((proposed) => breachesOf(problem, proposed).length === 0)
			.map((proposed) => {
				const quarters = cashFlow(problem, proposed)
				return { plan: proposed, own: proposed.own, amounts: amountsOf(proposed), quarters, deepest: deepest(quarters) }
			})
	}
}
export type OpenPlan = Awaited<ReturnType<typeof getPlan>>
