import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { v7 as uuidv7 } from 'uuid'
import { transliterate } from '#engines/text/transliterate'
import { needsFresh } from '#modules/identity/policy'
import { eraseEverywhere, takeAddressOut } from '#modules/identity/personal-data.server'
import { eraseContact } from '#modules/network/contact-erasure.server'
import { audit } from '#platform/audit.server'
import { instantOf, localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, RuleBroken } from '#platform/errors'
import { nextReference } from '#platform/references.server'
import { programme } from '#programme/programme'
import { eraseNotesAbout } from './notes.server.ts'
import { eraseTasksAbout } from './tasks.server.ts'
import type { BreachInput, RequestInput } from './data-schema.ts'
import { mayKeepData, mayReadData } from './policy.ts'

const refOfRequest = (id: string) => `data-request:${id}`
const today = (ctx: Ctx) => localDate(ctx.now, programme.timeZone)
const monthsLater = (day: string, months: number) => Temporal.PlainDate.from(day).add({ months }).toString()

/** Writes down a request about personal data; its clock runs from the day it came, for a month. Returns its id. */
export async function recordRequest(ctx: Ctx, input: RequestInput): Promise<string> {
	authorize(mayKeepData(ctx.actor))
	if (input.receivedOn > today(ctx)) throw new RuleBroken('error.network.day_to_come', 'receivedOn', {}, 422)
	const { accountId } = ctx.actor
	return transact(ctx, async (ctx) => {
		const id = uuidv7()
		await ctx.db
			.insertInto('dataRequest')
			.values({
				id,
				reference: await nextReference(ctx, 'DPR'),
				...input,
				dueOn: monthsLater(input.receivedOn, 1),
				status: 'open',
				recordedAt: ctx.now,
				recordedBy: accountId
			})
			.execute()
		await audit(ctx, 'data-request.recorded', refOfRequest(id), { kind: input.kind })
		return id
	})
}

async function lockOpen(ctx: Ctx, id: string) {
	const request = await ctx.db.selectFrom('dataRequest').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
	if (!request) return notFound()
	if (request.status !== 'open') throw new RuleBroken('error.data.closed')
	return request
}

/** Two more months, once, for a reason the person is told (art. 12(3)). */
export async function extendRequest(ctx: Ctx, id: string, { extended }: { extended: string }) {
	authorize(mayKeepData(ctx.actor))
	await transact(ctx, async (ctx) => {
		const request = await lockOpen(ctx, id)
		if (request.extended) throw new RuleBroken('error.data.extended')
		await ctx.db
			.updateTable('dataRequest')
			.set({ extended, dueOn: monthsLater(request.receivedOn, 3) })
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'data-request.extended', refOfRequest(id))
	})
}

/** Closes a request with what was answered: done, or refused with the reason. An erasure is done by carrying it out. */
export async function closeRequest(ctx: Ctx, id: string, { outcome, answer }: { outcome: 'done' | 'refused'; answer: string }) {
	authorize(mayKeepData(ctx.actor))
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const request = await lockOpen(ctx, id)
		if (request.kind === 'erasure' && outcome === 'done') throw new RuleBroken('error.data.erase_first', 'outcome')
		await ctx.db
			.updateTable('dataRequest')
			.set({ status: outcome, answer, closedAt: ctx.now, closedBy: accountId })
			.where('id', '=', id)
			.execute()
		await audit(ctx, outcome === 'done' ? 'data-request.done' : 'data-request.refused', refOfRequest(id))
	})
}

/** What is held under the address of a request, counted: to see before anything is erased. One query. */
const heldUnder = async (ctx: Ctx, { id, email }: { id: string; email: string }) => {
	const { rows } = await sql<Record<string, number>>`select
		(select count(*)::int from account where email = ${email} and erased_at is null) as accounts,
		(select count(*)::int from person where email = ${email} or account_id in (select id from account where email = ${email})) as contacts,
		(select count(*)::int from organisation where email = ${email}) as organisations,
		(select count(*)::int from registration where email = ${email}) as registrations,
		(select count(*)::int from speaker s left join person p on p.id = s.person_id where s.email = ${email}
			or p.email = ${email} or p.account_id in (select id from account where email = ${email})) as speakers,
		(select count(*)::int from application_author x join account a on a.id = x.account_id where a.email = ${email}) as applications,
		(select count(*)::int from subscriber where email = ${email}) as subscriptions,
		(select count(*)::int from contact_message where email = ${email}) as messages,
		(select count(*)::int from data_request where email = ${email} and id <> ${id}) as requests,
		(select count(*)::int from mail where to_address = ${email}) as letters,
		(select count(*)::int from note n join person p on p.id = n.party_id where n.party = 'person'
			and (p.email = ${email} or p.account_id in (select id from account where email = ${email}))) as notes`.execute(ctx.db)
	return rows[0]!
}

