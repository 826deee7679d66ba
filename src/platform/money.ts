import { decimalMark, languageTag } from './languages.ts'
import type { Locale } from './i18n.ts'

export type Currency = 'EUR' | 'BGN'

/** An exact amount: whole cents, never a fraction and never beyond what a number holds exactly. */
export type Money = { cents: number; currency: Currency }

/** The irrevocable rate of 1 January 2026: this many leva make one euro. Never rounded, never inverted. */
export const BGN_PER_EUR = 1.95583

/** A hundred thousand million: far above any programme, far enough below the exact integers to add thousands of them. */
export const MAX_CENTS = 10_000_000_000_000

export function money(cents: number, currency: Currency = 'EUR'): Money {
	if (!Number.isSafeInteger(cents)) throw new RangeError(`Not an exact number of cents: ${cents}`)
	// −0 + 0 is 0: a negative zero would not equal zero in a test, and would print as −0,00.
	return { cents: cents + 0, currency }
}

export type MoneyError =
	| 'error.money.empty'
	| 'error.money.malformed'
	| 'error.money.ambiguous'
	| 'error.money.too_precise'
	| 'error.money.negative'
	| 'error.money.too_large'
	| 'error.money.currency'

export type ParsedMoney = { ok: true; money: Money } | { ok: false; error: MoneyError }

export type ParseMoneyOptions = {
	/** The reader's language, which settles whether « 5.000 » or "5,000" is five thousand. */
	locale?: Locale
	/** What an amount written without a currency is in. */
	currency?: Currency
	/** Refuse an amount that says it is in another currency. */
	only?: Currency
	allowNegative?: boolean
	maxCents?: number
}

const currencyMarks: [RegExp, Currency][] = [
	[/€|\beuros?\b|\beur\b|(?<!\p{L})евро(?!\p{L})/iu, 'EUR'],
	[/\bbgn\b|(?<!\p{L})(?:лева|лев|лв\.?)(?!\p{L})/iu, 'BGN']
]

// A lone mark before three digits groups thousands only where the language of the reader does so;
// anywhere else it may as well be a decimal mark, and the difference is a thousandfold.
const groupingMark = (locale: Locale) => (decimalMark[locale] === ',' ? '.' : ',')

/**
 * An amount as people write it in the three languages: « 1 234,56 », "1,234.56", „12 лв.“, "€ 5.000", with any kind of space.
 * What can be read in two ways is refused rather than guessed.
 */
export function parseMoney(text: string, options: ParseMoneyOptions = {}): ParsedMoney {
	const refuse = (error: MoneyError): ParsedMoney => ({ ok: false, error })
	// Longer than any amount: not worth a regular expression's time.
	if (text.length > 100) return refuse('error.money.malformed')

	let rest = text.normalize('NFC').replace(/\s/gu, ' ').trim()
	if (rest === '') return refuse('error.money.empty')

	let currency = options.currency ?? options.only ?? 'EUR'
	const marked = currencyMarks.filter(([mark]) => mark.test(rest))
	if (marked.length > 1) return refuse('error.money.malformed')
	if (marked[0]) {
		const [mark, code] = marked[0]
		currency = code
		// At one end only: « 12 € 50 » is an amount to some and a slip to others. A sign may stand outside the mark.
		const atEnd = new RegExp(`(?:${mark.source})$`, 'iu')
		const atStart = new RegExp(`^([-−–+]?) ?(?:${mark.source})`, 'iu')
		rest = (atEnd.test(rest) ? rest.replace(atEnd, '') : rest.replace(atStart, '$1')).trim()
	}
	if (options.only && currency !== options.only) return refuse('error.money.currency')

	const signed = /^([-−–+]?) ?(\d.*)$/u.exec(rest)
	if (!signed) return refuse('error.money.malformed')
	const [, sign = '', figure = ''] = signed

	const parts = splitFigure(figure, options.locale)
	if (typeof parts === 'string') return refuse(parts)

	const cents = BigInt(parts.whole + parts.decimals.padEnd(2, '0'))
	if (cents > BigInt(options.maxCents ?? MAX_CENTS)) return refuse('error.money.too_large')
	const negative = sign !== '' && sign !== '+' && cents > 0n
	if (negative && !options.allowNegative) return refuse('error.money.negative')
	return { ok: true, money: money(Number(negative ? -cents : cents), currency) }
}

