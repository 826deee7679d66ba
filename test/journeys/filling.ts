/** Filling in the form of a call in a browser, whatever it asks. */
import { expect } from 'vitest'
import { allFields, type FormDefinition } from '#engines/forms/definition'
import { goes } from './people.ts'
import type { Visit } from './support.ts'

/** Small, whole and empty. */
export const PDF = Buffer.from(
	'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF'
)

/** Presses what the selector names and waits for the page it leads to. */
export const press = (visit: Visit, selector: string) => goes(visit, () => visit.page.click(selector))

/** Answers one page of the form as somebody without a script does: what is there, and a row more where one is needed. */
export async function fillPage(visit: Visit, address: string, posted: Record<string, string>) {
	await visit.open(address)
	const { page } = visit
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
