/** Whole answers to any form, as a browser would post them: what the demo's applications say. Pure. */
import type { Posted } from '#engines/forms/answers'
import { addDays } from '#engines/forms/days'
import { allFields, type Column, type FieldOf, type FormDefinition, type FormField } from '#engines/forms/definition'
import { pickText, type Locale } from '#platform/i18n'
import { decimal, money } from '#platform/money'

export type Sample = {
	locale: Locale
	/** The day it is filed. */
	today: string
	/** Texts by the key of their field; where there is none, `otherwise` stands. */
	texts: Record<string, string>
	otherwise: string
	/** What is asked for, in cents. */
	grantCents: number
	theme: string
	territory: string
	/** What stands in a table's column of that key; elsewhere its label does. */
	cells?: Record<string, string>
}

/** Every field but files, answered within its limits. Choices take their last option, so that nothing more is asked for. */
export function sampleAnswers(definition: FormDefinition, sample: Sample): Posted {
	const posted: Posted = {}
	// Each date a step after the last: what must not be before another is not.
	let day = addDays(sample.today, 90)
	const nextDay = () => (day = addDays(day, 10))
	for (const field of allFields(definition)) Object.assign(posted, answer(field, sample, nextDay))
	return posted
}

const cut = (text: string, most: number) => (text.length <= most ? text : text.slice(0, most))

function answer(field: FormField, sample: Sample, nextDay: () => string): Posted {
	const { key } = field
	switch (field.kind) {
		case 'text': {
			const said = cut(sample.texts[key] ?? sample.otherwise, field.maxCharacters)
			return { [field.localized ? `${key}.${sample.locale}` : key]: said }
		}
		case 'choice':
			return { [key]: field.options.at(-1)?.value ?? '' }
		case 'theme':
			return { [key]: sample.theme }
		case 'territory':
			return { [key]: sample.territory }
		case 'declaration':
			return { [key]: sample.locale }
		case 'table':
			return Object.fromEntries(
				Array.from({ length: field.required ? Math.max(1, field.minRows) : field.minRows }, (_, at) =>
					field.columns.map((column) => [`${key}.${at}.${column.key}`, cell(column, sample, nextDay)])
				).flat()
			)
		case 'budget':
			return budgetFor(field, sample)
		case 'information':
		case 'calculated':
		case 'file':
			return {}
		default:
			return { [key]: simple(field, nextDay) }
	}
}

function cell(column: Column, sample: Sample, nextDay: () => string): string {
	if (column.kind === 'text')
		return cut(sample.cells?.[column.key] ?? pickText(column.label, sample.locale), column.maxCharacters)
	if (column.kind === 'choice') return column.options.at(-1)?.value ?? ''
	return column.kind === 'calculated' ? '' : simple(column, nextDay)
}

/** Example numbers and addresses that nobody has. */
const examples: Record<string, string> = {
	email: 'demo@example.org',
	phone: '+359 2 000 00 00',
	website: 'https://www.example.org',
	iban: 'BG80BNBG96611020345678'
}

function simple(field: { kind: string; min?: number; max?: number }, nextDay: () => string): string {
	if (field.kind === 'date') return nextDay()
	if (field.kind === 'money') return decimal(money(Math.max(field.min ?? 0, 100_000)))
	if (field.kind === 'number') return String(Math.min(field.max ?? 20, Math.max(field.min ?? 0, 20)))
	return examples[field.kind] ?? ''
}

/** Three fifths asked for, the rest one's own: within every rate the programme's calls set. */
function budgetFor({ key, rules, label }: FieldOf<'budget'>, { grantCents, locale }: Sample): Posted {
	const own = Math.round((grantCents * 2) / 3)
	const category = rules.categories.find(({ maxCents, maxRate }) => maxCents === undefined && maxRate === undefined)
	return {
		[`${key}.lines.0.category`]: category?.key ?? '',
		[`${key}.lines.0.label`]: pickText(category?.label ?? label, locale),
		[`${key}.lines.0.quantity`]: '1',
		[`${key}.lines.0.unitCost`]: decimal(money(grantCents + own)),
		[`${key}.sources.0.kind`]: 'grant',
		[`${key}.sources.0.amount`]: decimal(money(grantCents)),
		[`${key}.sources.1.kind`]: 'own_cash',
		[`${key}.sources.1.amount`]: decimal(money(own))
	}
}
