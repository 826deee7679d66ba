import { expect } from 'vitest'
import { applicationFileAddress, receiptAddress } from '#modules/calls/application-files.server'
import { getFiledApplication, listApplications } from '#modules/calls/application-lists.server'
import { beginApplication, getApplication, ownApplications, withdrawApplication } from '#modules/calls/applications.server'
import { checkRequirement, giveVerdict } from '#modules/calls/checks.server'
import { closeDueCalls } from '#modules/calls/closing.server'
import { saveDraft } from '#modules/calls/drafts.server'
import { fileApplication, filingDigest, type FiledFile } from '#modules/calls/filing.server'
import { permitLate } from '#modules/calls/late.server'
import { makeReceipt } from '#modules/calls/receipts.server'
import { remindDrafts } from '#modules/calls/reminders.server'
import { filingsOf, openCall } from '#modules/calls/sealing.server'
import type { Answers } from '#engines/forms/values'
import { localDateTime } from '#platform/calendar'
import type { Ctx } from '#platform/ctx'
import { buildSignedIn } from '#test/accounts'
import { buildDraft, buildOpenCall, closeNow, newKey, today, wholeAnswers } from '#test/applications'
import { buildOfficer, buildStanding } from '#test/network'
import { actor, as, contextOn, ownDatabase, ownHome, queued, test, trail } from '#test/support'

ownHome()
const HOUR = 3_600_000
const officer = async (ctx: Ctx) => today(await buildOfficer(ctx))
const filingRows = (ctx: Ctx, id: string) =>
	ctx.db.selectFrom('filing').selectAll().where('applicationId', '=', id).orderBy('number').execute()

test('filing makes a receipt that anyone can recompute, once; a second click gets the first one’s answer', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx), wholeAnswers)
	const key = newKey()
	const filed = await fileApplication(draft.ctx, draft.id, key)
	expect(filed).toMatchObject({ number: 1, late: false })
	expect(await fileApplication(draft.ctx, draft.id, key)).toEqual(filed)
	// The page opened again, nothing changed.
	expect(await fileApplication(draft.ctx, draft.id, newKey())).toEqual(filed)
	expect(await queued(ctx, 'calls.receipt')).toEqual([{ filingId: filed.id }])
	const application = await getApplication(draft.ctx, draft.id)
	expect(application).toMatchObject({ status: 'filed', title: wholeAnswers.title, filing: { current: true, number: 1 } })

	const [row] = await filingRows(ctx, draft.id)
	const again = filingDigest(
		{ reference: application.reference, number: 1, answers: row!.answers as Answers, files: row!.files as FiledFile[] },
		row!.salt
	)
	expect(again).toBe(filed.digest)

	await makeReceipt(ctx, filed.id)
	await makeReceipt(ctx, filed.id)
	const mails = await ctx.db.selectFrom('mail').select('kind').where('ref', '=', `application:${draft.id}`).execute()
	expect(mails).toEqual([{ kind: 'calls.receipt' }])
	expect(await receiptAddress(draft.ctx, draft.id)).toMatch(/^\/files\//)
	expect((await trail(ctx, `application:${draft.id}`)).map(({ action }) => action)).toEqual([
		'application.begun',
		'application.filed',
		'application.receipt-made'
	])
})

test('an incomplete draft is not filed, and one may only file what one leads', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx), { title: 'Un titre' })
	await expect(fileApplication(draft.ctx, draft.id, newKey())).rejects.toMatchObject({
		key: 'error.applications.problems',
		params: { count: 2 },
		status: 422
	})
	const helper = await buildSignedIn(ctx)
	await expect(fileApplication(today(helper.ctx), draft.id, newKey())).rejects.toMatchObject({ status: 404 })
	await ctx.db
		.insertInto('applicationAuthor')
		.values({ applicationId: draft.id, accountId: helper.accountId, role: 'author', addedAt: ctx.now })
		.execute()
	await expect(fileApplication(today(helper.ctx), draft.id, newKey())).rejects.toMatchObject({ status: 403 })
	await expect(fileApplication(as(draft.ctx, null), draft.id, newKey())).rejects.toMatchObject({ status: 404 })
})

