import type { Sharing } from '#modules/identity/sharing'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize } from '#platform/errors'
import { lockCall, refOfCall, writeCall } from './call-rows.server.ts'
import { callPolicy } from './policy.ts'

/** Says which services run a call together with its own, and whether the office shows it to the others. */
export async function shareCall(ctx: Ctx, callId: string, { services, reserved }: Sharing): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.share(ctx.actor, call))
		await writeCall(ctx, callId, { services: services.filter((each) => each !== call.service), reserved })
		await audit(ctx, 'call.shared', refOfCall(callId), { services, reserved })
	})
}
