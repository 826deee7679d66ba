/** From what a form posted to answers. Nothing typed is thrown away: what cannot be read is kept as it was, with the reason. */
import { pick, isLocale, locales, type Locale, type Localized } from '#platform/i18n'
import { allFields, rowsShown, type Column, type FieldOf, type FormDefinition, type FormField } from './definition.ts'
import { MOST_LINES } from './budget.ts'
import { readMoney, readNumber } from './numbers.ts'
import { error, type Problem } from './problem.ts'
import { tidyLine, tidyText } from './tidy.ts'
import {
	sourceKinds,
	type Answer,
	type Answers,
	type Budget,
	type BudgetLine,
	type BudgetSource,
	type Row,
	type Simple,
	type SourceKind,
	type Unread
} from './values.ts'

export type Posted = Record<string, string | string[]>

/** What the definition leaves to the programme. Everything optional: a preview has no programme behind it. */
export type FormContext = {
	/** The language the form was filled in, which settles how `1,234` is read. */
	locale?: Locale
	/** The day in the programme's time zone, `2027-03-01`. */
	today?: string
	isTerritory?: (code: string, within: string | undefined) => boolean
	themes?: readonly string[]
	/** Reads a number of a register or a bank: the number as it is stored, or the message key that says what is wrong. */
	identifier?: (
		kind: 'iban' | 'eik' | 'siren' | 'siret' | 'rna',
		written: string
	) => { ok: true; value: string } | { ok: false; error: string }
}

export type Reading = {
	answers: Answers
	/** What was refused outright and is in no answer: rows and characters beyond any measure. */
	problems: Problem[]
}

/** A form has at most so many fields; whoever posts more is not filling it in. */
const MOST_NAMES = 20_000
const LINE = 500

/** Posted names of each field, without the key: `''`, `.0.name`. */
type Parts = Map<string, string[]>

function partsOf(posted: Posted): { byKey: Map<string, Parts>; refused: number } {
	const byKey = new Map<string, Parts>()
	const names = Object.keys(posted)
	for (const name of names.slice(0, MOST_NAMES)) {
		const dot = name.indexOf('.')
		const key = dot === -1 ? name : name.slice(0, dot)
		const parts: Parts = byKey.get(key) ?? new Map()
		const value = posted[name]!
		parts.set(dot === -1 ? '' : name.slice(dot + 1), Array.isArray(value) ? value : [value])
		byKey.set(key, parts)
	}
	return { byKey, refused: Math.max(0, names.length - MOST_NAMES) }
}

const first = (parts: Parts, part = '') => parts.get(part)?.at(-1) ?? ''

/**
 * The answers after a post. A field of which no name was posted keeps its answer from `before`: it was on another page, or
 * hidden. Tick boxes are therefore posted with an empty value beside them. Files never come from a post.
 */
export function readAnswers(
	definition: FormDefinition,
	posted: Posted,
	context: FormContext = {},
	before: Answers = {}
): Reading {
	const { byKey, refused } = partsOf(posted)
	const answers: Answers = { ...before }
	const problems: Problem[] = refused ? [error('form', 'error.forms.too_many', { max: MOST_NAMES })] : []
	for (const field of allFields(definition)) {
		const parts = byKey.get(field.key)
		if (!parts || field.kind === 'information' || field.kind === 'calculated' || field.kind === 'file') continue
		const value = readField(field, parts, context, problems)
		if (value === null) delete answers[field.key]
		else answers[field.key] = value
	}
	return { answers, problems }
}

