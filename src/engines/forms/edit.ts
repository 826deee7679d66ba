/** What a builder does to a definition. Each gives a new definition; what cannot be done gives the same one back. */
import type { FormDefinition, FormField, FormPage } from './definition.ts'
import { renameCondition, renameExpression, type Rename } from './references.ts'

type Pages = FormDefinition['pages']

const withFields = (
	definition: FormDefinition,
	pageKey: string,
	change: (fields: FormField[]) => FormField[]
): FormDefinition => ({
	...definition,
	pages: definition.pages.map((page) => (page.key === pageKey ? { ...page, fields: change(page.fields) } : page))
})

const placeOf = (pages: Pages, key: string) => {
	const page = pages.find(({ fields }) => fields.some((field) => field.key === key))
	return page ? { page, at: page.fields.findIndex((field) => field.key === key) } : null
}

const insert = <Item>(items: readonly Item[], item: Item, at: number): Item[] => {
	const place = Math.max(0, Math.min(items.length, Math.trunc(at)))
	return [...items.slice(0, place), item, ...items.slice(place)]
}

const keysOf = (definition: FormDefinition) => new Set(definition.pages.flatMap(({ fields }) => fields.map(({ key }) => key)))

/** The key itself if it is free, else with the first number that makes it so. At most 40 characters, as keys are. */
export function freeKey(taken: ReadonlySet<string>, wanted: string): string {
	if (!taken.has(wanted)) return wanted
	const stem = wanted.replace(/_\d+$/, '').slice(0, 34)
	let number = 2
	while (taken.has(`${stem}_${number}`)) number++
	return `${stem}_${number}`
}

/** Puts a field on a page, last unless `at` says where; a key that is taken gets a number. */
export function addField(definition: FormDefinition, pageKey: string, field: FormField, at = Infinity): FormDefinition {
	const named = { ...field, key: freeKey(keysOf(definition), field.key) }
	return withFields(definition, pageKey, (fields) => insert(fields, named, Number.isFinite(at) ? at : fields.length))
}

/** Puts a field elsewhere; `at` is its place among the fields of the page once it has left its own. */
export function moveField(definition: FormDefinition, key: string, pageKey: string, at: number): FormDefinition {
	const place = placeOf(definition.pages, key)
	if (!place || !definition.pages.some((page) => page.key === pageKey)) return definition
	const field = place.page.fields[place.at]!
	const without = withFields(definition, place.page.key, (fields) => fields.filter((each) => each.key !== key))
	return withFields(without, pageKey, (fields) => insert(fields, field, at))
}

/** Takes a field away. Conditions and calculations that name it stay, and `checkDefinition` names each: nothing changes its meaning silently. */
export const removeField = (definition: FormDefinition, key: string): FormDefinition => ({
	...definition,
	pages: definition.pages.map((page) => ({ ...page, fields: page.fields.filter((field) => field.key !== key) })),
	checks: definition.checks.filter((check) => check.field !== key)
})

/** A copy of a field behind the field itself, under a free key; what refers to the field still does. */
export function duplicateField(definition: FormDefinition, key: string): FormDefinition {
	const place = placeOf(definition.pages, key)
	if (!place) return definition
	const copy = { ...structuredClone(place.page.fields[place.at]!), key: freeKey(keysOf(definition), key) }
	return withFields(definition, place.page.key, (fields) => insert(fields, copy, place.at + 1))
}

/** Another key for a field, everywhere it is named. The same definition when the new key is taken or the old unknown. */
export function renameKey(definition: FormDefinition, from: string, to: string): FormDefinition {
	const keys = keysOf(definition)
	if (!keys.has(from) || keys.has(to) || !/^[a-z][a-z0-9_]{0,39}$/.test(to) || to === 'constructor' || to === 'form')
		return definition
	const rename: Rename = (reference) => {
		const [key = '', part] = reference.split('.')
		return key === from ? (part === undefined ? to : `${to}.${part}`) : reference
	}
	return {
		pages: definition.pages.map((page) => ({
			...page,
			...(page.showWhen && { showWhen: renameCondition(page.showWhen, rename) }),
			fields: page.fields.map((field) => renamedField(field, rename))
		})),
		checks: definition.checks.map((check) => ({
			...check,
			field: rename(check.field),
			left: renameExpression(check.left, rename),
			right: renameExpression(check.right, rename)
		}))
	}
}

function renamedField(field: FormField, rename: Rename): FormField {
	const dayRule = <Rule>(rule: Rule): Rule =>
		typeof rule === 'object' && rule !== null && 'of' in rule && rule.of !== 'today'
			? { ...rule, of: rename(String(rule.of)) }
			: rule
	const days = <Of extends object>(of: Of): Of => ({
		...of,
		...('earliest' in of && { earliest: dayRule(of.earliest) }),
		...('latest' in of && { latest: dayRule(of.latest) })
	})
	const next: FormField = {
		...days(field),
		key: rename(field.key),
		...(field.showWhen && { showWhen: renameCondition(field.showWhen, rename) }),
		...('requiredWhen' in field && field.requiredWhen && { requiredWhen: renameCondition(field.requiredWhen, rename) })
	}
	if (next.kind === 'calculated') return { ...next, expression: renameExpression(next.expression, rename) }
	// The columns of a table name each other, never a field; only their dates may count from one.
	return next.kind === 'table' ? { ...next, columns: next.columns.map(days) } : next
}

/** A new empty page, last; its key gets a number when it is taken. */
export const addPage = (definition: FormDefinition, page: Omit<FormPage, 'fields'>): FormDefinition => ({
	...definition,
	pages: [...definition.pages, { ...page, key: freeKey(new Set(definition.pages.map(({ key }) => key)), page.key), fields: [] }]
})

export function movePage(definition: FormDefinition, key: string, at: number): FormDefinition {
	const page = definition.pages.find((each) => each.key === key)
	if (!page) return definition
	const others = definition.pages.filter((each) => each.key !== key)
	return { ...definition, pages: insert(others, page, at) }
}
