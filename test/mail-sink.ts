import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

type Answer = { at: 'rcpt' | 'data'; code: number; words: string }
type Sunk = { to: string; source: string }

/** A mail server on a port of its own that keeps what it takes, in the order it took it. `answer` may refuse an address. */
export async function mailSink({
	answer,
	onTaken,
	slow = 0
}: { answer?: (address: string) => Answer | undefined; onTaken?: (count: number) => void; slow?: number } = {}) {
	const taken: Sunk[] = []
	const refusal = ({ code, words }: Answer) => Object.assign(new Error(words), { responseCode: code })
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		logger: false,
		onRcptTo: ({ address }, _session, done) => {
			const said = answer?.(address)
			done(said?.at === 'rcpt' ? refusal(said) : null)
		},
		onData: (stream, session, done) => {
			const chunks: Buffer[] = []
			stream.on('data', (chunk: Buffer) => chunks.push(chunk))
			stream.on('end', () => {
				const to = session.envelope.rcptTo[0]!.address
				const said = answer?.(to)
				if (said?.at === 'data') return done(refusal(said))
				taken.push({ to, source: Buffer.concat(chunks).toString('utf8') })
				onTaken?.(taken.length)
				setTimeout(() => done(), slow)
			})
		}
	})
	// A client that dies is part of the test.
	server.on('error', () => {})
	server.listen(0, '127.0.0.1')
	await once(server.server, 'listening')
	const { port } = server.server.address() as AddressInfo
	return {
		taken,
		url: `smtp://127.0.0.1:${port}`,
		[Symbol.asyncDispose]: () => new Promise<void>((done) => void server.close(done))
	}
}
