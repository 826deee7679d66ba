import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { press } from './filling.ts'
import { goes, signIn } from './people.ts'
import { barriers, overflow, rows, url, visit } from './support.ts'
import type { FormDefinition } from '#engines/forms/definition'
import { translate } from '#platform/i18n'
import { formOf, shortForm } from '#test/forms'
import { signedIn } from '#test/visitor'

/** An open call of its own, so that the others of the site are left alone. */
async function openCall(form: FormDefinition = shortForm): Promise<string> {
	const [call] = await rows<{ id: string }>(
		`insert into call (id, reference, kind, service, title, applicant, status, opens_at, closes_at, published_at, most_per_applicant, created_at, updated_at)
		 values (gen_random_uuid(), 'J-' || substr(gen_random_uuid()::text, 1, 8), 'projects', 'cit',
			'{"fr":"Appel (essai)","bg":"Покана (проба)","en":"Call (trial)"}', 'organisation', 'published',
			now() - interval '1 day', now() + interval '10 days', now() - interval '1 day', 5, now(), now()) returning id`
	)
	await rows(
		`insert into form_version (id, call_id, number, definition, published_at, created_at) values (gen_random_uuid(), $1, 1, $2, now(), now())`,
		[call!.id, JSON.stringify(form)]
	)
	return call!.id
}

const texts = {
	fr: { title: 'La rivière propre', summary: 'Nettoyer la rivière avec ses riverains.' },
	bg: { title: 'Чиста река', summary: 'Почистване на реката заедно с хората край нея.' },
	en: { title: 'A clean river', summary: 'Cleaning the river with those who live by it.' }
}

/** Somebody else with an account guesses addresses and references, and replays what the applicant posted: nothing is there. */
async function trespass(home: string, id: string) {
	const asked = `select a.reference, a.answers, a.version, f.id as file, f.file_id as stored
		from application a join application_file f on f.application_id = a.id where a.id = $1`
	type Asked = { reference: string; answers: object; version: number; file: string; stored: string }
	const [before] = await rows<Asked>(asked, [id])
	const { reference, version, file, stored } = before!
	const neighbour = await signedIn(url, 'evaluator')
	const pages = ['', '/pages/project', '/file', '/history', '/authors', '/files/statutes', '/receipt', `/download/${file}`]
	const guesses = [...pages.map((page) => home + page), `/fr/workspace/applications/${reference}`]
	for (const path of guesses) expect((await neighbour.get(path)).status, path).toBe(404)
	// A file’s own address opens with a signature only.
	expect((await neighbour.get(`/files/${stored}`)).status).toBe(403)
	const fields = { _version: String(version), title: 'D’un autre' }
	for (const [path, posted] of [
		[`${home}/pages/project`, fields],
		[`${home}/file`, { key: randomUUID() }],
		[`${home}?/withdraw`, {}]
	] as const)
		expect((await neighbour.post(path, posted)).status, path).toBe(404)
	const save = await neighbour.ask(`${home}/autosave`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', origin: new URL(url).origin },
		body: JSON.stringify({ version, page: randomUUID(), values: { title: 'D’un autre' } })
	})
	expect(save.status).toBe(404)
	const found = await neighbour.get(`/fr/search?q=${reference}`)
	expect(await found.text()).not.toContain(home)
	expect(await rows(asked, [id])).toEqual([before])
}

