import { describe, expect } from 'vitest'
import { programme } from '#programme/programme'
import { introductionRules } from '#programme/exchange'
import { buildListing, buildTwo, inDays, letters, MESSAGE, occasions, stored } from '#test/introductions'
import { buildOfficer, buildOrganisation, buildStanding } from '#test/network'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'
import { askForBoth, askIntroduction, getAsking } from './asking.server.ts'
import { blockOrganisation, listBlockedByOwn, unblockOrganisation } from './blocks.server.ts'
import { listAllIntroductions, listIntroductions, waitingForMe } from './introduction-lists.server.ts'
import { sendMessage } from './introduction-messages.server.ts'
import {
	agreeToIntroduction,
	closeIntroduction,
	counterpartOf,
	declineIntroduction,
	getIntroduction,
	withdrawIntroduction
} from './introductions.server.ts'
import { sayOutcome } from './outcomes.server.ts'

const refused = (promise: Promise<unknown>) =>
	promise.then(
		() => 'done',
		(cause: { key?: string; status?: number }) => cause.key ?? cause.status ?? cause
	)

describe('asking to be put in touch', () => {
	test('is kept with its reasons, told to the other side in its language, and shows nobody’s name or address', async ({
		ctx
	}) => {
		const { fr, bg } = await buildTwo(ctx)
		const id = await askIntroduction(as(ctx, fr.actor), {
			from: fr.id,
			organisationId: bg.id,
			message: MESSAGE,
			reasons: [{ code: 'mutual' }]
		})

		expect(await stored(ctx, id)).toMatchObject({
			reference: expect.stringMatching(/^2027-INT-\d{5}$/),
			fromOrganisation: fr.id,
			toOrganisation: bg.id,
			askedBy: fr.accountId,
			status: 'asked',
			fromAgreedAt: NOW,
			toAgreedAt: null,
			reasons: [{ code: 'mutual' }],
			lapsesAt: new Date(NOW.getTime() + introductionRules.lapseDays * 86_400_000)
		})
		expect((await trail(ctx, `introduction:${id}`)).map(({ action }) => action)).toEqual(['introduction.asked'])
		const [letter, ...others] = await letters(ctx)
		expect(others).toEqual([])
		expect(letter).toMatchObject({ kind: 'exchange.introduction-asked', toAddress: bg.email, replyTo: null, locale: 'bg' })
		expect(letter!.text).toContain(MESSAGE)
		expect(letter!.text).toContain('Arches-sur-Rive')
		for (const secret of [fr.email, 'Camille', bg.email, 'Елица']) expect(letter!.text + letter!.html).not.toContain(secret)

		for (const side of [fr, bg]) {
			const page = await getIntroduction(as(ctx, side.actor), id)
			expect(page.contacts).toBeNull()
			expect(JSON.stringify(page)).not.toMatch(/Camille|Елица|@example/)
		}
		expect(await waitingForMe(as(ctx, bg.actor))).toBe(1)
		expect(await waitingForMe(as(ctx, fr.actor))).toBe(0)
	})

	test('is for a lead of a listed organisation', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const member = await buildStanding(ctx, fr.id, 'member')
		const asking = { from: fr.id, organisationId: bg.id, message: MESSAGE }
		expect(await refused(askIntroduction(as(ctx, member.actor), asking))).toBe(403)
		expect(await refused(askIntroduction(as(ctx, bg.actor), asking))).toBe(404)
		expect(await refused(askIntroduction(await buildOfficer(ctx), asking))).toBe(404)
		await ctx.db.updateTable('organisation').set({ status: 'proposed' }).where('id', '=', fr.id).execute()
		expect(await refused(askIntroduction(as(ctx, fr.actor), asking))).toBe('error.exchange.organisation_waiting')
		expect(await letters(ctx)).toEqual([])
	})

	test('of an organisation or a listing that is not there for everybody is 404', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const listing = await buildListing(ctx, bg.id)
		const own = as(ctx, fr.actor)
		await ctx.db.updateTable('listing').set({ status: 'draft' }).where('id', '=', listing).execute()
		await ctx.db.updateTable('organisation').set({ status: 'hidden' }).where('id', '=', bg.id).execute()
		expect(await refused(askIntroduction(own, { from: fr.id, organisationId: bg.id, message: MESSAGE }))).toBe(404)
		expect(await refused(askIntroduction(own, { from: fr.id, listingId: listing, message: MESSAGE }))).toBe(404)
		expect(await refused(getAsking(own, { listingId: listing }))).toBe(404)
	})

	test('of oneself, with an address in it, or a second time is refused', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const own = as(ctx, fr.actor)
		expect(await refused(askIntroduction(own, { from: fr.id, organisationId: fr.id, message: MESSAGE }))).toBe(
			'error.exchange.own_organisation'
		)
		expect(await refused(askIntroduction(own, { from: fr.id, organisationId: bg.id, message: 'camille@example.org' }))).toBe(
			'error.exchange.contact_in_message'
		)
		await askIntroduction(own, { from: fr.id, organisationId: bg.id, message: MESSAGE })
		expect(await refused(askIntroduction(own, { from: fr.id, organisationId: bg.id, message: MESSAGE }))).toBe(
			'error.exchange.standing'
		)
		expect(await occasions(ctx)).toHaveLength(1)
	})

	test('more often than the month allows is refused, saying from when; what an officer asks is not counted', async ({ ctx }) => {
		const { fr } = await buildTwo(ctx)
		const own = as(ctx, fr.actor)
		await askForBoth(await buildOfficer(ctx), { from: fr.id, to: await buildOrganisation(ctx), message: MESSAGE })
		for (let i = 0; i < introductionRules.askedPerMonth; i++)
			await askIntroduction(inDays(own, i), { from: fr.id, organisationId: await buildOrganisation(ctx), message: MESSAGE })
		const another = { from: fr.id, organisationId: await buildOrganisation(ctx), message: MESSAGE }
		await expect(askIntroduction(inDays(own, 10), another)).rejects.toMatchObject({
			key: 'error.exchange.month',
			params: { count: introductionRules.askedPerMonth, day: inDays(ctx, 30).now }
		})
		expect(await refused(askIntroduction(inDays(own, 30), another))).toBe('done')
	})

	test('again within six months of a refusal or a lapse is refused, then possible', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const own = as(ctx, fr.actor)
		const asking = { from: fr.id, organisationId: bg.id, message: MESSAGE }
		const id = await askIntroduction(own, asking)
		await declineIntroduction(as(ctx, bg.actor), id, { reason: 'not-now', note: '', share: false })
		await expect(askIntroduction(inDays(own, 180), asking)).rejects.toMatchObject({
			key: 'error.exchange.rest',
			params: { day: new Date('2027-09-01T12:00:00Z') }
		})
		expect(await refused(askIntroduction(inDays(own, 184), asking))).toBe('done')
		// Whoever declined may change their mind.
		expect(await stored(ctx, id)).toMatchObject({ status: 'declined' })
	})

	test('while everybody there is away is refused, saying from when', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const away = (personId: string, awayUntil: string) =>
			ctx.db.updateTable('person').set({ awayFrom: '2027-02-20', awayUntil }).where('id', '=', personId).execute()
		await away(bg.personId, '2027-03-20')
		const second = await buildStanding(ctx, bg.id)
		await away(second.personId, '2027-03-10')
		const asking = { from: fr.id, organisationId: bg.id, message: MESSAGE }
		await expect(askIntroduction(as(ctx, fr.actor), asking)).rejects.toMatchObject({
			key: 'error.exchange.away',
			params: { day: new Date('2027-03-11T12:00:00Z') }
		})
		// On that day it goes to the one who is back, not to the one who is away.
		await askIntroduction(inDays(as(ctx, fr.actor), 10), asking)
		expect(await occasions(ctx)).toEqual([['introduction-asked', second.email]])
	})

	test('of an organisation where nobody is known answers the same, and reaches the service', async ({ ctx }) => {
		const { fr } = await buildTwo(ctx)
		const nobody = await buildOrganisation(ctx)
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: nobody, message: MESSAGE })
		expect(await occasions(ctx)).toEqual([['introduction-asked', programme.contact.email]])
		expect(await getIntroduction(as(ctx, fr.actor), id)).toMatchObject({ status: 'asked', contacts: null })
	})

	test('of who has asked oneself is the answer: one introduction, accepted', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		const other = await askIntroduction(as(ctx, bg.actor), { from: bg.id, organisationId: fr.id, message: 'И ние!' })
		expect(other).toBe(id)
		expect(await stored(ctx, id)).toMatchObject({ status: 'accepted', toAgreedAt: NOW, toAccount: bg.accountId })
		expect((await getIntroduction(as(ctx, fr.actor), id)).messages).toMatchObject([{ side: 'to', text: 'И ние!' }])
	})

	test('six times at once from both sides: one introduction, accepted once', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const { fr, bg } = await buildTwo(ctx)
		const outcomes = await Promise.all(
			Array.from({ length: 6 }, (_, i) => {
				const [one, other] = i % 2 ? [fr, bg] : [bg, fr]
				return refused(askIntroduction(as(ctx, one.actor), { from: one.id, organisationId: other.id, message: MESSAGE }))
			})
		)
		expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(2)
		expect(outcomes.filter((outcome) => outcome === 'error.exchange.standing')).toHaveLength(4)
		expect(await ctx.db.selectFrom('introduction').select('status').execute()).toEqual([{ status: 'accepted' }])
		expect((await occasions(ctx)).map(([kind]) => kind).sort()).toEqual([
			'introduction-accepted',
			'introduction-accepted',
			'introduction-asked'
		])
	})

	test('eight organisations at once: no more than the month allows', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const { fr } = await buildTwo(ctx)
		const others: string[] = []
		for (let i = 0; i < 8; i++) others.push(await buildOrganisation(ctx))
		const outcomes = await Promise.all(
			others.map((organisationId) =>
				refused(askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId, message: MESSAGE }))
			)
		)
		expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(introductionRules.askedPerMonth)
	})
})

