import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { buildSignedIn } from '#test/accounts'
import { actor, as, contextOn, ownDatabase, queued, test, trail } from '#test/support'
import { comparePair, findDuplicates, listDuplicates, lookForDuplicates, markDistinct } from './duplicates.server.ts'
import { organisationKeys } from './keys.ts'
import { listMerges, mergeOrganisations, registerMerge, undoMerge } from './merges.server.ts'

async function officer(ctx: Ctx) {
	const person = await buildSignedIn(ctx)
	return as(ctx, actor(['officer'], { accountId: person.accountId }))
}
let count = 0
async function build(ctx: Ctx, bg: string, over: Record<string, unknown> = {}) {
	const id = uuidv7()
	const name = { bg }
	await ctx.db
		.insertInto('organisation')
		.values({
			...{ id, reference: `2027-ORG-T${count++}`, kind: 'association', country: 'BG', status: 'listed', place: 'Враца' },
			...{ name: JSON.stringify(name), ...organisationKeys({ name }), createdAt: ctx.now, updatedAt: ctx.now, ...over }
		})
		.execute()
	return id
}
async function member(ctx: Ctx, organisationId: string, role = 'lead', personId = uuidv7()) {
	await ctx.db
		.insertInto('person')
		.values({ id: personId, name: 'Зорница', status: 'listed', createdAt: ctx.now, updatedAt: ctx.now })
		.onConflict((conflict) => conflict.doNothing())
		.execute()
	await ctx.db.insertInto('membership').values({ id: uuidv7(), personId, organisationId, role, createdAt: ctx.now }).execute()
	return personId
}
/** Everything of two organisations that a merge may touch. */
async function picture(ctx: Ctx, ids: string[]) {
	const rows = await ctx.db
		.selectFrom('organisation')
		.select(['id', 'name', 'otherNames', 'email', 'website', 'status', 'mergedInto', 'keys'])
		.where('id', 'in', ids)
		.orderBy('id')
		.execute()
	const of = (table: 'membership' | 'organisationIdentifier') =>
		ctx.db.selectFrom(table).selectAll().where('organisationId', 'in', ids).execute()
	const text = (row: object) => JSON.stringify(row)
	return {
		rows,
		memberships: (await of('membership')).map(text).sort(),
		identifiers: (await of('organisationIdentifier')).map(text).sort(),
		links: (await ctx.db.selectFrom('organisationLink').selectAll().orderBy('id').execute()).map(text)
	}
}

