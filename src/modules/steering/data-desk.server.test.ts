import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { beforeEach, describe, expect } from 'vitest'
import { addressPattern, registerPersonalData } from '#modules/identity/personal-data.server'
import type { Ctx, Role } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { retentionRules } from '#programme/retention'
import { buildSignedIn } from '#test/accounts'
import { buildDraft, buildOpenCall } from '#test/applications'
import { buildEvent } from '#test/events'
import { buildOrganisation, buildStanding } from '#test/network'
import { actor, as, NOW, test, trail } from '#test/support'
import {
	carryOutErasure,
	closeRequest,
	correctBreach,
	extendRequest,
	getBreach,
	getDataDesk,
	getRequest,
	recordBreach,
	recordRequest
} from './data-desk.server.ts'
import { breachForm } from './data-schema.ts'
import { writeNote } from './notes.server.ts'
import { everyPersonalData } from './personal-data.server.ts'
import { listRetention, runRetention } from './retention.server.ts'

beforeEach(() => everyPersonalData.forEach(registerPersonalData))
async function head(ctx: Ctx, over = {}) {
	const { accountId } = await buildSignedIn(ctx)
	return as(ctx, actor(['head'], { accountId, ...over }))
}
const asked = (email: string, kind: 'access' | 'erasure' = 'erasure') => ({
	kind,
	name: 'Елица',
	email,
	text: '',
	receivedOn: '2027-01-31'
})

/** The columns of text of every table of ours. */
const columns = async (ctx: Ctx, type: string | null) => {
	const { rows } = await sql<{ name: string; table: string; column: string }>`
		select c.table_name || '.' || c.column_name as name, c.table_name as "table", c.column_name as "column" from information_schema.columns c
		join information_schema.tables t using (table_schema, table_name)
		where table_schema = 'public' and table_type = 'BASE TABLE' and (udt_name = ${type} or (${type}::text is null and udt_name in ('text', 'citext', 'jsonb')))
		order by name`.execute(ctx.db)
	return rows
}
const addressColumns = async (ctx: Ctx) => (await columns(ctx, 'citext')).map(({ name }) => name)
/** Those in which an address stands by itself. */
async function saying(ctx: Ctx, email: string, type: string | null = null) {
	const found: string[] = []
	for (const { name, table, column } of await columns(ctx, type)) {
		const { rows } =
			await sql`select 1 from ${sql.table(table)} where ${sql.ref(column)}::text ~* ${addressPattern(email)} limit 1`.execute(
				ctx.db
			)
		if (rows.length) found.push(name)
	}
	return found
}