describe('behind an anonymous listing', () => {
	test('nobody learns who was asked before that side agrees', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const listingId = await buildListing(ctx, bg.id, { anonymous: true })
		const own = as(ctx, fr.actor)
		const asking = await getAsking(own, { listingId })
		expect(asking.other).toBeNull()
		const id = await askIntroduction(own, { from: fr.id, listingId, message: MESSAGE })
		const seen = async () =>
			JSON.stringify([asking, await getIntroduction(own, id), await listIntroductions(own)]) +
			(await letters(ctx)).filter(({ toAddress }) => toAddress === fr.email).map(({ subject, text }) => subject + text)
		expect(await seen()).not.toContain('Мостово')
		expect(await seen()).not.toContain(bg.id)
		expect((await getIntroduction(own, id)).can).toMatchObject({ block: false })
		expect(await refused(counterpartOf(own, id))).toBe(404)

		// The listing's author opens it up or closes it: that tells nothing either.
		await ctx.db.updateTable('listing').set({ anonymous: false, status: 'closed' }).where('id', '=', listingId).execute()
		expect(await seen()).not.toContain('Мостово')

		await sendMessage(as(ctx, bg.actor), id, 'Разкажете ни повече.')
		expect(await seen()).not.toContain('Мостово')
		await agreeToIntroduction(as(ctx, bg.actor), id)
		expect(await seen()).toContain('Мостово')
	})

	test('a refusal names nobody', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const listingId = await buildListing(ctx, bg.id, { anonymous: true })
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, listingId, message: MESSAGE })
		await declineIntroduction(as(ctx, bg.actor), id, { reason: 'no-capacity', note: 'Община Мостово е заета', share: false })
		const [, letter] = await letters(ctx)
		expect(letter).toMatchObject({ kind: 'exchange.introduction-declined', toAddress: fr.email })
		expect(letter!.subject + letter!.text + letter!.html).not.toContain('Мостово')
		expect(JSON.stringify(await getIntroduction(as(ctx, fr.actor), id))).not.toContain('Мостово')
	})

	test('the answer is the same for who is in touch already, was refused, is blocked, or finds everybody away', async ({
		ctx
	}) => {
		const { fr, bg } = await buildTwo(ctx)
		const own = as(ctx, fr.actor)
		const first = await askIntroduction(own, { from: fr.id, organisationId: bg.id, message: MESSAGE })
		const ask = async () =>
			askIntroduction(own, { from: fr.id, listingId: await buildListing(ctx, bg.id, { anonymous: true }), message: MESSAGE })
		expect(await refused(ask())).toBe('done')
		await declineIntroduction(as(ctx, bg.actor), first, { reason: 'other', note: '', share: false })
		expect(await refused(ask())).toBe('done')
		await blockOrganisation(as(ctx, bg.actor), { organisationId: bg.id, blockedId: fr.id })
		await ctx.db.updateTable('person').set({ awayUntil: '2027-04-01' }).where('id', '=', bg.personId).execute()
		expect(await refused(ask())).toBe('done')
		// Through the same listing, twice is refused; that tells only what the asker knows.
		const listingId = await buildListing(ctx, bg.id, { anonymous: true })
		await askIntroduction(own, { from: fr.id, listingId, message: MESSAGE })
		expect(await refused(askIntroduction(own, { from: fr.id, listingId, message: MESSAGE }))).toBe('error.exchange.standing')
	})
})

