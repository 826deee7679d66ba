import { expect, onTestFinished, test } from 'vitest'
import { translate, type Locale } from '#platform/i18n'
import { goes, signIn } from './people.ts'
import { barriers, overflow, rows, url, visit, type Visit } from './support.ts'
import { wire } from './wire.ts'

const press = (visit: Visit, selector: string) => goes(visit, () => visit.page.click(selector))
const looksRight = async ({ page }: Visit, what: string) => {
	expect(await barriers(page), what).toEqual([])
	expect(await overflow(page), what).toBe(0)
}
/** The secret link in the last letter of that kind to an address. */
async function linkTo(address: string, kind: string): Promise<string> {
	const [mail] = await rows<{ text: string }>(
		'select text from mail where to_address = $1 and kind = $2 order by created_at desc limit 1',
		[address, kind]
	)
	return /https?:\/\/\S+\/registrations\/\S+/.exec(mail?.text ?? '')![0]
}

/** An event under way since the day before yesterday until an hour from now, or over for an hour. */
const moveTo = (id: string, when: 'under way' | 'over') =>
	rows(`update event set starts_at = now() - interval '2 days', ends_at = now() + $2::interval, closes_at = null where id = $1`, [
		id,
		when === 'over' ? '-1 hour' : '1 hour'
	])

