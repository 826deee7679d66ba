/** Numbers of registers as the standards write them: the prefixes of org-id.guide. */
import type { PublicIdentifier } from '#modules/network/public-identifiers.server'
import { programme } from '#programme/programme'

const prefixes: Record<string, string> = { eik: 'BG-EIK', siret: 'FR-SIRET', siren: 'FR-SIREN', rna: 'FR-RNA' }
const order = ['eik', 'siren', 'siret', 'rna']

export const orgIdOf = ({ scheme, value }: PublicIdentifier): string | null =>
	prefixes[scheme] ? `${prefixes[scheme]}-${value}` : null

/** The one number an organisation goes by in IATI and 360Giving; null when no register knows it. */
export function orgId(identifiers: readonly PublicIdentifier[]): string | null {
	const [first] = [...identifiers].sort((a, b) => order.indexOf(a.scheme) - order.indexOf(b.scheme))
	return first ? orgIdOf(first) : null
}

/** Who reports: what the deployment says of itself. */
export const reporter = {
	id: programme.openData.organisation,
	type: programme.openData.organisationType,
	siret: programme.openData.siret,
	givingPrefix: programme.openData.givingPrefix,
	name: programme.contact.organisation
}