function splitFigure(figure: string, locale: Locale | undefined): { whole: string; decimals: string } | MoneyError {
	if (!/^\d[\d., '’]*$/u.test(figure) || !/\d$/.test(figure)) return 'error.money.malformed'
	const points = [...figure].filter((character) => character === '.' || character === ',')
	const kinds = new Set(points)
	const last = Math.max(figure.lastIndexOf('.'), figure.lastIndexOf(','))

	let decimalAt = -1
	if (kinds.size === 2) {
		// Both marks: the last one is the decimal mark, and stands once.
		if (points.filter((point) => point === figure[last]).length > 1) return 'error.money.malformed'
		decimalAt = last
	} else if (points.length === 1) {
		const after = figure.slice(last + 1)
		const couldGroup = /^\d{3}$/.test(after) && /^[1-9]\d{0,2}$/.test(figure.slice(0, last))
		if (!couldGroup) decimalAt = last
		else if (locale === undefined || groupingMark(locale) !== figure[last]) return 'error.money.ambiguous'
	}

	const whole = decimalAt === -1 ? figure : figure.slice(0, decimalAt)
	const decimals = decimalAt === -1 ? '' : figure.slice(decimalAt + 1)
	if (!/^(?:\d+|\d{1,3}(?:([ .,'’])\d{3})(?:\1\d{3})*)$/u.test(whole) || !/^\d*$/.test(decimals)) return 'error.money.malformed'
	if (decimals.length > 2) return 'error.money.too_precise'
	return { whole: whole.replace(/\D/g, ''), decimals }
}

function sameCurrency(a: Money, b: Money) {
	if (a.currency !== b.currency) throw new TypeError(`${a.currency} and ${b.currency} do not add up`)
}

export function add(a: Money, b: Money): Money {
	sameCurrency(a, b)
	return money(a.cents + b.cents, a.currency)
}

export function subtract(a: Money, b: Money): Money {
	sameCurrency(a, b)
	return money(a.cents - b.cents, a.currency)
}

/** The currency is asked for because the sum of nothing has one too. */
export const sum = (amounts: Iterable<Money>, currency: Currency): Money => {
	let total = money(0, currency)
	for (const amount of amounts) total = add(total, amount)
	return total
}

/** Negative, zero or positive, like any comparator. */
export function compare(a: Money, b: Money): number {
	sameCurrency(a, b)
	return a.cents - b.cents
}

/** Half a cent goes away from zero, so that a refund undoes exactly what a payment did. */
function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
	const positive = numerator < 0n ? -numerator : numerator
	const rounded = (2n * positive + denominator) / (2n * denominator)
	return numerator < 0n ? -rounded : rounded
}

const exact = (cents: bigint, currency: Currency) => money(Number(cents), currency)

/** A part of an amount, `rate` in basis points (8 000 is 80 %), rounded half up to the cent. */
export function share(amount: Money, rate: number): Money {
	if (!Number.isSafeInteger(rate)) throw new RangeError(`Not a whole number of basis points: ${rate}`)
	return exact(divideHalfUp(BigInt(amount.cents) * BigInt(rate), 10_000n), amount.currency)
}

/** What part of `whole` an amount is, in basis points, rounded half up; nothing is a part of zero. */
export function rateOf(part: Money, whole: Money): number {
	sameCurrency(part, whole)
	if (whole.cents === 0) return 0
	const sign = whole.cents < 0 ? -1n : 1n
	return Number(divideHalfUp(sign * BigInt(part.cents) * 10_000n, sign * BigInt(whole.cents)))
}

/**
 * Divides an amount by whole-number weights without losing or inventing a cent: each gets its whole cents,
 * the cents left go to the largest remainders, the first of equals first.
 */
export function allocate(amount: Money, weights: readonly number[]): Money[] {
	if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0))
		throw new RangeError('A weight is a whole number, zero or more')
	const parts = weights.map(BigInt)
	const total = parts.reduce((a, b) => a + b, 0n)
	if (total === 0n) throw new RangeError('At least one weight must be above zero')

	const negative = amount.cents < 0
	const cents = BigInt(Math.abs(amount.cents))
	const shares = parts.map((part) => (cents * part) / total)
	const remainders = parts.map((part) => (cents * part) % total)
	const left = Number(cents - shares.reduce((a, b) => a + b, 0n))
	const byRemainder = remainders.map((_, i) => i).sort((a, b) => compareBig(remainders[b] ?? 0n, remainders[a] ?? 0n) || a - b)
	for (const i of byRemainder.slice(0, left)) shares[i] = (shares[i] ?? 0n) + 1n
	return shares.map((share) => exact(negative ? -share : share, amount.currency))
}

const compareBig = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0)

/** Leva in euros: divided by the full rate, only the result rounded, half up (Euro Introduction Act). Euros stay what they are. */
export function convertBgn(amount: Money): Money {
	if (amount.currency === 'EUR') return amount
	return exact(divideHalfUp(BigInt(amount.cents) * 100_000n, 195_583n), 'EUR')
}

export type FormatMoneyOptions = {
	/** Leave the cents out when there are none: for figures on public pages, not for accounts. */
	trimCents?: boolean
}

// Irish English writes €1,234 as the others here do; it is where British English would say EUR.
const localeTags = { ...languageTag, en: 'en-IE' }
const formatters = new Map<string, Intl.NumberFormat>()

export function formatMoney(amount: Money, locale: Locale, { trimCents = false }: FormatMoneyOptions = {}): string {
	const whole = trimCents && amount.cents % 100 === 0
	const key = `${locale}${amount.currency}${whole}`
	let formatter = formatters.get(key)
	if (!formatter) {
		formatter = new Intl.NumberFormat(localeTags[locale], {
			style: 'currency',
			currency: amount.currency,
			minimumFractionDigits: whole ? 0 : 2,
			maximumFractionDigits: whole ? 0 : 2,
			// Bulgarian leaves four figures ungrouped by default, which breaks the columns of a budget.
			useGrouping: 'always'
		})
		formatters.set(key, formatter)
	}
	// As a decimal string: cents / 100 is not exact, and Intl takes strings exactly.
	return formatter.format(decimal(amount) as Intl.StringNumericLiteral)
}

/** "1234.56", for files and interfaces that ask for a plain decimal number. */
export function decimal(amount: Money): string {
	const digits = String(Math.abs(amount.cents)).padStart(3, '0')
	return `${amount.cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
