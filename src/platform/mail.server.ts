import { createTransport, type Transporter } from 'nodemailer'
import { v7 as uuidv7 } from 'uuid'
import { audit } from './audit.server.ts'
import type { Ctx } from './ctx.ts'
import { transact } from './db.server.ts'
import { env } from './env.ts'
import { authorize, notFound, RuleBroken } from './errors.ts'
import { openFile } from './files.server.ts'
import { translate, type Locale, type MessageKey, type MessageParams } from './i18n.ts'
import { enqueue, jobSettings } from './jobs.server.ts'
import { log } from './log.ts'
import { oneLine, renderMail, type MailBlock } from './mail-layout.ts'
import { mayRunMachinery, maySeeMachinery } from './rights.ts'

export type { MailBlock } from './mail-layout.ts'

export const mailStatuses = ['queued', 'sent', 'failed', 'refused'] as const
export type MailStatus = (typeof mailStatuses)[number]

export type Mail = {
	/** One address. */
	to: string
	/** The reader's language, never the sender's. */
	locale: Locale
	subject: MessageKey
	/** For the subject; each block has its own. */
	params?: MessageParams
	body: MailBlock[]
	/** What occasion it is (`identity.sign-in`), for the outbox and its filters. */
	kind: string
	/** What it is about (`account:<id>`), as in the audit trail. */
	ref?: string
	replyTo?: string
	/** An address that answers a bare POST by unsubscribing (RFC 8058), and a GET with a page that asks. */
	listUnsubscribe?: string
	attachments?: { fileId: string }[]
	/** It holds a link or a code that opens an account: its words are erased from the outbox once it has left. */
	secret?: boolean
}

/**
 * Writes a mail, in the reader's words of this moment, and queues its delivery: both in the caller's transaction, so
 * nothing leaves when that is rolled back. Returns the mail's id.
 * Throws RuleBroken `mail.error.address` (422, field `email`) for an address that cannot be one.
 */
export async function sendMail(ctx: Ctx, mail: Mail): Promise<string> {
	const { PUBLIC_URL } = env()
	const subject = oneLine(translate(mail.locale, mail.subject, mail.params))
	const unsubscribe = mail.listUnsubscribe ? new URL(mail.listUnsubscribe, `${PUBLIC_URL}/`).href : null
	const words = renderMail(mail.body, { subject, locale: mail.locale, origin: PUBLIC_URL, unsubscribe })
	return sendWrittenMail(ctx, { ...mail, subject, ...words, listUnsubscribe: unsubscribe })
}

/** The same for a mail whose words are already written: `html` and `text` say the same. */
export async function sendWrittenMail(
	ctx: Ctx,
	mail: Omit<Mail, 'subject' | 'params' | 'body' | 'listUnsubscribe'> & {
		subject: string
		html: string
		text: string
		listUnsubscribe?: string | null
	}
): Promise<string> {
	for (const address of [mail.to, mail.replyTo])
		if (address !== undefined && !isAddress(address)) throw new RuleBroken('mail.error.address', 'email', {}, 422)
	const id = uuidv7()
	const write = async (ctx: Ctx) => {
		await ctx.db
			.insertInto('mail')
			.values({
				id,
				kind: mail.kind,
				ref: mail.ref ?? null,
				toAddress: mail.to,
				locale: mail.locale,
				subject: oneLine(mail.subject),
				text: mail.text,
				html: mail.html,
				secret: mail.secret ?? false,
				replyTo: mail.replyTo ?? null,
				listUnsubscribe: mail.listUnsubscribe ?? null,
				status: 'queued',
				// Made from the id: should a mail leave twice, programs that read it can tell it is the same.
				messageId: `<${id}@${sender(env().PASSERELLE_MAIL_FROM).address.split('@')[1]}>`,
				createdAt: ctx.now
			})
			.execute()
		if (mail.attachments?.length)
			await ctx.db
				.insertInto('mailAttachment')
				.values(mail.attachments.map(({ fileId }, position) => ({ mailId: id, fileId, position })))
				.execute()
		await enqueue(ctx, 'mail.deliver', { mailId: id })
		return id
	}
	// In the transaction of a verb it is no step of its own: nobody goes on without the letter.
	return ctx.db.isTransaction ? write(ctx) : transact(ctx, write)
}

