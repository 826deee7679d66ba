/** How much an evaluator and an application have in common: themes, languages, territory. Pure, whole numbers. */
import { AFFINITY } from '#engines/assignment/problem'

export type AffinityOf = {
	themes: readonly string[]
	/** Read well enough to judge in. */
	languages: readonly string[]
	/** From the country down. */
	territory: readonly string[]
}

// Themes tell most about who understands a project; without the language nobody can judge it at all.
const WEIGHTS = { themes: 500_000, language: 400_000, territory: 100_000 }

/**
 * 0 to AFFINITY. Themes: the part of the application's that the evaluator knows. Language: the one it is written in.
 * Territory: how far down the two go together. What an application or an entry does not say counts half: not knowing is not
 * a reason to keep somebody away.
 */
export function affinityOf(evaluator: AffinityOf, application: AffinityOf): number {
	const half = (weight: number) => weight / 2
	const themes =
		application.themes.length && evaluator.themes.length
			? Math.round(
					(WEIGHTS.themes * application.themes.filter((theme) => evaluator.themes.includes(theme)).length) /
						application.themes.length
				)
			: half(WEIGHTS.themes)
	const language = !evaluator.languages.length
		? half(WEIGHTS.language)
		: application.languages.some((each) => evaluator.languages.includes(each))
			? WEIGHTS.language
			: 0
	const together = application.territory.findIndex((code, depth) => evaluator.territory[depth] !== code)
	const depth = together < 0 ? application.territory.length : together
	const territory =
		application.territory.length && evaluator.territory.length
			? Math.round((WEIGHTS.territory * depth) / application.territory.length)
			: half(WEIGHTS.territory)
	return Math.min(AFFINITY, themes + language + territory)
}
