/** The limit: node:http sending ready bytes. Told what to send by its parent; tells it the port. */
import { createServer } from 'node:http'

process.once('message', ({ status, head, body }: { status: number; head: string[]; body: string }) => {
	const bytes = Buffer.from(body, 'base64')
	const server = createServer((_, response) => {
		response.writeHead(status, head)
		response.end(bytes)
	})
	server.listen(0, '127.0.0.1', () => process.send!((server.address() as { port: number }).port))
})
process.on('disconnect', () => process.exit())
