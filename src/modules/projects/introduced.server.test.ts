import { describe, expect } from 'vitest'
import { askForBoth, askIntroduction } from '#modules/exchange/asking.server'
import { agreeToIntroduction, closeIntroduction } from '#modules/exchange/introductions.server'
import type { Ctx } from '#platform/ctx'
import { buildListing, buildTwo, MESSAGE } from '#test/introductions'
import { buildOfficer } from '#test/network'
import { actor, as, contextOn, ownDatabase, test, trail } from '#test/support'
import { beginFromIntroduction, projectOfIntroduction } from './introduced.server.ts'
import { getProject } from './projects.server.ts'

/** A French town has asked a Bulgarian one about its offer, on water in Ruse. */
async function build(ctx: Ctx, { agreed = true } = {}) {
	const officer = await buildOfficer(ctx)
	const { fr, bg } = await buildTwo(ctx)
	const listingId = await buildListing(ctx, bg.id)
	await ctx.db
		.updateTable('listing')
		.set({ themes: ['water'], territory: 'RSE27' })
		.where('id', '=', listingId)
		.execute()
	const id = await askIntroduction(as(ctx, fr.actor), { from: fr.id, listingId, message: MESSAGE })
	if (agreed) await agreeToIntroduction(as(ctx, bg.actor), id)
	return { officer, fr, bg, id }
}
const service = 'cit'

describe('a project begun from an introduction', () => {
	test('has both organisations as partners, and what the offer was called and about', async ({ ctx }) => {
		const { officer, fr, bg, id } = await build(ctx)
		expect(await projectOfIntroduction(officer, id)).toBeNull()

		const project = await beginFromIntroduction(officer, id, { service })

		const begun = await getProject(officer, project)
		expect(begun).toMatchObject({
			origin: `introduction:${id}`,
			status: 'draft',
			service,
			title: { bg: 'Експертиза по води' },
			themes: ['water'],
			territories: ['RSE27']
		})
		expect(begun.partners.map(({ organisationId, role }) => [organisationId, role])).toEqual([
			[fr.id, 'partner'],
			[bg.id, 'partner']
		])
		expect(await projectOfIntroduction(officer, id)).toMatchObject({ id: project, reference: begun.reference })
		expect(await projectOfIntroduction(as(ctx, fr.actor), id)).toBeNull()
		expect((await trail(ctx, `project:${project}`)).map(({ action }) => action)).toEqual(['project.drafted'])
	})

	test('is the same at the second asking, and when it was closed since', async ({ ctx }) => {
		const { officer, id } = await build(ctx)
		const project = await beginFromIntroduction(officer, id, { service })
		await closeIntroduction(officer, id)
		expect(await beginFromIntroduction(officer, id, { service })).toBe(project)
	})

	test('without an offer is called by who does it', async ({ ctx }) => {
		const officer = await buildOfficer(ctx)
		const { fr, bg } = await buildTwo(ctx)
		const id = await askForBoth(officer, { from: fr.id, to: bg.id, message: MESSAGE })
		for (const side of [fr, bg]) await agreeToIntroduction(as(ctx, side.actor), id)
		const project = await beginFromIntroduction({ ...officer, locale: 'fr' }, id, { service })
		expect(await getProject(officer, project)).toMatchObject({
			title: { fr: 'Commune d’Arches-sur-Rive – Община Мостово' },
			themes: []
		})
	})

	test('waits until both have agreed', async ({ ctx }) => {
		const { officer, id } = await build(ctx, { agreed: false })
		await expect(beginFromIntroduction(officer, id, { service })).rejects.toMatchObject({ key: 'error.project.introduction' })
		expect(await ctx.db.selectFrom('project').select('id').execute()).toEqual([])
	})

	test('is for who leads projects of the service, and about an introduction that is there', async ({ ctx }) => {
		const { officer, fr, id } = await build(ctx)
		const begin = (who: Ctx, about = id) => beginFromIntroduction(who, about, { service })
		await expect(begin(as(ctx, fr.actor))).rejects.toMatchObject({ status: 403 })
		await expect(begin(as(ctx, actor(['editor'])))).rejects.toMatchObject({ status: 403 })
		await expect(begin(as(ctx, actor(['auditor'])))).rejects.toMatchObject({ status: 403 })
		await expect(begin(as(ctx, actor()))).rejects.toMatchObject({ status: 404 })
		await expect(begin(officer, '01890000-0000-7000-8000-000000000001')).rejects.toMatchObject({ status: 404 })
	})

	test('by two at once is one', async () => {
		await using database = await ownDatabase()
		const { officer, id } = await build(contextOn(database.db))
		const [one, two] = await Promise.all([1, 2].map(() => beginFromIntroduction(officer, id, { service })))
		expect(one).toBe(two)
	})
})
