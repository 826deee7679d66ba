import type { FormDefinition, FormField } from '#engines/forms/definition'
import type { Localized } from '#platform/i18n'
import { registrationQuestions, type RegistrationQuestion } from '#programme/registration-questions'

const fieldOf = ({ key, label, hint, ...question }: RegistrationQuestion): FormField =>
	question.kind === 'text'
		? {
				key,
				label,
				...(hint && { hint }),
				kind: 'text',
				required: false,
				lines: question.lines,
				localized: false,
				maxCharacters: question.most
			}
		: {
				key,
				label,
				...(hint && { hint }),
				kind: 'choice',
				required: false,
				many: question.many,
				other: false,
				options: question.options
			}

const titles: Record<'first' | 'second', Localized> = {
	first: { fr: 'Quelques questions', bg: 'Няколко въпроса', en: 'A few questions' },
	second: { fr: 'Venue et séjour', bg: 'Пътуване и престой', en: 'Travel and stay' }
}

/** The form that asks these of the programme's questions, in the programme's order; null where none is asked. */
export function formOfQuestions(when: 'first' | 'second', keys: readonly string[]): FormDefinition | null {
	const fields = registrationQuestions.filter((question) => question.when === when && keys.includes(question.key)).map(fieldOf)
	return fields.length ? { pages: [{ key: when, title: titles[when], fields }], checks: [] } : null
}
