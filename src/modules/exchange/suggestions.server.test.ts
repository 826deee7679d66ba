import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { buildListing } from '#test/introductions'
import { buildOfficer, buildOrganisation, buildStanding } from '#test/network'
import { actor, as, test, trail } from '#test/support'
import type { Ctx } from '#platform/ctx'
import { exportMarks, markSuggestion } from './suggestion-marks.server.ts'
import type { Subject } from './suggestion-profiles.ts'
import { judgeSuggestions, suggestionsFor, suggestionsForIdea } from './suggestions.server.ts'

const officer = (ctx: Ctx) => as(ctx, actor(['officer']))

/** A French town seeking a visit about water, and a Bulgarian town that hosts one. */
async function buildPair(ctx: Ctx, { anonymous = false } = {}) {
	const town = { kind: 'local-authority', themes: ['water'], languages: ['en'] as ['en'] }
	const fr = await buildOrganisation(ctx, {
		...town,
		name: { fr: 'Commune d’Arches-sur-Rive' },
		country: 'FR',
		population: 30_000
	})
	const bg = await buildOrganisation(ctx, { ...town, name: { bg: 'Община Мостово' }, population: 41_000 })
	const need = await listing(ctx, fr, {
		side: 'need',
		country: 'FR',
		kinds: ['study-visit-guest'],
		title: { fr: 'Visite sur l’eau potable' }
	})
	const offer = await listing(ctx, bg, { kinds: ['study-visit-host'], title: { bg: 'Питейна вода' }, anonymous })
	const { ctx: lead } = await buildStanding(ctx, fr, 'lead', 'Camille Exemplaire')
	return { fr, bg, need: `listing:${need}` as Subject, offer: `listing:${offer}` as Subject, lead }
}

async function listing(
	ctx: Ctx,
	organisation: string,
	over: {
		side?: 'need' | 'offer'
		country?: string
		kinds: string[]
		title: Record<string, string>
		anonymous?: boolean
		themes?: string[]
	}
) {
	const id = await buildListing(ctx, organisation)
	const { title, themes = ['water'], ...rest } = over
	await ctx.db
		.updateTable('listing')
		.set({ languages: ['en'], ...rest, themes, title: JSON.stringify(title), text: JSON.stringify(title) })
		.where('id', '=', id)
		.execute()
	return id
}

const targets = (all: readonly { target: string }[]) => all.map(({ target }) => target)

describe('suggestions for a need', () => {
	test('name the offer that answers it, with the reasons that made it so', async ({ ctx }) => {
		const { need, offer, bg, lead } = await buildPair(ctx)

		const [first, ...others] = await suggestionsFor(lead, need)

		expect(first).toMatchObject({ target: offer, organisation: { id: bg }, caution: null, pinned: false })
		expect(targets(others)).not.toContain(`organisation:${bg}`)
		expect(first!.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(['theme', 'kind']))
	})

	test('are seen by its members and the staff, and by nobody else', async ({ ctx }) => {
		const { need, bg, lead } = await buildPair(ctx)
		const { ctx: other } = await buildStanding(ctx, bg, 'lead', 'Елица Примерова')
		expect(await suggestionsFor(officer(ctx), need)).toEqual(await suggestionsFor(lead, need))
		await expect(suggestionsFor(other, need)).rejects.toMatchObject({ status: 404 })
		await expect(suggestionsFor(as(ctx, null), need)).rejects.toMatchObject({ status: 404 })
		await expect(suggestionsFor(officer(ctx), `listing:${randomUUID()}`)).rejects.toMatchObject({ status: 404 })
		await expect(judgeSuggestions(lead, need)).rejects.toMatchObject({ status: 403 })
	})

	test('an organisation’s own are for its members too', async ({ ctx }) => {
		const { fr, bg, offer, lead } = await buildPair(ctx)
		expect(targets(await suggestionsFor(lead, `organisation:${fr}`))).toContain(offer)
		await expect(suggestionsFor(lead, `organisation:${bg}`)).rejects.toMatchObject({ status: 404 })
		await expect(suggestionsFor(as(ctx, null), `organisation:${fr}`)).rejects.toMatchObject({ status: 404 })
	})

	test('follow what is written, published and run out', async ({ ctx }) => {
		const { need, offer, bg, lead } = await buildPair(ctx)
		expect(targets(await suggestionsFor(lead, need))).toEqual([offer])
		const id = offer.slice('listing:'.length)
		const after = { ...lead, now: new Date('2030-01-01T00:00:00Z') }
		expect(targets(await suggestionsFor(after, need))).toEqual([`organisation:${bg}`])
		await ctx.db.updateTable('listing').set({ status: 'closed', version: 2 }).where('id', '=', id).execute()
		expect(targets(await suggestionsFor(lead, need))).toEqual([`organisation:${bg}`])
		await ctx.db.updateTable('organisation').set({ status: 'hidden', version: 9 }).where('id', '=', bg).execute()
		expect(await suggestionsFor(lead, need)).toEqual([])
	})

	test('two organisations of which one blocked the other are not suggested by name', async ({ ctx }) => {
		for (const [one, other] of [
			['fr', 'bg'],
			['bg', 'fr']
		] as const) {
			const pair = await buildPair(ctx)
			await ctx.db
				.insertInto('exchangeBlock')
				.values({ organisationId: pair[one], blockedId: pair[other], madeAt: ctx.now })
				.execute()
			const found = await suggestionsFor(pair.lead, pair.need, { limit: 50 })
			expect(found.filter(({ organisation }) => organisation?.id === pair.bg)).toEqual([])
		}
	})
})