test('corrected and filed again until closing; each filing stands; after it nothing, by replay either', async ({ ctx }) => {
	const callId = await buildOpenCall(ctx)
	const draft = await buildDraft(ctx, callId, wholeAnswers)
	const key = newKey()
	const first = await fileApplication(draft.ctx, draft.id, key)
	const { version } = await getApplication(draft.ctx, draft.id)
	await saveDraft(draft.ctx, draft.id, { posted: { summary: 'Mieux dit.' }, version })
	expect(await getApplication(draft.ctx, draft.id)).toMatchObject({ status: 'filed', filing: { current: false } })
	expect((await ownApplications(draft.ctx))[0]).toMatchObject({ unfiled: true })
	const second = await fileApplication(draft.ctx, draft.id, newKey())
	expect(second).toMatchObject({ number: 2 })
	expect(second.digest).not.toBe(first.digest)

	await ctx.db
		.updateTable('call')
		.set({ closesAt: new Date(Date.now() - 1) })
		.where('id', '=', callId)
		.execute()
	// A request that claims to have come in time: the database's clock decides.
	const lying = { ...draft.ctx, now: new Date(Date.now() - HOUR) }
	await expect(fileApplication(lying, draft.id, newKey())).rejects.toMatchObject({ key: 'error.applications.closed' })
	// The first filing posted again is only told what it was.
	expect(await fileApplication(lying, draft.id, key)).toEqual(first)
	expect(await filingRows(ctx, draft.id)).toHaveLength(2)
})

test('two clicks at once leave one filing', async () => {
	await using database = await ownDatabase()
	const ctx = contextOn(database.db)
	const draft = await buildDraft(ctx, await buildOpenCall(ctx), wholeAnswers)
	const [one, two] = await Promise.all([
		fileApplication(draft.ctx, draft.id, newKey()),
		fileApplication(draft.ctx, draft.id, newKey())
	])
	expect(one).toEqual(two)
	expect(await queued(ctx, 'calls.receipt')).toHaveLength(1)
})

test('closing while people file: whoever was told “filed” is on the list', async () => {
	await using database = await ownDatabase()
	const ctx = contextOn(database.db)
	const callId = await buildOpenCall(ctx)
	const drafts = []
	for (let at = 0; at < 6; at++) drafts.push(await buildDraft(ctx, callId, wholeAnswers))
	await ctx.db
		.updateTable('call')
		.set({ closesAt: new Date(Date.now() + 150) })
		.where('id', '=', callId)
		.execute()
	const closing = async () => {
		await new Promise((done) => setTimeout(done, 160))
		await closeDueCalls(today(ctx))
		return filingsOf(ctx, callId)
	}
	const filing = drafts.map(async ({ ctx, id }, at) => {
		await new Promise((done) => setTimeout(done, at * 40))
		return fileApplication(ctx, id, newKey())
	})
	const [list, ...answers] = await Promise.allSettled([closing(), ...filing])
	const told = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.digest : []))
	expect(list.status === 'fulfilled' && list.value.map(({ digest }) => digest).sort()).toEqual(told.sort())
	for (const answer of answers)
		if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ key: 'error.applications.closed' })
})

test('one organisation files no more than the call takes, even at once', async () => {
	await using database = await ownDatabase()
	const ctx = contextOn(database.db)
	const callId = await buildOpenCall(ctx)
	const draft = await buildDraft(ctx, callId, wholeAnswers)
	const other = await beginApplication(draft.ctx, { call: callId, organisation: draft.organisationId, lot: null })
	await saveDraft(draft.ctx, other, { posted: wholeAnswers, version: 0 })
	const answers = await Promise.allSettled([draft.id, other].map((id) => fileApplication(draft.ctx, id, newKey())))
	expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
	expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { key: 'error.applications.most' } })
})

