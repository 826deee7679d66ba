import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { accountsById } from '#modules/identity/accounts.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { claimAcceptedMail, claimRefusedMail } from './mails.server.ts'
import { lockOrganisation } from './organisations.server.ts'
import { entryOf, ownEntry } from './people.server.ts'
import { mayClaim, mayKeepNetwork, mayReadNetwork } from './policy.ts'
import type { ClaimInput } from './schema.ts'
import { standIn } from './standings.server.ts'
import type { ClaimStatus } from './workflow.ts'

onConstraint('claim_open_unique', 'error.network.claim_open')

const PAGE = 25
/** More at once is somebody who tries their luck. */
const MOST_OPEN = 5

/**
 * The actor says: this is my organisation. The staff look and answer; until then it gives no right. Returns the claim's id.
 * Throws RuleBroken `error.network.claim_open` when one of theirs waits already, `error.network.too_many_claims` when five do.
 */
export async function askClaim(ctx: Ctx, organisationId: string, { function: post, message }: ClaimInput): Promise<string> {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		const organisation = await lockOrganisation(ctx, organisationId)
		authorize(mayClaim(ctx.actor, organisation, organisation.standing))
		await ownEntry(ctx)
		const open = await ctx.db
			.selectFrom('claim')
			.select('organisationId')
			.where('accountId', '=', accountId)
			.where('status', '=', 'open')
			.execute()
		if (open.some((claim) => claim.organisationId === organisationId)) throw new RuleBroken('error.network.claim_open')
		if (open.length >= MOST_OPEN) throw new RuleBroken('error.network.too_many_claims')
		const id = uuidv7()
		await ctx.db
			.insertInto('claim')
			.values({ id, organisationId, accountId, function: post, message, status: 'open', askedAt: ctx.now })
			.execute()
		await audit(ctx, 'claim.asked', `organisation:${organisationId}`, { claim: id })
		return id
	})
}

async function lockClaim(ctx: Ctx, claimId: string, seen: (claim: { accountId: string }) => boolean) {
	const claim = await ctx.db.selectFrom('claim').selectAll().where('id', '=', claimId).forUpdate().executeTakeFirst()
	if (!claim || !seen(claim)) return notFound()
	return { ...claim, status: claim.status as ClaimStatus }
}

const decide = (ctx: Ctx, claimId: string, status: ClaimStatus, reason: string | null = null) =>
	ctx.db
		.updateTable('claim')
		.set({ status, reason, decidedAt: ctx.now, decidedBy: ctx.actor?.accountId ?? null })
		.where('id', '=', claimId)
		.execute()

/** Whoever asked takes it back. Throws RuleBroken `error.network.claim_answered` when it has its answer. */
export async function withdrawClaim(ctx: Ctx, claimId: string) {
	authorize(ctx.actor !== null)
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const claim = await lockClaim(ctx, claimId, (claim) => claim.accountId === accountId)
		if (claim.status !== 'open') throw new RuleBroken('error.network.claim_answered')
		await decide(ctx, claimId, 'withdrawn')
		await audit(ctx, 'claim.withdrawn', `organisation:${claim.organisationId}`, { claim: claimId })
	})
}

/**
 * The staff say yes: the asker leads the organisation from today, and reads so in a mail. For an organisation that is only
 * proposed they verify it instead (`error.network.verify_first`). RuleBroken `error.network.claim_answered` when answered.
 */
export async function acceptClaim(ctx: Ctx, claimId: string) {
	authorize(mayKeepNetwork(ctx.actor))
	await transact(ctx, async (ctx) => {
		const claim = await lockClaim(ctx, claimId, () => true)
		if (claim.status !== 'open') throw new RuleBroken('error.network.claim_answered')
		const organisation = await lockOrganisation(ctx, claim.organisationId)
		if (organisation.status !== 'listed') throw new RuleBroken('error.network.verify_first')
		const asker = await entryOf(ctx, claim.accountId)
		if (!asker) return notFound()
		const post = { [asker.locale]: claim.function }
		await standIn(ctx, { personId: asker.personId, organisationId: organisation.id, role: 'lead', function: post, since: null })
		await decide(ctx, claimId, 'accepted')
		await audit(ctx, 'claim.accepted', `organisation:${organisation.id}`, { claim: claimId })
		await claimAcceptedMail(ctx, claim.accountId, organisation)
	})
}

