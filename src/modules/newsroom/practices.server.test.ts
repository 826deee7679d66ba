import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import type { Actor, Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { buildSignedIn } from '#test/accounts'
import { buildEvent } from '#test/events'
import { actor, as, contextOn, NOW, ownDatabase, test, trail } from '#test/support'
import { practicesSource } from './practice-indexing.server.ts'
import { movedPractices } from './practice-merge.server.ts'
import { practicesTold } from './practice-personal-data.server.ts'
import { practiceParts, type PracticeInput } from './practice-schema.ts'
import {
	checkPractice,
	countPracticesWaiting,
	getOfficePractice,
	listPractices,
	publishPractice,
	returnPractice
} from './practice-validation.server.ts'
import { correctPractice, draftPractice, getPractice, listOwnPractices, submitPractice } from './practices.server.ts'
import { getPublicPractice, practicesFrom, listPublicPractices } from './public-practices.server.ts'

const sheet = (over: Partial<PracticeInput> = {}): PracticeInput => ({
	title: { fr: 'Un guichet unique pour les aînés', bg: 'Едно гише за възрастните хора' },
	...(Object.fromEntries(practiceParts.map((part) => [part, { fr: `Ce qu’il en est : ${part}.` }])) as Pick<
		PracticeInput,
		(typeof practiceParts)[number]
	>),
	organisation: null,
	themes: ['water'],
	territory: 'VTR28',
	event: null,
	project: null,
	...over
})

async function organisation(ctx: Ctx, name = 'Община Дунавград') {
	const id = uuidv7()
	await ctx.db
		.insertInto('organisation')
		.values({
			id,
			reference: `R${id.slice(-10)}`,
			kind: 'local-authority',
			country: 'BG',
			name: JSON.stringify({ bg: name }),
			latin: name,
			status: 'listed',
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	return id
}

async function standing(ctx: Ctx, organisationId: string, accountId: string) {
	const personId = uuidv7()
	await ctx.db
		.insertInto('person')
		.values({ id: personId, accountId, name: 'Зорница Примерова', status: 'listed', createdAt: NOW, updatedAt: NOW })
		.execute()
	await ctx.db
		.insertInto('membership')
		.values({ id: uuidv7(), personId, organisationId, role: 'member', createdAt: NOW })
		.execute()
}

/** Somebody of the office, with an account. */
async function staff(ctx: Ctx, role: 'officer' | 'editor') {
	const { accountId } = await buildSignedIn(ctx)
	return as(ctx, actor([role], { accountId }))
}

async function submitted(ctx: Ctx, over: Partial<PracticeInput> = {}) {
	const author = await buildSignedIn(ctx)
	const id = await draftPractice(author.ctx, sheet(over))
	await submitPractice(author.ctx, id)
	return { author, id }
}

async function published(ctx: Ctx, over: Partial<PracticeInput> = {}) {
	const { author, id } = await submitted(ctx, over)
	const [officer, editor] = [await staff(ctx, 'officer'), await staff(ctx, 'editor')]
	await checkPractice(officer, id, { version: 2 })
	await publishPractice(editor, id, { version: 3 })
	return { author, officer, editor, id }
}
const broken = (key: string, field: string | null = null) => expect.objectContaining({ key, field }) as RuleBroken
const statusOf = async (ctx: Ctx, id: string) =>
	(await ctx.db.selectFrom('practice').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status
const mails = (ctx: Ctx) =>
	ctx.db.selectFrom('mail').select(['kind', 'toAddress']).where('kind', 'like', 'newsroom.practice%').execute()

describe('a good practice', () => {
	test('is told, checked by one of the service, published by another, and its author is written to', async ({ ctx }) => {
		const { author, id } = await published(ctx)
		const { practice } = await getPublicPractice(as(ctx, null), id)
		expect(practice).toMatchObject({ title: sheet().title, country: 'BG', priorities: ['sustainable-development'] })
		expect(JSON.stringify(practice)).not.toContain(author.accountId)
		expect((await trail(ctx, `practice:${id}`)).map(({ action }) => action)).toEqual([
			'practice.drafted',
			'practice.submitted',
			'practice.checked',
			'practice.published'
		])
		expect(await mails(ctx)).toEqual([{ kind: 'newsroom.practice-published', toAddress: author.email }])
		expect((await practicesSource.list(ctx, null)).items.map((item) => item.id)).toEqual([id])
	})

	test('is named by the event it came of once it is published', async ({ ctx }) => {
		const { eventId } = await buildEvent(ctx)
		const event = `/fr/events/${eventId}`
		await submitted(ctx, { event })
		expect(await practicesFrom(ctx, { event: eventId })).toEqual([])
		const { id } = await published(ctx, { event })
		expect(await practicesFrom(ctx, { event: eventId })).toEqual([{ id, title: sheet().title }])
		expect(await practicesFrom(ctx, { project: eventId })).toEqual([])
	})

	test('is not published by whoever checked it, nor before it was checked', async ({ ctx }) => {
		const { id } = await submitted(ctx)
		const editor = await staff(ctx, 'editor')
		await expect(publishPractice(editor, id, { version: 2 })).rejects.toEqual(broken('error.practice.moved'))
		await checkPractice(editor, id, { version: 2 })
		expect((await getOfficePractice(editor, id)).can).toMatchObject({ publish: false, waitsForAnother: true })
		await expect(publishPractice(editor, id, { version: 3 })).rejects.toEqual(broken('error.practice.same_person'))
		// The database says no as well, whatever the code forgets.
		const byHand = ctx.db
			.updateTable('practice')
			.set({ status: 'published', publishedBy: editor.actor!.accountId })
			.where('id', '=', id)
			.execute()
		await expect(byHand).rejects.toThrow('practice_two_people_check')
	})

	test('whose content changes after it was checked is checked again', async ({ ctx }) => {
		const { id } = await submitted(ctx)
		const [officer, editor] = [await staff(ctx, 'officer'), await staff(ctx, 'editor')]
		await checkPractice(officer, id, { version: 2 })
		await correctPractice(editor, id, { ...sheet({ title: { fr: 'Autre' } }), version: 3 })
		expect(await statusOf(ctx, id)).toBe('submitted')
		await expect(publishPractice(editor, id, { version: 3 })).rejects.toEqual(broken('error.practice.moved'))
		await expect(checkPractice(officer, id, { version: 3 })).rejects.toEqual(broken('error.stale'))
	})

	test('is returned with a reason, mended by its author and submitted again; off the portal it is gone', async ({ ctx }) => {
		const { author, officer, editor, id } = await published(ctx)
		await expect(returnPractice(officer, id, { version: 4, reason: 'Non' })).rejects.toMatchObject({ status: 403 })
		await returnPractice(editor, id, { version: 4, reason: 'Précisez le coût.' })
		await expect(getPublicPractice(as(ctx, null), id)).rejects.toMatchObject({ status: 404 })
		expect((await practicesSource.list(ctx, null)).items).toEqual([])
		expect(await mails(ctx)).toContainEqual({ kind: 'newsroom.practice-returned', toAddress: author.email })
		await correctPractice(author.ctx, id, { ...sheet({ cost: { fr: '12 000 €' } }), version: 5 })
		await submitPractice(author.ctx, id)
		await expect(submitPractice(author.ctx, id)).rejects.toEqual(broken('error.practice.not_a_draft'))
		await expect(correctPractice(author.ctx, id, { ...sheet(), version: 7 })).rejects.toEqual(
			broken('error.practice.not_editable')
		)
	})

	test('is submitted only when it is whole, the first missing part named', async ({ ctx }) => {
		const { ctx: author } = await buildSignedIn(ctx)
		const lacking = async (over: Partial<PracticeInput>) => submitPractice(author, await draftPractice(author, sheet(over)))
		await expect(lacking({ problem: {} })).rejects.toEqual(broken('error.practice.part', 'problem'))
		await expect(lacking({ themes: [] })).rejects.toEqual(broken('error.practice.theme', 'themes'))
		await expect(lacking({ territory: null })).rejects.toEqual(broken('error.practice.territory', 'territory'))
		await expect(lacking({ cost: {} })).resolves.toBeUndefined()
	})

	test('speaks for an organisation one stands in, and is linked to what is public', async ({ ctx }) => {
		const { ctx: author, accountId } = await buildSignedIn(ctx)
		const own = await organisation(ctx)
		await expect(draftPractice(author, sheet({ organisation: own }))).rejects.toEqual(
			broken('error.practice.organisation', 'organisation')
		)
		await standing(ctx, own, accountId)
		const id = await draftPractice(author, sheet({ organisation: own }))
		const nowhere = `/fr/events/${uuidv7()}`
		await expect(draftPractice(author, sheet({ event: nowhere }))).rejects.toEqual(broken('error.practice.event', 'event'))
		await expect(draftPractice(author, sheet({ project: 'https://example.org/' }))).rejects.toEqual(
			broken('error.practice.project', 'project')
		)

		// A colleague works on it too; somebody of another house does not know it is there.
		const colleague = await buildSignedIn(ctx)
		await standing(ctx, own, colleague.accountId)
		await correctPractice(colleague.ctx, id, { ...sheet({ organisation: own }), version: 1 })
		expect((await listOwnPractices(colleague.ctx)).map((one) => one.id)).toEqual([id])
		const stranger = await buildSignedIn(ctx)
		expect(await listOwnPractices(stranger.ctx)).toEqual([])
		for (const attempt of [
			() => getPractice(stranger.ctx, id),
			() => correctPractice(stranger.ctx, id, { ...sheet(), version: 2 }),
			() => submitPractice(stranger.ctx, id)
		])
			await expect(attempt()).rejects.toMatchObject({ status: 404 })
	})

	test.for([
		['a stranger', null],
		['a member', actor(['member'])],
		['an auditor', actor(['auditor'])]
	] as const)('is not decided on by %s', async ([, who], { ctx }) => {
		const { id } = await submitted(ctx)
		const theirs = as(ctx, who as Actor | null)
		for (const attempt of [
			() => checkPractice(theirs, id, { version: 2 }),
			() => publishPractice(theirs, id, { version: 2 }),
			() => returnPractice(theirs, id, { version: 2, reason: 'x' })
		])
			await expect(attempt()).rejects.toMatchObject({ status: 403 })
		expect(await statusOf(ctx, id)).toBe('submitted')
	})

	test('is checked once when three click at once', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const { id } = await submitted(ctx)
		const officers = [await staff(ctx, 'officer'), await staff(ctx, 'officer'), await staff(ctx, 'editor')]
		const outcomes = await Promise.allSettled(officers.map((officer) => checkPractice(officer, id, { version: 2 })))
		expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect((await trail(ctx, `practice:${id}`)).filter(({ action }) => action === 'practice.checked')).toHaveLength(1)
	})
})

describe('the lists of practices', () => {
	test('are narrowed by theme, country, territory and words, and count what each choice leads to', async ({ ctx }) => {
		const { id } = await published(ctx)
		const { id: french } = await published(ctx, {
			title: { fr: 'Des repas à domicile' },
			themes: ['waste', 'water'],
			territory: 'FRK26'
		})
		await submitted(ctx)
		const seen = async (filters: Parameters<typeof listPublicPractices>[1]) =>
			(await listPublicPractices(as(ctx, null), filters)).practices.map((one) => one.id).toSorted()
		expect(await seen({})).toEqual([id, french].toSorted())
		expect(await seen({ theme: 'waste' })).toEqual([french])
		expect(await seen({ country: 'BG' })).toEqual([id])
		expect(await seen({ territory: 'FR' })).toEqual([french])
		expect(await seen({ q: 'едно гише' })).toEqual([id])
		expect(await seen({ q: 'rien de tel' })).toEqual([])
		expect((await listPublicPractices(as(ctx, null), { theme: 'waste' })).facets).toEqual({
			theme: { water: 2, waste: 1 },
			country: { FR: 1 }
		})
		const first = await listPublicPractices(as(ctx, null), {}, { limit: 1 })
		expect(first.next).not.toBeNull()
		expect((await listPublicPractices(as(ctx, null), {}, { limit: 1, after: first.next })).practices).toHaveLength(1)
	})

	test('show to the office what waits first, and how much of it', async ({ ctx }) => {
		const { officer, id } = await published(ctx)
		const { id: waiting } = await submitted(ctx)
		expect((await listPractices(officer)).practices.map((one) => one.id)).toEqual([waiting, id])
		expect((await listPractices(officer, {}, waiting)).practices.map((one) => one.id)).toEqual([id])
		expect((await listPractices(officer, { status: 'published' })).practices.map((one) => one.id)).toEqual([id])
		expect((await listPractices(officer, { q: 'гише' })).practices).toHaveLength(2)
		expect(await countPracticesWaiting(officer)).toMatchObject({ count: 1 })
		await expect(listPractices(as(ctx, null))).rejects.toMatchObject({ status: 403 })
		await expect(countPracticesWaiting(as(ctx, null))).rejects.toMatchObject({ status: 403 })
	})
})

test('what was told goes with its organisation when two become one, and comes back when they part', async ({ ctx }) => {
	const [from, to] = [await organisation(ctx), await organisation(ctx, 'Община Рилово')]
	const { ctx: author, accountId } = await buildSignedIn(ctx)
	await standing(ctx, from, accountId)
	const id = await draftPractice(author, sheet({ organisation: from }))
	const whose = async () => (await getPractice(author, id)).organisationId
	const data = await movedPractices.move(ctx, { from, to })
	expect(await whose()).toBe(to)
	await movedPractices.undo(ctx, data)
	expect(await whose()).toBe(from)
})

test('what was told is in its author’s export; erased, the sheet stays and no longer says whose it was', async ({ ctx }) => {
	const { author, id } = await published(ctx)
	expect(await practicesTold.export(ctx, author.accountId)).toMatchObject([{ title: sheet().title }])
	await practicesTold.erase(ctx, { id: author.accountId } as never)
	expect(await ctx.db.selectFrom('practice').select('accountId').where('id', '=', id).executeTakeFirst()).toEqual({
		accountId: null
	})
})
