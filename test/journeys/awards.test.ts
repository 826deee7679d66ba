import { expect, inject, onTestFinished, test } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { demoOrganisationId } from '#modules/network/demo.server'
import { draftAgreement } from '#modules/projects/agreements.server'
import { loadAward } from '#modules/projects/award-rows.server'
import type { AwardKind } from '#modules/projects/award-workflow'
import { writePlan } from '#modules/projects/budgets.server'
import { usualInstalments } from '#modules/projects/instalments.server'
import { addPartner } from '#modules/projects/partners.server'
import { draftProject, getProject, moveProject, publishProject } from '#modules/projects/projects.server'
import { connect } from '#platform/db.server'
import type { Ctx } from '#platform/ctx'
import { agreementInput, balancedPlan, buildStaff, versionOf } from '#test/awards'
import { contextOn } from '#test/support'
import { goes, signIn } from './people.ts'
import { asSite, barriers, overflow, rows, visit, type Visit } from './support.ts'

const DAY = 86_400_000
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF')
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)
const press = (visit: Visit, selector: string) => goes(visit, () => visit.page.locator(selector).first().click())
const said = (visit: Visit) => visit.page.locator('[role=status]').first().innerText()

/** Answers one page of a report: what is there. */
async function answer(visit: Visit, address: string, posted: Record<string, string>) {
	await visit.open(address)
	for (const [name, value] of Object.entries(posted)) {
		const input = visit.page.locator(`main [name="${name}"]:not([type=hidden])`)
		const type = await input.first().evaluate((element) => element.getAttribute('type') ?? element.tagName.toLowerCase())
		if (type === 'select') await input.selectOption(value)
		else if (type === 'radio' || type === 'checkbox')
			await visit.page.check(`main [name="${name}"]${value ? `[value="${value}"]` : ''}:not([type=hidden])`)
		else await input.fill(value)
	}
	await press(visit, 'button[name=_save]:not([aria-hidden])')
}

/** A context on the site's own database, and its officer. */
async function service() {
	asSite()
	const database = connect(inject('site').database)
	onTestFinished(() => database.close())
	const ctx = contextOn(database.db, { now: new Date() })
	return { ctx, officer: await buildStaff(ctx, 'officer'), decider: await buildStaff(ctx, 'head') }
}

/** A running public project of the demo's association, and an award just made for it, or a scholarship of its member. */
async function awarded(ctx: Ctx, officer: Ctx, decider: Ctx, kind: AwardKind, { cents = 0, days = null as string | null } = {}) {
	const organisationId = demoOrganisationId('two-banks')
	const [member] = await rows<{ id: string; name: string }>(`select id, name from account where email = 'member@example.org'`)
	const title = {
		fr: `Deux rives, un fleuve (${kind})`,
		bg: `Два бряга, една река (${kind})`,
		en: `Two banks, one river (${kind})`
	}
	let projectId: string | null = null
	if (kind !== 'scholarship') {
		projectId = await draftProject(officer, {
			...{ title, summary: { fr: 'Un fleuve partagé.' }, objectives: {}, story: {}, priorities: [], themes: ['water'] },
			...{ territories: [], startsOn: inDays(-300), endsOn: inDays(-20), service: 'cit' }
		})
		await addPartner(officer, projectId, { organisation: organisationId, role: 'lead' })
		const version = async () => (await getProject(officer, projectId!)).version
		await moveProject(officer, projectId, { version: await version(), status: 'running' })
		await publishProject(officer, projectId, { version: await version() })
	}
	const id = uuidv7()
	await ctx.db
		.insertInto('award')
		.values({
			...{ id, reference: `2026-AWA-${id.slice(-8)}`, kind, projectId, amountCents: cents, expertDays: days, status: 'awarded' },
			organisationId: projectId && organisationId,
			accountId: projectId ? null : member!.id,
			personName: projectId ? null : member!.name,
			terms: JSON.stringify({ service: 'cit', title, startsOn: null, endsOn: null }),
			awardedBy: decider.actor!.accountId,
			awardedAt: ctx.now
		})
		.execute()
	return { id, projectId }
}

