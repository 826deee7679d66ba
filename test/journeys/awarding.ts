import { expect, inject, onTestFinished } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { demoOrganisationId } from '#modules/network/demo.server'
import { connect } from '#platform/db.server'
import type { Ctx } from '#platform/ctx'
import { buildSelected, buildStaff } from '#test/awards'
import { contextOn } from '#test/support'
import { goes } from './people.ts'
import { asSite, barriers, rows, type Visit } from './support.ts'

const DAY = 86_400_000
export const PDF = Buffer.from(
	'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF'
)
export const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)
export const press = (visit: Visit, selector: string) => goes(visit, () => visit.page.locator(selector).first().click())

/** Answers one page of a report: what is there. */
export async function answer(visit: Visit, address: string, posted: Record<string, string>) {
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
export async function service() {
	asSite()
	const database = connect(inject('site').database)
	onTestFinished(() => database.close())
	const ctx = contextOn(database.db, { now: new Date() })
	return { ctx, officer: await buildStaff(ctx, 'officer'), decider: await buildStaff(ctx, 'head') }
}

/** An application of the demo's association, filed, and selected when its call was decided. */
export async function chosen(ctx: Ctx, kind: 'projects' | 'support', cents = 0) {
	const { application } = await buildSelected(ctx, { kind, cents, call: { themes: ['water'], priorities: [] } })
	await rows(`update application set organisation_id = $2 where id = $1`, [application, demoOrganisationId('two-banks')])
	await rows(`update call set decided_at = now() where id = (select call_id from application where id = $1)`, [application])
	return application
}

/** The head makes the award of a chosen application on the office's page. */
export async function made(head: Visit, locale: string, application: string, days = '') {
	await head.open(`/${locale}/office/projects/awards`)
	expect(await barriers(head.page)).toEqual([])
	const form = `form[action="?/make"]:has([value="${application}"])`
	if (days) await head.page.fill(`${form} [name=expertDays]`, days)
	await press(head, `${form} button`)
	const [award] = await rows<{ id: string; project_id: string | null }>(
		'select id, project_id from award where application_id = $1',
		[application]
	)
	return { id: award!.id, projectId: award!.project_id }
}

/** A scholarship of the demo's member. */
export async function scholarship(ctx: Ctx, decider: Ctx, cents: number) {
	const [member] = await rows<{ id: string; name: string }>(`select id, name from account where email = 'member@example.org'`)
	const title = { fr: 'Une juge à la cour', bg: 'Съдия в съда', en: 'A judge at the court' }
	const id = uuidv7()
	await ctx.db
		.insertInto('award')
		.values({
			...{ id, reference: `2026-AWA-${id.slice(-8)}`, kind: 'scholarship', amountCents: cents, status: 'awarded' },
			...{ accountId: member!.id, personName: member!.name },
			terms: JSON.stringify({ service: 'cit', title, startsOn: null, endsOn: null }),
			awardedBy: decider.actor!.accountId,
			awardedAt: ctx.now
		})
		.execute()
	return { id }
}

/** The plan that was agreed on, line by line; one that does not balance comes back with what was typed. */
export async function planned(office: Visit, theirs: string) {
	const { page } = office
	await office.open(`${theirs}/plan`)
	const lines = [
		['expense', 'travel', 'Déplacements', '5 000,00'],
		['expense', 'staff', 'Coordination', '1.250'],
		['source', 'grant', '', '5000'],
		['source', 'own_cash', '', '2444,79']
	] as const
	const count = { expense: 0, source: 0 }
	for (const [side, category, label, amount] of lines) {
		const name = `${side}.${count[side]++}`
		await page.selectOption(`[name="${name}.category"]`, category)
		await page.fill(`[name="${name}.label"]`, label)
		await page.fill(`[name="${name}.amount"]`, amount)
	}
	await press(office, 'main form[method=post] button')
	expect(await page.locator('[role=alert]').count()).toBeGreaterThan(0)
	expect(await page.inputValue('[name="expense.0.label"]')).toBe('Déplacements')
	await page.fill('[name="expense.1.amount"]', '1 250,00')
	await page.fill('[name="source.1.amount"]', '2 444,79 лв.')
	expect(await barriers(page)).toEqual([])
	await press(office, 'main form[method=post] button')
}

/** The agreement is drafted from its template: begun before it is accepted, it binds a small award too. Returns its id. */
export async function drafted(office: Visit, theirs: string) {
	const { page } = office
	await office.open(`${theirs}/agreement`)
	const said = {
		startsOn: inDays(-300),
		endsOn: inDays(-20),
		serviceSigner: 'Hélène Maquette',
		serviceFunction: 'cheffe de service'
	}
	for (const [name, value] of Object.entries({ ...said, holderSigner: 'Елица Примерова', holderFunction: 'председател' }))
		await page.fill(`form[action="?/draft"] [name=${name}]`, value)
	await press(office, 'form[action="?/draft"] button')
	const [agreement] = await rows<{ id: string }>('select id from agreement where award_id = $1', [theirs.split('/').at(-1)])
	return agreement!.id
}

/** The account is given, confirmed by telephone, and a payment goes through it. */
export async function paid(id: string, holder: Visit, finance: Visit, reference: string) {
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

export async function signed(visit: Visit, address: string, agreement: string, email: string, post: string) {
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

export async function voucher(visit: Visit, report: string, line: number, amount: string, number: string) {
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
