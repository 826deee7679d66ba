import { expect, test } from 'vitest'
import { locales } from '#platform/i18n'
import { readTwice } from './calendars.ts'
import { goes, signIn } from './people.ts'
import { barriers, overflow, url, visit, type Visit } from './support.ts'

const press = (visit: Visit, selector: string) => goes(visit, () => visit.page.click(selector))

const feed = async (path: string) => {
	const response = await fetch(`${url}${path}`)
	expect(response.status).toBe(200)
	expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
	return response.text()
}

test.for(locales)('the calendar of the agenda in %s says the same to two libraries as the API does', async (locale) => {
	const [first, second] = readTwice(await feed(`/${locale}/events.ics`))
	expect(first.length).toBeGreaterThan(10)
	expect(second).toEqual(first)
	expect(first.some(({ status }) => status === 'CANCELLED')).toBe(true)
	const [water, again] = readTwice(await feed(`/${locale}/events.ics?theme=water`))
	expect(again).toEqual(water)
	expect(water!.length).toBeGreaterThan(0)
	expect(water!.length).toBeLessThan(first.length)
	const wrong = await fetch(`${url}/${locale}/events.ics?theme=none`)
	expect(wrong.status).toBe(400)
})

test('an event is prepared, completed and published, is on the portal and in calendars in three languages, and called off', async () => {
	const officer = await visit({ javaScript: false })
	const { page } = officer
	await signIn(officer, 'fr', 'officer@example.org')
	await officer.open('/fr/office/events/new')
	const year = new Date().getFullYear() + 1
	await page.fill('[name="title.fr"]', 'Séminaire de l’essai')
	await page.fill('[name="title.bg"]', 'Пробен семинар')
	await page.fill('[name="title.en"]', 'A seminar on trial')
	await page.selectOption('[name=kind]', 'seminar')
	await page.fill('[name=starts]', `${year}-06-01T09:00`)
	await page.fill('[name=ends]', `${year}-06-01T17:00`)
	await page.selectOption('[name=zone]', 'Europe/Paris')
	await page.selectOption('[name=format]', 'place')
	await page.selectOption('[name=registration]', 'open')
	await press(officer, 'main form.form button')
	const path = new URL(page.url()).pathname
	expect(path).toMatch(/^\/fr\/office\/events\/[0-9a-f-]{36}$/)
	const id = path.split('/').at(-1)!

	// Not yet: what is missing is said, and nobody else knows of it.
	await press(officer, 'form[action="?/publish"] button')
	expect(await page.locator('[role=alert]').count()).toBe(1)
	const stranger = await visit({ locale: 'bg', width: 375 })
	await stranger.open(`/bg/events/${id}`, 404)

	await officer.open(`${path}/edit`)
	await page.fill('[name="summary.fr"]', 'Une journée pour essayer.')
	await page.fill('[name="summary.bg"]', 'Един ден за опити.')
	await page.fill('[name="place.fr"]', 'Maison de l’essai')
	await page.check('[name=languages][value=fr]')
	await press(officer, 'main form.form button')

	await officer.open(`${path}/programme`)
	await page.click('details:has(form[action="?/speaker"]) summary')
	await page.fill('form[action="?/speaker"] [name=name]', 'Агнес Примерова')
	await press(officer, 'form[action="?/speaker"] button')
	await page.click('details:has(form[action="?/session"]) summary')
	await page.fill('form[action="?/session"] [name="title.fr"]', 'Ouverture')
	await page.fill('form[action="?/session"] [name=ends]', `${year}-06-01T08:00`)
	await press(officer, 'form[action="?/session"] button')
	// It ends before it begins: what was typed is still there.
	expect(await page.locator('form[action="?/session"] [name="title.fr"]').inputValue()).toBe('Ouverture')
	await page.fill('form[action="?/session"] [name=ends]', `${year}-06-01T10:00`)
	await page.check('form[action="?/session"] [name=speakers]')
	await press(officer, 'form[action="?/session"] button')
	await page.goto(new URL((await page.locator('td a[href*="/programme/sessions/"]').first().getAttribute('href'))!, url).href)
	await page.fill('[name="title.bg"]', 'Откриване')
	await press(officer, 'main form.form button')

	await officer.open(`${path}/places`)
	await page.click('details:has(form[action="?/add"]) summary')
	await page.fill('form[action="?/add"] [name="title.fr"]', 'Délégués')
	await page.fill('form[action="?/add"] [name=capacity]', 'beaucoup')
	await press(officer, 'form[action="?/add"] button')
	expect(await page.locator('form[action="?/add"] [name=capacity]').inputValue()).toBe('beaucoup')
	await page.fill('form[action="?/add"] [name=capacity]', '40')
	await press(officer, 'form[action="?/add"] button')
	expect(await page.locator('form[action="?/correct"]').count()).toBe(1)

	await officer.open(`${path}/partners?q=Hydralis`)
	await press(officer, 'form[action="?/add"] button')
	expect(await page.locator('form[action="?/remove"]').count()).toBe(1)

	await officer.open(path)
	await press(officer, 'form[action="?/publish"] button')
	expect(await page.locator('[role=status]').count()).toBe(1)

	for (const [locale, title] of [
		['fr', 'Séminaire de l’essai'],
		['bg', 'Пробен семинар'],
		['en', 'A seminar on trial']
	] as const) {
		await stranger.open(`/${locale}/events/${id}`)
		expect(await stranger.page.locator('h1').innerText()).toContain(title)
		expect(await stranger.page.locator('main').innerText()).toContain('Агнес Примерова')
		expect(await barriers(stranger.page)).toEqual([])
		expect(await overflow(stranger.page)).toBe(0)
		const [first, second] = readTwice(await feed(`/${locale}/events/${id}.ics`))
		expect(second).toEqual(first)
		expect(first).toMatchObject([{ title, start: Date.UTC(year, 5, 1, 7), end: Date.UTC(year, 5, 1, 15), status: 'CONFIRMED' }])
	}

	// Somebody with an account registers, and has it in a calendar of their own.
	const member = await visit({ locale: 'bg', javaScript: false })
	await signIn(member, 'bg', 'member@example.org')
	await member.open(`/bg/events/${id}/register`)
	await press(member, 'main form.form button:not(.visually-hidden)')
	await member.open('/bg/workspace/calendar')
	await press(member, 'main form button')
	const address = new URL(await member.page.inputValue('#address')).pathname
	const own = async () => {
		const [first, second] = readTwice(await feed(address))
		expect(second).toEqual(first)
		return first.find(({ uid }) => uid.includes(id))
	}
	expect(await own()).toMatchObject({ title: 'Пробен семинар', status: 'CONFIRMED', sequence: 0 })

	await officer.open(path)
	await page.click('details:has(form[action="?/cancel"]) summary')
	await page.fill('form[action="?/cancel"] [name="reason.fr"]', 'L’essai est fini.')
	await press(officer, 'form[action="?/cancel"] button')
	const [after] = readTwice(await feed(`/fr/events/${id}.ics`))
	expect(after).toMatchObject([{ status: 'CANCELLED', sequence: 1 }])
	expect(await own()).toMatchObject({ status: 'CANCELLED', sequence: 1 })
	expect(await (await fetch(`${url}/sitemap.xml`)).text()).toContain(`/fr/events/${id}<`)
})

