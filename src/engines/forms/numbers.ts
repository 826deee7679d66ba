/** Numbers and amounts as people type them. */
import { decimalMark, type Locale } from '#platform/languages'
import { convertBgn, decimal, money, parseMoney } from '#platform/money'
import type { Unread } from './values.ts'

const grouping = (locale: Locale) => (decimalMark[locale] === ',' ? '.' : ',')
const LONGEST = 100

const refused = (text: string, why: string, params?: Unread['params']): Unread => ({
	unread: text.slice(0, LONGEST),
	why,
	...(params ? { params } : {})
})

/**
 * Cents, however they are grouped and marked; null for nothing. Leva are not converted behind anyone's back: the sentence
 * says what they come to.
 */
export function readMoney(text: string, locale?: Locale): number | null | Unread {
	const read = parseMoney(text, { ...(locale ? { locale } : {}) })
	if (!read.ok) return read.error === 'error.money.empty' ? null : refused(text, read.error)
	if (read.money.currency === 'EUR') return read.money.cents
	return refused(text, 'error.forms.leva', { euros: convertBgn(read.money) })
}

/** A number of at most so many decimals; null for nothing. « 1 234,5 », "1,234.5", "1234.5". What can be read in two ways is refused. */
export function readNumber(text: string, decimals: number, locale?: Locale): number | null | Unread {
	if (text.length > LONGEST) return refused(text, 'error.forms.number')
	const figure = text
		.normalize('NFKC')
		.trim()
		.replace(/[−–]/g, '-')
		.replace(/(?<=\d)[\s'’](?=\d{3}(?!\d))/g, '')
	if (figure === '') return null
	const parts = /^([-+]?)(\d[\d.,]*)$/.exec(figure)
	if (!parts || !/\d$/.test(figure)) return refused(text, 'error.forms.number')
	const [, sign = '', body = ''] = parts
	const marks = body.replace(/\d/g, '')
	const last = Math.max(body.lastIndexOf('.'), body.lastIndexOf(','))
	const after = last === -1 ? '' : body.slice(last + 1)
	let decimalAt = -1
	if (new Set(marks).size === 2) decimalAt = last
	else if (marks.length === 1) {
		const groups = /^\d{3}$/.test(after) && /^[1-9]\d{0,2}$/.test(body.slice(0, last))
		if (!groups || (locale && grouping(locale) !== marks)) decimalAt = last
		else if (decimals >= 3 || !locale) return refused(text, 'error.forms.number_ambiguous')
	}
	const whole = decimalAt === -1 ? body : body.slice(0, decimalAt)
	if (!/^(?:\d+|\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*)$/.test(whole)) return refused(text, 'error.forms.number')
	if (decimalAt !== -1 && whole.includes(body[decimalAt]!)) return refused(text, 'error.forms.number')
	const fractional = decimalAt === -1 ? '' : after.replace(/0+$/, '')
	if (fractional.length > decimals) return refused(text, 'error.forms.decimals', { decimals })
	const digits = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '')
	// Beyond fifteen figures a number no longer holds what was typed.
	if (digits.length + fractional.length > 15) return refused(text, 'error.forms.number_large')
	return Number(`${sign === '-' ? '-' : ''}${digits}${fractional ? `.${fractional}` : ''}`) + 0
}

const mark = (written: string, locale: Locale) => written.replace('.', decimalMark[locale])
/** As it is typed: no grouping, the decimal mark of the language; it is read again as the same. */
export const writeNumber = (value: number, locale: Locale) => mark(String(value), locale)
export const writeMoney = (cents: number, locale: Locale) => mark(decimal(money(cents)), locale)
