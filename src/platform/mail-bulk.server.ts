import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Socket } from 'node:net'
import { env } from './env.ts'
import { oneLine } from './mail-layout.ts'
import { sender } from './mail.server.ts'

/** One letter of many. `id` is the caller's. */
export type BulkLetter = {
	id: string
	to: string
	locale: string
	subject: string
	text: string
	html: string
	/** With its angle brackets. */
	messageId: string
	/** Answers a bare POST by unsubscribing (RFC 8058). */
	listUnsubscribe: string
	date: Date
}
/**
 * `refused`: the server will say the same tomorrow, of this address (`address`) or of what is written. `later`: it may not.
 * `unsure`: the line broke when the letter had been handed over and not yet answered.
 */
export type BulkOutcome =
	| { id: string; result: 'sent' }
	| { id: string; result: 'refused' | 'later' | 'unsure'; code: string; words: string; address: boolean }

type Notes = { handing: (id: string) => void; handed: (id: string) => void }
type SmtpError = Error & { code?: string; responseCode?: number; command?: string; response?: string }
/** How long a server may take to answer a letter, in milliseconds. */
const PATIENCE = 60_000

/**
 * Hands many letters to the mail server over a few connections that stay open. `handing(id)` is called at the last moment
 * before a letter can count as accepted, `handed(id)` as soon as it has left this process: when the process dies, a letter
 * not named is with nobody, one named twice is with the server, and of one named once nobody can say. Letters not tried
 * because the server cannot be reached come back as an error thrown by `hand`; `close` ends the connections.
 */
export function bulkMailer({ connections = 6, ...notes }: { connections?: number } & Notes) {
	const lines = Array.from({ length: connections }, () => new Line(notes))
	return {
		/** Outcomes as they come; throws what kept the server from being reached once every letter under way has ended. */
		async hand(letters: readonly BulkLetter[], done: (outcome: BulkOutcome) => void): Promise<void> {
			let next = 0
			let broken: Error | undefined
			await Promise.all(
				lines.slice(0, letters.length).map(async (line) => {
					for (let letter = letters[next++]; letter && !broken; letter = letters[next++])
						try {
							done(await line.hand(letter))
						} catch (error) {
							broken = error as Error
						}
				})
			)
			if (broken) throw broken
		},
		close: () => lines.forEach((line) => line.close())
	}
}

class Line {
	#connection: SMTPConnection | undefined
	#current = ''
	#handed = false
	readonly #notes: Notes
	constructor(notes: Notes) {
		this.#notes = notes
	}

	/** Throws when there is no server to talk to; anything about this letter is its outcome. */
	async hand(letter: BulkLetter): Promise<BulkOutcome> {
		const message = await messageOf(letter)
		const connection = (this.#connection ??= await this.#open())
		this.#current = letter.id
		this.#handed = false
		const from = env().PASSERELLE_BOUNCES ?? sender(env().PASSERELLE_MAIL_FROM).address
		try {
			await new Promise<void>((resolve, reject) => {
				connection.once('error', reject)
				connection.once('end', () => reject(Object.assign(new Error('the connection ended'), { code: 'ECONNECTION' })))
				connection.send({ from, to: [letter.to] }, message, (error) => (error ? reject(error) : resolve()))
			})
			return { id: letter.id, result: 'sent' }
		} catch (error) {
			const { responseCode = 0, command = '', code = '', response, message: words } = error as SmtpError
			const aboutIt = responseCode >= 400 && /^(RCPT|DATA)/.test(command)
			if (aboutIt) await this.#reset(connection)
			else this.close()
			const told = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1]
			return {
				id: letter.id,
				// A refused sender or password, a server gone in the middle: the letter is as good tomorrow.
				result: aboutIt ? (responseCode >= 500 ? 'refused' : 'later') : this.#handed ? 'unsure' : 'later',
				code: told ?? (String(responseCode || code) || 'ERROR'),
				// RFC 3463 §3.2 and §3.3: the box; a full one, a policy or the content say nothing against the address.
				address: command.startsWith('RCPT') && responseCode >= 500 && !/^5\.(2\.[234]|[34567]\.)/.test(told ?? ''),
				// Servers like to repeat the address.
				words: oneLine((response ?? words).replaceAll(letter.to, '…'), 300)
			}
		} finally {
			connection.removeAllListeners('error')
			connection.removeAllListeners('end')
			connection.on('error', () => this.close())
		}
	}

	close() {
		this.#connection?.close()
		this.#connection = undefined
	}

	async #open(): Promise<SMTPConnection> {
		const url = env().PASSERELLE_SMTP_URL
		if (!url) throw new Error('there is no mail server: PASSERELLE_SMTP_URL is not set')
		const { protocol, hostname, port, username, password, searchParams } = new URL(url)
		const connection = new SMTPConnection({
			host: hostname,
			port: Number(port) || (protocol === 'smtps:' ? 465 : 587),
			secure: protocol === 'smtps:',
			ignoreTLS: searchParams.get('ignoreTLS') === 'true',
			connectionTimeout: 10_000,
			greetingTimeout: 10_000,
			socketTimeout: PATIENCE
		})
		await new Promise<void>((resolve, reject) => {
			connection.once('error', reject)
			connection.connect((error) => (error ? reject(error) : resolve()))
		})
		if (username)
			await new Promise<void>((resolve, reject) =>
				connection.login({ credentials: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }, (error) =>
					error ? reject(error) : resolve()
				)
			)
		connection.removeAllListeners('error')
		connection.on('error', () => this.close())
		this.#watch((connection as unknown as { _socket: Socket })._socket)
		return connection
	}

	/**
	 * The line with a single dot is what makes a server take a letter (RFC 5321 §4.1.1.4), and nodemailer writes it by
	 * itself, after the message: the moment to note. It waits until what was before it has left this process, and has left
	 * itself when nothing waits to be written any more.
	 */
	#watch(socket: Socket) {
		const write = socket.write.bind(socket) as (chunk: unknown, ...rest: unknown[]) => boolean
		socket.write = ((chunk: unknown, ...rest: unknown[]) => {
			if (!(chunk instanceof Buffer) || chunk.length > 5 || !/^(?:\r?\n)?\.\r\n$/.test(chunk.toString('latin1')))
				return write(chunk, ...rest)
			const id = this.#current
			const finish = () => {
				if (socket.destroyed) return
				if (socket.writableLength > 0) return void setTimeout(finish, 1)
				this.#handed = true
				this.#notes.handing(id)
				write(chunk, ...rest)
				left()
			}
			const left = () => {
				if (socket.destroyed) return
				if (socket.writableLength > 0) return void setTimeout(left, 1)
				this.#notes.handed(id)
			}
			finish()
			return true
		}) as Socket['write']
	}

	#reset(connection: SMTPConnection) {
		return new Promise<void>((resolve) => connection.reset((error) => (error && this.close(), resolve())))
	}
}

async function messageOf(letter: BulkLetter): Promise<Buffer> {
	const { address, name } = sender(env().PASSERELLE_MAIL_FROM)
	return new MailComposer({
		from: { name, address },
		// As an object it is never parsed: a comma in it cannot add a recipient.
		to: { name: '', address: letter.to },
		subject: letter.subject,
		text: letter.text,
		html: letter.html,
		messageId: letter.messageId,
		date: letter.date,
		headers: {
			'Content-Language': letter.locale,
			'Auto-Submitted': 'auto-generated',
			Precedence: 'bulk',
			'List-Unsubscribe': `<${letter.listUnsubscribe}>`,
			'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'
		},
		disableFileAccess: true,
		disableUrlAccess: true
	})
		.compile()
		.build()
}
