import { sql } from 'kysely'
import { z } from 'zod'
import { needsFresh } from '#modules/identity/policy'
import { audit, auditActions, type AuditAction } from '#platform/audit.server'
import { instantOf } from '#platform/calendar'
import { csvLine } from '#platform/csv'
import type { Ctx } from '#platform/ctx'
import { authorize, RuleBroken } from '#platform/errors'
import { isMessageKey, translator, type MessageKey } from '#platform/i18n'
import { referencesOf } from '#platform/references.server'
import { programme } from '#programme/programme'
import { mayExportTrail, mayReadTrail, maySeeAddresses } from './policy.ts'

const day = z.iso.date('error.office.date')
const words = z.string().max(200, 'error.too_long')

/** What the trail can be narrowed to, as it stands in the page's address. Days are whole days of the programme's zone. */
export const trailQuery = z.object({
	from: day,
	to: day,
	action: z.enum(auditActions, 'error.office.filter'),
	/** Part of a person's name, or an account's id. */
	actor: words,
	/** `account:<id>` for one thing, `account` for all of a kind. */
	subject: words.regex(/^[a-z-]+(:[\w.-]+)?$/, 'error.office.subject'),
	request: words
})
export type TrailFilters = Partial<z.output<typeof trailQuery>>

const PAGE = 50
const day24 = (date: string, at: 'start' | 'end') => {
	const start = instantOf(`${date}T00:00`, programme.timeZone)
	// The next midnight of the zone, not 24 hours later: two days a year are longer or shorter.
	return at === 'start' ? start : instantOf(`${nextDay(date)}T00:00`, programme.timeZone)
}
const nextDay = (date: string) => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
const isUuid = (text: string) => z.uuid().safeParse(text).success

function events(ctx: Ctx, { from, to, action, actor, subject, request }: TrailFilters, after: string | null, limit: number) {
	return ctx.db
		.selectFrom('auditEvent')
		.select(['id', 'at', 'actorId', 'requestId', 'action', 'subject', 'data'])
		.$if(from !== undefined, (query) => query.where('at', '>=', day24(from!, 'start')))
		.$if(to !== undefined, (query) => query.where('at', '<', day24(to!, 'end')))
		.$if(action !== undefined, (query) => query.where('action', '=', action!))
		.$if(request !== undefined, (query) => query.where('requestId', '=', request!))
		.$if(subject !== undefined, (query) =>
			subject!.includes(':') ? query.where('subject', '=', subject!) : query.where('subject', 'like', `${subject}:%`)
		)
		.$if(actor !== undefined, (query) =>
			isUuid(actor!)
				? query.where('actorId', '=', actor!)
				: query.where('actorId', 'in', (eb) => {
						const like = `%${actor!.replace(/[\\%_]/g, '\\$&')}%`
						return eb
							.selectFrom('account')
							.select('account.id')
							.where((eb) =>
								eb.or([
									eb('name', 'ilike', like),
									eb('latinName', 'ilike', like),
									// Whoever may not read an address must not find out by guessing either.
									...(maySeeAddresses(ctx.actor) ? [eb(sql<string>`email::text`, 'ilike', like)] : [])
								])
							)
					})
		)
		.$if(after !== null, (query) => query.where(sql<boolean>`(at, id) < (select at, id from audit_event where id = ${after})`))
		.orderBy('at', 'desc')
		.orderBy('id', 'desc')
		.limit(limit)
		.execute()
}

type Event = Awaited<ReturnType<typeof events>>[number]

/** One thing that happened, with the words its sentence (`audit.<action>`) is made of. */
export type TrailEntry = {
	id: string
	at: Date
	action: AuditAction
	requestId: string
	/** Null when nobody asked: a job, or the system itself. Its `name` is empty when the account has been erased. */
	actor: { id: string; name: string } | null
	/** `name` is a person's, or the public reference of a thing that has one; null for other things. */
	subject: { ref: string; kind: string; id: string; name: string | null }
	data: Record<string, unknown>
	/** The role an entry is about, as its holders are called, with the service it is held in; null when there is none. */
	role: string | null
}

