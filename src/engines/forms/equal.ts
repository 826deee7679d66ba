/** Two JSON values alike, whatever the order of their keys; a key without a value is no key. */
export function same(a: unknown, b: unknown): boolean {
	if (a === b) return true
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return (a ?? null) === (b ?? null)
	if (Array.isArray(a) !== Array.isArray(b)) return false
	if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, at) => same(each, b[at]))
	const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
	const keys = new Set([...Object.keys(left), ...Object.keys(right)])
	const at = (of: Record<string, unknown>, key: string) => (Object.hasOwn(of, key) ? of[key] : undefined)
	return [...keys].every((key) => same(at(left, key), at(right, key)))
}
