import type { Selectable } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { getExpert } from '#modules/network/experts.server'
import { organisationsById } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import type { StayTable } from '#platform/tables'
import { projectRules } from '#programme/projects'
import { allowancesOf, monthsOf } from './allowances.ts'
import { awardPolicy } from './award-policy.ts'
import { loadAward, refOfAward, touchAward, type Award, type LoadedAward } from './award-rows.server.ts'
import { MOST_INSTALMENTS } from './award-schema.ts'
import { totalOf } from './budget-figures.ts'
import { addInstalments, instalmentsOf } from './instalments.server.ts'
import { today } from './report-rows.server.ts'
import { dayAfter, expectReport, forgetReport } from './report-schedule.server.ts'
import { writeMissionProposed, writeStayConfirmed } from './stay-mails.server.ts'
import type { StayInput } from './stay-schema.ts'

/** What was agreed of a stay or a mission. `expert` is the name it was agreed with. */
export type StayTerms = { purpose: string; deliverables: string; expert?: string }
export type Stay = Omit<Selectable<StayTable>, 'terms'> & { terms: StayTerms }

/** The stays or missions of an award, the first first. Asks no permission. */
export const staysOf = (ctx: Ctx, awardId: string): Promise<Stay[]> =>
	ctx.db.selectFrom('stay').selectAll().where('awardId', '=', awardId).orderBy('startsOn').orderBy('id').$castTo<Stay>().execute()

/** Days of experts that missions have used, or will; of those done what they really took. */
export const daysOf = (stays: readonly Pick<Stay, 'days'>[]): number =>
	stays.reduce((sum, { days }) => sum + Number(days ?? 0), 0)

async function lock(ctx: Ctx, awardId: string): Promise<LoadedAward> {
	const loaded = await loadAward(ctx, awardId, { lock: true })
	return ['scholarship', 'support'].includes(loaded.award.kind) ? loaded : notFound()
}
function askCurrent(award: Award, version: number) {
	if (award.version !== version) throw new RuleBroken('error.stale')
}
const find = async (ctx: Ctx, awardId: string, stayId: string): Promise<Stay> =>
	(await staysOf(ctx, awardId)).find(({ id }) => id === stayId) ?? notFound()

/**
 * Writes a scholarship's stay, or a mission of technical support, or changes one that has not taken place; it is then to be
 * confirmed again. Returns its id. RuleBroken `error.awards.status` before the award runs, `error.stays.dates` and
 * `error.stays.long` (field `endsOn`), `error.stays.one`, `error.stays.host`, `error.stays.expert` (field `person`),
 * `error.awards.days`, `error.stays.days` (field `days`, `left`), `error.stays.done`, `error.stale`.
 */
export async function planStay(ctx: Ctx, awardId: string, input: StayInput): Promise<string> {
	return transact(ctx, async (ctx) => {
		const { award } = await lock(ctx, awardId)
		authorize(awardPolicy.prepare(ctx.actor, award))
		askCurrent(award, input.version)
		if (award.status !== 'running') throw new RuleBroken('error.awards.status')
		const { startsOn, endsOn, purpose, deliverables } = input
		if (endsOn < startsOn) throw new RuleBroken('error.stays.dates', 'endsOn', {}, 422)
		if (monthsOf({ startsOn, endsOn }).length > MOST_INSTALMENTS) throw new RuleBroken('error.stays.long', 'endsOn', {}, 422)
		const known = await staysOf(ctx, awardId)
		const before = input.stay ? known.find(({ id }) => id === input.stay) : undefined
		if (input.stay && !before) return notFound()
		if (before?.doneAt) throw new RuleBroken('error.stays.done')
		const support = award.kind === 'support'
		if (!support && !before && known.length > 0) throw new RuleBroken('error.stays.one')
		const others = known.filter((stay) => stay !== before)
		const about = support ? await missionOf(ctx, award, input, others) : await hostOf(ctx, input)
		const { expert, ...columns } = about
		if (before) await unconfirm(ctx, award, before)
		const id = before?.id ?? uuidv7()
		const values = {
			...columns,
			...{ startsOn, endsOn, confirmedAt: null, confirmedBy: null },
			terms: JSON.stringify({ purpose, deliverables, ...(expert && { expert }) } satisfies StayTerms)
		}
		if (before) await ctx.db.updateTable('stay').set(values).where('id', '=', id).execute()
		else
			await ctx.db
				.insertInto('stay')
				.values({ ...values, id, awardId })
				.execute()
		await touchAward(ctx, awardId)
		await audit(ctx, support ? 'award.mission-planned' : 'award.stay-planned', refOfAward(awardId), {
			stay: id,
			startsOn,
			endsOn
		})
		if (support) await writeMissionProposed(ctx, award, { startsOn, endsOn, expert: expert ?? '' })
		return id
	})
}

