import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, onTestFinished, test } from 'vitest'
import { allFields, type FormDefinition } from '#engines/forms/definition'
import type { CallRecord } from '#engines/record/schema'
import { addApplicationFile } from '#modules/calls/application-files.server'
import { definitionOf } from '#modules/calls/application-rows.server'
import { beginApplication } from '#modules/calls/applications.server'
import { callParts, type Criterion } from '#modules/calls/call-rows.server'
import { checkRequirement, giveVerdict } from '#modules/calls/checks.server'
import { closeCall } from '#modules/calls/closing.server'
import { sampleAnswers } from '#modules/calls/demo-answers'
import { saveDraft } from '#modules/calls/drafts.server'
import { carryOutDraw, drawEvaluators } from '#modules/calls/draws.server'
import { fileApplication } from '#modules/calls/filing.server'
import { saveReview, submitReview } from '#modules/calls/reviews.server'
import { filingsOf } from '#modules/calls/sealing.server'
import { ownEntry } from '#modules/network/people.server'
import { standIn } from '#modules/network/standings.server'
import type { Ctx } from '#platform/ctx'
import { connect } from '#platform/db.server'
import { translate, type Locale, type Localized } from '#platform/i18n'
import { buildSignedIn, PASSWORD } from '#test/accounts'
import { LONG } from '#test/evaluation'
import { buildOrganisation } from '#test/network'
import { buildStaff, later } from '#test/selection'
import { contextOn } from '#test/support'
import { attachAll, fillPage, PDF, press } from './filling.ts'
import { admit, announce, closePanel, decide, openPanel, publishCall, strike } from './office.ts'
import { signIn } from './people.ts'
import { asSite, barriers, overflow, rows, visit, type Visit } from './support.ts'

const run = promisify(execFile)

/** Who files: three in a browser, each in a language of their own, the others through the same verbs. `merit` is what they are worth. */
const applicants = [
	{ name: { bg: 'Читалище „Пробна зора“' }, locale: 'bg', browser: { javaScript: false, width: 375 }, merit: 0 },
	{ name: { fr: 'Association Rive Témoin' }, locale: 'fr', browser: { javaScript: true, width: 1440 }, merit: 1 },
	{ name: { en: 'Sample Bridge Trust' }, locale: 'en', browser: { javaScript: false, width: 1440 }, merit: 2 },
	...[2, 3, 3, 3].map((merit, at) => ({ name: { bg: `Сдружение „Пример ${at + 1}“` }, locale: 'bg', browser: null, merit })),
	{ name: { fr: 'Collectif des Essais' }, locale: 'fr', browser: null, merit: 4 }
] as { name: Localized; locale: Locale; browser: { javaScript: boolean; width: number } | null; merit: number }[]

/** The answers of one application to the call's form, as a browser posts them. */
const answersFor = (definition: FormDefinition, locale: Locale, place: number) =>
	sampleAnswers(definition, {
		locale,
		today: new Date().toISOString().slice(0, 10),
		texts: { title: `Projet d’essai ${place + 1}` },
		otherwise: 'Кратък и ясен отговор.',
		grantCents: 500_000,
		theme: 'sustainable-city',
		territory: 'SOF46'
	}) as Record<string, string>

/** Marks of an application worth `merit`: 0 is the best, each step loses a point somewhere, and 4 is too weak to be helped. */
const marks = (merit: number, seat: number, { id, scaleMin, scaleMax }: Criterion, at: number) => ({
	id,
	score: merit === 4 ? scaleMin + 1 : scaleMax - (at < merit ? 1 : 0) - ((seat + at + merit) % 3 === 0 ? 1 : 0)
})

/** Drafts and files as somebody at a browser does; returns the application's id. */
async function fileInBrowser(applicant: Visit, locale: Locale, callId: string, ctx: Ctx, place: number): Promise<string> {
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
	const posted = answersFor(definition, locale, place)
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
	return id
}

async function fileByVerbs(person: Ctx, callId: string, organisation: string, place: number): Promise<string> {
	const { lots } = await callParts(person, callId)
	const id = await beginApplication(person, { call: callId, organisation, lot: lots[0]!.id })
	const { formVersionId } = await person.db
		.selectFrom('application')
		.select('formVersionId')
		.where('id', '=', id)
		.executeTakeFirstOrThrow()
	const definition = await definitionOf(person, formVersionId)
	await saveDraft(person, id, { posted: answersFor(definition, person.locale, place), version: 0 })
	for (const field of allFields(definition)) {
		if (field.kind !== 'file' || !field.required) continue
		const form = new FormData()
		form.set('file', new File([PDF], `${field.key}.pdf`, { type: 'application/pdf' }))
		await addApplicationFile(person, id, field.key, new Request('http://journey.invalid/', { method: 'POST', body: form }))
	}
	await fileApplication(person, id, randomUUID())
	return id
}