describe('answering', () => {
	test('agreed by both: contact details on the page of each and by mail to each, until it is closed', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		await ctx.db.updateTable('person').set({ phone: '+359 2 000 00 00' }).where('id', '=', bg.personId).execute()
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		expect(await agreeToIntroduction(as(ctx, bg.actor), id)).toBe('accepted')
		for (const side of [fr, bg]) {
			const { contacts } = await getIntroduction(as(ctx, side.actor), id)
			expect(contacts!.to).toMatchObject([{ name: 'Елица Примерова', email: bg.email, phone: '+359 2 000 00 00' }])
			expect(contacts!.from).toMatchObject([{ name: 'Camille Exemplaire', email: fr.email }])
		}
		const accepted = (await letters(ctx)).filter(({ kind }) => kind === 'exchange.introduction-accepted')
		expect(accepted.map(({ toAddress, replyTo }) => [toAddress, replyTo]).sort()).toEqual(
			[
				[bg.email, null],
				[fr.email, null]
			].sort()
		)
		expect(accepted.find(({ toAddress }) => toAddress === fr.email)!.text).toContain('+359 2 000 00 00')
		expect(accepted.find(({ toAddress }) => toAddress === bg.email)!.text).toContain(fr.email)
		expect((await trail(ctx, `introduction:${id}`)).map(({ action }) => action)).toEqual([
			'introduction.asked',
			'introduction.agreed',
			'introduction.accepted'
		])
		await closeIntroduction(as(ctx, fr.actor), id)
		expect(await getIntroduction(as(ctx, bg.actor), id)).toMatchObject({ status: 'closed', contacts: null })
		expect(await refused(closeIntroduction(as(ctx, bg.actor), id))).toBe('error.exchange.already_answered')
	})

	test('is for a lead of the side that is asked, once, in time', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		const member = await buildStanding(ctx, bg.id, 'member')
		const stranger = (await buildTwo(ctx)).bg
		const refusal = { reason: 'not-now', note: '', share: false } as const
		for (const act of [
			agreeToIntroduction,
			(ctx: Parameters<typeof agreeToIntroduction>[0], id: string) => declineIntroduction(ctx, id, refusal)
		]) {
			expect(await refused(act(as(ctx, fr.actor), id))).toBe('error.exchange.already_agreed')
			expect(await refused(act(as(ctx, member.actor), id))).toBe(403)
			expect(await refused(act(as(ctx, stranger.actor), id))).toBe(404)
			expect(await refused(act(await buildOfficer(ctx), id))).toBe(403)
			expect(await refused(act(as(ctx, actor(['auditor'])), id))).toBe(403)
		}
		expect(await refused(agreeToIntroduction(inDays(as(ctx, bg.actor), 60), id))).toBe('error.exchange.lapsed')
		await agreeToIntroduction(inDays(as(ctx, bg.actor), 59), id)
		expect(await refused(agreeToIntroduction(as(ctx, bg.actor), id))).toBe('error.exchange.already_answered')
		expect(await refused(declineIntroduction(as(ctx, bg.actor), id, refusal))).toBe('error.exchange.already_answered')
		expect(await refused(withdrawIntroduction(as(ctx, fr.actor), id))).toBe('error.exchange.already_answered')
	})

	test('yes, no and taking it back at once: one of them holds', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const { fr, bg } = await buildTwo(ctx)
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		const outcomes = await Promise.all([
			refused(agreeToIntroduction(as(ctx, bg.actor), id)),
			refused(declineIntroduction(as(ctx, bg.actor), id, { reason: 'other', note: '', share: false })),
			refused(agreeToIntroduction(as(ctx, bg.actor), id)),
			refused(withdrawIntroduction(as(ctx, fr.actor), id))
		])
		expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
		expect(outcomes.filter((outcome) => outcome === 'error.exchange.already_answered')).toHaveLength(3)
		expect((await stored(ctx, id)).status).not.toBe('asked')
	})

	test('a refusal is courteous; its reason stays with the service, its note goes only where it may', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const refuse = async (share: boolean) => {
			const from = await buildOrganisation(ctx)
			const lead = await buildStanding(ctx, from)
			const id = await askIntroduction(lead.ctx, { from, organisationId: bg.id, message: MESSAGE })
			await declineIntroduction(as(ctx, bg.actor), id, { reason: 'other-partner', note: 'Вече работим с друг град.', share })
			const letter = (await letters(ctx)).at(-1)!
			expect(letter).toMatchObject({ kind: 'exchange.introduction-declined', toAddress: lead.email })
			return { page: await getIntroduction(lead.ctx, id), text: letter.text, id }
		}
		const kept = await refuse(false)
		expect(kept.page).toMatchObject({ status: 'declined', declineReason: null, declineNote: null })
		expect(kept.text).not.toContain('друг град')
		const shown = await refuse(true)
		expect(shown.page).toMatchObject({ declineReason: null, declineNote: 'Вече работим с друг град.' })
		expect(shown.text).toContain('друг град')
		expect(await getIntroduction(await buildOfficer(ctx), shown.id)).toMatchObject({ declineReason: 'other-partner' })
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		expect(
			await refused(declineIntroduction(as(ctx, bg.actor), id, { reason: 'other', note: 'пишете на x@example.org', share: true }))
		).toBe('error.exchange.contact_in_message')
	})

	test('taking it back is for the asking side; the other one hears it', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		expect(await refused(withdrawIntroduction(as(ctx, bg.actor), id))).toBe(403)
		await withdrawIntroduction(as(ctx, fr.actor), id)
		expect(await stored(ctx, id)).toMatchObject({ status: 'withdrawn', endedBy: 'from', endedAt: NOW })
		expect((await occasions(ctx)).at(-1)).toEqual(['introduction-withdrawn', bg.email])
	})
})

