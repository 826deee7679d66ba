import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import { instantOf } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { programme } from '#programme/programme'
import { writeToAllAuthors } from './application-mails.server.ts'
import { findApplication, refOfApplication } from './application-rows.server.ts'
import { lockCall } from './call-rows.server.ts'
import { callPolicy } from './policy.ts'
import { instantWords } from './receipts.server.ts'

/** The longest a late filing can be allowed for, in days. */
const MOST_DAYS = 7

/**
 * Allows one application, named by its reference, to be filed after closing, until an instant in the programme's zone. An
 * officer's decision, with its reason in the trail; the authors are told. Throws RuleBroken
 * `error.applications.late_reference` (field), `error.applications.late_filed` (field),
 * `error.applications.late_moment`, `error.applications.late_until` (field).
 */
export async function permitLate(
	ctx: Ctx,
	callId: string,
	{ reference, until, reason }: { reference: string; until: string | null; reason: string }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const call = await lockCall(ctx, callId)
		authorize(callPolicy.run(ctx.actor, call))
		if (!['published', 'closed'].includes(call.status) || !call.closesAt || ctx.now < call.closesAt)
			throw new RuleBroken('error.applications.late_moment')
		const at = until ? instantOf(until, programme.timeZone) : null
		if (!at || at <= ctx.now || at.getTime() > ctx.now.getTime() + MOST_DAYS * 86_400_000)
			throw new RuleBroken('error.applications.late_until', 'until', { days: MOST_DAYS }, 422)
		const row = await ctx.db
			.selectFrom('application')
			.select('id')
			.where('callId', '=', callId)
			.where('reference', '=', reference)
			.executeTakeFirst()
		const application = row && (await findApplication(ctx, row.id, { lock: true }))
		if (!application || application.status === 'withdrawn')
			throw new RuleBroken('error.applications.late_reference', 'reference', {}, 422)
		// What was filed in time stays as it was: nobody corrects it after closing.
		if (application.status !== 'draft') throw new RuleBroken('error.applications.late_filed', 'reference', {}, 422)
		const id = uuidv7()
		await ctx.db
			.insertInto('latePermission')
			.values({ id, applicationId: application.id, until: at, reason, givenAt: ctx.now, givenBy: ctx.actor.accountId })
			.execute()
		await audit(ctx, 'application.late-permitted', refOfApplication(application.id), { until: at.toISOString(), reason })
		await writeToAllAuthors(ctx, application, {
			kind: 'late-permission',
			subject: 'applications.mail.late.subject',
			body: (locale) => [{ text: 'applications.mail.late.text', params: { instant: instantWords(at, locale) } }]
		})
	})
}
