import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { decidedApplication, decidedProject, selectedApplications, type Decided } from '#modules/calls/decided.server'
import { accountsById, requireFresh } from '#modules/identity/accounts.server'
import { mayWrite } from '#modules/identity/policy'
import { ownOrganisations } from '#modules/network/organisations.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { nextReference } from '#platform/references.server'
import { writeAwardEnded, writeAwarded } from './award-mails.server.ts'
import { awardPolicy } from './award-policy.ts'
import { asAward, holdersOf, loadAward, moveAward, refOfAward, type AwardTerms, type LoadedAward } from './award-rows.server.ts'
import type { AwardFilters, AwardInput } from './award-schema.ts'
import type { AwardKind } from './award-workflow.ts'
import { beginRunning, needsAgreement } from './agreements.server.ts'
import { isBalanced, planFromApplication, planOf } from './budgets.server.ts'
import { cancelOpenInstalments, usualInstalments } from './instalments.server.ts'
import { beginProject, type Beginning } from './projects.server.ts'
import { MOST_TERRITORIES, MOST_THEMES, SUMMARY_LENGTH } from './schema.ts'
import { canMoveAward, type AwardStatus } from './workflow.ts'

const PAGE = 50

onConstraint('award_application_unique', 'error.awards.made')

const kindOf: Record<Decided['call']['kind'], AwardKind | null> = {
	projects: 'grant',
	scholarship: 'scholarship',
	contest: 'prize',
	support: 'support',
	// A place at an event costs nothing and binds nobody.
	places: null
}

/**
 * Makes the award of a selected application, its project as it was filed (found again where there is one), the financing plan
 * that was filed and the usual instalments. For a head of the call's service, freshly authenticated. Returns the award's id.
 * Throws RuleBroken `error.awards.made` the second time, `error.awards.kind` where a call awards nothing, `error.awards.days`
 * (field `expertDays`) for technical support without its days, `error.awards.nature` (field `nature`) for a prize that is
 * neither money nor said.
 */
export async function awardApplication(
	ctx: Ctx,
	{ application, expertDays, nature = {} }: Omit<AwardInput, 'nature'> & Partial<AwardInput>
): Promise<string> {
	return transact(ctx, async (ctx) => {
		const decided = await decidedApplication(ctx, application)
		authorize(awardPolicy.award(ctx.actor, decided.call))
		requireFresh(ctx)
		const kind = kindOf[decided.call.kind]
		if (!kind) throw new RuleBroken('error.awards.kind')
		if (kind === 'support' && !Number(expertDays)) throw new RuleBroken('error.awards.days', 'expertDays', {}, 422)
		// A prize may be given without money: then it is something else.
		if (kind === 'prize' && decided.amountCents === 0 && Object.keys(nature).length === 0)
			throw new RuleBroken('error.awards.nature', 'nature', {}, 422)
		if (kind === 'grant' && decided.amountCents === 0) throw new RuleBroken('error.awards.nothing')
		const { organisationId, call } = decided
		// In an organisation's application the account is only who began it.
		const accountId = organisationId ? null : decided.accountId
		const title: Localized = decided.title ? { [decided.locale]: decided.title } : call.title
		const id = uuidv7()
		const projectId =
			kind === 'scholarship'
				? null
				: await beginProject(ctx, {
						service: call.service,
						origin: `application:${application}`,
						title,
						...(await projectOf(ctx, decided)),
						partners: organisationId ? [{ organisationId, role: 'lead' }] : []
					})
		const terms: AwardTerms = {
			...{ service: call.service, title, startsOn: null, endsOn: null },
			...(kind === 'prize' && Object.keys(nature).length > 0 && { nature })
		}
		await ctx.db
			.insertInto('award')
			.values({
				id,
				reference: await nextReference(ctx, 'AWA'),
				kind,
				projectId,
				callId: call.id,
				applicationId: application,
				organisationId,
				accountId,
				personName: accountId ? ((await accountsById(ctx, [accountId])).get(accountId)?.name ?? null) : null,
				amountCents: decided.amountCents,
				expertDays: kind === 'support' ? expertDays : null,
				terms: JSON.stringify(terms),
				status: 'awarded',
				awardedBy: ctx.actor.accountId,
				awardedAt: ctx.now
			})
			.execute()
		await audit(ctx, 'award.made', refOfAward(id), { kind, application, amountCents: decided.amountCents })
		const { award } = await loadAward(ctx, id, { lock: true })
		if (kind === 'grant') await planFromApplication(ctx, award)
		await usualInstalments(ctx, award)
		await writeAwarded(ctx, award)
		return id
	})
}

/** The project as the applicant filed it, what the call is about where they were not asked. Nothing of it is shown before it is published. */
async function projectOf(ctx: Ctx, { id, call }: Decided): Promise<Partial<Beginning>> {
	const { themes, territories, startsOn, endsOn, text } = await decidedProject(ctx, id)
	const short = Object.values(text).every((words) => (words?.length ?? 0) <= SUMMARY_LENGTH)
	return {
		themes: (themes.length ? themes : call.themes).slice(0, MOST_THEMES),
		priorities: call.priorities,
		territories: territories.slice(0, MOST_TERRITORIES),
		startsOn,
		endsOn,
		// The applicant's words are not cut short: what is too long for a summary is kept whole.
		...(short ? { summary: text } : { objectives: text })
	}
}

