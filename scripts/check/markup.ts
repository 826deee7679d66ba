/** Words that stand in a component instead of in src/messages: one language only, and nobody would notice in that one. */
import { parse } from 'svelte/compiler'
import { lineAt, type Source } from './sources.ts'

/** Proper names and signs that are the same in every language. */
const allowed = new Set([
	'Passerelle',
	'Passerelle.',
	'GitHub',
	'PostgreSQL',
	'Node',
	'PDF',
	'CSV',
	'XLSX',
	'JSON',
	'JSON-LD',
	'XML',
	'IATI',
	'OpenAPI',
	'Atom',
	'iCalendar',
	'EUPL',
	'EUPL-1.2'
])
const spoken = new Set(['alt', 'title', 'aria-label', 'aria-description', 'placeholder', 'label', 'summary', 'hint', 'text'])

type Node = { type: string; start: number; data?: string; name?: string; value?: unknown; [part: string]: unknown }

/** One line per text of a component that is not an expression. */
export function hardCodedWords({ path, text }: Source): string[] {
	const found: string[] = []
	const say = (node: Node) => {
		const words = (node.data ?? '')
			.split(/[\s/·|]+/)
			.filter((word) => /\p{L}{2,}/u.test(word) && !allowed.has(word.replace(/[,.]$/, '')))
		if (words.length)
			found.push(`${path}:${lineAt(text, node.start)}: “${node.data!.trim().slice(0, 60)}” belongs in src/messages`)
	}
	const visit = (node: unknown, attribute?: string) => {
		if (Array.isArray(node)) return node.forEach((one) => visit(one, attribute))
		if (!node || typeof node !== 'object') return
		const here = node as Node
		if (here.type === 'Text') return attribute === undefined || spoken.has(attribute) ? say(here) : undefined
		if (here.type === 'Comment' || here.type === 'ExpressionTag' || here.type === 'StyleSheet' || here.type === 'Script') return
		if (here.type === 'RegularElement' && ['code', 'kbd', 'samp'].includes(here.name ?? '')) return
		if (here.type === 'Attribute') return visit(here.value, here.name)
		for (const [part, value] of Object.entries(here))
			if (!['expression', 'test', 'context', 'key', 'parent'].includes(part)) visit(value)
	}
	visit(parse(text, { modern: true }).fragment)
	return found
}
