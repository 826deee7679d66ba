/** What a form asks: pages of fields, their conditions, calculations and cross-checks. Plain JSON, versioned by whoever keeps it. */
import { fileTypes, type FileType } from '#platform/file-types'
import { everyLocale, type Locale } from '#platform/languages'
import { MAX_CENTS } from '#platform/money'
import { z } from 'zod'

/** When a field or a page is asked. A field that is itself hidden counts as empty. Amounts are compared in euros, dates as `2027-03-01`. */
export type Condition =
	| { all: Condition[] }
	| { any: Condition[] }
	| { not: Condition }
	| { field: string; filled: boolean }
	| { field: string; equals: string | number | boolean }
	| { field: string; oneOf: (string | number)[] }
	| { field: string; greater: string | number }
	| { field: string; atLeast: string | number }
	| { field: string; less: string | number }
	| { field: string; atMost: string | number }

/**
 * A number worked out from others, exactly. `field` is a number, an amount (in euros), a calculated field or a figure of a
 * budget (`budget.total`); `column` the sum of a table's column (`team.cost`); `count` the filled rows of a table.
 */
export type Expression =
	| { value: number }
	| { field: string }
	| { column: string }
	| { count: string }
	| { sum: Expression[] }
	| { product: Expression[] }
	| { difference: [Expression, Expression] }
	| { share: [Expression, Expression] }

const longest = 4000
/** The largest file a field may take: whole posts are cut at 64 MB (src/serve.ts). */
export const MAX_FILE_MEGABYTES = 50
const words = z.string().max(longest).optional()
const localized = z.strictObject(Object.fromEntries(everyLocale.map((locale) => [locale, words])) as Record<Locale, typeof words>)

/** Lower-case words: it names inputs, columns of an export and what conditions refer to. `constructor` would be found on any object. */
export const fieldKey = z
	.string()
	.regex(/^[a-z][a-z0-9_]{0,39}$/)
	.refine((key) => !['constructor', 'form'].includes(key))
/** `field`, or `table.column`, or `budget.figure`. */
const reference = z.string().regex(/^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?$/)
const optionValue = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/)
const operand = z.union([z.string().max(200), z.number()])

const condition: z.ZodType<Condition> = z.lazy(() =>
	z.union([
		z.strictObject({ all: z.array(condition).min(1).max(20) }),
		z.strictObject({ any: z.array(condition).min(1).max(20) }),
		z.strictObject({ not: condition }),
		z.strictObject({ field: reference, filled: z.boolean() }),
		z.strictObject({ field: reference, equals: z.union([operand, z.boolean()]) }),
		z.strictObject({ field: reference, oneOf: z.array(operand).min(1).max(50) }),
		z.strictObject({ field: reference, greater: operand }),
		z.strictObject({ field: reference, atLeast: operand }),
		z.strictObject({ field: reference, less: operand }),
		z.strictObject({ field: reference, atMost: operand })
	])
)

const expression: z.ZodType<Expression> = z.lazy(() =>
	z.union([
		z.strictObject({ value: z.number().min(-1e12).max(1e12) }),
		z.strictObject({ field: reference }),
		z.strictObject({ column: reference }),
		z.strictObject({ count: reference }),
		z.strictObject({ sum: z.array(expression).min(1).max(50) }),
		z.strictObject({ product: z.array(expression).min(1).max(10) }),
		z.strictObject({ difference: z.tuple([expression, expression]) }),
		z.strictObject({ share: z.tuple([expression, expression]) })
	])
)

const cents = z.int().min(0).max(MAX_CENTS)
/** Basis points: 8 000 is 80 %. */
const rate = z.int().min(0).max(10_000)
const day = z.iso.date()
/** A day, or so many days after today or after another date field (before, when negative). */
const dayRule = z.union([
	day,
	z.strictObject({ of: z.union([z.literal('today'), fieldKey]), days: z.int().min(-36_500).max(36_500) })
])

const named = { key: fieldKey, label: localized }
const asked = {
	...named,
	hint: localized.optional(),
	/** Says who the applicant is: left out for evaluators who must not know. */
	identifying: z.boolean().optional(),
	required: z.boolean().default(false),
	requiredWhen: condition.optional(),
	showWhen: condition.optional()
}
const shown = { ...named, showWhen: condition.optional() }

