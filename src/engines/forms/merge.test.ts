import { cofinancing } from '#test/forms'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changesBetween } from './change.ts'
import { mergeAnswers } from './merge.ts'
import type { Answers } from './values.ts'

const base: Answers = {
	name: 'A',
	title: { fr: 'Un', bg: 'Едно' },
	partners: [
		{ name: 'A', days: 1 },
		{ name: 'B', days: 2 }
	],
	budget: { lines: [{ category: 'staff', unitCost: 1 }], sources: [] }
}

const part = (answers: Answers) => ({ ...base, ...answers })

describe('merging', () => {
	test('what only one changed is taken', () => {
		const mine = { ...base, name: 'Mine', title: { fr: 'Deux', bg: 'Едно' } }
		const theirs = { ...base, email: 'a@example.org', title: { fr: 'Un', bg: 'Две' } }
		expect(mergeAnswers(base, mine, theirs)).toEqual({
			answers: { ...base, name: 'Mine', email: 'a@example.org', title: { fr: 'Deux', bg: 'Две' } },
			conflicts: []
		})
	})

	test('what both changed is asked, and nothing is overwritten meanwhile', () => {
		expect(mergeAnswers(base, { ...base, name: 'Mine' }, { ...base, name: 'Theirs' })).toEqual({
			answers: { ...base, name: 'Theirs' },
			conflicts: [{ field: 'name', base: 'A', mine: 'Mine', theirs: 'Theirs' }]
		})
	})

	test('cleared here and changed there is a conflict too', () => {
		const { name: _, ...without } = base
		expect(mergeAnswers(base, without, { ...base, name: 'B' }).conflicts).toEqual([
			{ field: 'name', base: 'A', mine: null, theirs: 'B' }
		])
		expect(mergeAnswers(base, without, base).answers).toEqual(without)
	})

	test('cells of a table, and rows that one side added', () => {
		const mine = { ...base, partners: [{ name: 'A', days: 5 }, { name: 'B', days: 2 }] } // prettier-ignore
		const theirs = part({ partners: [{ name: 'AA', days: 1 }, { name: 'B', days: 2 }, { name: 'C' }] })
		expect(mergeAnswers(base, mine, theirs)).toEqual({
			answers: { ...base, partners: [{ name: 'AA', days: 5 }, { name: 'B', days: 2 }, { name: 'C' }] }, // prettier-ignore
			conflicts: []
		})
	})

	test('rows taken away on one side and changed on the other are a conflict of the whole table', () => {
		const mine = { ...base, partners: [{ name: 'B', days: 2 }] }
		const theirs = { ...base, partners: [{ name: 'A', days: 1 }, { name: 'B', days: 3 }] } // prettier-ignore
		expect(mergeAnswers(base, mine, theirs)).toMatchObject({ answers: theirs, conflicts: [{ field: 'partners' }] })
	})

	test('a choice is one thing', () => {
		const chosen = (...values: string[]) => ({ country: { chosen: values, other: '' } })
		expect(mergeAnswers(chosen('bg'), chosen('fr'), chosen('_other')).conflicts).toHaveLength(1)
	})

	test('one side alone is that side; two alike are either; and no edit is lost without a word', () => {
		const answers = fc.dictionary(
			fc.constantFrom('name', 'email', 'people', 'partners'),
			fc.oneof(fc.string(), fc.integer(), fc.array(fc.dictionary(fc.constantFrom('name', 'days'), fc.string()), { maxLength: 3 }))
		) as fc.Arbitrary<Answers>
		fc.assert(
			fc.property(answers, answers, answers, (base, mine, theirs) => {
				expect(mergeAnswers(base, mine, base)).toEqual({ answers: mine, conflicts: [] })
				expect(mergeAnswers(base, base, theirs)).toEqual({ answers: theirs, conflicts: [] })
				expect(mergeAnswers(base, mine, mine)).toEqual({ answers: mine, conflicts: [] })
				const there = mergeAnswers(base, mine, theirs)
				const back = mergeAnswers(base, theirs, mine)
				expect(there.conflicts.map(({ field }) => field).sort()).toEqual(back.conflicts.map(({ field }) => field).sort())
				if (there.conflicts.length === 0) expect(there.answers).toEqual(back.answers)
			})
		)
	})
})

describe('what changed', () => {
	test('fields, rows and cells', () => {
		const after: Answers = {
			title: { fr: 'Un', bg: 'Едно' },
			email: 'a@example.org',
			partners: [{ name: 'A', days: 1 }, { name: 'B', days: 3 }, { name: 'C' }], // prettier-ignore
			budget: { lines: [], sources: [] }
		}
		expect(changesBetween(cofinancing, base, after)).toEqual([
			{ field: 'name', what: 'cleared', before: 'A', after: null },
			{ field: 'email', what: 'filled', before: null, after: 'a@example.org' },
			{ field: 'partners.1.days', what: 'changed', before: 2, after: 3 },
			{ field: 'partners.2', what: 'row_added', before: null, after: { name: 'C' } },
			{ field: 'budget.lines.0', what: 'row_removed', before: { category: 'staff', unitCost: 1 }, after: null }
		])
		expect(changesBetween(cofinancing, base, structuredClone(base))).toEqual([])
	})
})