test('the agenda’s own calendar is imported again after a preview, and each event once', async () => {
	const officer = await visit({ javaScript: false })
	const { page } = officer
	await signIn(officer, 'bg', 'officer@example.org')
	await officer.open('/bg/office/events/import')
	const text = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:journey\r\nSUMMARY:Внесена среща\r\nDTSTART;TZID=Europe/Paris:20310601T090000\r\nDTEND;TZID=Europe/Paris:20310601T100000\r\nEND:VEVENT\r\n`
	const own = (await feed('/bg/events.ics')).replace(/BEGIN:VEVENT/, `${text.slice(text.indexOf('BEGIN:VEVENT'))}BEGIN:VEVENT`)
	await page.setInputFiles('#file', { name: 'agenda.ics', mimeType: 'text/calendar', buffer: Buffer.from(own) })
	await press(officer, 'form[action="?/read"] button')
	// What is on the agenda already is refused, row by row; the new one is taken.
	expect(await page.locator('form[action="?/import"]').count()).toBe(1)
	expect(await page.locator('table').first().locator('tbody tr').count()).toBe(1)
	await page.selectOption('[name=kind]', 'meeting')
	await press(officer, 'form[action="?/import"] button')
	expect(await page.locator('h1').innerText()).toContain('Внесена среща')
	await officer.open('/bg/office/events/import')
	await page.setInputFiles('#file', { name: 'notes.ics', mimeType: 'text/calendar', buffer: Buffer.from('rien') })
	await press(officer, 'form[action="?/read"] button')
	expect(await page.locator('.notice.bad').count()).toBe(1)
	await press(officer, 'form[action="?/discard"] button')
	expect(await page.locator('#file').count()).toBe(1)
})

test('the office’s pages of an event are without barriers', async () => {
	const officer = await visit()
	await signIn(officer, 'fr', 'officer@example.org')
	await officer.open('/fr/office/events/import')
	expect(await barriers(officer.page)).toEqual([])
	await officer.open('/fr/office/events?q=eau')
	const href = await officer.page.locator('th a[href^="/fr/office/events/"]').first().getAttribute('href')
	for (const page of ['', '/edit', '/programme', '/partners?q=eau', '/places', '/documents']) {
		await officer.open(`${href!}${page}`)
		expect(await barriers(officer.page), page).toEqual([])
		await officer.page.setViewportSize({ width: 375, height: 812 })
		expect(await overflow(officer.page), page).toBe(0)
		await officer.page.setViewportSize({ width: 1440, height: 900 })
	}
})