describe('an officer asking two', () => {
	test('both must agree; the first yes shows nothing yet', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const officer = await buildOfficer(ctx)
		const id = await askForBoth(officer, { from: fr.id, to: bg.id, message: MESSAGE })
		expect(await occasions(ctx)).toEqual([
			['introduction-asked', fr.email],
			['introduction-asked', bg.email]
		])
		expect(await agreeToIntroduction(as(ctx, fr.actor), id)).toBe('asked')
		expect(await getIntroduction(as(ctx, bg.actor), id)).toMatchObject({ contacts: null, can: { agree: true } })
		expect(await refused(agreeToIntroduction(as(ctx, fr.actor), id))).toBe('error.exchange.already_agreed')
		expect(await agreeToIntroduction(as(ctx, bg.actor), id)).toBe('accepted')
	})

	test('is for staff; not of one with itself, nor twice, nor past a block, which the officer is told of', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const officer = await buildOfficer(ctx)
		const both = { from: fr.id, to: bg.id, message: MESSAGE }
		expect(await refused(askForBoth(as(ctx, fr.actor), both))).toBe(403)
		expect(await refused(askForBoth(as(ctx, actor(['auditor'])), both))).toBe(403)
		expect(await refused(askForBoth(officer, { ...both, to: fr.id }))).toBe('error.exchange.same')
		expect(await refused(askForBoth(officer, { ...both, to: crypto.randomUUID() }))).toBe('error.exchange.unlisted')
		const id = await askForBoth(officer, both)
		expect(await refused(askForBoth(officer, both))).toBe('error.exchange.standing')
		await withdrawIntroduction(officer, id)
		await blockOrganisation(as(ctx, bg.actor), { organisationId: bg.id, blockedId: fr.id })
		expect(await refused(askForBoth(officer, both))).toBe('error.exchange.blocked')
	})
})

