import { cut, type Outcome } from '#engines/ranking/cut'
import { rank } from '#engines/ranking/ranking'
import { lotOf } from './draw.ts'
import type { Findings } from './findings.ts'
import { hasReason } from './filing-check.ts'
import type { CardOpening } from './schema.ts'
import type { Story } from './steps.ts'

/** The ranking recomputed from the opened scorecards, compared line by line. Returns what it proposes. */
export function checkRanking(story: Story, key: Uint8Array | null, cards: readonly CardOpening[], found: Findings) {
	const { published, ranked, filed, standing } = story
	if (!ranked || !key) return null
	const { grid, perApplication, lots } = published.entry
	const among = new Set(standing)
	const candidates = standing.map((application) => ({
		application,
		filedAt: Date.parse(filed.get(application)!.entry.at),
		lot: lotOf(key, application)
	}))
	const expected = rank(
		grid,
		candidates,
		cards.filter(({ application }) => among.has(application)),
		{ expected: perApplication }
	)
	const { lines } = ranked.entry
	expected.forEach(({ application, place, score }, i) => {
		const line = lines[i]
		const where = line ? `${ranked.where}/entry/lines/${i}` : ranked.where
		found.expect(
			line?.application === application && line.place === place && line.score === score,
			'ranking',
			where,
			'record.fail.ranking',
			{
				place,
				expected: `${application} (${score ?? '–'})`,
				given: line ? `${line.application} (${line.score ?? '–'})` : '–'
			}
		)
	})
	lines.slice(expected.length).forEach(({ application }, i) =>
		found.expect(false, 'ranking', `${ranked.where}/entry/lines/${expected.length + i}`, 'record.fail.ranking_extra', {
			application
		})
	)
	const lotKeys = new Set(lots.map((lot) => lot.key))
	const proposals = expected
		.map(({ application, below, cards }) => {
			const { lot, amount } = filed.get(application)!.entry
			return { application, lot, amount, passes: cards > 0 && below.length === 0 }
		})
		.filter(({ lot }) => lotKeys.has(lot))
	return cut(proposals, lots).proposed
}

/** One decision for each application that stood, and a reason wherever it is not what the ranking proposes. */
export function checkDecisions(story: Story, proposed: ReadonlyMap<string, Outcome> | null, found: Findings) {
	const standing = new Set(story.standing)
	const decided = new Set<string>()
	for (const { entry, where } of story.steps.decided) {
		const { application, outcome, reason } = entry
		const once = standing.has(application) && !decided.has(application)
		found.expect(once, 'decision', where, 'record.fail.decided', { application })
		decided.add(application)
		const expected = proposed?.get(application)
		if (expected !== undefined && expected !== outcome)
			found.expect(hasReason(story, reason), 'decision', where, 'record.fail.departure', {
				application,
				expected,
				given: outcome
			})
	}
	for (const application of standing)
		found.expect(decided.has(application), 'decision', story.filed.get(application)!.where, 'record.fail.undecided', {
			application
		})
}
