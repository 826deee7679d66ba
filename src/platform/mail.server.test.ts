import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { actor, as, contextOn, NOW, ownDatabase, ownHome, queued, test, trail } from '#test/support'
import type { Ctx } from './ctx.ts'
import { transact } from './db.server.ts'
import { env } from './env.ts'
import { RuleBroken } from './errors.ts'
import { removeFile, storeContents } from './files.server.ts'
import { locales } from './i18n.ts'
import { jobSettings } from './jobs.server.ts'
import { closeMailServer, deliverMail, getMail, listMails, sendMail, sendMailAgain, type Mail } from './mail.server.ts'

type Received = ParsedMail & { envelope: string[] }

/** A real mail server on a port of its own. `answer` may refuse a recipient with a code. */
async function mailServer({ port = 0, refuse, slow = 0 }: { port?: number; refuse?: number; slow?: number } = {}) {
	const received: Received[] = []
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		logger: false,
		onRcptTo: (_address, _session, done) =>
			done(refuse ? Object.assign(new Error('no such mailbox'), { responseCode: refuse }) : null),
		onData: (stream, session, done) =>
			void simpleParser(stream).then((mail) => {
				received.push(Object.assign(mail, { envelope: session.envelope.rcptTo.map(({ address }) => address) }))
				setTimeout(done, slow)
			})
	})
	server.on('error', () => {})
	server.listen(port, '127.0.0.1')
	await once(server.server, 'listening')
	const address = server.server.address() as AddressInfo
	env().PASSERELLE_SMTP_URL = `smtp://127.0.0.1:${address.port}`
	return {
		received,
		port: address.port,
		async [Symbol.asyncDispose]() {
			closeMailServer()
			await new Promise<void>((done) => server.close(done))
		}
	}
}

ownHome()
const { PASSERELLE_DEMO, PASSERELLE_SMTP_URL, PUBLIC_URL } = env()
beforeEach(
	() =>
		void Object.assign(env(), {
			PASSERELLE_DEMO: false,
			PASSERELLE_SMTP_URL: undefined,
			PUBLIC_URL: 'https://passerelle.example'
		})
)
afterEach(() => {
	closeMailServer()
	Object.assign(env(), { PASSERELLE_DEMO, PASSERELLE_SMTP_URL, PUBLIC_URL })
})

const letter = (over: Partial<Mail> = {}): Mail => ({
	to: 'maria@example.org',
	locale: 'bg',
	subject: 'error.required',
	body: [{ text: 'error.form' }, { button: 'mail.unsubscribe', url: '/bg/account' }],
	kind: 'test.letter',
	...over
})
const stored = (ctx: Ctx, id: string) =>
	ctx.db
		.selectFrom('mail')
		.select(['status', 'attempts', 'sentAt', 'outboxOnly', 'error'])
		.where('id', '=', id)
		.executeTakeFirst()

