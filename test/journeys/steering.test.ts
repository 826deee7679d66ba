import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { accountOf, visitor } from '../visitor.ts'
import { press } from './filling.ts'
import { goes, register, signIn } from './people.ts'
import { barriers, overflow, rows, url, visit, type Visit } from './support.ts'

const sound = async ({ page }: Visit) => {
	for (const width of [1440, 375]) {
		await page.setViewportSize({ width, height: 900 })
		expect(await overflow(page), `${page.url()} at ${width}`).toBe(0)
		expect(await barriers(page), `${page.url()} at ${width}`).toEqual([])
	}
}

test('the counsellor’s morning: the cockpit, a partner’s file, a decision', async () => {
	// In the evening somebody says they act for a municipality.
	const email = `morning-${randomUUID().slice(0, 8)}@example.org`
	const person = await visit({ javaScript: false, locale: 'bg', width: 375 })
	await register(person, 'bg', email)
	await person.open('/bg/workspace/organisations?q=dunavgrad')
	const found = person.page.locator('.found > li').first()
	await found.locator('summary').click()
	await found.locator('input[name=function]').fill('Главен експерт')
	await goes(person, () => found.locator('form button').click())

	const head = await visit({ locale: 'fr' })
	const { page, open, complaints } = head
	await signIn(head, 'fr', accountOf('head').email)
	await open('/fr/office')
	await sound(head)
	expect(await page.locator('main a[href="/fr/office/network/claims"]').count()).toBeGreaterThan(0)

	await page.fill('main input[name=q]', 'dunavgrad')
	await goes(head, () => page.press('main input[name=q]', 'Enter'))
	expect(new URL(page.url()).pathname).toBe('/fr/office/partners')
	await sound(head)
	await goes(head, () => page.locator('.found a[href*="/partners/organisations/"]').first().click())
	await sound(head)
	const note = `Le maire a été reçu hier (${randomUUID().slice(0, 4)}).`
	const folded = page.locator('details:not([open]):has(form[action="?/note"]) > summary')
	if (await folded.count()) await folded.click()
	await page.fill('form[action="?/note"] textarea[name=text]', note)
	await press(head, 'form[action="?/note"] button')
	expect(await page.locator('main').innerText()).toContain(note)
	const contact = page.locator('a[href*="/office/partners/people/"]').first()
	if (await contact.count()) {
		await goes(head, () => contact.click())
		await sound(head)
	}

	await open('/fr/office/network/claims')
	const claim = page.locator('main li', { hasText: email })
	await goes(head, () => claim.locator('form[action="?/accept"] button').click())
	expect(new URL(page.url()).searchParams.get('notice')).toBe('accepted')
	expect(await rows('select 1 from mail where to_address = $1 and kind = $2', [email, 'network.accepted'])).toHaveLength(1)
	expect(complaints()).toEqual([])
})

