import { sql } from 'kysely'
import { shareCall } from '#modules/calls/sharing.server'
import { shareEvent } from '#modules/events/sharing.server'
import { maySeeReserved } from '#modules/identity/policy'
import type { Sharing } from '#modules/identity/sharing'
import { keepsContact } from '#modules/network/policy'
import { shareContact } from '#modules/network/sharing.server'
import { shareProject } from '#modules/projects/sharing.server'
import type { Ctx } from '#platform/ctx'
import { authorize, notFound } from '#platform/errors'
import type { Localized } from '#platform/i18n'
import { mayOpenOffice } from './policy.ts'

const verbs = { call: shareCall, event: shareEvent, project: shareProject, person: shareContact }
export type SharedKind = keyof typeof verbs
export const isSharedKind = (kind: string): kind is SharedKind => Object.hasOwn(verbs, kind)

/** Whose a thing is: its own service (null for a contact), those that run it too, and whether it is kept from the others. For the office. */
export async function getSharing(ctx: Ctx, kind: SharedKind, id: string) {
	authorize(mayOpenOffice(ctx.actor))
	const own = kind === 'person' ? sql`null::text as service, to_jsonb(name) as title` : sql`service, title`
	const { rows } = await sql<{
		title: Localized | string
		service: string | null
		services: string[]
		reserved: boolean
	}>`select ${own}, services, reserved from ${sql.table(kind)} where id = ${id}`.execute(ctx.db)
	const [thing] = rows
	if (!thing) return notFound()
	if (thing.service !== null && !maySeeReserved(ctx.actor, { ...thing, service: thing.service })) return notFound()
	return { ...thing, can: { share: kind !== 'person' || keepsContact(ctx.actor, thing) } }
}

/** For the office; the module's own verb decides who there may. */
export async function share(ctx: Ctx, kind: SharedKind, id: string, sharing: Sharing): Promise<void> {
	authorize(mayOpenOffice(ctx.actor))
	await verbs[kind](ctx, id, sharing)
}