test(
	'eight applications and three evaluators, from publication to a record that the browser and the command accept',
	{
		timeout: 600_000
	},
	async () => {
		// What is filed, sealed and signed here is the site's own: its folder holds the key of the log.
		asSite()
		const database = connect(inject('site').database)
		onTestFinished(() => database.close())
		const ctx = contextOn(database.db, { now: new Date() })
		const officer = await buildStaff(ctx, 'officer', 'Maxime Modèle', PASSWORD)
		const head = await buildStaff(ctx, 'head', 'Ирина Примерова', PASSWORD)
		const chair = await buildStaff(ctx, 'editor', 'Председател Комисиев')
		const fr = (key: Parameters<typeof translate>[1], params?: Parameters<typeof translate>[2]) => translate('fr', key, params)
		const en = (key: Parameters<typeof translate>[1], params?: Parameters<typeof translate>[2]) => translate('en', key, params)

		const secretary = await visit()
		await signIn(secretary, 'fr', officer.actor!.email, PASSWORD)
		const callId = await publishCall(secretary, { template: 'ngo-projects', title: 'Cofinancement, essai de bout en bout' })
		const office = `/fr/office/calls/${callId}`

		const merits = new Map<string, number>()
		for (const [place, { name, locale, browser, merit }] of applicants.entries()) {
			const organisationId = await buildOrganisation(ctx, { name, kind: 'association' })
			const person = await buildSignedIn(ctx, { password: PASSWORD })
			const personId = await ownEntry(person.ctx)
			await standIn(person.ctx, { personId, organisationId, role: 'lead', function: { bg: 'председател' }, since: null })
			const asking = { ...person.ctx, now: new Date(), locale }
			if (!browser) {
				merits.set(await fileByVerbs(asking, callId, organisationId, place), merit)
				continue
			}
			const applicant = await visit({ ...browser, locale })
			await signIn(applicant, locale, person.email, PASSWORD)
			merits.set(await fileInBrowser(applicant, locale, callId, ctx, place), merit)
			await applicant.context.close()
		}

		// Sealed: the office sees how many came in, and not a word of theirs.
		await secretary.open(`${office}/applications`)
		expect(await secretary.page.locator('main').innerText()).not.toContain('Projet d’essai')
		await closeCall(later(ctx, 72), callId)
		const portal = await visit({ javaScript: false, locale: 'bg' })
		await portal.open(`/bg/calls/${callId}`)
		for (const { digest } of await filingsOf(ctx, callId)) expect(await portal.page.textContent('main')).toContain(digest)
		await secretary.open(`${office}/applications`)
		await press(secretary, 'form[action$="?/open"] button')
		expect(await secretary.page.locator('main').innerText()).toContain('Projet d’essai 1')

		// What a machine cannot say of the requirements is said in the browser for one file, by the verbs for the others.
		const { requirements, criteria } = await callParts(ctx, callId)
		for (const [at, id] of [...merits.keys()].entries()) {
			const manual = requirements.filter(({ rule }) => !rule)
			if (at > 0) {
				for (const requirement of manual)
					await checkRequirement(officer, id, { requirement: requirement.id, result: 'met', note: '' })
				await giveVerdict(officer, id, 'admitted')
				continue
			}
			await admit(secretary, `${office}/applications/${id}`, requirements)
		}

		const seats = await Promise.all(
			(['bg', 'fr', 'en'] as const).map(async (locale, at) => ({
				locale,
				ctx: await buildStaff(ctx, 'evaluator', `Судия Оценителев${at + 1}`, PASSWORD)
			}))
		)
		await secretary.open(`${office}/evaluators`)
		for (const seat of seats) {
			await secretary.page.selectOption('select[name=account]', seat.ctx.actor!.accountId)
			await press(secretary, 'form[action="?/add"] button')
		}
		const judges: (Visit & (typeof seats)[number])[] = []
		for (const [at, seat] of seats.entries()) {
			const judge = await visit({ locale: seat.locale, javaScript: at !== 0, width: at === 0 ? 375 : 1440 })
			await signIn(judge, seat.locale, seat.ctx.actor!.email, PASSWORD)
			await judge.open(`/${seat.locale}/workspace/evaluations`)
			expect(await judge.page.locator('main').innerText()).not.toContain('Projet d’essai')
			await press(judge, `a[href$="/evaluations/calls/${callId}"]`)
			expect(await overflow(judge.page)).toBe(0)
			await judge.page.check('input[name=confirmed]')
			await press(judge, 'main form button')
			judges.push({ ...judge, ...seat })
		}
		await secretary.open(`${office}/conflicts`)
		expect(await barriers(secretary.page)).toEqual([])
		await secretary.open(`${office}/assignment`)
		expect(await barriers(secretary.page)).toEqual([])
		// The instant of closing was published and has to have passed: the draw is made as on that day.
		await carryOutDraw(later(ctx, 73), await drawEvaluators(later(officer, 73), callId, null))

		// Each reads one file in the browser, and the rest through the same verbs.
		for (const [seat, judge] of judges.entries()) {
			const reviews = await rows<{ id: string; version: number; application_id: string }>(
				'select r.id, r.version, r.application_id from review r join evaluator e on e.id = r.evaluator_id where e.account_id = $1 order by r.id',
				[judge.ctx.actor!.accountId]
			)
			for (const [at, review] of reviews.entries()) {
				const given = criteria.map((criterion, place) => marks(merits.get(review.application_id)!, seat, criterion, place))
				if (at > 0) {
					const scores = Object.fromEntries(given.map(({ id, score }) => [id, { score, comment: LONG }]))
					const version = await saveReview(judge.ctx, review.id, { version: review.version, scores, comment: LONG })
					await submitReview(judge.ctx, review.id, version)
					continue
				}
				await judge.open(`/${judge.locale}/workspace/evaluations/${review.id}`)
				if (seat > 0) expect(await barriers(judge.page)).toEqual([])
				expect(await overflow(judge.page)).toBe(0)
				for (const { id, score } of given) {
					await judge.page.check(`input[name="score.${id}"][value="${score}"]`)
					await judge.page.fill(`textarea[name="comment.${id}"]`, LONG)
				}
				await press(judge, 'button[formaction="?/submit"]')
				const [row] = await rows<{ status: string }>('select status from review where id = $1', [review.id])
				expect(row!.status).toBe('submitted')
			}
		}

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

		const decider = await visit({ javaScript: false, width: 375 })
		await signIn(decider, 'bg', head.actor!.email, PASSWORD)
		await decide(decider, 'bg', callId)
		await announce(secretary, callId, 8)

		const reader = await visit({ locale: 'en' })
		await reader.open(`/en/calls/${callId}/results`)
		expect(await reader.page.locator('tbody').first().locator('tr').count()).toBe(6)
		expect(await barriers(reader.page)).toEqual([])
		await reader.open('/en/record')
		await reader.open(`/en/record/${callId}`)
		expect(await barriers(reader.page)).toEqual([])
		const folder = await mkdtemp(join(tmpdir(), 'passerelle-record-'))
		onTestFinished(() => rm(folder, { recursive: true, force: true }))
		const file = join(folder, 'record.json')
		const [download] = await Promise.all([
			reader.page.waitForEvent('download'),
			reader.page.getByRole('link', { name: en('record.call.download') }).click()
		])
		await download.saveAs(file)
		await reader.open('/en/record/verify')
		await reader.page.setInputFiles('input[type=file]', file)
		await reader.page.getByRole('button', { name: en('record.verify.do') }).click()
		await reader.page.locator('.notice.good').waitFor({ timeout: 30_000 })

		const { stdout } = await run(process.execPath, [resolve('src/cli/passerelle.ts'), 'verify', file, '--json'])
		expect(JSON.parse(stdout)).toMatchObject({ valid: true, failures: [] })

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
		const refused = await run(process.execPath, [resolve('src/cli/passerelle.ts'), 'verify', file, '--json']).catch(
			(error: { code: number; stdout: string }) => error
		)
		expect(refused).toMatchObject({ code: 1 })
		const { valid, failures } = JSON.parse(refused.stdout) as { valid: boolean; failures: object[] }
		expect({ valid, first: failures[0] }).toMatchObject({ valid: false, first: { what: 'scorecard', where: '/cards/0' } })
	}
)
