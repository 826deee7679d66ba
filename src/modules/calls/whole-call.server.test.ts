import { describe, expect } from 'vitest'
import { announceResults, publicResults } from '#modules/calls/announcements.server'
import { decideCall, returnToPanel } from '#modules/calls/decisions.server'
import { discussApplication, followRanking, getDiscussion, getPanel } from '#modules/calls/discussions.server'
import { listLetters, resendLetter, sendLetters, workOnLetters } from '#modules/calls/letters.server'
import { closePanel, correctMinutes, minutesPdf } from '#modules/calls/minutes.server'
import { latestCheckpoint, notaryKey } from '#modules/calls/notary.server'
import { addMember, correctPanel, markPresent, openPanel, recuseMember, removeMember } from '#modules/calls/panels.server'
import { getRecord, listRecords } from '#modules/calls/records.server'
import { openCheckpoint, readVerifier } from '#engines/record/note'
import { verifyRecord } from '#engines/record/verify'
import { RuleBroken } from '#platform/errors'
import { buildSelection, buildStaff, later, type Selection } from '#test/selection'
import { actor, as, contextOn, ownDatabase, ownHome, test } from '#test/support'
import type { Ctx } from '#platform/ctx'

ownHome()
const key = async (work: Promise<unknown>) =>
	work.then(
		() => 'done',
		(cause: unknown) => (cause instanceof RuleBroken ? cause.key : ((cause as { status?: number }).status ?? cause))
	)

/** The panel opened, with a chair and a member who is no evaluator. */
async function openedPanel(ctx: Ctx, selection: Selection) {
	const { callId, officer } = selection
	await openPanel(later(officer, 10), callId)
	const chair = await buildStaff(ctx, 'editor', 'Председател Комисиев')
	await addMember(later(officer, 10), callId, { email: chair.actor!.email, chair: true })
	return chair
}

