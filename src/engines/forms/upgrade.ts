/** What another version of a form would mean for those who began with this one. An application keeps its version: this is for the builder's preview. */
import { allFields, isAnswered, type FormDefinition, type FormField } from './definition.ts'
import { same } from './equal.ts'

export type Incompatibility = {
	field: string
	/** `removed`, `kind`: answers would no longer be shown or read. `options`, `limits`: some may no longer be accepted. `required`: some are no longer complete. `wording`: a declaration would have to be agreed to again. */
	what: 'removed' | 'added' | 'added_required' | 'kind' | 'options' | 'columns' | 'limits' | 'required' | 'wording'
	/** Whether answers given so far may be lost or refused. */
	breaks: boolean
}

/** In the order of the old form, then of the new fields. Empty: every answer given means the same in both. */
export function compatible(old: FormDefinition, next: FormDefinition): Incompatibility[] {
	const after = new Map(allFields(next).map((field) => [field.key, field]))
	const before = new Set(allFields(old).map(({ key }) => key))
	const found = allFields(old)
		.filter(isAnswered)
		.flatMap((field) => fieldChanges(field, after.get(field.key)))
	const added = allFields(next)
		.filter((field) => isAnswered(field) && !before.has(field.key))
		.map((field): Incompatibility => {
			const needed = ('required' in field && field.required) || field.kind === 'declaration'
			return { field: field.key, what: needed ? 'added_required' : 'added', breaks: needed }
		})
	return [...found, ...added]
}

const limits = [
	'min',
	'max',
	'decimals',
	'minCharacters',
	'maxCharacters',
	'minRows',
	'maxRows',
	'maxChosen',
	'earliest',
	'latest',
	'types',
	'maxMegabytes',
	'maxFiles',
	'within',
	'rules',
	'many',
	'localized'
] as const

function fieldChanges(old: FormField, next: FormField | undefined): Incompatibility[] {
	const say = (what: Incompatibility['what'], breaks = true): Incompatibility => ({ field: old.key, what, breaks })
	if (!next) return [say('removed')]
	if (next.kind !== old.kind) return [say('kind')]
	const found: Incompatibility[] = []
	const [a, b] = [old, next] as unknown as [Record<string, unknown>, Record<string, unknown>]
	if (old.kind === 'choice' && next.kind === 'choice') {
		const kept = new Set(next.options.map(({ value }) => value))
		const lost = old.options.some(({ value }) => !kept.has(value)) || (old.other && !next.other)
		if (lost || next.options.length !== old.options.length) found.push(say('options', lost))
	}
	if (old.kind === 'table' && next.kind === 'table') {
		const kinds = new Map(next.columns.map(({ key, kind }) => [key, kind]))
		const lost = old.columns.some(({ key, kind }) => kinds.get(key) !== kind)
		if (lost || !same(old.columns, next.columns)) found.push(say('columns', lost))
	}
	if (old.kind === 'declaration' && next.kind === 'declaration' && !same(old.text, next.text)) found.push(say('wording'))
	if (limits.some((name) => !same(a[name], b[name]))) found.push(say('limits'))
	if ((b.required && !a.required) || (b.requiredWhen && !same(a.requiredWhen, b.requiredWhen))) found.push(say('required'))
	return found
}
