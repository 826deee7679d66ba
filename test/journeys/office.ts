/** The service's side of a call, in the officer's, the evaluators' and the head's browsers: what every journey of a call does alike. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { localDateTime } from '#platform/calendar'
import { translate, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'
import { press } from './filling.ts'
import { goes } from './people.ts'
import { barriers, enter, overflow, rows, type Visit } from './support.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Presses a button by its name, with the keyboard. */
export async function strike({ page }: Visit, name: string): Promise<void> {
	await page.getByRole('button', { name, exact: true }).first().focus()
	await enter(page)
}

/** Nothing axe could find on the page as it is; without a script it cannot look. */
const isWhole = async ({ page, javaScript }: Visit) => {
	if (javaScript) expect(await barriers(page)).toEqual([])
}

/** Looks at a page again until what the selector names is on it: for what the site does by itself, in its own time. */
async function lookUntil(visit: Visit, address: string, selector: string): Promise<void> {
	const end = Date.now() + 3 * MINUTE
	for (;;) {
		await visit.open(address)
		if (await visit.page.locator(selector).count()) return
		if (Date.now() > end) throw new Error(`${address} never shows ${selector}:\n${await visit.page.locator('main').innerText()}`)
		await sleep(1000)
	}
}

/** As the page's field takes it: it knows no seconds. */
const fullMinute = (seconds: number) =>
	localDateTime(new Date(Math.ceil((Date.now() + seconds * 1000) / MINUTE) * MINUTE), programme.timeZone)

/** From a template to a published call that closes at the next full minute but `seconds`. `source` is what is drawn from, if public. Returns its id. */
export async function publishCall(
	officer: Visit,
	{
		template,
		title,
		seconds,
		source,
		locale = 'fr'
	}: { template: string; title: string; seconds: number; source?: string; locale?: Locale }
): Promise<string> {
	const { page } = officer
	await officer.open(`/${locale}/office/calls/new`)
	await page.check(`input[value="template:${template}"]`)
	await page.fill('#title', title)
	await press(officer, 'main form.form button')
	const path = new URL(page.url()).pathname
	if (source) {
		await officer.open(`${path}/lots`)
		await page.fill('#publicSource', source)
		await press(officer, 'form[action="?/rules"] button')
	}
	await officer.open(`${path}/preview`)
	await isWhole(officer)
	const day = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)
	await officer.open(`${path}/edit`)
	await page.fill('#opensAt', `${day(-1)}T09:00`)
	await page.fill('#closesAt', fullMinute(seconds))
	await page.fill('#committeeOn', day(20))
	await page.fill('#noticeOn', day(30))
	await press(officer, 'form[action="?/calendar"] button')
	await officer.open(path)
	await press(officer, 'form[action="?/publish"] button')
	expect(await page.locator('[role=status]').count()).toBe(1)
	return path.split('/').at(-1)!
}

/** What has to be done before the call closes. Should the closing come too near meanwhile, the officer postpones it. */
export async function beforeClosing<Result>(
	officer: Visit,
	callId: string,
	work: () => Promise<Result>,
	locale: Locale = 'fr'
): Promise<Result> {
	let over = false
	const result = work().finally(() => (over = true))
	// Whatever goes wrong in it is told by the last line.
	const ended = result.catch(() => {})
	while (!over) {
		const left = (await closingOf(callId)) - 20_000 - Date.now()
		if (left <= 0) await postpone(officer, callId, locale)
		else await Promise.race([ended, sleep(left)])
	}
	return result
}

async function closingOf(callId: string): Promise<number> {
	const [call] = await rows<{ closes_at: Date }>('select closes_at from call where id = $1', [callId])
	return call!.closes_at.getTime()
}

async function postpone(officer: Visit, callId: string, locale: Locale) {
	const { page } = officer
	await officer.open(`/${locale}/office/calls/${callId}`)
	await page.fill('#closesAt', fullMinute(45))
	await page.fill('#reason', 'Le site a été lent dans les dernières minutes.')
	await strike(officer, translate(locale, 'call.extend.do'))
	expect(await page.locator('[role=status]').innerText()).toBe(translate(locale, 'call.notice.extended'))
}

/** Asks people to evaluate. */
export async function seat(officer: Visit, office: string, accounts: readonly string[]) {
	await officer.open(`${office}/evaluators`)
	for (const account of accounts) {
		await officer.page.selectOption('select[name=account]', account)
		await press(officer, 'form[action="?/add"] button')
	}
}

/** Waits until the site has closed the call, and opens what was filed. */
export async function openFiles(officer: Visit, office: string) {
	await sleep(Math.max(0, (await closingOf(office.split('/').at(-1)!)) - Date.now()))
	await lookUntil(officer, `${office}/applications`, 'form[action$="?/open"]')
	await press(officer, 'form[action$="?/open"] button')
}