test.for(['fr', 'bg', 'en'] as const)('from the call to the receipt without JavaScript, in %s', async (locale) => {
	const call = await openCall()
	const applicant = await visit({ javaScript: false, locale, width: 375 })
	const { page } = applicant
	await signIn(applicant, locale, 'member@example.org')
	await applicant.open(`/${locale}/workspace/applications/new?call=${call}`)
	await page.locator('input[name=organisation]').first().check()
	await press(applicant, 'main form.form button')
	const home = new URL(page.url()).pathname
	expect(home).toMatch(new RegExp(`^/${locale}/workspace/applications/[0-9a-f-]{36}$`))
	const id = home.split('/').at(-1)!
	expect(await overflow(page)).toBe(0)

	// Nothing can be filed yet, and the page says what is missing.
	await applicant.open(`${home}/file`)
	expect(await page.locator('[role=alert] li').count()).toBe(3)
	expect(await page.locator('input[name=key]').count()).toBe(0)

	await applicant.open(`${home}/pages/project`)
	await page.fill('[name=title]', texts[locale].title)
	await page.fill('[name=summary]', texts[locale].summary)
	await page.fill('[name="partners.0.name"]', 'Sdruzhenie Primer')
	await press(applicant, 'button[name=_add]')
	expect(new URL(page.url()).hash).toBe('#partners.1.name')
	expect(await page.locator('[name=title]').inputValue()).toBe(texts[locale].title)
	expect(await overflow(page)).toBe(0)

	// A file of another kind than its name says, then a good one.
	await press(applicant, 'button[name=_files]')
	await page.setInputFiles('#file', { name: 'statutes.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ not a PDF') })
	await press(applicant, 'form[enctype] button')
	expect(await page.locator('[role=alert]').count()).toBe(1)
	await page.setInputFiles('#file', { name: 'statutes.txt', mimeType: 'text/plain', buffer: Buffer.from('Устав') })
	await press(applicant, 'form[enctype] button')
	expect(await page.locator('.files li').count()).toBe(1)

	await applicant.open(`${home}/pages/honour`)
	await page.check('input[type=checkbox][name=honour]')
	await press(applicant, 'button[name=_overview]')
	expect(new URL(page.url()).pathname).toBe(home)
	await applicant.open(`${home}/file`)
	await press(applicant, 'form:has(input[name=key]) button')
	expect(new URL(page.url()).searchParams.get('notice')).toBe('filed')
	expect(await page.locator('[role=status]').count()).toBe(1)
	const filed = await rows<{ digest: string }>('select digest from filing where application_id = $1', [id])
	expect(filed).toHaveLength(1)
	expect(await page.locator('main').innerText()).toContain(filed[0]!.digest)

	// The receipt comes by the queue.
	await expect
		.poll(() => rows('select id from filing where application_id = $1 and receipt_id is not null', [id]), { timeout: 30_000 })
		.toHaveLength(1)
	await applicant.open(home)
	const [receipt] = await Promise.all([page.waitForEvent('download'), page.click('a[href$="/receipt"]')])
	expect(receipt.suggestedFilename()).toMatch(/\.pdf$/)
	expect(await rows(`select id from mail where kind = 'calls.receipt' and ref = $1`, [`application:${id}`])).toHaveLength(1)

	if (locale === 'fr') await trespass(home, id)

	// The office knows that something was filed, and not what.
	const officer = await visit({ locale })
	await signIn(officer, locale, 'officer@example.org')
	await officer.open(`/${locale}/office/calls/${call}/applications`)
	const sealed = await officer.page.locator('main').innerText()
	expect(sealed).toContain(filed[0]!.digest)
	expect(sealed).not.toContain(texts[locale].title)
	expect(await barriers(officer.page)).toEqual([])
	await rows(`update call set status = 'closed', closes_at = now() where id = $1`, [call])
	await officer.open(`/${locale}/office/calls/${call}/applications`)
	await press(officer, 'form[action$="?/open"] button')
	expect(await officer.page.locator('main').innerText()).toContain(texts[locale].title)
	await officer.open(`/${locale}/office/calls/${call}/applications/${id}`)
	expect(await officer.page.locator('main').innerText()).toContain(texts[locale].summary)
	expect(await barriers(officer.page)).toEqual([])
})

