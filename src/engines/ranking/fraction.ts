/** An exact number: two floats that should be equal may differ in the last bit, and a rank must not hang on it. */
export interface Fraction {
	over: bigint
	under: bigint
}

export const fraction = (over: bigint | number, under: bigint | number = 1): Fraction => ({
	over: BigInt(over),
	under: BigInt(under)
})

export const plus = (a: Fraction, b: Fraction): Fraction =>
	a.under === b.under
		? { over: a.over + b.over, under: a.under }
		: { over: a.over * b.under + b.over * a.under, under: a.under * b.under }

export const times = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under })

/** Negative when a is the smaller. Denominators are positive. */
export function compared(a: Fraction, b: Fraction): number {
	const difference = a.over * b.under - b.over * a.under
	return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** With so many decimals, half up: for people, and for the record; never for comparing. The fraction is not negative. */
export function decimal({ over, under }: Fraction, places: number): string {
	const scale = 10n ** BigInt(places)
	const rounded = (2n * over * scale + under) / (2n * under)
	const digits = String(rounded).padStart(places + 1, '0')
	return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
}
