/** The earliest or latest day of an answer as the builder's page says it: a day, or so many days after today or another answer. */
import type { DayRule, FormDefinition } from '#engines/forms/definition'
import { pickText, translate, type Locale } from '#platform/i18n'
import { z } from 'zod'
import { readNumber } from './calculation-form.ts'
import { one, type Values } from './form-values.ts'

/** What a rule can start from: `day` for a fixed day, `today`, `field:<key>` for another date of the form. */
export function dayStarts(definition: FormDefinition, locale: Locale, except: string): { value: string; label: string }[] {
	const dates = definition.pages.flatMap(({ fields }) => fields).filter(({ kind, key }) => kind === 'date' && key !== except)
	return [
		{ value: 'day', label: translate(locale, 'call.form.day.fixed') },
		{ value: 'today', label: translate(locale, 'call.form.day.today') },
		...dates.map(({ key, label }) => ({ value: `field:${key}`, label: pickText(label, locale) || key }))
	]
}

/** A stored rule as its inputs show it. */
export function dayRuleShown(rule: DayRule | undefined): { from: string; day: string; days: string } {
	if (rule === undefined) return { from: '', day: '', days: '' }
	if (typeof rule === 'string') return { from: 'day', day: rule, days: '' }
	return { from: rule.of === 'today' ? 'today' : `field:${rule.of}`, day: '', days: String(rule.days) }
}

/** The rule that `name.from`, `name.day` and `name.days` say; none where nothing is chosen, the one before where it cannot be read. */
export function dayRuleFrom(values: Values, name: string, before: DayRule | undefined): DayRule | undefined {
	const from = one(values, `${name}.from`)
	if (from === '') return undefined
	if (from === 'day') {
		const day = one(values, `${name}.day`)
		return z.iso.date().safeParse(day).success ? day : before
	}
	const of = from === 'today' ? from : /^field:([a-z][a-z0-9_]{0,39})$/.exec(from)?.[1]
	const days = readNumber(one(values, `${name}.days`) || '0')
	return of !== undefined && days !== null && Number.isInteger(days) && Math.abs(days) <= 36_500 ? { of, days } : before
}
