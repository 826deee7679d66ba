import { fromBase64 } from './encoding.ts'
import { drawKey } from './draw.ts'
import type { Findings } from './findings.ts'
import type { Checkpoint } from './note.ts'
import { seedCommitment } from './seal.ts'
import type { Step, Story } from './steps.ts'

/** A reason that was sealed in the log and is open in the file. */
export const hasReason = (story: Story, digest: string | undefined): boolean =>
	digest !== undefined && (story.reasons.get(digest) ?? '').trim() !== ''

/** Files in time, none lost between filing and closing, exclusions and late files with their reason. */
export function checkFiling(story: Story, checkpoints: readonly (Checkpoint | null)[], found: Findings) {
	const { published, closed, filed, steps } = story
	const { closesAt, lots, grid } = published.entry
	const lotKeys = new Set(lots.map(({ key }) => key))
	for (const { entry, where } of steps.filed) {
		const { application, at, late, lot } = entry
		found.expect(at < closesAt || hasReason(story, late), 'file', where, 'record.fail.late', { application, at, closesAt })
		found.expect(at <= closed.entry.at, 'file', where, 'record.fail.after_closing', { application, at })
		found.expect(lotKeys.has(lot), 'file', where, 'record.fail.lot', { application, lot })
	}
	const criteria = new Set(grid.criteria.map(({ key }) => key))
	found.expect(
		criteria.size === grid.criteria.length && grid.ties.every((tie) => tie.by !== 'criterion' || criteria.has(tie.criterion)),
		'entry',
		published.where,
		'record.fail.grid'
	)
	found.expect(closed.entry.at >= closesAt, 'order', closed.where, 'record.fail.closed_early', { closesAt })
	const left = filed.size - new Set(steps.withdrawn.map(({ entry }) => entry.application)).size
	found.expect(left === closed.entry.filed, 'file', closed.where, 'record.fail.count', { said: closed.entry.filed, found: left })
	for (const { entry, where } of steps.excluded)
		found.expect(hasReason(story, entry.reason), 'reason', where, 'record.fail.no_reason', { application: entry.application })

	found.expect(
		signedBetween(checkpoints, published, closed) !== undefined,
		'checkpoint',
		published.where,
		'record.fail.not_signed_before_closing'
	)
}

type Place = Pick<Step, 'index'>

/** The first checkpoint signed after one step and before another. */
export const signedBetween = (checkpoints: readonly (Checkpoint | null)[], after: Place, before: Place | undefined) =>
	checkpoints.find((checkpoint) => checkpoint && checkpoint.size > after.index && checkpoint.size <= (before?.index ?? Infinity))

/** The seed against what was said of it before closing. Returns what everything is drawn from, or null. */
export function checkSeed(story: Story, checkpoints: readonly (Checkpoint | null)[], found: Findings): Uint8Array | null {
	const { published, closed, revealed, steps } = story
	if (!revealed) return null
	const before = Math.max(
		...[steps.recused, steps.excluded, steps.affinities].flat().map(({ index }) => (index < revealed.index ? index : -1)),
		-1
	)
	// Everything the draw starts from, recusals and affinities too: what is not signed by then could be fitted to the seed.
	const closing = checkpoints.findLast((checkpoint) => checkpoint && checkpoint.size <= revealed.index)
	const covered = closing && closing.size > Math.max(closed.index, before) ? closing : null
	found.expect(covered !== null, 'checkpoint', closed.where, 'record.fail.closing_not_signed')
	const { seed } = published.entry
	const { salt } = revealed.entry
	if (seed.kind === 'commitment')
		found.expect(
			salt !== undefined && fromBase64(salt) !== null && seedCommitment(revealed.entry.seed, salt) === seed.commitment,
			'seed',
			revealed.where,
			'record.fail.seed'
		)
	return covered ? drawKey(revealed.entry.seed, covered.root) : null
}