describe('two entries of one organisation', () => {
	test('are found, compared and merged, and the merge is undone to the letter', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const keep = await build(ctx, 'Сдружение Двата бряга', { email: 'a@example.org' })
		const gone = await build(ctx, 'СДРУЖЕНИЕ „ДВАТА БРЯГА“', { website: 'https://example.org/', email: 'b@example.org' })
		const third = await build(ctx, 'Община Враца')
		await ctx.db
			.insertInto('organisationIdentifier')
			.values({ organisationId: gone, scheme: 'eik', value: '000193115' })
			.execute()
		const both = await member(ctx, keep, 'member')
		await member(ctx, gone, 'lead', both)
		await member(ctx, gone)
		await ctx.db.insertInto('organisationLink').values({ id: uuidv7(), fromId: gone, toId: third, kind: 'parent' }).execute()

		expect(await findDuplicates(as(ctx, null))).toEqual({ found: 1 })
		const { pairs } = await listDuplicates(ctx, null)
		expect(pairs.map(({ one, other, reasons }) => [one.id, other.id, reasons])).toEqual([[keep, gone, ['name', 'place']]])
		expect((await comparePair(ctx, gone, keep)).one.id).toBe(gone)

		const moved: unknown[] = []
		registerMerge({
			name: 'test',
			move: async (_, pair) => void moved.push(pair),
			undo: async () => void moved.push('undone')
		})
		const before = await picture(ctx, [keep, gone])
		const mergeId = await mergeOrganisations(ctx, { keep, gone, fields: { website: 'gone' } })
		const merged = await picture(ctx, [keep, gone])
		expect(merged.rows).toMatchObject([
			{
				id: keep,
				email: 'a@example.org',
				website: 'https://example.org/',
				otherNames: ['СДРУЖЕНИЕ „ДВАТА БРЯГА“'],
				status: 'listed'
			},
			{ id: gone, status: 'merged', mergedInto: keep }
		])
		expect(moved).toEqual([{ from: gone, to: keep }])
		expect(merged.memberships.filter((row) => row.includes(keep)).length).toBe(2)
		expect(merged.memberships.filter((row) => row.includes(keep) && row.includes('"lead"')).length).toBe(2)
		expect(merged.links[0]).toContain(keep)
		expect((await listDuplicates(ctx, null)).pairs).toEqual([])
		expect(await ctx.db.selectFrom('searchItem').select('id').where('id', '=', gone).execute()).toEqual([])
		expect((await listMerges(ctx, null)).merges[0]).toMatchObject({ id: mergeId, can: { undo: true } })

		await undoMerge(ctx, mergeId)
		expect(await picture(ctx, [keep, gone])).toEqual(before)
		expect(moved[1]).toBe('undone')
		await expect(undoMerge(ctx, mergeId)).rejects.toMatchObject({ key: 'merge.error.undone' })
		expect(await findDuplicates(as(ctx, null))).toEqual({ found: 0 })
		expect((await trail(ctx, `organisation:${keep}`)).map(({ action }) => action)).toEqual([
			'organisation.merged',
			'organisation.merge-undone'
		])
	})

	test('what was corrected since the merge stays when it is undone', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const [keep, gone] = [await build(ctx, 'Зора'), await build(ctx, 'Зора', { website: 'https://zora.example/' })]
		const mergeId = await mergeOrganisations(ctx, { keep, gone, fields: { website: 'gone' } })
		await ctx.db.updateTable('organisation').set({ website: 'https://nova.example/' }).where('id', '=', keep).execute()
		await undoMerge(ctx, mergeId)
		const { rows } = await picture(ctx, [keep])
		expect(rows[0]!.website).toBe('https://nova.example/')
	})

	test('merges that build on each other are undone from the last', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const [a, b, c] = [await build(ctx, 'А едно'), await build(ctx, 'Б две'), await build(ctx, 'В три')]
		const first = await mergeOrganisations(ctx, { keep: a, gone: b })
		const second = await mergeOrganisations(ctx, { keep: c, gone: a })
		expect((await picture(ctx, [b])).rows[0]!.mergedInto).toBe(c)
		await expect(undoMerge(ctx, first)).rejects.toMatchObject({ key: 'merge.error.later' })
		await expect(mergeOrganisations(ctx, { keep: c, gone: b })).rejects.toMatchObject({ key: 'merge.error.merged' })
		await undoMerge(ctx, second)
		await undoMerge(ctx, first)
		expect((await picture(ctx, [a, b, c])).rows.map(({ status }) => status)).toEqual(['listed', 'listed', 'listed'])
	})

	test('said to be distinct are not proposed again', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const [one, other] = [await build(ctx, 'Зора'), await build(ctx, 'Зора')]
		await findDuplicates(as(ctx, null))
		await markDistinct(ctx, other, one)
		await expect(markDistinct(ctx, one, other)).rejects.toMatchObject({ key: 'duplicate.error.decided' })
		expect(await findDuplicates(as(ctx, null))).toEqual({ found: 0 })
		expect((await listDuplicates(ctx, null)).pairs).toEqual([])
	})

	test('are for the staff to decide; an auditor reads', async ({ ctx: base }) => {
		const ctx = await officer(base)
		const [one, other] = [await build(ctx, 'Зора'), await build(ctx, 'Зора')]
		const auditor = as(ctx, actor([{ service: null, role: 'auditor' }]))
		expect((await comparePair(auditor, one, other)).can.merge).toBe(false)
		for (const verb of [
			() => mergeOrganisations(auditor, { keep: one, gone: other }),
			() => markDistinct(auditor, one, other),
			() => lookForDuplicates(auditor),
			() => comparePair(as(ctx, actor(['member'])), one, other),
			() => listMerges(as(ctx, null), null)
		])
			await expect(verb()).rejects.toMatchObject({ status: 403 })
		await expect(mergeOrganisations(ctx, { keep: one, gone: uuidv7() })).rejects.toMatchObject({ status: 404 })
		await lookForDuplicates(ctx)
		expect(await queued(ctx, 'network.find-duplicates')).toEqual([{}])
	})
})

test('merged both ways at once, one of the two stays', async () => {
	await using database = await ownDatabase()
	const ctx = await officer(contextOn(database.db))
	const [one, other] = [await build(ctx, 'Зора'), await build(ctx, 'Зора')]
	const answers = await Promise.allSettled([
		mergeOrganisations(ctx, { keep: one, gone: other }),
		mergeOrganisations(ctx, { keep: other, gone: one })
	])
	expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})
