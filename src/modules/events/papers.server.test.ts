import decodeQR from 'qr/decode.js'
import sharp from 'sharp'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { buildEvent, registering } from '#test/events'
import { readPdf } from '#test/pdf'
import { actor, as, contextOn, ownDatabase, test } from '#test/support'
import { checkInList, countAttendance, recordScans, type Scans } from './attendance.server.ts'
import { badgeOf, drawBadge, readBadge } from './badges.server.ts'
import {
	checkCertificate,
	issueCertificates,
	listCertificates,
	ownCertificate,
	revokeCertificate
} from './certificates.server.ts'
import { currentHalfDay, halfDaysOf } from './half-days.ts'
import { badgesPdf, certificatePdf, invitationLetterPdf, signingSheetPdf } from './papers.server.ts'
import { tokenOf } from './registration-rows.server.ts'
import { cancelRegistration, register } from './registrations.server.ts'

const from = { address: '192.0.2.9' }
const people = async (ctx: Ctx, count: number) => {
	const built = await buildEvent(ctx)
	for (let at = 0; at < count; at++)
		await register(ctx, built.eventId, registering(`p${at}@example.org`, { name: `Гост ${at}` }), from)
	const rows = await ctx.db
		.selectFrom('registration')
		.select(['id', 'reference'])
		.where('eventId', '=', built.eventId)
		.orderBy('id')
		.execute()
	return { ...built, rows }
}
const scan = (key: string, code: string, over: Partial<Scans['scans'][number]> = {}) => ({
	key,
	code,
	day: '2027-03-27',
	half: 'am' as const,
	at: '2027-03-27T07:30:00.000Z',
	...over
})

