import { expect, test } from 'vitest'
import { goes, signIn } from './people.ts'
import { barriers, overflow, visit, type Visit } from './support.ts'

const press = (visit: Visit, selector: string) => goes(visit, () => visit.page.click(selector))

test('a call is set up from a template, its form changed, and published, without JavaScript', async () => {
	const officer = await visit({ javaScript: false })
	await signIn(officer, 'fr', 'officer@example.org')
	await officer.open('/fr/office/calls/new')

	// Nothing chosen: the page comes back with what was typed.
	await officer.page.fill('#title', 'Appel de l’essai (démonstration)')
	await press(officer, 'main form.form button')
	expect(await officer.page.locator('[role=alert]').count()).toBe(1)
	expect(await officer.page.locator('#title').inputValue()).toBe('Appel de l’essai (démonstration)')
	await officer.page.check('input[value="template:ngo-projects"]')
	await press(officer, 'main form.form button')
	const path = new URL(officer.page.url()).pathname
	expect(path).toMatch(/^\/fr\/office\/calls\/[0-9a-f-]{36}$/)
	// Without dates it cannot be published, and the page says so.
	expect(await officer.page.locator('form[action="?/publish"]').count()).toBe(0)

	await officer.open(`${path}/edit`)
	const year = new Date().getFullYear() + 1
	await officer.page.fill('#opensAt', `${year - 1}-01-10T09:00`)
	await officer.page.fill('#closesAt', `${year}-12-01T17:00`)
	await press(officer, 'form[action="?/calendar"] button')
	expect(await officer.page.locator('#closesAt').inputValue()).toBe(`${year}-12-01T17:00`)

	await officer.open(`${path}/form`)
	await officer.page.selectOption('form[action="?/add"] [name=page]', 'partners')
	await officer.page.selectOption('form[action="?/add"] [name=kind]', 'choice')
	await officer.page.fill('form[action="?/add"] [name=label]', 'Langue de travail')
	await press(officer, 'form[action="?/add"] button')
	// A choice without answers is an error of the form, said where it is mended.
	await officer.open(path)
	expect(await officer.page.locator(`a[href="${path}/form"] + a, li a[href="${path}/form"]`).count()).toBeGreaterThan(0)
	await officer.open(`${path}/form/choice`)
	await officer.page.fill('[name="option.0.fr"]', 'Français')
	await officer.page.fill('[name="option.1.fr"]', 'Anglais')
	await officer.page.selectOption('[name=showWhen]', 'has_partner=yes')
	await press(officer, 'form.form button')
	expect(await officer.page.locator('[name=showWhen]').inputValue()).toBe('has_partner=yes')

	await officer.open(path)
	await press(officer, 'form[action="?/publish"] button')
	expect(await officer.page.locator('[role=status]').count()).toBe(1)

	const id = path.split('/').at(-1)!
	const stranger = await visit({ locale: 'bg', width: 375 })
	await stranger.open(`/bg/calls/${id}`)
	expect(await stranger.page.locator(`a[href="/bg/workspace/applications/new?call=${id}"]`).count()).toBeGreaterThan(0)
	expect(await barriers(stranger.page)).toEqual([])
	expect(await overflow(stranger.page)).toBe(0)
	await stranger.open('/en/calls')
	expect(await barriers(stranger.page)).toEqual([])
	expect(await overflow(stranger.page)).toBe(0)
})

test('the office’s pages of a call are without barriers', async () => {
	const officer = await visit()
	await signIn(officer, 'fr', 'officer@example.org')
	await officer.open('/fr/office/calls')
	expect(await barriers(officer.page)).toEqual([])
	const href = await officer.page.locator('th a[href^="/fr/office/calls/"]').first().getAttribute('href')
	for (const page of ['', '/edit', '/lots', '/requirements', '/criteria', '/documents', '/form', '/preview']) {
		await officer.open(`${href!}${page}`)
		expect(await barriers(officer.page), page).toEqual([])
	}
})
