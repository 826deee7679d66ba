import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { storeContents } from '#platform/files.server'
import { buildSignedIn } from '#test/accounts'
import { actor, as, ownHome, test, trail } from '#test/support'
import { discardEventImport, importEvents, previewEventImport, receiveEventImport } from './event-imports.server.ts'
import { getEvent } from './events.server.ts'
import { getProgramme } from './programme.server.ts'

ownHome()

const how = { service: 'cit', kind: 'seminar', language: 'fr' } as const
const two = `BEGIN:VCALENDAR
BEGIN:VEVENT
UID:a
SUMMARY:Réunion
LOCATION:Русе
DTSTART;TZID=Europe/Paris:20270601T090000
DTEND;TZID=Europe/Paris:20270601T110000
END:VEVENT
BEGIN:VEVENT
UID:b
DTSTART:20270602T090000Z
END:VEVENT
END:VCALENDAR`
const schedule = JSON.stringify({
	schedule: {
		conference: {
			title: 'Colloque',
			days: [
				{
					date: '2027-06-01',
					rooms: {
						A: [
							{ title: 'Un', start: '09:00', duration: '01:00', persons: [{ name: 'Ива' }, { name: 'Агнес' }] },
							{ title: 'Deux', start: '10:00', duration: '01:00', persons: [{ name: 'Ива' }] }
						]
					}
				}
			]
		}
	}
})

async function officer(ctx: Ctx) {
	return as(ctx, actor(['officer'], { accountId: (await buildSignedIn(ctx)).accountId }))
}
async function handIn(ctx: Ctx, contents: string, type: 'ics' | 'json' = 'ics') {
	const stored = await storeContents(ctx, Buffer.from(contents), { name: 'a.ics', type, owner: { kind: 'test', id: 'x' } })
	await receiveEventImport(ctx, { digest: stored.digest, bytes: stored.bytes, type, name: 'a.ics' })
}

describe('importing events', () => {
	test('shows what would be taken, writes nothing before, and drafts it once', async ({ ctx: base }) => {
		const ctx = await officer(base)
		expect(await previewEventImport(ctx)).toBeNull()
		await handIn(ctx, two)
		expect(await previewEventImport(ctx)).toMatchObject({
			events: [{ title: 'Réunion', zone: 'Europe/Paris' }],
			refused: [{ row: 2, key: 'event.import.no_title' }]
		})
		expect(await ctx.db.selectFrom('event').select('id').execute()).toEqual([])
		const [id] = await importEvents(ctx, how)
		expect(await getEvent(ctx, id!)).toMatchObject({
			status: 'draft',
			title: { fr: 'Réunion' },
			place: { fr: 'Русе' },
			startsAt: new Date('2027-06-01T07:00Z'),
			endsAt: new Date('2027-06-01T09:00Z')
		})
		expect((await trail(ctx, `event:${id}`)).map(({ action }) => action)).toEqual(['event.drafted', 'event.imported'])
		await expect(importEvents(ctx, how)).rejects.toMatchObject({ key: 'event.import.nothing' })
		await handIn(ctx, two)
		expect((await previewEventImport(ctx))!.refused.map(({ key }) => key)).toEqual([
			'event.import.known',
			'event.import.no_title'
		])
		await expect(importEvents(ctx, how)).rejects.toMatchObject({ key: 'event.import.nothing' })
	})

	test('brings a schedule with its sessions and each speaker once', async ({ ctx: base }) => {
		const ctx = await officer(base)
		await handIn(ctx, schedule, 'json')
		const [id] = await importEvents(ctx, how)
		const { sessions, speakers } = await getProgramme(ctx, id!)
		expect(speakers.map(({ name }) => name).sort()).toEqual(['Агнес', 'Ива'])
		expect(sessions.map(({ title, room, speakers }) => [title, room, speakers.length])).toEqual([
			[{ fr: 'Un' }, 'A', 2],
			[{ fr: 'Deux' }, 'A', 1]
		])
	})

	test('keeps one file for each of the staff, lets it go, and says why it cannot be read', async ({ ctx: base }) => {
		const ctx = await officer(base)
		await handIn(ctx, two)
		await handIn(ctx, '{}', 'json')
		expect(await previewEventImport(ctx)).toMatchObject({ refusal: { key: 'event.import.no_schedule' }, events: [] })
		expect(await previewEventImport(await officer(base))).toBeNull()
		await discardEventImport(ctx)
		expect(await previewEventImport(ctx)).toBeNull()
	})

	test('is for those who set up events, in their own service', async ({ ctx: base }) => {
		const ctx = await officer(base)
		await handIn(ctx, two)
		await expect(importEvents(as(ctx, actor(['editor'])), how)).rejects.toMatchObject({ status: 403 })
		for (const who of [null, actor(['member']), actor(['auditor'])])
			await expect(previewEventImport(as(ctx, who))).rejects.toMatchObject({ status: 403 })
		const other = as(ctx, actor([{ service: 'ser', role: 'officer' }], { accountId: ctx.actor!.accountId }))
		await expect(importEvents(other, how)).rejects.toMatchObject({ status: 403 })
	})
})
