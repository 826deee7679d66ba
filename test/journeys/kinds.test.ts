import { expect, inject, onTestFinished, test } from 'vitest'
import type { FormDefinition } from '#engines/forms/definition'
import { definitionOf } from '#modules/calls/application-rows.server'
import { callParts } from '#modules/calls/call-rows.server'
import { checkRequirement } from '#modules/calls/checks.server'
import { closeCall } from '#modules/calls/closing.server'
import { declareConflicts } from '#modules/calls/declarations.server'
import { sampleAnswers } from '#modules/calls/demo-answers'
import { carryOutDraw, drawEvaluators } from '#modules/calls/draws.server'
import { addEvaluator } from '#modules/calls/evaluators.server'
import { saveReview, submitReview } from '#modules/calls/reviews.server'
import { ownEntry } from '#modules/network/people.server'
import { standIn } from '#modules/network/standings.server'
import { connect } from '#platform/db.server'
import type { Ctx } from '#platform/ctx'
import { translate, type Locale } from '#platform/i18n'
import { buildSignedIn, PASSWORD } from '#test/accounts'
import { LONG } from '#test/evaluation'
import { buildOrganisation } from '#test/network'
import { buildStaff, later } from '#test/selection'
import { contextOn } from '#test/support'
import { attachAll, fillPage, press } from './filling.ts'
import { admit, announce, closePanel, decide, openPanel, publishCall } from './office.ts'
import { signIn } from './people.ts'
import { asSite, overflow, rows, visit, type Visit } from './support.ts'

/**
 * The service's side, from closing to the published result: what an hour or a lot decides, the draw and the reviews, through
 * its verbs; the rest in the officer's and the head's browsers.
 */
async function select(ctx: Ctx, secretary: Visit, officer: Ctx, callId: string, applicationId: string) {
	const head = await buildStaff(ctx, 'head', 'Ирина Примерова', PASSWORD)
	const chair = await buildStaff(ctx, 'editor', 'Председател Комисиев')
	const { criteria, requirements } = await callParts(ctx, callId)
	const call = await ctx.db.selectFrom('call').select('evaluatorsEach').where('id', '=', callId).executeTakeFirstOrThrow()
	const judges = await Promise.all(
		Array.from({ length: call.evaluatorsEach }, (_, at) => buildStaff(ctx, 'evaluator', `Судия Оценителев${at + 1}`))
	)
	const office = `/fr/office/calls/${callId}`
	await closeCall(later(ctx, 72), callId)
	await secretary.open(`${office}/applications`)
	await press(secretary, 'form[action$="?/open"] button')
	for (const { id } of requirements) await checkRequirement(officer, applicationId, { requirement: id, result: 'met', note: '' })
	await admit(secretary, `${office}/applications/${applicationId}`, [])
	for (const judge of judges) await addEvaluator(officer, callId, { account: judge.actor!.accountId, most: 10, lots: [] })
	for (const judge of judges) await declareConflicts(judge, callId, [])
	await carryOutDraw(later(ctx, 73), await drawEvaluators(later(officer, 73), callId, null))
	for (const judge of judges) {
		const [review] = await rows<{ id: string; version: number }>(
			'select r.id, r.version from review r join evaluator e on e.id = r.evaluator_id where e.account_id = $1 and e.call_id = $2',
			[judge.actor!.accountId, callId]
		)
		const scores = Object.fromEntries(criteria.map(({ id, scaleMax }) => [id, { score: scaleMax, comment: LONG }]))
		const version = await saveReview(judge, review!.id, { version: review!.version, scores, comment: LONG })
		await submitReview(judge, review!.id, version)
	}
	await openPanel(secretary, `${office}/panel`, chair.actor!.email)
	await closePanel(secretary, `${office}/panel`)
	const decider = await visit({ locale: 'bg', javaScript: false })
	await signIn(decider, 'bg', head.actor!.email, PASSWORD)
	await decide(decider, 'bg', callId)
	await announce(secretary, callId, 1)
}

