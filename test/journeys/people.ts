import { demoPassword } from '#programme/demo'
import type { Locale } from '#platform/i18n'
import { rows, type Visit } from './support.ts'

/** Does what leads to another page, and waits for it: it may have the same address. */
export async function goes({ page }: Visit, act: () => Promise<unknown>): Promise<void> {
	await Promise.all([page.waitForEvent('load', { timeout: 30_000 }), act()])
}

/** Signs in by password, one of the demo's unless another is given. */
export async function signIn(visit: Visit, locale: Locale, email: string, password = demoPassword): Promise<void> {
	await visit.open(`/${locale}/sign-in/password`)
	await visit.page.fill('input[name=email]', email)
	await visit.page.fill('input[name=password]', password)
	await goes(visit, () => visit.page.click('main form button'))
}

/** A new account by the link of a letter, as everybody gets one. */
export async function register(visit: Visit, locale: Locale, email: string): Promise<void> {
	const { page, open } = visit
	await open(`/${locale}/sign-in`)
	await page.fill('input[name=email]', email)
	await goes(visit, () => page.press('input[name=email]', 'Enter'))
	let link: string | undefined
	for (let tries = 0; tries < 100 && !link; tries++) {
		const [mail] = await rows<{ text: string }>('select text from mail where to_address = $1 order by created_at desc limit 1', [
			email
		])
		link = /https?:\/\/\S+\/sign-in\/link\?\S+/.exec(mail?.text ?? '')?.[0]
		if (!link) await new Promise((done) => setTimeout(done, 100))
	}
	await open(link!)
	await goes(visit, () => page.click('main form button'))
}