test('the yearly report is begun, written, published and read in three languages, as a page and as a paper', async () => {
	const year = 2023
	const head = await visit({ locale: 'fr', javaScript: false })
	const { page, open } = head
	await signIn(head, 'fr', accountOf('head').email)
	await open('/fr/office/reports')
	await page.fill('input[name=year]', '23')
	await press(head, 'main form.form button')
	expect(await page.locator('#year-error').count()).toBe(1)
	await page.fill('input[name=year]', String(year))
	await press(head, 'main form.form button')
	const path = new URL(page.url()).pathname
	expect(path).toMatch(/^\/fr\/office\/reports\/[0-9a-f-]{36}$/)

	// Nothing was written yet: the page says so and nothing is published.
	await press(head, 'form[action="?/publish"] button')
	expect(await page.locator('[role=alert]').count()).toBeGreaterThan(0)
	const texts = { fr: 'Une année de ponts.', bg: 'Година на мостове.', en: 'A year of bridges.' }
	await page.locator('details:has(form[action="?/write"]) > summary').click()
	for (const [locale, text] of Object.entries(texts)) {
		const field = page.locator(`[name="intro.${locale}"]`)
		const folded = page.locator(`details:not([open]):has([name="intro.${locale}"]) > summary`)
		if (!(await field.isVisible()) && (await folded.count())) await folded.last().click()
		await field.fill(text)
	}
	await press(head, 'form[action="?/write"] button')
	await page.locator('details:has(form[action="?/objective"]) > summary').click()
	await page.fill('form[action="?/objective"] [name="title.fr"]', 'Dix séminaires')
	await page.fill('form[action="?/objective"] [name=target]', 'beaucoup')
	await press(head, 'form[action="?/objective"] > p button')
	expect(await page.locator('#target-error').count()).toBe(1)
	await page.fill('form[action="?/objective"] [name=target]', '10')
	await press(head, 'form[action="?/objective"] > p button')

	// Unpublished, it is nobody else's.
	expect((await visitor(url).get(`/fr/reports/${year}`)).status).toBe(404)
	await press(head, 'form[action="?/publish"] button')
	expect(new URL(page.url()).searchParams.get('notice')).toBe('published')
	expect(await page.locator('form[action="?/write"]').count()).toBe(0)

	for (const [locale, text] of Object.entries(texts)) {
		const reader = await visit({ locale })
		await reader.open(`/${locale}/reports`)
		await goes(reader, () => reader.page.click(`main a[href="/${locale}/reports/${year}"]`))
		expect(await reader.page.locator('main').innerText()).toContain(text)
		await sound(reader)
	}
	await expect
		.poll(async () => (await visitor(url).get(`/fr/reports/${year}/report.pdf`)).status, { timeout: 60_000, interval: 500 })
		.toBe(200)
	const paper = Buffer.from(await (await visitor(url).get(`/fr/reports/${year}/report.pdf`)).arrayBuffer())
	expect(paper.subarray(0, 5).toString()).toBe('%PDF-')
	expect(paper.includes('/MarkInfo')).toBe(true)
})

test('an erasure asked for by letter is carried out everywhere, and leaves no name', async () => {
	const email = `erase-${randomUUID().slice(0, 8)}@example.org`
	const person = await visit({ javaScript: false, locale: 'bg' })
	await register(person, 'bg', email)
	await person.open('/bg/contact')
	await person.page.fill('[name=name]', 'Заличена Примерова')
	await person.page.fill('[name=email]', email)
	await person.page.selectOption('[name=subject]', { index: 1 })
	await person.page.fill('[name=message]', 'Моля, свържете се с мен относно семинара.')
	await goes(person, () => person.page.locator('main form button').last().click())

	const head = await visit({ locale: 'bg' })
	const { page, open } = head
	await signIn(head, 'bg', accountOf('head').email)
	await open('/bg/office/data')
	await sound(head)
	await page.locator('details:has(form[action="?/request"]) > summary').click()
	await page.selectOption('form[action="?/request"] [name=kind]', 'erasure')
	await page.fill('form[action="?/request"] [name=name]', 'Заличена Примерова')
	await page.fill('form[action="?/request"] [name=email]', email)
	await press(head, 'form[action="?/request"] button')
	const path = new URL(page.url()).pathname
	await sound(head)

	// Another address: nothing happens.
	await page.fill('form[action="?/erase"] [name=email]', 'somebody@example.org')
	await press(head, 'form[action="?/erase"] button')
	expect(await page.locator('#email-error').count()).toBe(1)
	await page.fill('form[action="?/erase"] [name=email]', email)
	await press(head, 'form[action="?/erase"] button')
	expect(new URL(page.url()).searchParams.get('notice')).toBe('erased')
	await sound(head)

	const [left] = await rows<Record<string, number>>(
		`select (select count(*)::int from account where email = $1) as accounts,
			(select count(*)::int from contact_message where email = $1) as messages,
			(select count(*)::int from mail where to_address = $1) as letters,
			(select count(*)::int from data_request where id = $2 and (email is not null or name <> '')) as named`,
		[email, path.split('/').at(-1)]
	)
	expect(left).toEqual({ accounts: 0, messages: 0, letters: 0, named: 0 })
	// Whoever was signed in is so no more.
	await person.open('/bg/account')
	expect(new URL(person.page.url()).pathname).toBe('/bg/sign-in')
})