/**
 * The holder, their lead, takes the award. One that needs no agreement and whose plan is in order runs from then on.
 * RuleBroken `error.awards.status`.
 */
export async function acceptAward(ctx: Ctx, awardId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award, standing } = await loadAward(ctx, awardId, { lock: true })
		authorize(awardPolicy.speak(ctx.actor, standing))
		await moveAward(ctx, award, 'accepted')
		await audit(ctx, 'award.accepted', refOfAward(awardId))
		const plan = await planOf(ctx, awardId)
		if ((await needsAgreement(ctx, award)) || (plan && !isBalanced(award, plan.lines))) return
		await beginRunning(ctx, { ...award, status: 'accepted' })
	})
}

/** An officer lets an accepted award run that needs no agreement, once its plan is in order. RuleBroken as freezing the plan. */
export async function startAward(ctx: Ctx, awardId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award } = await loadAward(ctx, awardId, { lock: true })
		authorize(awardPolicy.prepare(ctx.actor, award))
		if (await needsAgreement(ctx, award)) throw new RuleBroken('error.awards.agreement_needed')
		await beginRunning(ctx, award)
	})
}

/** The holder does not take it; why is for the service. */
export async function declineAward(ctx: Ctx, awardId: string, { reason }: { reason: string }): Promise<void> {
	await end(ctx, awardId, 'declined', reason, ({ standing }) => authorize(awardPolicy.speak(ctx.actor, standing)))
}

/** A head takes it back, with a reason that the holder reads. What was paid stays paid; what was not is cancelled. */
export async function cancelAward(
	ctx: Ctx,
	awardId: string,
	{ version, reason }: { version: number; reason: string }
): Promise<void> {
	await end(ctx, awardId, 'cancelled', reason, ({ award }) => {
		authorize(awardPolicy.award(ctx.actor, award))
		requireFresh(ctx)
		if (award.version !== version) throw new RuleBroken('error.stale')
	})
}

async function end(
	ctx: Ctx,
	awardId: string,
	status: 'declined' | 'cancelled',
	reason: string,
	may: (loaded: LoadedAward) => void
) {
	await transact(ctx, async (ctx) => {
		const loaded = await loadAward(ctx, awardId, { lock: true })
		may(loaded)
		const { award } = loaded
		await moveAward(ctx, award, status, { ...award.terms, ended: reason })
		await cancelOpenInstalments(ctx, award)
		await ctx.db
			.updateTable('agreement')
			.set({ status: 'cancelled' })
			.where('awardId', '=', awardId)
			.where('status', 'in', ['draft', 'sent'])
			.execute()
		await audit(ctx, status === 'declined' ? 'award.declined' : 'award.cancelled', refOfAward(awardId), { reason })
		if (status === 'cancelled') await writeAwardEnded(ctx, award, reason)
	})
}

/** One award with its holder, and what the actor may do with it itself. 404 for who has nothing to do with it. */
export async function getAward(ctx: Ctx, awardId: string) {
	const { award, standing } = await loadAward(ctx, awardId)
	const holder = (await holdersOf(ctx, [award])).get(awardId)!
	const project = award.projectId
		? await ctx.db.selectFrom('project').select(['id', 'reference', 'title']).where('id', '=', award.projectId).executeTakeFirst()
		: undefined
	const office = awardPolicy.office(ctx.actor)
	const speak = awardPolicy.speak(ctx.actor, standing)
	const bound = await needsAgreement(ctx, award)
	return {
		...award,
		/** Who decided is the office's business. */
		awardedBy: office ? award.awardedBy : null,
		holder,
		project: project ? { ...project, title: project.title as Localized } : null,
		standing,
		needsAgreement: bound,
		can: {
			office,
			prepare: awardPolicy.prepare(ctx.actor, award),
			accept: speak && canMoveAward(award.status, 'accepted'),
			decline: speak && canMoveAward(award.status, 'declined'),
			start: awardPolicy.prepare(ctx.actor, award) && award.status === 'accepted' && !bound,
			cancel: awardPolicy.award(ctx.actor, award) && canMoveAward(award.status, 'cancelled')
		}
	}
}

