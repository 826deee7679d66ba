import { expect, test } from 'vitest'
import { readTwice } from './calendars.ts'
import { goes, signIn } from './people.ts'
import { barriers, overflow, rows, url, visit, type Visit } from './support.ts'

const press = (visit: Visit, selector: string) => goes(visit, () => visit.page.click(selector))
const looksRight = async ({ page }: Visit, what: string) => {
	expect(await barriers(page), what).toEqual([])
	for (const width of [375, 1440]) {
		await page.setViewportSize({ width, height: 900 })
		expect(await overflow(page), `${what} at ${width}`).toBe(0)
	}
}

test('a study visit, from what an organisation asks for to a debrief whose commitment becomes a project', async () => {
	// Who asks reads Bulgarian, the service French.
	const lead = await visit()
	await signIn(lead, 'bg', 'member@example.org')
	const year = new Date().getFullYear() + 1
	await lead.open('/bg/workspace/visits/new')
	await looksRight(lead, 'asking')
	for (const [name, text] of [
		['title.bg', 'Как работи една агломерация'],
		['reform.bg', 'Междуобщинско сътрудничество'],
		['objectives.bg', 'Да видим как се делят таксите'],
		['from', `${year}-05-10`],
		['to', `${year}-05-09`]
	] as const)
		await lead.page.fill(`[name="${name}"]`, text)
	await lead.page.selectOption('[name=country]', 'FR')
	await lead.page.locator('details:has([name=themes][value=water]) summary').click()
	await lead.page.check('[name=themes][value=water]')
	await press(lead, 'main form.form > p button')
	// It ends before it begins: what was typed is still there.
	expect(await lead.page.inputValue('[name="title.bg"]')).toBe('Как работи една агломерация')
	await lead.page.fill('[name=to]', `${year}-05-12`)
	await press(lead, 'main form.form > p button')
	const own = new URL(lead.page.url()).pathname
	const id = own.split('/').at(-1)!
	await looksRight(lead, 'what was asked')

	const officer = await visit()
	const { page } = officer
	await signIn(officer, 'fr', 'officer@example.org')
	const path = `/fr/office/events/${id}`
	await officer.open(`${path}/visit`)
	await looksRight(officer, 'the request')
	await press(officer, 'form[action="?/accept"] button')

	await lead.open(own)
	await press(lead, 'form[action="?/delegation"] button')
	for (const name of ['Иван Примеров', 'Мария Примерова']) {
		await lead.page.fill('form[action="?/register"] [name=name]', name)
		await press(lead, 'form[action="?/register"] p:last-of-type button')
	}
	await looksRight(lead, 'the delegation')

	await officer.open(`${path}/stops`)
	for (const [kind, title, starts, ends] of [
		['transfer', 'Train pour Lyon', '08:00', '10:00'],
		['meeting', 'Accueil à la métropole', '10:30', '12:00']
	] as const) {
		await page.locator('details#stop summary').click()
		await page.selectOption('details#stop [name=kind]', kind)
		await page.fill('details#stop [name="title.fr"]', title)
		await page.fill('details#stop [name=starts]', `${year}-05-10T${starts}`)
		await page.fill('details#stop [name=ends]', `${year}-05-10T${ends}`)
		await page.selectOption('details#stop [name=zone]', 'Europe/Paris')
		await page.fill('details#stop [name=contact]', 'Mme Exemple')
		await page.fill('details#stop [name=interpreter]', 'I. Petrova')
		await press(officer, 'details#stop form > p button')
	}
	await looksRight(officer, 'the itinerary')
	await officer.open(`${path}/costs`)
	await looksRight(officer, 'the costs')
	await officer.open(`${path}/visit`)
	await press(officer, 'form[action="?/share"] button')

	await lead.open(`${own}/roadbook`)
	expect(await lead.page.locator('main').innerText()).toContain('Accueil à la métropole')
	await looksRight(lead, 'the roadbook')
	for (const [file, type] of [
		['roadbook.pdf', 'application/pdf'],
		['roadbook.ics', 'text/calendar; charset=utf-8']
	] as const) {
		const made = await lead.context.request.get(`${url}${own}/${file}`)
		expect([made.status(), made.headers()['content-type']]).toEqual([200, type])
		if (file !== 'roadbook.ics') continue
		const [first, second] = readTwice(await made.text())
		expect(second).toEqual(first)
		// Half past ten in Paris.
		expect(first.map(({ start }) => start)).toContain(Date.UTC(year, 4, 10, 8, 30))
	}
	const stranger = await visit({ javaScript: false })
	await signIn(stranger, 'en', 'membre@example.org')
	await stranger.open(`/en/workspace/visits/${id}/roadbook`, 404)

	// Back home.
	await rows(`update event set starts_at = now() - interval '3 days', ends_at = now() - interval '1 hour' where id = $1`, [id])
	await officer.open(`${path}/debrief`)
	await page.fill('[name="debrief.fr"]', 'Commencer par une compétence, pas par cinq.')
	await press(officer, 'form[action="?/debrief"] button')
	await page.locator('details:has(form[action="?/add"]) summary').click()
	await page.fill('form[action="?/add"] [name=text]', 'Rédiger un règlement commun')
	await press(officer, 'form[action="?/add"] button')
	// Nobody is in charge of it: asked for, and what was typed is still there.
	expect(await page.inputValue('form[action="?/add"] [name=text]')).toBe('Rédiger un règlement commun')
	await page.fill('form[action="?/add"] [name=who]', 'La commune')
	await page.fill('form[action="?/add"] [name=due]', `${year}-12-01`)
	await press(officer, 'form[action="?/add"] button')
	await looksRight(officer, 'the debrief')
	await page.locator('details.next summary').click()
	await press(officer, 'form[action="?/project"] button')
	expect(new URL(page.url()).pathname).toMatch(/^\/fr\/office\/projects\/[0-9a-f-]{36}/)
	const project = new URL(page.url()).pathname
	expect(await page.locator('h1').innerText()).toContain('Как работи една агломерация')
	await officer.open(`${path}/debrief`)
	expect(await page.locator(`a[href="${project}"]`).count()).toBe(1)

	// Three months later those concerned are asked, once.
	await rows(`update visit set debriefed_at = now() - interval '100 days' where event_id = $1`, [id])
	for (const locale of ['fr', 'bg', 'en']) {
		await lead.open(`/${locale}/workspace/visits/${id}`)
		expect(await lead.page.locator('main').innerText()).toContain('Rédiger un règlement commun')
		await looksRight(lead, `what came of it in ${locale}`)
	}
})
