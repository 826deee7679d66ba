import { assign } from '#engines/assignment/assign'
import { fairLoad } from '#engines/assignment/load'
import { drawEvaluators } from './draw.ts'
import type { Findings } from './findings.ts'
import type { Checkpoint } from './note.ts'
import { hasReason, signedBetween } from './filing-check.ts'
import type { CallRecord, CardOpening, EntryOf } from './schema.ts'
import type { Step, Story } from './steps.ts'
import { cardCommitment } from './writing.ts'

const pairOf = (evaluator: string, application: string) => `${evaluator}\n${application}`

/**
 * Who was to read what: recomputed from the key, compared line by line, then replacements applied. Recusals and
 * exclusions before the seed was revealed bound the draw; later ones need a replacement. Returns the pairs that hold, and
 * those that held until somebody left.
 */
export function checkAssignment(
	story: Story,
	key: Uint8Array | null,
	found: Findings
): { pairs: Set<string>; left: Set<string> } {
	const { steps, revealed, closed } = story
	const expected = revealed && key ? expectedPairs(story, revealed, key, found) : null
	const pool = new Set(closed.entry.evaluators)
	const pairs = new Set<string>()
	const left = new Set<string>()
	const seen = new Set<string>()
	for (const { entry, where } of steps.assigned) {
		const { application, evaluators } = entry
		found.expect(!seen.has(application), 'assignment', where, 'record.fail.assigned_twice', { application })
		seen.add(application)
		found.expect(
			evaluators.every((evaluator) => pool.has(evaluator)),
			'assignment',
			where,
			'record.fail.pool',
			{ application }
		)
		if (expected) {
			const wanted = expected.get(application) ?? []
			found.expect(wanted.join('\n') === evaluators.toSorted().join('\n'), 'assignment', where, 'record.fail.assignment', {
				application,
				expected: wanted.join(', ') || '–',
				given: evaluators.join(', ') || '–'
			})
		}
		for (const evaluator of evaluators) pairs.add(pairOf(evaluator, application))
	}
	for (const application of expected?.keys() ?? [])
		if (!seen.has(application))
			found.expect(false, 'assignment', story.filed.get(application)!.where, 'record.fail.not_assigned', { application })
	for (const { entry, where } of steps.replaced) {
		const { application, from, to, reason } = entry
		const leaves = from === undefined || pairs.delete(pairOf(from, application))
		const enters = to === undefined || (pool.has(to) && !pairs.has(pairOf(to, application)))
		const holds = leaves && enters && (from ?? to) !== undefined
		found.expect(holds, 'assignment', where, 'record.fail.replaced', { application, from: from ?? '–', to: to ?? '–' })
		found.expect(hasReason(story, reason), 'reason', where, 'record.fail.no_reason', { application })
		if (from !== undefined && leaves) left.add(pairOf(from, application))
		if (to !== undefined) pairs.add(pairOf(to, application))
	}
	for (const [pair, step] of story.recusals)
		found.expect(!pairs.has(pair), 'recusal', step.where, 'record.fail.recused', {
			evaluator: step.entry.evaluator,
			application: step.entry.application
		})
	return { pairs, left }
}