/** The staff say no and why; the asker reads it in a mail. RuleBroken `error.network.claim_answered` when answered. */
export async function refuseClaim(ctx: Ctx, claimId: string, reason: string) {
	authorize(mayKeepNetwork(ctx.actor))
	await transact(ctx, async (ctx) => {
		const claim = await lockClaim(ctx, claimId, () => true)
		if (claim.status !== 'open') throw new RuleBroken('error.network.claim_answered')
		const organisation = await lockOrganisation(ctx, claim.organisationId)
		if (organisation.status === 'proposed') throw new RuleBroken('error.network.verify_first')
		await decide(ctx, claimId, 'refused', reason)
		await audit(ctx, 'claim.refused', `organisation:${organisation.id}`, { claim: claimId })
		await claimRefusedMail(ctx, claim.accountId, organisation, reason)
	})
}

/** Answers every open claim of an organisation at once: part of verifying or hiding it. Returns who had asked. */
export async function answerClaims(
	ctx: Ctx,
	organisationId: string,
	status: 'accepted' | 'refused',
	reason: string | null = null
): Promise<string[]> {
	const claims = await ctx.db
		.selectFrom('claim')
		.select(['id', 'accountId'])
		.where('organisationId', '=', organisationId)
		.where('status', '=', 'open')
		.forUpdate()
		.execute()
	for (const { id } of claims) await decide(ctx, id, status, reason)
	return claims.map(({ accountId }) => accountId)
}

/** The actor's claims with their organisations, the last first. */
export async function ownClaims(ctx: Ctx) {
	authorize(ctx.actor !== null)
	return ctx.db
		.selectFrom('claim')
		.innerJoin('organisation', 'organisation.id', 'claim.organisationId')
		.select(['claim.id', 'claim.organisationId', 'claim.status', 'claim.reason', 'claim.askedAt', 'claim.decidedAt'])
		.select(['organisation.name', 'organisation.status as organisationStatus'])
		.where('claim.accountId', '=', ctx.actor.accountId)
		.orderBy('claim.askedAt', 'desc')
		.limit(20)
		.execute()
}

/** The claims that wait (or those with another answer), the oldest first, 25 at a time. For the office. Two queries. */
export async function listClaims(ctx: Ctx, { status = 'open' }: { status?: ClaimStatus } = {}, after: string | null = null) {
	authorize(mayReadNetwork(ctx.actor))
	const rows = await ctx.db
		.selectFrom('claim')
		.innerJoin('organisation', 'organisation.id', 'claim.organisationId')
		.select(['claim.id', 'claim.organisationId', 'claim.accountId', 'claim.function', 'claim.message', 'claim.status'])
		.select(['claim.reason', 'claim.askedAt', 'claim.decidedAt', 'organisation.name', 'organisation.reference'])
		.select(['organisation.status as organisationStatus', 'organisation.website', 'organisation.email'])
		.where('claim.status', '=', status)
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(claim.asked_at, claim.id) > (select asked_at, id from claim where id = ${after})`)
		)
		.orderBy('claim.askedAt')
		.orderBy('claim.id')
		.limit(PAGE + 1)
		.execute()
	const shown = rows.slice(0, PAGE)
	const askers = await accountsById(
		ctx,
		shown.map(({ accountId }) => accountId)
	)
	const keep = mayKeepNetwork(ctx.actor)
	return {
		claims: shown.map(({ accountId, ...claim }) => {
			const asker = askers.get(accountId)
			return {
				...claim,
				// An auditor checks what was done, and needs no address.
				asker: asker ? { name: asker.name, email: keep ? asker.email : null } : null,
				can: { answer: keep && claim.status === 'open' }
			}
		}),
		next: rows.length > PAGE ? shown.at(-1)!.id : null
	}
}
