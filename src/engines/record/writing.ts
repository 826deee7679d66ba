import { canonicalBytes, type Json } from './canonical.ts'
import { base64 } from './encoding.ts'
import { leafHash, type MerkleTree } from './merkle.ts'
import { sealed } from './seal.ts'
import type { CallRecord, CardOpening, Entry } from './schema.ts'

/** The leaf an entry is in the log. */
export const leafOf = (entry: Entry): Uint8Array => canonicalBytes(entry)

/** What is published before scorecards are shown to anyone. */
export const cardCommitment = ({ salt, ...card }: CardOpening): string => sealed(card, salt)

/**
 * The public file of a call, from the programme's log. `lines` are the call's entries in the order of the log,
 * `checkpoints` the states to prove them against: one before closing, one at closing, one before the scorecards are
 * disclosed, one at the end.
 */
export function writeRecord(parts: {
	tree: MerkleTree
	lines: readonly { index: number; entry: Entry }[]
	checkpoints: readonly { size: number; note: string }[]
	publicKey: string
	/** As they were published; undefined where they were not kept. */
	rules?: Json | undefined
	cards: CardOpening[]
	reasons: CallRecord['reasons']
}): CallRecord {
	const { tree, lines, checkpoints, publicKey, rules, cards, reasons } = parts
	return {
		format: 'passerelle-record/1',
		publicKey,
		entries: lines.map(({ index, entry }) => ({ index, leaf: base64(leafHash(leafOf(entry))), entry })),
		checkpoints: checkpoints.map(({ size, note }, i) => {
			const before = checkpoints[i - 1]?.size ?? 0
			const indexes = lines.map(({ index }) => index).filter((index) => index >= before && index < size)
			return {
				note,
				consistency: tree.consistencyProof(before, size).map(base64),
				inclusion: tree.batchProof(indexes, size).map(base64)
			}
		}),
		...(rules !== undefined && { rules }),
		cards,
		reasons
	}
}
