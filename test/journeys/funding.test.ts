import { expect, test } from 'vitest'
import { goes, signIn } from './people.ts'
import { barriers, overflow, rows, url, visit } from './support.ts'

test('a mayor’s officer finds a European call through three questions, saves a watch and receives a change alert, without JavaScript', async () => {
	const officer = await visit({ javaScript: false, locale: 'fr', width: 375 })
	const { page, open } = officer
	await open('/fr/funding')
	await goes(officer, () => page.click('a[href="/fr/funding/check"]'))
	// Without an answer the page says which question is open.
	await open('/fr/funding/check?kind=&place=FRK24&words=')
	expect(await page.locator('#kind-error').count()).toBe(1)
	await page.selectOption('[name=kind]', 'local-authority')
	await page.selectOption('[name=place]', 'FRK24')
	await page.fill('[name=words]', 'réduire les fuites du réseau d’eau')
	await goes(officer, () => page.click('main form button'))
	const first = page.locator('section[aria-labelledby=found] ol > li').first()
	expect(await first.innerText()).toContain('Petites villes')
	expect(await first.innerText()).toContain('Vous pouvez candidater')
	expect(await overflow(page)).toBeLessThanOrEqual(0)
	await goes(officer, () => first.locator('h3 a').click())
	const id = new URL(page.url()).pathname.split('/').at(-1)!

	// Following it asks who one is, and comes back.
	await goes(officer, () => page.click('main a[href*="/watches/new?opportunity="]'))
	await signIn(officer, 'fr', 'membre@example.org')
	await open(`/fr/workspace/funding/watches/new?opportunity=${id}`)
	// Spaces: nothing at all would not leave the browser.
	await page.fill('[name=name]', '  ')
	await goes(officer, () => page.click('main form[method=post] button'))
	expect(await page.locator('#name-error').count()).toBe(1)
	await page.fill('[name=name]', 'L’appel sur l’eau')
	await page.check('[name=rhythm][value=daily]')
	await goes(officer, () => page.click('main form[method=post] button'))
	expect(await page.locator('[role=status]').count()).toBe(1)
	const watch = new URL(page.url()).pathname.split('/').at(-1)!

	// The service corrects the deadline; the morning after, the job writes.
	const staff = await visit({ locale: 'fr' })
	await signIn(staff, 'fr', 'officer@example.org')
	await staff.open(`/fr/office/funding/${id}`)
	await staff.page.fill('[name=closesOn]', '2031-05-20')
	await goes(staff, () => staff.page.click('form[action="?/correct"] button:not([formaction])'))
	await rows(
		`update opportunity_change set found_at = now() - interval '2 hours' where opportunity_id = $1 and found_at > now() - interval '10 minutes'`,
		[id]
	)
	await rows(`update watch set created_at = now() - interval '2 days', looked_at = now() - interval '1 day' where id = $1`, [
		watch
	])
	await rows(`insert into pgboss.job (name, data) values ('funding.alerts', '{}')`)
	let letter: { text: string; list_unsubscribe: string } | undefined
	for (let tries = 0; tries < 300 && !letter; tries++) {
		;[letter] = await rows<typeof letter & object>(`select text, list_unsubscribe from mail where ref = $1`, [`watch:${watch}`])
		if (!letter) await new Promise((done) => setTimeout(done, 100))
	}
	expect(letter!.text).toContain('20 mai 2031')

	// One click of a mail program stops it, without a session and without an origin.
	const stop = new URL(letter!.list_unsubscribe)
	const answer = await fetch(new URL(stop.pathname, url), {
		method: 'POST',
		redirect: 'manual',
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		body: 'List-Unsubscribe=One-Click'
	})
	expect(answer.status).toBe(200)
	expect(await rows(`select stopped_at is not null as stopped from watch where id = $1`, [watch])).toEqual([{ stopped: true }])
	await open(stop.pathname)
	expect(await page.locator('main form').count()).toBe(0)
})

test('an officer proposes a consortium and builds a plan', async () => {
	const officer = await visit({ locale: 'fr' })
	const { page, open } = officer
	await signIn(officer, 'fr', 'officer@example.org')
	const [{ id }] = (await rows<{ id: string }>(`select id from opportunity where identifier = 'DEMO-LIFE-WATER'`)) as [
		{ id: string }
	]
	await open(`/fr/workspace/funding/opportunities/${id}`)
	expect(await barriers(page)).toEqual([])
	await goes(officer, () => page.click('li:has-text("Dunavgrad") a.button'))
	const lead = new URL(page.url()).searchParams.get('lead')!
	const partner = page.locator('.sides li:has(a.button)').first()
	await goes(officer, () => partner.locator('a.button').click())
	const asked = new URL(page.url())
	expect([asked.pathname, asked.searchParams.get('from')]).toEqual(['/fr/office/exchange/introductions/new', lead])
	await page.fill('[name=message]', 'Un appel européen sur l’eau : voulez-vous en parler ensemble ?')
	await goes(officer, () => page.click('main form[method=post] button'))
	expect(new URL(page.url()).pathname).toMatch(/^\/fr\/office\/exchange\/introductions\/[0-9a-f-]{36}$/)

	await open(`/fr/workspace/funding/plans/new?opportunity=${id}&organisation=${lead}`)
	await page.fill('[name=title]', 'Eau de Dunavgrad')
	await goes(officer, () => page.click('main form[method=post] button'))
	await page.fill('[name="lines.0.label"]', 'Travaux')
	await page.fill('[name="lines.0.amount"]', 'un million')
	await page.fill('[name="sources.1.name"]', 'Commune partenaire')
	await page.fill('[name="sources.1.max"]', '150 000')
	await page.click('form[action="?/save"] button:not([formaction])')
	await page.locator('[id="lines.0.amount-error"]').waitFor()
	expect(await page.locator('[name="sources.1.name"]').inputValue()).toBe('Commune partenaire')
	await page.fill('[name="lines.0.amount"]', '1 000 000')
	await page.click('form[action="?/save"] button:not([formaction])')
	await page.locator('article svg').first().waitFor()
	expect(await page.locator('article').first().innerText()).toMatch(/600\s000,00\s€[\s\S]*150\s000,00\s€[\s\S]*250\s000,00\s€/)
	expect(await barriers(page)).toEqual([])
	expect(officer.complaints().filter((each) => !each.includes('422'))).toEqual([])
})
