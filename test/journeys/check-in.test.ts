import { writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { expect, inject, onTestFinished, test } from 'vitest'
import { badgeOf, drawBadge } from '#modules/events/badges.server'
import { issueCertificates } from '#modules/events/certificates.server'
import { register } from '#modules/events/registrations.server'
import { connect } from '#platform/db.server'
import { translate } from '#platform/i18n'
import { buildEvent, registering } from '../events.ts'
import { contextOn } from '../support.ts'
import { signIn } from './people.ts'
import { asSite, barriers, rows, url, visit, type Visit } from './support.ts'
import { wire } from './wire.ts'

const PEOPLE = 12

/** A published event under way, with people who have a place; their badges as the desk scans them. */
async function underWay() {
	// Badges are sealed with the site's own secret.
	asSite()
	const database = connect(inject('site').database)
	onTestFinished(() => database.close())
	const ctx = contextOn(database.db, { now: new Date() })
	const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
	const { eventId, asOfficer } = await buildEvent(ctx, { starts: `${day(2)}T09:00`, ends: `${day(3)}T17:00` })
	for (let at = 0; at < PEOPLE; at++)
		await register(ctx, eventId, registering(`desk${at}-${eventId}@example.net`, { name: `Гост ${at + 1}` }), {
			address: `192.0.2.${at}`
		})
	await rows(`update event set starts_at = now() - interval '1 day', ends_at = now() + interval '1 day' where id = $1`, [eventId])
	const people = await rows<{ id: string; reference: string }>(
		'select id, reference from registration where event_id = $1 order by registered_at, id',
		[eventId]
	)
	return { eventId, asOfficer, people: people.map((person) => ({ ...person, badge: badgeOf(person.id) })) }
}

const present = (eventId: string) =>
	rows<{ reference: string }>(
		'select r.reference, a.day, a.half from attendance a join registration r on r.id = a.registration_id where r.event_id = $1',
		[eventId]
	)

test('two phones check people in without the network, are opened again without it, and lose nobody', async () => {
	const { eventId, people, asOfficer } = await underWay()
	const line = await wire(url)
	onTestFinished(line.close)
	const phones: Visit[] = []
	for (const locale of ['bg', 'fr'] as const) {
		const phone = await visit({ width: 375, locale, at: line.url })
		await signIn(phone, locale, 'officer@example.org')
		await phone.open(`/${locale}/office/events/${eventId}/check-in`)
		await phone.page.waitForSelector('form[data-ready]')
		// The page says so once it is on the phone.
		await phone.page.waitForSelector('#kept', { timeout: 20_000 })
		await expect
			.poll(() => phone.page.evaluate(async () => (await (await caches.open('check-in')).keys()).length), { timeout: 20_000 })
			.toBeGreaterThan(3)
		phones.push(phone)
	}
	const scan = async ({ page }: Visit, code: string) => {
		await page.fill('#code', code)
		await page.keyboard.press('Enter')
		await expect.poll(() => page.inputValue('#code')).toBe('')
		await page.waitForSelector('#said .notice')
	}
	line.cut()
	for (const phone of phones) await phone.context.setOffline(true)

	// The first eight on one phone, the last eight on the other: four on both. Some by badge, some by number.
	const [one, two] = phones as [Visit, Visit]
	for (const [at, { badge, reference }] of people.slice(0, 4).entries()) await scan(one, at % 2 ? badge : reference)
	// The browser is closed by mistake, still without the network.
	await one.page.reload()
	await one.page.waitForSelector('form[data-ready]')
	for (const { badge } of people.slice(4, 8)) await scan(one, badge)
	await scan(one, people[0]!.reference)
	expect(await one.page.locator('#said .notice.warn').count()).toBe(1)
	await scan(one, 'PSL1.forged.forged')
	for (const { badge } of people.slice(4)) await scan(two, badge)
	expect(await present(eventId)).toEqual([])
	one.complaints()
	two.complaints()

	line.mend()
	await Promise.all(phones.map(({ context }) => context.setOffline(false)))
	await expect
		.poll(async () => new Set((await present(eventId)).map(({ reference }) => reference)).size, { timeout: 40_000 })
		.toBe(PEOPLE)
	// Each once in the half-day.
	expect(await present(eventId)).toHaveLength(PEOPLE)
	for (const { page } of phones)
		await expect
			.poll(() => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('check-in:')).length))
			.toBe(0)
	// What nobody knows is said, and not kept for ever.
	await expect.poll(() => one.page.locator('#said .notice.bad').count()).toBe(1)
	expect(await barriers(one.page)).toEqual([])

	// Once it is over the names leave the phone.
	await rows(`update event set ends_at = now() - interval '1 minute' where id = $1`, [eventId])
	await one.page.reload()
	await expect
		.poll(() => one.page.evaluate(async () => (await caches.open('check-in')).match(location.pathname).then(Boolean)))
		.toBe(false)
	expect(await issueCertificates({ ...asOfficer, now: new Date() }, eventId)).toBe(PEOPLE)
})

