import type { Ctx } from '#platform/ctx'
import { env } from '#platform/env'
import { RuleBroken } from '#platform/errors'
import { onlyOutbox } from '#platform/mail.server'

/**
 * Throws RuleBroken `error.identity.last_way_in` when nothing opens the account any more: to be asked once something was
 * taken away, in the same transaction. Locks the account, so that of two that go at once one stays. A link by mail counts
 * where mails leave; a login counts while its provider is configured.
 */
export async function requireWayIn(ctx: Ctx, accountId: string) {
	await ctx.db.selectFrom('account').select('id').where('id', '=', accountId).forUpdate().execute()
	if (env().PASSERELLE_SMTP_URL || onlyOutbox()) return
	const issuers = env().PASSERELLE_OIDC.map(({ issuer }) => issuer)
	const left = await ctx.db
		.selectFrom('credential')
		.select('id')
		.where('accountId', '=', accountId)
		.where((eb) => eb.or([eb('passwordHash', 'is not', null), eb('provider', 'in', ['', ...issuers])]))
		.unionAll(ctx.db.selectFrom('passkey').select('id').where('accountId', '=', accountId))
		.execute()
	if (!left.length) throw new RuleBroken('error.identity.last_way_in')
}
