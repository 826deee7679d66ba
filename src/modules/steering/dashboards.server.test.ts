import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import type { Ctx, Role } from '#platform/ctx'
import { buildOrganisation } from '#test/network'
import { actor, as, NOW, test } from '#test/support'
import { getDashboard, publishedFigures } from './dashboards.server.ts'
import { refreshFigures } from './fact-rows.server.ts'
import type { FigureFilters, Section } from './figure-schema.ts'

const officer = (ctx: Ctx) => as(ctx, actor(['officer']))
const rows = async (ctx: Ctx, section: Section, key: string, filters = {}) =>
	(await getDashboard(officer(ctx), section, filters)).figures
		.find((each) => each.key === key)
		?.rows.map(({ label, values }) => [label, ...values])

async function event(
	ctx: Ctx,
	over: { starts?: string; service?: string; territory?: string; themes?: string[]; people?: number }
) {
	const id = uuidv7()
	await sql`insert into event (id, reference, kind, service, themes, territory, title, format, starts_at, ends_at, zone, registration, status, created_at, updated_at)
		values (${id}, ${id}, 'seminar', ${over.service ?? 'cit'}, ${over.themes ?? []}, ${over.territory ?? null}, '{"fr":"S"}', 'place',
			${over.starts ?? '2026-05-01T08:00Z'}, '2028-01-01T00:00Z', 'Europe/Sofia', 'open', 'published', ${NOW}, ${NOW})`.execute(ctx.db)
	for (let i = 0; i < (over.people ?? 0); i++)
		await sql`insert into registration (id, reference, event_id, name, email, locale, status, registered_at)
			values (${uuidv7()}, ${uuidv7()}, ${id}, 'X', ${`${uuidv7()}@example.org`}, 'fr', ${i === 0 ? 'cancelled' : 'accepted'}, ${NOW})`.execute(
			ctx.db
		)
}

