import { describe, expect, test } from 'vitest'
import { eligibilityOf } from './eligibility.ts'
import { nothingAnnounced } from './opportunity.ts'

const call = { ...nothingAnnounced, status: 'open' as const }
const town = { kind: 'local-authority', place: 'BG313' }
const of = (over: Partial<typeof call>, who = town) => {
	const { verdict, findings } = eligibilityOf({ ...call, ...over }, who)
	return { verdict, ...Object.fromEntries(findings.map(({ code, met }) => [code, met])) }
}

describe('whether a town may apply', () => {
	test('is yes when the source says so of every condition', () => {
		const said = { kinds: ['local-authority', 'association'], countries: ['BG'], territories: ['BG313'] }
		expect(of(said)).toEqual({ verdict: 'yes', status: true, kind: true, country: true, territory: true })
		expect(of({ kinds: ['local-authority'], programme: 'life' })).toMatchObject({ verdict: 'yes', country: true })
	})

	test('is perhaps where the source does not say', () => {
		expect(of({ programme: 'horizon' })).toMatchObject({ verdict: 'perhaps', kind: null, country: true })
		expect(of({ kinds: ['local-authority'] })).toMatchObject({ verdict: 'perhaps', country: null })
		expect(of({ kinds: ['local-authority'], countries: ['BG'], territories: ['BG313'] }, { ...town, place: 'BG' })).toMatchObject(
			{
				verdict: 'perhaps',
				territory: null
			}
		)
	})

	test('is no for another kind, country or territory, and once it is closed', () => {
		expect(of({ kinds: ['company'] })).toMatchObject({ verdict: 'no', kind: false })
		expect(of({ programme: 'fr-national' })).toMatchObject({ verdict: 'no', country: false })
		expect(of({ countries: ['BG'], territories: ['BG341'] })).toMatchObject({ verdict: 'no', territory: false })
		expect(of({ status: 'closed' as never })).toMatchObject({ verdict: 'no', status: false })
	})

	test('names the partners it must bring', () => {
		const { consortium } = eligibilityOf({ ...call, rules: { countriesMin: 3 } }, town)
		expect(consortium).toEqual({ partners: 3, countries: 3 })
		expect(eligibilityOf(call, town).consortium).toBeNull()
	})
})
