import type { Ctx, Role } from '#platform/ctx'
import type { Locale } from '#platform/i18n'

/**
 * Accounts that hold one of the roles in a service, or in the whole programme; by name. Names and addresses: the caller has
 * asked who may read them. At most a thousand.
 */
export async function holdersOf(ctx: Ctx, roles: readonly Role[], service: string) {
	const rows = await ctx.db
		.selectFrom('account')
		.select(['id', 'name', 'latinName', 'email', 'locale'])
		.where('erasedAt', 'is', null)
		.where((eb) =>
			eb.exists(
				eb
					.selectFrom('roleGrant')
					.select('roleGrant.id')
					.whereRef('roleGrant.accountId', '=', 'account.id')
					.where('roleGrant.role', 'in', [...roles])
					.where((eb) => eb.or([eb('roleGrant.service', 'is', null), eb('roleGrant.service', '=', service)]))
			)
		)
		.orderBy('name')
		.orderBy('id')
		.limit(1000)
		.execute()
	return rows.map((row) => ({ ...row, locale: row.locale as Locale }))
}