const option = z.strictObject({ value: optionValue, label: localized, hint: localized.optional() })
const options = z.array(option).max(200)
const textLimits = { minCharacters: z.int().min(1).max(50_000).optional(), maxCharacters: z.int().min(1).max(50_000) }
const numberLimits = {
	min: z.number().min(-1e12).max(1e12).optional(),
	max: z.number().min(-1e12).max(1e12).optional(),
	decimals: z.int().min(0).max(6).default(0),
	unit: localized.optional()
}
const moneyLimits = { min: cents.optional(), max: cents.optional() }
const dateLimits = { earliest: dayRule.optional(), latest: dayRule.optional() }
const calculation = {
	expression,
	as: z.enum(['number', 'money', 'percent']),
	decimals: z.int().min(0).max(6).default(0)
}

const cell = { ...named, hint: localized.optional(), required: z.boolean().default(false) }
/** A total under a column of numbers or amounts. */
const total = { total: z.boolean().default(false) }
const column = z.discriminatedUnion('kind', [
	z.strictObject({ ...cell, kind: z.literal('text'), ...textLimits }),
	z.strictObject({ ...cell, ...total, kind: z.literal('number'), ...numberLimits }),
	z.strictObject({ ...cell, ...total, kind: z.literal('money'), ...moneyLimits }),
	z.strictObject({ ...cell, kind: z.literal('date'), ...dateLimits }),
	z.strictObject({ ...cell, kind: z.literal('choice'), options }),
	z.strictObject({ ...cell, kind: z.literal('email') }),
	z.strictObject({ ...cell, ...total, kind: z.literal('calculated'), ...calculation })
])

const budgetRules = z.strictObject({
	/** What may be spent on; a cap is an amount or a share of the direct costs. */
	categories: z
		.array(
			z.strictObject({
				key: fieldKey,
				label: localized,
				hint: localized.optional(),
				maxCents: cents.optional(),
				maxRate: rate.optional()
			})
		)
		.max(40),
	minGrant: cents.optional(),
	maxGrant: cents.optional(),
	/** The largest part of the whole budget that may be asked for. */
	maxRate: rate.optional(),
	/** The smallest part of the whole budget that the applicant brings, in cash and in kind. */
	minOwnRate: rate.optional(),
	/** The largest part of the own contribution, or of the whole budget, that may be in kind. */
	maxInKind: z.strictObject({ rate, of: z.enum(['own', 'total']) }).optional(),
	/** Indirect costs at a flat rate of the direct costs: worked out, never typed. */
	overheadRate: rate.optional(),
	/** A source that is only asked for, not yet secured, is pointed out. */
	warnUnsecured: z.boolean().default(true)
})

const fileTypeNames = Object.keys(fileTypes) as [FileType, ...FileType[]]
/** Numbers of registers and banks; what they must look like is in the context. */
export const identifierKinds = ['iban', 'eik', 'siren', 'siret', 'rna'] as const
const simple = ['email', 'phone', 'website', ...identifierKinds] as const

const field = z.discriminatedUnion('kind', [
	z.strictObject({
		...asked,
		kind: z.literal('text'),
		lines: z.enum(['one', 'several']).default('one'),
		/** The same text in up to three languages. */
		localized: z.boolean().default(false),
		...textLimits
	}),
	z.strictObject({ ...asked, kind: z.literal('number'), ...numberLimits }),
	z.strictObject({ ...asked, kind: z.literal('money'), ...moneyLimits }),
	z.strictObject({ ...asked, kind: z.literal('date'), ...dateLimits }),
	z.strictObject({
		...asked,
		kind: z.literal('choice'),
		many: z.boolean().default(false),
		options,
		/** One more answer, in the applicant's own words. */
		other: z.boolean().default(false),
		maxChosen: z.int().min(1).max(200).optional()
	}),
	z.strictObject({
		...asked,
		kind: z.literal('table'),
		columns: z.array(column).max(12),
		minRows: z.int().min(0).max(500).default(0),
		maxRows: z.int().min(1).max(500).default(50)
	}),
	z.strictObject({
		...asked,
		kind: z.literal('file'),
		types: z.array(z.enum(fileTypeNames)).min(1),
		maxMegabytes: z.int().min(1).max(MAX_FILE_MEGABYTES).default(10),
		maxFiles: z.int().min(1).max(20).default(1)
	}),
	...simple.map((kind) => z.strictObject({ ...asked, kind: z.literal(kind) })),
	z.strictObject({ ...asked, kind: z.literal('territory'), within: z.string().max(40).optional() }),
	z.strictObject({ ...asked, kind: z.literal('theme'), many: z.boolean().default(false) }),
	/** Ticked or not: the wording agreed to is kept with the answer. */
	z.strictObject({ ...shown, kind: z.literal('declaration'), text: localized }),
	z.strictObject({ ...shown, kind: z.literal('information'), text: localized }),
	z.strictObject({ ...shown, hint: localized.optional(), kind: z.literal('calculated'), ...calculation }),
	z.strictObject({ ...asked, kind: z.literal('budget'), rules: budgetRules })
])

