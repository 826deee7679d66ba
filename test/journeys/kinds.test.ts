import { expect, inject, onTestFinished, test } from 'vitest'
import { announceResults } from '#modules/calls/announcements.server'
import { definitionOf } from '#modules/calls/application-rows.server'
import { draftCall } from '#modules/calls/call-drafts.server'
import { callParts } from '#modules/calls/call-rows.server'
import { getCall } from '#modules/calls/calls.server'
import { checkRequirement, giveVerdict } from '#modules/calls/checks.server'
import { closeCall } from '#modules/calls/closing.server'
import { decideCall } from '#modules/calls/decisions.server'
import { declareConflicts } from '#modules/calls/declarations.server'
import { sampleAnswers } from '#modules/calls/demo-answers'
import { followRanking } from '#modules/calls/discussions.server'
import { carryOutDraw, drawEvaluators } from '#modules/calls/draws.server'
import { addEvaluator } from '#modules/calls/evaluators.server'
import { sendLetters } from '#modules/calls/letters.server'
import { closePanel } from '#modules/calls/minutes.server'
import { addMember, openPanel } from '#modules/calls/panels.server'
import { publishCall } from '#modules/calls/publication.server'
import { saveReview, submitReview } from '#modules/calls/reviews.server'
import { openCall } from '#modules/calls/sealing.server'
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
import { signIn } from './people.ts'
import { asSite, overflow, rows, visit } from './support.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A published call of a template as it stands, open for another hour. */
async function publishedCall(officer: Ctx, template: string): Promise<string> {
	const before = { ...officer, now: new Date(Date.now() - 40 * DAY) }
	const id = await draftCall(before, { from: `template:${template}`, service: 'cit', title: `Appel d’essai ${template}` })
	const dates = { opensAt: new Date(Date.now() - DAY), closesAt: new Date(Date.now() + HOUR) }
	await officer.db.updateTable('call').set(dates).where('id', '=', id).execute()
	await publishCall(before, id, { version: (await getCall(officer, id)).version })
	return id
}

/** The service's side, from closing to the published result, through its verbs. */
async function decide(ctx: Ctx, officer: Ctx, callId: string, applicationId: string) {
	const head = await buildStaff(ctx, 'head', 'Ирина Примерова')
	const chair = await buildStaff(ctx, 'editor', 'Председател Комисиев')
	const { criteria, requirements } = await callParts(ctx, callId)
	const call = await ctx.db.selectFrom('call').select('evaluatorsEach').where('id', '=', callId).executeTakeFirstOrThrow()
	const judges = await Promise.all(
		Array.from({ length: call.evaluatorsEach }, (_, at) => buildStaff(ctx, 'evaluator', `Судия Оценителев${at + 1}`))
	)
	await closeCall(later(ctx, 2), callId)
	await openCall(later(officer, 3), callId)
	for (const { id } of requirements)
		await checkRequirement(later(officer, 4), applicationId, { requirement: id, result: 'met', note: '' })
	await giveVerdict(later(officer, 4), applicationId, 'admitted')
	for (const judge of judges)
		await addEvaluator(later(officer, 4), callId, { account: judge.actor!.accountId, most: 10, lots: [] })
	for (const judge of judges) await declareConflicts(later(judge, 5), callId, [])
	await carryOutDraw(later(ctx, 6), await drawEvaluators(later(officer, 6), callId, null))
	for (const judge of judges) {
		const [review] = await rows<{ id: string; version: number }>(
			'select r.id, r.version from review r join evaluator e on e.id = r.evaluator_id where e.account_id = $1 and e.call_id = $2',
			[judge.actor!.accountId, callId]
		)
		const scores = Object.fromEntries(criteria.map(({ id, scaleMax }) => [id, { score: scaleMax, comment: LONG }]))
		const version = await saveReview(later(judge, 7), review!.id, { version: review!.version, scores, comment: LONG })
		await submitReview(later(judge, 8), review!.id, version)
	}
	await openPanel(later(officer, 10), callId)
	await addMember(later(officer, 10), callId, { email: chair.actor!.email, chair: true })
	await followRanking(later(officer, 11), callId)
	await closePanel(later(officer, 12), callId)
	await decideCall(later(head, 13), callId)
	await sendLetters(later(officer, 14), callId)
	await expect
		.poll(() => rows('select 1 from outcome where call_id = $1 and letter_sent_at is null', [callId]), { timeout: 60_000 })
		.toEqual([])
	await announceResults(later(officer, 15), callId)
}

const kinds = [
	['professional-stay', 'bg', null],
	['municipal-contest', 'bg', 'local-authority'],
	['study-visit-places', 'fr', 'state-district'],
	['technical-support', 'en', 'agency']
] as const

test.for(kinds)('%s: from the call to a published result, the applicant without JavaScript', async ([template, locale, kind]) => {
	asSite()
	const database = connect(inject('site').database)
	onTestFinished(() => database.close())
	const ctx = contextOn(database.db, { now: new Date() })
	const officer = await buildStaff(ctx, 'officer', 'Maxime Modèle')
	const callId = await publishedCall(officer, template)
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

	await decide(ctx, officer, callId, id)
	await applicant.open(home)
	expect(await page.locator('main').innerText()).toContain(translate(locale, 'applications.status.selected'))
	const reader = await visit({ javaScript: false, locale })
	await reader.open(`/${locale}/calls/${callId}/results`)
	expect(await reader.page.locator('tbody tr').count()).toBeGreaterThan(0)
	expect(await overflow(reader.page)).toBe(0)
	await reader.open(`/${locale}/record/${callId}`)
})
