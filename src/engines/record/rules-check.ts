import { canonicalBytes, type Json } from './canonical.ts'
import { base64, digest } from './encoding.ts'
import type { Findings } from './findings.ts'
import { publishedRules, type CallRecord } from './schema.ts'
import type { Story } from './steps.ts'

/**
 * The rules in the file against their digest in the log, and their criteria against the grid all was reckoned with: what a
 * criterion is called is then what was published. A file from before the rules were in it has nothing to check.
 */
export function checkRules({ rules }: CallRecord, { published }: Story, found: Findings) {
	if (rules === undefined) {
		found.expect(!published.entry.rulesOpen, 'entry', published.where, 'record.fail.rules_missing')
		return
	}
	if (!found.expect(digestOf(rules) === published.entry.rules, 'entry', '/rules', 'record.fail.rules')) return
	const read = publishedRules.safeParse(rules)
	const { criteria } = published.entry.grid
	const holds =
		read.success &&
		read.data.criteria.length === criteria.length &&
		read.data.criteria.every(({ id, weight, scaleMax }, place) => {
			const { key, weight: weighed, max } = criteria[place]!
			return id === key && weight === weighed && scaleMax === max
		})
	found.expect(holds, 'entry', '/rules/criteria', 'record.fail.rules_grid')
}

/** Null for what has no canonical form: half characters, or nesting beyond any measure. */
function digestOf(rules: unknown): string | null {
	try {
		return base64(digest(canonicalBytes(rules as Json)))
	} catch {
		return null
	}
}