/**
 * Hands a queued mail to the mail server. A mail already sent, or being sent by somebody else, is left alone.
 * Throws when trying later may help; the queue then tries again, and after its last try the mail is `failed`.
 * An address or a message the server refuses for good makes it `refused`.
 */
export async function deliverMail(ctx: Ctx, mailId: string): Promise<void> {
	const failure = await transact(ctx, async (ctx) => {
		// The one place where the network is waited for inside a transaction: the row's lock is what keeps a second
		// worker from sending the same mail, and it goes with the connection when this process is killed.
		const mail = await ctx.db
			.selectFrom('mail')
			.selectAll()
			.where('id', '=', mailId)
			.where('status', '=', 'queued')
			.forUpdate()
			.skipLocked()
			.executeTakeFirst()
		if (!mail) return null
		const attempts = mail.attempts + 1
		const set = (values: Partial<Record<'sentAt', Date>> & { status: MailStatus; error: string | null; outboxOnly?: boolean }) =>
			ctx.db
				.updateTable('mail')
				.set({ attempts, ...values })
				.where('id', '=', mailId)
				.execute()

		if (onlyOutbox()) {
			await set({ status: 'sent', sentAt: ctx.now, error: null, outboxOnly: true })
			return null
		}
		try {
			const { address, name } = sender(env().PASSERELLE_MAIL_FROM)
			await transport().sendMail({
				from: { name, address },
				// As an object it is never parsed: a comma in it cannot add a recipient.
				to: { name: '', address: mail.toAddress },
				...(mail.replyTo && { replyTo: { name: '', address: mail.replyTo } }),
				subject: mail.subject,
				text: mail.text,
				html: mail.html,
				messageId: mail.messageId,
				date: ctx.now,
				headers: {
					'Content-Language': mail.locale,
					'Auto-Submitted': 'auto-generated',
					...(mail.listUnsubscribe && {
						'List-Unsubscribe': `<${mail.listUnsubscribe}>`,
						'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'
					})
				},
				attachments: await attachmentsOf(ctx, mailId)
			})
		} catch (error) {
			const { message } = error as Error
			const status = isFinal(error as SmtpError)
				? 'refused'
				: attempts > jobSettings['mail.deliver'].retryLimit
					? 'failed'
					: 'queued'
			await set({ status, error: oneLine(message, 500) })
			// Without the recipient's address, which servers like to repeat.
			log.warn(
				{ mailId, status, attempts, code: (error as SmtpError).code, response: (error as SmtpError).responseCode },
				'mail not delivered'
			)
			return status === 'refused' ? null : (error as Error)
		}
		await set({ status: 'sent', sentAt: ctx.now, error: null })
		if (mail.secret) await ctx.db.updateTable('mail').set({ text: '', html: '' }).where('id', '=', mailId).execute()
		return null
	})
	if (failure) throw failure
}

/** A file removed since is left out; the others are read from the store as the mail goes out. */
async function attachmentsOf(ctx: Ctx, mailId: string) {
	const rows = await ctx.db
		.selectFrom('mailAttachment')
		.innerJoin('storedFile', 'storedFile.id', 'mailAttachment.fileId')
		.select(['storedFile.id', 'storedFile.name', 'storedFile.type'])
		.where('mailId', '=', mailId)
		.where('removedAt', 'is', null)
		.orderBy('position')
		.execute()
	return Promise.all(
		rows.map(async ({ id, name, type }) => ({ filename: name, contentType: type, content: (await openFile(ctx, id)).stream }))
	)
}

/** Tries a mail again that the server refused, or that never got through. For administrators. */
export async function sendMailAgain(ctx: Ctx, mailId: string): Promise<void> {
	authorize(mayRunMachinery(ctx.actor))
	await transact(ctx, async (ctx) => {
		const mail = await ctx.db
			.selectFrom('mail')
			.select(['status', 'text'])
			.where('id', '=', mailId)
			.forUpdate()
			.executeTakeFirst()
		if (!mail) return notFound()
		if (!['failed', 'refused'].includes(mail.status) || !mail.text) throw new RuleBroken('mail.error.not_resendable')
		await ctx.db.updateTable('mail').set({ status: 'queued', attempts: 0 }).where('id', '=', mailId).execute()
		await audit(ctx, 'mail.sent-again', `mail:${mailId}`)
		await enqueue(ctx, 'mail.deliver', { mailId })
	})
}

