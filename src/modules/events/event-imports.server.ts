import { sql } from 'kysely'
import { type Locale } from '#platform/i18n'
import { buffer } from 'node:stream/consumers'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import { localDateTime } from '#platform/calendar'
import type { Actor, Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, RuleBroken } from '#platform/errors'
import { keepFile, listFiles, openFile, removeFile, type Received } from '#platform/files.server'
import type { MessageKey, MessageParams } from '#platform/i18n'
import { programme } from '#programme/programme'
import { events, refOfEvent } from './event-rows.server.ts'
import { draftEvent } from './events.server.ts'
import { readEventFile } from './importing/event-file.ts'
import { Refusal, type ImportedEvent, type ImportedSession, type RefusedRow } from './importing/imported.ts'
import { eventPolicy, servicesToRun } from './policy.ts'
import { IMPORT_BYTES, type EventImportInput } from './schema.ts'

export type EventImport = {
	/** The file's name, as it was uploaded. */
	name: string
	/** Why nothing of it is taken; null when something is. */
	refusal: { key: MessageKey; params: MessageParams } | null
	events: ImportedEvent[]
	refused: RefusedRow[]
	notes: RefusedRow[]
}

const mayImport = (actor: Actor | null): actor is Actor => servicesToRun(actor, programme.services).length > 0
const ownerOf = (actor: Actor) => ({ kind: 'event-import', id: actor.accountId })

/** Keeps an uploaded file until its events are imported or it is let go; one at a time for each of the staff. */
export async function receiveEventImport(ctx: Ctx, file: Received): Promise<void> {
	await transact(ctx, async (ctx) => {
		authorize(mayImport(ctx.actor))
		for (const { id } of await listFiles(ctx, ownerOf(ctx.actor))) await removeFile(ctx, id)
		await keepFile(ctx, file, ownerOf(ctx.actor))
	})
}

/** What the file waiting for the actor would bring, row by row; null where none waits. */
export async function previewEventImport(ctx: Ctx): Promise<EventImport | null> {
	return (await readWaiting(ctx))?.preview ?? null
}

async function readWaiting(ctx: Ctx): Promise<{ fileId: string; preview: EventImport } | null> {
	authorize(mayImport(ctx.actor))
	const [waiting] = await listFiles(ctx, ownerOf(ctx.actor))
	if (!waiting) return null
	const fileId = waiting.id
	const nothing = { name: waiting.name, events: [], refused: [], notes: [] }
	if (waiting.bytes > IMPORT_BYTES)
		return { fileId, preview: { ...nothing, refusal: { key: 'event.import.unreadable', params: {} } } }
	const { stream } = await openFile(ctx, waiting.id)
	const text = (await buffer(stream)).toString('utf8')
	try {
		const read = readEventFile(text, programme.timeZone)
		const { fresh, known } = await sorted(ctx, read.events)
		const refused = [...read.refused, ...known].sort((a, b) => a.row - b.row)
		return { fileId, preview: { name: waiting.name, refusal: null, events: fresh, refused, notes: read.notes } }
	} catch (cause) {
		if (!(cause instanceof Refusal)) throw cause
		return { fileId, preview: { ...nothing, refusal: { key: cause.key, params: cause.params } } }
	}
}

/**
 * Makes a draft of every event of the waiting file that can be taken, and lets the file go; the rest stays refused. Returns
 * the ids. Throws RuleBroken `event.import.nothing` when there is none.
 */
