/** A call that has closed, its files opened and its applications admitted, for the tests of the evaluation. */
import { v7 as uuidv7 } from 'uuid'
import type { FormDefinition } from '#engines/forms/definition'
import type { Answers, FileAnswer } from '#engines/forms/values'
import { filingDigest } from '#modules/calls/filing.server'
import { recordClosing, recordPublication } from '#modules/calls/record-steps.server'
import { newSeed } from '#modules/calls/seeds.server'
import { addEvaluator } from '#modules/calls/evaluators.server'
import { declareConflicts } from '#modules/calls/declarations.server'
import { carryOutDraw, drawEvaluators } from '#modules/calls/draws.server'
import { addGrant } from '#modules/identity/roles.server'
import type { Ctx } from '#platform/ctx'
import { buildSignedIn } from '#test/accounts'
import { shortForm } from '#test/forms'
import { buildOfficer, buildOrganisation, buildStanding } from '#test/network'
import { actor, as, NOW } from '#test/support'

const DAY = 86_400_000
const at = (days: number) => new Date(NOW.getTime() + days * DAY)

type Over = {
	applications?: number
	blind?: boolean
	each?: number
	definition?: FormDefinition
	answers?: (place: number) => Answers
	/** Stored files by application, that its answers name. */
	files?: (
		applicationId: string,
		place: number
	) => Promise<{ field: string; answer: FileAnswer; fileId: string; digest: string }[]>
	opened?: boolean
}

type BuiltApplication = {
	id: string
	reference: string
	title: string
	organisationId: string
	author: Awaited<ReturnType<typeof buildStanding>>
}

export async function buildClosedCall(
	ctx: Ctx,
	{ applications = 4, blind = false, each = 2, definition = shortForm, answers, files, opened = true }: Over = {}
) {
	const officer = await buildOfficer(ctx)
	const id = uuidv7()
	const { commitment, source } = await newSeed()
	await ctx.db
		.insertInto('call')
		.values({
			id,
			reference: `2027-T-${id.slice(-8)}`,
			kind: 'projects',
			service: 'cit',
			title: JSON.stringify({ fr: 'Appel à projets (essai)', bg: 'Покана (проба)', en: 'Call for projects (trial)' }),
			applicant: 'organisation',
			status: 'published',
			opensAt: at(-30),
			closesAt: at(-2),
			publishedAt: at(-30),
			committeeOn: '2027-03-20',
			blind,
			evaluatorsEach: each,
			seedCommitment: commitment,
			seedSource: JSON.stringify(source),
			createdAt: at(-40),
			updatedAt: at(-40)
		})
		.execute()
	const formVersionId = uuidv7()
	await ctx.db
		.insertInto('formVersion')
		.values({
			id: formVersionId,
			callId: id,
			number: 1,
			definition: JSON.stringify(definition),
			publishedAt: at(-30),
			createdAt: at(-40)
		})
		.execute()
	const criteria = ['Pertinence', 'Méthode'].map((fr, position) => ({
		id: uuidv7(),
		callId: id,
		position,
		title: JSON.stringify({ fr, bg: fr === 'Méthode' ? 'Метод' : 'Значимост' }),
		weight: position ? 40 : 60
	}))
	await ctx.db.insertInto('criterion').values(criteria).execute()
	await recordPublication({ ...ctx, now: at(-30) }, id)
	const built: BuiltApplication[] = []
	for (let place = 0; place < applications; place++) {
		const organisationId = await buildOrganisation(ctx, {
			name: { bg: `Сдружение Бряг ${'абвгдежзик'[place]}`, fr: `Association Rivage ${'ABCDEFGHIJ'[place]}` }
		})
		const author = await buildStanding(ctx, organisationId, 'lead', `Мария Примерова${'абвгдежзик'[place]}`)
		const applicationId = uuidv7()
		const reference = `2027-APP-${id.slice(-4)}${place}`
		const title = `Projet ${place}`
		const attached = files ? await files(applicationId, place) : []
		const filed: Answers = { title, ...answers?.(place) }
		for (const { field, answer } of attached) filed[field] = [...((filed[field] as FileAnswer[] | undefined) ?? []), answer]
		const salt = Buffer.alloc(32, place).toString('base64')
		const digest = filingDigest({ reference, number: 1, answers: filed, files: [] }, salt)
		await ctx.db
			.insertInto('application')
			.values({
				id: applicationId,
				reference,
				callId: id,
				organisationId,
				accountId: author.accountId,
				formVersionId,
				title,
				answers: JSON.stringify(filed),
				status: 'draft',
				requestedCents: 400_000,
				locale: 'fr',
				createdAt: at(-5),
				updatedAt: at(-3)
			})
			.execute()
		const filingId = uuidv7()
		await ctx.db
			.insertInto('filing')
			.values({
				id: filingId,
				applicationId,
				number: 1,
				answers: JSON.stringify(filed),
				files: JSON.stringify(attached.map(({ field, answer, digest }) => ({ ...answer, field, digest }))),
				digest,
				salt,
				filedAt: at(-3),
				requestKey: applicationId
			})
			.execute()
		await ctx.db
			.updateTable('application')
			.set({ status: 'admitted', filingId, filedAt: at(-3) })
			.where('id', '=', applicationId)
			.execute()
		for (const { field, answer, fileId } of attached)
			await ctx.db
				.insertInto('applicationFile')
				.values({ id: answer.id, applicationId, field, fileId, addedAt: at(-4) })
				.execute()
		await ctx.db
			.insertInto('applicationAuthor')
			.values({ applicationId, accountId: author.accountId, role: 'lead', addedAt: at(-5) })
			.execute()
		built.push({ id: applicationId, reference, title, organisationId, author })
	}
	await ctx.db
		.updateTable('call')
		.set({ status: 'closed', ...(opened && { openedAt: at(-1) }) })
		.where('id', '=', id)
		.execute()
	await recordClosing({ ...ctx, now: at(-1) }, id)
	return { id, officer, criteria, applications: built }
}

