/** What an evaluator of a blind call may read of an application: everything but who filed it. Pure. */
import { allFields, type FormDefinition, type FormField } from '#engines/forms/definition'
import { visibleFields } from '#engines/forms/sheet'
import { filesOf, own, type Answer, type Answers, type FileAnswer } from '#engines/forms/values'

const HIDDEN = '[…]'

/** Kinds that say who somebody is whatever the form calls them. */
const identifyingKinds = ['email', 'phone', 'website', 'iban', 'eik', 'siren', 'siret', 'rna']

/** Left out for evaluators of a blind call without anybody saying so. */
export const alwaysIdentifying = ({ kind }: FormField): boolean => identifyingKinds.includes(kind)
/** Says who the applicant is: by its kind, or because the form says so. */
export const isIdentifying = (field: FormField): boolean =>
	alwaysIdentifying(field) || ('identifying' in field && field.identifying === true)

/** A column that asks for somebody's name, in the languages of the programme. */
const nameOf = /(?<!\p{L})(?:noms?|prénoms?|names?|surnames?|име|имена|фамилия)(?!\p{L})/iu

/**
 * What a blind evaluator would read although it may well say who applies: papers, a place, a table of people. Whether it does
 * nobody can tell from the form alone, so that it is pointed out to who sets up the call.
 */
export const mayIdentify = (field: FormField): boolean =>
	!isIdentifying(field) &&
	(field.kind === 'file' ||
		field.kind === 'territory' ||
		(field.kind === 'table' &&
			field.columns.some(
				({ kind, key, label }) =>
					kind === 'email' || (kind === 'text' && [key, ...Object.values(label)].some((word) => nameOf.test(word)))
			)))

/** Kinds of file whose properties can be emptied for certain; of others an evaluator of a blind call sees nothing. */
const cleanTypes = ['application/pdf', 'image/jpeg', 'image/png']

/**
 * The words to look for: names of organisations whole, names of people word by word, as a text says "Mrs Petrova". What has
 * fewer than three letters would blot out half the text.
 */
export function wordsToHide(organisations: readonly string[], people: readonly string[]): string[] {
	const words = [...organisations, ...people, ...people.flatMap((name) => name.split(/[\s,.-]+/))]
	return [...new Set(words.map((word) => word.trim()).filter((word) => (word.match(/\p{L}/gu)?.length ?? 0) >= 3))].sort(
		(a, b) => b.length - a.length
	)
}

/** A text without those words, mail addresses, web addresses and telephone numbers. */
export function hide(text: string, words: readonly string[]): string {
	let open = text.replace(/[^\s@<>()]+@[^\s@<>()]+/g, HIDDEN).replace(/\b(?:https?:\/\/|www\.)\S+/gi, HIDDEN)
	for (const word of words)
		// Between letters of any script: \b knows Latin ones only.
		open = open.replace(
			new RegExp(
				`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+')}(?![\\p{L}\\p{N}])`,
				'giu'
			),
			HIDDEN
		)
	return open.replace(/(?<![\p{N}.,])\+?\p{N}(?:[\s()/-]?\p{N}){8,}(?!\p{N}|[.,]\p{N})/gu, HIDDEN)
}

/** A file under a name that says nothing: `document-1.pdf`. */
const unnamed = ({ id, name, bytes, type }: FileAnswer, place: number): FileAnswer => ({
	id,
	name: `document-${place}${/\.[a-z0-9]{1,5}$/i.exec(name)?.[0].toLowerCase() ?? ''}`,
	bytes,
	type
})

function hidden(value: unknown, words: readonly string[]): unknown {
	if (typeof value === 'string') return hide(value, words)
	if (Array.isArray(value)) return value.map((each) => hidden(each, words))
	if (typeof value === 'object' && value !== null)
		return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hidden(each, words)]))
	return value
}

type BlindFile = { id: string; name: string; type: string; shown: boolean }

/**
 * The form and the answers as they may be read: fields that identify are gone, names in the others are blotted out, files bear
 * a number. What was asked is settled first, on the whole: a question must not vanish with the answer it hangs on. `files` are
 * all of them, in the order of the form, with whether they can be shown at all.
 */
export function blinded(
	definition: FormDefinition,
	answers: Answers,
	words: readonly string[]
): { definition: FormDefinition; answers: Answers; files: BlindFile[] } {
	const asked = visibleFields(definition, answers)
	const files: BlindFile[] = []
	const kept: Answers = {}
	for (const field of allFields(definition)) {
		if (!asked.has(field.key) || isIdentifying(field)) continue
		const answer = own(answers, field.key)
		if (answer === undefined) continue
		if (field.kind === 'file') {
			const shown = filesOf(answer).flatMap((file) => {
				const named = unnamed(file, files.length + 1)
				files.push({ id: named.id, name: named.name, type: named.type, shown: cleanTypes.includes(file.type) })
				return files.at(-1)!.shown ? [named] : []
			})
			if (shown.length) kept[field.key] = shown
		} else if (field.kind === 'choice' || field.kind === 'theme' || field.kind === 'territory' || field.kind === 'declaration')
			// Out of a list: no name can be in it, but for the applicant's own words.
			kept[field.key] = field.kind === 'choice' ? (hidden(answer, words) as Answer) : answer
		else if (field.kind === 'table') {
			const addresses = field.columns.filter(({ kind }) => kind === 'email').map(({ key }) => key)
			kept[field.key] = (hidden(answer, words) as Record<string, unknown>[]).map((row) =>
				Object.fromEntries(Object.entries(row).filter(([key]) => !addresses.includes(key)))
			) as Answer
		} else kept[field.key] = hidden(answer, words) as Answer
	}
	const pages = definition.pages.flatMap(({ showWhen: _, ...page }) => {
		const fields = page.fields.flatMap((field): FormField[] => {
			if (!asked.has(field.key) || isIdentifying(field)) return []
			const { showWhen: _, ...rest } = field
			return [rest as FormField]
		})
		return fields.length ? [{ ...page, fields }] : []
	})
	return { definition: { pages, checks: [] }, answers: kept, files }
}
