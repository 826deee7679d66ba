import { expect } from 'vitest'
import { sendApplicationMessage } from '#modules/calls/application-messages.server'
import { waitingApplications } from '#modules/calls/application-waiting.server'
import { fileApplication } from '#modules/calls/filing.server'
import { openCall } from '#modules/calls/sealing.server'
import { buildDraft, buildOpenCall, closeNow, newKey, today, wholeAnswers } from '#test/applications'
import { buildOfficer } from '#test/network'
import { countingQueries } from '#test/queries'
import { actor, as, ownHome, test } from '#test/support'

ownHome()

test('what applications wait for: files to open, then to check, applicants to answer', async ({ ctx }) => {
	const callId = await buildOpenCall(ctx)
	const draft = await buildDraft(ctx, callId, wholeAnswers)
	const staff = today(await buildOfficer(ctx))
	await fileApplication(draft.ctx, draft.id, newKey())
	expect(await waitingApplications(staff)).toEqual([])
	await sendApplicationMessage(draft.ctx, draft.id, 'Quand saurons-nous ?')
	expect(await waitingApplications(staff)).toMatchObject([{ id: callId, what: 'answer', count: 1 }])
	await sendApplicationMessage(staff, draft.id, 'En mai.')
	expect(await waitingApplications(staff)).toEqual([])
	await closeNow(ctx, callId)
	expect(await waitingApplications(staff)).toMatchObject([{ id: callId, what: 'open', count: 1 }])
	await openCall(staff, callId)
	expect(await waitingApplications(staff)).toMatchObject([{ id: callId, what: 'check', count: 1 }])
	for (const other of [actor(['member']), actor([{ role: 'officer', service: 'education-language' }]), actor(['auditor']), null])
		expect(await waitingApplications(as(ctx, other))).toEqual([])
})

test('costs the same with one call and with three', async ({ ctx }) => {
	const staff = today(await buildOfficer(ctx))
	await buildOpenCall(ctx)
	const one = countingQueries(staff)
	await waitingApplications(one.ctx)
	await buildOpenCall(ctx)
	await buildOpenCall(ctx)
	const three = countingQueries(staff)
	await waitingApplications(three.ctx)
	expect([one.count(), three.count()]).toEqual([1, 1])
})