/**
 * Erases everything held under the address of an erasure request, in every module, in one commit: an account with all that
 * is its own, contacts, letters, earlier requests. `email` is typed again by whoever does it, freshly authenticated. The
 * request keeps what was found and no name. Throws RuleBroken `error.identity.erase_email` on `email`, and
 * `error.data.others_open` while another request of the address waits for an answer: its copy would be empty.
 */
export async function carryOutErasure(ctx: Ctx, id: string, email: string) {
	authorize(mayKeepData(ctx.actor))
	if (needsFresh(ctx.actor, ctx.now)) throw new RuleBroken('error.identity.needs_fresh')
	const { accountId } = ctx.actor
	await transact(ctx, async (ctx) => {
		const request = await lockOpen(ctx, id)
		if (request.kind !== 'erasure' || !request.email) throw new RuleBroken('error.data.not_erasure')
		if (email.trim().toLowerCase() !== request.email.toLowerCase()) throw new RuleBroken('error.identity.erase_email', 'email')
		const others = await ctx.db
			.selectFrom('dataRequest')
			.select(['id', 'kind', 'status'])
			.where('email', '=', request.email)
			.where('id', '<>', id)
			.forUpdate()
			.execute()
		if (others.some(({ kind, status }) => kind !== 'erasure' && status === 'open')) throw new RuleBroken('error.data.others_open')
		const figures = await heldUnder(ctx, { id, email: request.email })
		// By the address alone: an entry whose account has another address is theirs too, and was counted.
		const contacts = await ctx.db.selectFrom('person').select('id').where('email', '=', request.email).execute()
		const contactIds = contacts.map((contact) => contact.id)
		await eraseEverywhere(ctx, request.email)
		await eraseNotesAbout(ctx, contactIds)
		await eraseTasksAbout(ctx, contactIds)
		for (const contactId of contactIds) await eraseContact(ctx, contactId)
		await takeAddressOut(ctx, request.email, { data_request: ['text', 'answer'] })
		const gone = { name: '', email: null, text: '', extended: null }
		const closed = { status: 'done', closedAt: ctx.now, closedBy: accountId }
		for (const { id, status } of others)
			await ctx.db
				.updateTable('dataRequest')
				.set({ ...gone, answer: '', ...(status === 'open' && closed) })
				.where('id', '=', id)
				.execute()
		await ctx.db
			.updateTable('dataRequest')
			.set({ ...gone, ...closed, figures: JSON.stringify(figures) })
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'data-request.erased', refOfRequest(id), { ...figures })
	})
}

/** Shorter than this, a name stands in half of what is written. */
const SHORTEST_NAME = 4

/**
 * Notes and tasks in which a name stands, in its own letters or in Latin ones, the newest first. Whether it is the same
 * person is for a reader to tell: an erasure takes addresses out of sentences and leaves names.
 */
async function wordsNaming(ctx: Ctx, name: string) {
	if (name.length < SHORTEST_NAME) return []
	const names = [name, transliterate(name)].map((each) => `%${each.replace(/[\\%_]/g, '\\$&')}%`)
	const { rows } = await sql<{ kind: 'note' | 'task'; id: string; party: string; partyId: string; service: string; at: Date }>`
		select 'note' as kind, id, party, party_id as "partyId", service, written_at as at from note where text ilike any(${names}::text[])
		union all select 'task', id, '', id, service, created_at from task where title ilike any(${names}::text[]) or text ilike any(${names}::text[])
		order by at desc, id limit 30`.execute(ctx.db)
	return rows
}

/** One request, with what is held under its address while it is open and, before an erasure, what names whom it is about. */
export async function getRequest(ctx: Ctx, id: string) {
	authorize(mayReadData(ctx.actor))
	const request = await ctx.db.selectFrom('dataRequest').selectAll().where('id', '=', id).executeTakeFirst()
	if (!request) return notFound()
	const open = request.status === 'open'
	return {
		...request,
		held:
			open && request.email ? await heldUnder(ctx, { id, email: request.email }) : (request.figures as Record<string, number>),
		words: open && request.kind === 'erasure' ? await wordsNaming(ctx, request.name) : [],
		late: open && request.dueOn < today(ctx),
		can: { answer: open && mayKeepData(ctx.actor), extend: open && !request.extended && mayKeepData(ctx.actor) }
	}
}

