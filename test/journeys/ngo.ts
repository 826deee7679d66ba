import { readFile, writeFile } from 'node:fs/promises'
import { expect, inject, type TestContext } from 'vitest'
import type { CallRecord } from '#engines/record/schema'
import { filingsOf } from '#modules/calls/sealing.server'
import { ownEntry } from '#modules/network/people.server'
import { standIn } from '#modules/network/standings.server'
import { connect } from '#platform/db.server'
import { translate, type Locale, type Localized } from '#platform/i18n'
import { buildSignedIn, PASSWORD } from '#test/accounts'
import { LONG } from '#test/evaluation'
import { buildOrganisation } from '#test/network'
import { buildStaff } from '#test/selection'
import { contextOn } from '#test/support'
import { fileInBrowser } from './filling.ts'
import {
	admit,
	announce,
	beforeClosing,
	closePanel,
	decide,
	declare,
	draw,
	openFiles,
	openPanel,
	publishCall,
	reviewAll,
	seat,
	strike,
	takeRecord,
	verify
} from './office.ts'
import { signIn } from './people.ts'
import { barriers, visit } from './support.ts'

type Applicant = { name: Localized; locale: Locale; javaScript: boolean; width: number; merit: number }

/** Who files, each in a language of their own, most of them without a script. `merit` is what they are worth. */
const applicants: Applicant[] = [
	{ name: { bg: 'Читалище „Пробна зора“' }, locale: 'bg', javaScript: false, width: 375, merit: 0 },
	{ name: { fr: 'Association Rive Témoin' }, locale: 'fr', javaScript: true, width: 1440, merit: 1 },
	{ name: { en: 'Sample Bridge Trust' }, locale: 'en', javaScript: false, width: 1440, merit: 2 },
	{ name: { bg: 'Сдружение „Пример едно“' }, locale: 'bg', javaScript: false, width: 1440, merit: 2 },
	{ name: { bg: 'Сдружение „Пример две“' }, locale: 'bg', javaScript: true, width: 375, merit: 3 },
	{ name: { en: 'Trial Valley Society' }, locale: 'en', javaScript: false, width: 375, merit: 3 },
	{ name: { bg: 'Сдружение „Пример три“' }, locale: 'bg', javaScript: false, width: 1440, merit: 3 },
	{ name: { fr: 'Collectif des Essais' }, locale: 'fr', javaScript: false, width: 375, merit: 4 }
]
const titleOf = (place: number) => `Projet d’essai ${place + 1}`
const meritOf = (title: string) => applicants[Number(title.split(' ').at(-1)) - 1]!.merit

/** Who evaluates, and where they read. */
const seats = [
	{ locale: 'bg', javaScript: false, width: 375 },
	{ locale: 'fr', javaScript: true, width: 1440 },
	{ locale: 'en', javaScript: true, width: 1440 }
] as const

/** Marks of an application worth `merit`: 0 is the best, each step loses a point somewhere, and 4 is too weak to be helped. */
const markOf = (seat: number) => (title: string, at: number, offered: number[]) => {
	const merit = meritOf(title)
	return merit === 4 ? offered[1]! : offered.at(-1)! - (at < merit ? 1 : 0) - ((seat + at + merit) % 3 === 0 ? 1 : 0)
}

/** One after the other in each of two rows: the machine has two cores. */
async function inTwos<Item>(items: readonly Item[], work: (item: Item, place: number) => Promise<void>) {
	const left = [...items.entries()]
	const row = async () => {
		for (let next = left.shift(); next; next = left.shift()) await work(next[1], next[0])
	}
	await Promise.all([row(), row()])
}