function readField(
	field: Exclude<FormField, { kind: 'information' | 'calculated' | 'file' }>,
	parts: Parts,
	context: FormContext,
	problems: Problem[]
): Answer | null {
	switch (field.kind) {
		case 'text':
			return field.localized ? readLocalized(field, parts, problems) : readText(field.key, first(parts), field, problems) || null
		case 'choice': {
			const known = new Set(field.options.map(({ value }) => value))
			const ticked = [...new Set(parts.get('') ?? [])].filter((value) => known.has(value) || (field.other && value === OTHER))
			const chosen = field.many ? ticked : ticked.slice(0, 1)
			const other =
				field.other && chosen.includes(OTHER) ? readText(`${field.key}.other`, first(parts, 'other'), line, problems) : ''
			return chosen.length ? { chosen, other } : null
		}
		case 'theme': {
			const ticked = [...new Set(parts.get('') ?? [])].filter(
				(value) => value && (context.themes?.includes(value) ?? value.length <= 60)
			)
			return ticked.length ? (field.many ? ticked : ticked.slice(0, 1)) : null
		}
		case 'declaration': {
			const lang = first(parts)
			if (!isLocale(lang)) return null
			const shown = pick(field.text, lang)
			return { lang: shown.lang, text: shown.text }
		}
		case 'table':
			return readTable(field, parts, context, problems)
		case 'budget':
			return readBudget(field, parts, context, problems)
		default:
			return readSimple(field, first(parts), context, problems)
	}
}

/** The value of the choice "other", which no option can have. */
export const OTHER = '_other'
const line = { maxCharacters: LINE }

/**
 * A text tidied. Somewhat too long is kept, to be shortened by whoever wrote it; what no form asks for is cut, and said.
 */
function readText(
	name: string,
	text: string,
	{ maxCharacters, lines }: { maxCharacters: number; lines?: 'one' | 'several' },
	problems: Problem[]
): string {
	const kept = maxCharacters * 2 + 1000
	if (text.length > kept * 2) problems.push(error(name, 'error.forms.cut', { max: kept }))
	const tidied = (lines === 'several' ? tidyText : tidyLine)(text.slice(0, kept * 2))
	return tidied.slice(0, kept)
}

function readLocalized(field: FieldOf<'text'>, parts: Parts, problems: Problem[]): Localized | null {
	const texts: Localized = {}
	for (const locale of locales) {
		const text = readText(`${field.key}.${locale}`, first(parts, locale), field, problems)
		if (text) texts[locale] = text
	}
	return Object.keys(texts).length ? texts : null
}

type SimpleField = Exclude<
	FormField | Column,
	{ kind: 'information' | 'calculated' | 'file' | 'table' | 'budget' | 'declaration' | 'theme' }
>

/** One value of one input; null for nothing. */
function readSimple(
	field: SimpleField,
	text: string,
	context: FormContext,
	problems: Problem[],
	name: string = field.key
): Simple | null {
	if (field.kind === 'text') return readText(name, text, field, problems) || null
	const written = tidyLine(text.slice(0, LINE * 2))
	if (written === '') return null
	const unread = (why: string, params?: Unread['params']): Unread => ({
		unread: written.slice(0, LINE),
		why,
		...(params ? { params } : {})
	})
	switch (field.kind) {
		case 'number':
			return readNumber(written, field.decimals, context.locale)
		case 'money':
			return readMoney(written, context.locale)
		case 'date':
			return readDay(written) ?? unread('error.date')
		case 'choice':
			return field.options.some(({ value }) => value === written) ? written : unread('error.choice')
		case 'territory':
			return (context.isTerritory?.(written, field.within) ?? written.length <= 40) ? written : unread('error.choice')
		case 'email':
			return /^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>".]{2,}$/.test(written) && written.length <= 254
				? written
				: unread('error.email')
		case 'phone':
			return /^\+?[\d ()./-]{6,25}$/.test(written) && written.replace(/\D/g, '').length >= 6
				? written
				: unread('error.forms.phone')
		case 'website':
			return webAddress(written) ?? unread('error.website')
		default: {
			if (!context.identifier) return written
			const checked = context.identifier(field.kind, written)
			return checked.ok ? checked.value : unread(checked.error)
		}
	}
}

/** As a date field posts it, or as a person types it: 1.3.2027, 01/03/2027. */
function readDay(written: string): string | null {
	const typed = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: ?(?:г|г\.|год\.))?$/u.exec(written)
	const day = typed ? `${typed[3]}-${typed[2]!.padStart(2, '0')}-${typed[1]!.padStart(2, '0')}` : written
	if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day < '1900') return null
	const at = new Date(`${day}T00:00:00Z`)
	return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : null
}

