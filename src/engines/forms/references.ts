/** Which fields conditions and expressions name, and the same with other names. */
import type { Condition, Expression } from './definition.ts'

export type Reference = { kind: 'field' | 'column' | 'count'; to: string }

export function conditionFields(condition: Condition): string[] {
	if ('all' in condition) return condition.all.flatMap(conditionFields)
	if ('any' in condition) return condition.any.flatMap(conditionFields)
	if ('not' in condition) return conditionFields(condition.not)
	return [condition.field]
}

export function expressionReferences(node: Expression): Reference[] {
	if ('sum' in node) return node.sum.flatMap(expressionReferences)
	if ('product' in node) return node.product.flatMap(expressionReferences)
	if ('difference' in node) return node.difference.flatMap(expressionReferences)
	if ('share' in node) return node.share.flatMap(expressionReferences)
	if ('field' in node) return [{ kind: 'field', to: node.field }]
	if ('column' in node) return [{ kind: 'column', to: node.column }]
	if ('count' in node) return [{ kind: 'count', to: node.count }]
	return []
}

export type Rename = (reference: string) => string

export function renameCondition(condition: Condition, rename: Rename): Condition {
	if ('all' in condition) return { all: condition.all.map((each) => renameCondition(each, rename)) }
	if ('any' in condition) return { any: condition.any.map((each) => renameCondition(each, rename)) }
	if ('not' in condition) return { not: renameCondition(condition.not, rename) }
	return { ...condition, field: rename(condition.field) }
}

export function renameExpression(node: Expression, rename: Rename): Expression {
	const each = (child: Expression) => renameExpression(child, rename)
	if ('sum' in node) return { sum: node.sum.map(each) }
	if ('product' in node) return { product: node.product.map(each) }
	if ('difference' in node) return { difference: [each(node.difference[0]), each(node.difference[1])] }
	if ('share' in node) return { share: [each(node.share[0]), each(node.share[1])] }
	if ('field' in node) return { field: rename(node.field) }
	if ('column' in node) return { column: rename(node.column) }
	if ('count' in node) return { count: rename(node.count) }
	return node
}