describe('a dashboard', () => {
	test('counts events and who had a place, by the year of Sofia, as of the last refresh', async ({ ctx }) => {
		await event(ctx, { people: 4 })
		// New Year's Eve in London, the new year in Sofia.
		await event(ctx, { starts: '2026-12-31T22:30Z', people: 3 })
		expect(await rows(ctx, 'activity', 'events')).toEqual([])
		await refreshFigures(ctx)
		expect(await rows(ctx, 'activity', 'events')).toEqual([
			['2026', 1],
			['2027', 1]
		])
		expect(await rows(ctx, 'activity', 'participants')).toEqual([
			['2026', 3, 0],
			['2027', 2, 0]
		])
		expect((await getDashboard(officer(ctx), 'activity')).years).toEqual([2027, 2026])
	})

	test('is narrowed by year, service, priority with its themes, and territory with what lies in it', async ({ ctx }) => {
		await event(ctx, { territory: 'BG341', themes: ['water'] })
		await event(ctx, { service: 'ser', territory: 'BG412' })
		await refreshFigures(ctx)
		const count = async (filters: object) => (await rows(ctx, 'activity', 'events', filters))?.[0]?.[1] ?? 0
		expect(await count({})).toBe(2)
		expect(await count({ year: 2026 })).toBe(2)
		expect(await count({ year: 2025 })).toBe(0)
		expect(await count({ service: 'ser' })).toBe(1)
		expect(await count({ theme: 'water' })).toBe(1)
		expect(await count({ territory: 'BG34' })).toBe(1)
		expect(await count({ territory: 'BG' })).toBe(2)
		const { rows: themed } = await sql<{
			n: number
		}>`select count(*)::int as n from figure_fact where themes @> '{water}'`.execute(ctx.db)
		expect(themed).toEqual([{ n: 1 }])
	})

	test('says which regions got nothing', async ({ ctx }) => {
		await event(ctx, { territory: 'BG341' })
		await refreshFigures(ctx)
		const { regions } = await getDashboard(officer(ctx), 'balance')
		expect(regions!.filter(({ served }) => served).map(({ code }) => code)).toEqual(['BG341'])
		expect(regions!.filter(({ country }) => country === 'BG')).toHaveLength(28)
	})

	test('counts a project where it says it is, and where its partners are', async ({ ctx }) => {
		const listed = await buildOrganisation(ctx, { territory: 'BG411' })
		const unseen = await buildOrganisation(ctx, { territory: 'BG331' })
		await sql`update organisation set status = 'hidden' where id = ${unseen}`.execute(ctx.db)
		const project = async (territories: string[], ...partners: string[]) => {
			const id = uuidv7()
			await sql`insert into project (id, reference, service, title, status, territories, created_at, updated_at)
				values (${id}, ${id}, 'cit', '{"fr":"P"}', 'running', ${territories}, ${NOW}, ${NOW})`.execute(ctx.db)
			for (const partner of partners)
				await sql`insert into project_partner (project_id, organisation_id, role) values (${id}, ${partner}, 'partner')`.execute(
					ctx.db
				)
		}
		await project(['BG341'], listed)
		await project([], listed, unseen)
		await project([])
		await refreshFigures(ctx)
		const { regions } = await getDashboard(officer(ctx), 'balance')
		const counts = regions!.filter(({ projects }) => projects > 0).map(({ code, projects }) => [code, projects])
		expect(counts).toEqual([
			['BG341', 1],
			['BG411', 2]
		])
	})

	test('draws who has carried projects with whom', async ({ ctx }) => {
		const [one, other] = [
			await buildOrganisation(ctx, { name: { fr: 'Un' } }),
			await buildOrganisation(ctx, { name: { fr: 'Deux' } })
		]
		for (let i = 0; i < 2; i++) {
			const id = uuidv7()
			await sql`insert into project (id, reference, service, title, status, created_at, updated_at) values (${id}, ${id}, 'cit', '{"fr":"P"}', 'running', ${NOW}, ${NOW})`.execute(
				ctx.db
			)
			await sql`insert into project_partner (project_id, organisation_id, role) values (${id}, ${one}, 'lead'), (${id}, ${other}, 'partner')`.execute(
				ctx.db
			)
		}
		await refreshFigures(ctx)
		const { drawn } = await getDashboard(officer(ctx), 'network')
		expect(drawn!.nodes.map(({ label }) => label).sort()).toEqual(['Deux', 'Un'])
		expect(drawn!.edges.map(({ weight }) => weight)).toEqual([2])
	})

	test('draws only the partnerships of the projects that the filters leave', async ({ ctx }) => {
		const [one, two, three] = [
			await buildOrganisation(ctx, { name: { fr: 'Un' } }),
			await buildOrganisation(ctx, { name: { fr: 'Deux' } }),
			await buildOrganisation(ctx, { name: { fr: 'Trois' } })
		]
		const project = async (other: string, startsOn: string, theme: string, territory: string, role = 'partner') => {
			const id = uuidv7()
			await sql`insert into project (id, reference, service, title, status, themes, priorities, territories, starts_on, created_at, updated_at)
				values (${id}, ${id}, 'cit', '{"fr":"P"}', 'running', array[${theme}], '{}', array[${territory}], ${startsOn}, ${NOW}, ${NOW})`.execute(
				ctx.db
			)
			await sql`insert into project_partner (project_id, organisation_id, role) values (${id}, ${one}, 'lead'), (${id}, ${other}, ${role})`.execute(
				ctx.db
			)
		}
		await project(two, '2025-02-01', 'water', 'BG341')
		await project(two, '2026-02-01', 'water', 'BG341')
		await project(three, '2026-03-01', 'transparency', 'BG411')
		// Who only pays is no partner of it, with a filter as without.
		await project(three, '2026-03-01', 'water', 'BG341', 'funder')
		await refreshFigures(ctx)
		const shown = async (filters: FigureFilters) => {
			const { nodes, edges } = (await getDashboard(officer(ctx), 'network', filters)).drawn!
			const nameOf = (id: string) => nodes.find((node) => node.id === id)!.label
			return {
				names: nodes.map(({ label }) => label).sort(),
				links: edges.map(({ from, to, weight }) => [...[nameOf(from), nameOf(to)].sort(), weight])
			}
		}
		const both = { names: ['Deux', 'Un'], links: [['Deux', 'Un', 2]] }
		expect(await shown({})).toMatchObject({ names: ['Deux', 'Trois', 'Un'] })
		expect(await shown({ theme: 'water' })).toEqual(both)
		expect(await shown({ territory: 'BG34' })).toEqual(both)
		expect(await shown({ year: 2025 })).toEqual({ names: ['Deux', 'Un'], links: [['Deux', 'Un', 1]] })
		expect(await shown({ year: 2026, territory: 'BG411' })).toEqual({ names: ['Trois', 'Un'], links: [['Trois', 'Un', 1]] })
		expect(await shown({ service: 'education' })).toEqual({ names: [], links: [] })
	})

	test('has every section empty', async ({ ctx }) => {
		await refreshFigures(ctx)
		for (const section of ['activity', 'money', 'selection', 'results', 'network', 'balance'] as const)
			expect((await getDashboard(officer(ctx), section)).figures.length).toBeGreaterThan(0)
	})

	test.for(['member', 'evaluator'] as Role[])('is not for %s', async (role, { ctx }) => {
		await expect(getDashboard(as(ctx, actor([role])), 'money')).rejects.toMatchObject({ status: 403 })
	})

	test('shows a stranger sums by year and nothing else; the office has the rest', async ({ ctx }) => {
		await event(ctx, { people: 4, territory: 'BG341' })
		await refreshFigures(ctx)
		const stranger = as(ctx, null)
		const shown = await publishedFigures(stranger)
		expect(shown.map(({ key }) => key)).toEqual(['events', 'participants'])
		expect(shown[0]!.rows).toEqual([{ label: '2026', values: [1] }])
		// Three had a place: too few to be told.
		expect(shown[1]!.rows).toEqual([{ label: '2026', values: [null, null] }])
		await expect(getDashboard(stranger, 'activity')).rejects.toMatchObject({ status: 403 })
	})
})
