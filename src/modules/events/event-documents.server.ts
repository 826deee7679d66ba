import type { Selectable } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { notFound } from '#platform/errors'
import { keepFile, removeFile, signDownload, type Received } from '#platform/files.server'
import type { Localized } from '#platform/i18n'
import type { EventDocumentTable } from '#platform/tables'
import { readEvent, refOfEvent } from './event-rows.server.ts'
import { publicEvent } from './events.server.ts'
import { editing } from './programme.server.ts'
import type { DocumentKind } from './schema.ts'

const HOURS = 3_600_000
/** How long an address of a document on a public page stays good: longer than a page is kept. */
const GOOD_FOR = 24 * HOURS

export type EventDocument = Omit<Selectable<EventDocumentTable>, 'title' | 'kind'> & {
	title: Localized
	kind: DocumentKind
	name: string
	bytes: number
	type: string
	/** Where it can be read for a day. */
	href: string
}

async function documentsOf(ctx: Ctx, eventId: string): Promise<EventDocument[]> {
	const rows = await ctx.db
		.selectFrom('eventDocument')
		.innerJoin('storedFile', 'storedFile.id', 'eventDocument.fileId')
		.selectAll('eventDocument')
		.select(['storedFile.name', 'storedFile.bytes', 'storedFile.type'])
		.where('eventDocument.eventId', '=', eventId)
		.where('storedFile.removedAt', 'is', null)
		.orderBy('eventDocument.addedAt')
		.orderBy('eventDocument.id')
		.execute()
	const expires = new Date(ctx.now.getTime() + GOOD_FOR)
	return rows.map((row) => ({
		...row,
		title: row.title as Localized,
		kind: row.kind as DocumentKind,
		href: signDownload(row.fileId, { expires })
	}))
}

/** Every document of an event, in the order they came. For the office. */
export async function listDocuments(ctx: Ctx, eventId: string): Promise<EventDocument[]> {
	await readEvent(ctx, eventId)
	return documentsOf(ctx, eventId)
}

/** What everybody may read of them. */
export async function publicDocuments(ctx: Ctx, eventId: string): Promise<EventDocument[]> {
	await publicEvent(ctx, eventId)
	return (await documentsOf(ctx, eventId)).filter((document) => document.public)
}

/** Files what was uploaded with an event. Returns the document's id. */
export async function addDocument(
	ctx: Ctx,
	eventId: string,
	file: Received,
	about: { title: Localized; kind: DocumentKind; public: boolean }
): Promise<string> {
	return editing(ctx, eventId, async (ctx) => {
		const id = uuidv7()
		const stored = await keepFile(ctx, file, { kind: 'event', id: eventId })
		await ctx.db
			.insertInto('eventDocument')
			.values({ ...about, title: JSON.stringify(about.title), id, eventId, fileId: stored.id, addedAt: ctx.now })
			.execute()
		await audit(ctx, 'event.document-added', refOfEvent(eventId), { document: id, public: about.public })
		return id
	})
}

export async function removeDocument(ctx: Ctx, eventId: string, documentId: string): Promise<void> {
	await editing(ctx, eventId, async (ctx) => {
		const gone = await ctx.db
			.deleteFrom('eventDocument')
			.where('id', '=', documentId)
			.where('eventId', '=', eventId)
			.returning('fileId')
			.executeTakeFirst()
		if (!gone) return notFound()
		await removeFile(ctx, gone.fileId)
		await audit(ctx, 'event.document-removed', refOfEvent(eventId), { document: documentId })
	})
}
