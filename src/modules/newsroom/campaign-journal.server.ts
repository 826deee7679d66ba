import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { env } from '#platform/env'

const folder = () => join(env().PASSERELLE_HOME, 'mailings')
const fileOf = (runId: string) => join(folder(), `${runId}.log`)

/**
 * Which letters a run has handed over, a line each, written before the server can have accepted one: what the operating
 * system has taken survives the death of the process. Synchronous on purpose: nothing may come between it and the handing over.
 */
export function openJournal(runId: string): { note(readerId: string): void; close(): void } {
	mkdirSync(folder(), { recursive: true })
	const file = openSync(fileOf(runId), 'a', 0o600)
	return { note: (readerId) => void writeSync(file, `${readerId}\n`), close: () => closeSync(file) }
}

/** What the journal of a run says; null when it is not on this machine. */
export function readJournal(runId: string): Set<string> | null {
	try {
		// A line cut off by the end of the process was not followed by a handing over.
		return new Set(readFileSync(fileOf(runId), 'utf8').split('\n').slice(0, -1))
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
		throw error
	}
}

export const dropJournal = (runId: string) => rmSync(fileOf(runId), { force: true })
