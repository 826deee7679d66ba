import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkEik, checkIban, checkIdentifier, checkRna, checkSiren, checkSiret, identifierKinds } from './identifiers.ts'

const ok = (value: string) => ({ ok: true, value })
const no = (error: string) => ({ ok: false, error: `error.identifier.${error}` })

const digits = (length: number) =>
	fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''))

/** Every number made of the text by changing one digit. */
const neighbours = (text: string) =>
	[...text].flatMap((was, at) =>
		/[0-9]/.test(was)
			? [...'0123456789'].filter((digit) => digit !== was).map((digit) => text.slice(0, at) + digit + text.slice(at + 1))
			: []
	)

/** The one digit at the end that makes the number sound. */
const completed = (kind: 'eik' | 'siren' | 'siret', start: string) =>
	[...'0123456789'].map((digit) => start + digit).filter((text) => checkIdentifier(kind, text).ok)

describe('ЕИК', () => {
	test.each(['020469788', '831661388', '000696327', '1213961230342'])('%s is sound', (value) => {
		expect(checkEik(value)).toEqual(ok(value))
	})

	test.each([
		['BG 831 661 388', '831661388'],
		['ВG831661388', '831661388'],
		['БГ831661388', '831661388'],
		['bg-831.661.388', '831661388'],
		['\u00a0831 661 388\u200b\n', '831661388'],
		['８３１６６１３８８', '831661388']
	])('%j is read', (written, value) => {
		expect(checkEik(written)).toEqual(ok(value))
	})

	test.each(['123456789', '1234567891234', '1213961230343', '1213961240342'])('%s is refused', (value) => {
		expect(checkEik(value)).toEqual(no('eik.checksum'))
	})

	test.each(['', '83166138', '8316613880', 'FR831661388', '83166138O', 'няма', '٨٣١٦٦١٣٨٨'])('%j is no ЕИК', (value) => {
		expect(checkEik(value)).toEqual(no('eik.shape'))
	})

	test('a row of noughts is nobody, though its sum is right', () => {
		expect(checkEik('000000000')).toEqual(no('eik.shape'))
		expect(checkSiren('000000000')).toEqual(no('siren.shape'))
		expect(checkSiret('00000000000000')).toEqual(no('siret.shape'))
	})

	test('eight digits have exactly one ninth, and twelve of a sound body exactly one thirteenth', () => {
		fc.assert(
			fc.property(digits(8), digits(3), (start, branch) => {
				fc.pre(start !== '00000000')
				const [body, ...others] = completed('eik', start)
				expect(others).toEqual([])
				expect(completed('eik', body! + branch)).toHaveLength(1)
			})
		)
	})

	test('a wrong check digit is always caught, a wrong digit elsewhere when neither number asks for the second weights', () => {
		const plain = (text: string) => [...text.slice(0, 8)].reduce((sum, digit, at) => sum + Number(digit) * (at + 1), 0) % 11 < 10
		let caught = 0
		fc.assert(
			fc.property(digits(8), (start) => {
				fc.pre(start !== '00000000')
				const [body] = completed('eik', start)
				for (const text of neighbours(body!)) {
					const guaranteed = text.slice(0, 8) === start || (plain(start) && plain(text))
					if (!guaranteed) continue
					expect(checkEik(text)).toEqual(no('eik.checksum'))
					caught++
				}
			})
		)
		expect(caught).toBeGreaterThan(1000)
	})
})

