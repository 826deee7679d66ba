import { randomUUID } from 'node:crypto'
import { createAccount, findAccountByEmail } from '#modules/identity/accounts.server'
import { rolesOf } from '#modules/identity/roles.server'
import { demoOrganisationId } from '#modules/network/demo.server'
import { entryOf } from '#modules/network/people.server'
import { standIn, standingOf } from '#modules/network/standings.server'
import { allFields, type FormDefinition } from '#engines/forms/definition'
import { localDate } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { renderPdf } from '#platform/documents.server'
import { isLocale } from '#platform/i18n'
import { demoApplications, demoCells, type DemoApplication } from '#programme/demo'
import { programme } from '#programme/programme'
import { announceResults } from './announcements.server.ts'
import { addApplicationFile } from './application-files.server.ts'
import { definitionOf, ownApplication } from './application-rows.server.ts'
import { sendApplicationMessage } from './application-messages.server.ts'
import { beginApplication } from './applications.server.ts'
import { callParts, type Criterion } from './call-rows.server.ts'
import { checkRequirement, giveVerdict } from './checks.server.ts'
import { closeDueCalls } from './closing.server.ts'
import { decideCall } from './decisions.server.ts'
import { declareConflicts } from './declarations.server.ts'
import { sampleAnswers } from './demo-answers.ts'
import { discussApplication, followRanking, getPanel } from './discussions.server.ts'
import { saveDraft } from './drafts.server.ts'
import { carryOutDraw, drawEvaluators } from './draws.server.ts'
import { addEvaluator } from './evaluators.server.ts'
import { fileAt } from './filing.server.ts'
import { sendLetters, workOnLetters } from './letters.server.ts'
import { closePanel } from './minutes.server.ts'
import { addMember, correctPanel, openPanel } from './panels.server.ts'
import { saveReview, submitReview } from './reviews.server.ts'
import { openCall } from './sealing.server.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A demo account as the actor of a context, as it was signed in then; undefined where the demo's accounts are not loaded. */
export async function demoActor(ctx: Ctx, email: string): Promise<Ctx | undefined> {
	const account = await findAccountByEmail(ctx, email)
	if (!account) return undefined
	const { id: accountId, name, locale } = account
	const language = isLocale(locale) ? locale : programme.defaultLanguage
	const actor: NonNullable<Ctx['actor']> = {
		accountId,
		sessionId: null,
		name,
		email,
		locale: language,
		roles: await rolesOf(ctx, accountId),
		freshUntil: new Date(ctx.now.getTime() + DAY),
		secondFactor: true
	}
	return { ...ctx, actor, locale: language }
}
const at = (ctx: Ctx, now: Date): Ctx => ({ ...ctx, now })
const after = (instant: Date, hours: number) => new Date(instant.getTime() + hours * HOUR)

/** The author of a demo application, who leads its organisation. */
async function authorOf(ctx: Ctx, { author, organisation, locale }: DemoApplication): Promise<Ctx> {
	const { email, name, latinName } = author
	if (!(await findAccountByEmail(ctx, email))) await createAccount(ctx, { email, name, latinName: latinName ?? null, locale })
	const asking = (await demoActor(ctx, email))!
	const organisationId = demoOrganisationId(organisation)
	if (!(await standingOf(asking, organisationId))) {
		const { personId } = (await entryOf(ctx, asking.actor!.accountId))!
		const post = { fr: 'Directrice', bg: 'Ръководител', en: 'Director' }
		await standIn(ctx, { personId, organisationId, role: 'lead', function: post, since: '2024-01-15' })
	}
	return { ...asking, locale }
}

/** One page that says it is fictional: what stands wherever a paper is asked for. */
export const demoPaper = (ctx: Ctx): Promise<Buffer> =>
	renderPdf('letter', {
		languages: ['fr', 'bg', 'en'],
		title: { fr: 'Pièce fictive (démonstration)', bg: 'Измислен документ (демонстрация)', en: 'Fictional paper (demonstration)' },
		house: programme.name,
		date: ctx.now,
		reference: 'DEMO',
		place: {},
		recipient: { name: '–', lines: [] },
		parts: [],
		signatures: []
	})

