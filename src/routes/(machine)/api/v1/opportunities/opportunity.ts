import type { ShownOpportunity } from '#modules/funding/search.server'
import { address } from '../../../open.ts'

/** An opportunity as the API gives it: what everybody may read. Amounts in whole cents, rates in percent. */
export const opportunityJson = (row: ShownOpportunity) => ({
	id: row.id,
	reference: row.reference,
	url: address(`/en/funding/${row.id}`),
	source: row.source,
	identifier: row.identifier,
	sourceUrl: row.url,
	programme: row.programme,
	status: row.status,
	title: row.title,
	text: row.text,
	budget: row.budgetCents === null ? null : { cents: row.budgetCents, currency: row.currency },
	rate: { min: row.rateMin, max: row.rateMax },
	opensAt: row.opensAt,
	deadlines: row.deadlines.map(({ at, zone, name }) => ({ at, zone, ...(name && { name }) })),
	kinds: row.kinds,
	countries: row.countries,
	territories: row.territories,
	themes: row.themes,
	checkedAt: row.seenAt,
	updatedAt: row.updatedAt
})