describe('messages', () => {
	test('go to the other side by mail without anybody’s address, and hold none before both agreed', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		await sendMessage(as(ctx, bg.actor), id, 'Колко жители обслужвате?')
		const letter = (await letters(ctx)).at(-1)!
		expect(letter).toMatchObject({ kind: 'exchange.introduction-message', toAddress: fr.email, replyTo: null })
		expect(letter.text).toContain('Колко жители')
		expect(letter.text + letter.html).not.toMatch(new RegExp(`${bg.email}|Елица`))
		expect(await refused(sendMessage(as(ctx, fr.actor), id, 'Appelez le 01 42 34 56 78'))).toBe(
			'error.exchange.contact_in_message'
		)
		await sendMessage(await buildOfficer(ctx), id, 'Le service suit votre échange.')
		expect((await occasions(ctx)).slice(-2)).toEqual([
			['introduction-message', fr.email],
			['introduction-message', bg.email]
		])
		await agreeToIntroduction(as(ctx, bg.actor), id)
		await sendMessage(as(ctx, fr.actor), id, 'Appelez le 01 42 34 56 78')
		expect((await getIntroduction(as(ctx, bg.actor), id)).messages.map(({ side }) => side)).toEqual(['to', 'service', 'from'])
	})

	test('are for those who stand in it, as many a day as allowed, and not once it has ended', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		expect(await refused(sendMessage((await buildTwo(ctx)).fr.ctx, id, 'x'))).toBe(404)
		expect(await refused(sendMessage(as(ctx, actor(['auditor'])), id, 'x'))).toBe(403)
		const member = await buildStanding(ctx, fr.id, 'member')
		for (let i = 0; i < introductionRules.messagesPerDay; i++) await sendMessage(as(ctx, member.actor), id, `${i}`)
		expect(await refused(sendMessage(as(ctx, fr.actor), id, 'x'))).toBe('error.exchange.messages')
		await declineIntroduction(as(ctx, bg.actor), id, { reason: 'other', note: '', share: false })
		expect(await refused(sendMessage(inDays(as(ctx, fr.actor), 2), id, 'x'))).toBe('error.exchange.ended')
	})
})