/** An account that may evaluate for the service, as itself. */
export async function buildEvaluator(ctx: Ctx, name = 'Огнян Образцов') {
	const person = await buildSignedIn(ctx, { name })
	await addGrant(ctx, person.accountId, { role: 'evaluator', service: 'cit' }, null)
	return { ...person, ctx: as(ctx, actor(['evaluator'], { accountId: person.accountId, email: person.email, name })) }
}

/** Evaluators of the call who have declared that nothing ties them. */
export async function buildSeats(ctx: Ctx, call: { id: string; officer: Ctx }, count: number) {
	const seats = []
	for (let n = 0; n < count; n++) {
		const evaluator = await buildEvaluator(ctx, `Оценител ${'АБВГДЕ'[n]}`)
		const id = await addEvaluator(call.officer, call.id, { account: evaluator.accountId, most: 20, lots: [] })
		await declareConflicts(evaluator.ctx, call.id, [])
		seats.push({ ...evaluator, id })
	}
	return seats
}

/** The draw made and carried out. Returns the reviews. */
export async function drawNow(ctx: Ctx, call: { id: string; officer: Ctx }) {
	await carryOutDraw(as(ctx, null), await drawEvaluators(call.officer, call.id, null))
	return reviewsIn(ctx, call.id)
}

export const reviewsIn = (ctx: Ctx, callId: string) =>
	ctx.db
		.selectFrom('review')
		.innerJoin('application', 'application.id', 'review.applicationId')
		.selectAll('review')
		.where('application.callId', '=', callId)
		.orderBy('application.reference')
		.execute()

export const LONG = 'Une justification assez longue pour que chacun comprenne pourquoi la note est celle-ci et pas une autre.'

/** Scores for every criterion, each with its comment. */
export const scoresFor = (criteria: readonly { id: string }[], score: number) =>
	Object.fromEntries(criteria.map(({ id }) => [id, { score, comment: LONG }]))
