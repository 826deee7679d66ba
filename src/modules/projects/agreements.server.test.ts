import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { getFile } from '#platform/files.server'
import { agreementInput, balancedPlan, buildAward, versionOf } from '#test/awards'
import { readPdf } from '#test/pdf'
import { actor, as, ownHome, test, trail } from '#test/support'
import { contentDigest } from './agreement-content.ts'
import {
	agreementAddress,
	beginAmendment,
	draftAgreement,
	getAgreements,
	latestAgreement,
	previewAgreement,
	recallAgreement,
	sendAgreement
} from './agreements.server.ts'
import { loadAward } from './award-rows.server.ts'
import { acceptAward } from './awards.server.ts'
import { planOf, writePlan } from './budgets.server.ts'
import { usualInstalments } from './instalments.server.ts'
import { addSignedFile, evidenceOf, getToSign, mailSigningCode, signAgreement } from './signatures.server.ts'

ownHome()
type Built = Awaited<ReturnType<typeof buildAward>>

/** A grant above the threshold, accepted, with its plan, and an agreement sent to be signed. */
async function sent(ctx: Ctx) {
	const award = await buildAward(ctx, { cents: 2_400_000 })
	await writePlan(award.officer, award.id, { ...balancedPlan(2_400_000), version: 1 })
	await usualInstalments(award.officer, (await loadAward(award.officer, award.id)).award)
	await acceptAward(award.lead, award.id)
	const agreement = await draftAgreement(award.officer, award.id, agreementInput)
	await sendAgreement(award.officer, agreement)
	return { ...award, agreement }
}
const codeFor = async (ctx: Ctx, agreement: string) => {
	const mail = await ctx.db
		.selectFrom('mail')
		.select('text')
		.where('kind', '=', 'awards.signing-code')
		.where('ref', '=', `agreement:${agreement}`)
		.where('toAddress', '=', ctx.actor!.email)
		.orderBy('id', 'desc')
		.executeTakeFirstOrThrow()
	return /\b\d{4} \d{4}\b/.exec(mail.text)![0].replace(' ', '')
}
async function sign(ctx: Ctx, agreement: string) {
	await mailSigningCode(ctx, agreement)
	const { digest } = await getToSign(ctx, agreement)
	await signAgreement(ctx, agreement, { code: await codeFor(ctx, agreement), digest, function: 'представител' })
}
const statusOf = async (award: Built) => (await loadAward(award.officer, award.id)).award.status