describe('badges and check-in', () => {
	test('a badge is read back; a forged or foreign one is refused', () => {
		const id = crypto.randomUUID()
		const badge = badgeOf(id)
		expect(readBadge(badge)).toBe(id)
		const other = badgeOf(crypto.randomUUID())
		const [prefix, , mac] = badge.split('.')
		for (const forged of [
			'',
			'PSL1..',
			badge.slice(0, -1),
			`${badge}.x`,
			`${prefix}.${other.split('.')[1]}.${mac}`,
			badge.replace('PSL1', 'PSL2')
		])
			expect(readBadge(forged)).toBe(null)
	})

	test('a badge held askew, far away and in bad light is read by the library that a phone without a reader uses', async () => {
		const id = crypto.randomUUID()
		for (const [size, angle] of [
			[120, 0],
			[150, 12],
			[260, 33],
			[200, 180]
		] as const) {
			const card = await sharp(Buffer.from(await drawBadge(id)))
				.resize(size, size)
				.extend({ top: 16, bottom: 16, left: 16, right: 16, background: 'white' })
				.png()
				.toBuffer()
			const held = await sharp(card).rotate(angle, { background: '#999' }).blur(0.6).linear(0.5, 30).png().toBuffer()
			const { data, info } = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#5a5a5a' } })
				.composite([{ input: held, left: 100, top: 20 }])
				.ensureAlpha()
				.raw()
				.toBuffer({ resolveWithObject: true })
			const read = decodeQR({ ...info, data }, { timeLimit: Infinity })
			expect(readBadge(read), `${size} pixels wide, ${angle}°`).toBe(id)
		}
	})

	test('half-days follow the event’s own clock', () => {
		const zone = 'Europe/Sofia'
		const event = { startsAt: new Date('2027-03-27T12:00:00Z'), endsAt: new Date('2027-03-29T10:00:00Z'), zone }
		expect(halfDaysOf(event).map(({ day, half }) => `${day} ${half}`)).toEqual([
			'2027-03-27 pm',
			'2027-03-28 am',
			'2027-03-28 pm',
			'2027-03-29 am'
		])
		expect(currentHalfDay(halfDaysOf(event), new Date('2027-03-28T11:00:00Z'), zone)).toEqual({ day: '2027-03-28', half: 'pm' })
		expect(currentHalfDay(halfDaysOf(event), new Date('2027-05-01T11:00:00Z'), zone)).toEqual({ day: '2027-03-29', half: 'am' })
	})

	test('each person counts once in each half-day, whoever scans and however often it is sent', async ({ ctx }) => {
		const { eventId, asOfficer, rows } = await people(ctx, 3)
		const [a, b, c] = rows
		const stranger = await people(ctx, 1)
		await cancelRegistration(ctx, tokenOf(c!.id))
		const batch = {
			device: 'one',
			scans: [
				scan('1', badgeOf(a!.id)),
				scan('2', badgeOf(a!.id)),
				scan('3', b!.reference.toLowerCase()),
				scan('4', badgeOf(c!.id)),
				scan('5', badgeOf(stranger.rows[0]!.id)),
				scan('6', badgeOf(a!.id).slice(0, -2) + 'AA'),
				scan('7', badgeOf(a!.id), { day: '2027-04-27' }),
				scan('8', badgeOf(a!.id), { half: 'pm' })
			]
		}
		expect(await recordScans(asOfficer, eventId, batch)).toEqual({
			1: 'recorded',
			2: 'already',
			3: 'recorded',
			4: 'gone',
			5: 'unknown',
			6: 'unknown',
			7: 'unknown',
			8: 'recorded'
		})
		expect(Object.values(await recordScans(asOfficer, eventId, batch))).not.toContain('recorded')
		expect((await countAttendance(asOfficer, eventId)).map(({ count }) => count)).toEqual([2, 1, 0, 0])
		expect((await checkInList(asOfficer, eventId)).map(({ name }) => name)).toEqual(['Гост 0', 'Гост 1'])
		for (const [who, status] of [
			[null, 404],
			[actor(), 404],
			[actor(['auditor']), 403],
			[actor(['editor']), 403]
		] as const) {
			await expect(recordScans(as(ctx, who), eventId, batch)).rejects.toMatchObject({ status })
			await expect(checkInList(as(ctx, who), eventId)).rejects.toMatchObject({ status })
		}
	})

	test('three phones with five hundred scans each, sent at once and sent again: everybody once in each half-day, nobody lost', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const { eventId, asOfficer } = await buildEvent(ctx)
		const rows = Array.from({ length: 400 }, (_, at) => ({ id: uuidv7(), reference: `TEST-${at}` }))
		await database.db
			.insertInto('registration')
			.values(
				rows.map((row, at) => ({
					...row,
					eventId,
					name: `Гост ${at}`,
					email: `p${at}@example.org`,
					locale: 'bg',
					status: 'accepted',
					registeredAt: ctx.now
				}))
			)
			.execute()
		const halves = ['am', 'pm'] as const
		// Each phone begins elsewhere and goes round: every badge is on at least one of them, most on two, some on three.
		const phone = (device: string, start: number) =>
			Array.from({ length: 500 }, (_, at) =>
				scan(`${device}${at}`, at % 7 ? badgeOf(rows[(start + at) % 400]!.id) : rows[(start + at) % 400]!.reference, {
					half: halves[Math.floor((start + at) / 400) % 2]!
				})
			)
		const phones = { a: phone('a', 0), b: phone('b', 150), c: phone('c', 300) }
		const batches = Object.entries(phones).flatMap(([device, scans]) =>
			[0, 200, 400].map((from) => ({ device, scans: scans.slice(from, from + 200) }))
		)
		const answers = await Promise.all([...batches, ...batches].map((each) => recordScans(asOfficer, eventId, each)))
		const results = answers.flatMap((answer) => Object.values(answer))
		expect(results).toHaveLength(3000)
		const idOf = new Map(rows.flatMap(({ id, reference }) => [[badgeOf(id), id] as const, [reference, id] as const]))
		const scanned = new Set(Object.values(phones).flatMap((scans) => scans.map(({ code, half }) => `${idOf.get(code)} ${half}`)))
		expect(results.filter((result) => result === 'recorded')).toHaveLength(scanned.size)
		const kept = await database.db.selectFrom('attendance').select(['registrationId', 'half']).execute()
		expect(new Set(kept.map(({ registrationId, half }) => `${registrationId} ${half}`))).toEqual(scanned)
		expect(kept).toHaveLength(scanned.size)
		expect((await countAttendance(asOfficer, eventId)).slice(0, 2).reduce((sum, { count }) => sum + count, 0)).toBe(scanned.size)
	})
})

