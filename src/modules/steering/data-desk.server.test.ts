import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { beforeEach, describe, expect } from 'vitest'
import { registerPersonalData } from '#modules/identity/personal-data.server'
import { registrationData } from '#modules/events/registration-personal-data.server'
import { networkEntry } from '#modules/network/personal-data.server'
import type { Ctx, Role } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { retentionRules } from '#programme/retention'
import { buildSignedIn } from '#test/accounts'
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
import { steeringData } from './personal-data.server.ts'
import { listRetention, runRetention } from './retention.server.ts'

beforeEach(() => {
	steeringData.forEach(registerPersonalData)
	registerPersonalData(networkEntry)
	registerPersonalData(registrationData)
})
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
		const { rules } = await listRetention(await head(ctx))
		expect(rules.find(({ key }) => key === 'notes')?.last).toMatchObject({ total: 1 })
	})
})
