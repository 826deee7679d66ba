import type { Ctx } from '#platform/ctx'

/** An account is remembered at an address for this long after its last sign-in there, in milliseconds. */
const KNOWN = 180 * 86_400_000
/** How long an answered invitation stays in the list, in milliseconds. */
const ANSWERED = 365 * 86_400_000

/** Deletes what has had its day: sessions, one-time proofs, counts of attempts, invitations, remembered addresses. */
export async function forgetExpired(ctx: Ctx) {
	for (const table of ['session', 'verification', 'rateLimit'] as const)
		await ctx.db.deleteFrom(table).where('expiresAt', '<=', ctx.now).execute()
	await ctx.db
		.deleteFrom('invitation')
		.where('acceptedAt', 'is', null)
		.where('withdrawnAt', 'is', null)
		.where('expiresAt', '<=', ctx.now)
		.execute()
	await ctx.db
		.deleteFrom('invitation')
		.where('invitedAt', '<=', new Date(ctx.now.getTime() - ANSWERED))
		.execute()
	await ctx.db
		.deleteFrom('knownAddress')
		.where('lastSeenAt', '<=', new Date(ctx.now.getTime() - KNOWN))
		.execute()
}
