import type { Weights } from '#engines/matching/profile'
import { cooperationKinds } from './cooperation-kinds.ts'
import { organisationKinds } from './organisation-kinds.ts'
import { themes } from './themes.ts'

/**
 * How much each signal counts in a suggestion, in hundredths of the whole. The public page "how suggestions are made" shows
 * them with a sentence each (messages `suggestions.signal.…`): who changes a weight changes that page.
 */
export const suggestionWeights: Weights = {
	theme: 28,
	text: 20,
	kind: 18,
	mutual: 8,
	peer: 6,
	place: 6,
	size: 5,
	language: 6,
	period: 3
}

/** What the engine is told of the programme. */
export const suggestionRules = {
	weights: suggestionWeights,
	themes: Object.fromEntries(themes.map(({ key, priority }) => [key, priority])),
	cooperation: Object.fromEntries(cooperationKinds.map(({ key, meets, mutual }) => [key, { meets, mutual }])),
	sectors: Object.fromEntries(organisationKinds.map(({ key, sector }) => [key, sector])),
	// A department and an oblast are of one size and rank; a region of France has no counterpart that governs itself.
	levels: { department: 'department', oblast: 'department', municipality: 'municipality' }
}

/**
 * The same for calls for funding: a call is no partner, so only what it is about counts. Who may apply is asked of its
 * conditions, not of a score.
 */
export const opportunityRules = {
	...suggestionRules,
	weights: { theme: 50, text: 50, kind: 0, mutual: 0, peer: 0, place: 0, size: 0, language: 0, period: 0 } satisfies Weights
}
