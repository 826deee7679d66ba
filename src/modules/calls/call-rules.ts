/** What a call holds its applicants to, where a machine can tell. Stored as JSON; amounts in cents, rates in basis points (8 000 is 80 %). */
import type { Localized } from '#platform/i18n'

/** Co-financing and the cut line of a call. What is absent is not asked. */
export type CallRules = {
	minGrant?: number | undefined
	maxGrant?: number | undefined
	/** The largest part of the whole budget that may be asked for. */
	maxRate?: number | undefined
	/** The smallest part of the whole budget that the applicant brings, in cash and in kind. */
	minOwnRate?: number | undefined
	/** The largest part of the own contribution, or of the whole budget, that may be in kind. */
	maxInKind?: { rate: number; of: 'own' | 'total' } | undefined
	/** Costs that are not paid for. */
	ineligible?: Localized | undefined
	/** The budget the money comes from. */
	source?: Localized | undefined
	/** Per cent of the best total that must be reached, whatever the envelope. */
	threshold?: number | undefined
	/** The longest reserve list of a lot. */
	reserve?: number | undefined
	/** Who judges and how, beyond the grid. */
	jury?: Localized | undefined
	/** What a selected applicant does and when they are paid. */
	after?: Localized | undefined
}

/** Who may file in a lot. Population is that of the territory of the applicant's organisation. */
export type LotLimits = {
	populationUnder?: number | undefined
	populationFrom?: number | undefined
	kinds?: string[] | undefined
	countries?: string[] | undefined
}

/** The checks a machine makes; without one a person looks. `field` is a key of the form. */
export type RequirementRule =
	| { name: 'country'; countries: string[] }
	| { name: 'kind'; kinds: string[] }
	/** The limits of the lot filed in. */
	| { name: 'population' }
	/** No more filed applications of one applicant than the call allows. */
	| { name: 'one-per-applicant' }
	/** Every budget of the form balances and keeps the call's amounts and rates. */
	| { name: 'budget' }
	/** A file is there. */
	| { name: 'document'; field: string }
	/** A declaration is ticked. */
	| { name: 'declared'; field: string }

export const ruleNames = ['country', 'kind', 'population', 'one-per-applicant', 'budget', 'document', 'declared'] as const

/** How equal scores are separated, in this order: criterion by criterion from the heaviest, the earlier filing, the drawn lot. */
export type TieStep = 'criteria' | 'filed' | 'seed'

export type SeedSource =
	| Record<string, never>
	/** `sealed` is encrypted with the server's secret; `salt` stands there once the seed is revealed. */
	| { kind: 'commitment'; sealed: string; salt?: string }
	/** A public source named before closing, after RFC 3797. */
	| { kind: 'public'; source: string }
