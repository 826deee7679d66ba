import { v7 as uuidv7 } from 'uuid'
import { expect } from 'vitest'
import { PDFDocument } from '@cantoo/pdf-lib'
import { storeContents } from '#platform/files.server'
import type { Ctx } from '#platform/ctx'
import { formOf } from '#test/forms'
import { buildClosedCall, buildEvaluator, buildSeats, drawNow } from '#test/evaluation'
import { as, ownHome, test } from '#test/support'
import { buildStaff } from '#test/selection'
import { addGrant } from '#modules/identity/roles.server'
import { getDeclaration } from './declarations.server.ts'
import { addEvaluator, listEvaluators } from './evaluators.server.ts'
import { reviewFile } from './review-reading.server.ts'
import { getReview, ownEvaluations } from './reviews.server.ts'

ownHome()
const definition = formOf({
	pages: [
		{
			key: 'project',
			title: { fr: 'Le projet' },
			fields: [
				{ kind: 'text', key: 'title', label: { fr: 'Titre' }, maxCharacters: 150 },
				{ kind: 'text', key: 'summary', label: { fr: 'Résumé' }, maxCharacters: 600 },
				{ kind: 'text', key: 'leader', label: { fr: 'Responsable' }, maxCharacters: 600, identifying: true },
				{ kind: 'file', key: 'papers', label: { fr: 'Pièces' }, types: ['pdf'] }
			]
		}
	]
})

const SECRET = ['Rivage', 'Бряг', 'Мария', 'Примерова', '@example.org']

/** A blind call, drawn, with a PDF that names its author. */
async function blindCall(ctx: Ctx) {
	const call = await buildClosedCall(ctx, {
		applications: 2,
		each: 1,
		blind: true,
		definition,
		answers: (place) => ({
			summary: `Association Rivage ${'AB'[place]} et Мария Примерова${'аб'[place]}, maria@example.org`,
			leader: 'Мария'
		}),
		files: async (id) => {
			const pdf = await PDFDocument.create()
			pdf.addPage()
			pdf.setAuthor('Rivage')
			const name = 'statuts Association Rivage.pdf'
			const stored = await storeContents(ctx, await pdf.save(), { name, type: 'pdf', owner: { kind: 'application', id } })
			const answer = { id: uuidv7(), name, bytes: stored.bytes, type: 'application/pdf' }
			return [{ field: 'papers', answer, fileId: stored.id, digest: stored.digest }]
		}
	})
	const seats = await buildSeats(ctx, call, 2)
	const reviews = await drawNow(ctx, call)
	const review = reviews[0]!
	return { call, seats, review, me: seats.find(({ id }) => id === review.evaluatorId)!.ctx }
}

const tellsNothing = (value: unknown) => {
	const text = JSON.stringify(value)
	for (const name of SECRET) expect(text).not.toContain(name)
}

test('a blind file: no organisation, no author, no mail, no field that identifies, no file name', async ({ ctx }) => {
	const { review, me } = await blindCall(ctx)
	const shown = await getReview(me, review.id)
	tellsNothing(shown)
	expect(shown).toMatchObject({ title: null, file: { applicant: null, answers: { summary: '[…] et […], […]' }, withheld: 0 } })
	expect(shown.file!.files).toMatchObject([{ name: 'document-1.pdf' }])
	tellsNothing(await ownEvaluations(me))
})

test('a blind download: another name, and no author in it; nobody else gets it', async ({ ctx }) => {
	const { call, seats, review, me } = await blindCall(ctx)
	const file = (await getReview(me, review.id)).file!.files[0]!
	const { name, body } = await reviewFile(me, review.id, file.id)
	expect(name).toBe('document-1.pdf')
	const pdf = await PDFDocument.load(body as Uint8Array, { updateMetadata: false })
	expect(pdf.getAuthor()).toBeUndefined()
	const other = seats.find(({ id }) => id !== review.evaluatorId)!.ctx
	for (const wrong of [as(ctx, null), other, call.officer])
		await expect(reviewFile(wrong, review.id, file.id)).rejects.toMatchObject({ status: 404 })
	await expect(reviewFile(me, review.id, review.id)).rejects.toMatchObject({ status: 404 })
})

test('a blind declaration: who filed at all, by name, without title, place in the call or file', async ({ ctx }) => {
	const { call, me } = await blindCall(ctx)
	const { subjects } = await getDeclaration(me, call.id)
	expect(subjects).toHaveLength(2)
	expect(subjects.every(({ title }) => title === null)).toBe(true)
	const text = JSON.stringify(subjects)
	for (const { id, reference, title } of call.applications)
		for (const link of [id, reference, title]) expect(text).not.toContain(link)
})

test('mails to evaluators say nothing of any application, and search finds none', async ({ ctx }) => {
	const { call, seats } = await blindCall(ctx)
	for (const { email } of seats) {
		const mails = await ctx.db.selectFrom('mail').select(['subject', 'text', 'html']).where('toAddress', '=', email).execute()
		expect(mails.length).toBeGreaterThan(0)
		const text = JSON.stringify(mails)
		for (const { reference, title } of call.applications)
			for (const link of [reference, title, 'Rivage', 'Бряг']) expect(text).not.toContain(link)
	}
	const found = await ctx.db.selectFrom('searchItem').select('kind').where('kind', 'like', 'application%').execute()
	expect(found).toEqual([])
})

test('nobody of the office evaluates a blind call: they read the files with their names', async ({ ctx }) => {
	const call = await buildClosedCall(ctx, { applications: 1, blind: true })
	const seat = (account: string) => ({ account, most: 20, lots: [] })
	for (const grant of [
		{ role: 'officer', service: 'cit' },
		{ role: 'editor', service: 'education-language' },
		{ role: 'administrator', service: null }
	] as const) {
		const { accountId } = await buildEvaluator(ctx)
		await addGrant(ctx, accountId, grant, null)
		await expect(addEvaluator(call.officer, call.id, seat(accountId))).rejects.toMatchObject({
			key: 'error.evaluation.blind_staff',
			field: 'account'
		})
	}
	const { actor: officer } = await buildStaff(ctx, 'officer', 'Служител Открит')
	expect((await listEvaluators(call.officer, call.id)).candidates.map(({ id }) => id)).not.toContain(officer!.accountId)
	const open = await buildClosedCall(ctx, { applications: 1 })
	await addEvaluator(open.officer, open.id, seat(officer!.accountId))
})
