import { EMPTY_ROOT, firstFrom, nodeHash, split } from './merkle.ts'
import { sameBytes } from './encoding.ts'

// RFC 9162 sections 2.1.3.2 and 2.1.4.2 write these checks out; the trees are those of RFC 6962.

/** Whether the leaf of this hash stands at `index` of the tree of `size` leaves with this root. */
export function holdsLeaf(proof: {
	leaf: Uint8Array
	index: number
	size: number
	path: readonly Uint8Array[]
	root: Uint8Array
}): boolean {
	const { leaf, index, size, path, root } = proof
	if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false
	let at = path.length
	const climb = (from: number, to: number): Uint8Array | null => {
		if (to - from === 1) return at === 0 ? leaf : null
		const middle = from + split(to - from)
		const neighbour = path[--at]
		if (!neighbour) return null
		const below = index < middle ? climb(from, middle) : climb(middle, to)
		return below && (index < middle ? nodeHash(below, neighbour) : nodeHash(neighbour, below))
	}
	const found = climb(0, size)
	return found !== null && sameBytes(found, root)
}

/** Whether the tree of `second` leaves begins with that of `first`: nothing was changed or taken away in between. */
export function isContinued(proof: {
	first: number
	firstRoot: Uint8Array
	second: number
	secondRoot: Uint8Array
	path: readonly Uint8Array[]
}): boolean {
	const { first, firstRoot, second, secondRoot, path } = proof
	if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second) || first < 0 || first > second) return false
	if (first === 0) return path.length === 0 && sameBytes(firstRoot, EMPTY_ROOT)
	if (first === second) return path.length === 0 && sameBytes(firstRoot, secondRoot)
	let at = path.length
	// Both roots are built from the same hashes; what lies right of `first` enters the second only.
	const climb = (from: number, to: number, whole: boolean): [Uint8Array, Uint8Array] | null => {
		if (first === to) {
			if (whole) return at === 0 ? [firstRoot, firstRoot] : null
			const hash = path[--at]
			return hash && at === 0 ? [hash, hash] : null
		}
		const middle = from + split(to - from)
		const neighbour = path[--at]
		if (!neighbour) return null
		if (first <= middle) {
			const below = climb(from, middle, whole)
			return below && [below[0], nodeHash(below[1], neighbour)]
		}
		const below = climb(middle, to, false)
		return below && [nodeHash(neighbour, below[0]), nodeHash(neighbour, below[1])]
	}
	const found = climb(0, second, true)
	return found !== null && sameBytes(found[0], firstRoot) && sameBytes(found[1], secondRoot)
}

/** Whether all these leaves stand at their indexes (rising) in the tree of `size` leaves with this root. */
export function holdsLeaves(proof: {
	leaves: readonly Uint8Array[]
	indexes: readonly number[]
	size: number
	path: readonly Uint8Array[]
	root: Uint8Array
}): boolean {
	const { leaves, indexes, size, path, root } = proof
	if (!Number.isSafeInteger(size) || size < 0) return false
	if (indexes.length !== leaves.length || indexes.some((index, i) => index <= (indexes[i - 1] ?? -1) || index >= size))
		return false
	if (size === 0) return path.length === 0 && sameBytes(root, EMPTY_ROOT)
	let used = 0
	const climb = (from: number, to: number, low: number, high: number): Uint8Array | null => {
		if (low === high) return path[used++] ?? null
		if (to - from === 1) return leaves[low]!
		const middle = from + split(to - from)
		const border = firstFrom(indexes, middle, low, high)
		const left = climb(from, middle, low, border)
		const right = left && climb(middle, to, border, high)
		return left && right && nodeHash(left, right)
	}
	const found = climb(0, size, 0, indexes.length)
	return found !== null && used === path.length && sameBytes(found, root)
}