async function attach(ctx: Ctx, id: string, definition: FormDefinition, contents: Buffer) {
	for (const field of allFields(definition)) {
		if (field.kind !== 'file' || !field.required || !field.types.includes('pdf')) continue
		const form = new FormData()
		form.set('file', new File([new Uint8Array(contents)], `${field.key}.pdf`, { type: 'application/pdf' }))
		await addApplicationFile(ctx, id, field.key, new Request('http://demo.invalid/', { method: 'POST', body: form }))
	}
}

type Begun = { id: string; author: Ctx }
type Filed = Begun & Pick<DemoApplication, 'merit'>

/** Drafts an application; `whole` has every answer and paper, and can be filed. */
export async function draftDemoApplication(
	ctx: Ctx,
	callId: string,
	application: DemoApplication,
	contents: Buffer | null
): Promise<Begun> {
	const author = await authorOf(ctx, application)
	const { lots } = await callParts(ctx, callId)
	const organisation = demoOrganisationId(application.organisation)
	const id = await beginApplication(author, { call: callId, organisation, lot: lots[0]?.id ?? null })
	const definition = await definitionOf(author, (await ownApplication(author, id)).formVersionId)
	const { title, summary, grantCents, locale } = application
	const posted = contents
		? sampleAnswers(definition, {
				locale,
				today: localDate(ctx.now, programme.timeZone),
				texts: { title, summary },
				cells: demoCells[locale],
				otherwise: summary,
				grantCents,
				theme: 'sustainable-city',
				territory: 'SOF46'
			})
		: { title, summary }
	await saveDraft(author, id, { posted, version: 0 })
	if (contents) await attach(author, id, definition, contents)
	return { id, author }
}

export async function fileDemoApplication({ id, author }: Begun, now: Date): Promise<void> {
	await fileAt(at(author, now), id, randomUUID(), () => Promise.resolve(now))
}

/** Leads a published call through its past: filed, closed, opened, read, and where it is decided to its published result. */
export async function leadDemoCall(ctx: Ctx, callId: string, closesAt: Date, stage: 'evaluation' | 'announced'): Promise<void> {
	const contents = await demoPaper(ctx)
	const filed: Filed[] = []
	for (const [place, application] of demoApplications.entries()) {
		const now = new Date(closesAt.getTime() - (demoApplications.length - place) * DAY)
		const begun = await draftDemoApplication(at(ctx, now), callId, application, contents)
		await fileDemoApplication(begun, after(now, 2))
		filed.push({ ...begun, merit: application.merit })
	}
	const people = async (...emails: string[]) =>
		(await Promise.all(emails.map((email) => demoActor(at(ctx, closesAt), email)))).filter((each) => each !== undefined)
	const [officer, head] = await people('officer@example.org', 'head@example.org')
	const judges = await people('evaluator@example.org', 'evaluatrice@example.org', 'assessor@example.org')
	if (!officer || !head) return
	const on = (person: Ctx, days: number) => {
		const now = after(closesAt, days * 24)
		return { ...person, now, actor: { ...person.actor!, freshUntil: after(now, 1) } }
	}
	await closeDueCalls({ ...on(officer, 0.01), actor: null })
	await openCall(on(officer, 1), callId)
	const byHand = (await callParts(ctx, callId)).requirements.filter(({ rule }) => !rule)
	for (const { id } of filed) {
		for (const requirement of byHand)
			await checkRequirement(on(officer, 2), id, { requirement: requirement.id, result: 'met', note: '' })
		await giveVerdict(on(officer, 2), id, 'admitted')
	}
	for (const judge of judges) await addEvaluator(on(officer, 2), callId, { account: judge.actor!.accountId, most: 20, lots: [] })
	for (const judge of judges) await declareConflicts(on(judge, 3), callId, [])
	await carryOutDraw({ ...on(officer, 4), actor: null }, await drawEvaluators(on(officer, 4), callId, null))
	await read(on, ctx, callId, judges, filed, stage)
	if (stage === 'evaluation') {
		await sendApplicationMessage(on(filed[0]!.author, 5), filed[0]!.id, 'Кога ще бъдат обявени резултатите?')
		return
	}
	await openPanel(on(officer, 12), callId)
	await correctPanel(on(officer, 12), callId, { heldOn: localDate(on(officer, 14).now, programme.timeZone), place: 'Sofia' })
	await addMember(on(officer, 12), callId, { email: 'editor@example.org', chair: true })
	await addMember(on(officer, 12), callId, { email: 'finance@example.org', chair: false })
	const [first] = (await getPanel(on(officer, 14), callId)).lines
	await discussApplication(on(officer, 14), callId, first!.id, {
		proposed: first!.byRank,
		amount: null,
		departure: '',
		reasons: 'Проектът е добре подготвен, с ясно място на партньорите.'
	})
	await followRanking(on(officer, 14), callId)
	await closePanel(on(officer, 14), callId)
	await decideCall(on(head, 20), callId)
	const jobId = await sendLetters(on(officer, 21), callId)
	if (jobId) await workOnLetters(on(officer, 21), callId, jobId)
	await announceResults(on(officer, 25), callId)
}

