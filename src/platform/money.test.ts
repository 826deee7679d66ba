import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	add,
	allocate,
	compare,
	convertBgn,
	decimal,
	formatMoney,
	money,
	type Money,
	parseMoney,
	type ParseMoneyOptions,
	rateOf,
	share,
	subtract,
	sum
} from './money.ts'

const euros = (cents: number) => money(cents, 'EUR')
const leva = (cents: number) => money(cents, 'BGN')
const plain = (text: string) => text.replace(/\s/gu, ' ')
const anyCents = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 })

describe('reading an amount', () => {
	test.for<[string, number]>([
		['1234', 123400],
		['1234,5', 123450],
		['1 234,56', 123456],
		['1\u00a0234,56', 123456],
		['1\u202f234,56 €', 123456],
		['1,234.56', 123456],
		['1.234,56', 123456],
		['1.234.567', 123456700],
		["1'234.50", 123450],
		['€ 12.50', 1250],
		['€12,5', 1250],
		['12 EUR', 1200],
		['12 евро', 1200],
		['12 euros', 1200],
		['0,01', 1],
		['007', 700],
		['+3', 300]
	])('takes %s', ([text, cents]) => {
		expect(parseMoney(text)).toEqual({ ok: true, money: euros(cents) })
	})

	test.for(['12 лв.', '12лв', '12 лева', '12 BGN', 'BGN 12', '12,00 ЛВ.'])('knows the leva of %s', (text) => {
		expect(parseMoney(text)).toEqual({ ok: true, money: leva(1200) })
	})

	test.for<[string, ParseMoneyOptions['locale'], number]>([
		['€ 5.000', 'fr', 500000],
		['5.000 €', 'bg', 500000],
		['€5,000', 'en', 500000]
	])('groups thousands as the reader does: %s in %s', ([text, locale, cents]) => {
		expect(parseMoney(text, { locale })).toEqual({ ok: true, money: euros(cents) })
	})

	test.for<[string, ParseMoneyOptions, string]>([
		['', {}, 'empty'],
		[' \u00a0 ', {}, 'empty'],
		['€ 5.000', {}, 'ambiguous'],
		['1,234', { locale: 'fr' }, 'ambiguous'],
		['1,234', { locale: 'bg' }, 'ambiguous'],
		['1.234', { locale: 'en' }, 'ambiguous'],
		['0,125', { locale: 'fr' }, 'too_precise'],
		['1 234,567', {}, 'too_precise'],
		['1.234,567', {}, 'too_precise'],
		['1,2345', {}, 'too_precise'],
		['-5', {}, 'negative'],
		['−5 €', {}, 'negative'],
		['€ -5', {}, 'negative'],
		['100 000 000 000,01', {}, 'too_large'],
		['9'.repeat(60), {}, 'too_large'],
		['101', { maxCents: 10000 }, 'too_large'],
		['12 лв.', { only: 'EUR' }, 'currency'],
		['12 € лв.', {}, 'malformed'],
		['12 € 50', {}, 'malformed'],
		['12 $', {}, 'malformed'],
		['1 23', {}, 'malformed'],
		['1,50,000', {}, 'malformed'],
		['1.234,56,78', {}, 'malformed'],
		['1.234 567', {}, 'malformed'],
		['1e5', {}, 'malformed'],
		['0x10', {}, 'malformed'],
		['١٢', {}, 'malformed'],
		['€', {}, 'malformed'],
		['--5', {}, 'malformed'],
		[',50', {}, 'malformed'],
		['12,', {}, 'malformed'],
		['1'.repeat(101), {}, 'malformed']
	])('refuses %s with %j as %s', ([text, options, reason]) => {
		expect(parseMoney(text, options)).toEqual({ ok: false, error: `error.money.${reason}` })
	})

	test('takes a negative amount where one is allowed', () => {
		for (const text of ['-5', '−5 €', '€ -5', '-€5', '- 5,00'])
			expect(parseMoney(text, { allowNegative: true }), text).toEqual({ ok: true, money: euros(-500) })
		expect(parseMoney('-0', {})).toEqual({ ok: true, money: euros(0) })
	})

	test('reads back whatever it writes, in each language and currency', () => {
		fc.assert(
			fc.property(
				anyCents,
				fc.constantFrom('fr', 'bg', 'en'),
				fc.constantFrom('EUR', 'BGN'),
				fc.boolean(),
				(cents, locale, currency, trimCents) => {
					const amount = money(cents, currency)
					const text = formatMoney(amount, locale, { trimCents })
					expect(parseMoney(text, { locale, allowNegative: true }), text).toEqual({ ok: true, money: amount })
				}
			)
		)
	})

	test('never throws and never yields half a cent, whatever is typed', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.,- €лв') }), (text) => {
				const parsed = parseMoney(text, { allowNegative: true })
				if (parsed.ok) expect(Number.isSafeInteger(parsed.money.cents)).toBe(true)
			})
		)
	})
})

