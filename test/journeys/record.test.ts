import { expect, test } from 'vitest'
import { translate } from '#platform/i18n'
import { fictionalKey } from '#test/records'
import { lateFileSigned, tamperings, untouched } from '#test/tampering'
import { barriers, overflow, visit } from './support.ts'

test('in the reader’s own browser a file that was changed is found out, whichever way, and the line named', async () => {
	const locale = 'bg'
	const reader = await visit({ locale, width: 375 })
	const { page } = reader
	await reader.open(`/${locale}/record/verify`)
	const answers = page.locator('.answer > .notice:is(.good, .bad)')
	const verify = async (record: unknown) => {
		const buffer = Buffer.from(JSON.stringify(record))
		await page.setInputFiles('#file', { name: 'record.json', mimeType: 'application/json', buffer })
		await page.getByRole('button', { name: translate(locale, 'record.verify.do') }).click()
		await answers.waitFor({ timeout: 30_000 })
		return { good: (await page.locator('.answer > .notice.good').count()) === 1, text: await answers.innerText() }
	}
	// What is read here goes nowhere: from now on the browser is off the net.
	await verify(untouched())
	const asked: string[] = []
	page.on('request', (request) => request.method() !== 'GET' && asked.push(request.url()))
	await page.fill('#key', fictionalKey)
	expect(await verify(untouched())).toMatchObject({ good: true })
	for (const { name, record, first } of tamperings) {
		const { good, text } = await verify(record)
		expect({ name, good, where: text.includes(`\n${first.where}\n`) }).toEqual({ name, good: false, where: true })
	}
	expect(await verify(lateFileSigned())).toMatchObject({ good: false })
	expect(await barriers(page)).toEqual([])
	expect(await overflow(page)).toBe(0)
	// A file that is none.
	await page.setInputFiles('#file', { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{') })
	await page.getByRole('button', { name: translate(locale, 'record.verify.do') }).click()
	await expect.poll(() => answers.innerText()).toBe(translate(locale, 'record.verify.unreadable'))
	expect(asked).toEqual([])
})
