import { beforeAll, describe, expect } from 'vitest'
import { onShownOrHidden, showOrganisation } from '#modules/network/moderation.server'
import { introductionRules } from '#programme/exchange'
import { buildListing, buildTwo, letters, MESSAGE, stored } from '#test/introductions'
import { buildOfficer, buildOrganisation } from '#test/network'
import { actor, as, contextOn, ownDatabase, test } from '#test/support'
import { countAbuse, dismissReport, listAbuse, reportAbuse, upholdReport } from './abuse.server.ts'
import { askIntroduction, getAsking } from './asking.server.ts'
import { indexListing, indexListingsOf } from './indexing.server.ts'
import { agreeToIntroduction, getIntroduction } from './introductions.server.ts'
import { listings } from './listing-rows.server.ts'
import { introductionMerge } from './introduction-merge.server.ts'
import { sendMessage } from './introduction-messages.server.ts'
import { introductionWords } from './personal-data.server.ts'

const refused = (promise: Promise<unknown>) =>
	promise.then(
		() => 'done',
		(cause: { key?: string; status?: number }) => cause.key ?? cause.status ?? cause
	)
beforeAll(() => onShownOrHidden(indexListingsOf))
const spam = { reason: 'spam', note: 'Publicité.' } as const

describe('reporting abuse', () => {
	test('is for who sees the thing; the staff’s answer closes a listing, and never says who reported it', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const listing = await buildListing(ctx, bg.id)
		const id = await reportAbuse(as(ctx, fr.actor), `listing:${listing}`, spam)
		const officer = await buildOfficer(ctx)
		expect(await countAbuse(officer)).toMatchObject({ count: 1 })
		const { reports } = await listAbuse(officer)
		expect(reports).toMatchObject([{ id, status: 'open', about: { kind: 'listing', id: listing } }])
		expect(JSON.stringify(reports)).not.toContain(fr.accountId)
		await upholdReport(officer, id, { answer: 'Contraire à la charte.' })
		expect(await ctx.db.selectFrom('listing').select('status').where('id', '=', listing).executeTakeFirst()).toEqual({
			status: 'closed'
		})
		const written = (await letters(ctx)).filter(({ kind }) => kind.startsWith('exchange.abuse'))
		expect(written.map(({ kind, toAddress }) => [kind, toAddress]).sort()).toEqual([
			['exchange.abuse-answered', fr.email],
			['exchange.abuse-upheld', bg.email]
		])
		expect(written.find(({ toAddress }) => toAddress === bg.email)!.text).not.toMatch(new RegExp(`Arches|${fr.email}|Camille`))
		expect(await refused(upholdReport(officer, id, { answer: 'x' }))).toBe('error.exchange.report_decided')
		expect(await refused(dismissReport(officer, id, { answer: 'x' }))).toBe('error.exchange.report_decided')
	})

	test('an organisation found at fault is hidden, its listings leave the search with it, and who leads it reads why', async ({
		ctx
	}) => {
		const { fr, bg } = await buildTwo(ctx)
		const listing = await buildListing(ctx, bg.id)
		await indexListing(ctx, await listings(ctx).where('id', '=', listing).executeTakeFirstOrThrow())
		const found = () => ctx.db.selectFrom('searchItem').select('id').where('id', 'in', [listing, bg.id]).execute()
		expect(await found()).toHaveLength(2)
		const id = await reportAbuse(as(ctx, fr.actor), `organisation:${bg.id}`, spam)
		const twice = await reportAbuse(as(ctx, (await buildTwo(ctx)).fr.actor), `organisation:${bg.id}`, spam)
		const officer = await buildOfficer(ctx)
		await upholdReport(officer, id, { answer: 'Usurpation.' })
		expect(await ctx.db.selectFrom('organisation').select('status').where('id', '=', bg.id).executeTakeFirst()).toEqual({
			status: 'hidden'
		})
		expect(await found()).toEqual([])
		const told = async () => (await letters(ctx)).filter(({ toAddress }) => toAddress === bg.email)
		expect((await told()).map(({ kind, text }) => [kind, text.includes('Usurpation.')])).toEqual([
			['exchange.abuse-upheld', true]
		])
		// A second report of the same is answered; there is nothing left to hide, and nobody to tell again.
		await upholdReport(officer, twice, { answer: 'Déjà fait.' })
		expect(await told()).toHaveLength(1)
		await showOrganisation(officer, bg.id)
		expect(await found()).toHaveLength(2)
	})

	test('of what is not there for the reporter is 404; twice is refused, too often too; deciding is for staff', async ({
		ctx
	}) => {
		const { fr, bg } = await buildTwo(ctx)
		const own = as(ctx, fr.actor)
		const introduction = await askIntroduction(own, { from: fr.id, organisationId: bg.id, message: MESSAGE })
		const others = await buildTwo(ctx)
		for (const subject of ['', 'account:x', `listing:${crypto.randomUUID()}`, `organisation:${crypto.randomUUID()}`])
			expect(await refused(reportAbuse(own, subject, spam))).toBe(404)
		expect(await refused(reportAbuse(as(ctx, others.fr.actor), `introduction:${introduction}`, spam))).toBe(404)
		expect(await refused(reportAbuse(as(ctx, actor(['auditor'])), `organisation:${bg.id}`, spam))).toBe(403)
		const id = await reportAbuse(own, `introduction:${introduction}`, spam)
		expect(await refused(reportAbuse(own, `introduction:${introduction}`, spam))).toBe('error.exchange.already_reported')
		for (let i = 1; i < introductionRules.reportsPerDay; i++)
			await reportAbuse(own, `organisation:${await buildOrganisation(ctx)}`, spam)
		expect(await refused(reportAbuse(own, `organisation:${bg.id}`, spam))).toBe('error.exchange.reports')
		expect(await refused(upholdReport(own, id, { answer: 'x' }))).toBe(403)
		expect(await refused(dismissReport(as(ctx, actor(['auditor'])), id, { answer: 'x' }))).toBe(403)
		expect(await refused(listAbuse(own))).toBe(403)
		const officer = await buildOfficer(ctx)
		await dismissReport(officer, id, { answer: 'Rien d’anormal.' })
		expect(await stored(ctx, introduction)).toMatchObject({ status: 'asked' })
		expect((await letters(ctx)).at(-1)).toMatchObject({ kind: 'exchange.abuse-answered', toAddress: fr.email })
		// Answered, it can be reported again.
		expect((await listAbuse(officer)).reports.filter(({ status }) => status === 'dismissed')).toHaveLength(1)
		const again = await buildTwo(ctx)
		const second = await askIntroduction(as(ctx, again.fr.actor), {
			from: again.fr.id,
			organisationId: again.bg.id,
			message: MESSAGE
		})
		await upholdReport(officer, await reportAbuse(as(ctx, again.bg.actor), `introduction:${second}`, spam), { answer: 'x' })
		expect(await stored(ctx, second)).toMatchObject({ status: 'withdrawn', endedBy: 'service' })
	})

	test('five times at once is one report', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const { fr, bg } = await buildTwo(ctx)
		const outcomes = await Promise.all(
			Array.from({ length: 5 }, () => refused(reportAbuse(as(ctx, fr.actor), `organisation:${bg.id}`, spam)))
		)
		expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
		expect(outcomes.filter((outcome) => outcome === 'error.exchange.already_reported')).toHaveLength(4)
	})
})

