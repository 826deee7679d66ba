import { signals, type Profile, type Rules, type Signal } from './profile.ts'
import { answered, isWished, languageLikeness, overlap } from './signals.ts'
import type { Traits } from './suggest.ts'

/** Why two fit, as data: the page makes the sentence in the reader's language. Keys are the programme's. */
export type Reason =
	| { code: 'theme'; themes: string[] }
	| { code: 'priority'; priority: string }
	| { code: 'text'; words: { own: string; theirs: string }[] }
	/** What of theirs answers the asker. */
	| { code: 'kind'; offers: string[]; needs: string[] }
	| { code: 'mutual' }
	| { code: 'peer'; kind: string }
	| { code: 'sector'; sector: string }
	| { code: 'wish' }
	| { code: 'level'; level: string }
	| { code: 'population'; population: number }
	| { code: 'size' }
	| { code: 'language'; languages: string[] }
	| { code: 'period'; from: string | null; until: string | null }

/** What speaks against it, or is not known. */
export type Caution = { code: 'no-language' } | { code: 'no-period' } | { code: 'unknown-language' } | { code: 'no-theme' }

const MOST = 4
/** A signal weaker than this made little of the score, and a sentence about it would promise more. */
const LEAST: Record<Signal, number> = {
	theme: 0.1,
	text: 0.12,
	kind: 0.2,
	mutual: 0.6,
	peer: 0.5,
	place: 0.5,
	size: 0.5,
	language: 0.5,
	period: 1
}

/** The reasons of a suggestion by what they brought to its score, and at most one caution. */
export function reasonsOf(
	asker: Profile,
	other: Traits,
	values: Record<Signal, number>,
	share: Record<Signal, number>,
	rules: Rules,
	words: { own: string; theirs: string }[],
	rarity: ReadonlyMap<string, number>
): { reasons: Reason[]; caution: Caution | null } {
	const strongest = signals
		.filter((signal) => values[signal] >= LEAST[signal] && share[signal] > 0)
		.sort((one, two) => values[two] * share[two] - values[one] * share[one])
	const reasons = strongest.flatMap((signal) => reasonOf(signal, asker, other, rules, words, rarity) ?? [])
	return { reasons: reasons.slice(0, MOST), caution: cautionOf(asker, other, values) }
}

function reasonOf(
	signal: Signal,
	asker: Profile,
	other: Traits,
	rules: Rules,
	words: { own: string; theirs: string }[],
	rarity: ReadonlyMap<string, number>
): Reason | null {
	switch (signal) {
		case 'theme': {
			const shared = asker.themes.filter((theme) => other.themes.includes(theme))
			if (shared.length > 0)
				return { code: 'theme', themes: shared.sort((one, two) => (rarity.get(two) ?? 1) - (rarity.get(one) ?? 1)).slice(0, 3) }
			const near = asker.themes.find((theme) => other.themes.some((held) => rules.themes[held] === rules.themes[theme]))
			return near === undefined ? null : { code: 'priority', priority: rules.themes[near]! }
		}
		case 'text':
			return words.length > 0 ? { code: 'text', words } : null
		case 'kind': {
			const met = answered({ offers: other.offers, needs: other.needs }, asker, rules)
			return {
				code: 'kind',
				offers: other.offers.filter((kind) => met.includes(kind)),
				needs: other.needs.filter((kind) => met.includes(kind) && !other.offers.includes(kind))
			}
		}
		case 'mutual':
			return { code: 'mutual' }
		case 'peer':
			return asker.kind === other.kind
				? { code: 'peer', kind: other.kind! }
				: { code: 'sector', sector: rules.sectors[other.kind!]! }
		case 'place':
			return isWished(asker, other) ? { code: 'wish' } : { code: 'level', level: other.level! }
		case 'size':
			return other.population ? { code: 'population', population: other.population } : { code: 'size' }
		case 'language':
			return { code: 'language', languages: asker.languages.filter((language) => other.languages.includes(language)).slice(0, 3) }
		case 'period':
			return { code: 'period', from: latest(asker.from, other.from), until: earliest(asker.until, other.until) }
	}
}

const latest = (one: string | null, other: string | null) => (one === null ? other : other === null || one > other ? one : other)
const earliest = (one: string | null, other: string | null) =>
	one === null ? other : other === null || one < other ? one : other

function cautionOf(asker: Profile, other: Traits, values: Record<Signal, number>): Caution | null {
	const known = asker.languages.length > 0 && other.languages.length > 0
	if (known && languageLikeness(asker.languages, other.languages) === 0) return { code: 'no-language' }
	if (!overlap(asker, other)) return { code: 'no-period' }
	if (asker.themes.length > 0 && values.theme < LEAST.theme) return { code: 'no-theme' }
	return asker.languages.length > 0 && other.languages.length === 0 ? { code: 'unknown-language' } : null
}
