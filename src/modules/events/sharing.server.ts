import type { Sharing } from '#modules/identity/sharing'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize } from '#platform/errors'
import { lockEvent, refOfEvent, writeEvent } from './event-rows.server.ts'
import { eventPolicy } from './policy.ts'

/** Says which services organise an event together with its own, and whether the office shows it to the others. */
export async function shareEvent(ctx: Ctx, eventId: string, { services, reserved }: Sharing): Promise<void> {
	await transact(ctx, async (ctx) => {
		const event = await lockEvent(ctx, eventId)
		authorize(eventPolicy.share(ctx.actor, event))
		await writeEvent(ctx, eventId, { services: services.filter((each) => each !== event.service), reserved })
		await audit(ctx, 'event.shared', refOfEvent(eventId), { services, reserved })
	})
}
