/** What a machine can say of a requirement from what was filed and who filed it. */
import { findField, type FormDefinition } from '#engines/forms/definition'
import { problemsOf } from '#engines/forms/problems'
import { declaredOf, filesOf, own, type Answers } from '#engines/forms/values'
import type { CheckResult } from './application-schema.ts'
import type { LotLimits, RequirementRule } from './call-rules.ts'

export type ApplicantFacts = {
	/** Null where a person files in their own name. */
	organisation: { country: string | null; kind: string | null; population: number | null } | null
	/** Of the lot filed in. */
	limits: LotLimits
	definition: FormDefinition
	answers: Answers
	/** Applications of the same applicant filed in this call, this one included, and how many the call takes. */
	filed: number
	most: number
}

const from = (known: boolean, holds: boolean): CheckResult => (known ? (holds ? 'met' : 'not_met') : 'unclear')

/** `unclear` where the facts are not known: a person looks then. */
export function checkRule(rule: RequirementRule, facts: ApplicantFacts): CheckResult {
	const { organisation, limits, definition, answers } = facts
	switch (rule.name) {
		case 'country':
			return from(organisation?.country != null, rule.countries.includes(organisation?.country ?? ''))
		case 'kind':
			return from(organisation?.kind != null, rule.kinds.includes(organisation?.kind ?? ''))
		case 'population': {
			const { populationFrom: least, populationUnder: under } = limits
			if (least === undefined && under === undefined) return 'met'
			const population = organisation?.population ?? null
			return from(population !== null, (population ?? 0) >= (least ?? 0) && (population ?? 0) < (under ?? Infinity))
		}
		case 'one-per-applicant':
			return from(true, facts.filed <= facts.most)
		case 'budget': {
			const wrong = problemsOf(definition, answers, { for: 'filing' }).some(
				({ field, severity }) => severity === 'error' && findField(definition, field.split('.')[0]!)?.kind === 'budget'
			)
			return from(true, !wrong)
		}
		case 'document':
			return from(true, filesOf(own(answers, rule.field)).length > 0)
		case 'declared':
			return from(true, declaredOf(own(answers, rule.field)) !== null)
	}
}