/** Co-financing for associations: eight applications and three evaluators, from publication to a record that the browser and the command accept. */
export async function ngoProjects({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<void> {
	const enter = (options: Parameters<typeof visit>[0]) => visit({ ...options, onTestFinished })
	const database = connect(inject('site').database)
	onTestFinished(() => database.close())
	const ctx = contextOn(database.db, { now: new Date() })
	const officer = await buildStaff(ctx, 'officer', 'Maxime Modèle', PASSWORD)
	const head = await buildStaff(ctx, 'head', 'Ирина Примерова', PASSWORD)
	const chair = await buildStaff(ctx, 'editor', 'Председател Комисиев')
	const fr = (key: Parameters<typeof translate>[1]) => translate('fr', key)
	const en = (key: Parameters<typeof translate>[1]) => translate('en', key)

	const secretary = await enter({})
	await signIn(secretary, 'fr', officer.actor!.email, PASSWORD)
	const callId = await publishCall(secretary, {
		template: 'ngo-projects',
		title: 'Cofinancement, essai de bout en bout',
		seconds: 45
	})
	const office = `/fr/office/calls/${callId}`

	const judges = await beforeClosing(secretary, callId, async () => {
		await inTwos(applicants, async ({ name, locale, javaScript, width }, place) => {
			const organisationId = await buildOrganisation(ctx, { name, kind: 'association' })
			const person = await buildSignedIn(ctx, { password: PASSWORD })
			const personId = await ownEntry(person.ctx)
			await standIn(person.ctx, { personId, organisationId, role: 'lead', function: { bg: 'председател' }, since: null })
			const applicant = await enter({ javaScript, width, locale })
			await signIn(applicant, locale, person.email, PASSWORD)
			await fileInBrowser(applicant, locale, ctx, { callId, title: titleOf(place), grantCents: 500_000 })
			expect(applicant.complaints()).toEqual([])
			await applicant.context.close()
		})
		return Promise.all(
			seats.map(async (where, at) => {
				const { actor } = await buildStaff(ctx, 'evaluator', `Судия Оценителев${at + 1}`, PASSWORD)
				const judge = await enter(where)
				await signIn(judge, where.locale, actor!.email, PASSWORD)
				return { ...judge, ...where, accountId: actor!.accountId }
			})
		)
	})
	await seat(
		secretary,
		office,
		judges.map(({ accountId }) => accountId)
	)

	// Sealed: neither the office nor the evaluators see a word of what came in.
	await secretary.open(`${office}/applications`)
	expect(await secretary.page.locator('main').innerText()).not.toContain('Projet d’essai')
	for (const { open, page, locale } of judges) {
		await open(`/${locale}/workspace/evaluations`)
		expect(await page.locator('main').innerText()).not.toContain('Projet d’essai')
		expect(await page.locator('main').innerText()).toContain(translate(locale, 'evaluation.state.sealed'))
	}
	await openFiles(secretary, office)
	expect(await secretary.page.locator('main').innerText()).toContain('Projet d’essai 1')
	const portal = await enter({ javaScript: false, locale: 'bg' })
	await portal.open(`/bg/calls/${callId}`)
	for (const { digest } of await filingsOf(ctx, callId)) expect(await portal.page.textContent('main')).toContain(digest)

	// The officer checks what a machine cannot, at the desk and on a telephone, while the evaluators say what ties them: the
	// second to the last file.
	const files = await secretary.page.locator('tbody th a').evaluateAll((all) => all.map((one) => one.getAttribute('href')!))
	expect(files.length).toBe(8)
	const telephone = await enter({ javaScript: false, width: 375 })
	await telephone.context.addCookies(await secretary.context.cookies())
	await Promise.all([
		admit(secretary, files[0]!),
		(async () => {
			for (const file of files.slice(1)) await admit(telephone, file)
		})(),
		(async () => {
			for (const [at, judge] of judges.entries()) await declare(judge, judge.locale, callId, at === 1 ? titleOf(7) : undefined)
		})()
	])
	await secretary.open(`${office}/conflicts`)
	expect(await barriers(secretary.page)).toEqual([])
	expect(await secretary.page.locator('tbody').innerText()).toContain(titleOf(7))
	await draw(secretary, office)

	const read = await Promise.all(
		judges.map(async (judge, at) => {
			const titles = await reviewAll(judge, judge.locale, LONG, markOf(at))
			expect(judge.complaints()).toEqual([])
			return titles
		})
	)
	expect(read.flat().length).toBe(16)
	expect(read[1]).not.toContain(titleOf(7))

	const panel = `${office}/panel`
	await openPanel(secretary, panel, chair.actor!.email)

	// The envelope is enough for six. The seventh in place of the sixth: without a reason it is refused and what was typed is kept.
	const lines = secretary.page.locator('tbody th[scope=row] a[href*="/panel/"]')
	const [sixth, seventh] = [await lines.nth(5).getAttribute('href'), await lines.nth(6).getAttribute('href')]
	await secretary.open(sixth!)
	expect(await barriers(secretary.page)).toEqual([])
	await secretary.page.selectOption('select[name=proposed]', 'reserve')
	await secretary.page.fill('textarea[name=reasons]', 'Un calendrier trop court.')
	await strike(secretary, fr('panel.propose.do'))
	expect(await secretary.page.textContent('main')).toContain(fr('error.panel.departure'))
	expect(await secretary.page.inputValue('textarea[name=reasons]')).toBe('Un calendrier trop court.')
	await secretary.page.fill('textarea[name=departure]', 'Le partenaire s’est retiré du projet.')
	await strike(secretary, fr('panel.propose.do'))
	await secretary.open(seventh!)
	await secretary.page.selectOption('select[name=proposed]', 'selected')
	await secretary.page.fill('textarea[name=departure]', 'La suivante prend la place libérée.')
	await strike(secretary, fr('panel.propose.do'))
	await closePanel(secretary, panel)
	expect(await secretary.page.inputValue('textarea[name=minutes]')).toContain('Le partenaire s’est retiré')

	const decider = await enter({ javaScript: false, width: 375 })
	await signIn(decider, 'bg', head.actor!.email, PASSWORD)
	await decide(decider, 'bg', callId)
	await announce(secretary, callId, 8)

	const reader = await enter({ locale: 'en' })
	await reader.open(`/en/calls/${callId}/results`)
	expect(await reader.page.locator('tbody').first().locator('tr').count()).toBe(6)
	expect(await barriers(reader.page)).toEqual([])
	await reader.open('/en/record')
	const { file, remove } = await takeRecord(reader, 'en', callId)
	onTestFinished(remove)
	expect(await barriers(reader.page)).toEqual([])
	await reader.open('/en/record/verify')
	await reader.page.setInputFiles('input[type=file]', file)
	await reader.page.getByRole('button', { name: en('record.verify.do') }).click()
	await reader.page.locator('.notice.good').waitFor({ timeout: 30_000 })
	expect(await verify(file)).toMatchObject({ valid: true, failures: [] })

	// One mark of one card changed: both name the line.
	const record = JSON.parse(await readFile(file, 'utf8')) as CallRecord
	const [criterion, score] = Object.entries(record.cards[0]!.scores)[0]!
	record.cards[0]!.scores[criterion] = score > 1 ? score - 1 : score + 1
	await writeFile(file, JSON.stringify(record))
	await reader.page.setInputFiles('input[type=file]', file)
	await reader.page.getByRole('button', { name: en('record.verify.do') }).click()
	await reader.page.locator('.answer .notice.bad').waitFor({ timeout: 30_000 })
	expect(await reader.page.locator('.answer .notice.bad').innerText()).toContain('/cards/0')
	expect(await barriers(reader.page)).toEqual([])
	const { valid, failures } = await verify(file)
	expect({ valid, first: failures[0] }).toMatchObject({ valid: false, first: { what: 'scorecard', where: '/cards/0' } })
}