/** The account is given, confirmed by telephone, and a payment goes through it. */
async function paid(id: string, holder: Visit, finance: Visit, reference: string) {
	const own = `/bg/workspace/awards/${id}`
	const theirs = `/fr/office/projects/awards/${id}`
	await holder.open(own)
	if (!(await rows('select 1 from bank_account where award_id = $1', [id])).length) {
		const form = holder.page.locator('details:has(form[action="?/account"])')
		if (!(await form.evaluate((element) => (element as HTMLDetailsElement).open))) await form.locator('summary').click()
		// A mistyped number comes back with a sentence and what was typed.
		await holder.page.fill('[name=iban]', 'BG80 BNBG 9661 1020 3456 79')
		await holder.page.fill('form[action="?/account"] [name=holder]', 'Два бряга')
		await press(holder, 'form[action="?/account"] button')
		expect(await holder.page.locator('[role=alert]').count()).toBe(1)
		await holder.page.fill('[name=iban]', 'BG80 BNBG 9661 1020 3456 78')
		await press(holder, 'form[action="?/account"] button')
		await finance.open(theirs)
		await finance.page.selectOption('form[action="?/confirmAccount"] select', 'telephone')
		await press(finance, 'form[action="?/confirmAccount"] button')
		await holder.open(own)
	}
	await press(holder, 'form[action="?/request"] button')
	await finance.open(theirs)
	await press(finance, 'form[action="?/approve"] button')
	await finance.page.fill('form[action="?/pay"] [name=reference]', reference)
	await finance.page.fill('form[action="?/pay"] [name=paidOn]', new Date().toLocaleDateString('sv', { timeZone: 'Europe/Sofia' }))
	await press(finance, 'form[action="?/pay"] button')
	expect(await rows('select status from instalment where payment_reference = $1', [reference.toUpperCase()])).toEqual([
		{ status: 'paid' }
	])
}

async function signed(visit: Visit, address: string, agreement: string, email: string, post: string) {
	await visit.open(address)
	await press(visit, 'form[action="?/code"] button')
	const [mail] = await rows<{ text: string }>(
		`select text from mail where kind = 'awards.signing-code' and ref = $1 and to_address = $2 order by id desc`,
		[`agreement:${agreement}`, email]
	)
	await visit.page.fill('[name=code]', /\b\d{4} \d{4}\b/.exec(mail!.text)![0])
	await visit.page.fill('[name=function]', post)
	await visit.page.check('[name=read]')
	await press(visit, 'form[action="?/sign"] button')
}

async function voucher(visit: Visit, report: string, line: number, amount: string, number: string) {
	await visit.open(`${report}/vouchers`)
	await visit.page.locator('select[name=line]').selectOption({ index: line })
	await visit.page.fill('[name=label]', 'Автобус')
	await visit.page.fill('[name=supplier]', 'Транспорт')
	await visit.page.fill('[name=voucher]', number)
	await visit.page.fill('[name=spentOn]', inDays(-60))
	await visit.page.fill('[name=amount]', amount)
	await visit.page.setInputFiles('#file', { name: 'faktura.pdf', mimeType: 'application/pdf', buffer: PDF })
	await press(visit, 'form[enctype] button')
}

