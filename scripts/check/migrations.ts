/** Migrations in one row without gaps, and every constraint with a name of ours: an error in a log then says which rule. */
import { lineAt, type Source } from './sources.ts'

export function migrationProblems(files: Source[]): string[] {
	return [...numbering(files), ...files.flatMap(unnamedConstraints)]
}

function numbering(files: Source[]): string[] {
	return files.flatMap(({ path }, i) => {
		const number = Number(/(\d{4})_[a-z0-9-]+\.sql$/.exec(path)?.[1] ?? NaN)
		return number === i + 1 ? [] : [`${path}: should be number ${String(i + 1).padStart(4, '0')} (NNNN_name.sql, without gaps)`]
	})
}

function unnamedConstraints({ path, text }: Source): string[] {
	// Same length, so that offsets stay true: comments, quoted text and function bodies hold no constraints.
	const blank = (part: string) => part.replaceAll(/[^\n]/g, ' ')
	const sql = text
		.replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, blank)
		.replaceAll(/--.*/g, blank)
		.replaceAll(/'(?:[^']|'')*'/g, blank)
	const rule = /\b(primary\s+key|foreign\s+key|references|unique|check|exclude)\b/gi
	const problems: string[] = []
	for (const match of sql.matchAll(rule)) {
		const before = sql.slice(0, match.index)
		const statement = before.slice(before.lastIndexOf(';') + 1)
		if (!/\b(create|alter)\s+(?:unlogged\s+)?table\b/i.test(statement)) continue
		if (/\bconstraint\s+"?\w+"?\s+$/i.test(before)) continue
		// The second half of a named foreign key.
		if (/references/i.test(match[0]) && /\bconstraint\s+\w+\s+foreign\s+key\s*\([^)]*\)\s*$/i.test(before)) continue
		problems.push(`${path}:${lineAt(text, match.index)}: ${match[0].toLowerCase()} without a constraint name`)
	}
	return problems
}
