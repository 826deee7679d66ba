import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { convertBgn, money, parseMoney } from '#platform/money'
import { afterDeduction, dueOn, lineState, plannedFrom, planTotals, rateLeft, settlement, totalOf } from './budget-figures.ts'
import { bankAccountForm, instalmentsForm, planForm } from './award-schema.ts'

const cents = fc.integer({ min: 0, max: 10_000_000_000 })
const tolerance = { line: 1000, rate: 500 }

describe('the totals of a plan', () => {
	test('lose and invent no cent, in whatever order the lines stand', () => {
		const line = fc.record({
			side: fc.constantFrom('expense' as const, 'source' as const),
			category: fc.constantFrom('grant', 'travel', 'own_cash'),
			plannedCents: cents
		})
		fc.assert(
			fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
				const { expenses, sources, gap, grant } = planTotals(lines)
				const sum = (side: string) =>
					lines.filter((each) => each.side === side).reduce((all, each) => all + BigInt(each.plannedCents), 0n)
				expect(BigInt(expenses)).toBe(sum('expense'))
				expect(BigInt(sources)).toBe(sum('source'))
				expect(expenses - sources).toBe(gap)
				expect(grant).toBeLessThanOrEqual(sources)
				expect(planTotals(lines.toReversed())).toEqual(planTotals(lines))
			})
		)
	})
})

describe('what an award comes to', () => {
	test('never exceeds it, grows with what is accepted, and is within half a cent of its part', () => {
		fc.assert(
			fc.property(cents, cents, cents, cents, (a, b, x, y) => {
				const [planned, awarded] = [Math.max(a, b), Math.min(a, b)]
				const [less, more] = [Math.min(x, y), Math.max(x, y)]
				const due = dueOn({ awarded, planned, accepted: less })
				expect(due).toBeGreaterThanOrEqual(0)
				expect(due).toBeLessThanOrEqual(awarded)
				expect(dueOn({ awarded, planned, accepted: more })).toBeGreaterThanOrEqual(due)
				if (planned > 0 && less < planned) {
					const off = 2n * (BigInt(due) * BigInt(planned) - BigInt(awarded) * BigInt(less))
					expect(off <= BigInt(planned) && off > -BigInt(planned)).toBe(true)
				}
			})
		)
	})

	test.for([
		[500_000, 625_000, 625_000, 500_000],
		[500_000, 625_000, 700_000, 500_000],
		[500_000, 625_000, 500_000, 400_000],
		[1, 3, 1, 0],
		[1, 2, 1, 1],
		[500_000, 0, 0, 500_000],
		[500_000, 625_000, 0, 0]
	])('%i of %i with %i accepted is %i', ([awarded, planned, accepted, due]) => {
		expect(dueOn({ awarded: awarded!, planned: planned!, accepted: accepted! })).toBe(due)
	})

	test('is settled without a cent left over', () => {
		fc.assert(
			fc.property(cents, cents, (due, paid) => {
				const { balance, repay } = settlement({ due, paid })
				expect(paid + balance - repay).toBe(due)
				expect(Math.min(balance, repay)).toBe(0)
			})
		)
	})
})

describe('a deduction', () => {
	test('and what is left are the expense', () => {
		fc.assert(
			fc.property(cents, cents, (x, y) => {
				const [amount, deducted] = [Math.max(x, y), Math.min(x, y)]
				expect(totalOf([afterDeduction(amount, deducted), deducted])).toBe(amount)
			})
		)
		expect(() => afterDeduction(100, 101)).toThrow(RangeError)
		expect(() => afterDeduction(100, -1)).toThrow(RangeError)
	})
})

describe('leva', () => {
	test('are converted once and kept as they were given', () => {
		fc.assert(
			fc.property(cents, (stotinki) => {
				const given = money(stotinki, 'BGN')
				expect(plannedFrom(given)).toEqual({ plannedCents: convertBgn(given).cents, original: given })
				expect(plannedFrom(money(stotinki))).toEqual({ plannedCents: stotinki, original: null })
			})
		)
	})
})

describe('the tolerance of a line', () => {
	test('is left by one cent too much', () => {
		expect(lineState({ planned: 10_000, spent: 11_000, accepted: 0 }, tolerance)).toMatchObject({
			over: false,
			spentRate: 11_000,
			left: -1000
		})
		expect(lineState({ planned: 10_000, spent: 11_001, accepted: 0 }, tolerance).over).toBe(true)
		expect(lineState({ planned: 0, spent: 1, accepted: 0 }, tolerance).over).toBe(true)
		expect(lineState({ planned: 0, spent: 0, accepted: 0 }, tolerance)).toMatchObject({ over: false, spentRate: 0 })
	})

	test('of the rate is left when the other sources did not come', () => {
		const plan = { grant: 400_000, planned: 500_000 }
		expect(rateLeft({ ...plan, spent: 480_000, paid: 400_000 }, tolerance)).toBe(false)
		expect(rateLeft({ ...plan, spent: 400_000, paid: 400_000 }, tolerance)).toBe(true)
		expect(rateLeft({ ...plan, spent: 0, paid: 320_000 }, tolerance)).toBe(false)
	})
})

describe('the form of a plan', () => {
	const rows = (amount: string) => ({
		version: '3',
		'expense.0.category': 'travel',
		'expense.0.label': 'Autocar',
		'expense.0.amount': amount,
		'expense.1.category': 'travel',
		'expense.1.label': '',
		'expense.1.amount': '',
		'source.0.category': 'grant',
		'source.0.label': '',
		'source.0.amount': amount
	})

	test.for([
		['1 234,56', 'fr', money(123_456)],
		['1,234.56', 'en', money(123_456)],
		['12 лв.', 'bg', money(1200, 'BGN')],
		['€ 5.000', 'fr', money(500_000)]
	] as const)('reads %s in %s and leaves empty rows out', ([amount, locale, read]) => {
		const parsed = planForm(locale).parse(rows(amount))
		expect(parsed.expense).toEqual([{ category: 'travel', label: 'Autocar', amount: read }])
		expect(parsed.version).toBe(3)
	})

	test.for([
		['-5', 'error.money.negative'],
		['999 999 999 999 999', 'error.money.too_large'],
		['1,234', 'error.money.ambiguous'],
		['5 $', 'error.money.malformed']
	])('names the field of %s', ([amount, message]) => {
		const { error } = planForm('fr').safeParse(rows(amount!))
		expect(error!.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
			['expense.0.amount', message],
			['source.0.amount', message]
		])
	})

	test('reads an instalment, and never nothing', () => {
		const row = (amount: string) => ({
			version: '1',
			'instalment.0.kind': 'advance',
			'instalment.0.amount': amount,
			'instalment.0.condition': 'date',
			'instalment.0.dueOn': '2027-05-01'
		})
		expect(instalmentsForm('bg').parse(row('100')).instalment).toEqual([
			{ kind: 'advance', amount: money(10_000), condition: 'date', dueOn: '2027-05-01' }
		])
		for (const amount of ['0', '12 лв.', '-1']) expect(instalmentsForm('bg').safeParse(row(amount)).success, amount).toBe(false)
		expect(bankAccountForm.safeParse({ iban: '', holder: '' }).success).toBe(false)
		expect(parseMoney('12 лв.').ok).toBe(true)
	})
})
