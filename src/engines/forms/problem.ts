/** Something an applicant has to mend, or should know. */
import { formatDate, isMessageKey, pickText, translate, type Locale, type Localized } from '#platform/i18n'
import { formatMoney, type Money } from '#platform/money'

export type Problem = {
	/** The name of the input: `title`, `team.2.email`, `budget.lines.0.unitCost`. */
	field: string
	/** A message key. */
	key: string
	params: Record<string, number | string | Money>
	severity: 'error' | 'warning'
	/** Nothing there yet, as opposed to something wrong there. */
	missing: boolean
	/** Parameters that are texts of the definition, by name. */
	names?: Record<string, Localized>
	/** The definition's own sentence, which then comes instead of `key`. */
	message?: Localized
}
type More = Partial<Pick<Problem, 'missing' | 'names' | 'message'>>

const problem =
	(severity: Problem['severity']) =>
	(field: string, key: string, params: Problem['params'] = {}, more: More = {}): Problem => ({
		field,
		key,
		params,
		severity,
		missing: false,
		...more
	})
export const error = problem('error')
export const warning = problem('warning')

/** The sentence of a problem in the reader's language. */
export function sentenceOf({ key, params, names, message }: Problem, locale: Locale): string {
	const own = pickText(message, locale)
	if (own || !isMessageKey(key)) return own || key
	const named = Object.fromEntries(Object.entries(names ?? {}).map(([name, text]) => [name, pickText(text, locale)]))
	// Days travel as text; a sentence says them as its language does.
	const day = typeof params.day === 'string' && { day: formatDate(locale, new Date(`${params.day}T12:00:00Z`), undefined, 'UTC') }
	const said = Object.entries(params).map(([name, value]) => [
		name,
		typeof value === 'object' ? formatMoney(value, locale) : value
	])
	return translate(locale, key, { ...Object.fromEntries(said), ...named, ...day })
}
