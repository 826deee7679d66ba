import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import { mergeOrganisations, registerMerge, undoMerge } from '#modules/network/merges.server'
import type { Ctx, Role } from '#platform/ctx'
import { buildSignedIn } from '#test/accounts'
import { buildOpenCall } from '#test/applications'
import { buildOfficer, buildOrganisation, buildStanding } from '#test/network'
import { countingQueries } from '#test/queries'
import { actor, as, NOW, test, trail } from '#test/support'
import { listNotes, movedNotes, notesAboutPeople, removeNote, writeNote } from './notes.server.ts'
import { findPartners, getOrganisationFile, getPersonFile } from './partner-file.server.ts'

const elsewhere = async (ctx: Ctx, role: Role = 'officer') => {
	const { accountId } = await buildSignedIn(ctx)
	return as(ctx, actor([{ service: 'ser', role }], { accountId }))
}
const note = { service: 'cit', text: 'Rencontre utile.' }

async function event(ctx: Ctx, organisationId: string, over: { reserved?: boolean; services?: string[] } = {}) {
	const id = uuidv7()
	await sql`insert into event (id, reference, kind, service, services, reserved, title, format, starts_at, ends_at, zone, registration, status, created_at, updated_at)
		values (${id}, ${id}, 'seminar', 'cit', ${over.services ?? []}, ${over.reserved ?? false}, '{"fr":"Séminaire"}', 'place', ${NOW}, ${NOW}, 'Europe/Sofia', 'none', 'published', ${NOW}, ${NOW})`.execute(
		ctx.db
	)
	await sql`insert into event_partner values (${id}, ${organisationId}, 'host')`.execute(ctx.db)
	return id
}

const things = (file: { thread: { kind: string; things: { id: string; title: unknown }[] }[] }, kind: string) =>
	file.thread.find((each) => each.kind === kind)?.things.map(({ id, title }) => [id, title]) ?? []

describe('a partner’s file', () => {
	test('shows what happened with an organisation, and to other services nothing that is reserved', async ({ ctx }) => {
		const organisationId = await buildOrganisation(ctx)
		const open = await event(ctx, organisationId)
		const reserved = await event(ctx, organisationId, { reserved: true })
		const together = await event(ctx, organisationId, { reserved: true, services: ['ser'] })
		const officer = await buildOfficer(ctx)
		const ids = async (asker: Ctx) =>
			things(await getOrganisationFile(asker, organisationId), 'event')
				.map(([id]) => id)
				.sort()

		expect(await ids(officer)).toEqual([open, reserved, together].sort())
		expect(await ids(await elsewhere(ctx))).toEqual([open, together].sort())
		expect(await ids(as(ctx, actor([{ service: 'education-language', role: 'officer' }])))).toEqual([open])
		expect(await ids(as(ctx, actor([{ service: null, role: 'auditor' }])))).toHaveLength(3)
	})

	test('keeps the name of a filed application sealed until the call is opened', async ({ ctx }) => {
		const organisationId = await buildOrganisation(ctx)
		const officer = await buildOfficer(ctx)
		const callId = await buildOpenCall(ctx)
		const { id: formVersionId } = await ctx.db
			.selectFrom('formVersion')
			.select('id')
			.where('callId', '=', callId)
			.executeTakeFirstOrThrow()
		const id = uuidv7()
		const filingId = uuidv7()
		await sql`insert into application (id, reference, call_id, organisation_id, form_version_id, title, status, locale, created_at, updated_at, requested_cents)
			values (${id}, 'A-1', ${callId}, ${organisationId}, ${formVersionId}, 'Le pont', 'draft', 'fr', ${NOW}, ${NOW}, 500000)`.execute(
			ctx.db
		)
		expect(things(await getOrganisationFile(officer, organisationId), 'application')).toEqual([])
		await sql`insert into filing (id, application_id, number, answers, digest, salt, filed_at, request_key)
			values (${filingId}, ${id}, 1, '{}', ${'0'.repeat(64)}, 's', ${NOW}, 'k')`.execute(ctx.db)
		await sql`update application set status = 'filed', filed_at = ${NOW}, filing_id = ${filingId} where id = ${id}`.execute(
			ctx.db
		)
		expect(things(await getOrganisationFile(officer, organisationId), 'application')).toEqual([[id, null]])
		await sql`update call set opened_at = ${NOW} where id = ${callId}`.execute(ctx.db)
		expect(things(await getOrganisationFile(officer, organisationId), 'application')).toEqual([[id, 'Le pont']])
	})

	test('counts what it does not show', async ({ ctx }) => {
		const organisationId = await buildOrganisation(ctx)
		for (let i = 0; i < 15; i++) await event(ctx, organisationId)
		const [events] = (await getOrganisationFile(await buildOfficer(ctx), organisationId)).thread
		expect([events!.total, events!.things.length]).toEqual([15, 12])
	})

	test('of a person has their events, and the letters they were sent but for those about signing in', async ({ ctx }) => {
		const organisationId = await buildOrganisation(ctx)
		const person = await buildStanding(ctx, organisationId)
		const eventId = await event(ctx, organisationId)
		await sql`insert into registration (id, reference, event_id, account_id, name, email, locale, status, registered_at)
			values (${uuidv7()}, 'R-1', ${eventId}, ${person.accountId}, 'X', ${person.email}, 'fr', 'accepted', ${NOW})`.execute(ctx.db)
		for (const kind of ['events.registration-accepted', 'identity.sign-in', 'calls.receipt'])
			await sql`insert into mail (id, kind, to_address, locale, subject, text, html, status, message_id, created_at)
				values (${uuidv7()}, ${kind}, ${person.email}, 'fr', ${kind}, '', '', 'sent', 'm', ${NOW})`.execute(ctx.db)
		const file = await getPersonFile(await buildOfficer(ctx), person.personId)
		expect(things(file, 'event')).toEqual([[eventId, { fr: 'Séminaire' }]])
		expect(file.letters.map(({ subject }) => subject)).toEqual(['events.registration-accepted'])
		expect((await getOrganisationFile(await buildOfficer(ctx), organisationId)).letters).toHaveLength(1)
	})

	test('costs the same few queries however much happened', async ({ ctx }) => {
		const organisationId = await buildOrganisation(ctx)
		const cost = async () => {
			const counted = countingQueries(await buildOfficer(ctx))
			await getOrganisationFile(counted.ctx, organisationId)
			return counted.count()
		}
		await event(ctx, organisationId)
		const one = await cost()
		for (let i = 0; i < 5; i++) await event(ctx, organisationId)
		expect(await cost()).toBe(one)
	})

	test.for(['member', 'evaluator'] as Role[])('is not for %s', async (role, { ctx }) => {
		const organisationId = await buildOrganisation(ctx)
		const asker = as(ctx, actor([role]))
		await expect(getOrganisationFile(asker, organisationId)).rejects.toMatchObject({ status: 403 })
		await expect(findPartners(asker, 'x')).rejects.toMatchObject({ status: 403 })
	})
})