test('with a script what is typed is saved by itself; a second tab is not written over; a lost session loses nothing', async () => {
	const call = await openCall()
	const one = await visit({ locale: 'fr' })
	// A clock that lies: the applicant's own is a year ahead, and nothing goes by it.
	await one.context.clock.setFixedTime(new Date(Date.now() + 365 * 86_400_000))
	await signIn(one, 'fr', 'member@example.org')
	await one.open(`/fr/workspace/applications/new?call=${call}`)
	await one.page.locator('input[name=organisation]').first().check()
	await press(one, 'main form.form button')
	const home = new URL(one.page.url()).pathname
	const id = home.split('/').at(-1)!
	const saved = async () =>
		(await rows<{ answers: Record<string, unknown> }>('select answers from application where id = $1', [id]))[0]!.answers

	await one.open(`${home}/pages/project`)
	const other = await one.context.newPage()
	await other.goto(`${home}/pages/project`, { waitUntil: 'load' })
	await one.page.locator('.autosave').waitFor({ state: 'attached' })
	await one.page.fill('[name=title]', 'Du premier onglet')
	await one.page.locator('.autosave[data-state=saved]').waitFor()
	expect(await saved()).toEqual({ title: 'Du premier onglet' })

	await other.fill('[name=summary]', 'Du second onglet')
	await other.locator('.autosave[data-state=saved]').waitFor()
	expect(await saved()).toEqual({ title: 'Du premier onglet', summary: 'Du second onglet' })
	// The same answer from both: the later one is told, sees both, and settles it.
	await other.fill('[name=title]', 'Du second aussi')
	await other.locator('.autosave[data-state=saved]').waitFor()
	await one.page.fill('[name=title]', 'Encore du premier')
	await one.page.locator('.autosave[data-state=conflict]').waitFor()
	expect(await saved()).toEqual({ title: 'Du second aussi', summary: 'Du second onglet' })
	expect(await barriers(one.page)).toEqual([])
	await press(one, 'button[name=_save]:not([aria-hidden])')
	expect(await one.page.locator('[role=alert] blockquote').innerText()).toBe('Du second aussi')
	expect(await one.page.locator('[name=title]').inputValue()).toBe('Encore du premier')
	await press(one, 'button[name=_save]:not([aria-hidden])')
	expect(await saved()).toEqual({ title: 'Encore du premier', summary: 'Du second onglet' })

	// The session ends while somebody types.
	const cookies = await one.context.cookies()
	await one.page.locator('.autosave').waitFor({ state: 'attached' })
	await one.context.clearCookies()
	await one.page.fill('[name=summary]', 'Tapé sans session')
	await one.page.locator('.autosave[data-state=expired]').waitFor()
	await one.context.addCookies(cookies)
	await one.page.locator('.autosave[data-state=saved]').waitFor({ timeout: 20_000 })
	expect(await saved()).toMatchObject({ summary: 'Tapé sans session' })
})

test('without a script the back button, a session that ended and the closing lose nothing that was typed', async () => {
	const call = await openCall()
	const one = await visit({ locale: 'bg', javaScript: false, width: 375 })
	const { page } = one
	await signIn(one, 'bg', 'member@example.org')
	await one.open(`/bg/workspace/applications/new?call=${call}`)
	await page.locator('input[name=organisation]').first().check()
	await press(one, 'main form.form button')
	const home = new URL(page.url()).pathname
	const id = home.split('/').at(-1)!
	const saved = async () =>
		(await rows<{ answers: Record<string, unknown> }>('select answers from application where id = $1', [id]))[0]!.answers
	const save = 'button[name=_save]:not([aria-hidden])'

	// Back to the page as it was before the save, and on from there.
	await one.open(`${home}/pages/project`)
	await page.fill('[name=title]', 'Първо заглавие')
	await press(one, save)
	await goes(one, () => page.goBack())
	expect(new URL(page.url()).search).toBe('')
	await page.fill('[name=summary]', 'Написано след връщане')
	await press(one, save)
	expect(await saved()).toEqual({ title: 'Първо заглавие', summary: 'Написано след връщане' })

	// The session ends while somebody types: the page that comes keeps it until they are back.
	await one.open(`${home}/pages/project`)
	await page.fill('[name=title]', 'Дълго писано "заглавие"')
	await one.context.clearCookies()
	await press(one, save)
	expect(await page.locator('h1').innerText()).toBe(translate('bg', 'error.expired.title'))
	expect(await saved()).toMatchObject({ title: 'Първо заглавие' })
	const [other] = await Promise.all([one.context.waitForEvent('page'), page.click('main a')])
	await other.waitForLoadState()
	expect(new URL(other.url()).pathname).toBe('/bg/sign-in')
	await signIn({ ...one, page: other, open: async (path) => void (await other.goto(path)) }, 'bg', 'member@example.org')
	await other.close()
	await press(one, 'main form button')
	expect(await saved()).toMatchObject({ title: 'Дълго писано "заглавие"' })
	expect(await page.locator('#saved').count()).toBe(1)

	// Closed: the page that is still open is refused, whatever its reader's clock says, and keeps what was typed.
	await rows(`update call set closes_at = now() - interval '1 second' where id = $1`, [call])
	await page.fill('[name=title]', 'След крайния срок')
	await press(one, save)
	expect(await page.locator('main [role=alert]').first().innerText()).toContain(translate('bg', 'error.applications.closed'))
	expect(await page.locator('[name=title]').inputValue()).toBe('След крайния срок')
	expect(JSON.stringify(await saved())).not.toContain('срок')
})

