import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { programme } from '#programme/programme'
import { buildTwo, inDays, letters, MESSAGE, occasions, stored } from '#test/introductions'
import { buildOfficer } from '#test/network'
import { as, contextOn, ownDatabase, test, trail } from '#test/support'
import { askForBoth, askIntroduction } from './asking.server.ts'
import { blockOrganisation } from './blocks.server.ts'
import { followIntroductions } from './following.server.ts'
import { countUnanswered } from './introduction-lists.server.ts'
import { agreeToIntroduction, closeIntroduction, declineIntroduction } from './introductions.server.ts'
import { sayOutcome } from './outcomes.server.ts'

const ask = async (ctx: Ctx) => {
	const { fr, bg } = await buildTwo(ctx)
	return { fr, bg, id: await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE }) }
}
const run = (ctx: Ctx, day: number) => followIntroductions(inDays(ctx, day))
const since = async (ctx: Ctx, count: number) => (await occasions(ctx)).slice(count)

describe('the calendar', () => {
	test('reminds at 9, 21 and 45 days, tells the service at the last, and closes at 60', async ({ ctx }) => {
		const { fr, bg, id } = await ask(ctx)
		const reminder = ['introduction-reminder', bg.email]
		expect(await run(ctx, 8)).toEqual({ reminded: 0, lapsed: 0, asked: 0 })
		expect(await since(ctx, 1)).toEqual([])
		expect(await run(ctx, 9)).toMatchObject({ reminded: 1 })
		expect(await run(ctx, 9)).toMatchObject({ reminded: 0 })
		expect(await since(ctx, 1)).toEqual([reminder])
		await run(ctx, 21)
		expect(await since(ctx, 2)).toEqual([reminder])
		expect(await countUnanswered(inDays(await buildOfficer(ctx), 21))).toMatchObject({ count: 1 })
		await run(ctx, 45)
		expect(await since(ctx, 3)).toEqual([reminder, ['introduction-unanswered', programme.contact.email]])
		await run(ctx, 59)
		expect(await since(ctx, 5)).toEqual([])
		expect(await run(ctx, 60)).toEqual({ reminded: 0, lapsed: 1, asked: 0 })
		expect((await since(ctx, 5)).sort()).toEqual(
			[
				['introduction-lapsed', bg.email],
				['introduction-lapsed', fr.email]
			].sort()
		)
		expect(await stored(ctx, id)).toMatchObject({ status: 'lapsed', reminders: 3, endedAt: inDays(ctx, 60).now })
		expect(await run(ctx, 61)).toEqual({ reminded: 0, lapsed: 0, asked: 0 })
		expect((await trail(ctx, `introduction:${id}`)).map(({ action }) => action)).toEqual([
			'introduction.asked',
			...Array.from({ length: 3 }, () => 'introduction.reminded'),
			'introduction.lapsed'
		])
		for (const letter of await letters(ctx)) {
			expect(letter.replyTo).toBeNull()
			expect(letter.locale).toBe(letter.toAddress === programme.contact.email ? programme.defaultLanguage : 'bg')
		}
	})

	test('after days without a run one reminder goes out, not two', async ({ ctx }) => {
		const { id } = await ask(ctx)
		await run(ctx, 30)
		expect(await since(ctx, 1)).toHaveLength(1)
		expect(await stored(ctx, id)).toMatchObject({ reminders: 2 })
	})

	test('who has answered is left in peace; of two, only the silent one is reminded', async ({ ctx }) => {
		const { bg, id } = await ask(ctx)
		await declineIntroduction(as(ctx, bg.actor), id, { reason: 'other', note: '', share: false })
		expect(await run(ctx, 60)).toEqual({ reminded: 0, lapsed: 0, asked: 0 })
		const two = await buildTwo(ctx)
		const proposed = await askForBoth(await buildOfficer(ctx), { from: two.fr.id, to: two.bg.id, message: MESSAGE })
		await agreeToIntroduction(as(ctx, two.bg.actor), proposed)
		const before = (await occasions(ctx)).length
		await run(ctx, 9)
		expect(await since(ctx, before)).toEqual([['introduction-reminder', two.fr.email]])
	})

	test('a blocked asking lapses after the same time, and only the asker hears it', async ({ ctx }) => {
		const { fr, bg } = await buildTwo(ctx)
		await blockOrganisation(as(ctx, bg.actor), { organisationId: bg.id, blockedId: fr.id })
		const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, organisationId: bg.id, message: MESSAGE })
		for (const day of [9, 21, 45, 60]) await run(ctx, day)
		expect(await occasions(ctx)).toEqual([['introduction-lapsed', fr.email]])
		expect(await stored(ctx, id)).toMatchObject({ status: 'lapsed', reminders: 3 })
	})

	test('asks both sides what came of it sixty days after both agreed, once, and not who has said so', async ({ ctx }) => {
		const { fr, bg, id } = await ask(ctx)
		await agreeToIntroduction(inDays(as(ctx, bg.actor), 5), id)
		await sayOutcome(inDays(as(ctx, fr.actor), 20), id, { outcome: 'project', satisfaction: 5, note: '' })
		const before = (await occasions(ctx)).length
		expect(await run(ctx, 64)).toMatchObject({ asked: 0 })
		expect(await run(ctx, 65)).toMatchObject({ asked: 1 })
		expect(await run(ctx, 66)).toMatchObject({ asked: 0 })
		expect(await since(ctx, before)).toEqual([['introduction-outcome', bg.email]])
	})

	test('asks at once when it is closed before that, and not again', async ({ ctx }) => {
		const { fr, bg, id } = await ask(ctx)
		await agreeToIntroduction(inDays(as(ctx, bg.actor), 5), id)
		await sayOutcome(inDays(as(ctx, bg.actor), 6), id, { outcome: 'contact', satisfaction: 4, note: '' })
		const before = (await occasions(ctx)).length
		await closeIntroduction(inDays(as(ctx, fr.actor), 7), id)
		expect(await since(ctx, before)).toEqual([['introduction-outcome', fr.email]])
		expect(await run(ctx, 66)).toMatchObject({ asked: 0 })
	})

	test('closed after both were asked, it asks nobody again', async ({ ctx }) => {
		const { fr, bg, id } = await ask(ctx)
		await agreeToIntroduction(inDays(as(ctx, bg.actor), 5), id)
		expect(await run(ctx, 65)).toMatchObject({ asked: 1 })
		const before = (await occasions(ctx)).length
		await closeIntroduction(inDays(as(ctx, fr.actor), 70), id)
		expect(await since(ctx, before)).toEqual([])
		expect((await stored(ctx, id)).outcomeAskedAt).toEqual(inDays(ctx, 65).now)
	})

	test('run four times at once, it writes each letter once', async () => {
		await using own = await ownDatabase()
		const ctx = contextOn(own.db)
		const { bg } = await ask(ctx)
		await Promise.all(Array.from({ length: 4 }, () => run(ctx, 9)))
		expect(await since(ctx, 1)).toEqual([['introduction-reminder', bg.email]])
	})
})
