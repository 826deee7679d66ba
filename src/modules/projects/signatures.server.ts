import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { requireFresh } from '#modules/identity/accounts.server'
import { audit } from '#platform/audit.server'
import type { Actor, Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { authorize, notFound, onConstraint, RuleBroken } from '#platform/errors'
import { getFile, keepFile, receiveUpload, type Received } from '#platform/files.server'
import { projectRules } from '#programme/projects'
import type { AgreementContent } from './agreement-content.ts'
import { renderEvidence, type SignatureEvidence } from './agreement-paper.server.ts'
import { beginRunning, loadAgreement, signaturesOf, type Agreement } from './agreements.server.ts'
import { writeSigned, writeSigningCode } from './award-mails.server.ts'
import { awardPolicy, type AwardStanding } from './award-policy.ts'
import { refOfAward, type Award } from './award-rows.server.ts'
import { canMoveAgreement, type Side } from './award-workflow.ts'
import { freezePlan } from './budgets.server.ts'
import { scheduleReports } from './report-schedule.server.ts'
import { watchTolerance } from './tolerance.server.ts'

onConstraint('signature_side_unique', 'error.awards.signed_already')

/** A scan of some pages. */
const SCAN_BYTES = 20 * 1024 * 1024
/** Another code is mailed after this long, in milliseconds. */
const AGAIN_MS = 60_000

const digestOf = (agreementId: string, accountId: string, code: string) =>
	createHash('sha256').update(`${agreementId}\n${accountId}\n${code}`).digest('hex')

/** For which side the actor may sign now; 403 for nobody's, RuleBroken `error.awards.signed_already` when it has. */
function sideOf(actor: Actor | null, award: Award, standing: AwardStanding, signed: readonly { side: string }[]): Side {
	const sides: Side[] = [
		...(awardPolicy.speak(actor, standing) ? ['holder' as const] : []),
		...(awardPolicy.sign(actor, award) ? ['service' as const] : [])
	]
	authorize(sides.length > 0)
	const open = sides.find((side) => !signed.some((each) => each.side === side))
	if (!open) throw new RuleBroken('error.awards.signed_already')
	return open
}

/** What is to be signed, whole, for its page: for who may sign it. 404 while it was not sent. */
export async function getToSign(ctx: Ctx, agreementId: string) {
	const { award, standing, agreement } = await loadAgreement(ctx, agreementId)
	authorize(awardPolicy.speak(ctx.actor, standing) || awardPolicy.sign(ctx.actor, award))
	if (!agreement.content.text || !agreement.digest) return notFound()
	const signatures = await signaturesOf(ctx, agreementId)
	const code = await ctx.db
		.selectFrom('signatureCode')
		.select('expiresAt')
		.where('agreementId', '=', agreementId)
		.where('accountId', '=', ctx.actor!.accountId)
		.executeTakeFirst()
	const isSigned = (side: Side) => signatures.some((each) => each.side === side)
	return {
		awardId: award.id,
		reference: agreement.reference,
		status: agreement.status,
		digest: agreement.digest,
		text: agreement.content.text satisfies AgreementContent,
		codeSent: code !== undefined && code.expiresAt > ctx.now,
		open:
			agreement.status === 'sent' &&
			((awardPolicy.speak(ctx.actor, standing) && !isSigned('holder')) ||
				(awardPolicy.sign(ctx.actor, award) && !isSigned('service')))
	}
}

/**
 * Mails the actor a code to sign with, good once and for a few minutes; an earlier one stops working. Freshly authenticated.
 * Throws RuleBroken `error.awards.agreement_status`, `error.awards.signed_already`, `error.awards.code_wait` (429).
 */
export async function mailSigningCode(ctx: Ctx, agreementId: string): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award, standing, agreement } = await loadAgreement(ctx, agreementId, { lock: true })
		sideOf(ctx.actor, award, standing, await signaturesOf(ctx, agreementId))
		requireFresh(ctx)
		if (agreement.status !== 'sent') throw new RuleBroken('error.awards.agreement_status')
		const { accountId } = ctx.actor!
		const ttl = projectRules.codeMinutes * 60_000
		const before = await ctx.db
			.selectFrom('signatureCode')
			.select('expiresAt')
			.where('agreementId', '=', agreementId)
			.where('accountId', '=', accountId)
			.executeTakeFirst()
		if (before && before.expiresAt.getTime() - ttl + AGAIN_MS > ctx.now.getTime())
			throw new RuleBroken('error.awards.code_wait', null, {}, 429)
		const code = String(randomInt(100_000_000)).padStart(8, '0')
		const row = { codeDigest: digestOf(agreementId, accountId, code), attempts: 0, expiresAt: new Date(ctx.now.getTime() + ttl) }
		await ctx.db
			.insertInto('signatureCode')
			.values({ agreementId, accountId, ...row })
			.onConflict((conflict) => conflict.columns(['agreementId', 'accountId']).doUpdateSet(row))
			.execute()
		await audit(ctx, 'agreement.code-mailed', refOfAward(award.id), { agreement: agreementId })
		await writeSigningCode(ctx, agreement, code)
	})
}