test('what is filled in before the script has come stays, and is saved', async () => {
	const label = { fr: 'Essai', bg: 'Проба', en: 'Trial' }
	const options = [
		{ value: 'a', label },
		{ value: 'b', label }
	]
	const call = await openCall(
		formOf({
			pages: [
				{
					key: 'all',
					title: label,
					fields: [
						{ kind: 'text', key: 'title', label, maxCharacters: 150, localized: true },
						{ kind: 'choice', key: 'way', label, options, many: true },
						{ kind: 'theme', key: 'about', label, many: true },
						{ kind: 'territory', key: 'place', label, within: 'BG' },
						{ kind: 'budget', key: 'money', label, rules: { categories: [{ key: 'travel', label }] } }
					]
				}
			]
		})
	)
	const one = await visit({ locale: 'bg' })
	const { page } = one
	await signIn(one, 'bg', 'member@example.org')
	await one.open(`/bg/workspace/applications/new?call=${call}`)
	await page.locator('input[name=organisation]').first().check()
	await press(one, 'main form.form button')
	const home = new URL(page.url()).pathname
	let arrive = () => {}
	const held = new Promise<void>((done) => void (arrive = done))
	await one.context.route('**/*.js', async (route) => {
		await held
		await route.continue()
	})
	await page.goto(`${home}/pages/all`, { waitUntil: 'commit' })
	await page.fill('[name="title.bg"]', 'Преди скрипта')
	await page.check('input[name=way][value=b]')
	await page.locator('details:has([name=about]) > summary').first().click()
	const theme = await page.locator('[name=about][type=checkbox]').first().getAttribute('value')
	await page.check(`[name=about][value="${theme}"]`)
	await page.locator('details:has([name=about]) > summary').nth(1).click()
	const place = await page.locator('select[name=place] option').nth(7).getAttribute('value')
	await page.selectOption('select[name=place]', place)
	await page.selectOption('select[name="money.lines.0.category"]', 'travel')
	await page.fill('[name="money.lines.0.unitCost"]', '12,50')
	arrive()
	await page.locator('.autosave[data-state=saved]').waitFor()
	// Waking folds nothing that was opened.
	expect(await page.locator('details:has([name=about])').nth(1).getAttribute('open')).not.toBeNull()
	expect(await page.locator('[name="title.bg"]').inputValue()).toBe('Преди скрипта')
	expect(await page.locator('[name="money.lines.0.unitCost"]').inputValue()).toBe('12,50')
	expect(await page.locator('select[name=place]').inputValue()).toBe(place)
	const [saved] = await rows<{ answers: unknown }>('select answers from application where id = $1', [home.split('/').at(-1)!])
	expect(saved!.answers).toMatchObject({
		title: { bg: 'Преди скрипта' },
		way: { chosen: ['b'] },
		about: [theme],
		place,
		money: { lines: [{ category: 'travel', unitCost: 1250 }] }
	})
})

test('a page that the answers leave out is passed over, and its address leads on', async () => {
	const text = (key: string) => ({ kind: 'text', key, label: { fr: 'Texte' }, maxCharacters: 100 })
	const options = ['yes', 'no'].map((value) => ({ value, label: { fr: value } }))
	const partnered = { kind: 'choice', key: 'partnered', label: { fr: 'Un partenaire ?' }, options }
	const showWhen = { field: 'partnered', equals: 'yes' }
	const call = await openCall(
		formOf({
			pages: [
				{ key: 'start', title: { fr: 'Départ' }, fields: [partnered] },
				{ key: 'partner', title: { fr: 'Partenaire' }, showWhen, fields: [text('who')] },
				{ key: 'end', title: { fr: 'Suite' }, fields: [text('more')] },
				{ key: 'budget', title: { fr: 'Budget du partenaire' }, showWhen, fields: [text('cost')] }
			]
		})
	)
	const applicant = await visit({ javaScript: false })
	const { page } = applicant
	const place = () => new URL(page.url()).pathname
	await signIn(applicant, 'fr', 'member@example.org')
	await applicant.open(`/fr/workspace/applications/new?call=${call}`)
	await page.locator('input[name=organisation]').first().check()
	await press(applicant, 'main form.form button')
	const home = place()

	for (const [answer, next] of [
		['no', 'end'],
		['yes', 'partner'],
		['no', 'end']
	] as const) {
		await applicant.open(`${home}/pages/start`)
		await page.check(`[name=partnered][value=${answer}]`)
		await press(applicant, 'button[name=_next]')
		expect(place()).toBe(`${home}/pages/${next}`)
	}
	await applicant.open(`${home}/pages/partner`)
	expect(place()).toBe(`${home}/pages/end`)
	// After the last page that is asked comes the application itself.
	await applicant.open(`${home}/pages/budget`)
	expect(place()).toBe(home)
	await applicant.open(`${home}/pages/none`, 404)
})