const remark = {
	bg: 'Проектът е описан ясно; ролята на партньорите и начинът, по който се проверяват резултатите, са обосновани достатъчно подробно.',
	fr: 'Le projet est décrit avec clarté ; la part des partenaires et la façon de vérifier les résultats sont assez détaillées pour être crues.',
	en: 'The project is described clearly; the part of the partners and the way results are checked are set out in enough detail to be believed.'
}

/** The evaluators read: all of it, or under way one submitted, one begun and the rest untouched for each. */
async function read(
	on: (person: Ctx, days: number) => Ctx,
	ctx: Ctx,
	callId: string,
	judges: readonly Ctx[],
	filed: readonly Filed[],
	stage: 'evaluation' | 'announced'
) {
	const { criteria } = await callParts(ctx, callId)
	for (const [seat, judge] of judges.entries()) {
		const reviews = await ctx.db
			.selectFrom('review')
			.innerJoin('evaluator', 'evaluator.id', 'review.evaluatorId')
			.select(['review.id', 'review.version', 'review.applicationId'])
			.where('evaluator.callId', '=', callId)
			.where('evaluator.accountId', '=', judge.actor!.accountId)
			.orderBy('review.id')
			.execute()
		for (const [place, { id, version, applicationId }] of reviews.entries()) {
			if (stage === 'evaluation' && place > 1) break
			const { merit } = filed.find((each) => each.id === applicationId)!
			const scores = scoresOf(criteria, merit, seat, remark[judge.locale])
			const saved = await saveReview(on(judge, 6 + place), id, { version, scores, comment: remark[judge.locale] })
			if (stage === 'announced' || place === 0) await submitReview(on(judge, 7 + place), id, saved)
		}
	}
}

const scoresOf = (criteria: readonly Criterion[], merit: number, seat: number, comment: string) =>
	Object.fromEntries(
		criteria.map(({ id, scaleMin, scaleMax }, place) => {
			const worth = Math.floor(scaleMin + ((merit + 1) / 5) * (scaleMax - scaleMin) + (place % 2) * 0.7)
			// The second reads kindly, the third severely: what calibration is for.
			const habit = seat === 1 && place % 3 === 1 ? 1 : seat === 2 && place % 3 === 0 ? -1 : 0
			return [id, { score: Math.min(scaleMax, Math.max(scaleMin, worth + habit)), comment }]
		})
	)
