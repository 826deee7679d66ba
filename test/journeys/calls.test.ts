import { expect, test } from 'vitest'
import { goes, signIn } from './people.ts'
import { barriers, overflow, rows, visit, type Visit } from './support.ts'

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

	// A page has an introduction and a condition; a question its least length and its unit.
	await officer.open(`${path}/form`)
	await press(officer, `a[href="${path}/form/pages/budget_page"]`)
	await officer.page.fill('[name="intro.fr"]', 'Tous les montants en euros.')
	await officer.page.selectOption('[name=showWhen]', 'has_partner=yes')
	await press(officer, 'form.form button')
	expect(await officer.page.locator('[role=status]').count()).toBe(1)
	expect(await officer.page.locator('[name=showWhen]').inputValue()).toBe('has_partner=yes')
	await officer.open(`${path}/form/need`)
	await officer.page.fill('[name=minCharacters]', 'quelques lignes')
	await press(officer, 'form.form button')
	expect(await officer.page.locator('[name=minCharacters][aria-invalid=true]').inputValue()).toBe('quelques lignes')
	await officer.page.fill('[name=minCharacters]', '100')
	await press(officer, 'form.form button')
	expect(await officer.page.locator('[name=minCharacters]').inputValue()).toBe('100')
	await officer.open(`${path}/form/beneficiaries`)
	await officer.page.fill('[name="unit.fr"]', 'personnes')
	await press(officer, 'form.form button')
	expect(await officer.page.locator('[name="unit.fr"]').inputValue()).toBe('personnes')

	// Tried as the applicant: what is typed on one page counts on the next, and nothing of it is written.
	const id = path.split('/').at(-1)!
	const stored = () =>
		rows(
			`select (select count(*) from application where call_id::text = $1) as drafts,
				(select count(*) from audit_event where subject = 'call:' || $1) as said`,
			[id]
		)
	const before = await stored()
	await officer.open(`${path}/preview?page=content`)
	await officer.page.fill('[name=need]', 'Trop court.')
	await officer.page.fill('[name=beneficiaries]', 'beaucoup')
	expect(await officer.page.locator('label[for=beneficiaries] ~ * .unit').innerText()).toBe('personnes')
	await press(officer, 'button[name=_to][value=partners]')
	await officer.page.check('[name=has_partner][value=no]')
	await press(officer, 'button[name=_next]')
	// Without a partner the budget is not asked.
	expect(await officer.page.locator('form nav [aria-current=page]').innerText()).toBe('Pièces et déclarations')
	await press(officer, 'button[name=_to][value=partners]')
	await officer.page.check('[name=has_partner][value=yes]')
	await press(officer, 'button[name=_next]')
	expect(await officer.page.locator('.intro').innerText()).toBe('Tous les montants en euros.')
	await officer.page.selectOption('[name="budget.lines.0.category"]', { index: 1 })
	await officer.page.fill('[name="budget.lines.0.unitCost"]', '1000')
	await press(officer, 'button[name=_add][value="budget.sources"]')
	await officer.page.selectOption('[name="budget.sources.1.kind"]', 'grant')
	await officer.page.fill('[name="budget.sources.1.amount"]', '9000')
	await press(officer, 'button[name=_check]')
	const budget = await officer.page.locator('#budget-error').innerText()
	expect(budget).toMatch(/9.000,00/)
	expect(await officer.page.locator('[name="budget.sources.1.amount"]').inputValue()).toBe('9000,00')
	await press(officer, 'button[name=_to][value=content]')
	expect(await officer.page.locator('[name=beneficiaries][aria-invalid=true]').inputValue()).toBe('beaucoup')
	expect(await officer.page.locator('[name=need]').inputValue()).toBe('Trop court.')
	await press(officer, 'button[name=_check]')
	expect(await officer.page.locator('#need-error').innerText()).toContain('100')
	expect(await stored()).toEqual(before)

	await officer.open(path)
	await press(officer, 'form[action="?/publish"] button')
	expect(await officer.page.locator('[role=status]').count()).toBe(1)

	const stranger = await visit({ locale: 'bg', width: 375 })
	await stranger.open(`/bg/calls/${id}`)
	expect(await stranger.page.locator(`a[href="/bg/workspace/applications/new?call=${id}"]`).count()).toBeGreaterThan(0)
	expect(await barriers(stranger.page)).toEqual([])
	expect(await overflow(stranger.page)).toBe(0)
	await stranger.open('/en/calls')
	expect(await barriers(stranger.page)).toEqual([])
	expect(await overflow(stranger.page)).toBe(0)
})

test('with a script the preview reckons as one types, and Enter leads nowhere else', async () => {
	const officer = await visit({ locale: 'en', width: 375 })
	const { page } = officer
	await signIn(officer, 'en', 'officer@example.org')
	await officer.open('/en/office/calls/new')
	await page.fill('#title', 'Tried out (demonstration)')
	await page.check('input[value="template:ngo-projects"]')
	await press(officer, 'main form.form button')
	await officer.open(`${new URL(page.url()).pathname}/preview?page=budget_page`)
	const total = page.locator('fieldset#budget dl dd').first()
	await page.fill('[name="budget.lines.0.unitCost"]', '250.50')
	await expect.poll(() => total.innerText()).toBe('€250.50')
	await goes(officer, () => page.press('[name="budget.lines.0.unitCost"]', 'Enter'))
	expect(await page.locator('form nav [aria-current=page]').innerText()).toBe('Budget')
	expect(await total.innerText()).toBe('€250.50')
	expect(await barriers(page)).toEqual([])
	expect(await overflow(page)).toBe(0)
	await press(officer, 'button[name=_check]')
	expect(await barriers(page)).toEqual([])
	expect(await overflow(page)).toBe(0)
})

test('the office’s pages of a call are without barriers', async () => {
	const officer = await visit()
	await signIn(officer, 'fr', 'officer@example.org')
	await officer.open('/fr/office/calls')
	expect(await barriers(officer.page)).toEqual([])
	const href = await officer.page.locator('th a[href^="/fr/office/calls/"]').first().getAttribute('href')
	for (const page of ['', '/edit', '/lots', '/requirements', '/criteria', '/documents', '/preview', '/form']) {
		await officer.open(`${href!}${page}`)
		expect(await barriers(officer.page), page).toEqual([])
	}
	await press(officer, `a[href^="${href}/form/pages/"]`)
	expect(await barriers(officer.page)).toEqual([])
})