export async function importEvents(ctx: Ctx, { service, kind, language }: EventImportInput): Promise<string[]> {
	authorize(eventPolicy.draft(ctx.actor, service))
	// The file is read before: nothing waits for it inside the transaction.
	const waiting = await readWaiting(ctx)
	if (!waiting || waiting.preview.events.length === 0) throw new RuleBroken('event.import.nothing')
	const { fileId, preview } = waiting
	return transact(ctx, async (ctx) => {
		// Pressed twice: the second finds the file gone.
		const here = await ctx.db
			.selectFrom('storedFile')
			.select('id')
			.where('id', '=', fileId)
			.where('removedAt', 'is', null)
			.forUpdate()
			.executeTakeFirst()
		if (!here) throw new RuleBroken('event.import.nothing')
		const ids: string[] = []
		for (const event of preview.events) {
			const id = await draftEvent(ctx, {
				kind,
				service,
				services: [],
				title: { [language]: event.title },
				summary: {},
				text: event.text ? { [language]: event.text } : {},
				priorities: [],
				themes: [],
				territory: null,
				place: event.place ? { [language]: event.place } : {},
				address: null,
				lat: event.lat,
				lon: event.lon,
				onlineUrl: event.onlineUrl,
				format: event.onlineUrl ? (event.place ? 'both' : 'online') : 'place',
				starts: localDateTime(event.startsAt, event.zone),
				ends: localDateTime(event.endsAt, event.zone),
				zone: event.zone,
				languages: [],
				interpretation: [],
				registration: 'none',
				opens: null,
				closes: null,
				attendeesPublic: false
			})
			if (event.sessions.length) await addProgramme(ctx, id, event.sessions, language)
			await audit(ctx, 'event.imported', refOfEvent(id), { file: preview.name, sessions: event.sessions.length })
			ids.push(id)
		}
		await removeFile(ctx, fileId)
		return ids
	})
}

/** Lets the waiting file go, nothing imported. */
export async function discardEventImport(ctx: Ctx): Promise<void> {
	await transact(ctx, async (ctx) => {
		authorize(mayImport(ctx.actor))
		for (const { id } of await listFiles(ctx, ownerOf(ctx.actor))) await removeFile(ctx, id)
	})
}

/** What is new, and what is there already: of the same title at the same minute. */
async function sorted(ctx: Ctx, read: ImportedEvent[]): Promise<{ fresh: ImportedEvent[]; known: RefusedRow[] }> {
	const minute = (at: Date) => Math.floor(at.getTime() / 60_000)
	const there = read.length
		? await events(ctx)
				.where(
					sql<Date>`date_trunc('minute', starts_at)`,
					'in',
					read.map(({ startsAt }) => new Date(minute(startsAt) * 60_000))
				)
				.execute()
		: []
	const taken = new Set(there.flatMap(({ title, startsAt }) => Object.values(title).map((text) => `${minute(startsAt)} ${text}`)))
	const fresh: ImportedEvent[] = []
	const known: RefusedRow[] = []
	for (const event of read) {
		const key = `${minute(event.startsAt)} ${event.title}`
		if (taken.has(key)) known.push({ row: event.row, title: event.title, key: 'event.import.known' })
		else fresh.push(event)
		// The same twice in one file is once.
		taken.add(key)
	}
	return { fresh, known }
}

async function addProgramme(ctx: Ctx, eventId: string, sessions: ImportedSession[], language: Locale) {
	const speakers = new Map([...new Set(sessions.flatMap((session) => session.speakers))].map((name) => [name, uuidv7()]))
	const spoken: { sessionId: string; speakerId: string }[] = []
	const rows = sessions.map((session, position) => {
		const id = uuidv7()
		spoken.push(...session.speakers.map((name) => ({ sessionId: id, speakerId: speakers.get(name)! })))
		return {
			id,
			eventId,
			title: JSON.stringify({ [language]: session.title }),
			text: JSON.stringify(session.text ? { [language]: session.text } : {}),
			track: session.track,
			room: session.room,
			startsAt: session.startsAt,
			endsAt: session.endsAt,
			language: session.language,
			position
		}
	})
	if (speakers.size)
		await ctx.db
			.insertInto('speaker')
			.values([...speakers].map(([name, id], position) => ({ id, eventId, name, function: JSON.stringify({}), position })))
			.execute()
	await ctx.db.insertInto('eventSession').values(rows).execute()
	// A statement takes 65,535 parameters at most.
	for (let at = 0; at < spoken.length; at += 5000)
		await ctx.db
			.insertInto('sessionSpeaker')
			.values(spoken.slice(at, at + 5000))
			.execute()
}