describe('a request about personal data', () => {
	test('is due in a month, may be extended once, and is closed once', async ({ ctx }) => {
		const keeper = await head(ctx)
		const id = await recordRequest(keeper, asked('a@example.org', 'access'))
		expect(await getRequest(keeper, id)).toMatchObject({ dueOn: '2027-02-28', late: true, status: 'open' })
		await extendRequest(keeper, id, { extended: 'Dossier très volumineux.' })
		expect(await getRequest(keeper, id)).toMatchObject({ dueOn: '2027-04-30', late: false })
		await expect(extendRequest(keeper, id, { extended: 'Encore une fois.' })).rejects.toEqual(
			new RuleBroken('error.data.extended')
		)
		await closeRequest(keeper, id, { outcome: 'done', answer: 'Copie envoyée.' })
		await expect(closeRequest(keeper, id, { outcome: 'refused', answer: 'Non, finalement.' })).rejects.toEqual(
			new RuleBroken('error.data.closed')
		)
		expect((await trail(ctx, `data-request:${id}`)).map(({ action }) => action)).toEqual([
			'data-request.recorded',
			'data-request.extended',
			'data-request.done'
		])
	})

	test('to erase is carried out everywhere, and keeps counts without a name', async ({ ctx }) => {
		const keeper = await head(ctx)
		const person = await buildStanding(ctx, await buildOrganisation(ctx))
		await writeNote(keeper, { party: 'person', id: person.personId }, { service: 'cit', text: 'Rencontrée à Lyon.' })
		const eventId = uuidv7()
		await sql`insert into event (id, reference, kind, service, title, format, starts_at, ends_at, zone, registration, status, created_at, updated_at)
			values (${eventId}, ${eventId}, 'seminar', 'cit', '{"fr":"S"}', 'place', ${NOW}, ${NOW}, 'Europe/Sofia', 'open', 'published', ${NOW}, ${NOW})`.execute(
			ctx.db
		)
		await sql`insert into registration (id, reference, event_id, name, email, locale, status, registered_at)
			values (${uuidv7()}, 'R-1', ${eventId}, 'Зорница', ${person.email}, 'bg', 'accepted', ${NOW})`.execute(ctx.db)
		const id = await recordRequest(keeper, asked(person.email))
		expect((await getRequest(keeper, id)).held).toMatchObject({ accounts: 1, contacts: 1, registrations: 1, notes: 1 })
		await expect(closeRequest(keeper, id, { outcome: 'done', answer: 'C’est fait, bien sûr.' })).rejects.toMatchObject({
			key: 'error.data.erase_first'
		})
		await expect(carryOutErasure(keeper, id, 'other@example.org')).rejects.toMatchObject({ field: 'email' })

		await carryOutErasure(keeper, id, person.email)

		const { rows } = await sql<{ account: string; person: string; registration: string; notes: number }>`select
			(select name || email::text from account where id = ${person.accountId}) as account, (select name from person where id = ${person.personId}) as person,
			(select name || coalesce(email::text, '') from registration where event_id = ${eventId}) as registration,
			(select count(*)::int from note) as notes`.execute(ctx.db)
		expect(rows[0]).toEqual({ account: `${person.accountId}@erased.invalid`, person: '—', registration: '–', notes: 0 })
		expect(await getRequest(keeper, id)).toMatchObject({ status: 'done', name: '', email: null, held: { accounts: 1, notes: 1 } })
		await expect(carryOutErasure(keeper, id, person.email)).rejects.toEqual(new RuleBroken('error.data.closed'))
	})

	test('leaves the address in no table', async ({ ctx }) => {
		const keeper = await head(ctx)
		const person = await buildStanding(ctx, await buildOrganisation(ctx))
		const { email } = person
		const told = `Écrire à ${email}.`
		const { eventId } = await buildEvent(ctx)
		const draft = await buildDraft(ctx, await buildOpenCall(ctx))
		const elsewhere = await buildStanding(ctx, await buildOrganisation(ctx, { name: { fr: 'Commune de Modèle' } }))
		const organisation = await buildOrganisation(ctx, { name: { fr: 'Association Exemple' }, email })
		const closed = uuidv7()
		const batch = uuidv7()
		const again = await recordRequest(keeper, asked(email))
		for (const insert of [
			sql`insert into verification (id, identifier, value, email, expires_at, created_at, updated_at) values (${uuidv7()}, 'i', 'v', ${email}, ${NOW}, ${NOW}, ${NOW})`,
			sql`insert into invitation (id, email, role, locale, token_digest, invited_at, expires_at) values (${uuidv7()}, ${email}, 'officer', 'fr', ${closed}, ${NOW}, ${NOW})`,
			sql`insert into invitation (id, email, role, locale, token_digest, invited_at, expires_at, accepted_at) values (${uuidv7()}, ${email}, 'editor', 'fr', ${batch}, ${NOW}, ${NOW}, ${NOW})`,
			sql`insert into contact_message (id, name, email, organisation, subject, message, locale, digest, received_at)
				values (${uuidv7()}, 'Е.', ${email}, null, 'other', 'Bonjour à tous.', 'fr', repeat('a', 64), ${NOW})`,
			sql`insert into mail (id, kind, to_address, locale, subject, text, html, reply_to, status, message_id, created_at) values
				(${uuidv7()}, 'a', ${email}, 'fr', 'x', 'x', 'x', null, 'sent', 'a', ${NOW}), (${uuidv7()}, 'b', 's@example.org', 'fr', 'x', ${told}, 'x', null, 'sent', 'b', ${NOW}),
				(${uuidv7()}, 'c', 's@example.org', 'fr', 'x', 'x', 'x', ${email}, 'sent', 'c', ${NOW}), (${uuidv7()}, 'd', 's@example.org', 'fr', 'x', ${`x${email}`}, 'x', null, 'sent', 'd', ${NOW})`,
			sql`update person set email = ${email} where id in (${person.personId}, ${elsewhere.personId})`,
			sql`insert into person (id, name, email, status, keys, created_at, updated_at) values (${closed}, 'Елица', ${email}, 'listed', '{e}', ${NOW}, ${NOW})`,
			sql`insert into import_batch (id, subject, name, status, created_at) values (${batch}, 'people', 'f.csv', 'done', ${NOW})`,
			sql`insert into import_row (batch_id, row_no, cells, entry) values (${batch}, 2, ${JSON.stringify(['Елица', email])}, ${JSON.stringify({ email })})`,
			sql`insert into merge (id, subject, kept_id, gone_id, undo, merged_at) values (${uuidv7()}, 'organisation', ${organisation}, ${uuidv7()}, ${JSON.stringify({ changed: { email: { before: email, after: null } } })}, ${NOW})`,
			sql`insert into author_invitation (id, application_id, email, token_digest, invited_at, expires_at) values (${uuidv7()}, ${draft.id}, ${email}, 't', ${NOW}, ${NOW})`,
			sql`insert into speaker (id, event_id, name, email) values (${uuidv7()}, ${eventId}, 'Елица', ${email})`,
			sql`insert into speaker (id, event_id, name, person_id) values (${uuidv7()}, ${eventId}, 'E. sans adresse', ${closed})`,
			sql`insert into registration (id, reference, event_id, name, email, locale, answers, status, registered_at)
				values (${uuidv7()}, 'R-1', ${eventId}, 'Елица', ${email}, 'bg', ${JSON.stringify({ how: told })}, 'accepted', ${NOW})`,
			sql`insert into event_invitation (id, event_id, email, locale, token_digest, sent_at) values (${uuidv7()}, ${eventId}, ${email}, 'fr', 't', ${NOW})`,
			sql`insert into stop (id, event_id, kind, title, contact, starts_at, ends_at, zone) values (${uuidv7()}, ${eventId}, 'meeting', '{"fr":"R"}', ${told}, ${NOW}, ${NOW}, 'Europe/Paris')`,
			sql`insert into subscriber (id, email, locale, created_at) values (${uuidv7()}, ${email}, 'fr', ${NOW})`,
			sql`insert into subscription_request (id, email, locale, kinds, asked_at, expires_at) values (${uuidv7()}, ${email}, 'fr', '{newsletter}', ${NOW}, ${NOW})`,
			sql`insert into data_request (id, reference, kind, name, email, text, answer, received_on, due_on, status, recorded_at, closed_at)
				values (${closed}, 'DPR-0', 'access', 'Елица', ${email}, ${told}, ${told}, '2027-01-01', '2027-02-01', 'done', ${NOW}, ${NOW})`,
			sql`update data_request set extended = ${told} where id = ${closed}`,
			// What others wrote, about something else: the sentence stays without the address.
			sql`insert into note (id, party, party_id, service, text, written_at) values (${closed}, 'organisation', ${organisation}, 'cit', ${told}, ${NOW})`,
			sql`insert into task (id, service, title, text, created_at) values (${uuidv7()}, 'cit', ${told}, ${told}, ${NOW})`,
			sql`insert into contact_message (id, name, email, organisation, subject, message, locale, digest, received_at)
				values (${uuidv7()}, 'И.', 'other@example.org', null, 'other', ${told}, 'fr', repeat('b', 64), ${NOW})`,
			sql`insert into claim (id, organisation_id, account_id, function, message, status, asked_at)
				values (${uuidv7()}, ${organisation}, ${elsewhere.accountId}, 'Maire', ${told}, 'open', ${NOW})`,
			sql`insert into introduction (id, reference, from_organisation, to_organisation, message, reasons, status, decline_note, asked_at, lapses_at)
				select ${closed}, 'INT-0', ${organisation}, id, ${told}, '[]', 'declined', ${told}, ${NOW}, ${NOW} from organisation where id <> ${organisation} limit 1`,
			sql`insert into introduction_message (id, introduction_id, side, text, sent_at) values (${uuidv7()}, ${closed}, 'from', ${told}, ${NOW})`,
			sql`insert into introduction_outcome (introduction_id, side, outcome, satisfaction, note, said_at) values (${closed}, 'from', 'nothing', 3, ${told}, ${NOW})`,
			sql`insert into abuse_report (id, subject, reason, note, status, answer, reported_at) values (${uuidv7()}, ${`introduction:${closed}`}, 'other', ${told}, 'dismissed', ${told}, ${NOW})`,
			sql`insert into application_message (id, application_id, side, text, sent_at) values (${uuidv7()}, ${draft.id}, 'service', ${told}, ${NOW})`,
			sql`insert into commitment (id, event_id, kind, text, who, note) values (${uuidv7()}, ${eventId}, 'action', ${told}, ${email}, ${told})`
		])
			await insert.execute(ctx.db)
		// Every column made for an address was given it above: a new one has to be erased too.
		expect(await saying(ctx, email, 'citext')).toEqual(await addressColumns(ctx))
		const id = await recordRequest(keeper, asked(email))
		expect((await getRequest(keeper, id)).held).toMatchObject({ contacts: 3, organisations: 1, speakers: 2, requests: 2 })

		await carryOutErasure(keeper, id, email)

		// No table is exempt: the trail holds ids, and what was filed is in the applicant's words, not under an address.
		expect(await saying(ctx, email)).toEqual([])
		const { rows } = await sql<{ names: string; speakers: number; letters: number; note: string; again: string }>`select
			(select string_agg(distinct name, ' ') from person where id in (${person.personId}, ${elsewhere.personId}, ${closed})) as names,
			(select count(*)::int from speaker where event_id = ${eventId}) as speakers,
			(select count(*)::int from mail where kind = 'd') as letters,
			(select text from note where id = ${closed}) as note,
			(select status || name from data_request where id = ${again}) as again`.execute(ctx.db)
		expect(rows).toEqual([{ names: '—', speakers: 0, letters: 1, note: 'Écrire à –.', again: 'done' }])
	})

	test('to erase says which notes and tasks name the person, and shows none of their words', async ({ ctx }) => {
		const keeper = await head(ctx)
		const organisation = await buildOrganisation(ctx)
		const note = await writeNote(
			keeper,
			{ party: 'organisation', id: organisation },
			{ service: 'cit', text: 'Dîner avec Elitsa.' }
		)
		await writeNote(keeper, { party: 'organisation', id: organisation }, { service: 'cit', text: 'Dîner avec Éric.' })
		const task = uuidv7()
		await sql`insert into task (id, service, title, created_at) values (${task}, 'cit', 'Обади се на Елица', ${new Date(NOW.getTime() - 1000)})`.execute(
			ctx.db
		)
		const { words } = await getRequest(keeper, await recordRequest(keeper, asked('elitsa@example.org')))
		expect(words).toEqual([
			{ kind: 'note', id: note, party: 'organisation', partyId: organisation, service: 'cit', at: NOW },
			{ kind: 'task', id: task, party: '', partyId: task, service: 'cit', at: new Date(NOW.getTime() - 1000) }
		])
		const copy = await recordRequest(keeper, asked('elitsa@example.org', 'access'))
		expect((await getRequest(keeper, copy)).words).toEqual([])
		const everybody = await recordRequest(keeper, { ...asked('x@example.org'), name: 'Ел' })
		expect((await getRequest(keeper, everybody)).words).toEqual([])
		const wild = await recordRequest(keeper, { ...asked('x@example.org'), name: '%%%%' })
		expect((await getRequest(keeper, wild)).words).toEqual([])
	})

	test('to erase waits for another request of the same address', async ({ ctx }) => {
		const keeper = await head(ctx)
		await recordRequest(keeper, asked('a@example.org', 'access'))
		const id = await recordRequest(keeper, asked('a@example.org'))
		await expect(carryOutErasure(keeper, id, 'a@example.org')).rejects.toEqual(new RuleBroken('error.data.others_open'))
	})

	test('erases a contact without an account', async ({ ctx }) => {
		const keeper = await head(ctx)
		const id = uuidv7()
		await sql`insert into person (id, name, email, status, keys, created_at, updated_at) values (${id}, 'Иван', 'ivan@example.org', 'listed', '{ivan}', ${NOW}, ${NOW})`.execute(
			ctx.db
		)
		await carryOutErasure(keeper, await recordRequest(keeper, asked('ivan@example.org')), 'IVAN@example.org')
		expect(await ctx.db.selectFrom('person').select(['name', 'email', 'status']).where('id', '=', id).execute()).toEqual([
			{ name: '—', email: null, status: 'hidden' }
		])
	})

	test('is carried out by who has just confirmed who they are', async ({ ctx }) => {
		const id = await recordRequest(await head(ctx), asked('a@example.org'))
		await expect(carryOutErasure(await head(ctx, { freshUntil: NOW }), id, 'a@example.org')).rejects.toEqual(
			new RuleBroken('error.identity.needs_fresh')
		)
	})

	test.for(['member', 'evaluator', 'officer', 'editor', 'finance'] as Role[])('is not for %s', async (role, { ctx }) => {
		const asker = as(ctx, actor([role]))
		await expect(getDataDesk(asker)).rejects.toMatchObject({ status: 403 })
		await expect(recordRequest(asker, asked('a@example.org'))).rejects.toMatchObject({ status: 403 })
		await expect(carryOutErasure(asker, uuidv7(), 'a@example.org')).rejects.toMatchObject({ status: 403 })
	})
	test('is read, not kept, by an auditor', async ({ ctx }) => {
		const auditor = as(ctx, actor([{ service: null, role: 'auditor' }]))
		expect((await getDataDesk(auditor)).can).toEqual({ keep: false })
		await expect(recordRequest(auditor, asked('a@example.org'))).rejects.toMatchObject({ status: 403 })
	})
})