describe('SIREN and SIRET', () => {
	test('sound ones, however written', () => {
		expect(checkSiren('200 034 528')).toEqual(ok('200034528'))
		expect(checkSiret('200 034 528 00014')).toEqual(ok('20003452800014'))
		expect(checkSiren('ФР 83 404 833 048')).toEqual(ok('404833048'))
		expect(checkSiren('FR83404833048')).toEqual(ok('404833048'))
	})

	test('two digits the wrong way round', () => {
		expect(checkSiret('20003452800041')).toEqual(no('siret.checksum'))
		expect(checkSiren('200034582')).toEqual(no('siren.checksum'))
	})

	test('the offices of La Poste follow a rule of their own', () => {
		expect(checkSiret('35600000009075')).toEqual(ok('35600000009075'))
		expect(checkSiret('35600000000048')).toEqual(ok('35600000000048'))
		expect(checkSiret('35600000009076')).toEqual(no('siret.checksum'))
		// The same rule makes nobody else's number sound.
		expect(checkSiret('20003452800023')).toEqual(no('siret.checksum'))
	})

	test('a SIRET whose SIREN is wrong is refused though its own sum is right', () => {
		expect(completed('siret', '1234567890001')).toEqual([])
	})

	test.each(['', '20003452', '2000345280001', '20003452800014A'])('%j is neither', (value) => {
		expect(checkSiren(value)).toEqual(no('siren.shape'))
		expect(checkSiret(value)).toEqual(no('siret.shape'))
	})

	test('any wrong digit is caught', () => {
		fc.assert(
			fc.property(digits(8), digits(4), (start, office) => {
				fc.pre(!start.startsWith('35600000') && start !== '00000000')
				const [siren] = completed('siren', start)
				const [siret] = completed('siret', siren! + office)
				for (const text of neighbours(siren!)) expect(checkSiren(text)).toEqual(no('siren.checksum'))
				for (const text of neighbours(siret!).filter((text) => !text.startsWith('356000000')))
					expect(checkSiret(text)).toEqual(no('siret.checksum'))
			})
		)
	})
})

describe('RNA', () => {
	test('W, a digit or a letter, eight digits', () => {
		expect(checkRna('w 751 234 567')).toEqual(ok('W751234567'))
		expect(checkRna('W2A1234567')).toEqual(no('rna.shape'))
		expect(checkRna('WA12345678')).toEqual(ok('WA12345678'))
		expect(checkRna('751234567')).toEqual(no('rna.shape'))
	})
})

describe('IBAN', () => {
	test.each(['BG80BNBG96611020345678', 'FR1420041010050500013M02606'])('%s is sound', (value) => {
		expect(checkIban(value)).toEqual(ok(value))
		expect(checkIban(value.replace(/.{4}/g, '$& ').toLowerCase())).toEqual(ok(value))
	})

	test('letters typed on the Bulgarian keyboard', () => {
		expect(checkIban('ВG80 ВNВG 9661 1020 3456 78')).toEqual(ok('BG80BNBG96611020345678'))
	})

	test('what is wrong is named', () => {
		expect(checkIban('BG80BNBG9661102034567')).toEqual(no('iban.shape'))
		expect(checkIban('BG81BNBG96611020345678')).toEqual(no('iban.checksum'))
		expect(checkIban('DE89370400440532013000')).toEqual(no('iban.country'))
		expect(checkIban('831661388')).toEqual(no('iban.shape'))
	})

	test('any wrong digit is caught', () => {
		for (const value of ['BG80BNBG96611020345678', 'FR1420041010050500013M02606'])
			for (const text of neighbours(value)) expect(checkIban(text)).toEqual(no('iban.checksum'))
	})

	test('of the hundred pairs of check digits one is sound', () => {
		fc.assert(
			fc.property(digits(14), (account) => {
				const all = Array.from({ length: 100 }, (_, at) => `BG${String(at).padStart(2, '0')}BNBG${account}`)
				expect(all.filter((text) => checkIban(text).ok)).toHaveLength(1)
			}),
			{ numRuns: 50 }
		)
	})
})

test('any text at all gets an answer, and an accepted value is accepted again as it is', () => {
	const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'0123456789BGFRWВ .-') }))
	fc.assert(
		fc.property(texts, fc.constantFrom(...identifierKinds), (text, kind) => {
			const found = checkIdentifier(kind, text)
			if (found.ok) expect(checkIdentifier(kind, found.value)).toEqual(found)
			else expect(found.error).toMatch(/^error\.identifier\./)
		})
	)
	expect(checkIdentifier('eik', '0'.repeat(10_000_000))).toEqual(no('eik.shape'))
})