describe('sending a mail', () => {
	test.for(locales)('reaches its reader in %s, as HTML and as text', async (locale, { ctx }) => {
		await using server = await mailServer()
		const id = await sendMail(ctx, letter({ locale, replyTo: 'office@example.org', listUnsubscribe: '/leave?token=abc' }))

		await deliverMail(ctx, id)

		const { text, html, subject } = await getMail(as(ctx, actor(['administrator'])), id)
		expect(server.received).toHaveLength(1)
		const mail = server.received[0]!
		expect(mail.envelope).toEqual(['maria@example.org'])
		expect(mail.subject).toBe(subject)
		if (locale === 'bg') expect(subject).toMatch(/^[А-я]/)
		expect(mail.text?.trim()).toBe(text.trim())
		expect(String(mail.html).trim()).toBe(html.trim())
		expect(mail.text).toContain('https://passerelle.example/bg/account')
		expect(mail.messageId).toBe(`<${id}@example.org>`)
		expect(mail.replyTo?.text).toBe('office@example.org')
		expect(mail.headers.get('content-language')).toBe(locale)
		expect(mail.headers.get('auto-submitted')).toBe('auto-generated')
		expect(mail.headers.get('list')).toMatchObject({ unsubscribe: { url: 'https://passerelle.example/leave?token=abc' } })
		expect(await stored(ctx, id)).toEqual({ status: 'sent', attempts: 1, sentAt: NOW, outboxOnly: false, error: null })
	})

	test('queues one delivery, and nothing when the change it announces is rolled back', async ({ ctx }) => {
		const id = await sendMail(ctx, letter())
		const rolledBack = transact(ctx, async (ctx) => {
			await sendMail(ctx, letter({ to: 'other@example.org' }))
			throw new Error('no')
		})
		await expect(rolledBack).rejects.toThrow('no')

		expect(await queued(ctx, 'mail.deliver')).toEqual([{ mailId: id }])
		expect(await ctx.db.selectFrom('mail').select('toAddress').execute()).toEqual([{ toAddress: 'maria@example.org' }])
	})

	test.for([
		'maria@example.org\r\nBcc: all@example.org',
		'maria@example.org,all@example.org',
		'Maria <maria@example.org>',
		'maria',
		'',
		`${'a'.repeat(300)}@example.org`
	])('refuses %j as an address, and writes nothing', async (to, { ctx }) => {
		const refusal = new RuleBroken('mail.error.address', 'email', {}, 422)

		await expect(sendMail(ctx, letter({ to }))).rejects.toEqual(refusal)
		await expect(sendMail(ctx, letter({ replyTo: to }))).rejects.toEqual(refusal)
		expect(await ctx.db.selectFrom('mail').select('id').execute()).toEqual([])
	})

	test('cannot have headers added through what people typed', async ({ ctx }) => {
		await using server = await mailServer()
		const evil = 'x\r\nBcc: all@example.org\r\n\r\n<html>'
		const id = await sendMail(
			ctx,
			letter({ subject: 'mail.fact', params: { label: evil, value: evil }, body: [{ plain: evil }] })
		)

		await deliverMail(ctx, id)

		const mail = server.received[0]!
		expect(mail.envelope).toEqual(['maria@example.org'])
		expect(mail.headers.has('bcc')).toBe(false)
		expect(mail.subject).toBe('x Bcc: all@example.org <html>: x Bcc: all@example.org <html>')
	})
})

