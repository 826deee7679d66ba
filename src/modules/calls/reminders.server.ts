import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { writeToAllAuthors } from './application-mails.server.ts'
import { findApplication } from './application-rows.server.ts'
import { instantWords } from './receipts.server.ts'
import { reminderStage, reminderTimes } from './reminder-stages.ts'

/**
 * Reminds the authors of drafts that are not filed, each time once: seven days, 48 hours and three hours before closing.
 * Times missed while nothing ran are not made up for one by one. Returns how many applications were written about.
 */
export async function remindDrafts(ctx: Ctx): Promise<number> {
	const soon = new Date(ctx.now.getTime() + reminderTimes[0]!)
	const due = await ctx.db
		.selectFrom('application')
		.innerJoin('call', 'call.id', 'application.callId')
		.select(['application.id', 'application.reminders', 'call.closesAt'])
		.where('application.status', '=', 'draft')
		.where('call.status', '=', 'published')
		.where('call.closesAt', '>', ctx.now)
		.where('call.closesAt', '<=', soon)
		.where('application.reminders', '<', reminderTimes.length)
		.execute()
	let reminded = 0
	for (const { id, reminders, closesAt } of due) {
		const stage = reminderStage(closesAt!, ctx.now)
		if (stage <= reminders) continue
		reminded += await transact(ctx, async (ctx) => {
			const application = await findApplication(ctx, id, { lock: true })
			// Filed, withdrawn or reminded by another worker since the list was read.
			if (application?.status !== 'draft' || application.reminders >= stage) return 0
			await ctx.db.updateTable('application').set({ reminders: stage }).where('id', '=', id).execute()
			await writeToAllAuthors(ctx, application, {
				kind: 'reminder',
				subject: 'applications.mail.reminder.subject',
				body: (locale) => [{ text: 'applications.mail.reminder.text', params: { instant: instantWords(closesAt!, locale) } }]
			})
			return 1
		})
	}
	return reminded
}
