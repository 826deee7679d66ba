/** Filling in the form of a call in a browser, whatever it asks. */
import { expect } from 'vitest'
import { allFields, type FormDefinition } from '#engines/forms/definition'
import { definitionOf } from '#modules/calls/application-rows.server'
import { sampleAnswers } from '#modules/calls/demo-answers'
import type { Ctx } from '#platform/ctx'
import { translate, type Locale } from '#platform/i18n'
import { goes } from './people.ts'
import { overflow, rows, type Visit } from './support.ts'

/** Small, whole and empty. */
export const PDF = Buffer.from(
	'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF'
)

/** Presses what the selector names and waits for the page it leads to. */
export const press = (visit: Visit, selector: string) => goes(visit, () => visit.page.click(selector))

/** Answers one page of the form as somebody without a script does: what is there, and a row more where one is needed. */
export async function fillPage(visit: Visit, address: string, posted: Record<string, string>) {
	const { page } = visit
	// What was saved before leads on to it.
	if (new URL(page.url()).pathname !== address) await visit.open(address)
	const names = Object.keys(posted)
	for (const list of ['budget.sources', 'budget.lines'])
		if (names.some((name) => name.startsWith(`${list}.1.`)) && (await page.locator(`button[name=_add][value="${list}"]`).count()))
			await press(visit, `button[name=_add][value="${list}"]`)
	for (const [name, value] of Object.entries(posted)) {
		const input = page.locator(`main [name="${name}"]:not([type=hidden])`)
		if (!(await input.count())) continue
		const kind = await input.first().evaluate((element) => element.getAttribute('type') ?? element.tagName.toLowerCase())
		if (kind === 'select') await input.selectOption(value)
		else if (kind === 'radio' || kind === 'checkbox') {
			// A long list of choices is folded.
			const folded = page.locator(`main details:not([open]):has([name="${name}"][value="${value}"]) > summary`)
			if (await folded.count()) await folded.first().click()
			await page.check(`main [name="${name}"][value="${value}"]`)
		} else await input.fill(value)
	}
	await press(visit, 'button[name=_save]:not([aria-hidden])')
}

export async function attachAll(visit: Visit, home: string, definition: FormDefinition) {
	for (const field of allFields(definition)) {
		if (field.kind !== 'file' || !field.required) continue
		await visit.open(`${home}/files/${field.key}`)
		await visit.page.setInputFiles('#file', { name: `${field.key}.pdf`, mimeType: 'application/pdf', buffer: PDF })
		await press(visit, 'form[enctype] button')
		expect(await visit.page.locator('.files li').count(), field.key).toBe(1)
	}
}

/**
 * Drafts and files as somebody at a browser does, from the call's own page, with the receipt's digest on the last one. Returns
 * the application's address and its form.
 */
export async function fileInBrowser(
	applicant: Visit,
	locale: Locale,
	ctx: Ctx,
	{ callId, title, grantCents }: { callId: string; title: string; grantCents: number }
): Promise<{ home: string; definition: FormDefinition }> {
	const { page } = applicant
	await applicant.open(`/${locale}/calls/${callId}`)
	await press(applicant, `a[href$="/workspace/applications/new?call=${callId}"] >> visible=true >> nth=0`)
	for (const name of ['organisation', 'lot']) {
		const choice = page.locator(`main [type=radio][name=${name}]`)
		if (await choice.count()) await choice.first().check()
	}
	await press(applicant, 'main form.form button')
	const home = new URL(page.url()).pathname
	const id = home.split('/').at(-1)!
	// A draft says that it is one.
	expect(await page.locator('main').innerText()).toContain(translate(locale, 'applications.state.draft'))
	const { formVersionId } = await ctx.db
		.selectFrom('application')
		.select('formVersionId')
		.where('id', '=', id)
		.executeTakeFirstOrThrow()
	const definition = await definitionOf(ctx, formVersionId)
	const posted = sampleAnswers(definition, {
		locale,
		today: new Date().toISOString().slice(0, 10),
		texts: { title },
		otherwise: 'Кратък и ясен отговор.',
		grantCents,
		theme: 'sustainable-city',
		territory: 'SOF46'
	}) as Record<string, string>
	for (const { key } of definition.pages) {
		await fillPage(applicant, `${home}/pages/${key}`, posted)
		expect(await overflow(page), `${locale} ${key}`).toBe(0)
	}
	await attachAll(applicant, home, definition)
	await applicant.open(`${home}/file`)
	expect(await page.locator('main [role=alert] li').allInnerTexts()).toEqual([])
	await press(applicant, 'form:has(input[name=key]) button')
	const [filing] = await rows<{ digest: string }>('select digest from filing where application_id = $1', [id])
	const said = await page.locator('main').innerText()
	expect(said).toContain(filing!.digest)
	expect(said).toContain(translate(locale, 'applications.state.filed'))
	return { home, definition }
}
