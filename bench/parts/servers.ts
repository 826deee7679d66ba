import { execFile, fork } from 'node:child_process'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Answer = { status: number; head: string[]; body: Buffer }

/** One answer with its raw headers and undecoded bytes, as a browser asks for it. */
export const fetchRaw = (url: string) =>
	new Promise<Answer>((resolve, reject) =>
		get(url, { headers: { 'accept-encoding': 'gzip, deflate, br', accept: 'text/html' } }, (response: IncomingMessage) => {
			const chunks: Buffer[] = []
			response
				.on('data', (chunk) => chunks.push(chunk))
				.on('error', reject)
				.on('end', () => resolve({ status: response.statusCode!, head: response.rawHeaders, body: Buffer.concat(chunks) }))
		}).on('error', reject)
	)

/** A bare node:http server that sends the same status, headers and bytes as `answer`, in a process of its own. */
export async function bareServer({ status, head, body }: Answer): Promise<{ url: string; stop(): void }> {
	const child = fork(join(import.meta.dirname, 'bare.ts'))
	// The connection's own headers are written by every server itself.
	const own = head.filter((_, i) => !['date', 'connection', 'keep-alive'].includes(head[i - (i % 2)]!.toLowerCase()))
	child.send({ status, head: own, body: body.toString('base64') })
	const port = await new Promise<number>((resolve, reject) => child.once('message', resolve as () => void).once('error', reject))
	return { url: `http://127.0.0.1:${port}`, stop: () => void child.disconnect() }
}

/** Requests answered per second. Throws when any was refused: a fast error is no answer. */
export async function load(url: string, { seconds = 3, connections = 32 } = {}): Promise<number> {
	const { stdout } = await run(process.execPath, [
		join(import.meta.dirname, 'load.ts'),
		url,
		String(seconds),
		String(connections)
	])
	const { perSecond, failed } = JSON.parse(stdout) as { perSecond: number; failed: number }
	if (failed) throw new Error(`${url}: ${failed} requests failed under load`)
	return perSecond
}
