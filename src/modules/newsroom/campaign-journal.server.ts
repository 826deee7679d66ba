import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { env } from '#platform/env'

const folder = () => join(env().PASSERELLE_HOME, 'mailings')
const fileOf = (runId: string) => join(folder(), `${runId}.log`)

/**
 * Which letters a run has handed over, written in two lines around the handing over: `>` before the server can have accepted
 * one, `<` once it has left this process. What the operating system has taken survives the death of the process. Synchronous
 * on purpose: nothing may come between a line and what it speaks of.
 */
export function openJournal(runId: string): { handing(readerId: string): void; handed(readerId: string): void; close(): void } {
	mkdirSync(folder(), { recursive: true })
	const file = openSync(fileOf(runId), 'a', 0o600)
	return {
		handing: (readerId) => void writeSync(file, `>${readerId}\n`),
		handed: (readerId) => void writeSync(file, `<${readerId}\n`),
		close: () => closeSync(file)
	}
}

/**
 * What the journal of a run says: the letters that left, and those of which the process died between the two lines (one at
 * most, as a rule). Null when it is not on this machine.
 */
export function readJournal(runId: string): { handed: Set<string>; unsure: Set<string> } | null {
	try {
		const handed = new Set<string>()
		const unsure = new Set<string>()
		// A line cut off by the end of the process speaks of nothing that was done after it.
		for (const line of readFileSync(fileOf(runId), 'utf8').split('\n').slice(0, -1)) {
			const readerId = line.slice(1)
			if (line.startsWith('>')) unsure.add(readerId)
			else if (unsure.delete(readerId)) handed.add(readerId)
		}
		return { handed, unsure }
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
		throw error
	}
}

export const dropJournal = (runId: string) => rmSync(fileOf(runId), { force: true })