describe('an anonymous offer', () => {
	test('is suggested without anything of its organisation, whoever blocked whom', async ({ ctx }) => {
		const { need, offer, bg, fr, lead } = await buildPair(ctx, { anonymous: true })

		const before = await suggestionsFor(lead, need)
		const anonymous = before.find(({ target }) => target === offer)!
		expect(anonymous).toMatchObject({ organisation: null, away: null })
		expect(anonymous.reasons.map(({ code }) => code)).not.toContain('population')
		expect(JSON.stringify(anonymous)).not.toContain(bg)
		expect(JSON.stringify(anonymous)).not.toContain('Мостово')
		// The organisation comes as well, for what it says of itself: that it is missing would name it.
		expect(targets(before)).toContain(`organisation:${bg}`)

		await ctx.db.insertInto('exchangeBlock').values({ organisationId: fr, blockedId: bg, madeAt: ctx.now }).execute()
		expect(targets(await suggestionsFor(lead, need))).toEqual([offer])
	})
})

describe('an idea', () => {
	const idea = { idea: 'Réhabiliter le réseau d’eau potable', country: 'FR', language: 'fr' as const, themes: [], kinds: [] }

	test('meets offers and organisations of the other country, and is kept nowhere', async ({ ctx }) => {
		const { offer, lead } = await buildPair(ctx)
		const found = await suggestionsForIdea(lead, { ...idea, themes: ['water'] })
		expect(targets(found)).toEqual([offer])
	})

	test('is not for a stranger', async ({ ctx }) => {
		await expect(suggestionsForIdea(as(ctx, null), idea)).rejects.toMatchObject({ status: 403 })
	})
})

describe('what staff say of a suggestion', () => {
	const mark = { undo: false, note: null } as const

	test('is obeyed, and taken back', async ({ ctx }) => {
		const staff = await buildOfficer(ctx)
		const { need, offer, bg, lead } = await buildPair(ctx)
		const third = await buildOrganisation(ctx, { name: { bg: 'Община Третово' }, themes: ['water'] })
		expect(targets(await suggestionsFor(lead, need))).toEqual([offer, `organisation:${third}`])

		await markSuggestion(staff, need, { ...mark, target: `organisation:${third}`, mark: 'pinned' })
		expect(targets(await suggestionsFor(lead, need))).toEqual([`organisation:${third}`, offer])

		await markSuggestion(staff, need, { ...mark, target: offer, mark: 'hidden' })
		expect(targets(await suggestionsFor(lead, need))).toEqual([`organisation:${third}`, `organisation:${bg}`])
		expect(targets((await judgeSuggestions(officer(ctx), need)).suggestions)).toContain(offer)

		await markSuggestion(staff, need, { ...mark, undo: true, target: offer, mark: 'hidden' })
		// The opposite mark takes the first off.
		await markSuggestion(staff, need, { ...mark, target: `organisation:${third}`, mark: 'hidden' })
		expect(targets(await suggestionsFor(lead, need))).toEqual([offer])
		expect((await trail(ctx, need)).map(({ action }) => action)).toEqual([
			'suggestion.marked',
			'suggestion.marked',
			'suggestion.unmarked',
			'suggestion.marked'
		])
	})

	test('is kept with what the engine said, and exported', async ({ ctx }) => {
		const staff = await buildOfficer(ctx)
		const { need, offer } = await buildPair(ctx)
		await markSuggestion(staff, need, { ...mark, target: offer, mark: 'good', note: 'une paire évidente' })
		await markSuggestion(staff, need, { ...mark, target: offer, mark: 'good', note: 'vraiment' })
		const rows = await ctx.db.selectFrom('suggestionMark').selectAll().execute()
		expect(rows).toMatchObject([{ subject: need, target: offer, mark: 'good', note: 'vraiment', said: { signals: { kind: 1 } } }])

		let file = ''
		const lines = await exportMarks(officer(ctx))
		for (let line = await lines.next(); !line.done; line = await lines.next()) file += line.value
		expect(file.split('\r\n')).toHaveLength(3)
		expect(file).toContain(`"${need}","${offer}","good","vraiment"`)
	})

	test('is for staff alone', async ({ ctx }) => {
		const { need, offer, lead } = await buildPair(ctx)
		const said = { ...mark, target: offer, mark: 'good' as const }
		await expect(markSuggestion(lead, need, said)).rejects.toMatchObject({ status: 403 })
		await expect(markSuggestion(as(ctx, actor(['auditor'])), need, said)).rejects.toMatchObject({ status: 403 })
		await expect(markSuggestion(as(ctx, null), need, said)).rejects.toMatchObject({ status: 403 })
		await expect(exportMarks(lead)).rejects.toMatchObject({ status: 403 })
		expect(await ctx.db.selectFrom('suggestionMark').selectAll().execute()).toEqual([])
	})
})