describe('reckoning', () => {
	test('adds and subtracts back', () => {
		fc.assert(
			fc.property(anyCents, anyCents, (a, b) => {
				expect(subtract(add(euros(a), euros(b)), euros(b))).toEqual(euros(a))
			})
		)
	})

	test('sums, nothing included', () => {
		expect(sum([], 'EUR')).toEqual(euros(0))
		expect(sum([euros(10), euros(20), euros(-5)], 'EUR')).toEqual(euros(25))
		expect(compare(euros(1), euros(2))).toBeLessThan(0)
	})

	test('refuses to mix currencies or to lose exactness', () => {
		expect(() => add(euros(1), leva(1))).toThrow(TypeError)
		expect(() => sum([leva(1)], 'EUR')).toThrow(TypeError)
		expect(() => money(0.5)).toThrow(RangeError)
		expect(() => add(euros(Number.MAX_SAFE_INTEGER), euros(1))).toThrow(RangeError)
	})

	test('takes a share in basis points, half up', () => {
		expect(share(euros(1), 5000)).toEqual(euros(1))
		expect(share(euros(-1), 5000)).toEqual(euros(-1))
		expect(share(euros(333), 8000)).toEqual(euros(266))
		expect(share(euros(500_000), 8000)).toEqual(euros(400_000))
		expect(() => share(euros(1), 0.5)).toThrow(RangeError)
	})

	test('keeps a share within half a cent of the truth', () => {
		fc.assert(
			fc.property(anyCents, fc.integer({ min: 0, max: 10_000 }), (cents, rate) => {
				const off = BigInt(share(euros(cents), rate).cents) * 10_000n - BigInt(cents) * BigInt(rate)
				expect(off >= -5000n && off <= 5000n).toBe(true)
			})
		)
	})

	test('tells what part an amount is of another', () => {
		expect(rateOf(euros(400_000), euros(500_000))).toBe(8000)
		expect(rateOf(euros(1), euros(3))).toBe(3333)
		expect(rateOf(euros(1), euros(0))).toBe(0)
	})
})

describe('dividing an amount', () => {
	test('gives the cents left to the largest remainders', () => {
		expect(allocate(euros(100), [1, 1, 1])).toEqual([euros(34), euros(33), euros(33)])
		expect(allocate(euros(-100), [1, 1, 1])).toEqual([euros(-34), euros(-33), euros(-33)])
		expect(allocate(euros(5), [0, 3, 7])).toEqual([euros(0), euros(2), euros(3)])
		expect(allocate(euros(2), [1, 0, 1])).toEqual([euros(1), euros(0), euros(1)])
	})

	test('neither loses nor invents a cent, and stays within one cent of the exact part', () => {
		const weights = fc
			.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 20 })
			.filter((all) => all.some((weight) => weight > 0))
		fc.assert(
			fc.property(anyCents, weights, (cents, weights) => {
				const parts = allocate(euros(cents), weights)
				expect(sum(parts, 'EUR')).toEqual(euros(cents))
				const total = BigInt(weights.reduce((a, b) => a + b))
				parts.forEach((part: Money, i) => {
					const off = BigInt(part.cents) * total - BigInt(cents) * BigInt(weights[i] ?? 0)
					expect(off > -total && off < total).toBe(true)
				})
			})
		)
	})

	test('refuses weights that cannot divide', () => {
		for (const weights of [[], [0, 0], [-1, 2], [0.5, 0.5], [Number.NaN]])
			expect(() => allocate(euros(100), weights), String(weights)).toThrow(RangeError)
	})
})

describe('leva in euros', () => {
	test.for<[number, number]>([
		[170, 87],
		[1_000_000, 511_292],
		[195_583, 100_000],
		[1, 1],
		[0, 0],
		[-170, -87],
		[5_300_000, 2_709_847]
	])('%i stotinki are %i cents', ([stotinki, cents]) => {
		expect(convertBgn(leva(stotinki))).toEqual(euros(cents))
	})

	test('are the nearest cent', () => {
		fc.assert(
			fc.property(anyCents, (stotinki) => {
				const off = BigInt(convertBgn(leva(stotinki)).cents) * 195_583n - BigInt(stotinki) * 100_000n
				expect(2n * off <= 195_583n && 2n * off >= -195_583n).toBe(true)
			})
		)
	})

	test('leave euros alone', () => {
		expect(convertBgn(euros(5))).toEqual(euros(5))
	})
})

describe('writing an amount', () => {
	test('follows the language', () => {
		expect(plain(formatMoney(euros(123_456), 'fr'))).toBe('1 234,56 €')
		expect(plain(formatMoney(euros(123_456), 'bg'))).toBe('1 234,56 €')
		expect(plain(formatMoney(euros(123_456), 'en'))).toBe('€1,234.56')
		expect(plain(formatMoney(leva(123_456), 'bg'))).toBe('1 234,56 лв.')
	})

	test('leaves the cents out only when asked and when there are none', () => {
		expect(plain(formatMoney(euros(500_000), 'fr'))).toBe('5 000,00 €')
		expect(plain(formatMoney(euros(500_000), 'fr', { trimCents: true }))).toBe('5 000 €')
		expect(plain(formatMoney(euros(500_050), 'fr', { trimCents: true }))).toBe('5 000,50 €')
	})

	test('is exact as a plain decimal number', () => {
		expect(decimal(euros(5))).toBe('0.05')
		expect(decimal(euros(-123_456))).toBe('-1234.56')
		expect(decimal(euros(Number.MAX_SAFE_INTEGER))).toBe('90071992547409.91')
	})
})
