/** A whole selection, led through its verbs from publication: for the tests of panel, decision, letters and record. */
import { randomUUID } from 'node:crypto'
import { beginApplication } from '#modules/calls/applications.server'
import { draftCall } from '#modules/calls/call-drafts.server'
import { callParts } from '#modules/calls/call-rows.server'
import { getCall } from '#modules/calls/calls.server'
import { giveVerdict } from '#modules/calls/checks.server'
import { closeCall } from '#modules/calls/closing.server'
import { declareConflicts } from '#modules/calls/declarations.server'
import { saveDraft } from '#modules/calls/drafts.server'
import { carryOutDraw, drawEvaluators } from '#modules/calls/draws.server'
import { addEvaluator } from '#modules/calls/evaluators.server'
import { fileApplication } from '#modules/calls/filing.server'
import { publishCall } from '#modules/calls/publication.server'
import { saveReview, submitReview } from '#modules/calls/reviews.server'
import { openCall } from '#modules/calls/sealing.server'
import { addGrant } from '#modules/identity/roles.server'
import type { Ctx, Role } from '#platform/ctx'
import type { Locale } from '#platform/i18n'
import { buildSignedIn } from '#test/accounts'
import { wholeAnswers } from '#test/applications'
import { shortForm } from '#test/forms'
import { buildOrganisation, buildStanding } from '#test/network'
import { actor, as } from '#test/support'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const names = [
	['Читалище „Пробна зора“', 'bg'],
	['Association Rive Témoin', 'fr'],
	['Фондация „Образцов мост“', 'bg'],
	['Collectif des Essais', 'fr'],
	['Sample Bridge Trust', 'en'],
	['Сдружение „Примерна долина“', 'bg'],
	['Les Amis du Modèle', 'fr'],
	['Клуб „Изпитание“', 'bg']
] as const

/** Somebody of the staff with a stored account and role, freshly signed in at whatever instant they ask. */
export async function buildStaff(ctx: Ctx, role: Role, name: string, password?: string): Promise<Ctx> {
	const { accountId, email } = await buildSignedIn(ctx, { name, ...(password && { password }) })
	await addGrant(ctx, accountId, { service: 'cit', role }, null)
	return as(ctx, actor([role], { accountId, email, name, freshUntil: new Date(Date.now() + 365 * DAY) }))
}

export const later = (ctx: Ctx, hours: number): Ctx => ({ ...ctx, now: new Date(Date.now() + hours * HOUR) })

export type Selection = Awaited<ReturnType<typeof buildSelection>>

/** A published call with its lots and criteria, files closed and opened, evaluators drawn, every review submitted. */
export async function buildSelection(
	ctx: Ctx,
	{ applications = 8, evaluators = 3 }: { applications?: number; evaluators?: number } = {}
) {
	const officer = await buildStaff(ctx, 'officer', 'Maxime Modèle')
	const head = await buildStaff(ctx, 'head', 'Ирина Примерова')
	const before = { ...officer, now: new Date(Date.now() - 40 * DAY) }
	const callId = await draftCall(before, { from: 'template:ngo-projects', service: 'cit', title: 'Appel d’essai' })
	await ctx.db
		.updateTable('call')
		.set({ opensAt: new Date(Date.now() - 30 * DAY), closesAt: new Date(Date.now() + HOUR), evaluatorsEach: 2, blind: false })
		.where('id', '=', callId)
		.execute()
	// The template's own form and requirements have tests of their own; here the way from filing to decision counts.
	await ctx.db.deleteFrom('requirement').where('callId', '=', callId).execute()
	await ctx.db
		.updateTable('formVersion')
		.set({ definition: JSON.stringify(shortForm) })
		.where('callId', '=', callId)
		.execute()
	await ctx.db.updateTable('lot').set({ envelopeCents: 1_000_000, places: null }).where('callId', '=', callId).execute()
	await publishCall(before, callId, { version: (await getCall(officer, callId)).version })

	const people: { ctx: Ctx; id: string; email: string; name: string; organisation: string }[] = []
	const { lots, criteria } = await callParts(ctx, callId)
	for (let i = 0; i < applications; i++) {
		const [name, locale] = names[i % names.length]!
		const organisation = `${name} ${i + 1}`
		const organisationId = await buildOrganisation(ctx, { name: { [locale]: organisation }, kind: 'association' })
		const person = await buildStanding(ctx, organisationId, 'lead', `Лице Пробно${i + 1}`)
		const asking = { ...person.ctx, now: new Date(), locale: locale as Locale }
		const id = await beginApplication(asking, { call: callId, organisation: organisationId, lot: lots[0]!.id })
		await saveDraft(asking, id, { posted: { ...wholeAnswers, title: `Projet d’essai ${i + 1}` }, version: 0 })
		await fileApplication(asking, id, randomUUID())
		// The short form asks for no budget.
		await ctx.db.updateTable('application').set({ requestedCents: 300_000 }).where('id', '=', id).execute()
		people.push({ ctx: asking, id, email: person.email, name: `Лице Пробно${i + 1}`, organisation })
	}
	const judges: Ctx[] = []
	for (let i = 0; i < evaluators; i++) {
		const judge = await buildStaff(ctx, 'evaluator', `Судия Оценителев${i + 1}`)
		await addEvaluator({ ...officer, now: new Date() }, callId, { account: judge.actor!.accountId, most: 100, lots: [] })
		judges.push(judge)
	}
	await closeCall(later(ctx, 2), callId)
	await openCall(later(officer, 3), callId)
	for (const { id } of people) await giveVerdict(later(officer, 4), id, 'admitted')
	for (const judge of judges) await declareConflicts(later(judge, 5), callId, [])
	const run = await drawEvaluators(later(officer, 6), callId, null)
	await carryOutDraw(later(ctx, 6), run)
	const reviews = await ctx.db
		.selectFrom('review')
		.innerJoin('evaluator', 'evaluator.id', 'review.evaluatorId')
		.innerJoin('application', 'application.id', 'review.applicationId')
		.select(['review.id', 'review.version', 'evaluator.accountId', 'application.id as applicationId'])
		.where('application.callId', '=', callId)
		.execute()
	for (const { id, version, accountId, applicationId } of reviews) {
		const judge = judges.find(({ actor }) => actor!.accountId === accountId)!
		const place = people.findIndex((person) => person.id === applicationId)
		const seat = judges.indexOf(judge)
		const scores = Object.fromEntries(
			criteria.map(({ id, scaleMin, scaleMax }, at) => [
				id,
				{
					score: Math.min(scaleMax, Math.max(scaleMin, scaleMax - Math.floor(place / 3) - ((seat + at) % 2))),
					comment: `Оценка с мотиви за критерий ${at + 1}: проектът е описан ясно, партньорите са посочени и сроковете са обосновани.`
				}
			])
		)
		await submitReview(later(judge, 8), id, await saveReview(later(judge, 7), id, { version, scores, comment: 'Добър проект.' }))
	}
	return { callId, officer, head, people, judges, criteria, lots }
}