/** Open requests, the soonest due first, then the last closed ones; breaches; consents. For administrators, heads and auditors. */
export async function getDataDesk(ctx: Ctx) {
	authorize(mayReadData(ctx.actor))
	const requests = await ctx.db
		.selectFrom('dataRequest')
		.select(['id', 'reference', 'kind', 'receivedOn', 'dueOn', 'status', 'closedAt'])
		.orderBy(sql`status <> 'open'`)
		.orderBy(sql`case when status = 'open' then due_on end`)
		.orderBy('closedAt', 'desc')
		.limit(100)
		.execute()
	const day = today(ctx)
	return {
		requests: requests.map((request) => ({ ...request, late: request.status === 'open' && request.dueOn < day })),
		breaches: await ctx.db
			.selectFrom('dataBreach')
			.selectAll()
			.orderBy('noticedAt', 'desc')
			.orderBy('id', 'desc')
			.limit(100)
			.execute(),
		consents: await ctx.db.selectFrom('consentFigure').selectAll().orderBy('kind').execute(),
		can: { keep: mayKeepData(ctx.actor) }
	}
}

/** How many open requests there are, and when the first is due: for the cockpit. Nothing for who does not keep them. */
export async function waitingRequests(ctx: Ctx) {
	authorize(mayReadData(ctx.actor))
	const { rows } = await sql<{ open: number; due: string | null }>`
		select count(*)::int as open, min(due_on) as due from data_request where status = 'open'`.execute(ctx.db)
	return rows[0]!
}

const columnsOf = ({ noticedAt, authorityToldAt, peopleToldAt, ...rest }: BreachInput) => {
	const at = (local: string | null) => (local === null ? null : instantOf(local, programme.timeZone))
	return { ...rest, noticedAt: at(noticedAt)!, authorityToldAt: at(authorityToldAt), peopleToldAt: at(peopleToldAt) }
}

function checkInstants(ctx: Ctx, { noticedAt, authorityToldAt, peopleToldAt }: ReturnType<typeof columnsOf>) {
	if (noticedAt > ctx.now) throw new RuleBroken('error.network.day_to_come', 'noticedAt', {}, 422)
	if (authorityToldAt && authorityToldAt < noticedAt) throw new RuleBroken('error.data.told_before', 'authorityToldAt', {}, 422)
	if (peopleToldAt && peopleToldAt < noticedAt) throw new RuleBroken('error.data.told_before', 'peopleToldAt', {}, 422)
}

/** Writes a breach into the log. Returns its id. */
export async function recordBreach(ctx: Ctx, input: BreachInput): Promise<string> {
	authorize(mayKeepData(ctx.actor))
	const { accountId } = ctx.actor
	const columns = columnsOf(input)
	checkInstants(ctx, columns)
	return transact(ctx, async (ctx) => {
		const id = uuidv7()
		await ctx.db
			.insertInto('dataBreach')
			.values({ id, reference: await nextReference(ctx, 'DPB'), ...columns, recordedAt: ctx.now, recordedBy: accountId })
			.execute()
		await audit(ctx, 'data-breach.recorded', `data-breach:${id}`, { risk: input.risk })
		return id
	})
}

/** Completes what the log says of a breach. RuleBroken `error.stale` when somebody else did since. */
export async function correctBreach(ctx: Ctx, id: string, { version, ...input }: BreachInput & { version: number }) {
	authorize(mayKeepData(ctx.actor))
	const columns = columnsOf(input)
	checkInstants(ctx, columns)
	await transact(ctx, async (ctx) => {
		const breach = await ctx.db.selectFrom('dataBreach').select('version').where('id', '=', id).forUpdate().executeTakeFirst()
		if (!breach) return notFound()
		if (breach.version !== version) throw new RuleBroken('error.stale')
		await ctx.db
			.updateTable('dataBreach')
			.set({ ...columns, version: version + 1 })
			.where('id', '=', id)
			.execute()
		await audit(ctx, 'data-breach.corrected', `data-breach:${id}`, { risk: input.risk })
	})
}

export async function getBreach(ctx: Ctx, id: string) {
	authorize(mayReadData(ctx.actor))
	const breach = await ctx.db.selectFrom('dataBreach').selectAll().where('id', '=', id).executeTakeFirst()
	return breach ? { ...breach, can: { keep: mayKeepData(ctx.actor) } } : notFound()
}