test('a grant: signed agreement, first instalment, report with a correction, balance, closure, public result', async () => {
	const { ctx, officer, decider } = await service()
	const { id, projectId } = await awarded(ctx, officer, decider, 'grant', { cents: 500_000 })
	await usualInstalments(ctx, (await loadAward(officer, id)).award)
	await writePlan(officer, id, { ...balancedPlan(), version: await versionOf(ctx, id) })
	const agreement = await draftAgreement(officer, id, { ...agreementInput, startsOn: inDays(-300), endsOn: inDays(-20) })
	const own = `/bg/workspace/awards/${id}`
	const theirs = `/fr/office/projects/awards/${id}`
	const holder = await visit({ locale: 'bg', width: 375 })
	await signIn(holder, 'bg', 'member@example.org')
	const office = await visit({ locale: 'fr' })
	await signIn(office, 'fr', 'officer@example.org')
	const finance = await visit({ locale: 'fr' })
	await signIn(finance, 'fr', 'finance@example.org')
	const head = await visit({ locale: 'fr' })
	await signIn(head, 'fr', 'head@example.org')

	await holder.open(own)
	await press(holder, 'form[action="?/accept"] button')
	await office.open(theirs)
	await press(office, 'form[action="?/send"] button')
	const paper = (locale: string) => `/${locale}/workspace/awards/${id}/agreements/${agreement}/sign`
	await signed(holder, paper('bg'), agreement, 'member@example.org', 'председател')
	await signed(head, paper('fr'), agreement, 'head@example.org', 'cheffe de service')
	expect((await loadAward(officer, id)).award.status).toBe('running')
	await paid(id, holder, finance, `AV${id.slice(-8)}`)

	const [report] = await rows<{ id: string }>(`select id from report where award_id = $1 and kind = 'final'`, [id])
	const pages = `${own}/reports/${report!.id}`
	await answer(holder, `${pages}/pages/story`, {
		...{ done: 'Шест срещи на реката.', places: 'Русе, пролетта.', objectives: 'met', results: 'Общ наръчник.' }
	})
	await holder.open(`${pages}/pages/people`)
	await holder.page.fill('[name="audiences.0.audience"]', 'Кметове')
	await press(holder, 'button[name=_add][value=audiences]')
	expect(decodeURIComponent(holder.page.url())).toContain('/pages/people#audiences.1.audience')
	expect(await holder.page.locator('[name="audiences.0.audience"]').inputValue()).toBe('Кметове')
	await press(holder, 'button[name=_remove][value="audiences.1"]')
	await answer(holder, `${pages}/pages/people`, { reached: '120' })
	await answer(holder, `${pages}/pages/money`, { true: '' })
	await holder.open(`${pages}/history?version=1`)
	expect(await holder.page.locator('main table tbody tr').count()).toBeGreaterThan(2)
	expect(await holder.page.locator('main').innerText()).toContain('Шест срещи на реката.')
	expect(await barriers(holder.page)).toEqual([])
	await voucher(holder, pages, 0, '5 000,00', 'Ф-1')
	await voucher(holder, pages, 1, '2444,79 лв.', 'Ф-2')
	expect(await barriers(holder.page)).toEqual([])
	expect(await overflow(holder.page)).toBeLessThanOrEqual(0)
	await press(holder, 'form[action="?/file"] button')

	await office.open('/fr/office/projects/reports')
	await press(office, `a[href$="${report!.id}"]`)
	expect(await barriers(office.page)).toEqual([])
	await office.page.locator('[name^="request."]').first().fill('Facture illisible.')
	await press(office, 'main button:not([formaction])')
	await holder.open(pages)
	expect(await holder.page.locator('main').innerText()).toContain('Facture illisible.')
	await press(holder, 'a[href*="/vouchers?expense="]')
	await holder.page.setInputFiles('#file', { name: 'faktura-2.pdf', mimeType: 'application/pdf', buffer: PDF })
	await press(holder, 'form[enctype] button')
	await press(holder, 'form[action="?/file"] button')
	await head.open(`/fr/office/projects/reports/${report!.id}`)
	await press(head, 'button[formaction="?/accept"]')
	expect((await loadAward(officer, id)).award.status).toBe('completed')

	await paid(id, holder, finance, `SO${id.slice(-8)}`)
	await head.open(theirs)
	await press(head, 'form[action="?/close"] button')
	expect(await said(head)).not.toBe('')
	expect((await loadAward(officer, id)).award.status).toBe('closed')

	await office.open(`/fr/office/projects/${projectId}/indicators`)
	await office.page.selectOption('select[name=key]', 'participants')
	await office.page.fill('[name=target]', '100')
	await office.page.fill('[name=actual]', '120')
	await press(office, 'form[action="?/indicator"] button')
	expect(await barriers(office.page)).toEqual([])
	await office.open(`/fr/office/projects/${projectId}`)
	await office.page.selectOption('form[action="?/move"] select', 'completed')
	await press(office, 'form[action="?/move"] button')
	const reader = await visit({ javaScript: false, locale: 'bg' })
	await reader.open(`/bg/projects/${projectId}`)
	expect(await reader.page.locator('#results + table').innerText()).toContain('120')
	await reader.open('/bg/results')
	expect(await overflow(reader.page)).toBeLessThanOrEqual(0)
}, 600_000)