/** Says of one opened application whatever no machine could say of the requirements, and admits it. */
export async function admit(officer: Visit, address: string) {
	const { page } = officer
	await officer.open(address)
	const open = page.locator('.check:not(:has(> p > .tag.green))')
	for (let left = await open.count(); left > 0; left--) {
		const next = open.first()
		await next.locator('summary').click()
		await next.locator('input[value=met]').check()
		await goes(officer, () => next.locator('button').click())
		expect(await open.count()).toBe(left - 1)
	}
	await goes(officer, () => page.click('button[name=verdict][value=admitted]'))
	await isWhole(officer)
}

/** An evaluator declares before any file is open what ties them: nothing, or what bears that title. */
export async function declare(judge: Visit, locale: Locale, callId: string, tie?: string) {
	const { page } = judge
	await judge.open(`/${locale}/workspace/evaluations`)
	await press(judge, `a[href$="/evaluations/calls/${callId}"]`)
	expect(await overflow(page)).toBe(0)
	if (tie) await page.getByRole('checkbox', { name: tie }).check()
	await page.check('input[name=confirmed]')
	await press(judge, 'main form button')
	expect(await page.locator('[role=status]').innerText()).toBe(translate(locale, 'evaluation.declared_notice'))
}

/** The officer has the files drawn, with what the public source said if the call named one, and waits for the answer. */
export async function draw(officer: Visit, office: string, said?: string) {
	await officer.open(`${office}/assignment`)
	await isWhole(officer)
	if (said) await officer.page.fill('#seed', said)
	await press(officer, 'form[action="?/draw"] button')
	await lookUntil(officer, `${office}/assignment`, 'main table tbody tr')
	await isWhole(officer)
}

/**
 * An evaluator reads what was drawn for them, file by file from their list, and submits a review of each. `mark` chooses among
 * the marks a criterion offers, lowest first. Returns the titles read.
 */
export async function reviewAll(
	judge: Visit,
	locale: Locale,
	comment: string,
	mark: (title: string, criterion: number, offered: number[]) => number
): Promise<string[]> {
	const { page } = judge
	const list = `/${locale}/workspace/evaluations`
	await judge.open(list)
	const titles = await page.locator('tbody th a').allInnerTexts()
	for (const title of titles) {
		await goes(judge, () => page.getByRole('link', { name: title, exact: true }).click())
		expect(await overflow(page), title).toBe(0)
		const scales = page.locator('#grid fieldset')
		for (let at = 0; at < (await scales.count()); at++) {
			const offered = await scales
				.nth(at)
				.locator('[type=radio]')
				.evaluateAll((all) => all.map((one) => Number((one as HTMLInputElement).value)))
			await scales
				.nth(at)
				.locator(`[type=radio][value="${mark(title, at, offered)}"]`)
				.check()
			await scales.nth(at).locator('textarea').fill(comment)
		}
		await press(judge, 'button[formaction="?/submit"]')
		expect(await page.locator('[role=status]').innerText()).toBe(translate(locale, 'evaluation.submitted_notice'))
	}
	return titles
}

/** Opens the panel and seats its chair. */
export async function openPanel(officer: Visit, panel: string, chair: string, locale: Locale = 'fr') {
	await officer.open(panel)
	await strike(officer, translate(locale, 'panel.open'))
	await officer.page.fill('input[name=email]', chair)
	await officer.page.check('input[name=chair]')
	await strike(officer, translate(locale, 'panel.member.add'))
	await isWhole(officer)
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
	await lookUntil(officer, address, 'form[action$="?/announce"]')
	await isWhole(officer)
	await strike(officer, translate(locale, 'letters.announce'))
	expect(await officer.page.textContent('main')).toContain(translate(locale, 'letters.notice.announced'))
}

const run = promisify(execFile)

/** What the command says of a record's file: one of the checks in the language of machines. */
export async function verify(file: string): Promise<{ valid: boolean; failures: { what: string; where: string }[] }> {
	const said = await run(process.execPath, [resolve('src/cli/passerelle.ts'), 'verify', file, '--json']).catch(
		(refused: { stdout: string }) => refused
	)
	return JSON.parse(said.stdout) as Awaited<ReturnType<typeof verify>>
}

/** The public record of a call as a reader takes it away: its file, in a folder that is left to the caller. */
export async function takeRecord(
	reader: Visit,
	locale: Locale,
	callId: string
): Promise<{ file: string; remove(): Promise<void> }> {
	const folder = await mkdtemp(join(tmpdir(), 'passerelle-record-'))
	const file = join(folder, 'record.json')
	await reader.open(`/${locale}/record/${callId}`)
	const [download] = await Promise.all([
		reader.page.waitForEvent('download'),
		reader.page.getByRole('link', { name: translate(locale, 'record.call.download') }).click()
	])
	await download.saveAs(file)
	return { file, remove: () => rm(folder, { recursive: true, force: true }) }
}
