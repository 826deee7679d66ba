import type { Likened } from '#engines/matching/likeness'
import { fold } from '#engines/text/fold'
import type { Ctx } from '#platform/ctx'
import { pathOf } from '#programme/territories'
import { organisationKeys } from './keys.ts'
import { postcodeOf, type ImportEntry } from './recognition.ts'

const hostOf = (website: string | null) => {
	try {
		return website ? new URL(website).hostname.replace(/^www\./, '') : null
	} catch {
		return null
	}
}

type Comparable = Pick<
	ImportEntry,
	'kind' | 'country' | 'place' | 'territory' | 'address' | 'website' | 'email' | 'acronyms' | 'identifiers'
>

const profile = (id: string, names: readonly string[], entry: Comparable): Likened => ({
	id,
	names,
	acronyms: entry.acronyms.map(fold),
	// A file's own codes are numbers of no register: two files give one code to two bodies.
	identifiers: entry.identifiers.filter(({ scheme }) => scheme !== 'other').map(({ scheme, value }) => `${scheme}:${value}`),
	country: entry.country,
	place: entry.place ? fold(entry.place) : null,
	postcode: postcodeOf(entry.address, entry.country),
	territory: entry.territory ? pathOf(entry.territory).map(({ code }) => code) : [],
	site: hostOf(entry.website),
	mail: entry.email?.toLowerCase() ?? null,
	// What nobody said is not compared.
	kind: entry.kind === 'other' ? null : entry.kind
})

/** A row of a file as it is compared. */
export const profileOfEntry = (id: string, entry: ImportEntry): Likened => profile(id, organisationKeys(entry).keys, entry)

const PAGE = 5000

/** Every organisation of the network that is not merged away, as it is compared: some 1 kB each. */
export async function likenedOrganisations(ctx: Ctx): Promise<Likened[]> {
	const found: Likened[] = []
	for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
		const rows = await ctx.db
			.selectFrom('organisation')
			.select(['id', 'keys', 'kind', 'country', 'place', 'territory', 'address', 'website', 'email', 'acronyms'])
			.where('status', '!=', 'merged')
			.where('id', '>', after)
			.orderBy('id')
			.limit(PAGE)
			.execute()
		if (!rows.length) return found
		after = rows.at(-1)!.id
		const identifiers = await ctx.db
			.selectFrom('organisationIdentifier')
			.select(['organisationId', 'scheme', 'value'])
			.where('organisationId', '>=', rows[0]!.id)
			.where('organisationId', '<=', after)
			.execute()
		const byOwner = Map.groupBy(identifiers, ({ organisationId }) => organisationId)
		for (const row of rows)
			found.push(profile(row.id, row.keys, { ...row, identifiers: (byOwner.get(row.id) ?? []) as ImportEntry['identifiers'] }))
	}
}
