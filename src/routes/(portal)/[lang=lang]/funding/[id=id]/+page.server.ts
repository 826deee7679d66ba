import { redirect } from '@sveltejs/kit'
import { getOpportunity } from '#modules/funding/opportunities.server'
import { themesOf } from '#modules/funding/theme-reading'
import { pick } from '#platform/i18n'
import {
	agoText,
	budgetText,
	changeText,
	daysUntil,
	deadlineText,
	fundingProgrammeName,
	fundingSourceName,
	ruleWords
} from '#modules/funding/words'
import { countryName, kindName, territoryName, themeName } from '#ui/options.ts'
import { serverOnly } from '#ui/server-only.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { locale } = ctx
	const { opportunity, changes, elsewhere } = await getOpportunity(ctx, event.params.id)
	// One call is one page, wherever else it is announced.
	if (opportunity.joinedTo) redirect(307, `/${locale}/funding/${opportunity.joinedTo}`)
	return {
		page: serverOnly(event, {
			id: opportunity.id,
			title: pick(opportunity.title, locale),
			text: pick(opportunity.text, locale),
			status: opportunity.status,
			reference: opportunity.reference,
			identifier: /^https?:|^[0-9a-f-]{32,}$/i.test(opportunity.identifier) ? null : opportunity.identifier,
			programme: opportunity.programme && fundingProgrammeName(locale, opportunity.programme),
			source: fundingSourceName(locale, opportunity.source),
			url: opportunity.url,
			budget: budgetText(locale, opportunity),
			rates: [...new Set([opportunity.rateMin, opportunity.rateMax].filter((rate) => rate !== null))],
			opensAt: opportunity.opensAt,
			deadlines: opportunity.deadlines.map((deadline) => ({
				at: deadline.at,
				name: deadline.name ?? null,
				text: deadlineText(locale, deadline),
				days: daysUntil(deadline.at, ctx.now)
			})),
			facts: [
				{ field: 'kinds' as const, values: opportunity.kinds.map((key) => kindName(locale, key)) },
				{ field: 'countries' as const, values: opportunity.countries.map((code) => countryName(locale, code)) },
				{ field: 'territories' as const, values: opportunity.territories.map((code) => territoryName(locale, code)) },
				{ field: 'themes' as const, values: themesOf(opportunity).map((key) => themeName(locale, key)) }
			].filter(({ values }) => values.length > 0),
			conditions: ruleWords(locale, opportunity.rules, opportunity.currency),
			parts: (opportunity.rules.parts ?? []).map(({ name, closes, budgetCents }) => ({
				name,
				closes: closes && deadlineText(locale, { at: closes, zone: 'Europe/Brussels', exact: false }),
				budget: budgetText(locale, { budgetCents, currency: opportunity.currency })
			})),
			changes: changes.map((change) => ({
				id: change.id,
				field: change.field,
				at: change.foundAt,
				before: changeText(locale, change.field, change.before),
				after: changeText(locale, change.field, change.after)
			})),
			elsewhere: elsewhere.map(({ id, source, url }) => ({ id, url, name: fundingSourceName(locale, source) })),
			seenAt: opportunity.seenAt,
			seen: agoText(locale, opportunity.seenAt, ctx.now)
		})
	}
}
