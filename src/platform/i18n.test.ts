import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

/** The modules as a process finds them whose folder speaks Romanian. */
async function elsewhere() {
	vi.resetModules()
	globalThis.passerelleProgramme = {
		languages: [
			{ code: 'fr', region: 'FR' },
			{ code: 'ro', region: 'RO' }
		],
		timeZone: 'Europe/Bucharest',
		messages: {
			ro: { 'nav.search': 'Căutare', 'call.days_left': '{days, plural, one {# zi} few {# zile} other {# de zile}}' },
			en: { 'home.title': 'What we build' }
		}
	}
	return { ...(await import('./i18n.ts')), ...(await import('./languages.ts')), ...(await import('./money.ts')) }
}
type There = Awaited<ReturnType<typeof elsewhere>>
let there: There
const ro = 'ro' as There['locales'][number]

beforeEach(async () => void (there = await elsewhere()))
afterEach(() => {
	globalThis.passerelleProgramme = undefined
	vi.resetModules()
})

describe('the languages of a folder', () => {
	test('are its own, in its order', () => {
		expect(there.locales).toEqual(['fr', 'ro'])
		expect([there.isLocale('ro'), there.isLocale('bg')]).toEqual([true, false])
		expect(there.localeNames[ro]).toBe('Română')
		expect(there.localePattern).toBe('fr|ro')
	})

	test('say a sentence of their own, else the English one', () => {
		expect(there.translate(ro, 'nav.search')).toBe('Căutare')
		expect(there.translate(ro, 'call.days_left', { days: 2 })).toBe('2 zile')
		expect(there.translate(ro, 'call.days_left', { days: 20 })).toBe('20 de zile')
		expect(there.translate(ro, 'nav.calls')).toBe('Calls')
		expect(there.translate(ro, 'home.title')).toBe('What we build')
		expect([there.isSaidIn(ro, 'nav.search'), there.isSaidIn(ro, 'nav.calls')]).toEqual([true, false])
	})

	test('date and count as their region does, in the programme’s zone', () => {
		expect(there.formatDate(ro, new Date('2027-01-31T22:30:00Z'))).toBe('1 februarie 2027')
		expect(there.formatMoney(there.money(123_456), ro)).toMatch(/^1\.234,56\sEUR$/u)
		expect(there.parseMoney('1.234', { locale: ro })).toEqual({ ok: true, money: there.money(123_400) })
	})

	test('pick what is theirs, then English, then what there is', () => {
		expect(there.pick({ fr: 'Eau', en: 'Water' }, ro)).toEqual({ text: 'Water', lang: 'en' })
		expect(there.pick({ bg: 'Вода' }, ro)).toEqual({ text: 'Вода', lang: 'bg' })
	})
})
