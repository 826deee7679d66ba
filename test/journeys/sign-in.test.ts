import { describe, expect, test } from 'vitest'
import { demoPassword } from '#programme/demo'
import { roles } from '#platform/ctx'
import { accountOf } from '../visitor.ts'
import { barriers, enter, overflow, rows, tabTo, typeInto, url, visit } from './support.ts'

describe('by keyboard alone', () => {
	test('one signs in by password, and out again, without JavaScript', async () => {
		const { page, open, complaints } = await visit({ javaScript: false })
		await open('/fr/account')
		expect(new URL(page.url()).pathname).toBe('/fr/sign-in')
		await tabTo(page, 'a[href^="/fr/sign-in/password"]')
		await enter(page)
		await typeInto(page, 'input[name=email]', accountOf('member').email)
		await typeInto(page, 'input[name=password]', demoPassword)
		await enter(page)
		// Back to the page one wanted.
		expect(page.url()).toBe(`${url}/fr/account`)
		expect(await page.locator('h1').count()).toBe(1)

		await open('/fr/account/sign-out')
		await tabTo(page, 'main button')
		await enter(page)
		await open('/fr/account')
		expect(new URL(page.url()).pathname).toBe('/fr/sign-in')
		expect(complaints()).toEqual([])
	})

	test('a wrong password is said so, next to what was typed, and the password is not sent back', async () => {
		const { page, open } = await visit()
		await open('/en/sign-in/password')
		await typeInto(page, 'input[name=email]', 'nobody@example.org')
		await typeInto(page, 'input[name=password]', 'not the password')
		await enter(page)
		expect(await page.locator('[role=alert]').count()).toBeGreaterThan(0)
		expect(await page.locator('input[name=email]').inputValue()).toBe('nobody@example.org')
		expect(await page.locator('input[name=password]').inputValue()).toBe('')
		expect(await barriers(page)).toEqual([])
	})

	test('one signs in by a link that comes by mail, once', async () => {
		const { email } = accountOf('editor')
		const { page, open } = await visit()
		await open('/en/sign-in')
		await typeInto(page, 'input[name=email]', email)
		await enter(page)
		expect(new URL(page.url()).pathname).toBe('/en/sign-in/sent')
		expect(await barriers(page)).toEqual([])

		const link = await linkIn(email)
		await open(link)
		await tabTo(page, 'main button')
		await enter(page)
		expect(new URL(page.url()).pathname).toMatch(/^\/(en|bg)\/account/)
		expect(await barriers(page)).toEqual([])

		const another = await visit()
		await another.open(link)
		expect(await another.page.locator('main button').count()).toBe(0)
	})
})

/** The sign-in link of the newest mail to that address. */
async function linkIn(email: string): Promise<string> {
	for (let tries = 0; tries < 50; tries++) {
		const [mail] = await rows<{ text: string }>('select text from mail where to_address = $1 order by created_at desc limit 1', [
			email
		])
		const link = /https?:\/\/\S+\/sign-in\/link\?\S+/.exec(mail?.text ?? '')?.[0]
		if (link) return link
		await new Promise((done) => setTimeout(done, 100))
	}
	throw new Error(`no link came to ${email}`)
}

const account = ['', '/consents', '/data', '/data/erase', '/password', '/second-factor', '/security', '/sign-out', '/confirm']
const office = ['', '/people', '/people/invitations', '/audit', '/jobs', '/mails', '/settings', '/calls']

describe.for(roles)('%s', (role) => {
	test('reads every page that is theirs, without barriers, wide and narrow', async () => {
		const { page, open, complaints } = await visit({ locale: 'bg' })
		await open('/bg/sign-in/password')
		await page.fill('input[name=email]', accountOf(role).email)
		await page.fill('input[name=password]', demoPassword)
		await enter(page)
		expect(new URL(page.url()).pathname).toMatch(/^\/(en|bg)\/account/)
		const pages = [
			...(role === 'member' ? account : ['']).map((path) => `/bg/account${path}`),
			...office.map((path) => `/bg/office${path}`)
		]
		let read = 0
		for (const path of pages) {
			const response = await page.goto(path)
			expect([200, 403, 404], path).toContain(response!.status())
			// The refusal is the same page for every role: looked at once.
			if (response!.status() !== 200 && role !== 'member') continue
			if (response!.status() === 200) read++
			await page.setViewportSize({ width: 1440, height: 900 })
			expect(await barriers(page), path).toEqual([])
			expect(await overflow(page), path).toBe(0)
			await page.setViewportSize({ width: 375, height: 812 })
			expect(await overflow(page), `${path} at 375`).toBe(0)
			expect(await barriers(page), `${path} at 375`).toEqual([])
		}
		expect(read).toBeGreaterThan(0)
		expect(complaints().filter((line) => !/status of 40[34]/.test(line))).toEqual([])
	})
})