describe('papers', () => {
	test('badges, sheets and letters are tagged, in both languages; made by who runs the event', async ({ ctx }) => {
		const { eventId, asOfficer, rows } = await people(ctx, 2)
		const badges = readPdf(await badgesPdf(asOfficer, eventId))
		expect(badges.catalog).toMatchObject({ marked: true, tagged: true, lang: 'fr' })
		expect(badges.structure.Figure).toBe(2)
		const text = (pdf: ReturnType<typeof readPdf>) => pdf.runs.map((run) => run.text).join(' ')
		expect(text(badges)).toContain(rows[0]!.reference)
		const sheet = readPdf(await signingSheetPdf(asOfficer, eventId, { day: '2027-03-27', half: 'pm' }))
		expect(text(sheet)).toMatch(/après-midi/)
		expect(text(sheet)).toMatch(/следобед/)
		await expect(signingSheetPdf(asOfficer, eventId, { day: '2027-03-30', half: 'pm' })).rejects.toMatchObject({ status: 404 })
		for (const who of [null, actor()]) await expect(badgesPdf(as(ctx, who), eventId)).rejects.toMatchObject({ status: 404 })
		await expect(badgesPdf(as(ctx, actor(['auditor'])), eventId)).rejects.toMatchObject({ status: 403 })
		const tired = { ...asOfficer, now: new Date(asOfficer.now.getTime() + 3_600_000) }
		await expect(badgesPdf(tired, eventId)).rejects.toMatchObject({ key: 'error.identity.needs_fresh' })
		const letter = readPdf(await invitationLetterPdf(ctx, tokenOf(rows[0]!.id)))
		expect(text(letter)).toContain(rows[0]!.reference)
		await expect(invitationLetterPdf(ctx, 'nonsense')).rejects.toMatchObject({ status: 404 })
		await cancelRegistration(ctx, tokenOf(rows[0]!.id))
		await expect(invitationLetterPdf(ctx, tokenOf(rows[0]!.id))).rejects.toMatchObject({ status: 404 })
	})

	test('a certificate is for who was there, once the event is over; anybody checks its code, and learns when it was revoked', async ({
		ctx
	}) => {
		const { eventId, asOfficer, rows } = await people(ctx, 2)
		const token = tokenOf(rows[0]!.id)
		await recordScans(asOfficer, eventId, {
			device: 'x',
			scans: [scan('1', badgeOf(rows[0]!.id)), scan('2', badgeOf(rows[0]!.id), { half: 'pm' })]
		})
		await expect(issueCertificates(asOfficer, eventId)).rejects.toMatchObject({ key: 'error.certificate.not_over' })
		const after = { ...asOfficer, now: new Date('2027-03-29T08:00:00Z') }
		await expect(issueCertificates({ ...after, actor: actor(['auditor']) }, eventId)).rejects.toMatchObject({ status: 403 })
		expect(await issueCertificates(after, eventId)).toBe(1)
		expect(await issueCertificates(after, eventId)).toBe(0)
		const [certificate] = await listCertificates(after, eventId)
		const { code, id } = certificate!
		expect(code).toMatch(/^[2-9A-Z]{3}(-[2-9A-Z]{3}){3}$/)
		expect(await checkCertificate(ctx, ` ${code.toLowerCase().replaceAll('-', ' ')} `)).toMatchObject({
			name: 'Гост 0',
			halfDays: 2,
			revokedAt: null
		})
		for (const forged of ['', 'K7Q-M2X-PA4-9TB', `${code}X`, code.slice(0, -1)])
			expect(await checkCertificate(ctx, forged)).toBe(null)
		expect(
			readPdf(await certificatePdf(ctx, token))
				.runs.map((run) => run.text)
				.join('')
		).toContain(code)
		await expect(certificatePdf(ctx, tokenOf(rows[1]!.id))).rejects.toMatchObject({ status: 404 })
		await expect(revokeCertificate(as(after, null), eventId, id)).rejects.toMatchObject({ status: 404 })
		await revokeCertificate(after, eventId, id)
		await expect(revokeCertificate(after, eventId, id)).rejects.toMatchObject({ status: 404 })
		expect((await checkCertificate(ctx, code))!.revokedAt).toEqual(after.now)
		expect(await ownCertificate(ctx, token)).toBe(null)
	})
})
