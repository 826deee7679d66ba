import type { Selectable } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { audit } from '#platform/audit.server'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { removeFile, signDownload, storeContents } from '#platform/files.server'
import { nextReference } from '#platform/references.server'
import type { AgreementTable } from '#platform/tables'
import { agreementTemplate } from '#programme/agreements'
import { projectRules } from '#programme/projects'
import { composeAgreement, contentDigest, type AgreementContent } from './agreement-content.ts'
import { renderAgreement } from './agreement-paper.server.ts'
import { writeToSign } from './award-mails.server.ts'
import { awardPolicy } from './award-policy.ts'
import { holdersOf, loadAward, moveAward, refOfAward, type Award, type LoadedAward } from './award-rows.server.ts'
import type { AgreementInput } from './award-schema.ts'
import { canMoveAgreement, type AgreementStatus, type Side } from './award-workflow.ts'
import { totalOf } from './budget-figures.ts'
import { checkBalance, freezePlan, planOf, saidIn } from './budgets.server.ts'
import { scheduleReports } from './report-schedule.server.ts'
import type { AwardStatus } from './workflow.ts'

onConstraint('agreement_amendment_unique', 'error.awards.agreement_status')
onConstraint('agreement_signed_check', 'error.awards.signed')

/** How long an address to read an agreement from is good for, in milliseconds. */
const ADDRESS_MS = 60_000

/** An agreement as it is stored. `content` is `{ input }` while it is drafted, the whole frozen text from when it is sent. */
export type Agreement = Omit<Selectable<AgreementTable>, 'status' | 'content'> & {
	status: AgreementStatus
	content: { input: AgreementInput; text?: AgreementContent }
}

const agreements = (ctx: Ctx) => ctx.db.selectFrom('agreement').selectAll('agreement').$castTo<Agreement>()

/** The agreement of an award or its latest amendment, the cancelled left out; undefined when there is none. */
export const latestAgreement = (ctx: Ctx, awardId: string): Promise<Agreement | undefined> =>
	agreements(ctx)
		.where('awardId', '=', awardId)
		.where('status', '<>', 'cancelled')
		.orderBy('amendment', 'desc')
		.limit(1)
		.executeTakeFirst()

/** Whether the award is bound by an agreement: above the threshold always, below it where one was begun. */
export async function needsAgreement(ctx: Ctx, award: Pick<Award, 'id' | 'amountCents'>): Promise<boolean> {
	return award.amountCents > projectRules.agreementAboveCents || (await latestAgreement(ctx, award.id)) !== undefined
}

/** The award runs from now on and its plan is frozen: once it was signed, or accepted where nothing is to be signed. */
export async function beginRunning(ctx: Ctx, award: Award): Promise<void> {
	await freezePlan(ctx, award)
	await moveAward(ctx, award, 'running')
	await audit(ctx, 'award.begun', refOfAward(award.id))
	await scheduleReports(ctx, award)
}

type Loaded = LoadedAward & { agreement: Agreement }

/** The agreement with its award, which is locked before it; 404 for who has nothing to do with it, and drafts for the holder. */
export async function loadAgreement(ctx: Ctx, agreementId: string, { lock = false } = {}): Promise<Loaded> {
	const found = ctx.actor
		? await ctx.db.selectFrom('agreement').select('awardId').where('id', '=', agreementId).executeTakeFirst()
		: undefined
	if (!found) return notFound()
	const loaded = await loadAward(ctx, found.awardId, { lock })
	const agreement = await agreements(ctx).where('id', '=', agreementId).executeTakeFirstOrThrow()
	const shown = awardPolicy.office(ctx.actor) || agreement.status === 'sent' || agreement.status === 'signed'
	return shown ? { ...loaded, agreement } : notFound()
}

/**
 * Writes what an officer fills in of the agreement: the first time it is begun, then over the draft, an amendment's too.
 * Returns its id. Throws RuleBroken `error.awards.agreement_status` when it was sent, `error.awards.agreement_dates`.
 */
export async function draftAgreement(ctx: Ctx, awardId: string, input: AgreementInput): Promise<string> {
	return transact(ctx, async (ctx) => {
		const { award } = await loadAward(ctx, awardId, { lock: true })
		authorize(awardPolicy.prepare(ctx.actor, award))
		if (!isLive(award.status)) throw new RuleBroken('error.awards.status')
		if (input.startsOn && input.endsOn && input.endsOn < input.startsOn)
			throw new RuleBroken('error.awards.agreement_dates', 'endsOn', {}, 422)
		const latest = await latestAgreement(ctx, awardId)
		if (latest && latest.status !== 'draft') throw new RuleBroken('error.awards.agreement_status')
		if (!latest && award.status === 'running') throw new RuleBroken('error.awards.agreement_status')
		const content = JSON.stringify({ input })
		const id = latest?.id ?? uuidv7()
		if (latest) await ctx.db.updateTable('agreement').set({ content }).where('id', '=', id).execute()
		else await insert(ctx, award, { id, amendment: 0, content, reason: null })
		await audit(ctx, 'agreement.drafted', refOfAward(awardId), { agreement: id })
		return id
	})
}

