import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { buildReader, campaignText } from '#test/mailings'
import { NOW, test, trail } from '#test/support'
import { receiveReturned } from './campaign-bounces.server.ts'
import { messageIdOf } from './campaign-composing.server.ts'
import { everybody } from './campaign-schema.ts'

async function sentLetter(ctx: Ctx, readerId: string): Promise<string> {
	const id = uuidv7()
	await ctx.db
		.insertInto('campaign')
		.values({
			id,
			kind: 'newsletter',
			service: 'cit',
			subject: JSON.stringify({ fr: 'Les nouvelles' }),
			body: JSON.stringify({ fr: campaignText('Bonjour.') }),
			segment: JSON.stringify(everybody),
			status: 'sent',
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	await ctx.db
		.insertInto('campaignLetter')
		.values({ campaignId: id, subscriberId: readerId, locale: 'fr', status: 'sent', sentAt: NOW })
		.execute()
	return id
}

/** As Postfix writes it (RFC 3464): words for people, the report, the head of what came back. */
const notification = (messageId: string, { action = 'failed', status = '5.1.1', words = 'unknown user' } = {}) =>
	Buffer.from(
		`From: MAILER-DAEMON@mail.example.net
To: passerelle@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

--B1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net
Arrival-Date: Mon, 1 Mar 2027 14:00:00 +0200 (EET)

Final-Recipient: rfc822; maria@example.org
Original-Recipient: rfc822;maria@example.org
Action: ${action}
Status: ${status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 ${status} <maria@example.org>:
    ${words}

--B1
Content-Type: text/rfc822-headers

From: Passerelle <passerelle@example.org>
To: maria@example.org
Message-ID: ${messageId}
Subject: Les nouvelles

--B1--
`.replaceAll('\n', '\r\n')
	)
const complaint = (messageId: string) =>
	Buffer.from(
		`From: <abusedesk@example.net>
Subject: FW: Les nouvelles
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B2"

--B2
Content-Type: text/plain

This is an email abuse report.

--B2
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1

--B2
Content-Type: message/rfc822

From: Passerelle <passerelle@example.org>
Message-ID: ${messageId}
Subject: Les nouvelles

Bonjour.

--B2--
`.replaceAll('\n', '\r\n')
	)
const reader = (ctx: Ctx, id: string) =>
	ctx.db.selectFrom('subscriber').select(['stoppedAt', 'stopReason']).where('id', '=', id).executeTakeFirstOrThrow()

describe('a letter that comes back', () => {
	test('for good stops the address, once, and its campaign says so', async ({ ctx }) => {
		const id = await buildReader(ctx, 'maria@example.org', ['newsletter'])
		const campaign = await sentLetter(ctx, id)
		const source = notification(messageIdOf(campaign, id))
		expect(await receiveReturned(ctx, source)).toBe('hard')
		expect(await receiveReturned(ctx, source)).toBe('hard')
		expect(await reader(ctx, id)).toEqual({ stoppedAt: NOW, stopReason: 'hard' })
		const bounces = await ctx.db.selectFrom('bounce').select(['kind', 'status', 'diagnostic']).execute()
		expect(bounces).toEqual([{ kind: 'hard', status: '5.1.1', diagnostic: 'smtp; 550 5.1.1 <…>: unknown user' }])
		expect(await ctx.db.selectFrom('campaignLetter').select('status').execute()).toEqual([{ status: 'bounced' }])
		expect(await trail(ctx, `subscriber:${id}`)).toMatchObject([{ action: 'subscriber.stopped', data: { reason: 'hard' } }])
	})

	test('for a passing reason is counted: the fifth stops', async ({ ctx }) => {
		const id = await buildReader(ctx, 'maria@example.org', ['newsletter'])
		for (let i = 1; i <= 5; i++) {
			expect((await reader(ctx, id)).stoppedAt).toBeNull()
			const campaign = await sentLetter(ctx, id)
			const full = { action: i % 2 ? 'delayed' : 'failed', status: i % 2 ? '4.4.1' : '5.2.2' }
			expect(await receiveReturned(ctx, notification(messageIdOf(campaign, id), full))).toBe('soft')
		}
		expect(await reader(ctx, id)).toEqual({ stoppedAt: NOW, stopReason: 'soft' })
	})

	test('as a complaint ends every consent', async ({ ctx }) => {
		const id = await buildReader(ctx, 'maria@example.org', ['newsletter', 'calls'])
		expect(await receiveReturned(ctx, complaint(messageIdOf(await sentLetter(ctx, id), id)))).toBe('complaint')
		expect(await ctx.db.selectFrom('subscription').select('endedBy').execute()).toEqual([
			{ endedBy: 'complaint' },
			{ endedBy: 'complaint' }
		])
	})

	test('with an id that was not made here, or somebody’s own words, changes nothing', async ({ ctx }) => {
		const id = await buildReader(ctx, 'maria@example.org', ['newsletter'])
		const campaign = await sentLetter(ctx, id)
		const forged = messageIdOf(campaign, id).replace(/.{4}@/, 'AAAA@')
		expect(await receiveReturned(ctx, notification(forged))).toBe('ignored')
		expect(await receiveReturned(ctx, notification('<x@example.org>'))).toBe('ignored')
		expect(await receiveReturned(ctx, notification(messageIdOf(uuidv7(), id)))).toBe('ignored')
		const away = `From: maria@example.org\r\nSubject: Absence\r\nIn-Reply-To: ${messageIdOf(campaign, id)}\r\n\r\nDe retour lundi.\r\n`
		expect(await receiveReturned(ctx, Buffer.from(away))).toBe('ignored')
		for (const broken of ['', '\0\0\0', 'x'.repeat(100_000), 'Content-Type: multipart/report; boundary="x"\r\n\r\n--x'])
			expect(await receiveReturned(ctx, Buffer.from(broken))).toBe('ignored')
		expect(await reader(ctx, id)).toEqual({ stoppedAt: null, stopReason: null })
	})

	test('stops nobody’s next sign-up: confirming again begins afresh', async ({ ctx }) => {
		const id = await buildReader(ctx, 'maria@example.org', ['newsletter'])
		await receiveReturned(ctx, notification(messageIdOf(await sentLetter(ctx, id), id)))
		const { askSubscription, confirmSubscription } = await import('./subscriptions.server.ts')
		const about = { locale: 'fr' as const, organisationKind: null, territory: null, themes: [], website: '' }
		await askSubscription(ctx, { email: 'maria@example.org', kinds: ['newsletter'], ...about }, { address: '192.0.2.1' })
		const [mail] = await ctx.db.selectFrom('mail').select(['kind', 'text']).execute()
		expect(mail!.kind).toBe('newsroom.subscription')
		await confirmSubscription(ctx, /confirm\/([\w-]+)/.exec(mail!.text)![1]!)
		expect(await reader(ctx, id)).toEqual({ stoppedAt: null, stopReason: null })
	})
})
