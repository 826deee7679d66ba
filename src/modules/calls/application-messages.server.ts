import { v7 as uuidv7 } from 'uuid'
import { accountsById } from '#modules/identity/accounts.server'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { writeToAllAuthors, writeToAuthors, writeToService } from './application-mails.server.ts'
import { applicationPolicy } from './application-policy.ts'
import { findApplication, refOfApplication } from './application-rows.server.ts'
import { callPolicy } from './policy.ts'

/** Messages one side may send about one application in a day. */
const MOST_A_DAY = 20

/** What was written inside an application, oldest first. Asks no permission: the reads that call it have. */
export async function messagesOf(ctx: Ctx, applicationId: string) {
	const rows = await ctx.db
		.selectFrom('applicationMessage')
		.select(['id', 'side', 'authorId', 'text', 'sentAt'])
		.where('applicationId', '=', applicationId)
		.orderBy('sentAt')
		.orderBy('id')
		.limit(500)
		.execute()
	const authors = await accountsById(
		ctx,
		rows.flatMap(({ authorId }) => authorId ?? [])
	)
	return rows.map(({ authorId, side, ...row }) => ({
		...row,
		side: side as 'applicant' | 'service',
		author: authorId ? (authors.get(authorId)?.name ?? '') : ''
	}))
}

/**
 * Writes inside an application: an author to the service, or the service to the authors. The mail says only that there is a
 * message. Throws RuleBroken `error.applications.messages` (429) beyond twenty a day from one side.
 */
export async function sendApplicationMessage(ctx: Ctx, id: string, text: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const application = ctx.actor ? await findApplication(ctx, id, { lock: true }) : undefined
		if (!application || !(application.role || callPolicy.view(ctx.actor))) return notFound()
		const side = application.role ? 'applicant' : 'service'
		authorize(
			side === 'applicant'
				? applicationPolicy.write(ctx.actor, application.role)
				: applicationPolicy.run(ctx.actor, application.call)
		)
		if (application.status === 'withdrawn') throw new RuleBroken('error.applications.withdrawn')
		const { sent } = await ctx.db
			.selectFrom('applicationMessage')
			.select((eb) => eb.fn.countAll<number>().as('sent'))
			.where('applicationId', '=', id)
			.where('side', '=', side)
			.where('sentAt', '>', new Date(ctx.now.getTime() - 86_400_000))
			.executeTakeFirstOrThrow()
		if (sent >= MOST_A_DAY) throw new RuleBroken('error.applications.messages', 'text', { count: MOST_A_DAY }, 429)
		await ctx.db
			.insertInto('applicationMessage')
			.values({ id: uuidv7(), applicationId: id, side, authorId: ctx.actor?.accountId ?? null, text, sentAt: ctx.now })
			.execute()
		await audit(ctx, 'application.message-sent', refOfApplication(id), { side })
		const letter = {
			kind: 'message',
			subject: 'applications.mail.message.subject',
			body: () => [{ text: 'applications.mail.message.text' as const }]
		} as const
		if (side === 'service') return writeToAllAuthors(ctx, application, letter)
		await writeToAuthors(ctx, application, letter)
		await writeToService(ctx, application, 'applications.mail.message.service', [{ text: 'applications.mail.message.text' }])
	})
}
