import { z } from 'zod'
import { consortiumFor, type Candidate } from '#modules/funding/consortia.server'
import { findingWords } from '#modules/funding/words'
import { isStaff } from '#modules/identity/policy'
import type { Ctx } from '#platform/ctx'
import { parseQuery } from '#platform/http.server'
import { translator } from '#platform/i18n'
import { countryName, kindName, territoryName } from '#ui/options.ts'
import { reasonWords } from '#ui/suggestion-words.ts'
import { rowOf } from '../../../../../../funding-rows.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { data } = parseQuery(url, z.object({ lead: z.uuid('error.choice') }))
	const { opportunity, lead, countries, consortium } = await consortiumFor(ctx, params.id, data.lead ?? null)
	return {
		opportunity: rowOf(ctx, opportunity),
		lead: lead && shown(ctx, lead),
		countries: countries.map(({ code, candidates }) => ({
			code,
			name: countryName(ctx.locale, code),
			candidates: candidates.map((candidate) => shown(ctx, candidate))
		})),
		consortium,
		mediates: isStaff(ctx.actor)
	}
}

function shown(ctx: Ctx, { id, name, latin, kind, country, territory, reasons, eligibility, own }: Candidate) {
	const t = translator(ctx.locale)
	return {
		id,
		name,
		latin,
		own,
		kind: kindName(ctx.locale, kind),
		place: territory ? territoryName(ctx.locale, territory) : countryName(ctx.locale, country),
		reasons: reasons.map((reason) => reasonWords(t, ctx.locale, reason)),
		verdict: eligibility.verdict,
		doubts: eligibility.findings.filter(({ met }) => met !== true).map((finding) => findingWords(ctx.locale, finding))
	}
}
