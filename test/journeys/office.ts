/** The service's side of a call, in the officer's and the head's browsers: what every journey of a call does alike. */
import { expect } from 'vitest'
import { translate, type Locale } from '#platform/i18n'
import { press } from './filling.ts'
import { goes } from './people.ts'
import { barriers, enter, overflow, rows, type Visit } from './support.ts'

const DAY = 86_400_000

/** Presses a button by its name, with the keyboard. */
export async function strike({ page }: Visit, name: string): Promise<void> {
	await page.getByRole('button', { name, exact: true }).first().focus()
	await enter(page)
}

/** From a template to a published call, open until the day after tomorrow. Returns its id. */
export async function publishCall(
	officer: Visit,
	{ template, title, locale = 'fr' }: { template: string; title: string; locale?: Locale }
): Promise<string> {
	const { page } = officer
	await officer.open(`/${locale}/office/calls/new`)
	await page.check(`input[value="template:${template}"]`)
	await page.fill('#title', title)
	await press(officer, 'main form.form button')
	const path = new URL(page.url()).pathname
	const day = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)
	await officer.open(`${path}/edit`)
	await page.fill('#opensAt', `${day(-1)}T09:00`)
	await page.fill('#closesAt', `${day(2)}T17:00`)
	await page.fill('#committeeOn', day(20))
	await page.fill('#noticeOn', day(30))
	await press(officer, 'form[action="?/calendar"] button')
	await officer.open(`${path}/preview`)
	expect(await barriers(page)).toEqual([])
	await officer.open(path)
	await press(officer, 'form[action="?/publish"] button')
	expect(await page.locator('[role=status]').count()).toBe(1)
	return path.split('/').at(-1)!
}

/** Says of one opened application what no machine can say of the requirements, and admits it. */
export async function admit(officer: Visit, address: string, requirements: { id: string; rule: object | null }[]) {
	const { page } = officer
	await officer.open(address)
	for (const { id, rule } of requirements) {
		if (rule) continue
		const form = `form:has(input[name=requirement][value="${id}"])`
		await page.locator(`details:has(${form}) > summary`).click()
		await page.check(`${form} input[value=met]`)
		await goes(officer, () => page.click(`${form} button`))
	}
	await goes(officer, () => page.click('button[name=verdict][value=admitted]'))
	expect(await barriers(page)).toEqual([])
}

/** Opens the panel and seats its chair. */
export async function openPanel(officer: Visit, panel: string, chair: string, locale: Locale = 'fr') {
	await officer.open(panel)
	await strike(officer, translate(locale, 'panel.open'))
	await officer.page.fill('input[name=email]', chair)
	await officer.page.check('input[name=chair]')
	await strike(officer, translate(locale, 'panel.member.add'))
	expect(await barriers(officer.page)).toEqual([])
}

/** What is left of the ranking is proposed as it stands, and the panel closed. */
export async function closePanel(officer: Visit, panel: string, locale: Locale = 'fr') {
	await officer.open(panel)
	await strike(officer, translate(locale, 'panel.follow'))
	await strike(officer, translate(locale, 'panel.close'))
}

/** The head signs. */
export async function decide(head: Visit, locale: Locale, callId: string) {
	await head.open(`/${locale}/office/calls/${callId}/decision`)
	expect(await overflow(head.page)).toBe(0)
	await head.page.check('input[name=read]')
	await strike(head, translate(locale, 'decision.do'))
	expect(await head.page.textContent('main')).toContain(translate(locale, 'decision.notice.decided'))
}

/** The letters as one batch, and the results once all are sent. */
export async function announce(officer: Visit, callId: string, letters: number, locale: Locale = 'fr') {
	const address = `/${locale}/office/calls/${callId}/letters`
	await officer.open(address)
	await strike(officer, translate(locale, 'letters.send', { count: letters }))
	await expect
		.poll(() => rows('select 1 from outcome where call_id = $1 and letter_sent_at is null', [callId]), { timeout: 60_000 })
		.toEqual([])
	await officer.open(address)
	expect(await barriers(officer.page)).toEqual([])
	await strike(officer, translate(locale, 'letters.announce'))
}