async function hostOf(ctx: Ctx, { host }: StayInput) {
	const organisation = host ? (await organisationsById(ctx, [host])).get(host) : undefined
	if (!organisation) throw new RuleBroken('error.stays.host', 'host', {}, 422)
	return { hostId: organisation.id, personId: null, days: null, expert: null }
}

async function missionOf(ctx: Ctx, award: Award, { person, days }: StayInput, others: readonly Stay[]) {
	if (!days) throw new RuleBroken('error.awards.days', 'days', {}, 422)
	const left = Number(award.expertDays ?? 0) - daysOf(others)
	if (Number(days) > left) throw new RuleBroken('error.stays.days', 'days', { left }, 422)
	const expert = person ? await getExpert(ctx, person).catch(() => null) : null
	if (!expert) throw new RuleBroken('error.stays.expert', 'person', {}, 422)
	return { hostId: award.organisationId, personId: expert.id, days, expert: expert.name }
}

/** What a confirmation brought falls away: open allowances, and the report nobody has begun. */
async function unconfirm(ctx: Ctx, award: Award, stay: Stay): Promise<void> {
	if (!stay.confirmedAt) return
	await ctx.db
		.deleteFrom('instalment')
		.where('awardId', '=', award.id)
		.where('kind', '=', 'allowance')
		.where('status', 'in', ['planned', 'refused'])
		.execute()
	const due = dueOf(stay)
	const same = (await staysOf(ctx, award.id)).some((each) => each.id !== stay.id && each.confirmedAt && dueOf(each) === due)
	if (!same) await forgetReport(ctx, award, due)
}
const dueOf = ({ endsOn }: Pick<Stay, 'endsOn'>): string => dayAfter(endsOn, projectRules.stayReportDays)

/**
 * A stay is confirmed by the service, once the host has: its allowances come with it, month by month. A mission is agreed to
 * by the holder's lead. Either way its report is then due. RuleBroken `error.stays.confirmed`, `error.awards.status`, `error.stale`.
 */
export async function confirmStay(ctx: Ctx, awardId: string, { stay: id, version }: { stay: string; version: number }) {
	await transact(ctx, async (ctx) => {
		const { award, standing } = await lock(ctx, awardId)
		const support = award.kind === 'support'
		authorize(support ? awardPolicy.speak(ctx.actor, standing) : awardPolicy.prepare(ctx.actor, award))
		askCurrent(award, version)
		if (award.status !== 'running') throw new RuleBroken('error.awards.status')
		const stay = await find(ctx, awardId, id)
		if (stay.confirmedAt) throw new RuleBroken('error.stays.confirmed')
		await ctx.db
			.updateTable('stay')
			.set({ confirmedAt: ctx.now, confirmedBy: ctx.actor!.accountId })
			.where('id', '=', id)
			.execute()
		if (!support) await giveAllowances(ctx, award, stay)
		await expectReport(ctx, award, { kind: support ? 'mission' : 'stay', dueOn: dueOf(stay) })
		await touchAward(ctx, awardId)
		await audit(ctx, support ? 'award.mission-agreed' : 'award.stay-confirmed', refOfAward(awardId), { stay: id })
		if (!support) await writeStayConfirmed(ctx, award, stay)
	})
}