test('a breach is logged and completed, each version once', async ({ ctx }) => {
	const keeper = await head(ctx)
	const input = breachForm.parse({ noticedAt: '2027-03-01T09:00', what: 'Un courriel à tous.', risk: 'some', people: '40' })
	const id = await recordBreach(keeper, input)
	await correctBreach(keeper, id, { ...input, authorityToldAt: '2027-03-01T11:00', version: 1 })
	await expect(correctBreach(keeper, id, { ...input, version: 1 })).rejects.toEqual(new RuleBroken('error.stale'))
	await expect(recordBreach(keeper, { ...input, authorityToldAt: '2027-02-01T11:00' })).rejects.toMatchObject({
		field: 'authorityToldAt'
	})
	expect(await getBreach(keeper, id)).toMatchObject({ people: 40, authorityToldAt: new Date('2027-03-01T09:00:00Z') })
})

describe('retention', () => {
	test('forgets what has had its time and nothing younger, rule by rule, and says so', async ({ ctx }) => {
		const old = new Date('2024-02-28T00:00:00Z')
		const young = new Date('2024-03-02T00:00:00Z')
		for (const [i, at] of [old, young].entries()) {
			await sql`insert into note (id, party, party_id, service, text, written_at) values (${uuidv7()}, 'organisation', ${uuidv7()}, 'cit', ${String(i)}, ${at})`.execute(
				ctx.db
			)
			await sql`insert into person (id, name, email, status, keys, created_at, updated_at)
				values (${uuidv7()}, ${`P${i}`}, ${`p${i}@example.org`}, 'listed', '{p}', ${at}, ${at})`.execute(ctx.db)
		}
		const gone = await runRetention(ctx)
		expect(gone).toMatchObject({ notes: 1, contacts: 1, rejected: 0, 'bank-details': 0 })
		expect(Object.keys(gone).sort()).toEqual(retentionRules.map(({ key }) => key).sort())
		expect(await ctx.db.selectFrom('note').select('text').execute()).toEqual([{ text: '1' }])
		expect(await ctx.db.selectFrom('person').select('name').orderBy('name').execute()).toEqual([{ name: 'P1' }, { name: '—' }])
		expect(await runRetention(ctx)).toMatchObject({ notes: 0, contacts: 0 })
		const keeper = await head(ctx)
		const { rules } = await listRetention(keeper)
		expect(rules.find(({ key }) => key === 'notes')?.last).toMatchObject({ total: 1 })
	})

	test('of a request about personal data nothing written stays three years after the answer, only that there was one', async ({
		ctx
	}) => {
		const keeper = await head(ctx)
		const closed: string[] = []
		for (const at of ['2024-02-28T00:00:00Z', '2024-03-02T00:00:00Z']) {
			const id = await recordRequest(keeper, { ...asked('a@example.org', 'access'), text: 'Tout sur Елица.' })
			await extendRequest(keeper, id, { extended: 'Le dossier d’Елица est volumineux.' })
			await closeRequest(keeper, id, { outcome: 'refused', answer: 'Елица n’a pas prouvé son identité.' })
			await ctx.db.updateTable('dataRequest').set({ closedAt: at }).where('id', '=', id).execute()
			closed.push(id)
		}
		const open = await recordRequest(keeper, asked('b@example.org', 'access'))
		expect(await runRetention(ctx)).toMatchObject({ requests: 1 })
		const written = { name: 'Елица', text: 'Tout sur Елица.', answer: 'Елица n’a pas prouvé son identité.' }
		expect(await getRequest(keeper, closed[0]!)).toMatchObject({
			kind: 'access',
			status: 'refused',
			...{ name: '', email: null, text: '', extended: null, answer: '' }
		})
		expect(await getRequest(keeper, closed[1]!)).toMatchObject(written)
		expect(await getRequest(keeper, open)).toMatchObject({ email: 'b@example.org', status: 'open' })
		expect(await runRetention(ctx)).toMatchObject({ requests: 0 })
	})
})
