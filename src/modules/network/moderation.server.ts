import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { answerClaims } from './claims.server.ts'
import { indexOrganisation } from './indexing.server.ts'
import { claimRefusedMail, organisationDeclinedMail, organisationVerifiedMail } from './mails.server.ts'
import { lockOrganisation } from './organisations.server.ts'
import { mayKeepNetwork } from './policy.ts'
import { canMove } from './workflow.ts'

/** What another module does with its own things of an organisation that has entered or left the lists, in the same transaction. */
export type Follower = (ctx: Ctx, organisationId: string) => Promise<void>
const followers = new Set<Follower>()
/** Called once per process, where the process begins (hooks.server.ts), by whoever shows things of organisations. */
export const onShownOrHidden = (follower: Follower): void => void followers.add(follower)

async function followed(ctx: Ctx, organisationId: string) {
	await indexOrganisation(ctx, organisationId)
	for (const follow of followers) await follow(ctx, organisationId)
}

/**
 * The staff have looked: the organisation is what it says. One that was proposed is listed from now on and its proposer,
 * who goes on leading it, hears of it. Throws RuleBroken `error.network.verified` when it was, `error.network.status` when
 * it is hidden or merged.
 */
export async function verifyOrganisation(ctx: Ctx, organisationId: string) {
	authorize(mayKeepNetwork(ctx.actor))
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const organisation = await lockOrganisation(ctx, organisationId)
		if (organisation.verifiedAt) throw new RuleBroken('error.network.verified')
		const proposed = organisation.status === 'proposed'
		if (!proposed && organisation.status !== 'listed') throw new RuleBroken('error.network.status')
		await ctx.db
			.updateTable('organisation')
			.set({ status: 'listed', verifiedAt: ctx.now, verifiedBy: accountId, updatedAt: ctx.now })
			.where('id', '=', organisationId)
			.execute()
		await audit(ctx, 'organisation.verified', `organisation:${organisationId}`)
		// Claims on an organisation that was listed already are questions of their own.
		if (proposed)
			for (const asker of await answerClaims(ctx, organisationId, 'accepted'))
				await organisationVerifiedMail(ctx, asker, organisation)
		await followed(ctx, organisationId)
	})
}

/**
 * Out of every list but the office's, with a reason for the trail. Claims that wait are refused with it, and their askers
 * hear it; of one that was only proposed, nobody stands in it any more. RuleBroken `error.network.status` when it cannot be.
 */
export async function hideOrganisation(ctx: Ctx, organisationId: string, reason: string) {
	authorize(mayKeepNetwork(ctx.actor))
	await transact(ctx, async (ctx) => {
		const organisation = await lockOrganisation(ctx, organisationId)
		if (organisation.status === 'merged' || !canMove(organisation.status, 'hidden')) throw new RuleBroken('error.network.status')
		const proposed = organisation.status === 'proposed'
		await ctx.db
			.updateTable('organisation')
			.set({ status: 'hidden', updatedAt: ctx.now })
			.where('id', '=', organisationId)
			.execute()
		if (proposed) await ctx.db.deleteFrom('membership').where('organisationId', '=', organisationId).execute()
		await audit(ctx, 'organisation.hidden', `organisation:${organisationId}`, { reason })
		for (const asker of await answerClaims(ctx, organisationId, 'refused', reason))
			await (proposed ? organisationDeclinedMail : claimRefusedMail)(ctx, asker, organisation, reason)
		await followed(ctx, organisationId)
	})
}

/** Back into the lists. Throws RuleBroken `error.network.status` when it is not hidden. */
export async function showOrganisation(ctx: Ctx, organisationId: string) {
	authorize(mayKeepNetwork(ctx.actor))
	await transact(ctx, async (ctx) => {
		const organisation = await lockOrganisation(ctx, organisationId)
		if (organisation.status !== 'hidden') throw new RuleBroken('error.network.status')
		await ctx.db
			.updateTable('organisation')
			.set({ status: 'listed', updatedAt: ctx.now })
			.where('id', '=', organisationId)
			.execute()
		await audit(ctx, 'organisation.shown', `organisation:${organisationId}`)
		await followed(ctx, organisationId)
	})
}