describe('a note', () => {
	test('is its service’s until it is shared', async ({ ctx }) => {
		const organisationId = await buildOrganisation(ctx, { name: { fr: 'Ville de Pontval' } })
		const partner = { party: 'organisation' as const, id: organisationId }
		const officer = await buildOfficer(ctx)
		const other = await elsewhere(ctx)
		const own = await writeNote(officer, partner, note)
		const shared = await writeNote(officer, partner, { ...note, shared: 'yes' })
		expect((await listNotes(officer, partner)).map(({ id }) => id).sort()).toEqual([own, shared].sort())
		expect((await listNotes(other, partner)).map(({ id, can }) => [id, can.remove])).toEqual([[shared, false]])
		expect((await findPartners(other, '')).notes.map(({ id }) => id)).toEqual([shared])
		expect((await trail(ctx, `organisation:${organisationId}`)).map(({ action }) => action)).toContain('note.written')
		expect((await findPartners(officer, 'pontval')).organisations.map(({ id }) => id)).toEqual([organisationId])
	})

	test('is written for one’s own service, and taken away by its author or head', async ({ ctx }) => {
		const partner = { party: 'organisation' as const, id: await buildOrganisation(ctx) }
		const officer = await buildOfficer(ctx)
		await expect(writeNote(await elsewhere(ctx), partner, note)).rejects.toMatchObject({ status: 403 })
		await expect(writeNote(as(ctx, actor([{ service: null, role: 'auditor' }])), partner, note)).rejects.toMatchObject({
			status: 403
		})
		await expect(writeNote(officer, { ...partner, id: uuidv7() }, note)).rejects.toMatchObject({ status: 404 })
		const id = await writeNote(officer, partner, note)
		await expect(removeNote(await elsewhere(ctx), id)).rejects.toMatchObject({ status: 404 })
		await expect(removeNote(as(ctx, actor(['officer'])), id)).rejects.toMatchObject({ status: 403 })
		await removeNote(as(ctx, actor(['head'])), id)
		await expect(removeNote(officer, id)).rejects.toMatchObject({ status: 404 })
		expect(await listNotes(officer, partner)).toEqual([])
	})

	test('follows a merge and comes back with it', async ({ ctx }) => {
		registerMerge(movedNotes)
		const officer = await buildOfficer(ctx)
		const keep = await buildOrganisation(ctx, { name: { fr: 'Un' } })
		const gone = await buildOrganisation(ctx, { name: { fr: 'Une' } })
		const id = await writeNote(officer, { party: 'organisation', id: gone }, note)
		const merge = await mergeOrganisations(officer, { keep, gone })
		expect((await listNotes(officer, { party: 'organisation', id: keep })).map((each) => each.id)).toEqual([id])
		await undoMerge(officer, merge)
		expect((await listNotes(officer, { party: 'organisation', id: gone })).map((each) => each.id)).toEqual([id])
	})

	test('on a person is theirs to read and goes with them', async ({ ctx }) => {
		const person = await buildStanding(ctx, await buildOrganisation(ctx))
		const officer = await buildOfficer(ctx)
		await writeNote(officer, { party: 'person', id: person.personId }, note)
		expect(await notesAboutPeople.export(ctx, person.accountId)).toMatchObject([{ text: note.text }])
		await notesAboutPeople.erase(ctx, { id: person.accountId, email: person.email })
		expect(await listNotes(officer, { party: 'person', id: person.personId })).toEqual([])
	})
})