export type Signing = { code: string; digest: string; function: string }

/**
 * Signs for the actor's side with the mailed code. `digest` is the one of the text that was read. Freshly authenticated. A wrong
 * code counts, and after some the code is gone. Throws RuleBroken `error.awards.code` (field `code`, 422),
 * `error.awards.digest`, `error.awards.signed_already`, `error.awards.agreement_status`.
 */
export async function signAgreement(ctx: Ctx, agreementId: string, { code, digest, function: post }: Signing): Promise<void> {
	const right = await transact(ctx, async (ctx) => {
		const { award, standing, agreement } = await loadAgreement(ctx, agreementId, { lock: true })
		const side = sideOf(ctx.actor, award, standing, await signaturesOf(ctx, agreementId))
		requireFresh(ctx)
		if (agreement.status !== 'sent') throw new RuleBroken('error.awards.agreement_status')
		if (agreement.digest !== digest) throw new RuleBroken('error.awards.digest')
		const { accountId, name, email, secondFactor } = ctx.actor!
		const sent = await takeCode(ctx, agreementId, accountId, code)
		// Returned, not thrown: the attempt must be counted, and a throw would take the count back.
		if (!sent) return false
		const evidence = { email, secondFactor, codeSentAt: sent.toISOString(), requestId: ctx.requestId }
		await addSignature(ctx, award, agreement, {
			side,
			name: name || email,
			function: post,
			method: 'system',
			evidence,
			accountId
		})
		return true
	})
	if (!right) throw new RuleBroken('error.awards.code', 'code', {}, 422)
}

/** When the code was mailed, if it is the right one; it is gone then. Null counts an attempt. */
async function takeCode(ctx: Ctx, agreementId: string, accountId: string, code: string): Promise<Date | null> {
	const row = await ctx.db
		.selectFrom('signatureCode')
		.selectAll()
		.where('agreementId', '=', agreementId)
		.where('accountId', '=', accountId)
		.forUpdate()
		.executeTakeFirst()
	if (!row || row.expiresAt <= ctx.now || row.attempts >= projectRules.codeAttempts) return null
	const right = timingSafeEqual(Buffer.from(row.codeDigest), Buffer.from(digestOf(agreementId, accountId, code)))
	if (!right) {
		await ctx.db
			.updateTable('signatureCode')
			.set((eb) => ({ attempts: eb('attempts', '+', 1) }))
			.where('agreementId', '=', agreementId)
			.where('accountId', '=', accountId)
			.execute()
		return null
	}
	await ctx.db.deleteFrom('signatureCode').where('agreementId', '=', agreementId).where('accountId', '=', accountId).execute()
	return new Date(row.expiresAt.getTime() - projectRules.codeMinutes * 60_000)
}