describe('whoever leaves', () => {
	test('takes their words along: in the export, then gone, with the letters that gave their address', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		await sendMessage(as(ctx, bg.actor), id, 'Разбира се.')
		await sendMessage(as(ctx, fr.actor), id, 'Merci.')
		await agreeToIntroduction(as(ctx, bg.actor), id)
		expect(await introductionWords.export(ctx, fr.accountId)).toMatchObject({
			asked: [{ message: MESSAGE }],
			messages: [{ text: 'Merci.' }]
		})
		await introductionWords.erase(ctx, { id: fr.accountId, email: fr.email })
		expect(await introductionWords.export(ctx, fr.accountId)).toEqual({ asked: [], messages: [], reports: [] })
		expect(await stored(ctx, id)).toMatchObject({ status: 'accepted', message: '—', askedBy: null, fromAccount: null })
		expect((await getIntroduction(as(ctx, bg.actor), id)).messages.map(({ text }) => text)).toEqual(['Разбира се.'])
		expect((await letters(ctx)).filter(({ text }) => text.includes(fr.email) || text.includes('Merci.'))).toEqual([])
	})
})

describe('a merge of organisations', () => {
	test('takes introductions and blocks along and brings them back; none stands twice', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		const double = await buildTwo(ctx)
		const kept = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		const twice = await askIntroduction(as(ctx, double.fr.actor), { from: double.fr.id, organisationId: bg.id, message: MESSAGE })
		const between = await askIntroduction(as(ctx, double.fr.actor), {
			from: double.fr.id,
			organisationId: fr.id,
			message: MESSAGE
		})
		const other = await askIntroduction(as(ctx, double.bg.actor), {
			from: double.bg.id,
			organisationId: double.fr.id,
			message: MESSAGE
		})
		const all = () => Promise.all([kept, twice, between, other].map((id) => stored(ctx, id)))
		const before = await all()
		const data = await introductionMerge.move(ctx, { from: double.fr.id, to: fr.id })
		expect(
			(await all()).map(({ status, fromOrganisation, toOrganisation }) => [status, fromOrganisation, toOrganisation])
		).toEqual([
			['asked', fr.id, bg.id],
			['withdrawn', fr.id, bg.id],
			['withdrawn', double.fr.id, fr.id],
			['asked', double.bg.id, fr.id]
		])
		await introductionMerge.undo(ctx, JSON.parse(JSON.stringify(data)))
		expect(await all()).toEqual(before)
	})
})

test('the page of asking says the same of an organisation with people and of one without', async ({ ctx }) => {
	const { fr, bg } = await buildTwo(ctx)
	const nobody = await buildOrganisation(ctx, { name: { bg: 'Община Мостово' } })
	const { other: one, ...known } = await getAsking(as(ctx, fr.actor), { organisationId: bg.id })
	const { other: two, ...unknown } = await getAsking(as(ctx, fr.actor), { organisationId: nobody })
	expect(known).toEqual(unknown)
	expect({ ...one, id: '' }).toEqual({ ...two, id: '' })
})
