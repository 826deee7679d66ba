import { programme } from '#programme/programme'

/** What the registers of the two countries and the banks give a body. A VAT number is read as the ЕИК or SIREN it holds. */
export const identifierKinds = ['eik', 'siren', 'siret', 'rna', 'iban'] as const
export type IdentifierKind = (typeof identifierKinds)[number]

/** The keys of the sentences that say what is wrong, so that a form can tell a slip of the finger from the wrong number. */
export type IdentifierError = `error.identifier.${IdentifierKind}.${'shape' | 'checksum'}` | 'error.identifier.iban.country'

/** `value` is the number as it is stored and compared: capitals and digits only. */
export type Checked = { ok: true; value: string } | { ok: false; error: IdentifierError }

const LONGEST = 64

// Cyrillic capitals that look like the Latin ones asked for: a keyboard left in the wrong language types them.
const cyrillic = 'АВЕКМНОРСТУХ'
const latin = 'ABEKMHOPCTYX'
const twins = new Map([...cyrillic].map((letter, at) => [letter, latin[at]!]))
// БГ and ФР are typed for the letters, not for their shape.
const spelt: readonly [RegExp, string][] = [
	[/^БГ/, 'BG'],
	[/^ФР/, 'FR']
]

/** As written by people and spreadsheets: any spaces, dots, hyphens, slashes, full-width digits, Cyrillic letters that look Latin. */
function tidy(written: string): string {
	// A longer text is no number: it is cut so that a pasted document costs nothing, and fails on its length.
	let text = written
		.slice(0, LONGEST * 2)
		.normalize('NFKC')
		.toUpperCase()
	text = text.replace(/[\s\p{Cf}.·,'’/\\_\p{Pd}]+/gu, '')
	for (const [pattern, letters] of spelt) text = text.replace(pattern, letters)
	return Array.from(text, (letter) => twins.get(letter) ?? letter).join('')
}

const wrong = (error: IdentifierError): Checked => ({ ok: false, error })
// A row of noughts passes every sum; it is what people type to get past a field.
const nought = /^0+$/
const judge = (kind: IdentifierKind, value: string, sound: boolean): Checked =>
	sound ? { ok: true, value } : wrong(`error.identifier.${kind}.checksum`)

/** Weighted sum modulo 11; a remainder of 10 asks for the second weights, and 10 again gives 0. */
function elevens(digits: string, first: readonly number[], second: readonly number[]): number {
	const remainder = (weights: readonly number[]) => weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0) % 11
	const once = remainder(first)
	return once < 10 ? once : remainder(second) % 10
}

/**
 * ЕИК or БУЛСТАТ: 9 digits, or 13 for a branch whose first 9 are those of the body itself. The VAT number (BG before it)
 * is the same number. Leading zeros count (000696327 is Sofia) and are not guessed where a spreadsheet dropped them.
 * Only the digits are checked, not whether the register holds the number.
 */
export function checkEik(written: string): Checked {
	const value = tidy(written).replace(/^BG/, '')
	if (!/^(?:[0-9]{9}|[0-9]{13})$/.test(value) || nought.test(value)) return wrong('error.identifier.eik.shape')
	if (elevens(value, [1, 2, 3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8, 9, 10]) !== Number(value[8])) return judge('eik', value, false)
	const branch = value.length === 9 || elevens(value.slice(8, 12), [2, 7, 3, 5], [4, 9, 5, 7]) === Number(value[12])
	return judge('eik', value, branch)
}

function luhn(digits: string): boolean {
	let sum = 0
	for (let at = 0; at < digits.length; at++) {
		const digit = Number(digits[digits.length - 1 - at])
		sum += at % 2 === 0 ? digit : digit < 5 ? digit * 2 : digit * 2 - 9
	}
	return sum % 10 === 0
}

/** SIREN of a French body: 9 digits, Luhn. A French VAT number (FR and two digits before the SIREN) is read too. */
export function checkSiren(written: string): Checked {
	const value = tidy(written).replace(/^FR[0-9]{2}(?=[0-9]{9}$)/, '')
	if (!/^[0-9]{9}$/.test(value) || nought.test(value)) return wrong('error.identifier.siren.shape')
	return judge('siren', value, luhn(value))
}

const LA_POSTE = '356000000'

/**
 * SIRET of a French establishment: 14 digits, Luhn over all of them and over the SIREN they begin with. La Poste has more
 * offices than Luhn leaves room for: there the sum of the digits is a multiple of 5, or the number passes Luhn as its seat does.
 */
export function checkSiret(written: string): Checked {
	const value = tidy(written)
	if (!/^[0-9]{14}$/.test(value) || nought.test(value)) return wrong('error.identifier.siret.shape')
	const post = value.startsWith(LA_POSTE) && [...value].reduce((sum, digit) => sum + Number(digit), 0) % 5 === 0
	return judge('siret', value, luhn(value.slice(0, 9)) && (post || luhn(value)))
}

/** Répertoire national des associations: W, a digit or a letter, 8 digits. It has no check digit. */
export function checkRna(written: string): Checked {
	const value = tidy(written)
	return /^W[0-9A-Z][0-9]{8}$/.test(value) ? { ok: true, value } : wrong('error.identifier.rna.shape')
}

// The shapes of these two are held whole; another country of the programme has the check digits alone.
const ibanShapes: Record<string, RegExp> = {
	BG: /^BG[0-9]{2}[A-Z]{4}[0-9]{6}[A-Z0-9]{8}$/,
	FR: /^FR[0-9]{2}[0-9]{10}[A-Z0-9]{11}[0-9]{2}$/
}

/** IBAN of an account in a country of the programme, Bulgarian (22 characters) or French (27): structure of the SWIFT registry, then ISO 7064 mod 97-10. */
export function checkIban(written: string): Checked {
	const value = tidy(written)
	if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(value)) return wrong('error.identifier.iban.shape')
	const shape = ibanShapes[value.slice(0, 2)]
	if (!programme.countries.some(({ code }) => value.startsWith(code))) return wrong('error.identifier.iban.country')
	if (shape && !shape.test(value)) return wrong('error.identifier.iban.shape')
	let remainder = 0
	for (const character of value.slice(4) + value.slice(0, 4))
		for (const digit of String(parseInt(character, 36))) remainder = (remainder * 10 + Number(digit)) % 97
	// 00, 01 and 99 leave the remainder of 97, 98 and 02, but no bank may give them.
	const given = Number(value.slice(2, 4))
	return judge('iban', value, remainder === 1 && given >= 2 && given <= 98)
}

const checks: Record<IdentifierKind, (written: string) => Checked> = {
	eik: checkEik,
	siren: checkSiren,
	siret: checkSiret,
	rna: checkRna,
	iban: checkIban
}

/** Checks a number of a known kind; see the function of the kind for what is accepted. Never throws. */
export const checkIdentifier = (kind: IdentifierKind, written: string): Checked => checks[kind](written)
