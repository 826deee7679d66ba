import { base64, fromBase64, sameBytes } from './encoding.ts'
import type { Findings } from './findings.ts'
import { leafHash } from './merkle.ts'
import { openCheckpoint, readVerifier, type Checkpoint } from './note.ts'
import { holdsLeaves, isContinued } from './proofs.ts'
import type { CallRecord } from './schema.ts'
import { leafOf } from './writing.ts'

const decoded = (texts: readonly string[]) => texts.map((text) => fromBase64(text)!)

/**
 * Signatures, continuity and that every entry is in the log. Returns the checkpoints that open, in the order of the
 * file, null where one does not.
 */
export function checkLog(record: CallRecord, wanted: string | undefined, found: Findings): (Checkpoint | null)[] {
	const verifier = readVerifier(record.publicKey)
	found.expect(verifier !== null, 'key', '/publicKey', 'record.fail.key')
	if (wanted !== undefined)
		found.expect(record.publicKey === wanted.trim(), 'key', '/publicKey', 'record.fail.other_key', { key: wanted.trim() })

	const leaves = record.entries.map(({ entry, leaf }, i) => {
		const given = fromBase64(leaf)!
		found.expect(sameBytes(leafHash(leafOf(entry)), given), 'entry', `/entries/${i}`, 'record.fail.leaf', { kind: entry.kind })
		return given
	})
	const indexes = record.entries.map(({ index }) => index)
	indexes.forEach((index, i) => {
		if (i > 0) found.expect(index > indexes[i - 1]!, 'order', `/entries/${i}`, 'record.fail.index', { index })
	})

	let before: Checkpoint | null = null
	let covered = 0
	const opened = record.checkpoints.map((given, i) => {
		const where = `/checkpoints/${i}`
		const checkpoint = verifier && openCheckpoint(given.note, verifier)
		if (!found.expect(checkpoint !== null, 'checkpoint', where, 'record.fail.signature', { number: i + 1 })) return null
		const { size, root } = checkpoint!
		const continued = before
			? size > before.size &&
				isContinued({
					first: before.size,
					firstRoot: before.root,
					second: size,
					secondRoot: root,
					path: decoded(given.consistency)
				})
			: size > 0 && given.consistency.length === 0
		found.expect(continued, 'consistency', where, 'record.fail.consistency', { number: i + 1, size })
		const here = indexes.flatMap((index, place) => (index >= covered && index < size ? [place] : []))
		found.expect(
			holdsLeaves({
				leaves: here.map((place) => leaves[place]!),
				indexes: here.map((place) => indexes[place]!),
				size,
				path: decoded(given.inclusion),
				root
			}),
			'inclusion',
			where,
			'record.fail.inclusion',
			{ number: i + 1, root: base64(root), first: indexes[here[0]!] ?? covered, last: indexes[here.at(-1)!] ?? covered }
		)
		before = checkpoint
		covered = Math.max(covered, size)
		return checkpoint
	})
	const uncovered = indexes.findIndex((index) => index >= covered)
	found.expect(uncovered < 0, 'inclusion', `/entries/${Math.max(uncovered, 0)}`, 'record.fail.uncovered')
	return opened
}
