import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createConnection } from 'node:net'
import { env } from './env.ts'
import { log } from './log.ts'

/** The scanner is set and gave no verdict: the file may be taken later, not now. */
export class Unscanned extends Error {}

/** How long the scanner may stay silent, in milliseconds: a large archive is looked through file by file. */
const PATIENCE = 60_000

/**
 * What clamd (PASSERELLE_CLAMD) finds in a file: the name of a signature, null when there is nothing or no scanner is set.
 * The file is sent as it is read (INSTREAM of clamd(8): each piece after its length in four bytes, a length of zero at the
 * end). Throws Unscanned when no verdict comes: unreachable, silent, or larger than clamd's StreamMaxLength.
 */
export async function scan(path: string, { patience = PATIENCE } = {}): Promise<string | null> {
	if (!env().PASSERELLE_CLAMD) return null
	try {
		const answer = await ask('INSTREAM', patience, createReadStream(path))
		if (answer === 'stream: OK') return null
		const found = /^stream: (.+) FOUND$/.exec(answer)
		if (!found) throw new Error(answer || 'no answer')
		log.warn({ signature: found[1] }, 'an upload was refused: the scanner found something')
		return found[1]!
	} catch (error) {
		log.error({ error: (error as Error).message }, 'the scanner gives no verdict')
		throw new Unscanned((error as Error).message)
	}
}

/** Name and age of what the scanner knows, as it says itself. Throws when it does not answer. */
export const scannerVersion = (patience = 5000): Promise<string> => ask('VERSION', patience)

async function ask(command: string, patience: number, contents?: AsyncIterable<Buffer>): Promise<string> {
	const { protocol, hostname, port, pathname } = new URL(env().PASSERELLE_CLAMD!)
	const socket = createConnection(protocol === 'unix:' ? { path: pathname } : { host: hostname, port: Number(port || 3310) })
	socket.setTimeout(patience, () => socket.destroy(new Error(`silent for ${patience / 1000} s`)))
	let answer = ''
	const answered = new Promise<void>((resolve, reject) => {
		socket.on('data', (piece) => (answer += piece.toString()))
		socket.once('end', resolve).once('error', reject).once('close', resolve)
	})
	const heard = new AbortController()
	const send = async () => {
		for await (const piece of framed(command, contents))
			if (!socket.write(piece)) await once(socket, 'drain', { signal: heard.signal })
	}
	// A scanner that has heard enough answers and hangs up: its answer says more than the broken pipe.
	const sent = send().catch(() => {})
	try {
		await answered
	} finally {
		heard.abort()
		socket.destroy()
	}
	await sent
	return answer.replaceAll('\0', '').trim()
}

/** The command ends with a zero byte, and so does its answer. */
async function* framed(command: string, contents?: AsyncIterable<Buffer>) {
	yield Buffer.from(`z${command}\0`)
	if (!contents) return
	for await (const piece of contents) {
		const length = Buffer.alloc(4)
		length.writeUInt32BE(piece.length)
		yield length
		yield piece
	}
	yield Buffer.alloc(4)
}