const isLive = (status: AwardStatus) => status === 'awarded' || status === 'accepted' || status === 'running'

async function insert(
	ctx: Ctx,
	award: Award,
	{ id, amendment, content, reason }: { id: string; amendment: number; content: string; reason: string | null }
) {
	await ctx.db
		.insertInto('agreement')
		.values({
			id,
			reference: await nextReference(ctx, 'AGR'),
			awardId: award.id,
			amendment,
			template: agreementTemplate.key,
			content,
			reason,
			status: 'draft',
			createdAt: ctx.now,
			createdBy: ctx.actor?.accountId ?? null
		})
		.execute()
}

/** Begins an amendment of what was signed, with its reason: the plan and the instalments can then be written again. Returns its id. */
export async function beginAmendment(ctx: Ctx, awardId: string, { reason }: { reason: string }): Promise<string> {
	return transact(ctx, async (ctx) => {
		const { award } = await loadAward(ctx, awardId, { lock: true })
		authorize(awardPolicy.prepare(ctx.actor, award))
		const latest = await latestAgreement(ctx, awardId)
		if (award.status !== 'running' || latest?.status !== 'signed') throw new RuleBroken('error.awards.agreement_status')
		const id = uuidv7()
		const content = JSON.stringify({ input: latest.content.input })
		await insert(ctx, award, { id, amendment: latest.amendment + 1, content, reason })
		await audit(ctx, 'agreement.amended', refOfAward(awardId), { agreement: id, number: latest.amendment + 1, reason })
		return id
	})
}

/** The text as it stands now; throws what keeps it from being sent: a plan that does not balance, instalments that do not add up. */
async function composeNow(ctx: Ctx, award: Award, agreement: Agreement): Promise<AgreementContent> {
	const plan = await planOf(ctx, award.id)
	if (plan) checkBalance(ctx, award, plan.lines)
	else if (award.kind === 'grant') throw new RuleBroken('error.awards.no_lines', null, {}, 422)
	const instalments = await ctx.db
		.selectFrom('instalment')
		.selectAll()
		.where('awardId', '=', award.id)
		.where('status', '<>', 'cancelled')
		.orderBy('number')
		.execute()
	const gap = award.amountCents - totalOf(instalments.map(({ amountCents }) => amountCents))
	if (award.kind === 'grant' && gap !== 0)
		throw new RuleBroken(
			'error.awards.sum',
			null,
			{ gap: saidIn(ctx, Math.abs(gap)), amount: saidIn(ctx, award.amountCents) },
			422
		)
	const { name, latin } = (await holdersOf(ctx, [award])).get(award.id)!
	const { kind, amountCents, expertDays, reference, terms } = award
	return composeAgreement({
		reference: agreement.reference,
		amendment: agreement.amendment,
		reason: agreement.reason,
		award: { reference, kind, amountCents, expertDays, title: terms.title, nature: terms.nature },
		holder: { name, latin },
		input: agreement.content.input,
		plan: (plan?.lines ?? []).map(({ side, category, label, plannedCents }) => ({ side, category, label, cents: plannedCents })),
		instalments: instalments.map(({ number, kind, amountCents, condition, dueOn }) => ({
			number,
			kind: kind as AgreementContent['instalments'][number]['kind'],
			cents: amountCents,
			condition: condition as AgreementContent['instalments'][number]['condition'],
			dueOn
		}))
	})
}

/**
 * Freezes the text with its digest, prints it, and writes to the holder that it can be signed. The award was accepted.
 * Throws RuleBroken `error.awards.agreement_status`, `error.awards.not_accepted`, and what keeps it from being whole.
 */
export async function sendAgreement(ctx: Ctx, agreementId: string): Promise<void> {
	// The text is composed twice: a PDF is not made inside a transaction, and what is sent must be what stands.
	const prepare = async (ctx: Ctx) => {
		const { award, agreement } = await loadAgreement(ctx, agreementId, { lock: true })
		authorize(awardPolicy.prepare(ctx.actor, award))
		if (!canMoveAgreement(agreement.status, 'sent')) throw new RuleBroken('error.awards.agreement_status')
		if (award.status !== 'accepted' && award.status !== 'running') throw new RuleBroken('error.awards.not_accepted')
		const text = await composeNow(ctx, award, agreement)
		return { award, agreement, text, digest: contentDigest(text) }
	}
	const { agreement, text, digest } = await transact(ctx, prepare)
	const pdf = await renderAgreement(text, ctx.now)
	const file = await storeContents(ctx, pdf, {
		name: `${agreement.reference}.pdf`,
		type: 'pdf',
		owner: { kind: 'agreement', id: agreementId }
	})
	try {
		await transact(ctx, async (ctx) => {
			const now = await prepare(ctx)
			if (now.digest !== digest) throw new RuleBroken('error.stale')
			await ctx.db
				.updateTable('agreement')
				.set({
					status: 'sent',
					content: JSON.stringify({ input: now.agreement.content.input, text }),
					digest,
					fileId: file.id,
					sentAt: ctx.now
				})
				.where('id', '=', agreementId)
				.execute()
			await audit(ctx, 'agreement.sent', refOfAward(now.award.id), { agreement: agreementId, digest })
			await writeToSign(ctx, now.award, now.agreement)
		})
	} catch (cause) {
		await removeFile(ctx, file.id)
		throw cause
	}
}

