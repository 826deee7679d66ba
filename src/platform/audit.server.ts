import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from './ctx.ts'

/**
 * What can be said to have happened. One list for the whole house: the audit trail filters by it and each entry has
 * its sentence in messages (`audit.<action>`).
 */
export const auditActions = [
	'account.created',
	'account.first-step-passed',
	'account.signed-in',
	'account.sign-in-refused',
	'account.signed-out',
	'account.password-changed',
	'account.second-factor-enabled',
	'account.second-factor-disabled',
	'account.recovery-codes-renewed',
	'account.confirmed',
	'account.profile-corrected',
	'account.data-exported',
	'account.erased',
	'session.revoked',
	'role.granted',
	'role.withdrawn',
	'invitation.sent',
	'invitation.accepted',
	'invitation.withdrawn',
	'consent.given',
	'consent.withdrawn',
	'mail.sent-again',
	'file.stored',
	'file.removed',
	'job.retried',
	'setting.changed',
	'trail.exported',
	'contact.received',
	'programme.loaded'
] as const
export type AuditAction = (typeof auditActions)[number]

/**
 * Written through ctx.db, so the trail and the change it describes commit or vanish together. `subject` is what it
 * happened to (`account:<id>`, `call:<id>`); `data` is what the history shows: ids and values, no personal data.
 */
export async function audit(ctx: Ctx, action: AuditAction, subject: string, data: Record<string, unknown> = {}) {
	await ctx.db
		.insertInto('auditEvent')
		.values({
			id: uuidv7(),
			at: ctx.now,
			actorId: ctx.actor?.accountId ?? null,
			requestId: ctx.requestId,
			action,
			subject,
			data: JSON.stringify(data)
		})
		.execute()
}
