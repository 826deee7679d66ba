import { bytesToHex } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digest, fromHex, joined, sameBytes } from './encoding.ts'
import { EMPTY_ROOT, leafHash, MerkleTree, nodeHash } from './merkle.ts'
import { holdsLeaf, holdsLeaves, isContinued } from './proofs.ts'

/** RFC 6962 2.1, word by word, as a second opinion: slow, and too short to be wrong. */
function naiveRoot(leaves: Uint8Array[]): Uint8Array {
	if (leaves.length === 0) return digest(new Uint8Array())
	if (leaves.length === 1) return digest(Uint8Array.of(0), leaves[0]!)
	let k = 1
	while (k * 2 < leaves.length) k *= 2
	return digest(Uint8Array.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}
function naivePath(m: number, leaves: Uint8Array[]): Uint8Array[] {
	if (leaves.length === 1) return []
	let k = 1
	while (k * 2 < leaves.length) k *= 2
	return m < k
		? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
		: [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))]
}
function naiveConsistency(m: number, leaves: Uint8Array[], whole = true): Uint8Array[] {
	if (m === leaves.length) return whole ? [] : [naiveRoot(leaves)]
	let k = 1
	while (k * 2 < leaves.length) k *= 2
	return m <= k
		? [...naiveConsistency(m, leaves.slice(0, k), whole), naiveRoot(leaves.slice(k))]
		: [...naiveConsistency(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))]
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, i) => new TextEncoder().encode(`leaf ${i}`))
function treeOf(leaves: Uint8Array[]) {
	const tree = new MerkleTree()
	for (const leaf of leaves) tree.append(leaf)
	return tree
}
const size = fc.integer({ min: 1, max: 200 })

describe('a Merkle tree', () => {
	// The leaves and roots of the reference tests of Certificate Transparency (google/certificate-transparency, merkle_tree_test).
	const known = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
	const roots = [
		'6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
		'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
		'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
		'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
		'4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
		'76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
		'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
		'5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'
	]

	test('without leaves has the digest of nothing as its root', () => {
		expect(bytesToHex(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
	})

	test('has the roots of the reference tests', () => {
		const tree = treeOf(known.map((leaf) => fromHex(leaf)!))
		expect(roots.map((_, i) => bytesToHex(tree.root(i + 1)))).toEqual(roots)
	})

	test('agrees with the definition at every size', () => {
		const leaves = leavesOf(130)
		const tree = treeOf(leaves)
		for (let n = 0; n <= leaves.length; n++) expect(tree.root(n)).toEqual(naiveRoot(leaves.slice(0, n)))
	})

	test('never takes a node for a leaf', () => {
		const [a, b] = [leafHash(Uint8Array.of(1)), leafHash(Uint8Array.of(2))]
		expect(nodeHash(a, b)).not.toEqual(leafHash(joined(a, b)))
	})
})

describe('an inclusion proof', () => {
	test('is the one of the definition, and holds for its leaf alone', () => {
		fc.assert(
			fc.property(size, fc.nat(), (n, at) => {
				const leaves = leavesOf(n)
				const tree = treeOf(leaves)
				const index = at % n
				const path = tree.inclusionProof(index)
				expect(path).toEqual(naivePath(index, leaves))
				const proof = { leaf: leafHash(leaves[index]!), index, size: n, path, root: tree.root() }
				expect(holdsLeaf(proof)).toBe(true)
				expect(holdsLeaf({ ...proof, leaf: leafHash(new TextEncoder().encode('another')) })).toBe(false)
				if (n > 1) expect(holdsLeaf({ ...proof, index: (index + 1) % n })).toBe(false)
				expect(holdsLeaf({ ...proof, path: [...path, path[0] ?? tree.root()] })).toBe(false)
				if (path.length) expect(holdsLeaf({ ...proof, path: path.slice(1) })).toBe(false)
			}),
			{ numRuns: 60 }
		)
	})

	test('of a batch holds for exactly these leaves', () => {
		fc.assert(
			fc.property(size, fc.uniqueArray(fc.nat(199), { maxLength: 40 }), fc.nat(), (n, wanted, which) => {
				const leaves = leavesOf(n)
				const tree = treeOf(leaves)
				const indexes = wanted.filter((index) => index < n).sort((a, b) => a - b)
				const hashes = indexes.map((index) => leafHash(leaves[index]!))
				const path = tree.batchProof(indexes)
				const proof = { leaves: hashes, indexes, size: n, path, root: tree.root() }
				expect(holdsLeaves(proof)).toBe(true)
				expect(holdsLeaves({ ...proof, path: [...path, tree.root()] })).toBe(false)
				if (!indexes.length) return
				const place = which % indexes.length
				expect(holdsLeaves({ ...proof, leaves: hashes.with(place, leafHash(new Uint8Array(3))) })).toBe(false)
				const without = <T>(list: T[]) => list.filter((_, i) => i !== place)
				expect(holdsLeaves({ ...proof, leaves: without(hashes), indexes: without(indexes) })).toBe(false)
			}),
			{ numRuns: 100 }
		)
	})
})

test('a consistency proof is the one of the definition, and holds for a continued log alone', () => {
	fc.assert(
		fc.property(size, fc.nat(), (second, at) => {
			const leaves = leavesOf(second)
			const tree = treeOf(leaves)
			const first = 1 + (at % second)
			const path = tree.consistencyProof(first)
			expect(path).toEqual(naiveConsistency(first, leaves))
			const proof = { first, firstRoot: tree.root(first), second, secondRoot: tree.root(), path }
			expect(isContinued(proof)).toBe(true)
			const rewritten = treeOf(leaves.with(at % first, Uint8Array.of(9)))
			expect(isContinued({ ...proof, firstRoot: rewritten.root(first) })).toBe(false)
			if (first < second) expect(isContinued({ ...proof, secondRoot: rewritten.root() })).toBe(false)
			expect(isContinued({ ...proof, first: second, second: first })).toBe(first === second)
		}),
		{ numRuns: 60 }
	)
	expect(sameBytes(EMPTY_ROOT, new MerkleTree().root())).toBe(true)
})
