import { describe, expect } from 'vitest'
import type { Ctx } from '#platform/ctx'
import { buildOpenProject } from '#test/open-data'
import { test, trail } from '#test/support'
import { getIndicators, keepIndicator, removeIndicator } from './indicators.server.ts'
import { getProject, moveProject } from './projects.server.ts'
import type { IndicatorInput } from './report-schema.ts'
import { indicatorForm } from './report-schema.ts'
import { resultsByPriority, resultsOf, resultYears } from './results.server.ts'
import { buildOfficer } from '#test/network'

const input = (given: Partial<IndicatorInput> = {}): IndicatorInput => ({
	...{ indicator: null, key: 'participants', title: null, unit: '', people: false, method: 'Листове за присъствие' },
	...{ baseline: null, target: 100, actual: null, measuredOn: null },
	...given
})

/** A public project with the figures of one indicator, completed. */
async function completed(ctx: Ctx, actual: number, key = 'participants') {
	const officer = await buildOfficer(ctx)
	const { id, award } = await buildOpenProject(ctx)
	await keepIndicator(officer, id, input({ key, actual }))
	await moveProject(officer, id, { version: (await getProject(officer, id)).version, status: 'completed' })
	return { id, officer, award }
}

describe('an indicator', () => {
	test('of the programme takes its name and unit from it, and stands once in a project', async ({ ctx }) => {
		const officer = await buildOfficer(ctx)
		const { id, award } = await buildOpenProject(ctx)
		const one = await keepIndicator(award.lead, id, input({ people: false, title: 'каквото и да е' }))
		const stored = (await getIndicators(officer, id)).indicators.find((each) => each.id === one)
		expect(stored).toMatchObject({ key: 'participants', unit: '', people: true, target: 100, actual: null })
		expect(stored?.title.fr).toBe('Personnes ayant pris part')
		await expect(keepIndicator(officer, id, input())).rejects.toMatchObject({ key: 'error.indicators.once' })
		expect((await trail(ctx, `project:${id}`)).map(({ action }) => action)).toContain('project.indicator-kept')
	})

	test('is written by who tells the story, read by its people, and hidden from others', async ({ ctx }) => {
		const { id, award } = await buildOpenProject(ctx)
		await expect(keepIndicator(award.member, id, input())).rejects.toMatchObject({ status: 403 })
		await expect(keepIndicator(ctx, id, input())).rejects.toMatchObject({ status: 404 })
		expect((await getIndicators(award.member, id)).can).toEqual({ write: false })
		await expect(getIndicators(ctx, id)).rejects.toMatchObject({ status: 404 })
	})

	test('that nobody knows, has no name or is not there is refused', async ({ ctx }) => {
		const officer = await buildOfficer(ctx)
		const { id } = await buildOpenProject(ctx)
		await expect(keepIndicator(officer, id, input({ key: 'wishes' }))).rejects.toMatchObject({ key: 'error.indicators.key' })
		await expect(keepIndicator(officer, id, input({ key: null }))).rejects.toMatchObject({ field: 'title' })
		await expect(removeIndicator(officer, id, { indicator: id })).rejects.toMatchObject({ status: 404 })
		const own = await keepIndicator(officer, id, input({ key: null, title: 'Крушови дръвчета', unit: 'бр.' }))
		await removeIndicator(officer, id, { indicator: own })
		await expect(removeIndicator(officer, id, { indicator: own })).rejects.toMatchObject({ status: 404 })
	})

	test('reads numbers as people write them, and no others', () => {
		const read = (actual: string) => indicatorForm.safeParse({ actual, baseline: '', target: '' })
		expect(read('1 234,5').data?.actual).toBe(1234.5)
		expect(read('').data?.actual).toBeNull()
		for (const wrong of ['-3', 'много', '1e9', '12,34567']) expect(read(wrong).success).toBe(false)
	})
})

describe('results', () => {
	test('are told of a completed public project, of people only from ten on', async ({ ctx }) => {
		const { id } = await completed(ctx, 9)
		const [hidden] = (await resultsOf(ctx, id)).filter(({ method }) => method !== '')
		expect(hidden).toMatchObject({ actual: { value: null, hidden: true }, target: 100 })
		const running = await buildOpenProject(ctx)
		expect(await resultsOf(ctx, running.id)).toEqual([])
	})

	test('roll up by priority, leaving out fewer than ten people, once each in the whole', async ({ ctx }) => {
		const { officer } = await completed(ctx, 120)
		await completed(ctx, 30)
		await completed(ctx, 9)
		const { id: unfinished } = await buildOpenProject(ctx)
		await keepIndicator(officer, unfinished, input({ actual: 500 }))
		await completed(ctx, 3, 'exchanges')
		const { all, priorities } = await resultsByPriority(ctx)
		const of = (figures: { key: string; value: number; projects: number }[]) =>
			figures.map(({ key, value, projects }) => [key, value, projects])
		const expected = [
			['participants', 150, 2],
			['exchanges', 3, 1]
		]
		expect(of(all)).toEqual(expected)
		// Water and waste are of one priority.
		expect(priorities.map(({ figures }) => of(figures))).toEqual([expected])
		expect(of((await resultsByPriority(ctx, 2027)).all)).toEqual(expected)
		expect((await resultsByPriority(ctx, 2026)).all).toEqual([])
		expect(await resultYears(ctx)).toEqual([2027])
	})
})
