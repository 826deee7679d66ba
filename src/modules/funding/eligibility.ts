import { fundingProgramme } from '#programme/funding-programmes'
import { programme } from '#programme/programme'
import { within } from '#programme/territories'
import type { Announced } from './opportunity.ts'
import type { OpportunityStatus } from './workflow.ts'

/** Who asks: their kind of organisation, and the place they are in (a country at least). */
export type Applicant = { kind: string; place: string }

/** One condition: met, not met, or not said by the source (null). */
export type Finding =
	| { code: 'status'; met: boolean; status: OpportunityStatus }
	| { code: 'kind'; met: boolean | null; kinds: string[] }
	| { code: 'country'; met: boolean | null; countries: string[] }
	| { code: 'territory'; met: boolean | null; territories: string[] }

export type Verdict = 'yes' | 'perhaps' | 'no'
/** `consortium` is what the applicant must bring together besides; null for nothing known. */
export type Eligibility = {
	verdict: Verdict
	findings: Finding[]
	consortium: { partners: number; countries: number } | null
}

type Asked = Pick<Announced, 'kinds' | 'countries' | 'territories' | 'programme' | 'rules'> & { status: OpportunityStatus }

const countryOf = (place: string) => programme.countries.find(({ code }) => within(place, code))?.code ?? place

/** The countries it is for: those it names, else those of its programme; none is the whole Union. */
export const countriesFor = ({ countries, programme: key }: Pick<Asked, 'countries' | 'programme'>): string[] =>
	countries.length > 0 ? countries : (key && fundingProgramme(key)?.countries) || []

/**
 * Whether somebody may apply, condition by condition, by what the source says; what it does not say must be read in the
 * call itself. `no` when a condition is not met, `perhaps` when one is not known.
 */
export function eligibilityOf(opportunity: Asked, { kind, place }: Applicant): Eligibility {
	const { kinds, territories, rules, status } = opportunity
	const country = countryOf(place)
	const countries = countriesFor(opportunity)
	const findings: Finding[] = [
		{ code: 'status', met: status === 'open' || status === 'forthcoming', status },
		{ code: 'kind', met: kinds.length === 0 ? null : kinds.includes(kind), kinds },
		{
			code: 'country',
			met: countries.length > 0 ? countries.includes(country) : isForUnion(opportunity.programme) ? true : null,
			countries
		},
		...(territories.length > 0
			? [
					{
						code: 'territory' as const,
						// A place around one that is named holds it in part: the call itself says which.
						met:
							territories.some((code) => within(place, code)) || (territories.some((code) => within(code, place)) ? null : false),
						territories
					}
				]
			: [])
	]
	const verdict = findings.some(({ met }) => met === false) ? 'no' : findings.every(({ met }) => met === true) ? 'yes' : 'perhaps'
	const { partnersMin = 1, countriesMin = 1 } = rules
	return {
		verdict,
		findings,
		consortium:
			partnersMin > 1 || countriesMin > 1 ? { partners: Math.max(partnersMin, countriesMin), countries: countriesMin } : null
	}
}

const isForUnion = (key: string | null) => {
	const group = key === null ? undefined : fundingProgramme(key)?.group
	return group === 'union' || group === 'interreg'
}
