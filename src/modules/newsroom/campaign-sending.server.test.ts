import { fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { env } from '#platform/env'
import { mailSink } from '#test/mail-sink'
import { buildReader, buildReaders, campaignText } from '#test/mailings'
import { contextOn, NOW, ownDatabase, ownHome, queued, test } from '#test/support'
import { openJournal, readJournal } from './campaign-journal.server.ts'
import { letterFigures } from './campaign-rows.server.ts'
import { everybody, type Segment } from './campaign-schema.ts'
import { sendCampaign, startCampaigns } from './campaign-sending.server.ts'
import { endSubscription } from './subscription-preferences.server.ts'
import type { MailKind } from './subscription-schema.ts'
import { tokenFor } from './subscription-tokens.server.ts'

const home = ownHome()
const { PASSERELLE_DEMO, PASSERELLE_SMTP_URL, PUBLIC_URL } = env()
beforeEach(() => void Object.assign(env(), { PASSERELLE_DEMO: false, PUBLIC_URL: 'https://passerelle.example' }))
afterEach(() => void Object.assign(env(), { PASSERELLE_DEMO, PASSERELLE_SMTP_URL, PUBLIC_URL }))

/** A campaign approved and about to leave. */
async function approved(ctx: Ctx, kind: MailKind = 'newsletter', segment: Segment = everybody, status = 'sending') {
	const id = uuidv7()
	await ctx.db
		.insertInto('campaign')
		.values({
			id,
			kind,
			service: 'cit',
			subject: JSON.stringify({ fr: 'Les nouvelles', bg: 'Новини' }),
			body: JSON.stringify({ fr: campaignText('Bonjour.'), bg: campaignText('Здравейте.') }),
			segment: JSON.stringify(segment),
			status,
			sendAt: NOW,
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	return id
}
const many = (ctx: Ctx, count: number) => buildReaders(ctx, count, 'newsletter')
const addresses = (taken: { to: string }[]) => taken.map(({ to }) => to).sort()
const statusOf = async (ctx: Ctx, id: string) =>
	(await ctx.db.selectFrom('campaign').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status

describe('sending a campaign', () => {
	test('hands each reader one letter in their language, with the way to leave in its head, and nothing that counts them', async () => {
		await using own = await ownDatabase()
		await using sink = await mailSink()
		env().PASSERELLE_SMTP_URL = sink.url
		const ctx = contextOn(own.db)
		await many(ctx, 7)
		const id = await approved(ctx)
		expect(await sendCampaign(ctx, id, uuidv7())).toEqual({ sent: 7 })
		expect(await statusOf(ctx, id)).toBe('sent')
		expect(addresses(sink.taken)).toEqual(Array.from({ length: 7 }, (_, i) => `reader${i}@example.org`))
		const bulgarian = sink.taken.find(({ to }) => to === 'reader1@example.org')!
		const mail = await simpleParser(bulgarian.source)
		expect(mail.subject).toBe('Новини')
		expect(mail.headers.get('content-language')).toBe('bg')
		expect(mail.headerLines.find(({ key }) => key === 'list-unsubscribe-post')?.line).toBe(
			'List-Unsubscribe-Post: List-Unsubscribe=One-Click'
		)
		const unsubscribe =
			/^List-Unsubscribe: <(https:\/\/passerelle\.example\/bg\/newsletter\/readers\/[\w-]{43}\/leave\/newsletter)>/im.exec(
				bulgarian.source.replace(/\r\n\s+/g, ' ')
			)?.[1]
		expect(unsubscribe).toBeDefined()
		expect(mail.text).toContain(unsubscribe)
		expect(mail.html).not.toMatch(/<img|leave\.invalid|preferences\.invalid/)
		// The English reader is told that the text is another language's.
		const english = await simpleParser(sink.taken.find(({ to }) => to === 'reader2@example.org')!.source)
		expect(english.text).toContain('it is shown in Français')
		// Twice is once.
		expect(await sendCampaign(ctx, id, uuidv7())).toEqual({ sent: 0 })
		expect(sink.taken).toHaveLength(7)
	})

	test('no letter leaves without a live consent for its kind, whatever happens between the start and its turn', async () => {
		await using own = await ownDatabase()
		await using sink = await mailSink()
		env().PASSERELLE_SMTP_URL = sink.url
		const ctx = contextOn(own.db)
		let run = 0
		const kinds: MailKind[] = ['newsletter', 'calls']
		const reader = fc.record({
			kinds: fc.subarray(kinds),
			stopped: fc.boolean(),
			then: fc.constantFrom('stays', 'leaves', 'leaves the other', 'bounces', 'comes back', 'is forgotten')
		})
		await fc.assert(
			fc.asyncProperty(fc.array(reader, { minLength: 1, maxLength: 8 }), fc.constantFrom(...kinds), async (readers, kind) => {
				await ctx.db.deleteFrom('subscriber').execute()
				const before = sink.taken.length
				const mine = `run${++run}`
				const built: { id: string; email: string; then: string }[] = []
				for (const [i, { kinds, stopped, then }] of readers.entries()) {
					const email = `${mine}.${i}@example.org`
					const id = await buildReader(ctx, email, kinds)
					if (stopped)
						await ctx.db.updateTable('subscriber').set({ stoppedAt: NOW, stopReason: 'hard' }).where('id', '=', id).execute()
					built.push({ id, email, then })
				}
				const campaign = await approved(ctx, kind)
				// Begun, and its letters fixed, but none in hand yet.
				await sendCampaign(ctx, campaign, uuidv7(), AbortSignal.abort())
				const later = { ...ctx, now: new Date(NOW.getTime() + 1000) }
				for (const { id, then } of built) {
					const token = tokenFor('reader', id)
					if (then === 'leaves' || then === 'comes back') await endSubscription(later, token, kind, 'one-click')
					if (then === 'leaves the other')
						await endSubscription(later, token, kind === 'calls' ? 'newsletter' : 'calls', 'one-click')
					if (then === 'bounces')
						await ctx.db.updateTable('subscriber').set({ stoppedAt: NOW, stopReason: 'hard' }).where('id', '=', id).execute()
					if (then === 'is forgotten') await ctx.db.deleteFrom('subscriber').where('id', '=', id).execute()
				}
				const live = await ctx.db
					.selectFrom('subscriber')
					.innerJoin('subscription', 'subscription.subscriberId', 'subscriber.id')
					.innerJoin('campaignLetter', 'campaignLetter.subscriberId', 'subscriber.id')
					.select('email')
					.where('subscription.kind', '=', kind)
					.where('subscription.endedAt', 'is', null)
					.where('subscriber.stoppedAt', 'is', null)
					.where('campaignLetter.campaignId', '=', campaign)
					.execute()
				await sendCampaign(ctx, campaign, uuidv7())
				expect(addresses(sink.taken.slice(before))).toEqual(live.map(({ email }) => email).sort())
				expect(await statusOf(ctx, campaign)).toBe('sent')
			}),
			{ numRuns: 25 }
		)
	})

	test('an address the server does not know is stopped, one it puts off waits, a text it refuses fails', async () => {
		await using own = await ownDatabase()
		await using sink = await mailSink({
			answer: (address) =>
				address.startsWith('gone')
					? { at: 'rcpt', code: 550, words: '5.1.1 no such user here' }
					: address.startsWith('busy')
						? { at: 'rcpt', code: 451, words: '4.7.1 try again later' }
						: address.startsWith('strict')
							? { at: 'data', code: 554, words: '5.7.1 looks like spam' }
							: undefined
		})
		env().PASSERELLE_SMTP_URL = sink.url
		const ctx = contextOn(own.db)
		for (const name of ['gone', 'busy', 'strict', 'fine']) await buildReader(ctx, `${name}@example.org`, ['newsletter'])
		const id = await approved(ctx)
		expect(await sendCampaign(ctx, id, uuidv7())).toEqual({ sent: 1 })
		expect(await letterFigures(ctx, id)).toEqual({ sent: 1, bounced: 1, failed: 1, waiting: 1 })
		expect(await ctx.db.selectFrom('subscriber').select('email').where('stoppedAt', 'is not', null).execute()).toEqual([
			{ email: 'gone@example.org' }
		])
		// Not over: the job comes back when the one that waits may be tried again.
		expect(await statusOf(ctx, id)).toBe('sending')
		expect(await queued(ctx, 'newsroom.send-campaign')).toEqual([{ campaignId: id }])
	})

	test('a server that is away leaves every letter waiting, and the next run sends them all', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		await many(ctx, 5)
		const id = await approved(ctx)
		env().PASSERELLE_SMTP_URL = 'smtp://127.0.0.1:1'
		await expect(sendCampaign(ctx, id, uuidv7())).rejects.toThrow()
		expect(await letterFigures(ctx, id)).toEqual({ waiting: 5 })
		await using sink = await mailSink()
		env().PASSERELLE_SMTP_URL = sink.url
		expect(await sendCampaign(ctx, id, uuidv7())).toEqual({ sent: 5 })
		expect(sink.taken).toHaveLength(5)
	})

	test('paused in the middle it stops within a handful, and goes on where it was', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		let pause: Promise<unknown> | undefined
		await using sink = await mailSink({
			onTaken: (count) => {
				if (count === 10) pause = ctx.db.updateTable('campaign').set({ status: 'paused' }).execute()
			}
		})
		env().PASSERELLE_SMTP_URL = sink.url
		await many(ctx, 300)
		const id = await approved(ctx)
		await sendCampaign(ctx, id, uuidv7())
		await pause
		expect(sink.taken.length).toBeLessThan(300)
		expect((await letterFigures(ctx, id)).waiting).toBe(300 - sink.taken.length)
		await ctx.db.updateTable('campaign').set({ status: 'sending' }).execute()
		await sendCampaign(ctx, id, uuidv7())
		expect(new Set(addresses(sink.taken)).size).toBe(300)
		expect(sink.taken).toHaveLength(300)
	})

	test('killed at any moment, and started again, it mails nobody twice and misses nobody', { timeout: 240_000 }, async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const kills = [1, 40, 133]
		let child: ReturnType<typeof fork> | undefined
		await using sink = await mailSink({
			slow: 3,
			onTaken: (count) => {
				if (kills.includes(count)) child?.kill('SIGKILL')
			}
		})
		await many(ctx, 240)
		const id = await approved(ctx)
		for (let tries = 0; tries < 12 && (await statusOf(ctx, id)) !== 'sent'; tries++) {
			child = fork(resolve(import.meta.dirname, '../../../test/mailing-worker.ts'), {
				env: {
					...process.env,
					DATABASE_URL: own.url,
					CAMPAIGN: id,
					PASSERELLE_SMTP_URL: sink.url,
					PASSERELLE_HOME: home.path,
					PASSERELLE_DEMO: '0',
					PASSERELLE_LOG: 'silent'
				},
				stdio: 'ignore'
			})
			await once(child, 'exit')
		}
		expect(await statusOf(ctx, id)).toBe('sent')
		const letters = await ctx.db
			.selectFrom('campaignLetter')
			.innerJoin('subscriber', 'subscriber.id', 'campaignLetter.subscriberId')
			.select(['email', 'status'])
			.where('campaignId', '=', id)
			.execute()
		const taken = new Set(addresses(sink.taken))
		expect(sink.taken).toHaveLength(taken.size)
		// A kill may fall between the line in the journal and the handing over: that one letter is unsure, and said to be.
		const unsure = letters.filter(({ status }) => status === 'unsure').map(({ email }) => email)
		expect(unsure.length).toBeLessThanOrEqual(kills.length)
		expect(
			letters
				.filter(({ status }) => status === 'sent')
				.map(({ email }) => email)
				.sort()
		).toEqual([...taken].filter((email) => !unsure.includes(email)))
		expect(letters.filter(({ status }) => status === 'sent').length + unsure.length).toBe(240)
	})

	test('of the letter it was handing over when it died nobody can say: it is unsure, those before it are sent', async () => {
		await using own = await ownDatabase()
		await using sink = await mailSink()
		env().PASSERELLE_SMTP_URL = sink.url
		const ctx = contextOn(own.db)
		await many(ctx, 4)
		const id = await approved(ctx)
		await sendCampaign(ctx, id, uuidv7(), AbortSignal.abort())
		const runId = uuidv7()
		const inHand = await ctx.db
			.updateTable('campaignLetter')
			.set({ status: 'sending', runId })
			.where('subscriberId', 'in', (eb) =>
				eb
					.selectFrom('subscriber')
					.select('id')
					.where(
						'email',
						'in',
						['reader0', 'reader1', 'reader2'].map((name) => `${name}@example.org`)
					)
			)
			.returning('subscriberId')
			.execute()
		const [left, cut] = inHand.map(({ subscriberId }) => subscriberId)
		const journal = openJournal(runId)
		journal.handing(left!)
		journal.handed(left!)
		journal.handing(cut!)
		journal.close()
		// The third was with nobody, and the fourth had not been taken in hand.
		expect(await sendCampaign(ctx, id, uuidv7())).toEqual({ sent: 2 })
		expect(await letterFigures(ctx, id)).toEqual({ sent: 3, unsure: 1 })
		expect(readJournal(runId)).toBeNull()
	})

	test('letters in the hands of a process of another machine are said to be unsure, and not sent twice', async () => {
		await using own = await ownDatabase()
		await using sink = await mailSink()
		env().PASSERELLE_SMTP_URL = sink.url
		const ctx = contextOn(own.db)
		await many(ctx, 3)
		const id = await approved(ctx)
		await sendCampaign(ctx, id, uuidv7(), AbortSignal.abort())
		await ctx.db
			.updateTable('campaignLetter')
			.set({ status: 'sending', runId: uuidv7() })
			.where('subscriberId', '=', (eb) => eb.selectFrom('subscriber').select('id').where('email', '=', 'reader0@example.org'))
			.execute()
		await sendCampaign(ctx, id, uuidv7())
		expect(await letterFigures(ctx, id)).toEqual({ sent: 2, unsure: 1 })
	})

	test('two workers at once send each letter once', async () => {
		await using own = await ownDatabase()
		await using sink = await mailSink({ slow: 2 })
		env().PASSERELLE_SMTP_URL = sink.url
		const ctx = contextOn(own.db)
		await many(ctx, 30)
		const id = await approved(ctx)
		await Promise.all([1, 2, 3].map(() => sendCampaign(ctx, id, uuidv7())))
		expect(sink.taken).toHaveLength(30)
	})

	test('what is scheduled begins when it is due, and a lost sending is taken up again', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		await many(ctx, 1)
		const id = await approved(ctx, 'newsletter', everybody, 'scheduled')
		expect(await startCampaigns({ ...ctx, now: new Date(NOW.getTime() - 1000) })).toEqual({ started: 0 })
		expect(await startCampaigns(ctx)).toEqual({ started: 1 })
		expect(await statusOf(ctx, id)).toBe('sending')
		// Its job is in the queue: nothing to take up.
		expect(await startCampaigns(ctx)).toEqual({ started: 0 })
		await ctx.db.updateTable('campaign').set({ jobId: uuidv7() }).execute()
		expect(await startCampaigns(ctx)).toEqual({ started: 1 })
	})

	test('a campaign that is not to be sent sends nothing', async () => {
		await using own = await ownDatabase()
		await using sink = await mailSink()
		env().PASSERELLE_SMTP_URL = sink.url
		const ctx = contextOn(own.db)
		await many(ctx, 2)
		for (const status of ['draft', 'submitted', 'scheduled', 'paused', 'cancelled'])
			expect(await sendCampaign(ctx, await approved(ctx, 'newsletter', everybody, status), uuidv7())).toEqual({ sent: 0 })
		expect(sink.taken).toEqual([])
	})

	test('on a demonstration without a mail server the letters stay in the outbox', async () => {
		await using own = await ownDatabase()
		Object.assign(env(), { PASSERELLE_DEMO: true, PASSERELLE_SMTP_URL: undefined })
		const ctx = contextOn(own.db)
		await many(ctx, 2)
		const id = await approved(ctx)
		await sendCampaign(ctx, id, uuidv7())
		expect(await statusOf(ctx, id)).toBe('sent')
		const mails = await ctx.db.selectFrom('mail').select(['toAddress', 'kind', 'listUnsubscribe']).orderBy('toAddress').execute()
		expect(mails).toMatchObject([
			{ toAddress: 'reader0@example.org', kind: 'newsroom.campaign' },
			{ toAddress: 'reader1@example.org', kind: 'newsroom.campaign' }
		])
		expect(mails[0]!.listUnsubscribe).toMatch(/\/leave\/newsletter$/)
	})
})
