/** A mail server in a process of its own that keeps only whom it took mail for. Says its port; `tell` asks how many. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

let taken = new Map<string, number>()
const server = new SMTPServer({
	authOptional: true,
	disabledCommands: ['STARTTLS'],
	logger: false,
	onData: (stream, session, done) => {
		stream.resume()
		stream.on('end', () => {
			const to = session.envelope.rcptTo[0]!.address
			taken.set(to, (taken.get(to) ?? 0) + 1)
			done()
		})
	}
})
// A client that dies is part of what is measured.
server.on('error', () => {})
server.listen(0, '127.0.0.1')
await once(server.server, 'listening')
process.send!({ port: (server.server.address() as AddressInfo).port })
process.on('message', () => {
	process.send!({ readers: taken.size, twice: [...taken.values()].filter((count) => count > 1).length })
	taken = new Map()
})
process.on('disconnect', () => process.exit(0))