function webAddress(written: string): string | null {
	const whole = /^[a-z][a-z0-9+.-]*:/i.test(written) ? written : `https://${written}`
	const url = URL.canParse(whole) ? new URL(whole) : null
	return url && /^https?:$/.test(url.protocol) && url.hostname.includes('.') && !url.username && whole.length <= 500
		? whole
		: null
}

/** The rows posted under `key.N.`, in the order of their numbers, which may have gaps; at most `max`. */
function rowsPosted(parts: Parts, prefix: string, max: number, field: string, problems: Problem[]): Parts[] {
	const rows = new Map<number, Parts>()
	const shape = prefix
		? new RegExp(`^${prefix}\\.(\\d{1,6})\\.([a-zA-Z][a-zA-Z0-9_]{0,39})$`)
		: /^(\d{1,6})\.([a-z][a-z0-9_]{0,39})$/
	for (const [part, values] of parts) {
		const found = shape.exec(part)
		if (!found) continue
		const at = Number(found[1])
		const row: Parts = rows.get(at) ?? new Map()
		row.set(found[2]!, values)
		rows.set(at, row)
	}
	const inOrder = [...rows].sort(([a], [b]) => a - b).map(([, row]) => row)
	if (inOrder.length > max) problems.push(error(field, 'error.forms.rows_cut', { max, given: inOrder.length }))
	return inOrder.slice(0, max)
}

function readTable(field: FieldOf<'table'>, parts: Parts, context: FormContext, problems: Problem[]): Row[] | null {
	// One beyond the most allowed is kept, so that the problem is shown rather than the row lost.
	const rows = rowsPosted(parts, '', field.maxRows + 1, field.key, problems).map((posted, at) => {
		const row: Row = {}
		for (const column of field.columns) {
			if (column.kind === 'calculated' || !posted.has(column.key)) continue
			const value = readSimple(column, first(posted, column.key), context, problems, `${field.key}.${at}.${column.key}`)
			if (value !== null) row[column.key] = value
		}
		return row
	})
	// The page shows that many rows whether anything is in them or not: left empty, they are no answer.
	while (rows.length && rows.length <= rowsShown(field) && !Object.keys(rows.at(-1)!).length) rows.pop()
	return rows.length ? rows : null
}

function readBudget(field: FieldOf<'budget'>, parts: Parts, context: FormContext, problems: Problem[]): Budget | null {
	const text = (name: string, posted: Parts, part: string) =>
		readText(`${name}.${part}`, first(posted, part), { maxCharacters: 200 }, problems)
	const lines = rowsPosted(parts, 'lines', MOST_LINES, field.key, problems).map((posted, at): BudgetLine => {
		const name = `${field.key}.lines.${at}`
		const category = first(posted, 'category')
		const quantity = readNumber(first(posted, 'quantity'), 3, context.locale)
		const unitCost = readMoney(first(posted, 'unitCost'), context.locale)
		const label = text(name, posted, 'label')
		const unit = text(name, posted, 'unit')
		return {
			...(field.rules.categories.some(({ key }) => key === category) && { category }),
			...(label && { label }),
			...(unit && { unit }),
			...(quantity !== null && { quantity }),
			...(unitCost !== null && { unitCost })
		}
	})
	const sources = rowsPosted(parts, 'sources', MOST_LINES, field.key, problems).map((posted, at): BudgetSource => {
		const kind = first(posted, 'kind')
		const status = first(posted, 'status')
		const amount = readMoney(first(posted, 'amount'), context.locale)
		const name = text(`${field.key}.sources.${at}`, posted, 'name')
		return {
			...(sourceKinds.includes(kind as SourceKind) && { kind: kind as SourceKind }),
			...(name && { name }),
			...(amount !== null && { amount }),
			...((status === 'secured' || status === 'requested') && { status })
		}
	})
	return lines.length || sources.length ? { lines, sources } : null
}