const page = z.strictObject({
	key: fieldKey,
	title: localized,
	intro: localized.optional(),
	showWhen: condition.optional(),
	fields: z.array(field).max(100)
})

export const comparisons = ['equals', 'atLeast', 'atMost', 'greater', 'less'] as const
/** What must hold between two figures: "the own contribution is at least 10 % of the total". Silent while either is empty. */
const crossCheck = z.strictObject({
	key: fieldKey,
	left: expression,
	is: z.enum(comparisons),
	right: expression,
	message: localized,
	severity: z.enum(['error', 'warning']),
	/** Where the message stands. */
	field: fieldKey
})

const formDefinition = z.strictObject({ pages: z.array(page).max(40), checks: z.array(crossCheck).max(100).default([]) })

export type FormDefinition = z.infer<typeof formDefinition>
export type FormPage = FormDefinition['pages'][number]
export type FormField = FormPage['fields'][number]
export type FieldKind = FormField['kind']
export type FieldOf<Kind extends FieldKind> = Extract<FormField, { kind: Kind }>
export type Column = FieldOf<'table'>['columns'][number]
export type BudgetRules = z.infer<typeof budgetRules>
export type DayRule = z.infer<typeof dayRule>

const DEEPEST = 40
const MOST_NODES = 50_000

/** Why JSON is not looked at any closer, or null: nesting would exhaust the stack of whoever walks it, and some names are traps. */
function refusal(json: unknown): 'too_deep' | 'too_large' | 'bad_name' | null {
	const waiting: [unknown, number][] = [[json, 0]]
	let seen = 0
	for (let next = waiting.pop(); next; next = waiting.pop()) {
		const [node, depth] = next
		if (typeof node !== 'object' || node === null) continue
		if (depth > DEEPEST) return 'too_deep'
		for (const [name, child] of Object.entries(node)) {
			if (++seen > MOST_NODES) return 'too_large'
			if (name === '__proto__' || name === 'prototype') return 'bad_name'
			waiting.push([child, depth + 1])
		}
	}
	return null
}

/** A definition from JSON of unknown origin, with its defaults filled in. `path` of a problem leads into the JSON. Never throws. */
export function parseDefinition(
	json: unknown
): { ok: true; definition: FormDefinition } | { ok: false; problems: DefinitionProblem[] } {
	const refused = refusal(json)
	if (refused)
		return { ok: false, problems: [{ path: '', code: `error.forms.definition.${refused}`, params: {}, severity: 'error' }] }
	const parsed = formDefinition.safeParse(json)
	if (parsed.success) return { ok: true, definition: parsed.data }
	return {
		ok: false,
		problems: parsed.error.issues.slice(0, 100).map(({ path }) => ({
			path: path.join('.'),
			code: 'error.forms.definition.shape',
			params: {},
			severity: 'error' as const
		}))
	}
}

/** What is wrong with a definition, for whoever builds it. A warning does not keep a call from opening. */
export type DefinitionProblem = {
	/** `pages.0.fields.2.options.1.label` */
	path: string
	code: `error.forms.definition.${DefinitionCode}`
	params: Record<string, string>
	severity: 'error' | 'warning'
}
export type DefinitionCode =
	| 'too_deep'
	| 'too_large'
	| 'bad_name'
	| 'shape'
	| 'no_pages'
	| 'empty_page'
	| 'duplicate_key'
	| 'duplicate_option'
	| 'no_options'
	| 'no_columns'
	| 'no_label'
	| 'missing_language'
	| 'unknown_reference'
	| 'wrong_reference'
	| 'cycle'
	| 'limits'

export const allFields = (definition: FormDefinition): FormField[] => definition.pages.flatMap(({ fields }) => fields)
export const findField = (definition: FormDefinition, key: string): FormField | undefined =>
	allFields(definition).find((field) => field.key === key)

/** Kinds that are shown and never answered. */
export const isAnswered = (field: FormField) => field.kind !== 'information' && field.kind !== 'calculated'

/** How many rows of a table are on the page before any is answered. */
export const rowsShown = (field: FieldOf<'table'>): number => Math.max(1, field.minRows)