describe('blocking', () => {
	test('the blocked side sees what everybody sees who waits; the other one hears and sees nothing', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const own = as(ctx, fr.actor)
		await blockOrganisation(as(ctx, bg.actor), { organisationId: bg.id, blockedId: fr.id })
		await blockOrganisation(as(ctx, bg.actor), { organisationId: bg.id, blockedId: fr.id })
		const id = await askIntroduction(own, { from: fr.id, organisationId: bg.id, message: MESSAGE })
		await sendMessage(own, id, 'Êtes-vous là ?')
		const control = await buildOrganisation(ctx, { name: { bg: 'Община Мостово' } })
		await buildStanding(ctx, control)
		const other = await askIntroduction(own, { from: fr.id, organisationId: control, message: MESSAGE })
		await sendMessage(own, other, 'Êtes-vous là ?')
		const plain = async (introductionId: string) => {
			const { id: _, reference: __, parties, messages, ...page } = await getIntroduction(own, introductionId)
			return { ...page, to: parties.to.name, messages: messages.map(({ text }) => text) }
		}
		expect(await plain(id)).toEqual(await plain(other))
		expect((await letters(ctx)).filter(({ toAddress }) => toAddress === bg.email)).toEqual([])
		expect(await refused(getIntroduction(as(ctx, bg.actor), id))).toBe(404)
		expect(await refused(agreeToIntroduction(as(ctx, bg.actor), id))).toBe(404)
		expect(await listIntroductions(as(ctx, bg.actor))).toMatchObject({ introductions: [] })
		expect(await waitingForMe(as(ctx, bg.actor))).toBe(0)
		expect(await refused(askIntroduction(as(ctx, bg.actor), { from: bg.id, organisationId: fr.id, message: MESSAGE }))).toBe(
			'error.exchange.you_blocked'
		)
		expect(await listBlockedByOwn(as(ctx, bg.actor))).toMatchObject([{ id: fr.id }])
		await unblockOrganisation(as(ctx, bg.actor), { organisationId: bg.id, blockedId: fr.id })
		expect(await waitingForMe(as(ctx, bg.actor))).toBe(1)
	})

	test('closes what was agreed and takes back what was asked, without a word', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		await agreeToIntroduction(as(ctx, bg.actor), id)
		const before = (await letters(ctx)).length
		await blockOrganisation(as(ctx, fr.actor), { organisationId: fr.id, blockedId: bg.id })
		expect(await stored(ctx, id)).toMatchObject({ status: 'closed', endedBy: 'from' })
		expect(await letters(ctx)).toHaveLength(before)
		const member = await buildStanding(ctx, bg.id, 'member')
		expect(await refused(blockOrganisation(as(ctx, member.actor), { organisationId: bg.id, blockedId: fr.id }))).toBe(403)
		expect(await refused(blockOrganisation(as(ctx, fr.actor), { organisationId: bg.id, blockedId: fr.id }))).toBe(404)
		expect(await refused(unblockOrganisation(as(ctx, bg.actor), { organisationId: fr.id, blockedId: bg.id }))).toBe(404)
		expect(await listBlockedByOwn(as(ctx, bg.actor))).toEqual([])
	})
})

