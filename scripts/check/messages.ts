/** Whether every sentence exists in every language, takes the same parameters, can be read, and is said somewhere. */
import { IntlMessageFormat } from 'intl-messageformat'
import type { Source } from './sources.ts'

type Messages = Record<string, Record<string, string>>
type Element = ReturnType<IntlMessageFormat['getAst']>[number]

/** Keys put together from parts that a search cannot see: each entry says where. */
const putTogether: RegExp[] = []

/** Everything wrong with the messages (by language, then key), one line each; `code` is every source that may say one. */
export function messageProblems(messages: Messages, code: Source[]): string[] {
	const problems: string[] = []
	const locales = Object.keys(messages)
	const keys = [...new Set(locales.flatMap((locale) => Object.keys(messages[locale]!)))].sort()
	const used = keysUsed(code)
	for (const key of keys) {
		const parameters = new Map<string, string>()
		for (const locale of locales) {
			const message = messages[locale]![key]
			if (message === undefined) {
				problems.push(`${key}: not in ${locale}`)
				continue
			}
			if (message.trim() === '') problems.push(`${key}: empty in ${locale}`)
			try {
				const ast = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).getAst()
				parameters.set(locale, [...parametersOf(ast)].sort().join(', '))
				problems.push(
					...[...pluralProblems(ast, locale), ...typographyProblems(ast, locale)].map((problem) => `${key}: ${problem}`)
				)
			} catch (error) {
				problems.push(`${key}: cannot be read in ${locale} (${(error as Error).message})`)
			}
		}
		if (new Set(parameters.values()).size > 1)
			problems.push(`${key}: takes ${[...parameters].map(([locale, names]) => `${names || 'nothing'} in ${locale}`).join(', ')}`)
		if (
			!used.whole.has(key) &&
			!used.patterns.some((pattern) => pattern.test(key)) &&
			!putTogether.some((pattern) => pattern.test(key))
		)
			problems.push(`${key}: said nowhere`)
	}
	return problems
}

function* parametersOf(elements: Element[]): Generator<string> {
	for (const element of elements) {
		// 0 is text, 7 the # of a plural; every other kind has its parameter's name as value.
		if (element.type !== 0 && element.type !== 7) yield element.value as string
		if ('options' in element) for (const option of Object.values(element.options)) yield* parametersOf(option.value)
		if ('children' in element) yield* parametersOf(element.children)
	}
}

function pluralProblems(elements: Element[], locale: string): string[] {
	return elements.flatMap((element) => {
		if (!('options' in element)) return []
		const inner = Object.values(element.options).flatMap((option) => pluralProblems(option.value, locale))
		if (!('pluralType' in element)) return inner
		// French "many" (a million and more) may fall back on "other": few sentences count that far.
		const categories = new Intl.PluralRules(locale, { type: element.pluralType })
			.resolvedOptions()
			.pluralCategories.filter((category) => category !== 'many')
		const missing = categories.filter(
			(category) => !(category in element.options) && !(category === 'one' && '=1' in element.options)
		)
		return [...inner, ...missing.map((category) => `the plural of {${element.value}} lacks "${category}" in ${locale}`)]
	})
}

/** The words of a message, and of each branch of its plurals and selects; ¤ stands for what is filled in. */
function* textsOf(elements: Element[]): Generator<string> {
	yield elements.map((element) => (element.type === 0 ? element.value : '¤')).join('')
	for (const element of elements)
		if ('options' in element) for (const option of Object.values(element.options)) yield* textsOf(option.value)
}

/** French and Bulgarian as they are printed: these slips are invisible to whoever types them and plain to whoever reads. */
function typographyProblems(elements: Element[], locale: string): string[] {
	const texts = [...textsOf(elements)].map((text) => text.replaceAll(/https?:\S+/g, ''))
	const slips: [RegExp, string][] = [
		[/\p{L}'\p{L}/u, 'a typewriter apostrophe (write ’)'],
		[/\.\.\./, 'three full stops (write …)'],
		[/ {2}/, 'two spaces']
	]
	if (locale === 'fr')
		slips.push(
			[/[^\s\u00A0\u202F] [;:?!»]|« /, 'an ordinary space where a no-break one belongs'],
			[/\p{L}[;?!»]|«\p{L}|\p{L}:(?=\s|$)/u, 'no space where a no-break one belongs'],
			[/"/, 'typewriter quotation marks (write « »)']
		)
	if (locale === 'bg')
		slips.push([/"|«|»/, 'foreign quotation marks (write „ “)'], [/”/, 'an English closing quotation mark (write “)'])
	if (locale === 'en') slips.push([/"/, 'typewriter quotation marks (write “ ”)'])
	return texts.flatMap((text) =>
		slips.filter(([slip]) => slip.test(text)).map(([, what]) => `${what} in ${locale}: ${text.slice(0, 80)}`)
	)
}

/** What the code names: whole keys in quotes, and templates such as `office.group.${key}` as patterns. */
function keysUsed(code: Source[]) {
	const whole = new Set<string>()
	const patterns: RegExp[] = []
	for (const { text } of code) {
		for (const [, key] of text.matchAll(/['"`]([\w-]+(?:\.[\w-]+)+)['"`]/g)) whole.add(key!)
		for (const [template] of text.matchAll(/`[\w-]+\.[\w.-]*\$\{[^`]*`/g)) {
			const parts = template.slice(1, -1).split(/\$\{[^}]*\}/)
			if (parts.every((part) => /^[\w.-]*$/.test(part)))
				patterns.push(new RegExp(`^${parts.map((part) => part.replaceAll('.', '[.]')).join('[\\w.-]+')}$`))
		}
	}
	return { whole, patterns }
}