/**
 * The outbox, newest first, `limit` at a time; `next` is the cursor of the following page. For administrators and
 * auditors; on a demonstration without a mail server for everybody, since its readers have no other letter box.
 */
export async function listMails(
	ctx: Ctx,
	{
		status,
		kind,
		to,
		cursor,
		limit = 50
	}: { status?: MailStatus; kind?: string; to?: string; cursor?: string; limit?: number } = {}
) {
	authorize(onlyOutbox() || maySeeMachinery(ctx.actor))
	const rows = await ctx.db
		.selectFrom('mail')
		.select([
			'id',
			'kind',
			'ref',
			'toAddress',
			'locale',
			'subject',
			'status',
			'attempts',
			'createdAt',
			'sentAt',
			'outboxOnly',
			'error'
		])
		.$if(status !== undefined, (query) => query.where('status', '=', status!))
		.$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
		.$if(to !== undefined, (query) => query.where('toAddress', '=', to!))
		.$if(cursor !== undefined, (query) => query.where('id', '<', cursor!))
		.orderBy('id', 'desc')
		.limit(limit + 1)
		.execute()
	return { mails: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]!.id : null }
}

/** One mail with its words, to the readers of `listMails`. `hidden` says its words opened an account and are not shown. */
export async function getMail(ctx: Ctx, mailId: string) {
	authorize(onlyOutbox() || maySeeMachinery(ctx.actor))
	const mail = await ctx.db.selectFrom('mail').selectAll().where('id', '=', mailId).executeTakeFirst()
	if (!mail) return notFound()
	// An administrator who could read a sign-in link before it leaves could sign in as anybody.
	const hidden = mail.secret && !onlyOutbox()
	return {
		...mail,
		...(hidden && { text: '', html: '' }),
		hidden,
		can: { sendAgain: mayRunMachinery(ctx.actor) && ['failed', 'refused'].includes(mail.status) && mail.text !== '' }
	}
}

/** Whether mails stay in the outbox: a demonstration without a mail server. */
export const onlyOutbox = () => env().PASSERELLE_DEMO && !env().PASSERELLE_SMTP_URL

// Stricter than RFC 5322, which allows spaces, commas and comments that no mailbox in use needs.
const addressShape = /^[^\s@,;:<>"()[\]\\\p{Cc}\p{Cf}]{1,64}@[^\s@,;:<>"()[\]\\\p{Cc}\p{Cf}]{1,255}$/u
const isAddress = (address: string) => address.length <= 254 && addressShape.test(address)

/** `Name <address>`, or an address alone. */
export function sender(from: string): { name: string; address: string } {
	const [, name, address] = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(from) ?? [undefined, '', from.trim()]
	return { name: oneLine(name!.replace(/^"|"$/g, '')), address: address! }
}

type SmtpError = Error & { code?: string; responseCode?: number; command?: string }

/** The server will say the same tomorrow: the recipient or the message is refused. A refused sender or password is ours to mend. */
const isFinal = ({ responseCode = 0, command = '' }: SmtpError) =>
	responseCode >= 500 && responseCode < 600 && /^(RCPT|DATA)/.test(command)

let kept: { url: string; transport: Transporter } | undefined

/** One connection per process, kept open between mails. */
function transport(): Transporter {
	const url = env().PASSERELLE_SMTP_URL
	if (!url) throw new Error('there is no mail server: PASSERELLE_SMTP_URL is not set')
	if (kept?.url !== url) {
		kept?.transport.close()
		kept = {
			url,
			transport: createTransport({
				url,
				pool: true,
				maxConnections: 1,
				// A connection lost after the message was handed over must not hand it over again: the queue decides.
				maxRequeues: 0,
				connectionTimeout: 10_000,
				greetingTimeout: 10_000,
				socketTimeout: 60_000,
				disableFileAccess: true,
				disableUrlAccess: true
			})
		}
	}
	return kept.transport
}

/** Closes the connection to the mail server, if one is open. */
export function closeMailServer() {
	kept?.transport.close()
	kept = undefined
}