test('late filing only under an officer’s permission, until its instant', async ({ ctx }) => {
	const callId = await buildOpenCall(ctx)
	const draft = await buildDraft(ctx, callId, wholeAnswers)
	const { reference } = await getApplication(draft.ctx, draft.id)
	const staff = await officer(ctx)
	const until = localDateTime(new Date(Date.now() + 2 * HOUR), 'Europe/Sofia').slice(0, 16)
	const permission = { reference, until, reason: 'Panne du site pendant une heure.' }
	await expect(permitLate(staff, callId, permission)).rejects.toMatchObject({ key: 'error.applications.late_moment' })
	await closeNow(ctx, callId)
	await expect(fileApplication(draft.ctx, draft.id, newKey())).rejects.toMatchObject({ key: 'error.applications.closed' })
	await expect(permitLate(draft.ctx, callId, permission)).rejects.toMatchObject({ status: 404 })
	await expect(permitLate(as(staff, actor(['auditor'])), callId, permission)).rejects.toMatchObject({ status: 403 })
	await expect(permitLate(staff, callId, { ...permission, reference: 'X' })).rejects.toMatchObject({ field: 'reference' })
	await permitLate(staff, callId, permission)
	expect(await fileApplication(draft.ctx, draft.id, newKey())).toMatchObject({ late: true })
	expect(await filingsOf(ctx, callId)).toMatchObject([{ reference, late: true }])
	await expect(permitLate(staff, callId, permission)).rejects.toMatchObject({ key: 'error.applications.late_filed' })
	await ctx.db
		.updateTable('latePermission')
		.set({ until: new Date(Date.now() - 1) })
		.execute()
	await ctx.db.updateTable('application').set({ answers: '{"title":"Autre"}' }).where('id', '=', draft.id).execute()
	await expect(fileApplication(draft.ctx, draft.id, newKey())).rejects.toMatchObject({ key: 'error.applications.closed' })
})

test('sealed until closed and opened: the office sees that something was filed, and nothing of it', async ({ ctx }) => {
	const callId = await buildOpenCall(ctx)
	const draft = await buildDraft(ctx, callId, wholeAnswers)
	await fileApplication(draft.ctx, draft.id, newKey())
	const unfiled = await buildDraft(ctx, callId, { title: 'Resté en brouillon' })
	const staff = await officer(ctx)
	expect(await filingsOf(ctx, callId)).toEqual([])
	const sealed = JSON.stringify([await listApplications(staff, callId), await getFiledApplication(staff, callId, draft.id)])
	expect(sealed).not.toContain('rivière')
	expect(sealed).not.toContain('Дунавград')
	expect((await listApplications(staff, callId, { q: 'rivière' })).applications).toEqual([])
	await expect(openCall(staff, callId)).rejects.toMatchObject({ key: 'error.applications.not_closed' })
	await expect(getFiledApplication(staff, callId, unfiled.id)).rejects.toMatchObject({ status: 404 })

	await closeNow(ctx, callId)
	await expect(openCall(draft.ctx, callId)).rejects.toMatchObject({ status: 404 })
	await expect(openCall(as(staff, actor(['auditor'])), callId)).rejects.toMatchObject({ status: 403 })
	expect(await openCall(staff, callId)).toHaveLength(1)
	await expect(openCall(staff, callId)).rejects.toMatchObject({ key: 'error.applications.opened' })
	expect((await listApplications(staff, callId, { q: 'rivière' })).applications).toMatchObject([{ title: wholeAnswers.title }])
	expect(await getFiledApplication(staff, callId, draft.id)).toMatchObject({ opened: { title: wholeAnswers.title } })
	expect((await trail(ctx, `call:${callId}`)).map(({ action }) => action)).toEqual(['call.opened'])
	await expect(getFiledApplication(staff, callId, unfiled.id)).rejects.toMatchObject({ status: 404 })
	await expect(applicationFileAddress(staff, draft.id, newKey())).rejects.toMatchObject({ status: 404 })
})

