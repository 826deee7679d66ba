import type { PublicCall } from '#modules/calls/calls.server'
import { pickText, type Locale } from '#platform/i18n'
import { programme } from '#programme/programme'

/** A call for machines, in schema.org's words: a grant, of money where money is given. */
export const callDescribed = (call: PublicCall, locale: Locale, origin: string) => ({
	'@type': call.kind === 'projects' ? 'MonetaryGrant' : 'Grant',
	name: pickText(call.title, locale),
	description: pickText(call.summary, locale),
	identifier: call.reference,
	url: `${origin}/${locale}/calls/${call.id}`,
	funder: { '@type': 'GovernmentOrganization', name: pickText(programme.contact.organisation, locale) },
	...(call.rules.maxGrant && {
		amount: { '@type': 'MonetaryAmount', currency: programme.currency, maxValue: call.rules.maxGrant / 100 }
	})
})
