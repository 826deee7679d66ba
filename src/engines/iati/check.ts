import { ruleAt, type Particle } from './grammar.ts'

/** An element as a parser that knows namespaces gives it. Names of other namespaces are written `{namespace}name`. */
export type Element = { name: string; attributes: Record<string, string>; children: Element[]; text: string; line: number }

/** What is wrong, at which line of the file, in which element or attribute. */
export type Fault = {
	line: number
	where: string
	kind: 'root' | 'element' | 'order' | 'missing' | 'attribute' | 'attribute-missing' | 'value' | 'text'
	value?: string
}

const zone = '(Z|[+-](0\\d|1[0-3]):[0-5]\\d|[+-]14:00)?'
const patterns: Record<string, RegExp> = {
	decimal: /^[+-]?(\d+(\.\d*)?|\.\d+)$/,
	int: /^[+-]?\d{1,10}$/,
	nonNegativeInteger: /^(\+?\d+|-0+)$/,
	positiveInteger: /^\+?0*[1-9]\d*$/,
	boolean: /^(true|false|0|1)$/,
	date: new RegExp(`^-?\\d{4,}-\\d\\d-\\d\\d${zone}$`),
	dateTime: new RegExp(`^-?\\d{4,}-\\d\\d-\\d\\dT([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?${zone}$`),
	NMTOKEN: /^[\p{L}\p{N}.\-_:]+$/u,
	language: /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/,
	// XML Schema lets nearly anything be an address; a percent sign that begins no octet is none.
	anyURI: /^([^%]|%[0-9A-Fa-f]{2})*$/
}

function isOf(type: string, value: string): boolean {
	const pattern = patterns[type]
	if (!pattern) return true
	const text = value.trim()
	if (!pattern.test(text)) return false
	if (type !== 'date' && type !== 'dateTime') return true
	const [year, month, day] = text
		.replace(/^-/, '')
		.split('T')[0]!
		.split('-')
		.map((part) => parseInt(part, 10))
	const days = [31, year! % 4 === 0 && (year! % 100 !== 0 || year! % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
	return month! >= 1 && month! <= 12 && day! >= 1 && day! <= days[month! - 1]!
}

const isForeign = (name: string) => name.startsWith('{')
const XML = '{http://www.w3.org/XML/1998/namespace}'
const INSTANCE = '{http://www.w3.org/2001/XMLSchema-instance}'

/** All that the standard does not allow in this element and below it. `around` are the names of the elements it stands in. */
export function faultsIn(element: Element, around: readonly string[] = []): Fault[] {
	const path = [...around, element.name]
	const rule = ruleAt(path)
	if (!rule) return [{ line: element.line, where: element.name, kind: 'element' }]
	const faults = attributeFaults(element, path)
	// `any`: the standard says nothing of what is inside.
	if (rule.text === 'any') return faults
	if (rule.text) {
		for (const child of element.children) faults.push({ line: child.line, where: child.name, kind: 'element' })
		if (!isOf(rule.text, element.text))
			faults.push({ line: element.line, where: element.name, kind: 'value', value: element.text.trim() })
		return faults
	}
	if (element.text.trim()) faults.push({ line: element.line, where: element.name, kind: 'text', value: element.text.trim() })
	faults.push(...orderFaults(element, rule.children))
	const known = new Set(rule.children.map(({ name }) => name))
	for (const child of element.children) if (known.has(child.name)) faults.push(...faultsIn(child, path))
	return faults
}

/** The attributes alone: what can be said of a file's first element before its end. */
export function attributeFaults({ name: element, attributes, line }: Element, path: readonly string[]): Fault[] {
	const rule = ruleAt(path)!
	const faults: Fault[] = []
	for (const [name, value] of Object.entries(attributes)) {
		if (name.startsWith(INSTANCE)) continue
		const where = `${element}/@${name.replace(XML, 'xml:')}`
		const known = rule.attributes.get(name)
		if (known) {
			if (!isOf(known.type, value)) faults.push({ line, where, kind: 'value', value })
		} else if (!isForeign(name) || rule.closed) faults.push({ line, where, kind: 'attribute' })
		else if (name === `${XML}lang` && value && !isOf('language', value)) faults.push({ line, where, kind: 'value', value })
	}
	for (const [name, { needed }] of rule.attributes)
		if (needed && !(name in attributes)) faults.push({ line, where: `${element}/@${name}`, kind: 'attribute-missing' })
	return faults
}

function orderFaults(element: Element, particles: readonly Particle[]): Fault[] {
	const faults: Fault[] = []
	// Others may come after what the standard names.
	const all = [...particles, { name: '~', least: 0, most: Infinity }]
	let at = 0
	let count = 0
	for (const { name, line } of element.children) {
		const fits = (each: Particle) => (each.name === '~' ? isForeign(name) : each.name === name)
		let next = at
		let counted = count
		while (next < all.length && !(fits(all[next]!) && counted < all[next]!.most)) {
			next++
			counted = 0
		}
		if (next === all.length) {
			// Known but too late or too often, or not known at all here: what follows is judged as if it were not there.
			faults.push({ line, where: name, kind: particles.some(fits) ? 'order' : 'element' })
			continue
		}
		for (let each = at; each < next; each++) {
			const { name: left, least } = all[each]!
			if (least > (each === at ? count : 0)) faults.push({ line, where: left, kind: 'missing' })
		}
		at = next
		count = counted + 1
	}
	for (let each = at; each < all.length; each++)
		if (all[each]!.least > (each === at ? count : 0)) faults.push({ line: element.line, where: all[each]!.name, kind: 'missing' })
	return faults
}