describe('delivering a mail', () => {
	test('sends it once, however many deliver it at the same time', async () => {
		await using database = await ownDatabase()
		await using server = await mailServer({ slow: 100 })
		const ctx = contextOn(database.db)
		const id = await sendMail(ctx, letter())

		await Promise.all(Array.from({ length: 6 }, () => deliverMail(ctx, id)))
		await deliverMail(ctx, id)

		expect(server.received).toHaveLength(1)
		expect(await stored(ctx, id)).toMatchObject({ status: 'sent', attempts: 1 })
	})

	test('gives up at once on an address the server refuses', async ({ ctx }) => {
		await using server = await mailServer({ refuse: 550 })
		const id = await sendMail(ctx, letter())

		await deliverMail(ctx, id)
		await deliverMail(ctx, id)

		expect(server.received).toEqual([])
		expect(await stored(ctx, id)).toEqual({
			status: 'refused',
			attempts: 1,
			sentAt: null,
			outboxOnly: false,
			error: expect.stringContaining('550 no such mailbox') as string
		})
	})

	test('tries again after a passing refusal', async ({ ctx }) => {
		{
			await using server = await mailServer({ refuse: 451 })
			const id = await sendMail(ctx, letter())
			await expect(deliverMail(ctx, id)).rejects.toThrow('451')
			expect(await stored(ctx, id)).toMatchObject({ status: 'queued', attempts: 1 })
			expect(server.received).toEqual([])
		}
	})

	test('waits for a server that is down, and arrives when it is up', async ({ ctx }) => {
		const { port } = await mailServer().then(async (server) => {
			await server[Symbol.asyncDispose]()
			return server
		})
		const id = await sendMail(ctx, letter())

		await expect(deliverMail(ctx, id)).rejects.toThrow('ECONNREFUSED')
		expect(await stored(ctx, id)).toMatchObject({ status: 'queued', attempts: 1, sentAt: null })

		await using server = await mailServer({ port })
		await deliverMail(ctx, id)
		expect(server.received).toHaveLength(1)
		expect(await stored(ctx, id)).toEqual({ status: 'sent', attempts: 2, sentAt: NOW, outboxOnly: false, error: null })
	})

	test('fails after the last try, and an administrator can have it sent again', async ({ ctx }) => {
		const id = await sendMail(ctx, letter())
		await sql`update mail set attempts = ${jobSettings['mail.deliver'].retryLimit}`.execute(ctx.db)
		await expect(deliverMail(ctx, id)).rejects.toThrow('PASSERELLE_SMTP_URL')
		expect(await stored(ctx, id)).toMatchObject({ status: 'failed', attempts: jobSettings['mail.deliver'].retryLimit + 1 })

		await expect(sendMailAgain(as(ctx, actor(['officer', 'auditor'])), id)).rejects.toMatchObject({ status: 403 })
		await sendMailAgain(as(ctx, actor(['administrator'])), id)

		expect(await stored(ctx, id)).toMatchObject({ status: 'queued', attempts: 0 })
		expect(await queued(ctx, 'mail.deliver')).toEqual([{ mailId: id }, { mailId: id }])
		expect((await trail(ctx, `mail:${id}`)).map(({ action }) => action)).toEqual(['mail.sent-again'])
		await expect(sendMailAgain(as(ctx, actor(['administrator'])), id)).rejects.toEqual(
			new RuleBroken('mail.error.not_resendable')
		)
	})

	test('keeps it in the outbox on a demonstration without a mail server', async ({ ctx }) => {
		env().PASSERELLE_DEMO = true
		const id = await sendMail(ctx, letter({ secret: true }))

		await deliverMail(ctx, id)

		expect(await stored(ctx, id)).toMatchObject({ status: 'sent', outboxOnly: true })
		const mail = await getMail(ctx, id)
		expect(mail.text).toContain('/bg/account')
		expect((await listMails(ctx)).mails.map(({ id }) => id)).toEqual([id])
	})

	test('sends the files that are still there', async ({ ctx }) => {
		await using server = await mailServer()
		const owner = { kind: 'test', id: '1' }
		const kept = await storeContents(ctx, Buffer.from('%PDF-1.7'), { name: 'Решение.pdf', type: 'pdf', owner })
		const removed = await storeContents(ctx, Buffer.from('a;b'), { name: 'a.csv', type: 'csv', owner })
		const id = await sendMail(ctx, letter({ attachments: [{ fileId: removed.id }, { fileId: kept.id }] }))
		await removeFile(ctx, removed.id)

		await deliverMail(ctx, id)

		const sent = server.received[0]!.attachments.map(({ filename, contentType, content }) => [
			filename,
			contentType,
			content.toString()
		])
		expect(sent).toEqual([['Решение.pdf', 'application/pdf', '%PDF-1.7']])
	})

	test('stops quietly when the mail is gone', async ({ ctx }) => {
		await expect(deliverMail(ctx, crypto.randomUUID())).resolves.toBeUndefined()
	})
})

describe('the outbox', () => {
	test('never shows words that open an account, and forgets them once they have left', async ({ ctx }) => {
		await using server = await mailServer()
		const id = await sendMail(ctx, letter({ secret: true, body: [{ code: '482913' }] }))
		const administrator = as(ctx, actor(['administrator']))
		expect(await getMail(administrator, id)).toMatchObject({ text: '', html: '', hidden: true })

		await deliverMail(ctx, id)

		expect(server.received[0]!.text).toContain('482913')
		expect(await ctx.db.selectFrom('mail').select(['text', 'html']).executeTakeFirst()).toEqual({ text: '', html: '' })
	})

	test('is for administrators and auditors, newest first, page by page', async ({ ctx }) => {
		const ids: string[] = []
		for (const kind of ['a', 'b', 'a']) ids.unshift(await sendMail(ctx, letter({ kind })))
		const auditor = as(ctx, actor(['auditor']))

		const first = await listMails(auditor, { limit: 2 })
		expect(first.mails.map(({ id }) => id)).toEqual(ids.slice(0, 2))
		const second = await listMails(auditor, { limit: 2, cursor: first.next! })
		expect([second.mails.map(({ id }) => id), second.next]).toEqual([ids.slice(2), null])
		expect((await listMails(auditor, { kind: 'b' })).mails.map(({ id }) => id)).toEqual([ids[1]])
		expect((await listMails(auditor, { status: 'sent' })).mails).toEqual([])

		for (const stranger of [null, actor(['member', 'officer', 'head'])]) {
			await expect(listMails(as(ctx, stranger))).rejects.toMatchObject({ status: 403 })
			await expect(getMail(as(ctx, stranger), ids[0]!)).rejects.toMatchObject({ status: 403 })
		}
		await expect(getMail(auditor, crypto.randomUUID())).rejects.toMatchObject({ status: 404 })
	})
})
