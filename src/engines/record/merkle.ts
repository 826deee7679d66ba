import { sha256 } from '@noble/hashes/sha2.js'
import { digest, DIGEST, joined } from './encoding.ts'

// Source of every rule here: RFC 6962, section 2.1 (https://www.rfc-editor.org/rfc/rfc6962#section-2.1).

const LEAF = Uint8Array.of(0)

/** The root of a tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT = digest(new Uint8Array())

/** Leaves and nodes are hashed with different prefixes, or a node could be passed off as a leaf. */
export const leafHash = (leaf: Uint8Array): Uint8Array => sha256(joined(LEAF, leaf))

// One buffer for all: hashing nodes is most of the work of a verification.
const pair = new Uint8Array(1 + 2 * DIGEST)
pair[0] = 1
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
	pair.set(left, 1)
	pair.set(right, 1 + DIGEST)
	return sha256(pair)
}

/** The largest power of two smaller than `size` (which is at least 2): where a tree divides. */
export function split(size: number): number {
	let power = 1
	while (power * 2 < size) power *= 2
	return power
}

/**
 * A log that only grows. Keeps the hashes of all complete subtrees, about two digests a leaf: appending costs one hash
 * on average, roots and proofs of any earlier size a logarithm.
 */
export class MerkleTree {
	/** levels[h][i] is the hash of the complete subtree over leaves i·2^h … (i+1)·2^h − 1. */
	readonly #levels: Uint8Array[][] = [[]]

	get size(): number {
		return this.#levels[0]!.length
	}

	/** Adds a leaf (its content, not its hash) and returns its index. */
	append(leaf: Uint8Array): number {
		return this.appendHash(leafHash(leaf))
	}

	appendHash(hash: Uint8Array): number {
		const index = this.size
		this.#levels[0]!.push(hash)
		for (let height = 0; this.#levels[height]!.length % 2 === 0; height++) {
			const level = this.#levels[height]!
			const parents = (this.#levels[height + 1] ??= [])
			parents.push(nodeHash(level.at(-2)!, level.at(-1)!))
		}
		return index
	}

	/** The root as it was at `size` leaves. */
	root(size: number = this.size): Uint8Array {
		this.#within(size)
		return size === 0 ? EMPTY_ROOT : this.subtree(0, size)
	}

	/** The hash of leaves `from` to `to` (not included), as a tree of their own. */
	subtree(from: number, to: number): Uint8Array {
		const size = to - from
		const height = 31 - Math.clz32(size)
		if (size === 2 ** height && from % size === 0) return this.#levels[height]![from / size]!
		const middle = from + split(size)
		return nodeHash(this.subtree(from, middle), this.subtree(middle, to))
	}

	/** RFC 6962 2.1.1: the neighbours on the way from a leaf to the root at `size`. */
	inclusionProof(index: number, size: number = this.size): Uint8Array[] {
		this.#within(size)
		if (!Number.isInteger(index) || index < 0 || index >= size) throw new RangeError('no such leaf in a tree of this size')
		const path: Uint8Array[] = []
		let [from, to] = [0, size]
		while (to - from > 1) {
			const middle = from + split(to - from)
			if (index < middle) {
				path.push(this.subtree(middle, to))
				to = middle
			} else {
				path.push(this.subtree(from, middle))
				from = middle
			}
		}
		return path.reverse()
	}

	/** RFC 6962 2.1.2: that the tree of `first` leaves is the beginning of that of `second`. */
	consistencyProof(first: number, second: number = this.size): Uint8Array[] {
		this.#within(second)
		if (!Number.isInteger(first) || first < 0 || first > second) throw new RangeError('the first tree is the smaller one')
		if (first === 0 || first === second) return []
		const path: Uint8Array[] = []
		let [from, to] = [0, second]
		let whole = true
		while (first !== to) {
			const middle = from + split(to - from)
			if (first <= middle) {
				path.push(this.subtree(middle, to))
				to = middle
			} else {
				path.push(this.subtree(from, middle))
				from = middle
				whole = false
			}
		}
		if (!whole) path.push(this.subtree(from, to))
		return path.reverse()
	}

	/**
	 * That all these leaves lie in the tree of `size`, in one proof: the hashes of the largest subtrees that hold none of
	 * them, from left to right. For neighbouring leaves it is no longer than two single proofs, where one proof a leaf
	 * would make the file of a large call three times as long. `indexes` rise.
	 */
	batchProof(indexes: readonly number[], size: number = this.size): Uint8Array[] {
		this.#within(size)
		const path: Uint8Array[] = []
		const walk = (from: number, to: number, low: number, high: number) => {
			if (low === high) path.push(this.subtree(from, to))
			else if (to - from > 1) {
				const middle = from + split(to - from)
				const border = firstFrom(indexes, middle, low, high)
				walk(from, middle, low, border)
				walk(middle, to, border, high)
			}
		}
		if (size > 0) walk(0, size, 0, indexes.length)
		return path
	}

	#within(size: number) {
		if (!Number.isInteger(size) || size < 0 || size > this.size) throw new RangeError('the tree never had this size')
	}
}

/** The first place in `low` … `high` whose index is `least` or more. */
export function firstFrom(indexes: readonly number[], least: number, low: number, high: number): number {
	while (low < high) {
		const middle = (low + high) >> 1
		if (indexes[middle]! < least) low = middle + 1
		else high = middle
	}
	return low
}
