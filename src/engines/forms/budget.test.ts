import fc from 'fast-check'
import { expect, test } from 'vitest'
import { budgetFigures, budgetProblems, lineAmount } from './budget.ts'
import type { BudgetRules } from './definition.ts'
import { sourceKinds, type Budget } from './values.ts'

const label = { fr: 'A' }
const rules: BudgetRules = {
	categories: [
		{ key: 'staff', label },
		{ key: 'travel', label, maxRate: 5000 },
		{ key: 'things', label, maxCents: 100_000 }
	],
	warnUnsecured: true
}
const whole: Budget = {
	lines: [{ category: 'staff', label: 'A', quantity: 10, unitCost: 10_000 }],
	sources: [
		{ kind: 'grant', amount: 80_000 },
		{ kind: 'own_cash', amount: 10_000 },
		{ kind: 'own_in_kind', amount: 10_000 }
	]
}
const keys = (more: Partial<BudgetRules>, budget = whole, filing = true) =>
	budgetProblems('budget', { ...rules, ...more }, budget, filing).map(({ field, key }) => `${field} ${key.split('.').at(-1)}`)

const line = fc.record({
	category: fc.constantFrom('staff', 'travel', 'things'),
	quantity: fc.integer({ min: 1, max: 999_999 }).map((thousandths) => thousandths / 1000),
	unitCost: fc.integer({ min: 0, max: 100_000_000 })
})
const source = fc.record({ kind: fc.constantFrom(...sourceKinds), amount: fc.integer({ min: 0, max: 1_000_000_000 }) })
const budget = fc.record({ lines: fc.array(line, { maxLength: 40 }), sources: fc.array(source, { maxLength: 20 }) })

test('no cent is lost or invented', () => {
	fc.assert(
		fc.property(budget, fc.integer({ min: 0, max: 10_000 }), (budget, overheadRate) => {
			const figures = budgetFigures({ ...rules, overheadRate }, budget)
			const sum = (amounts: number[]) => amounts.reduce((a, b) => a + b, 0)
			const direct = sum(budget.lines.map((each) => lineAmount(each)!))
			expect(figures.direct).toBe(direct)
			expect(sum(Object.values(figures.byCategory))).toBe(direct)
			expect(figures.total).toBe(direct + figures.overhead)
			expect(sum(Object.values(figures.bySource))).toBe(figures.financing)
			expect(figures.total - figures.financing).toBe(figures.gap)
		})
	)
})

test('each line is its exact product, rounded half up', () => {
	expect(lineAmount({ quantity: 1.005, unitCost: 1000 })).toBe(1005)
	expect(lineAmount({ quantity: 0.5, unitCost: 1 })).toBe(1)
	expect(lineAmount({ quantity: 0.1, unitCost: 30 })).toBe(3)
	expect(lineAmount({ unitCost: 7 })).toBe(7)
	expect(lineAmount({ quantity: 3 })).toBeNull()
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 100_000_000 }), (thousandths, unitCost) => {
			const exact = (BigInt(thousandths) * BigInt(unitCost) + 500n) / 1000n
			expect(lineAmount({ quantity: thousandths / 1000, unitCost })).toBe(Number(exact))
		})
	)
})

test('the order of lines does not matter', () => {
	fc.assert(
		fc.property(budget, fc.integer(), (budget, seed) => {
			const [lines, sources] = [budget.lines, budget.sources].map((all) =>
				all
					.map((each, at) => ({ each, by: Math.imul(at + 1, seed | 1) }))
					.sort((a, b) => a.by - b.by)
					.map(({ each }) => each)
			)
			expect(budgetFigures(rules, { lines, sources } as Budget)).toEqual(budgetFigures(rules, budget))
		})
	)
})

test('a sound budget has nothing to say', () => {
	expect(keys({ maxGrant: 80_000, maxRate: 8000, minOwnRate: 2000, maxInKind: { rate: 5000, of: 'own' } })).toEqual([])
})

test('each rule is kept to the cent', () => {
	expect(keys({ maxGrant: 79_999 })).toEqual(['budget max_grant'])
	expect(keys({ minGrant: 80_001 })).toEqual(['budget min_grant'])
	expect(keys({ maxRate: 7999 })).toEqual(['budget max_rate'])
	expect(keys({ minOwnRate: 2001 })).toEqual(['budget min_own'])
	expect(keys({ maxInKind: { rate: 4999, of: 'own' } })).toEqual(['budget in_kind_own'])
	expect(keys({ maxInKind: { rate: 999, of: 'total' } })).toEqual(['budget in_kind_total'])
	const things = [{ category: 'things', label: 'A', unitCost: 100_000 }]
	expect(keys({}, { ...whole, lines: things })).toEqual([])
	expect(keys({}, { ...whole, lines: [{ ...things[0], unitCost: 100_001 }] })).toEqual(['budget category_amount', 'budget short'])
	expect(keys({}, { ...whole, lines: [{ ...things[0], category: 'travel' }] })).toEqual(['budget category_rate'])
})

test('a cent too much or too little is said', () => {
	const with1 = (amount: number): Budget => ({ ...whole, sources: [{ kind: 'grant', amount }] })
	expect(keys({}, with1(99_999))).toEqual(['budget short'])
	expect(keys({}, with1(100_001))).toEqual(['budget over'])
	expect(keys({}, with1(100_001), false)).toEqual([])
})

test('lines half filled in, and funders without a name', () => {
	expect(keys({}, { lines: [{ label: 'A' }, {}], sources: [{ kind: 'public', amount: 1 }] })).toEqual([
		'budget.lines.0.category required',
		'budget.lines.0.unitCost required',
		'budget.sources.0.name required',
		'budget.sources.0.status unsecured',
		'budget no_lines'
	])
})
