import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { draftAt, draftHistory, restoreDraft, saveDraft, thinDrafts } from '#modules/calls/drafts.server'
import { buildDraft, buildOpenCall, closeNow } from '#test/applications'
import { buildSignedIn } from '#test/accounts'
import { buildStanding } from '#test/network'
import { countingQueries } from '#test/queries'
import { as, ownDatabase, contextOn, test } from '#test/support'

test('what is posted is kept, with its history; a page that says nothing of a field leaves it', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx))
	const first = await saveDraft(draft.ctx, draft.id, { posted: { title: 'Une', summary: 'Deux' }, version: 0 })
	expect(first).toMatchObject({ version: 1, conflicts: [] })
	const second = await saveDraft(draft.ctx, draft.id, { posted: { summary: 'Trois' }, version: 1 })
	expect(second).toMatchObject({ version: 2, answers: { title: 'Une', summary: 'Trois' } })
	// Nothing changed: no version.
	expect(await saveDraft(draft.ctx, draft.id, { posted: { summary: 'Trois' }, version: 2 })).toMatchObject({ version: 2 })
	const history = await draftHistory(draft.ctx, draft.id)
	expect(history.versions.map(({ version, changes, reason }) => [version, changes, reason])).toEqual([
		[2, 1, 'saved'],
		[1, 2, 'saved'],
		[0, 0, 'begun']
	])
	await restoreDraft(draft.ctx, draft.id, { version: 1, from: 2 })
	expect(await draftAt(draft.ctx, draft.id, 3)).toEqual({ title: 'Une', summary: 'Deux' })
	await expect(restoreDraft(draft.ctx, draft.id, { version: 1, from: 2 })).rejects.toMatchObject({ key: 'error.stale' })
})

test('a second tab never overwrites: what only one changed is taken, what both changed is shown', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx), { title: 'Avant', summary: 'Avant' })
	// Both pages were made from version 1.
	await saveDraft(draft.ctx, draft.id, { posted: { title: 'Du premier onglet', summary: 'Avant' }, version: 1 })
	const merged = await saveDraft(draft.ctx, draft.id, { posted: { title: 'Avant', summary: 'Du second' }, version: 1 })
	expect(merged).toMatchObject({ answers: { title: 'Du premier onglet', summary: 'Du second' }, conflicts: [] })
	const conflict = await saveDraft(draft.ctx, draft.id, { posted: { title: 'Autre', summary: 'Avant' }, version: 1 })
	expect(conflict.conflicts).toEqual([{ field: 'title', base: 'Avant', mine: 'Autre', theirs: 'Du premier onglet' }])
	// What was typed is shown again, what was saved still stands; saved once more, it is meant.
	expect(conflict.answers).toEqual({ title: 'Autre', summary: 'Du second' })
	expect(await draftAt(draft.ctx, draft.id, conflict.version)).toEqual({ title: 'Du premier onglet', summary: 'Du second' })
	const meant = await saveDraft(draft.ctx, draft.id, { posted: { title: 'Autre' }, version: conflict.version })
	expect(meant).toMatchObject({ conflicts: [], answers: { title: 'Autre', summary: 'Du second' } })
})

test('a page whose answer was lost goes on from what it saved itself, and from nobody else’s', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx), { title: 'Avant' })
	await saveDraft(draft.ctx, draft.id, { posted: { title: 'Un' }, version: 1, page: 'a' })
	const again = await saveDraft(draft.ctx, draft.id, { posted: { title: 'Deux' }, version: 1, page: 'a' })
	expect(again).toMatchObject({ conflicts: [], answers: { title: 'Deux' } })
	const other = await saveDraft(draft.ctx, draft.id, { posted: { title: 'Trois' }, version: 1, page: 'b' })
	expect(other.conflicts).toHaveLength(1)
})

test('a version that never was is refused', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx))
	await expect(saveDraft(draft.ctx, draft.id, { posted: { title: 'x' }, version: 7 })).rejects.toMatchObject({
		key: 'error.stale'
	})
})