/** By application, its evaluators in order of name; null when nothing can be recomputed, which is a finding of its own. */
function expectedPairs(story: Story, revealed: Step<'revealed'>, key: Uint8Array, found: Findings) {
	const { published, closed, steps } = story
	const { perApplication, assignment } = published.entry
	const excludedBefore = new Set(
		[...steps.withdrawn, ...steps.excluded.filter(({ index }) => index < revealed.index)].map(({ entry }) => entry.application)
	)
	const applications = [...story.filed.keys()].filter((application) => !excludedBefore.has(application))
	const barred = new Set(Array.from(story.recusals).flatMap(([pair, { index }]) => (index < revealed.index ? [pair] : [])))
	if (assignment.method === 'draw') {
		const concerned = new Set(Array.from(story.recusals.values(), ({ entry }) => entry.application))
		const isBarred = (evaluator: string, application: string) =>
			concerned.has(application) && barred.has(pairOf(evaluator, application))
		const drawn = drawEvaluators(
			{ applications, evaluators: [...new Set(closed.entry.evaluators)], perApplication, isBarred },
			key
		)
		found.expect(drawn !== null, 'assignment', revealed.where, 'record.fail.impossible')
		return drawn
	}
	const affinities = steps.affinities[0]
	if (!found.expect(affinities !== undefined, 'assignment', revealed.where, 'record.fail.affinities')) return null
	const { entry, where } = affinities!
	const same = (a: readonly string[], b: readonly string[]) => a.toSorted().join('\n') === b.toSorted().join('\n')
	const fits = same(entry.applications, applications) && same(entry.evaluators, closed.entry.evaluators)
	if (!found.expect(fits, 'assignment', where, 'record.fail.affinities')) return null
	const conflicts = Array.from(barred, (pair) => {
		const [evaluator, application] = pair.split('\n')
		return { evaluator: evaluator!, application: application! }
	})
	try {
		const input = {
			applications: entry.applications,
			evaluators: entry.evaluators,
			affinity: entry.values,
			perApplication,
			conflicts
		}
		const load = assignment.load === 'balanced' ? fairLoad(input) : assignment.load
		const best = load ? assign({ ...input, load }, key) : ({ possible: false } as const)
		found.expect(best.possible, 'assignment', where, 'record.fail.impossible')
		return best.possible ? best.assigned : null
	} catch (error) {
		if (!(error instanceof RangeError)) throw error
		found.expect(false, 'assignment', where, 'record.fail.affinities')
		return null
	}
}

/**
 * Scorecards by those assigned only, committed before anyone's was shown, opened unchanged. One whose evaluator was recused
 * after committing it stays closed and does not count, if that was before anyone's was shown: nobody could tell what it
 * would change. Returns those that hold and count.
 */
export function checkCards(
	record: CallRecord,
	story: Story,
	{ pairs, left }: { pairs: ReadonlySet<string>; left: ReadonlySet<string> },
	checkpoints: readonly (Checkpoint | null)[],
	found: Findings
): CardOpening[] {
	const { steps, disclosed } = story
	const committed = new Map<string, EntryOf<'committed'>>()
	const isTakenOut = (pair: string, index: number) => {
		const recusal = story.recusals.get(pair)
		return left.has(pair) && recusal !== undefined && recusal.index > index && (!disclosed || recusal.index < disclosed.index)
	}
	for (const { entry, where, index } of steps.committed) {
		const { application, evaluator } = entry
		const params = { application, evaluator }
		const pair = pairOf(evaluator, application)
		found.expect(pairs.has(pair) || isTakenOut(pair, index), 'scorecard', where, 'record.fail.not_theirs', params)
		found.expect(!committed.has(pair), 'scorecard', where, 'record.fail.committed_twice', params)
		found.expect(!disclosed || index < disclosed.index, 'scorecard', where, 'record.fail.committed_late', params)
		committed.set(pair, entry)
	}
	const last = steps.committed.at(-1)
	if (last)
		found.expect(
			signedBetween(checkpoints, last, disclosed) !== undefined,
			'checkpoint',
			disclosed?.where ?? last.where,
			'record.fail.cards_not_signed'
		)

	const scales = new Map(story.published.entry.grid.criteria.map(({ key, max }) => [key, max]))
	const opened = new Set<string>()
	const counting: CardOpening[] = []
	record.cards.forEach((card, i) => {
		const where = `/cards/${i}`
		const { application, evaluator, scores } = card
		const params = { application, evaluator }
		const pair = pairOf(evaluator, application)
		const commitment = committed.get(pair)
		const first = !opened.has(pair)
		opened.add(pair)
		if (!found.expect(commitment !== undefined && first, 'scorecard', where, 'record.fail.uncommitted', params)) return
		found.expect(commitment!.commitment === cardCommitment(card), 'scorecard', where, 'record.fail.changed_card', params)
		const within = Object.entries(scores).every(([key, score]) => score <= (scales.get(key) ?? -1))
		if (!found.expect(within, 'scorecard', where, 'record.fail.scale', params)) return
		counting.push(card)
		const recusal = story.recusals.get(pair)
		if (recusal) found.expect(false, 'recusal', where, 'record.fail.recused_counts', params)
	})
	for (const { entry, where, index } of steps.committed) {
		const { application, evaluator } = entry
		const pair = pairOf(evaluator, application)
		found.expect(opened.has(pair) || isTakenOut(pair, index), 'scorecard', where, 'record.fail.unopened', {
			application,
			evaluator
		})
	}
	return counting
}