describe('an agreement', () => {
	test('is frozen with its digest and printed in both languages, tagged', async ({ ctx }) => {
		const award = await sent(ctx)
		const { content, digest, fileId, reference } = (await latestAgreement(ctx, award.id))!
		expect(contentDigest(content.text!)).toBe(digest)
		expect(reference).toMatch(/^2027-AGR-\d{5}$/)
		expect((await getFile(ctx, fileId!)).type).toBe('application/pdf')
		const { catalog, runs, xmp } = readPdf((await previewAgreement(award.officer, award.agreement)).pdf)
		expect(catalog).toEqual({ lang: 'fr', marked: true, tagged: true, showsTitle: true })
		expect(xmp).toMatch(/<pdfuaid:part>1<\/pdfuaid:part>/)
		const bare = (text: string) => text.replace(/\s/g, '')
		const words = bare(runs.map(({ text }) => text).join(''))
		for (const said of ['Convention', 'Договор', 'Сдружение „Два бряга“', 'Deux rives, un fleuve', digest!])
			expect(words).toContain(bare(said))
		expect(runs.some(({ lang, text }) => lang === 'bg' && text.includes('Предмет'))).toBe(true)
	})

	test('is not sent before the award is accepted, nor with a plan that does not hold', async ({ ctx }) => {
		const award = await buildAward(ctx, { cents: 2_400_000 })
		const id = await draftAgreement(award.officer, award.id, agreementInput)
		await expect(sendAgreement(award.officer, id)).rejects.toMatchObject({ key: 'error.awards.not_accepted' })
		await acceptAward(award.lead, award.id)
		await expect(sendAgreement(award.officer, id)).rejects.toMatchObject({ key: 'error.awards.no_lines' })
		await writePlan(award.officer, award.id, { ...balancedPlan(2_400_000), version: await versionOf(ctx, award.id) })
		await expect(sendAgreement(award.officer, id)).rejects.toMatchObject({ key: 'error.awards.sum' })
		await expect(sendAgreement(award.lead, id)).rejects.toMatchObject({ status: 404 })
		await expect(sendAgreement(award.finance, id)).rejects.toMatchObject({ status: 403 })
	})

	test('signed by both sides with their codes binds: plan frozen, award running, nothing changes', async ({ ctx }) => {
		const award = await sent(ctx)
		await sign(award.lead, award.agreement)
		expect(await statusOf(award)).toBe('accepted')
		await expect(recallAgreement(award.officer, award.agreement)).rejects.toMatchObject({ key: 'error.awards.signed' })
		await sign(award.head, award.agreement)
		expect(await statusOf(award)).toBe('running')
		expect((await planOf(ctx, award.id))!.frozenAt).not.toBeNull()
		const [shown] = (await getAgreements(award.lead, award.id)).agreements
		expect(shown).toMatchObject({ status: 'signed', can: { sign: false, edit: false, recall: false } })
		expect(shown!.signatures.map(({ side, method }) => [side, method])).toEqual([
			['holder', 'system'],
			['service', 'system']
		])
		await expect(mailSigningCode(award.lead, award.agreement)).rejects.toMatchObject({ key: 'error.awards.signed_already' })
		const { runs } = readPdf((await evidenceOf(award.lead, award.agreement)).pdf)
		const words = runs.map(({ text }) => text).join(' ')
		for (const said of [shown!.digest!, award.lead.actor!.email, 'Preuve des signatures']) expect(words).toContain(said)
		expect((await trail(ctx, `award:${award.id}`)).map(({ action }) => action).slice(-3)).toEqual([
			'agreement.signed',
			'award.begun',
			'agreement.completed'
		])
		await expect(
			ctx.db
				.updateTable('agreement')
				.set({ digest: '0'.repeat(64) })
				.where('id', '=', award.agreement)
				.execute()
		).rejects.toMatchObject({ constraint: 'agreement_signed_check' })
	})

	test('is signed by who may, with the right code, on the text that was read', async ({ ctx }) => {
		const award = await sent(ctx)
		await mailSigningCode(award.lead, award.agreement)
		await expect(mailSigningCode(award.lead, award.agreement)).rejects.toMatchObject({ status: 429 })
		const code = await codeFor(award.lead, award.agreement)
		const { digest } = await getToSign(award.lead, award.agreement)
		const signing = { code, digest, function: 'председател' }
		for (const ctx of [award.member, award.officer, award.finance])
			await expect(signAgreement(ctx, award.agreement, signing)).rejects.toMatchObject({ status: 403 })
		await expect(signAgreement(as(ctx, actor()), award.agreement, signing)).rejects.toMatchObject({ status: 404 })
		await expect(signAgreement(award.head, award.agreement, signing)).rejects.toMatchObject({ key: 'error.awards.code' })
		await expect(
			signAgreement(as(ctx, { ...award.lead.actor!, freshUntil: null }), award.agreement, signing)
		).rejects.toMatchObject({ key: 'error.identity.needs_fresh' })
		await expect(signAgreement(award.lead, award.agreement, { ...signing, digest: '0'.repeat(64) })).rejects.toMatchObject({
			key: 'error.awards.digest'
		})
		for (let tries = 0; tries < 5; tries++)
			await expect(signAgreement(award.lead, award.agreement, { ...signing, code: '00000000' })).rejects.toMatchObject({
				key: 'error.awards.code',
				field: 'code'
			})
		await expect(signAgreement(award.lead, award.agreement, signing), 'after five wrong ones').rejects.toMatchObject({
			key: 'error.awards.code'
		})
		expect(await ctx.db.selectFrom('signature').select('id').execute()).toEqual([])
	})

	test('takes a scan of each side once', async ({ ctx }) => {
		const award = await sent(ctx)
		const file = { digest: 'a'.repeat(64), bytes: 10, type: 'pdf' as const, name: 'signé.pdf' }
		const scan = { file, side: 'holder' as const, name: 'Елица Примерова', function: 'председател' }
		await expect(addSignedFile(award.lead, award.agreement, scan)).rejects.toMatchObject({ status: 403 })
		await addSignedFile(award.officer, award.agreement, scan)
		await expect(addSignedFile(award.officer, award.agreement, scan)).rejects.toMatchObject({
			key: 'error.awards.signed_already'
		})
		expect(await agreementAddress(award.lead, award.agreement, 'holder')).toMatch(/^\/files\//)
		await sign(award.head, award.agreement)
		expect(await statusOf(award)).toBe('running')
	})

	test('called back before a signature is a draft again; the holder no longer sees it', async ({ ctx }) => {
		const award = await sent(ctx)
		await recallAgreement(award.officer, award.agreement)
		expect((await getAgreements(award.lead, award.id)).agreements).toEqual([])
		await expect(getToSign(award.lead, award.agreement)).rejects.toMatchObject({ status: 404 })
		await sendAgreement(award.officer, award.agreement)
		await expect(draftAgreement(award.officer, award.id, agreementInput)).rejects.toMatchObject({
			key: 'error.awards.agreement_status'
		})
	})

	test('is amended with a reason, on a new version of the plan', async ({ ctx }) => {
		const award = await sent(ctx)
		await expect(beginAmendment(award.officer, award.id, { reason: 'Prolongation de trois mois.' })).rejects.toMatchObject({
			key: 'error.awards.agreement_status'
		})
		await sign(award.lead, award.agreement)
		await sign(award.head, award.agreement)
		const amendment = await beginAmendment(award.officer, award.id, { reason: 'Prolongation de trois mois.' })
		const changed = balancedPlan(2_400_000)
		changed.expense[0]!.label = 'Déplacements et interprètes'
		await writePlan(award.officer, award.id, { ...changed, version: await versionOf(ctx, award.id) })
		expect((await planOf(ctx, award.id))!).toMatchObject({ number: 2, frozenAt: null })
		expect((await planOf(ctx, award.id, { frozen: true }))!.number).toBe(1)
		await draftAgreement(award.officer, award.id, { ...agreementInput, endsOn: '2028-03-31' })
		await sendAgreement(award.officer, amendment)
		await sign(award.lead, amendment)
		await sign(award.head, amendment)
		expect((await planOf(ctx, award.id, { frozen: true }))!.number).toBe(2)
		expect(await statusOf(award)).toBe('running')
	})
})
