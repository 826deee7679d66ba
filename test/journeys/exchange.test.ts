import { expect, test } from 'vitest'
import { press } from './filling.ts'
import { signIn } from './people.ts'
import { barriers, overflow, rows, visit } from './support.ts'

const TITLE = 'Търсим община, която сама чисти реката си'
const TEXT = 'Три дни на терен за четирима служители, през май.'

test('a need is drafted, returned, published, renewed and closed, without JavaScript', async () => {
	const lead = await visit({ javaScript: false, locale: 'bg' })
	await signIn(lead, 'bg', 'member@example.org')
	await lead.open('/bg/workspace/listings/new?side=need')

	// A form without a title comes back with what was typed.
	await lead.page.fill('[name="text.bg"]', TEXT)
	await press(lead, 'main form[method=post] button')
	expect(await lead.page.locator('[role=alert]').count()).toBe(1)
	expect(await lead.page.locator('[name="text.bg"]').inputValue()).toBe(TEXT)

	await lead.page.fill('[name="title.bg"]', TITLE)
	await lead.page.check('input[name=kinds][value=study-visit-guest]')
	await lead.page.selectOption('[name=territory]', 'VRC10')
	await press(lead, 'main form[method=post] button')
	expect(new URL(lead.page.url()).pathname).toMatch(/^\/bg\/workspace\/listings\/[0-9a-f-]{36}$/)
	const id = new URL(lead.page.url()).pathname.split('/').at(-1)!
	// A theme is still missing: there is nothing to submit with, and the page says so.
	expect(await lead.page.locator('form[action="?/submit"]').count()).toBe(0)
	await lead.page.locator('details:has(input[value=water]) summary').click()
	await lead.page.check('input[name=themes][value=water]')
	await press(lead, 'form[action="?/correct"] button')
	await press(lead, 'form[action="?/submit"] button')

	const stranger = await visit({ javaScript: false })
	await stranger.open(`/fr/exchange/${id}`, 404)

	const officer = await visit({ locale: 'fr' })
	await signIn(officer, 'fr', 'officer@example.org')
	await officer.open('/fr/office/exchange')
	expect(await officer.page.locator(`a[href="/fr/office/exchange/${id}"]`).count()).toBeGreaterThan(0)
	expect(await barriers(officer.page)).toEqual([])
	await officer.open(`/fr/office/exchange/${id}`)
	expect(await barriers(officer.page)).toEqual([])
	await officer.page.fill('form[action="?/return"] [name=reason]', 'Dites quelle rivière.')
	await press(officer, 'form[action="?/return"] button')
	await officer.page.locator('[role=status]').waitFor()

	await lead.open(`/bg/workspace/listings/${id}`)
	expect(await lead.page.locator('main').innerText()).toContain('Dites quelle rivière.')
	await lead.page.fill('[name="text.bg"]', `${TEXT} Реката е Искър.`)
	await press(lead, 'form[action="?/correct"] button')
	await press(lead, 'form[action="?/submit"] button')

	await officer.open(`/fr/office/exchange/${id}`)
	await press(officer, 'form[action="?/publish"] button')
	await officer.page.locator('[role=status]').waitFor()

	for (const locale of ['fr', 'bg', 'en']) {
		await stranger.open(`/${locale}/exchange?q=${encodeURIComponent('чисти реката')}`)
		const row = stranger.page.locator(`a[href="/${locale}/exchange/${id}"]`)
		expect(await row.count()).toBe(1)
		// Its language is marked where the page's is another.
		expect(await row.getAttribute('lang')).toBe(locale === 'bg' ? null : 'bg')
		await stranger.open(`/${locale}/exchange/${id}`)
		expect(await stranger.page.locator('h1').innerText()).toBe(TITLE)
	}
	expect(
		(await rows(`select kind from mail where ref = $1 order by created_at`, [`listing:${id}`])).map(({ kind }) => kind)
	).toEqual(['exchange.listing-returned', 'exchange.listing-published'])

	// Its end is near.
	await rows(`update listing set expires_at = now() + interval '10 days' where id = $1`, [id])
	await lead.open(`/bg/workspace/listings/${id}/renew`)
	await press(lead, 'main form[method=post] button')
	const [renewed] = await rows<{ renewed: number; days: number }>(
		`select renewed, extract(day from expires_at - now())::int as days from listing where id = $1`,
		[id]
	)
	expect(renewed).toMatchObject({ renewed: 1 })
	expect(renewed!.days).toBeGreaterThan(170)

	await press(lead, 'form[action="?/close"] button')
	// A public page may be a second old.
	await expect.poll(async () => (await stranger.page.goto(`/fr/exchange/${id}`))?.status(), { timeout: 5_000 }).toBe(404)
	// The form without a title was answered so.
	expect([...lead.complaints(), ...officer.complaints()].filter((line) => !/status of 422/.test(line))).toEqual([])
})

test('the pages of whoever writes are whole, wide and narrow', async () => {
	const lead = await visit({ locale: 'fr' })
	await signIn(lead, 'fr', 'membre@example.org')
	const [own] = await rows<{ id: string }>(`select id from listing where status = 'draft' and title->>'fr' like 'Un jumelage%'`)
	for (const path of ['', '/new?side=offer', `/${own!.id}`, `/${own!.id}/renew`]) {
		await lead.page.setViewportSize({ width: 1440, height: 900 })
		await lead.open(`/fr/workspace/listings${path}`)
		expect(await barriers(lead.page), path).toEqual([])
		expect(await overflow(lead.page), path).toBe(0)
		await lead.page.setViewportSize({ width: 375, height: 812 })
		expect(await overflow(lead.page), `${path} at 375`).toBe(0)
		expect(await barriers(lead.page), `${path} at 375`).toEqual([])
	}
	expect(lead.complaints()).toEqual([])
})

test('whose an anonymous need is can be read nowhere', async () => {
	const reader = await visit({ javaScript: false })
	const [hidden] = await rows<{ id: string; organisation: string }>(
		`select id, organisation_id as organisation from listing where anonymous and status = 'published' and territory = 'SLV20'`
	)
	for (const path of [
		`/fr/exchange/${hidden!.id}`,
		'/bg/exchange?side=need&country=BG',
		'/fr/exchange.atom',
		`/api/v1/offers-needs/${hidden!.id}`,
		'/api/v1/offers-needs?side=need',
		'/bg/search?q=%D0%BC%D0%BB%D0%B0%D0%B4%D0%B8+%D0%BC%D0%B0%D0%B9%D0%BA%D0%B8&kind=need'
	]) {
		const answer = await reader.context.request.get(path)
		expect(answer.status(), path).toBe(200)
		// The filter offers every territory by its code.
		const text = (await answer.text()).replace(/<select[\s\S]*?<\/select>/g, '')
		for (const secret of [hidden!.organisation, 'SLV20', 'Отворена врата', 'Porte ouverte'])
			expect(text.includes(secret), `${secret} in ${path}`).toBe(false)
	}
	const found = await (await reader.context.request.get('/api/v1/offers-needs?territory=SLV20')).json()
	expect((found as { data: { id: string }[] }).data.map(({ id }) => id)).not.toContain(hidden!.id)
})