/** Calls back an agreement nobody has signed yet: a draft again. RuleBroken `error.awards.signed` once a side has. */
export async function recallAgreement(ctx: Ctx, agreementId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award, agreement } = await loadAgreement(ctx, agreementId, { lock: true })
		authorize(awardPolicy.prepare(ctx.actor, award))
		if (!canMoveAgreement(agreement.status, 'draft')) throw new RuleBroken('error.awards.agreement_status')
		if ((await signaturesOf(ctx, agreementId)).length) throw new RuleBroken('error.awards.signed')
		await ctx.db
			.updateTable('agreement')
			.set({
				status: 'draft',
				content: JSON.stringify({ input: agreement.content.input }),
				digest: null,
				fileId: null,
				sentAt: null
			})
			.where('id', '=', agreementId)
			.execute()
		await ctx.db.deleteFrom('signatureCode').where('agreementId', '=', agreementId).execute()
		if (agreement.fileId) await removeFile(ctx, agreement.fileId)
		await audit(ctx, 'agreement.recalled', refOfAward(award.id), { agreement: agreementId })
	})
}

/** Who signed an agreement. Asks no permission. */
export const signaturesOf = (ctx: Ctx, agreementId: string) =>
	ctx.db.selectFrom('signature').selectAll().where('agreementId', '=', agreementId).orderBy('signedAt').execute()

/** An address to read the agreement's PDF from, or the scan of a side, for a minute and this account. 404 while there is none. */
export async function agreementAddress(ctx: Ctx, agreementId: string, side: Side | null = null): Promise<string> {
	const { agreement } = await loadAgreement(ctx, agreementId)
	const fileId = side ? (await signaturesOf(ctx, agreementId)).find((each) => each.side === side)?.fileId : agreement.fileId
	if (!fileId) return notFound()
	return signDownload(fileId, { expires: new Date(ctx.now.getTime() + ADDRESS_MS), accountId: ctx.actor!.accountId })
}

/** The draft as it would be sent now, as a PDF; for the office. Throws what keeps it from being sent. */
export async function previewAgreement(ctx: Ctx, agreementId: string): Promise<{ name: string; pdf: Buffer }> {
	const { award, agreement } = await loadAgreement(ctx, agreementId)
	authorize(awardPolicy.office(ctx.actor))
	const text = agreement.content.text ?? (await composeNow(ctx, award, agreement))
	return { name: `${agreement.reference}.pdf`, pdf: await renderAgreement(text, agreement.sentAt ?? ctx.now) }
}

/** The agreement and its amendments, the latest first, for the award's page; the holder sees those that were sent. */
export async function getAgreements(ctx: Ctx, awardId: string) {
	const { award, standing } = await loadAward(ctx, awardId)
	const office = awardPolicy.office(ctx.actor)
	const rows = await agreements(ctx)
		.where('awardId', '=', awardId)
		.$if(!office, (query) => query.where('status', 'in', ['sent', 'signed']))
		.orderBy('amendment', 'desc')
		.execute()
	const shown = []
	for (const agreement of rows) {
		const signatures = await signaturesOf(ctx, agreement.id)
		const open = (side: Side) => agreement.status === 'sent' && !signatures.some((each) => each.side === side)
		const prepare = awardPolicy.prepare(ctx.actor, award)
		shown.push({
			id: agreement.id,
			reference: agreement.reference,
			amendment: agreement.amendment,
			status: agreement.status,
			reason: agreement.reason,
			digest: agreement.digest,
			sentAt: agreement.sentAt,
			signedAt: agreement.signedAt,
			input: office ? agreement.content.input : null,
			signatures: signatures.map(({ side, name, function: post, method, signedAt }) => ({
				side: side as Side,
				name,
				function: post,
				method: method as 'system' | 'file',
				signedAt
			})),
			can: {
				edit: prepare && agreement.status === 'draft',
				send: prepare && canMoveAgreement(agreement.status, 'sent') && ['accepted', 'running'].includes(award.status),
				recall: prepare && canMoveAgreement(agreement.status, 'draft') && signatures.length === 0,
				upload: prepare && agreement.status === 'sent',
				sign:
					(open('holder') && awardPolicy.speak(ctx.actor, standing)) || (open('service') && awardPolicy.sign(ctx.actor, award))
			}
		})
	}
	const latest = rows.find(({ status }) => status !== 'cancelled')
	return {
		agreements: shown,
		can: {
			draft:
				awardPolicy.prepare(ctx.actor, award) &&
				(latest ? latest.status === 'draft' : award.status === 'awarded' || award.status === 'accepted'),
			amend: awardPolicy.prepare(ctx.actor, award) && award.status === 'running' && latest?.status === 'signed'
		}
	}
}