describe('the outcome', () => {
	test('is said by each side for itself, read by the service, and can be said again', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		const said = { outcome: 'visit', satisfaction: 4, note: 'Utile.' } as const
		expect(await refused(sayOutcome(as(ctx, fr.actor), id, said))).toBe('error.exchange.no_outcome_yet')
		await agreeToIntroduction(as(ctx, bg.actor), id)
		await sayOutcome(as(ctx, fr.actor), id, { ...said, outcome: 'contact' })
		await sayOutcome(as(ctx, fr.actor), id, said)
		const member = await buildStanding(ctx, bg.id, 'member')
		expect(await refused(sayOutcome(as(ctx, member.actor), id, said))).toBe(403)
		expect(await refused(sayOutcome(await buildOfficer(ctx), id, said))).toBe(403)
		expect((await getIntroduction(as(ctx, bg.actor), id)).outcomes).toEqual([])
		expect((await getIntroduction(as(ctx, fr.actor), id)).outcomes).toMatchObject([{ side: 'from', ...said }])
		expect((await getIntroduction(await buildOfficer(ctx), id)).outcomes).toHaveLength(1)
	})
})

describe('lists', () => {
	test('hold one’s own, what waits first, 25 at a time; others’ are the office’s', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const waiting = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		const officer = await buildOfficer(ctx)
		const others: string[] = []
		for (let i = 0; i < 26; i++) {
			const id = await askForBoth(inDays(officer, 1), { from: bg.id, to: await buildOrganisation(ctx), message: MESSAGE })
			await agreeToIntroduction(inDays(as(ctx, bg.actor), 1), id)
			others.push(id)
		}
		const first = await listIntroductions(as(ctx, bg.actor))
		expect(first.introductions[0]).toMatchObject({ id: waiting, awaited: true, mine: 'to' })
		expect(first.introductions).toHaveLength(25)
		const second = await listIntroductions(as(ctx, bg.actor), {}, first.next)
		expect(new Set([...first.introductions, ...second.introductions].map(({ id }) => id))).toEqual(new Set([waiting, ...others]))
		expect((await listIntroductions(as(ctx, bg.actor), { box: 'received' })).introductions).toHaveLength(1)
		expect((await listIntroductions(as(ctx, fr.actor), { box: 'sent' })).introductions).toMatchObject([{ id: waiting }])
		expect((await listIntroductions((await buildTwo(ctx)).fr.ctx)).introductions).toEqual([])
		expect((await listAllIntroductions(officer, { status: 'asked' })).introductions).toHaveLength(25)
		expect(await refused(listAllIntroductions(as(ctx, fr.actor)))).toBe(403)
	})
})