test('a page left open since the morning counts in the afternoon, and says so', async () => {
	const { eventId } = await underWay()
	const phone = await visit({ width: 375, locale: 'bg' })
	await signIn(phone, 'bg', 'officer@example.org')
	// The event's own morning, by its clock.
	const [event] = await rows<{ day: string; instant: Date }>(
		`select to_char(now() at time zone zone, 'YYYY-MM-DD') as day,
			(to_char(now() at time zone zone, 'YYYY-MM-DD') || ' 10:00')::timestamp at time zone zone as instant from event where id = $1`,
		[eventId]
	)
	await phone.page.clock.install({ time: event!.instant })
	await phone.open(`/bg/office/events/${eventId}/check-in`)
	await phone.page.waitForSelector('form[data-ready]')
	expect(await phone.page.locator('#half').inputValue()).toBe(`${event!.day} am`)
	expect(await phone.page.locator('#said .notice').count()).toBe(0)
	await phone.page.clock.fastForward('03:01:00')
	await expect.poll(() => phone.page.locator('#half').inputValue()).toBe(`${event!.day} pm`)
	expect(await phone.page.locator('#said .notice').innerText()).toBe(translate('bg', 'check_in.moved'))
})

test('scans of an event that is not confirmed wait on the phone, and the page says why', async () => {
	const { eventId, people } = await underWay()
	const phone = await visit({ width: 375, locale: 'bg' })
	await signIn(phone, 'bg', 'officer@example.org')
	await phone.open(`/bg/office/events/${eventId}/check-in`)
	await phone.page.waitForSelector('form[data-ready]')
	await rows(`update event set status = 'draft' where id = $1`, [eventId])
	await phone.page.fill('#code', people[0]!.reference)
	await phone.page.keyboard.press('Enter')
	await expect.poll(() => phone.page.locator('#state').innerText()).toContain(translate('bg', 'check_in.not_held'))
	expect(await present(eventId)).toEqual([])
	await rows(`update event set status = 'published' where id = $1`, [eventId])
	await expect.poll(async () => (await present(eventId)).length, { timeout: 40_000 }).toBe(1)
	await expect.poll(() => phone.page.locator('#state').innerText()).toContain(translate('bg', 'check_in.online'))
})

/** Holds the badge of a registration before the camera, at arm's length and not quite straight. */
async function hold(registrationId: string) {
	const card = await sharp(Buffer.from(await drawBadge(registrationId)))
		.resize(170, 170)
		.extend({ top: 20, bottom: 20, left: 20, right: 20, background: 'white' })
		.png()
		.toBuffer()
	const turned = await sharp(card).rotate(8, { background: '#777' }).png().toBuffer()
	const picture = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#777' } })
		.composite([{ input: turned, left: 240, top: 110 }])
		.jpeg({ quality: 70 })
		.toBuffer()
	await writeFile(inject('camera'), picture)
}

test('the camera reads badges where the browser cannot by itself, without the network too', async () => {
	const { eventId, people } = await underWay()
	const phone = await visit({ width: 375, locale: 'fr' })
	await signIn(phone, 'fr', 'officer@example.org')
	await phone.open(`/fr/office/events/${eventId}/check-in`)
	await phone.page.waitForSelector('#kept', { timeout: 20_000 })
	expect(await phone.page.evaluate(() => 'BarcodeDetector' in globalThis)).toBe(false)
	const said = () => phone.page.locator('#said').innerText()
	// Nothing is before the camera yet.
	await phone.page.click('#film')
	await expect.poll(said).toBe(translate('fr', 'check_in.no_camera'))

	// The browser is closed and opened again where there is no network.
	const keptFiles = () =>
		phone.page.evaluate(async () => (await (await caches.open('check-in')).keys()).map(({ url }) => new URL(url).pathname))
	const loaded = await phone.page.evaluate(() =>
		performance
			.getEntriesByType('resource')
			.map(({ name }) => new URL(name).pathname)
			.filter((path) => path.endsWith('.js') && path.startsWith('/_app/'))
	)
	await expect.poll(keptFiles, { timeout: 20_000 }).toEqual(expect.arrayContaining(loaded))
	await phone.context.setOffline(true)
	await phone.page.reload()
	await phone.page.waitForSelector('form[data-ready]')
	phone.complaints()
	for (const [at, { id }] of people.slice(0, 2).entries()) {
		await hold(id)
		await phone.page.click('#film')
		await expect.poll(said, { timeout: 20_000 }).toBe(translate('fr', 'check_in.welcome', { name: `Гост ${at + 1}` }))
		expect(await phone.page.locator('video').isVisible()).toBe(true)
		if (at === 0) expect(await barriers(phone.page)).toEqual([])
		await phone.page.click('#film')
		expect(await phone.page.locator('video').isVisible()).toBe(false)
	}
	await phone.context.setOffline(false)
	await expect.poll(async () => (await present(eventId)).length, { timeout: 40_000 }).toBe(2)
	expect((await present(eventId)).map(({ reference }) => reference).sort()).toEqual(
		people
			.slice(0, 2)
			.map(({ reference }) => reference)
			.sort()
	)
})
