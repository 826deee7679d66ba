import { z } from 'zod'
import { MAX_CENTS, parseMoney } from '#platform/money'
import {
	box,
	gather,
	localizedParagraphs,
	localizedLine,
	optionalChoice,
	optionalLine,
	optionalLocalizedParagraphs,
	ticked
} from '#platform/shapes'
import { organisationKinds } from '#programme/organisation-kinds'
import { programme } from '#programme/programme'
import type { CallRules, LotLimits, RequirementRule, TieStep } from './call-rules.ts'
import { ruleNames } from './call-rules.ts'
import { optionalWhole, TITLE_LENGTH, whole } from './call-schema.ts'

const version = z.coerce.number().int().min(1)
const kindKeys = organisationKinds.map(({ key }) => key)
const countryCodes = programme.countries.map(({ code }) => code)

/** An amount in euros as people type it, in cents; null for none. */
export const optionalMoney = z
	.string()
	.max(100, 'error.money.malformed')
	.default('')
	.transform((text, context) => {
		if (!text.trim()) return null
		const parsed = parseMoney(text, { only: 'EUR', maxCents: MAX_CENTS })
		if (parsed.ok) return parsed.money.cents
		context.addIssue({ code: 'custom', message: parsed.error })
		return z.NEVER
	})

/** A rate typed in per cent, in basis points. */
const optionalRate = optionalWhole(0, 100).transform((percent) => (percent === null ? null : percent * 100))

export const tieRules = {
	'criteria-seed': ['criteria', 'seed'],
	'criteria-filed-seed': ['criteria', 'filed', 'seed'],
	seed: ['seed']
} as const satisfies Record<string, TieStep[]>
const tieRuleNames = Object.keys(tieRules) as (keyof typeof tieRules)[]

export const rulesForm = z.preprocess(
	gather('ineligible', 'source', 'jury', 'after'),
	z
		.object({
			version,
			minGrant: optionalMoney,
			maxGrant: optionalMoney,
			maxRate: optionalRate,
			minOwnRate: optionalRate,
			inKindRate: optionalRate,
			inKindOf: z.enum(['own', 'total'], 'error.choice').default('own'),
			threshold: optionalWhole(0, 100),
			reserve: optionalWhole(0, 1000),
			tie: z.enum(tieRuleNames as [keyof typeof tieRules, ...(keyof typeof tieRules)[]], 'error.choice'),
			publicSource: optionalLine(300),
			ineligible: optionalLocalizedParagraphs(3000),
			source: optionalLocalizedParagraphs(500),
			jury: optionalLocalizedParagraphs(3000),
			after: optionalLocalizedParagraphs(3000)
		})
		.refine(({ minGrant, maxGrant }) => minGrant === null || maxGrant === null || minGrant <= maxGrant, {
			path: ['maxGrant'],
			message: 'error.call.grant_order',
			when: () => true
		})
)
export type RulesInput = Omit<z.output<typeof rulesForm>, 'version'>

/** The rules as they are stored: what is not asked is absent. */
export function rulesOf({ inKindRate, inKindOf, ...input }: RulesInput): CallRules {
	const { minGrant, maxGrant, maxRate, minOwnRate, threshold, reserve, ineligible, source, jury, after } = input
	const written = { minGrant, maxGrant, maxRate, minOwnRate, threshold, reserve, ineligible, source, jury, after }
	return {
		...Object.fromEntries(
			Object.entries(written).filter(
				([, value]) => value !== null && (typeof value !== 'object' || Object.keys(value).length > 0)
			)
		),
		...(inKindRate !== null && { maxInKind: { rate: inKindRate, of: inKindOf } })
	}
}

export const lotForm = z.preprocess(
	gather('title', 'text'),
	z
		.object({
			title: localizedLine(TITLE_LENGTH),
			text: optionalLocalizedParagraphs(3000),
			envelope: optionalMoney,
			places: optionalWhole(0, 10_000),
			populationFrom: optionalWhole(0, 100_000_000),
			populationUnder: optionalWhole(1, 100_000_000)
		})
		.refine(({ populationFrom, populationUnder }) => !populationFrom || !populationUnder || populationFrom < populationUnder, {
			path: ['populationUnder'],
			message: 'error.call.population_order',
			when: () => true
		})
)
export type LotInput = z.output<typeof lotForm>

export const limitsOf = ({ populationFrom, populationUnder }: LotInput): LotLimits => ({
	...(populationFrom !== null && { populationFrom }),
	...(populationUnder !== null && { populationUnder })
})

export const requirementForm = z.preprocess(
	gather('text'),
	z
		.object({
			text: localizedParagraphs(1000),
			stage: z.enum(['admissibility', 'eligibility'], 'error.choice'),
			rejects: box,
			rule: optionalChoice(ruleNames),
			countries: ticked(countryCodes),
			kinds: ticked(kindKeys),
			field: optionalLine(40)
		})
		.superRefine(({ rule, countries, kinds, field }, context) => {
			const miss = (path: string) => context.addIssue({ code: 'custom', path: [path], message: 'error.choice' })
			if (rule === 'country' && countries.length === 0) miss('countries')
			if (rule === 'kind' && kinds.length === 0) miss('kinds')
			if ((rule === 'document' || rule === 'declared') && !field) miss('field')
		})
)
export type RequirementInput = z.output<typeof requirementForm>

export function ruleOf({ rule, countries, kinds, field }: RequirementInput): RequirementRule | null {
	if (rule === null) return null
	if (rule === 'country') return { name: rule, countries }
	if (rule === 'kind') return { name: rule, kinds }
	// The form has made sure of the field.
	if (rule === 'document' || rule === 'declared') return { name: rule, field: field! }
	return { name: rule }
}

export const criterionForm = z.preprocess(
	gather('title', 'text'),
	z
		.object({
			title: localizedLine(TITLE_LENGTH),
			text: optionalLocalizedParagraphs(2000),
			weight: whole(1, 100),
			scaleMin: whole(0, 99),
			scaleMax: whole(1, 100),
			threshold: optionalWhole(0, 100),
			commentRequired: box,
			justifyExtremes: box
		})
		.refine(({ scaleMin, scaleMax }) => scaleMin < scaleMax, {
			path: ['scaleMax'],
			message: 'error.call.scale',
			when: () => true
		})
		.refine(({ scaleMin, scaleMax, threshold }) => threshold === null || (threshold > scaleMin && threshold <= scaleMax), {
			path: ['threshold'],
			message: 'error.call.scale_threshold',
			when: () => true
		})
)
export type CriterionInput = z.output<typeof criterionForm>