/** The names in a batch of events: as many queries for one as for a page. */
async function withNames(ctx: Ctx, rows: Event[]): Promise<TrailEntry[]> {
	const parts = rows.map(({ subject }) => {
		const colon = subject.indexOf(':')
		return { ref: subject, kind: colon < 0 ? subject : subject.slice(0, colon), id: colon < 0 ? '' : subject.slice(colon + 1) }
	})
	const wanted = new Set<string>()
	for (const { actorId } of rows) if (actorId) wanted.add(actorId)
	for (const { kind, id } of parts) if (kind === 'account' && isUuid(id)) wanted.add(id)
	// Asked even for nobody, so that a page costs the same whatever is on it.
	const accounts = await ctx.db
		.selectFrom('account')
		.select(['id', 'name'])
		.where('id', '=', sql<string>`any(${[...wanted]}::uuid[])`)
		.execute()
	const names = new Map(accounts.map(({ id, name }) => [id, name]))
	const references = await referencesOf(
		ctx,
		parts.filter(({ id }) => isUuid(id))
	)
	return rows.map(({ id, at, action, requestId, actorId, data }, i) => ({
		id,
		at,
		action: action as AuditAction,
		requestId,
		actor: actorId === null ? null : { id: actorId, name: names.get(actorId) ?? '' },
		subject: {
			...parts[i]!,
			name: parts[i]!.kind === 'account' ? (names.get(parts[i]!.id) ?? '') : (references.get(parts[i]!.ref) ?? null)
		},
		data: data as Record<string, unknown>,
		role: roleIn(ctx, data as Record<string, unknown>)
	}))
}

function roleIn({ locale }: Ctx, { role, service }: Record<string, unknown>): string | null {
	const key = `identity.role.${role}`
	if (typeof role !== 'string' || !isMessageKey(key)) return null
	const t = translator(locale)
	const found = programme.services.find((each) => each.key === service)
	return found ? t('audit.role_in', { role: t(key), service: found.acronym }) : t(key)
}

/**
 * The audit trail, newest first, 50 at a time; `next` is the cursor of the following page. For administrators, auditors
 * and heads. Four queries at most.
 */
export async function listTrail(ctx: Ctx, filters: TrailFilters = {}, after: string | null = null) {
	authorize(mayReadTrail(ctx.actor))
	const rows = await events(ctx, filters, after, PAGE + 1)
	const entries = await withNames(ctx, rows.slice(0, PAGE))
	return {
		entries,
		next: rows.length > PAGE ? entries.at(-1)!.id : null,
		can: { export: mayExportTrail(ctx.actor) }
	}
}

/** The last things that happened to one thing (`account:<id>`), newest first. For the same readers. Four queries at most. */
export async function historyOf(ctx: Ctx, subject: string, limit = 20): Promise<TrailEntry[]> {
	authorize(mayReadTrail(ctx.actor))
	return withNames(ctx, await events(ctx, { subject }, null, limit))
}

/**
 * The trail as the lines of a CSV file, oldest page last, read in batches so that its length does not matter. The export
 * is itself an entry of the trail. For administrators and auditors, freshly authenticated: it names people.
 * Throws RuleBroken `error.identity.needs_fresh`. Rights are checked and the entry written before the first line is read.
 */
export async function exportTrail(ctx: Ctx, filters: TrailFilters = {}): Promise<AsyncIterator<string>> {
	authorize(mayExportTrail(ctx.actor))
	if (needsFresh(ctx.actor, ctx.now)) throw new RuleBroken('error.identity.needs_fresh')
	await audit(ctx, 'trail.exported', 'trail:all', filters)
	return trailLines(ctx, filters)
}

async function* trailLines(ctx: Ctx, filters: TrailFilters) {
	const t = translator(ctx.locale)
	const columns: MessageKey[] = [
		'audit.at',
		'audit.actor',
		'audit.action',
		'audit.subject',
		'audit.subject_name',
		'audit.request',
		'audit.data'
	]
	yield csvLine(columns.map((column) => t(column)))
	for (let after: string | null = null; ;) {
		const rows: Event[] = await events(ctx, filters, after, 500)
		if (!rows.length) return
		for (const { at, actor, action, subject, requestId, data } of await withNames(ctx, rows))
			yield csvLine([at, actor?.name ?? '', action, subject.ref, subject.name, requestId, JSON.stringify(data)])
		after = rows.at(-1)!.id
	}
}