/** Corrects an answer with a script, which saves it by itself, and files again; the first filing stays. */
async function correct(applicant: Visit, home: string, definition: FormDefinition, id: string) {
	const { page } = applicant
	const at = definition.pages.find(({ fields }) => fields.some(({ kind }) => kind === 'text'))!
	const { key } = at.fields.find(({ kind }) => kind === 'text')!
	await applicant.open(`${home}/pages/${at.key}`)
	await page.locator('.autosave').waitFor({ state: 'attached' })
	await page.locator(`main [name="${key}"]`).fill('Поправен отговор.')
	await page.locator('.autosave[data-state=saved]').waitFor({ timeout: 60_000 })
	await applicant.open(`${home}/file`)
	await press(applicant, 'form:has(input[name=key]) button')
	expect(await rows('select number from filing where application_id = $1 order by number', [id])).toEqual([
		{ number: 1 },
		{ number: 2 }
	])
	expect(applicant.complaints()).toEqual([])
}

const kinds = [
	['professional-stay', 'bg', null],
	['municipal-contest', 'bg', 'local-authority'],
	['study-visit-places', 'fr', 'state-district'],
	['technical-support', 'en', 'agency']
] as const

test.for(kinds)(
	'%s: from the call to a published result, the applicant without JavaScript, then with it',
	async ([template, locale, kind]) => {
		asSite()
		const database = connect(inject('site').database)
		onTestFinished(() => database.close())
		const ctx = contextOn(database.db, { now: new Date() })
		const officer = await buildStaff(ctx, 'officer', 'Maxime Modèle', PASSWORD)
		const secretary = await visit()
		await signIn(secretary, 'fr', officer.actor!.email, PASSWORD)
		const callId = await publishCall(secretary, { template, title: `Appel d’essai ${template}` })
		const person = await buildSignedIn(ctx, { password: PASSWORD })
		if (kind) {
			const organisationId = await buildOrganisation(ctx, { name: { bg: `Организация ${template}` }, kind })
			const personId = await ownEntry(person.ctx)
			await standIn(person.ctx, { personId, organisationId, role: 'lead', function: { bg: 'експерт' }, since: null })
		}

		const applicant = await visit({ javaScript: false, locale, width: 375 })
		const { page } = applicant
		await signIn(applicant, locale, person.email, PASSWORD)
		await applicant.open(`/${locale}/calls/${callId}`)
		await press(applicant, `a[href$="/workspace/applications/new?call=${callId}"] >> nth=0`)
		for (const name of ['organisation', 'lot']) {
			const choice = page.locator(`main [type=radio][name=${name}]`)
			if (await choice.count()) await choice.first().check()
		}
		await press(applicant, 'main form.form button')
		const home = new URL(page.url()).pathname
		const id = home.split('/').at(-1)!
		const { formVersionId } = await ctx.db
			.selectFrom('application')
			.select('formVersionId')
			.where('id', '=', id)
			.executeTakeFirstOrThrow()
		const definition = await definitionOf(ctx, formVersionId)
		const posted = sampleAnswers(definition, {
			locale: locale as Locale,
			today: new Date().toISOString().slice(0, 10),
			texts: { title: `Проект ${template}` },
			otherwise: 'Кратък и ясен отговор.',
			grantCents: 300_000,
			theme: 'sustainable-city',
			territory: 'SOF46'
		}) as Record<string, string>
		for (const { key } of definition.pages) {
			await fillPage(applicant, `${home}/pages/${key}`, posted)
			expect(await overflow(page), key).toBe(0)
		}
		await attachAll(applicant, home, definition)
		await applicant.open(`${home}/file`)
		expect(await page.locator('main [role=alert] li').allInnerTexts()).toEqual([])
		await press(applicant, 'form:has(input[name=key]) button')
		const [filing] = await rows<{ digest: string }>('select digest from filing where application_id = $1', [id])
		expect(await page.locator('main').innerText()).toContain(filing!.digest)

		const scripted = await visit({ locale })
		await signIn(scripted, locale, person.email, PASSWORD)
		await correct(scripted, home, definition, id)

		await select(ctx, secretary, officer, callId, id)
		await applicant.open(home)
		expect(await page.locator('main').innerText()).toContain(translate(locale, 'applications.status.selected'))
		const reader = await visit({ javaScript: false, locale })
		await reader.open(`/${locale}/calls/${callId}/results`)
		expect(await reader.page.locator('tbody tr').count()).toBeGreaterThan(0)
		expect(await overflow(reader.page)).toBe(0)
		await reader.open(`/${locale}/record/${callId}`)
	}
)
