import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { demoPassword } from '#programme/demo'
import { translate } from '#platform/i18n'
import { judgedPairs } from '../real/duplicate-pairs.ts'
import { kohesio } from '../real/duplicate-sample.ts'
import { accountOf } from '../visitor.ts'
import { goes, signIn } from './people.ts'
import { barriers, overflow, rows, visit, type Visit } from './support.ts'

const table = `Наименование;Населено място;ЕИК;Ел. поща
Сдружение „Синият мост от пробата“;Враца;;most@example.org
СДРУЖЕНИЕ "СИНИЯТ МОСТ ОТ ПРОБАТА";Враца;;
Грешен номер от пробата ООД;София;123456789;`

const networks = '/bg/office/network'
const press = (visit: Visit, name: string | RegExp) =>
	goes(visit, () =>
		visit.page
			.getByRole('button', { name, exact: typeof name === 'string' })
			.first()
			.click()
	)
/** The worker is another process: the page is asked again until the step is done, as its reader would. */
async function until({ page }: Visit, state: string) {
	for (let tries = 0; tries < 120; tries++) {
		if ((await page.locator('main .tag').first().innerText()) === state) return
		await page.waitForTimeout(500)
		await page.reload()
	}
	throw new Error(`never ${state}`)
}
const sound = async ({ page, complaints }: Visit) => {
	expect(await barriers(page)).toEqual([])
	expect(await overflow(page)).toBe(0)
	// A refused form is answered 409, 415 or 422, and the browser says so.
	expect(complaints().filter((each) => !/status of 4(09|15|22)/.test(each))).toEqual([])
}

test(
	'an officer imports a file with a duplicate and a wrong number, merges two entries and undoes it',
	{ timeout: 120_000 },
	async () => {
		const office = await visit({ locale: 'bg' })
		const { page, open } = office
		await open(`/bg/sign-in/password?next=${networks}/imports`)
		await page.fill('input[name=email]', accountOf('officer').email)
		await page.fill('input[name=password]', demoPassword)
		await page.locator('main form button').first().click()
		await page.waitForURL(`**${networks}/imports`)
		await sound(office)

		await page.setInputFiles('input[type=file]', {
			name: 'stara.xls',
			mimeType: 'application/vnd.ms-excel',
			buffer: Buffer.from('<html></html>')
		})
		await press(office, 'Подаване на файла')
		expect(await page.locator('[role=alert]').innerText()).toContain('XLSX')

		await page.setInputFiles('input[type=file]', { name: 'spisak.csv', mimeType: 'text/csv', buffer: Buffer.from(table) })
		await press(office, 'Подаване на файла')
		await until(office, 'Колони за потвърждение')
		expect(await page.locator('select[name=column0]').inputValue()).toBe('name')
		expect(await page.locator('select[name=column2]').inputValue()).toBe('eik')
		await sound(office)
		await press(office, 'Проверка на редовете')
		expect(await page.locator('[role=alert]').innerText()).toContain('държавата')
		await page.selectOption('select[name=country]', 'BG')
		await press(office, 'Проверка на редовете')
		await until(office, 'За решение')
		expect(await page.locator('tbody tr').count()).toBe(3)
		expect(await page.locator('tbody tr').nth(2).innerText()).toContain('ЕИК')
		await sound(office)

		await press(office, 'Запис в мрежата')
		expect(await page.locator('[role=alert]').innerText()).toContain('отхвърлен')
		await press(office, 'Добавяне')
		await page.check('input[name=skipBad]')
		await press(office, 'Запис в мрежата')
		await until(office, 'Завършен')
		await sound(office)

		const [one, other] = await rows<{ id: string }>(
			`select id from organisation where name ->> 'bg' ilike '%синият мост от пробата%' order by id`
		)
		await open(`${networks}/duplicates`)
		await sound(office)
		await open(`${networks}/duplicates/${one!.id}/${other!.id}`)
		await sound(office)
		await press(office, 'Сливане')
		expect(new URL(page.url()).pathname).toBe(`${networks}/merges`)
		await sound(office)
		const status = async () =>
			(await rows<{ status: string }>(`select status from organisation where id = $1`, [other!.id]))[0]!.status
		expect(await status()).toBe('merged')
		await press(office, /^Отмяна на сливането/)
		expect(await status()).toBe('listed')
	}
)

/** Of the real register, the rows of the pairs that were judged to be one body, with the headings. */
const beneficiaries = () => {
	const lines = readFileSync(kohesio, 'utf8').split(/\r?\n/)
	const wanted = judgedPairs.flatMap(([register, , one, , other, same]) => (register === 'bg' && same ? [one, other] : []))
	return [lines[0]!, ...[...new Set(wanted)].sort((a, b) => a - b).map((row) => lines[row - 1]!)]
}

// Three times the same rows, each time by a reader of another language: what is known already is found among what comes.
describe.skipIf(!existsSync(kohesio))('the register of beneficiaries', () => {
	test.for(['fr', 'bg', 'en'] as const)(
		'is imported by an officer in %s, who merges two rows that are one body',
		async (locale) => {
			const t = (key: Parameters<typeof translate>[1]) => translate(locale, key)
			const lines = beneficiaries()
			const office = await visit({ locale })
			const { page, open } = office
			await signIn(office, locale, accountOf('officer').email)
			await open(`/${locale}/office/network/imports`)
			const file = { name: 'beneficiaires.tsv', mimeType: 'text/tab-separated-values', buffer: Buffer.from(lines.join('\n')) }
			await page.setInputFiles('input[type=file]', file)
			await press(office, t('import.file.send'))
			await until(office, t('import.status.mapping'))
			await sound(office)
			await page.selectOption('select[name=country]', 'BG')
			await press(office, t('import.mapping.check'))
			await until(office, t('import.status.ready'))
			await sound(office)
			// The pairs are within the file: its rows are added, and what is alike is looked at afterwards.
			for (const box of ['later', 'skipBad'])
				if (await page.locator(`input[name=${box}]`).count()) await page.check(`input[name=${box}]`)
			await press(office, t('import.carry_out'))
			await until(office, t('import.status.done'))
			await sound(office)
			// What was written can be opened from the report.
			const written = await page.locator('main a[href*="/network/organisations/"]').first().getAttribute('href')
			await open(written!)

			await open(`/${locale}/office/network/duplicates`)
			expect(await page.locator('tbody tr').count()).toBeGreaterThan(10)
			await sound(office)
			const [before] = await rows<{ n: number }>(`select count(*)::int as n from organisation where status = 'merged'`)
			await page.locator('tbody tr a.button').first().click()
			await page.waitForURL(/duplicates\/[0-9a-f-]{36}\//)
			await sound(office)
			await press(office, t('duplicate.merge'))
			const [after] = await rows<{ n: number }>(`select count(*)::int as n from organisation where status = 'merged'`)
			expect(after!.n).toBe(before!.n + 1)
		}
	)
})
