import { describe, expect } from 'vitest'
import { storeContents } from '#platform/files.server'
import { buildEvent } from '#test/events'
import { buildOrganisation } from '#test/network'
import { actor, as, ownHome, test, trail } from '#test/support'
import { addCategory, correctCategory, removeCategory } from './categories.server.ts'
import { addDocument, listDocuments, publicDocuments, removeDocument } from './event-documents.server.ts'
import { placeCategories } from './event-rows.server.ts'
import { addPartner, listPartners, publicPartners, removePartner } from './partners.server.ts'
import { addSession, correctSession, getSession, removeSession } from './programme.server.ts'
import { addSpeaker, correctSpeaker, getSpeaker, removeSpeaker } from './speakers.server.ts'

ownHome()

const nothing = '01890000-0000-7000-8000-000000000000'
const session = {
	title: { fr: 'Ouverture' },
	text: {},
	track: null,
	room: 'A',
	starts: '2027-03-27T09:00',
	ends: '2027-03-27T10:00',
	language: 'fr' as const,
	speakers: [] as string[]
}

describe('the partners of an event', () => {
	test('are listed organisations, each once in a role, shown on the portal while they are listed', async ({ ctx }) => {
		const { eventId, asOfficer: me } = await buildEvent(ctx)
		const organisation = await buildOrganisation(ctx)
		await addPartner(me, eventId, { organisation, role: 'host' })
		await addPartner(me, eventId, { organisation, role: 'organiser' })
		await expect(addPartner(me, eventId, { organisation: nothing, role: 'host' })).rejects.toMatchObject({
			key: 'error.event.organisation'
		})
		expect((await listPartners(me, eventId)).map(({ role }) => role)).toEqual(['organiser', 'host'])
		expect((await publicPartners(ctx, eventId)).map(({ id, role }) => [id, role])).toEqual([
			[organisation, 'organiser'],
			[organisation, 'host']
		])
		await removePartner(me, eventId, { organisation, role: 'host' })
		await expect(removePartner(me, eventId, { organisation, role: 'host' })).rejects.toMatchObject({ status: 404 })
		await ctx.db.updateTable('organisation').set({ status: 'hidden' }).where('id', '=', organisation).execute()
		expect(await publicPartners(ctx, eventId)).toEqual([])
		expect(await listPartners(me, eventId)).toHaveLength(1)
	})

	test('are written by its services only', async ({ ctx }) => {
		const { eventId } = await buildEvent(ctx)
		const organisation = await buildOrganisation(ctx)
		for (const [who, status] of [
			[null, 404],
			[actor(['member']), 404],
			[actor(['auditor']), 403],
			[actor([{ service: 'ser', role: 'officer' }]), 403]
		] as const) {
			const other = as(ctx, who)
			await expect(addPartner(other, eventId, { organisation, role: 'host' })).rejects.toMatchObject({ status })
			await expect(addCategory(other, eventId, { title: { fr: 'Presse' }, capacity: 3 })).rejects.toMatchObject({ status })
			await expect(addSession(other, eventId, session)).rejects.toMatchObject({ status })
			await expect(removeDocument(other, eventId, nothing)).rejects.toMatchObject({ status })
		}
		expect(await listPartners(as(ctx, actor(['auditor'])), eventId)).toEqual([])
	})
})

describe('the places of an event', () => {
	test('are corrected and removed, those of another event never', async ({ ctx }) => {
		const { eventId, asOfficer: me } = await buildEvent(ctx)
		const other = await buildEvent(ctx)
		const id = await addCategory(me, eventId, { title: { fr: 'Presse' }, capacity: 3 })
		await correctCategory(me, eventId, id, { title: { fr: 'Presse', bg: 'Преса' }, capacity: null })
		expect((await placeCategories(ctx, eventId)).at(-1)).toMatchObject({ title: { bg: 'Преса' }, capacity: null })
		await expect(removeCategory(me, eventId, other.categoryId)).rejects.toMatchObject({ status: 404 })
		await expect(correctCategory(me, eventId, other.categoryId, { title: { fr: 'x' }, capacity: null })).rejects.toMatchObject({
			status: 404
		})
		await removeCategory(me, eventId, id)
		await expect(removeCategory(me, eventId, id)).rejects.toMatchObject({ status: 404 })
		expect((await trail(ctx, `event:${eventId}`)).map(({ action }) => action).slice(-3)).toEqual([
			'event.category-added',
			'event.category-corrected',
			'event.category-removed'
		])
	})
})

describe('the documents of an event', () => {
	test('are read on the portal when they are public, and go', async ({ ctx }) => {
		const { eventId, asOfficer: me } = await buildEvent(ctx)
		const owner = { kind: 'test', id: 'x' }
		const { digest, bytes } = await storeContents(ctx, Buffer.from('a'), { name: 'a.txt', type: 'txt', owner })
		const file = { digest, bytes, type: 'txt' as const, name: 'a.txt' }
		const shown = await addDocument(me, eventId, file, { title: { fr: 'Actes' }, kind: 'proceedings', public: true })
		const kept = await addDocument(me, eventId, file, { title: { fr: 'Notes' }, kind: 'minutes', public: false })
		expect((await publicDocuments(ctx, eventId)).map(({ id }) => id)).toEqual([shown])
		expect((await listDocuments(me, eventId)).map(({ id }) => id)).toEqual([shown, kept])
		await expect(listDocuments(ctx, eventId)).rejects.toMatchObject({ status: 404 })
		await removeDocument(me, eventId, shown)
		await expect(removeDocument(me, eventId, shown)).rejects.toMatchObject({ status: 404 })
		expect(await publicDocuments(ctx, eventId)).toEqual([])
	})
})

describe('a programme', () => {
	test('is corrected session by session and speaker by speaker, those of another event never', async ({ ctx }) => {
		const { eventId, asOfficer: me } = await buildEvent(ctx)
		const other = await buildEvent(ctx)
		const speaker = await addSpeaker(me, eventId, { name: 'Ива', function: {}, email: null })
		const stranger = await addSpeaker(other.asOfficer, other.eventId, { name: 'Агнес', function: {}, email: null })
		const id = await addSession(me, eventId, session)
		await correctSession(me, eventId, id, { ...session, title: { fr: 'Clôture' }, speakers: [speaker] })
		expect(await getSession(me, eventId, id)).toMatchObject({ title: { fr: 'Clôture' }, speakers: [speaker] })
		await correctSpeaker(me, eventId, speaker, { name: 'Ива Примерова', function: { bg: 'Експерт' }, email: null })
		expect(await getSpeaker(me, eventId, speaker)).toMatchObject({ name: 'Ива Примерова', function: { bg: 'Експерт' } })
		await expect(correctSession(me, eventId, id, { ...session, speakers: [stranger] })).rejects.toMatchObject({
			key: 'error.choice'
		})
		await expect(correctSession(me, eventId, id, { ...session, ends: '2027-03-27T08:00' })).rejects.toMatchObject({
			key: 'error.event.dates'
		})
		await expect(getSpeaker(me, eventId, stranger)).rejects.toMatchObject({ status: 404 })
		await expect(getSession(other.asOfficer, other.eventId, id)).rejects.toMatchObject({ status: 404 })
		await expect(correctSession(other.asOfficer, other.eventId, id, session)).rejects.toMatchObject({ status: 404 })
		await removeSpeaker(me, eventId, speaker)
		expect((await getSession(me, eventId, id)).speakers).toEqual([])
		await removeSession(me, eventId, id)
		await expect(getSession(me, eventId, id)).rejects.toMatchObject({ status: 404 })
	})
})
