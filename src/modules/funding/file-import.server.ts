import { buffer } from 'node:stream/consumers'
import { extname } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { keepFile, openFile, removeFile, type Received } from '#platform/files.server'
import { fundingSource } from '#programme/funding-sources'
import { connector, takeReading } from './fetching.server.ts'
import type { Unreadable } from './opportunity.ts'
import { mayKeepFunding } from './policy.ts'

/** What is given as the source `file` is read by what it is. */
const byExtension: Record<string, string> = {
	'.json': 'aides-territoires',
	'.xml': 'feed',
	'.rss': 'feed',
	'.atom': 'feed',
	'.html': 'isun',
	'.htm': 'isun'
}

/** `rejected` records have no title or no identifier; `duplicates` are the same as one before them in the file. */
export type FileReport = {
	read: number
	accepted: number
	rejected: number
	duplicates: number
	added: number
	changed: number
	unchanged: number
	gone: number
	errors: Unreadable[]
	written: boolean
}

/**
 * Takes a file in as one of the sources: `extension` (`.json`) tells how to read what is no source's own. With an error and
 * without `skipBad` nothing is written. Asks no permission: for the terminal, and for importUpload once it has asked.
 */
export async function importOpportunities(
	ctx: Ctx,
	payload: Uint8Array,
	{ source, extension, dryRun, skipBad }: { source: string; extension: string; dryRun: boolean; skipBad: boolean }
): Promise<FileReport> {
	const own = fundingSource(source)?.connector
	const key = own === 'table' || own === 'manual' || own === undefined ? (byExtension[extension] ?? 'table') : own
	const reading = await connector(key)!.read(payload, { now: ctx.now })
	const accepted = new Set(reading.items.map(({ identifier }) => identifier)).size
	const report = {
		read: reading.read,
		accepted,
		rejected: new Set(
			reading.unreadable
				.filter(({ message }) => message === 'funding.fault.missing' || message === 'funding.fault.record')
				.map(({ row }) => row)
		).size,
		duplicates: reading.items.length - accepted,
		added: 0,
		changed: 0,
		unchanged: 0,
		gone: 0,
		errors: reading.unreadable,
		written: false
	}
	if (dryRun || accepted === 0 || (reading.unreadable.length > 0 && !skipBad)) return report
	return transact(ctx, async (ctx) => {
		const { added, returned, changed, unchanged, gone } = await takeReading(ctx, source, reading)
		await audit(ctx, 'opportunity.imported', `funding-source:${source}`, { read: reading.read, added, changed, gone })
		return { ...report, added: added + returned, changed, unchanged, gone, written: true }
	})
}

/**
 * The same of a file that was handed in, which is not kept: for those who may add an opportunity by hand. Throws RuleBroken
 * on `source` for one the programme does not have.
 */
export async function importUpload(
	ctx: Ctx,
	file: Received,
	{ source, dryRun, skipBad }: { source: string; dryRun: boolean; skipBad: boolean }
): Promise<FileReport> {
	authorize(mayKeepFunding(ctx.actor))
	if (!fundingSource(source)) throw new RuleBroken('error.choice', 'source', {}, 422)
	const { id } = await keepFile(ctx, file, { kind: 'opportunities', id: uuidv7() })
	try {
		const payload = await buffer((await openFile(ctx, id)).stream)
		return await importOpportunities(ctx, payload, { source, extension: extname(file.name).toLowerCase(), dryRun, skipBad })
	} finally {
		await removeFile(ctx, id)
	}
}
