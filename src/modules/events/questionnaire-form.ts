import type { FormDefinition, FormField } from '#engines/forms/definition'
import type { Locale, Localized } from '#platform/i18n'
import { questionnaireQuestions, scale, type QuestionnaireQuestion } from '#programme/questionnaire-questions'

const fieldOf = ({ key, label, ...question }: QuestionnaireQuestion): FormField =>
	question.kind === 'text'
		? { key, label, kind: 'text', required: false, lines: 'several', localized: false, maxCharacters: question.most }
		: {
				key,
				label,
				kind: 'choice',
				required: false,
				many: question.kind === 'choice' && question.many,
				other: false,
				options: question.kind === 'scale' ? [...scale] : question.options
			}

/**
 * The form that asks these of the programme's questions, in the programme's order, then the event's own, which are answered
 * in free words and asked in the language they were written in; null where nothing is asked.
 */
export function formOfQuestionnaire(
	title: Localized,
	{ keys, own, locale }: { keys: readonly string[]; own: readonly string[]; locale: Locale }
): FormDefinition | null {
	const fields = [
		...questionnaireQuestions.filter(({ key }) => keys.includes(key)).map(fieldOf),
		...own.map((question, at) => fieldOf({ key: `own_${at + 1}`, kind: 'text', most: 2000, label: { [locale]: question } }))
	]
	return fields.length ? { pages: [{ key: 'questions', title, fields }], checks: [] } : null
}