test('a seminar, from its creation to certificates anybody can check and proceedings on the portal', async () => {
	const officer = await visit({ javaScript: false })
	const { page } = officer
	await signIn(officer, 'fr', 'officer@example.org')
	await officer.open('/fr/office/events/new')
	const year = new Date().getFullYear() + 1
	for (const [name, text] of [
		['title.fr', 'Budget vert : le séminaire'],
		['title.bg', 'Зелен бюджет: семинарът'],
		['title.en', 'Green budgets: the seminar'],
		['summary.fr', 'Deux jours entre services financiers.'],
		['summary.bg', 'Два дни между финансовите служби.'],
		['place.fr', 'Maison de l’essai'],
		['starts', `${year}-06-01T09:00`],
		['ends', `${year}-06-02T17:00`]
	] as const)
		await page.fill(`[name="${name}"]`, text)
	await page.selectOption('[name=kind]', 'seminar')
	await page.selectOption('[name=zone]', 'Europe/Sofia')
	await page.selectOption('[name=format]', 'place')
	await page.selectOption('[name=registration]', 'open')
	await page.check('[name=languages][value=fr]')
	await page.check('[name=attendeesPublic]')
	await press(officer, 'main form.form button')
	const path = new URL(page.url()).pathname
	const id = path.split('/').at(-1)!

	await officer.open(`${path}/places`)
	await page.click('details:has(form[action="?/add"]) summary')
	await page.fill('form[action="?/add"] [name="title.fr"]', 'Participants')
	await page.fill('form[action="?/add"] [name=capacity]', '2')
	await press(officer, 'form[action="?/add"] button')
	await officer.open(`${path}/registrations`)
	await page.click('details:has(form[action="?/questions"]) summary')
	await page.check('[name=first][value=expectations]')
	await page.check('[name=second][value=arrival]')
	await press(officer, 'form[action="?/questions"] button')
	await officer.open(path)
	await press(officer, 'form[action="?/publish"] button')

	// Two places, three people, each in a language of their own and on a phone.
	const guests = [
		{ locale: 'fr', email: 'agnes@example.net', name: 'Agnès Exemple' },
		{ locale: 'bg', email: 'boris@example.net', name: 'Борис Примеров' },
		{ locale: 'en', email: 'clara@example.net', name: 'Clara Sample' }
	] as const
	const guest = await visit({ width: 375 })
	for (const { locale, email, name } of guests) {
		await guest.open(`/${locale}/events/${id}/register`)
		await guest.page.fill('[name=email]', 'pas une adresse')
		await guest.page.fill('[name=name]', name)
		await guest.page.fill('[name=expectations]', 'Des exemples')
		await press(guest, 'main form.form button:not(.visually-hidden)')
		expect(await guest.page.inputValue('[name=name]')).toBe(name)
		await looksRight(guest, `the form in ${locale}`)
		await guest.page.fill('[name=email]', email)
		await guest.page.check('[name=listed]')
		await press(guest, 'main form.form button:not(.visually-hidden)')
	}
	const own = {
		agnes: await linkTo('agnes@example.net', 'events.registration-accepted'),
		boris: await linkTo('boris@example.net', 'events.registration-accepted')
	}
	await guest.open(await linkTo('clara@example.net', 'events.registration-waiting'))
	await looksRight(guest, 'on the waiting list')

	// One cannot come; who waits is written to and has the place.
	await guest.open(own.boris)
	await guest.page.click('details:has(form[action="?/cancel"]) summary')
	await press(guest, 'form[action="?/cancel"] button')
	const clara = await linkTo('clara@example.net', 'events.registration-promoted')
	await guest.open(clara)
	await guest.page.fill('#second [name=arrival]', 'Lundi, 18 h 40')
	await press(guest, 'form[action="?/second"] button:not(.visually-hidden)')
	await looksRight(guest, 'with a place')
	await guest.open(`/bg/events/${id}`)
	expect(await guest.page.locator('#attendees ~ ul').innerText()).toContain('Clara Sample')
	expect(await guest.page.locator('#attendees ~ ul').innerText()).not.toContain('Борис')

	await officer.open(`${path}/papers`)
	const sheets = await page
		.locator('a[href*="/papers/sheet"]')
		.evaluateAll((links) => links.map((each) => each.getAttribute('href')!))
	expect(sheets).toHaveLength(4)
	for (const paper of [`${path}/papers/badges`, sheets[0]!, `${new URL(own.agnes).pathname}/letter`]) {
		const made = await officer.context.request.get(new URL(paper, `${url}${path}/papers`).href)
		expect([made.status(), made.headers()['content-type']], paper).toEqual([200, 'application/pdf'])
	}

	// On the day: the desk types the number of the badge.
	await moveTo(id, 'under way')
	const line = await wire(url)
	onTestFinished(line.close)
	const desk = await visit({ width: 375, at: line.url })
	await signIn(desk, 'bg', 'officer@example.org')
	await desk.open(`/bg/office/events/${id}/check-in`)
	await desk.page.waitForSelector('form[data-ready]')
	const numbers = await rows<{ reference: string; name: string }>(
		`select reference, name from registration where event_id = $1 and status = 'accepted' order by name`,
		[id]
	)
	expect(numbers.map(({ name }) => name)).toEqual(['Agnès Exemple', 'Clara Sample'])
	// In the cellar there is no network, and the browser is closed between the two.
	await desk.page.waitForSelector('#kept', { timeout: 20_000 })
	const kept = () => desk.page.evaluate(async () => (await (await caches.open('check-in')).keys()).length)
	await expect.poll(kept, { timeout: 20_000 }).toBeGreaterThan(3)
	line.cut()
	await desk.context.setOffline(true)
	for (const { reference, name } of numbers) {
		await desk.page.reload()
		await desk.page.waitForSelector('form[data-ready]')
		await desk.page.fill('#code', reference.toLowerCase())
		await desk.page.keyboard.press('Enter')
		await expect.poll(() => desk.page.locator('#said').innerText()).toBe(translate('bg', 'check_in.welcome', { name }))
	}
	const present = () =>
		rows('select 1 from attendance a join registration r on r.id = a.registration_id where r.event_id = $1', [id])
	expect(await present()).toEqual([])
	line.mend()
	await desk.context.setOffline(false)
	await expect.poll(async () => (await present()).length, { timeout: 40_000 }).toBe(2)
	await looksRight(desk, 'check-in')

	// Afterwards: certificates, an opinion, minutes with a decision and who does what.
	await moveTo(id, 'over')
	await officer.open(`${path}/papers`)
	await press(officer, 'form[action="?/issue"] button')
	await guest.open(own.agnes)
	const [{ code }] = (await rows<{ code: string }>(
		`select c.code from certificate c join registration r on r.id = c.registration_id where r.event_id = $1 and r.name = 'Agnès Exemple'`,
		[id]
	)) as [{ code: string }]
	const certificate = await guest.context.request.get(`${own.agnes}/certificate`)
	expect([certificate.status(), certificate.headers()['content-type']]).toEqual([200, 'application/pdf'])
	for (const locale of ['fr', 'bg', 'en'] as Locale[]) {
		await guest.open(`/${locale}/certificates?code=${code.toLowerCase().replaceAll('-', ' ')}`)
		expect(await guest.page.locator('[role=status]').innerText()).toContain('Agnès Exemple')
		await looksRight(guest, `a certificate in ${locale}`)
		await guest.open(`/${locale}/certificates?code=AAA-BBB-CCC-DDD`)
		expect(await guest.page.locator('[role=status]').innerText()).toBe(translate(locale, 'certificate.unknown'))
	}

	await officer.open(`${path}/questionnaires`)
	await page.uncheck('[name=anonymous]')
	await press(officer, 'form[action="?/open"] button')
	const asked = await linkTo('agnes@example.net', 'events.questionnaire-asked')
	await guest.open(asked)
	await looksRight(guest, 'a questionnaire')
	await press(guest, 'main form.form > p button')
	expect(await guest.page.locator('[role=alert]').count()).toBeGreaterThan(0)
	await guest.page.check('[name=overall][value=very]')
	await guest.page.fill('[name=better]', 'Plus de temps pour les questions')
	await press(guest, 'main form.form > p button')
	expect(await guest.page.locator('[role=status]').count()).toBe(1)
	await page.reload()
	expect(await page.locator('main').innerText()).toContain('Plus de temps pour les questions')
	expect(await page.locator('#silent ~ ul').innerText()).toContain('Clara Sample')

	await officer.open(`${path}/minutes`)
	await page.fill('form[action="?/write"] [name="text.fr"]', 'Les deux services ont comparé leurs méthodes.')
	await page.fill('form[action="?/write"] [name="text.bg"]', 'Двете служби сравниха методите си.')
	await press(officer, 'form[action="?/write"] button')
	for (const [kind, text, who, due] of [
		['decision', 'Publier une grille commune', 'Agnès Exemple', `${year}-09-30`],
		['action', 'Traduire la grille', 'Clara Sample', `${year}-07-15`]
	] as const) {
		await page.click('details:has(form[action="?/add"]) summary')
		await page.selectOption('form[action="?/add"] [name=kind]', kind)
		await page.fill('form[action="?/add"] [name=text]', text)
		await page.fill('form[action="?/add"] [name=who]', who)
		await page.fill('form[action="?/add"] [name=due]', due)
		await press(officer, 'form[action="?/add"] button')
	}
	await press(officer, 'form[action="?/publish"] button')
	for (const [locale, words] of [
		['fr', 'Les deux services'],
		['bg', 'Двете служби'],
		['en', 'Les deux services']
	] as const) {
		await guest.open(`/${locale}/events/${id}`)
		await press(guest, `a.button[href$="/proceedings"]`)
		const text = await guest.page.locator('main').innerText()
		expect(text).toContain(words)
		expect(text).toContain('Publier une grille commune')
		// Who does what stays in the office.
		expect(text).not.toContain('Traduire la grille')
		expect(text).not.toContain('Clara Sample')
		await looksRight(guest, `the proceedings in ${locale}`)
	}
	const watching = await visit()
	await signIn(watching, 'fr', 'officer@example.org')
	for (const each of ['/registrations', '/papers', '/questionnaires', '/minutes', '/check-in', '/delegations', '/invitations']) {
		await watching.open(`${path}${each}`)
		await looksRight(watching, each)
		await watching.page.setViewportSize({ width: 375, height: 812 })
		expect(await overflow(watching.page), each).toBe(0)
		await watching.page.setViewportSize({ width: 1440, height: 900 })
	}
	await watching.open(new URL(page.url()).pathname)
})
