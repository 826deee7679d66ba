/** What the builder's page of a field says in figures, looked at before the field is changed: nothing typed is left out unsaid. */
import { MAX_FILE_MEGABYTES, type FormField } from '#engines/forms/definition'
import type { FieldErrors } from '#platform/http.server'
import type { MessageKey } from '#platform/i18n'
import { z } from 'zod'
import { readNumber } from './calculation-form.ts'
import { cents, one, whole, type Values } from './form-values.ts'

type Look = (values: Values, name: string) => MessageKey | null

const counted =
	(min: number, max: number): Look =>
	(values, name) =>
		whole(values, name, min, max) === null ? 'error.call.number' : null
const amount: Look = (values, name) => (cents(values, name) === null ? 'error.money.malformed' : null)
const number: Look = (values, name) => (readNumber(one(values, name)) === null ? 'error.forms.number' : null)
const day: Look = (values, name) => (z.iso.date().safeParse(one(values, name)).success ? null : 'error.date')
const days: Look = (values, name) => {
	const read = readNumber(one(values, name))
	return read !== null && Number.isInteger(read) && Math.abs(read) <= 36_500 ? null : 'error.forms.number'
}

const characters = { minCharacters: counted(1, 50_000), maxCharacters: counted(1, 50_000) }
const decimals = counted(0, 6)

/** The inputs of a kind that hold a figure; the other ones cannot be misread. */
function figuresOf(field: FormField): Record<string, Look> {
	switch (field.kind) {
		case 'text':
			return characters
		case 'number':
			return { min: number, max: number, decimals }
		case 'money':
			return { min: amount, max: amount }
		case 'date':
			return Object.fromEntries(
				['earliest', 'latest'].flatMap((name) => [
					[`${name}.day`, day],
					[`${name}.days`, days]
				])
			)
		case 'choice':
			return { maxChosen: counted(1, 200) }
		case 'file':
			return { maxMegabytes: counted(1, MAX_FILE_MEGABYTES), maxFiles: counted(1, 20) }
		case 'table':
			return { minRows: counted(0, 500), maxRows: counted(1, 500) }
		case 'budget':
			return Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`category.${at}.percent`, counted(0, 100)]))
		case 'calculated':
			return { constant: number, decimals }
		default:
			return {}
	}
}

/** The figures that cannot be read, by the name of their input; empty when all can. What is left empty says nothing. */
export function wrongFigures(values: Values, field: FormField): FieldErrors {
	const errors: FieldErrors = {}
	for (const [name, look] of Object.entries(figuresOf(field))) {
		const wrong = one(values, name) === '' ? null : look(values, name)
		if (wrong) errors[name] = wrong
	}
	return errors
}