type NewSignature = {
	side: Side
	name: string
	function: string
	method: 'system' | 'file'
	evidence: SignatureEvidence['evidence']
	accountId: string | null
	fileId?: string
}

async function addSignature(ctx: Ctx, award: Award, agreement: Agreement, { evidence, ...signature }: NewSignature) {
	await ctx.db
		.insertInto('signature')
		.values({
			...signature,
			id: uuidv7(),
			agreementId: agreement.id,
			digest: agreement.digest!,
			evidence: JSON.stringify(evidence),
			signedAt: ctx.now
		})
		.execute()
	const { side, method } = signature
	await audit(ctx, 'agreement.signed', refOfAward(award.id), { agreement: agreement.id, side, method, digest: agreement.digest })
	if ((await signaturesOf(ctx, agreement.id)).length < 2) return
	if (!canMoveAgreement(agreement.status, 'signed')) throw new RuleBroken('error.awards.agreement_status')
	await ctx.db.updateTable('agreement').set({ status: 'signed', signedAt: ctx.now }).where('id', '=', agreement.id).execute()
	if (award.status === 'accepted') await beginRunning(ctx, award)
	else {
		await freezePlan(ctx, award)
		await scheduleReports(ctx, award)
		await watchTolerance(ctx, award)
	}
	await audit(ctx, 'agreement.completed', refOfAward(award.id), { agreement: agreement.id, digest: agreement.digest })
	await writeSigned(ctx, award, agreement)
}

/** Takes the scan of a signed agreement (field `file`, PDF or picture) with the form's other fields, before anything is written. */
export async function receiveScan(ctx: Ctx, agreementId: string, request: Request) {
	const { award } = await loadAgreement(ctx, agreementId)
	authorize(awardPolicy.prepare(ctx.actor, award))
	const { file, values } = await receiveUpload(ctx, request, {
		field: 'file',
		types: ['pdf', 'png', 'jpeg'],
		maxBytes: SCAN_BYTES
	})
	return { file: file!, values }
}

/** An officer files the agreement as one side signed it on paper. Each side once. */
export async function addSignedFile(
	ctx: Ctx,
	agreementId: string,
	{ file, side, name, function: post }: { file: Received; side: Side; name: string; function: string }
): Promise<void> {
	await transact(ctx, async (ctx) => {
		const { award, agreement } = await loadAgreement(ctx, agreementId, { lock: true })
		authorize(awardPolicy.prepare(ctx.actor, award))
		if (agreement.status !== 'sent') throw new RuleBroken('error.awards.agreement_status')
		if ((await signaturesOf(ctx, agreementId)).some((each) => each.side === side))
			throw new RuleBroken('error.awards.signed_already', 'side')
		const stored = await keepFile(ctx, file, { kind: 'agreement', id: agreementId })
		await addSignature(ctx, award, agreement, {
			side,
			name,
			function: post,
			method: 'file',
			evidence: { fileDigest: stored.digest, requestId: ctx.requestId },
			accountId: null,
			fileId: stored.id
		})
	})
}

/** The evidence of the signatures as its own PDF; 404 before the first one. */
export async function evidenceOf(ctx: Ctx, agreementId: string): Promise<{ name: string; pdf: Buffer }> {
	const { agreement } = await loadAgreement(ctx, agreementId)
	const signatures = await signaturesOf(ctx, agreementId)
	if (!signatures.length || !agreement.digest) return notFound()
	const file = agreement.fileId ? await getFile(ctx, agreement.fileId) : null
	const pdf = await renderEvidence(
		{ reference: agreement.reference, digest: agreement.digest, fileDigest: file?.digest ?? null },
		signatures as unknown as SignatureEvidence[]
	)
	return { name: `${agreement.reference}-signatures.pdf`, pdf }
}
