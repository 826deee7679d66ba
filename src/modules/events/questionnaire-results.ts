import { allFields, type FormDefinition } from '#engines/forms/definition'
import { chosenOf, own, textOf, type Answers } from '#engines/forms/values'
import type { Localized } from '#platform/i18n'

type QuestionResult = { key: string; label: Localized; answered: number } & (
	| { kind: 'choice'; many: boolean; counts: { value: string; label: Localized; count: number }[] }
	/** `name` is null where answers are anonymous. */
	| { kind: 'text'; texts: { text: string; name: string | null }[] }
)

/** What was answered to each question of a questionnaire, in its order: counts of what was ticked, free words one by one. */
export function resultsOf(definition: FormDefinition, rows: { answers: Answers; name: string | null }[]): QuestionResult[] {
	return allFields(definition).flatMap((field): QuestionResult[] => {
		const { key, label } = field
		if (field.kind === 'choice') {
			const chosen = rows.map(({ answers }) => chosenOf(own(answers, key)).chosen).filter((each) => each.length)
			const counts = field.options.map(({ value, label }) => ({
				value,
				label,
				count: chosen.filter((each) => each.includes(value)).length
			}))
			return [{ key, label, kind: 'choice', many: field.many, answered: chosen.length, counts }]
		}
		if (field.kind !== 'text') return []
		const texts = rows.flatMap(({ answers, name }) => {
			const text = textOf(own(answers, key))
			return text ? [{ text, name }] : []
		})
		return [{ key, label, kind: 'text', answered: texts.length, texts }]
	})
}