test('a scholarship: the stay, its allowance, the report, the alumni', async () => {
	const { ctx, officer, decider } = await service()
	const { id } = await awarded(ctx, officer, decider, 'scholarship', { cents: 300_000 })
	const own = `/bg/workspace/awards/${id}`
	const holder = await visit({ locale: 'bg', width: 375 })
	await signIn(holder, 'bg', 'member@example.org')
	const office = await visit({ locale: 'fr' })
	await signIn(office, 'fr', 'officer@example.org')
	const finance = await visit({ locale: 'fr' })
	await signIn(finance, 'fr', 'finance@example.org')
	await holder.open(own)
	await press(holder, 'form[action="?/accept"] button')

	const stays = `/fr/office/projects/awards/${id}/stays`
	await office.open(`${stays}?q=${encodeURIComponent('magistrats')}`)
	await office.page.locator('[name=host]').first().check()
	await office.page.fill('[name=startsOn]', inDays(-60))
	await office.page.fill('[name=endsOn]', inDays(-90))
	await office.page.fill('[name=purpose]', 'Observer les audiences.')
	await press(office, 'form[action^="?/plan"] button')
	expect(await office.page.locator('[name=purpose]').inputValue()).toBe('Observer les audiences.')
	await office.page.fill('[name=endsOn]', inDays(-2))
	await press(office, 'form[action^="?/plan"] button')
	await press(office, 'form[action="?/confirm"] button')
	expect(await barriers(office.page)).toEqual([])
	await paid(id, holder, finance, `AL${id.slice(-8)}`)

	const [report] = await rows<{ id: string }>(`select id from report where award_id = $1 and kind = 'stay'`, [id])
	await answer(holder, `${own}/reports/${report!.id}/pages/story`, {
		done: 'Наблюдавах заседания.',
		learned: 'Медиацията.',
		true: ''
	})
	await press(holder, 'form[action="?/file"] button')
	await office.open(`/fr/office/projects/reports/${report!.id}`)
	await press(office, 'button[formaction="?/accept"]')
	await holder.open(own)
	await holder.page.fill('[name=now]', 'Съдия в Русе')
	await holder.page.check('[name=agreed]')
	await press(holder, 'form[action="?/join"] button')
	expect(await barriers(holder.page)).toEqual([])
	await office.open('/fr/office/projects/alumni')
	expect(await office.page.locator('main').innerText()).toContain('Съдия в Русе')
	await holder.open(own)
	await press(holder, 'form[action="?/leave"] button')
	await office.open('/fr/office/projects/alumni')
	expect(await office.page.locator('main').innerText()).not.toContain('Съдия в Русе')
}, 600_000)

test('technical support: an expert is suggested, the mission agreed to, done, reported on and closed', async () => {
	const { ctx, officer, decider } = await service()
	const { id } = await awarded(ctx, officer, decider, 'support', { days: '5' })
	const own = `/bg/workspace/awards/${id}`
	const holder = await visit({ locale: 'bg', javaScript: false })
	await signIn(holder, 'bg', 'member@example.org')
	const head = await visit({ locale: 'en' })
	await signIn(head, 'en', 'head@example.org')
	await holder.open(own)
	await press(holder, 'form[action="?/accept"] button')

	const stays = `/en/office/projects/awards/${id}/stays`
	await head.open(stays)
	await head.page.locator('[name=person]').first().check()
	await head.page.fill('[name=startsOn]', inDays(-3))
	await head.page.fill('[name=endsOn]', inDays(-1))
	await head.page.fill('form[action^="?/plan"] [name=days]', '3')
	await head.page.fill('[name=purpose]', 'Survey the network and train two people.')
	await press(head, 'form[action^="?/plan"] button')
	expect(await barriers(head.page)).toEqual([])
	await holder.open(own)
	expect(await holder.page.locator('main').innerText()).toContain('Survey the network')
	await press(holder, 'form[action="?/confirm"] button')
	await head.open(stays)
	await head.page.fill('form[action="?/done"] [name=days]', '2,5')
	await press(head, 'form[action="?/done"] button')

	const [report] = await rows<{ id: string }>(`select id from report where award_id = $1 and kind = 'mission'`, [id])
	await answer(holder, `${own}/reports/${report!.id}/pages/story`, {
		done: 'Обход на мрежата.',
		findings: 'Сменете помпата.',
		true: ''
	})
	await press(holder, 'form[action="?/file"] button')
	await head.open(`/en/office/projects/reports/${report!.id}`)
	await press(head, 'button[formaction="?/accept"]')
	await head.open(`/en/office/projects/awards/${id}`)
	await press(head, 'form[action="?/close"] button')
	expect((await loadAward(officer, id)).award.status).toBe('closed')
}, 600_000)