test('who is no author learns nothing, not even a colleague', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx))
	const colleague = await buildStanding(ctx, draft.organisationId)
	const stranger = await buildSignedIn(ctx)
	for (const other of [as(ctx, null), colleague.ctx, stranger.ctx])
		await expect(saveDraft(other, draft.id, { posted: { title: 'x' }, version: 0 })).rejects.toMatchObject({ status: 404 })
})

test('after closing nothing is written', async ({ ctx }) => {
	const callId = await buildOpenCall(ctx)
	const draft = await buildDraft(ctx, callId)
	await closeNow(ctx, callId)
	await expect(saveDraft(draft.ctx, draft.id, { posted: { title: 'x' }, version: 0 })).rejects.toMatchObject({
		key: 'error.applications.closed'
	})
})

test('two saves at once from the same page leave both changes', async () => {
	await using database = await ownDatabase()
	const ctx = contextOn(database.db)
	const draft = await buildDraft(ctx, await buildOpenCall(ctx), { title: 'Avant', summary: 'Avant' })
	await Promise.all([
		saveDraft(draft.ctx, draft.id, { posted: { title: 'Un' }, version: 1 }),
		saveDraft(draft.ctx, draft.id, { posted: { summary: 'Deux' }, version: 1 })
	])
	expect(await draftAt(draft.ctx, draft.id, 3)).toEqual({ title: 'Un', summary: 'Deux' })
})

test('a save that nobody crossed asks twice and touches no index', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx), { title: 'Avant' })
	const light = sql<{ n: number }>`select pg_stat_get_xact_tuples_hot_updated('application'::regclass)::int as n`
	const before = (await light.execute(ctx.db)).rows[0]!.n
	const { ctx: counted, count } = countingQueries(draft.ctx)
	await saveDraft(counted, draft.id, { posted: { title: 'Après' }, version: 1 })
	expect(count()).toBe(2)
	expect((await light.execute(ctx.db)).rows[0]!.n).toBe(before + 1)
})

test('a save that waits for a withdrawal is refused, as one that comes after it', async () => {
	await using database = await ownDatabase()
	const ctx = contextOn(database.db)
	const draft = await buildDraft(ctx, await buildOpenCall(ctx), { title: 'Avant' })
	const withdrawal = await database.db.startTransaction().execute()
	await withdrawal.updateTable('application').set({ status: 'withdrawn' }).where('id', '=', draft.id).execute()
	// It has read a draft, and its writing waits for the row.
	const save = saveDraft(draft.ctx, draft.id, { posted: { title: 'Trop tard' }, version: 1 })
	const refused = expect(save).rejects.toMatchObject({ key: 'error.applications.closed' })
	const waiting = sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
		where datname = current_database() and wait_event_type = 'Lock'`
	while ((await waiting.execute(database.db)).rows[0]!.n === 0) await setTimeout(20)
	await withdrawal.commit().execute()
	await refused
	const { versions } = await draftHistory(draft.ctx, draft.id)
	expect(versions.map(({ version }) => version)).toEqual([1, 0])
})

test('old versions are thinned out, never those of the last day', async ({ ctx }) => {
	const draft = await buildDraft(ctx, await buildOpenCall(ctx))
	for (let version = 0; version < 5; version++)
		await saveDraft(draft.ctx, draft.id, { posted: { title: `n° ${version}` }, version })
	expect(await thinDrafts(draft.ctx)).toBe(0)
	const then = new Date(draft.ctx.now.getTime() - 3 * 86_400_000)
	await ctx.db.updateTable('applicationDraft').set({ savedAt: then }).where('applicationId', '=', draft.id).execute()
	expect(await thinDrafts(draft.ctx)).toBe(4)
	const { versions } = await draftHistory(draft.ctx, draft.id)
	expect(versions.map(({ version }) => version)).toEqual([5, 0])
})