/** The awards of the actor and of the organisations they stand in, the latest first, at most two hundred. */
export async function ownAwards(ctx: Ctx) {
	if (!ctx.actor) return []
	const { accountId } = ctx.actor
	const organisations = (await ownOrganisations(ctx)).map(({ id }) => id)
	const rows = await ctx.db
		.selectFrom('award')
		.selectAll()
		.where((eb) =>
			eb.or([
				eb('organisationId', '=', sql<string>`any(${organisations}::uuid[])`),
				eb.and([eb('organisationId', 'is', null), eb('accountId', '=', accountId)])
			])
		)
		.orderBy('awardedAt', 'desc')
		.orderBy('id', 'desc')
		.limit(200)
		.execute()
	const awards = rows.map(asAward)
	const holders = await holdersOf(ctx, awards)
	return awards.map(({ id, reference, kind, amountCents, expertDays, status, terms, awardedAt }) => {
		return {
			id,
			reference,
			kind,
			amountCents,
			expertDays,
			status,
			title: terms.title,
			nature: terms.nature,
			awardedAt,
			holder: holders.get(id)!
		}
	})
}

/** The office's list, the latest first, page by page. 404 outside the office. Four queries, however many rows. */
export async function listAwards(ctx: Ctx, { kind, status, alert, q }: AwardFilters = {}, after: string | null = null) {
	if (!awardPolicy.office(ctx.actor)) return notFound()
	const rows = await ctx.db
		.selectFrom('award')
		.selectAll()
		.$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
		.$if(status !== undefined, (query) => query.where('status', '=', status!))
		.$if(alert !== undefined, (query) => query.where('alertedAt', 'is not', null).where('status', 'in', ['running', 'completed']))
		.$if(q !== undefined, (query) =>
			query.where((eb) => {
				const found = `%${q!.replace(/[\\%_]/g, '\\$&')}%`
				return eb.or([eb('reference', 'ilike', found), eb(sql<string>`terms->>'title'`, 'ilike', found)])
			})
		)
		.$if(after !== null, (query) => query.where('id', '<', after!))
		.orderBy('id', 'desc')
		.limit(PAGE + 1)
		.execute()
	const awards = rows.slice(0, PAGE).map(asAward)
	const holders = await holdersOf(ctx, awards)
	return {
		awards: awards.map((award) => ({ ...award, holder: holders.get(award.id)! })),
		next: rows.length > PAGE ? awards.at(-1)!.id : null
	}
}

/** Decided applications whose award has not been made, for the heads who can make it and the office that waits. */
export async function awardsToMake(ctx: Ctx) {
	const selected = (await selectedApplications(ctx)).filter(({ call }) => kindOf[call.kind] !== null)
	const made = new Set(
		(
			await ctx.db
				.selectFrom('award')
				.select('applicationId')
				.where('applicationId', '=', sql<string>`any(${selected.map(({ id }) => id)}::uuid[])`)
				.execute()
		).map(({ applicationId }) => applicationId)
	)
	const missing = selected.filter(({ id }) => !made.has(id))
	const holders = await holdersOf(
		ctx,
		missing.map(({ id, organisationId, accountId }) => ({ id, organisationId, accountId, personName: null }))
	)
	return missing.map((decided) => ({
		...decided,
		kind: kindOf[decided.call.kind]!,
		holder: holders.get(decided.id)!,
		can: { make: awardPolicy.award(ctx.actor, decided.call) }
	}))
}

/** The awards of a project, for its page in the office. */
export async function awardsOf(ctx: Ctx, projectId: string) {
	if (!awardPolicy.office(ctx.actor)) return notFound()
	const rows = await ctx.db
		.selectFrom('award')
		.select(['id', 'reference', 'kind', 'amountCents', 'status'])
		.where('projectId', '=', projectId)
		.orderBy('awardedAt')
		.execute()
	return rows.map(({ kind, status, ...row }) => ({ ...row, kind: kind as AwardKind, status: status as AwardStatus }))
}

/** What the office waits for in one query: payments to approve and to record, agreements that were sent and are not signed. */
export async function waitingInAwards(ctx: Ctx) {
	if (!awardPolicy.office(ctx.actor))
		return {
			...{ approve: 0, approveSince: ctx.now, pay: 0, paySince: ctx.now, sign: 0, signSince: ctx.now },
			...{ alert: 0, alertSince: ctx.now }
		}
	const { rows } = await sql<{ status: string; count: number; since: Date }>`
		select status, count(*)::int as count, min(coalesce(approved_at, requested_at)) as since
		from instalment where status in ('requested', 'approved') group by status
		union all
		select 'sent', count(*)::int, min(sent_at) from agreement where status = 'sent' having count(*) > 0
		union all
		select 'alert', count(*)::int, min(alerted_at) from award
			where alerted_at is not null and status in ('running', 'completed') having count(*) > 0`.execute(ctx.db)
	const of = (status: string) => rows.find((row) => row.status === status)
	const mine = mayWrite(ctx.actor)
	return {
		approve: mine ? (of('requested')?.count ?? 0) : 0,
		approveSince: of('requested')?.since ?? ctx.now,
		pay: mine ? (of('approved')?.count ?? 0) : 0,
		paySince: of('approved')?.since ?? ctx.now,
		sign: of('sent')?.count ?? 0,
		signSince: of('sent')?.since ?? ctx.now,
		alert: of('alert')?.count ?? 0,
		alertSince: of('alert')?.since ?? ctx.now
	}
}