async function giveAllowances(ctx: Ctx, award: Award, stay: Stay): Promise<void> {
	const known = (await instalmentsOf(ctx, award.id)).filter(({ status }) => status !== 'cancelled')
	const given = known.filter(({ kind }) => kind === 'allowance').length
	const left = award.amountCents - totalOf(known.map(({ amountCents }) => amountCents))
	await addInstalments(
		ctx,
		award,
		allowancesOf(stay, { left, given }).map((each) => ({ ...each, kind: 'allowance', condition: 'stay-confirmed' }))
	)
}

/**
 * The service writes down that an agreed mission has taken place and how many days it took; what it did not take is free
 * again. RuleBroken `error.stays.not_agreed`, `error.stays.done`, `error.stays.not_yet`, `error.stays.days` (field `days`).
 */
export async function endMission(
	ctx: Ctx,
	awardId: string,
	{ stay: id, version, days }: { stay: string; version: number; days: string }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award } = await lock(ctx, awardId)
		authorize(awardPolicy.prepare(ctx.actor, award))
		askCurrent(award, version)
		const known = await staysOf(ctx, awardId)
		const stay = known.find((each) => each.id === id)
		if (!stay || award.kind !== 'support') return notFound()
		if (stay.doneAt) throw new RuleBroken('error.stays.done')
		if (!stay.confirmedAt) throw new RuleBroken('error.stays.not_agreed')
		if (stay.startsOn > today(ctx)) throw new RuleBroken('error.stays.not_yet')
		const left = Number(award.expertDays ?? 0) - daysOf(known.filter((each) => each !== stay))
		if (Number(days) > left) throw new RuleBroken('error.stays.days', 'days', { left }, 422)
		await ctx.db.updateTable('stay').set({ doneAt: ctx.now, days }).where('id', '=', id).execute()
		await touchAward(ctx, awardId)
		await audit(ctx, 'award.mission-done', refOfAward(awardId), { stay: id, days })
	})
}

/** Takes away a stay or mission that will not take place, with what its confirmation had brought. RuleBroken `error.stays.done`. */
export async function dropStay(ctx: Ctx, awardId: string, { stay: id, version }: { stay: string; version: number }) {
	await transact(ctx, async (ctx) => {
		const { award } = await lock(ctx, awardId)
		authorize(awardPolicy.prepare(ctx.actor, award))
		askCurrent(award, version)
		const stay = await find(ctx, awardId, id)
		if (stay.doneAt) throw new RuleBroken('error.stays.done')
		await unconfirm(ctx, award, stay)
		await ctx.db.deleteFrom('stay').where('id', '=', id).execute()
		await touchAward(ctx, awardId)
		await audit(ctx, 'award.stay-dropped', refOfAward(awardId), { stay: id })
	})
}

/** The stays or missions of an award for its pages, each with what can be done with it now. Three queries. */
export async function getStays(ctx: Ctx, awardId: string) {
	const { award, standing } = await loadAward(ctx, awardId)
	const stays = await staysOf(ctx, awardId)
	const hosts = await organisationsById(
		ctx,
		stays.flatMap(({ hostId }) => hostId ?? [])
	)
	const support = award.kind === 'support'
	const running = award.status === 'running'
	const prepare = awardPolicy.prepare(ctx.actor, award) && running
	const confirms = support ? awardPolicy.speak(ctx.actor, standing) && running : prepare
	const day = today(ctx)
	return {
		version: award.version,
		kind: award.kind,
		days: support ? { granted: Number(award.expertDays ?? 0), planned: daysOf(stays) } : null,
		stays: stays.map(({ id, hostId, personId, terms, startsOn, endsOn, days, confirmedAt, doneAt }) => ({
			...{ id, hostId, personId, terms, startsOn, endsOn, days, confirmedAt, doneAt },
			host: hostId ? ((hosts.get(hostId)?.name as Localized | undefined) ?? null) : null,
			can: {
				change: prepare && !doneAt,
				confirm: confirms && !confirmedAt,
				end: support && prepare && confirmedAt !== null && !doneAt && startsOn <= day
			}
		})),
		can: { plan: prepare && (support ? daysOf(stays) < Number(award.expertDays ?? 0) : stays.length === 0) }
	}
}
