import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { introductionRules } from '#programme/exchange'
import { isHeld } from './blocks.server.ts'
import { holdsContactDetails } from './contact-details.ts'
import { writeMessage } from './introduction-mails.server.ts'
import { introductionPolicy } from './introduction-policy.ts'
import { isStanding, otherSide } from './introduction-workflow.ts'
import { loadIntroduction } from './introductions.server.ts'

/**
 * Relays a message to the other side, or from the service to both: by mail, without any address but the page's. Until both
 * have agreed it must hold none itself. Throws RuleBroken `error.exchange.contact_in_message` (field `text`),
 * `error.exchange.ended`, `error.exchange.messages` (429, `count`).
 */
export async function sendMessage(ctx: Ctx, introductionId: string, text: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { row, standings, side } = await loadIntroduction(ctx, introductionId, { lock: true })
		const byService = side === null
		authorize(byService ? introductionPolicy.mediate(ctx.actor) : introductionPolicy.write(ctx.actor, standings[side]))
		if (!isStanding(row.status)) throw new RuleBroken('error.exchange.ended')
		if (row.status === 'asked' && !byService && holdsContactDetails(text))
			throw new RuleBroken('error.exchange.contact_in_message', 'text', {}, 422)
		const { sent } = await ctx.db
			.selectFrom('introductionMessage')
			.select((eb) => eb.fn.countAll<number>().as('sent'))
			.where('introductionId', '=', row.id)
			.where('side', '=', side ?? 'service')
			.where('sentAt', '>', new Date(ctx.now.getTime() - 86_400_000))
			.executeTakeFirstOrThrow()
		const { messagesPerDay } = introductionRules
		if (sent >= messagesPerDay) throw new RuleBroken('error.exchange.messages', 'text', { count: messagesPerDay }, 429)
		await ctx.db
			.insertInto('introductionMessage')
			.values({
				id: uuidv7(),
				introductionId: row.id,
				side: side ?? 'service',
				authorId: ctx.actor?.accountId ?? null,
				text,
				sentAt: ctx.now
			})
			.execute()
		await audit(ctx, 'introduction.message-sent', `introduction:${row.id}`, { side: side ?? 'service' })
		if (byService) for (const reader of ['from', 'to'] as const) await writeMessage(ctx, row, reader, text, true)
		else if (!(await isHeld(ctx, row))) await writeMessage(ctx, row, otherSide(side), text, false)
	})
}
