import type { Sharing } from '#modules/identity/sharing'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint } from '#platform/errors'
import { keepsContact, mayKeepNetwork } from './policy.ts'

onConstraint('person_reserved_check', 'error.sharing.nobody', 'services')

/**
 * Says which services look after a contact, and whether their address and telephone are kept from the others.
 * RuleBroken `error.sharing.nobody` on `services` when they would be kept from everybody.
 */
export async function shareContact(ctx: Ctx, personId: string, { services, reserved }: Sharing): Promise<void> {
	authorize(mayKeepNetwork(ctx.actor))
	await transact(ctx, async (ctx) => {
		const person = await ctx.db.selectFrom('person').selectAll().where('id', '=', personId).forUpdate().executeTakeFirst()
		if (!person) return notFound()
		authorize(keepsContact(ctx.actor, person))
		await ctx.db.updateTable('person').set({ services, reserved, updatedAt: ctx.now }).where('id', '=', personId).execute()
		await audit(ctx, 'person.shared', `person:${personId}`, { services, reserved })
	})
}