describe('a whole call', { timeout: 120_000 }, () => {
	test('from publication to a record that anybody can verify, without a name in it', async ({ ctx }) => {
		const selection = await buildSelection(ctx)
		const { callId, officer, head, people, judges, criteria } = selection
		const chair = await openedPanel(ctx, selection)
		const panel = await getPanel(later(officer, 11), callId)
		expect(panel.lines.map(({ byRank }) => byRank).filter((kind) => kind === 'selected')).toHaveLength(3)

		// The fourth in place of the third, for a reason in which somebody forgot that it is public.
		const [, , third, fourth] = panel.lines
		const named = people.find(({ id }) => id === third!.id)!
		expect(
			await key(
				discussApplication(later(officer, 11), callId, third!.id, {
					proposed: 'rejected',
					amount: null,
					departure: '',
					reasons: ''
				})
			)
		).toBe('error.panel.departure')
		await discussApplication(later(officer, 11), callId, third!.id, {
			proposed: 'rejected',
			amount: null,
			departure: `${named.organisation} се отказа, писа ${named.name} от ${named.email}.`,
			reasons: ''
		})
		await discussApplication(later(officer, 11), callId, fourth!.id, {
			proposed: 'selected',
			amount: 250_000,
			departure: 'Следващият по ред заема мястото.',
			reasons: 'Un projet solide.'
		})
		await followRanking(later(officer, 11), callId)
		await closePanel(later(officer, 12), callId)
		expect((await minutesPdf(later(officer, 12), callId)).contents.subarray(0, 5).toString()).toBe('%PDF-')

		expect(await key(decideCall(later(officer, 13), callId))).toBe(403)
		expect(await key(decideCall({ ...later(head, 13), actor: { ...head.actor!, freshUntil: null } }, callId))).toMatch(/^error\./)
		await decideCall(later(head, 13), callId)
		expect(await key(decideCall(later(head, 13), callId))).toBe('error.decision.made')

		expect(await key(announceResults(later(officer, 14), callId))).toBe('error.announcement.letters')
		const jobId = await sendLetters(later(officer, 14), callId)
		expect(await workOnLetters(later(ctx, 14), callId, jobId!)).toEqual({ sent: 8 })
		await announceResults(later(officer, 15), callId)
		expect(await key(announceResults(later(officer, 15), callId))).toBe('error.announcement.moment')

		const { document } = await getRecord(ctx, callId)
		const text = JSON.stringify(document)
		expect(verifyRecord(JSON.parse(text), { publicKey: notaryKey() })).toMatchObject({ valid: true, failures: [] })
		expect(await listRecords(ctx)).toMatchObject([{ id: callId }])
		const { note, size } = (await latestCheckpoint(ctx))!
		expect(openCheckpoint(note, readVerifier(notaryKey())!)).toMatchObject({ size })

		const words = [...people, ...judges.map(({ actor }) => actor!), officer.actor!, head.actor!, chair.actor!].flatMap(
			(person) => [
				person.name,
				person.email,
				...person.name.split(' '),
				...('organisation' in person ? [person.organisation] : [])
			]
		)
		expect(words.filter((word) => text.includes(word))).toEqual([])
		expect(text).toContain('Следващият по ред')

		// The criteria bear the names and weights that were published.
		expect(document.rules).toMatchObject({ criteria: criteria.map(({ id, title, weight }) => ({ id, title, weight })) })
		const renamed = structuredClone(document) as { rules: { criteria: { title: object }[] } }
		renamed.rules.criteria[0]!.title = { fr: 'Un autre critère' }
		expect(verifyRecord(renamed).failures).toMatchObject([{ where: '/rules', message: { key: 'record.fail.rules' } }])

		const results = await publicResults(ctx, callId)
		expect(results.selected).toHaveLength(3)
		expect(results.figures).toMatchObject({ filed: 8, evaluated: 8, selected: 3, grantedCents: 850_000 })
		const refused = people.filter(
			({ organisation }) => !JSON.stringify([results.selected, results.reserve]).includes(organisation)
		)
		expect(JSON.stringify(results)).not.toContain(named.organisation)
		expect(refused.length).toBeGreaterThan(0)

		const tampered = structuredClone(document)
		const card = tampered.cards[0]!
		const [criterion] = Object.keys(card.scores)
		card.scores[criterion!] = card.scores[criterion!] === 1 ? 2 : 1
		expect(verifyRecord(tampered, { publicKey: notaryKey() }).failures[0]).toMatchObject({ what: 'scorecard', where: '/cards/0' })
		const shorter = structuredClone(document)
		shorter.entries = shorter.entries.filter(({ entry }) => !('application' in entry) || entry.application !== card.application)
		expect(verifyRecord(shorter).valid).toBe(false)
	})

	test('the panel: who is recused sees nothing of it, departures need reasons, the secretary does not decide', async ({
		ctx
	}) => {
		const selection = await buildSelection(ctx, { applications: 3 })
		const { callId, officer, head, judges } = selection
		expect(await key(openPanel(later(as(ctx, actor(['finance'])), 10), callId))).toBe(403)
		expect(await key(openPanel(later(as(ctx, actor(['member'])), 10), callId))).toBe(404)
		const chair = await openedPanel(ctx, selection)
		expect(await key(openPanel(later(officer, 10), callId))).toBe('error.panel.opened')
		const { lines } = await getPanel(later(officer, 11), callId)
		const id = lines[0]!.id

		await recuseMember(later(officer, 11), callId, {
			applicationId: id,
			accountId: chair.actor!.accountId,
			reason: 'Роднинска връзка.'
		})
		expect(await key(getDiscussion(later(chair, 11), callId, id))).toBe(403)
		expect((await getPanel(later(chair, 11), callId)).lines[0]).toMatchObject({ barred: true, title: '', score: null })
		const proposal = { proposed: 'selected', amount: null, departure: '', reasons: '' } as const
		expect(await key(discussApplication(later(officer, 11), callId, id, proposal))).toBe('error.panel.nobody')
		await addMember(later(officer, 11), callId, { email: head.actor!.email, chair: false })
		expect(await key(addMember(later(officer, 11), callId, { email: head.actor!.email, chair: false }))).toBe(
			'error.panel.member_twice'
		)
		await discussApplication(later(officer, 11), callId, id, proposal)
		const tooMuch = { ...proposal, amount: 300_001 }
		expect(await key(discussApplication(later(officer, 11), callId, id, tooMuch))).toBe('error.panel.amount')
		await expect(
			ctx.db.updateTable('outcome').set({ proposed: 'rejected', departure: null }).where('applicationId', '=', id).execute()
		).rejects.toMatchObject({ constraint: 'outcome_departure_check' })
		expect(judges).toHaveLength(3)
	})

	test('the panel is put right while it sits: its day, who is there, who sits in it', async ({ ctx }) => {
		const selection = await buildSelection(ctx, { applications: 2 })
		const { callId, officer, head } = selection
		const values = { heldOn: '2027-04-02', place: 'София' }
		expect(await key(correctPanel(later(officer, 9), callId, values))).not.toBe('done')
		const chair = await openedPanel(ctx, selection)
		const chairId = chair.actor!.accountId
		await addMember(later(officer, 11), callId, { email: head.actor!.email, chair: false })
		const stranger = later(as(ctx, actor(['finance'])), 11)
		for (const verb of [
			() => correctPanel(stranger, callId, values),
			() => markPresent(stranger, callId, chairId, false),
			() => removeMember(stranger, callId, chairId)
		])
			expect(await key(verb())).toBe(403)
		await correctPanel(later(officer, 11), callId, values)
		await markPresent(later(officer, 11), callId, chairId, false)
		await markPresent(later(officer, 11), callId, chairId, false)
		expect(await key(markPresent(later(officer, 11), callId, officer.actor!.accountId, true))).toBe(404)
		await removeMember(later(officer, 11), callId, head.actor!.accountId)
		expect(await key(removeMember(later(officer, 11), callId, head.actor!.accountId))).toBe(404)
		expect(await getPanel(later(officer, 11), callId)).toMatchObject({
			panel: values,
			members: [{ accountId: chairId, present: false }]
		})
		await markPresent(later(officer, 11), callId, chairId, true)
		await followRanking(later(officer, 11), callId)
		await closePanel(later(officer, 12), callId)
		for (const verb of [
			() => correctPanel(later(officer, 13), callId, values),
			() => markPresent(later(officer, 13), callId, chairId, false),
			() => removeMember(later(officer, 13), callId, chairId)
		])
			expect(await key(verb())).toMatch(/^error\.panel\./)
	})

	test('a letter that has left is sent again, the same file, by who runs the call', async ({ ctx }) => {
		const selection = await buildSelection(ctx, { applications: 2 })
		const { callId, officer, head, people } = selection
		await openedPanel(ctx, selection)
		await followRanking(later(officer, 11), callId)
		await closePanel(later(officer, 12), callId)
		await decideCall(later(head, 13), callId)
		const { id, email } = people[0]!
		expect(await key(resendLetter(later(officer, 14), callId, id))).toBe('error.letters.not_sent')
		await workOnLetters(later(ctx, 14), callId, (await sendLetters(later(officer, 14), callId))!)
		const letters = () =>
			ctx.db
				.selectFrom('mail')
				.innerJoin('mailAttachment', 'mailAttachment.mailId', 'mail.id')
				.select('fileId')
				.where('toAddress', '=', email)
				.where('kind', 'like', '%decision')
				.execute()
		const [first] = await letters()
		expect(await key(resendLetter(later(as(ctx, actor(['finance'])), 15), callId, id))).toBe(403)
		expect(await key(resendLetter(later(officer, 15), callId, callId))).toBe(404)
		await resendLetter(later(officer, 15), callId, id)
		expect(await letters()).toEqual([first, first])
	})

	test('who closed the panel does not decide', async ({ ctx }) => {
		const selection = await buildSelection(ctx, { applications: 2 })
		const { callId, head } = selection
		await openedPanel(ctx, selection)
		expect(
			await key(
				closePanel(
					later(as(ctx, { ...head.actor!, roles: [{ service: 'cit', role: 'officer' }, ...head.actor!.roles] }), 11),
					callId
				)
			)
		).toBe('error.panel.undiscussed')
		const both = as(ctx, { ...head.actor!, roles: [{ service: 'cit', role: 'officer' }, ...head.actor!.roles] })
		await followRanking(later(both, 11), callId)
		await closePanel(later(both, 11), callId)
		expect(await key(decideCall(later(both, 12), callId))).toBe('error.decision.not_secretary')
	})

	test('sent back by the head: drafted minutes follow the new proposals, written ones stay', async ({ ctx }) => {
		const selection = await buildSelection(ctx, { applications: 3 })
		const { callId, officer, head } = selection
		await openedPanel(ctx, selection)
		expect(await key(returnToPanel(later(head, 11), callId, 'Une raison assez longue.'))).toBe('error.decision.panel_closed')
		await followRanking(later(officer, 11), callId)
		await closePanel(later(officer, 12), callId)
		const minutes = async () =>
			(await ctx.db.selectFrom('panel').select('minutes').where('callId', '=', callId).executeTakeFirstOrThrow()).minutes
		const first = await minutes()
		expect(await key(returnToPanel(later(officer, 13), callId, 'Une raison assez longue.'))).toBe(403)
		expect(await key(returnToPanel(later(head, 13), callId, 'Court.'))).toBe('error.call.reason')
		// Two days later: the day the minutes bear is that of the closing.
		await returnToPanel(later(head, 60), callId, 'Le troisième projet est à revoir.')
		expect(await minutes()).toBe('')

		const last = (await getPanel(later(officer, 61), callId)).lines.at(-1)!
		const proposed = last.byRank === 'reserve' ? ('rejected' as const) : ('reserve' as const)
		const departure = 'Le partenaire n’a pas répondu au comité.'
		await discussApplication(later(officer, 61), callId, last.id, { proposed, amount: null, departure, reasons: '' })
		await closePanel(later(officer, 61), callId)
		expect(first).not.toContain(departure)
		expect(await minutes()).toContain(departure)

		await correctMinutes(later(officer, 62), callId, 'Écrit à la main.')
		await returnToPanel(later(head, 63), callId, 'Encore une fois, pour une autre raison.')
		expect(await minutes()).toBe('Écrit à la main.')
	})

	test('decided, announced and answered twice at once: once', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const selection = await buildSelection(ctx, { applications: 2 })
		const { callId, officer, head } = selection
		await openedPanel(ctx, selection)
		await followRanking(later(officer, 11), callId)
		await closePanel(later(officer, 11), callId)
		const decided = await Promise.all([1, 2, 3].map(() => key(decideCall(later(head, 12), callId))))
		expect(decided.sort()).toEqual(['done', 'error.decision.made', 'error.decision.made'])
		const jobId = (await sendLetters(later(officer, 13), callId))!
		const sent = await Promise.all([1, 2].map(() => workOnLetters(later(ctx, 13), callId, jobId)))
		expect(sent.reduce((sum, { sent }) => sum + sent, 0)).toBe(2)
		const announced = await Promise.all([1, 2].map(() => key(announceResults(later(officer, 14), callId))))
		expect(announced.sort()).toEqual(['done', 'error.announcement.moment'])
		expect(await listRecords(ctx)).toHaveLength(1)
	})

	test('letters leave exactly once, whatever becomes of the worker', async ({ ctx }) => {
		const selection = await buildSelection(ctx, { applications: 3 })
		const { callId, officer, head } = selection
		expect(await key(sendLetters(later(officer, 9), callId))).toBe('error.letters.moment')
		await openedPanel(ctx, selection)
		await followRanking(later(officer, 11), callId)
		await closePanel(later(officer, 11), callId)
		await decideCall(later(head, 12), callId)
		const jobId = (await sendLetters(later(officer, 13), callId))!
		// Killed after the second letter: the third has not left.
		await workOnLetters(later(ctx, 13), callId, jobId)
		await ctx.db
			.deleteFrom('mail')
			.where('kind', '=', 'calls.decision')
			.where('ref', '=', `application:${selection.people[2]!.id}`)
			.execute()
		await ctx.db
			.updateTable('outcome')
			.set({ letterId: null, letterSentAt: null })
			.where('applicationId', '=', selection.people[2]!.id)
			.execute()
		expect(await workOnLetters(later(ctx, 14), callId, jobId)).toEqual({ sent: 1 })
		expect(await workOnLetters(later(ctx, 14), callId, jobId)).toEqual({ sent: 0 })
		const mails = await ctx.db.selectFrom('mail').select(['ref', 'locale', 'text']).where('kind', '=', 'calls.decision').execute()
		expect(mails.map(({ ref }) => ref).sort()).toEqual(selection.people.map(({ id }) => `application:${id}`).sort())
		for (const { text } of mails) expect(text).not.toMatch(/retenue|избрана|selected/)
		const { letters, due } = await listLetters(later(officer, 14), callId)
		expect(due).toBe(0)
		expect(letters.map(({ locale }) => locale).sort()).toEqual(['bg', 'bg', 'fr'])
		expect(await key(sendLetters(later(officer, 15), callId))).toBe('error.letters.sent')
	})
})
