import { v7 as uuidv7 } from 'uuid'
import { programme } from '#programme/programme'
import { audit } from '#platform/audit.server'
import type { Ctx, Role } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { requireFresh } from './accounts.server.ts'
import { isAdministrator, isProgrammeRole, mayWrite } from './policy.ts'

onConstraint('role_grant_unique', 'error.identity.role_already', 'role')

export type Grant = { role: Role; service: string | null }

/** Throws RuleBroken when there is no such service, or the role is not one that is granted there. */
export function checkGrant({ role, service }: Grant) {
	if (service !== null && !programme.services.some(({ key }) => key === service))
		throw new RuleBroken('error.identity.service', 'service', {}, 422)
	if (role === 'member') throw new RuleBroken('error.identity.role', 'role', {}, 422)
	if (isProgrammeRole(role) && service !== null) throw new RuleBroken('error.identity.role_whole', 'service', {}, 422)
}

/** Gives a role. Administrators, freshly authenticated. Throws RuleBroken when it is already held or cannot be combined. */
export async function grantRole(ctx: Ctx, accountId: string, grant: Grant): Promise<string> {
	authorize(mayWrite(ctx.actor) && isAdministrator(ctx.actor))
	requireFresh(ctx)
	return transact(ctx, (ctx) => addGrant(ctx, accountId, grant, ctx.actor!.accountId))
}

/**
 * Writes a grant, whoever decided it: an administrator, an accepted invitation, the operator's terminal, the demo content.
 * Asks no permission; callers do. Returns the grant's id.
 */
export async function addGrant(ctx: Ctx, accountId: string, grant: Grant, grantedBy: string | null): Promise<string> {
	checkGrant(grant)
	return transact(ctx, async (ctx) => {
		// Locked: two grants at once must each see the other's.
		const account = await ctx.db
			.selectFrom('account')
			.select('id')
			.where('id', '=', accountId)
			.where('erasedAt', 'is', null)
			.forUpdate()
			.executeTakeFirst()
		if (!account) return notFound()
		const held = await ctx.db.selectFrom('roleGrant').select('role').where('accountId', '=', accountId).execute()
		// Who checks the work does not do it: and an auditor may write nothing, so the combination would only lock its holder out.
		if (held.some(({ role }) => (role === 'auditor') !== (grant.role === 'auditor')))
			throw new RuleBroken('error.identity.auditor_alone', 'role')
		const id = uuidv7()
		await ctx.db
			.insertInto('roleGrant')
			.values({ id, accountId, ...grant, grantedBy, grantedAt: ctx.now })
			.execute()
		await audit(ctx, 'role.granted', `account:${accountId}`, { ...grant })
		return id
	})
}

/** Takes a role back. Administrators, freshly authenticated. The programme always keeps one administrator. */
export async function withdrawRole(ctx: Ctx, grantId: string) {
	authorize(mayWrite(ctx.actor) && isAdministrator(ctx.actor))
	requireFresh(ctx)
	await transact(ctx, async (ctx) => {
		const grant = await ctx.db
			.selectFrom('roleGrant')
			.select(['accountId', 'role', 'service'])
			.where('id', '=', grantId)
			.executeTakeFirst()
		if (!grant) return notFound()
		if (grant.role === 'administrator') await keepOneAdministrator(ctx, grant.accountId)
		const { numDeletedRows } = await ctx.db.deleteFrom('roleGrant').where('id', '=', grantId).executeTakeFirst()
		if (!numDeletedRows) return notFound()
		await audit(ctx, 'role.withdrawn', `account:${grant.accountId}`, { role: grant.role, service: grant.service })
	})
}

/**
 * Throws RuleBroken `error.identity.last_administrator` when nobody but this account administers. Locks every
 * administrator's grant, so that two who withdraw each other at once cannot both succeed.
 */
export async function keepOneAdministrator(ctx: Ctx, leaving: string) {
	const administrators = await ctx.db
		.selectFrom('roleGrant')
		.select(['id', 'accountId'])
		.where('role', '=', 'administrator')
		.orderBy('id')
		.forUpdate()
		.execute()
	if (
		administrators.some(({ accountId }) => accountId === leaving) &&
		administrators.every(({ accountId }) => accountId === leaving)
	)
		throw new RuleBroken('error.identity.last_administrator')
}

/** What an account holds, for the checks that are made on behalf of somebody who is not asking. */
export const rolesOf = async (ctx: Ctx, accountId: string): Promise<(Grant & { id: string; grantedAt: Date })[]> =>
	(await ctx.db
		.selectFrom('roleGrant')
		.select(['id', 'role', 'service', 'grantedAt'])
		.where('accountId', '=', accountId)
		.orderBy('grantedAt')
		.orderBy('id')
		.execute()) as (Grant & { id: string; grantedAt: Date })[]
