import { describe, expect } from 'vitest'
import { buildOfficer, buildOrganisation } from '#test/network'
import type { Ctx } from '#platform/ctx'
import { as, test } from '#test/support'
import { keepActivity } from './activities.server.ts'
import { projectsSource } from './indexing.server.ts'
import { addPartner } from './partners.server.ts'
import { PORTFOLIO_PAGE, type PortfolioQuestion } from './portfolio.ts'
import { listPublicProjects, portfolioFigures, searchPortfolio } from './portfolio.server.ts'
import { draftProject, getProject, moveProject, publishProject } from './projects.server.ts'
import type { ProjectInput } from './schema.ts'

type Over = Partial<ProjectInput> & { partners?: string[]; public?: boolean; status?: 'running' | 'completed' }

async function put(ctx: Ctx, { partners = [], public: shown = true, status = 'running', ...over }: Over) {
	const officer = await buildOfficer(ctx)
	const id = await draftProject(officer, {
		title: { fr: 'Projet' },
		summary: { fr: 'Résumé' },
		objectives: {},
		story: {},
		priorities: [],
		themes: ['water'],
		territories: [],
		startsOn: '2026-01-01',
		endsOn: null,
		...over,
		service: 'cit'
	})
	const own = partners.length ? partners : [await buildOrganisation(ctx)]
	for (const organisation of own) await addPartner(officer, id, { organisation, role: 'partner' })
	const version = async () => (await getProject(officer, id)).version
	await moveProject(officer, id, { version: await version(), status })
	if (shown) await publishProject(officer, id, { version: await version() })
	return id
}
const found = async (ctx: Ctx, question: PortfolioQuestion) =>
	(await searchPortfolio(as(ctx, null), question)).items.map(({ id }) => id)

describe('the portfolio', () => {
	test('narrows by each filter, a territory with what lies in it, and counts the rest', async ({ ctx }) => {
		const bulgarian = await buildOrganisation(ctx, { territory: 'VTR28' })
		const french = await buildOrganisation(ctx, { name: { fr: 'Ville' }, country: 'FR', territory: 'FRK24' })
		const old = await put(ctx, {
			partners: [bulgarian, french],
			startsOn: '2019-03-01',
			endsOn: '2021-05-01',
			status: 'completed'
		})
		const recent = await put(ctx, { partners: [bulgarian], themes: ['justice'] })
		const hidden = await put(ctx, { public: false })
		expect(await found(ctx, {})).toEqual([recent, old])
		expect(await found(ctx, { theme: 'justice' })).toEqual([recent])
		expect(await found(ctx, { priority: 'sustainable-development' })).toEqual([old])
		expect(await found(ctx, { year: '2020' })).toEqual([old])
		expect(await found(ctx, { status: 'completed' })).toEqual([old])
		expect(await found(ctx, { country: 'FR' })).toEqual([old])
		expect(await found(ctx, { territory: 'BG' })).toEqual([recent, old])
		expect(await found(ctx, { territory: 'FRK' })).toEqual([old])
		expect(await found(ctx, { theme: 'nothing' })).toEqual([])
		expect(await found(ctx, { q: '???' })).toEqual([])

		const all = await searchPortfolio(as(ctx, null), { theme: 'justice' })
		expect(all.total).toBe(1)
		// The other themes are counted as if none were chosen; the years only within the choice.
		expect(all.facets.theme).toEqual([
			{ value: 'justice', count: 1 },
			{ value: 'water', count: 1 }
		])
		expect(all.facets.year).toEqual([{ value: '2026', count: 1 }])
		const { arcs } = await searchPortfolio(as(ctx, null), {})
		expect(arcs).toEqual([{ from: 'FRK24', to: 'VTR28', count: 1 }])
		expect(await portfolioFigures(as(ctx, null))).toEqual({ projects: 2, partners: 2, towns: 1, cents: 0 })
		const { items } = await projectsSource.list(ctx, null)
		expect(items.map(({ id }) => id)).not.toContain(hidden)
	})

	test('finds words in three languages, names first, and what is not shown by nothing', async ({ ctx }) => {
		const inText = await put(ctx, { summary: { fr: 'On répare la rivière.' } })
		const inTitle = await put(ctx, { title: { fr: 'Réparer la rivière', bg: 'Да поправим реката' }, startsOn: '2020-01-01' })
		expect(await found(ctx, { q: 'riviere' })).toEqual([inTitle, inText])
		expect(await found(ctx, { q: 'реката' })).toEqual([inTitle])
		const officer = await buildOfficer(ctx)
		const activity = { title: { fr: 'Zèbre' }, text: {}, startsOn: null, endsOn: null, done: false, public: false }
		await keepActivity(officer, inText, activity)
		expect(await found(ctx, { q: 'zèbre' })).toEqual([])
	})

	test('is read page by page without a gap', async ({ ctx }) => {
		const organisation = await buildOrganisation(ctx)
		const ids: string[] = []
		for (let i = 0; i < PORTFOLIO_PAGE + 2; i++)
			ids.push(await put(ctx, { partners: [organisation], startsOn: `2020-01-${String(i + 1).padStart(2, '0')}` }))
		const first = await searchPortfolio(as(ctx, null), {})
		const second = await searchPortfolio(as(ctx, null), {}, first.next)
		expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toReversed())
		expect(second.next).toBeNull()
		expect((await searchPortfolio(as(ctx, null), {}, 'rubbish')).items).toHaveLength(PORTFOLIO_PAGE)
		const api = await listPublicProjects(as(ctx, null), {}, null, 5)
		expect(api.items.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 5))
	})
})