test('requirements: the machine advises, the officer decides, and who is refused is told why', async ({ ctx }) => {
	const callId = await buildOpenCall(ctx)
	const requirement = { callId, stage: 'admissibility', rejects: true }
	const ids = [newKey(), newKey()]
	await ctx.db
		.insertInto('requirement')
		.values([
			{ ...requirement, id: ids[0]!, position: 0, text: '{"fr":"Bulgare"}', rule: '{"name":"country","countries":["BG"]}' },
			{ ...requirement, id: ids[1]!, position: 1, text: '{"fr":"Signé"}', rule: null }
		])
		.execute()
	const draft = await buildDraft(ctx, callId, wholeAnswers)
	await fileApplication(draft.ctx, draft.id, newKey())
	const staff = await officer(ctx)
	const said = { requirement: ids[1]!, result: 'not_met' as const, note: 'La signature manque.' }
	await expect(checkRequirement(staff, draft.id, said)).rejects.toMatchObject({ status: 404 })
	await closeNow(ctx, callId)
	await openCall(staff, callId)
	const { opened } = await getFiledApplication(staff, callId, draft.id)
	expect(opened?.checks.map(({ machine, officer }) => [machine, officer])).toEqual([
		['met', null],
		[null, null]
	])
	await expect(giveVerdict(staff, draft.id, 'admitted')).rejects.toMatchObject({ key: 'error.applications.unchecked' })
	await expect(giveVerdict(staff, draft.id, 'ineligible')).rejects.toMatchObject({ key: 'error.applications.no_reason' })
	await expect(checkRequirement(staff, draft.id, { ...said, note: '' })).rejects.toMatchObject({ field: 'note' })
	await expect(checkRequirement(draft.ctx, draft.id, said)).rejects.toMatchObject({ status: 404 })
	await checkRequirement(staff, draft.id, said)
	await giveVerdict(staff, draft.id, 'inadmissible')
	const letters = await ctx.db.selectFrom('mail').select('text').where('kind', '=', 'calls.not-admitted').execute()
	expect(letters).toHaveLength(1)
	expect(letters[0]!.text).toContain('La signature manque.')
	await checkRequirement(staff, draft.id, { ...said, result: 'met' })
	await giveVerdict(staff, draft.id, 'admitted')
	expect(await getApplication(draft.ctx, draft.id)).toMatchObject({ status: 'admitted', can: { write: false } })
})

test('withdrawn by its lead, for good, and another may be begun', async ({ ctx }) => {
	const callId = await buildOpenCall(ctx)
	const draft = await buildDraft(ctx, callId, wholeAnswers)
	await fileApplication(draft.ctx, draft.id, newKey())
	const colleague = await buildStanding(ctx, draft.organisationId)
	await expect(withdrawApplication(colleague.ctx, draft.id)).rejects.toMatchObject({ status: 404 })
	await withdrawApplication(draft.ctx, draft.id)
	await expect(withdrawApplication(draft.ctx, draft.id)).rejects.toMatchObject({ key: 'error.applications.withdraw' })
	await expect(fileApplication(draft.ctx, draft.id, newKey())).rejects.toMatchObject({ key: 'error.applications.closed' })
	const next = await beginApplication(draft.ctx, { call: callId, organisation: draft.organisationId, lot: null })
	await saveDraft(draft.ctx, next, { posted: wholeAnswers, version: 0 })
	expect(await fileApplication(draft.ctx, next, newKey())).toMatchObject({ number: 1 })
})

test('who still has a draft is reminded three times, each once', async ({ ctx }) => {
	const callId = await buildOpenCall(ctx, { closesIn: 10 * 24 * HOUR })
	const draft = await buildDraft(ctx, callId, { title: 'Un titre' })
	const filed = await buildDraft(ctx, callId, wholeAnswers)
	await fileApplication(filed.ctx, filed.id, newKey())
	const at = (hours: number): Ctx => ({ ...ctx, now: new Date(Date.now() + (240 - hours) * HOUR) })
	const counts: number[] = []
	for (const hours of [169, 167, 100, 47, 47, 2, 1]) counts.push(await remindDrafts(at(hours)))
	expect(counts).toEqual([0, 1, 0, 1, 0, 1, 0])
	const mails = await ctx.db.selectFrom('mail').select('ref').where('kind', '=', 'calls.reminder').execute()
	expect(mails.map(({ ref }) => ref)).toEqual(Array(3).fill(`application:${draft.id}`))
})
