import type { Match } from '#modules/funding/matches.server'
import type { Opportunity } from '#modules/funding/opportunity-rows.server'
import { budgetText, deadlineText, findingWords, fundingProgrammeName } from '#modules/funding/words'
import { nextDeadline } from '#modules/funding/workflow'
import type { Ctx } from '#platform/ctx'
import { pick, translator } from '#platform/i18n'
import { reasonWords } from '#ui/suggestion-words.ts'

type Shown = Pick<Opportunity, 'id' | 'title' | 'status' | 'programme' | 'deadlines' | 'budgetCents' | 'currency' | 'rateMax'>

/** An opportunity in a list, in the reader's words. */
export function rowOf({ locale, now }: Pick<Ctx, 'locale' | 'now'>, item: Shown) {
	const next = nextDeadline(item.deadlines, now)
	return {
		id: item.id,
		title: pick(item.title, locale),
		status: item.status,
		programme: item.programme && fundingProgrammeName(locale, item.programme),
		deadline: next && deadlineText(locale, next),
		budget: budgetText(locale, item),
		rateMax: item.rateMax
	}
}

/** The same with why it fits and who may apply. */
export function matchOf(ctx: Ctx, { opportunity, reasons, eligibility }: Match) {
	const t = translator(ctx.locale)
	return {
		...rowOf(ctx, opportunity),
		reasons: reasons.map((reason) => reasonWords(t, ctx.locale, reason)),
		verdict: eligibility.verdict,
		findings: eligibility.findings
			.filter(({ code, met }) => code !== 'status' || !met)
			.map((finding) => ({ met: finding.met, words: findingWords(ctx.locale, finding) })),
		consortium: eligibility.consortium
	}
}
