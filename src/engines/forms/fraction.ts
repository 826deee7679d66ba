/** Exact arithmetic: a rate checked with rounded numbers would refuse in the browser what the server accepts. */
export type Fraction = { over: bigint; under: bigint }

const abs = (value: bigint) => (value < 0n ? -value : value)
function divisor(a: bigint, b: bigint): bigint {
	while (b) [a, b] = [b, a % b]
	return a
}

/** `under` is kept above zero and the fraction in its lowest terms, so that long products stay short. */
export function fraction(over: bigint, under = 1n): Fraction {
	if (under === 0n) throw new RangeError('Nothing is divided by zero')
	const common = divisor(abs(over), abs(under)) || 1n
	const sign = under < 0n ? -1n : 1n
	return { over: (sign * over) / common, under: (sign * under) / common }
}

/** The number as it is written in decimals: 0.1 is one tenth, not the nearest binary. */
export function decimalFraction(value: number): Fraction {
	const [mantissa = '0', exponent = '0'] = String(value).split('e')
	const [whole = '0', decimals = ''] = mantissa.split('.')
	const shift = Number(exponent) - decimals.length
	const digits = BigInt(whole + decimals)
	return shift >= 0 ? fraction(digits * 10n ** BigInt(shift)) : fraction(digits, 10n ** BigInt(-shift))
}

export const plus = (a: Fraction, b: Fraction) => fraction(a.over * b.under + b.over * a.under, a.under * b.under)
export const minus = (a: Fraction, b: Fraction) => fraction(a.over * b.under - b.over * a.under, a.under * b.under)
export const times = (a: Fraction, b: Fraction) => fraction(a.over * b.over, a.under * b.under)
export const dividedBy = (a: Fraction, b: Fraction) => fraction(a.over * b.under, a.under * b.over)

/** Negative, zero or positive, like any comparator. */
export function compareFractions(a: Fraction, b: Fraction): number {
	const left = a.over * b.under
	const right = b.over * a.under
	return left < right ? -1 : left > right ? 1 : 0
}

/** Rounded to so many decimals, half away from zero, as a number: to show, not to go on reckoning with. */
export function rounded({ over, under }: Fraction, decimals: number): number {
	const scale = 10n ** BigInt(decimals)
	const units = (2n * abs(over) * scale + under) / (2n * under)
	// Through its decimal writing, whose reading is exact up to fifteen figures.
	const digits = String(units).padStart(decimals + 1, '0')
	const written = decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits
	return Number(over < 0n ? `-${written}` : written) + 0
}
