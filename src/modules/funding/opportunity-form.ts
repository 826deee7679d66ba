import { instantOf, localDate, localDateTime } from '#platform/calendar'
import type { Deadline, OpportunityRules } from './opportunity.ts'
import { deadlineZones, type OpportunityForm, type OpportunityInput } from './schema.ts'
import { nextDeadline } from './workflow.ts'

type Stored = { opensAt: Date | null; deadlines: Deadline[]; rules: OpportunityRules; territories: string[] }

/** What a filled-in form says, in the words of a source. Only the next deadline and the first territory are on the form: the others stay. */
export function inputOf(form: OpportunityForm, stored?: Stored, now?: Date): OpportunityInput {
	const { identifier, title, text, url, programme, budget, rateMin, rateMax, opensOn, closesOn, zone, kinds, countries, themes } =
		form
	const shown = stored && now ? nextDeadline(stored.deadlines, now) : null
	const others = (stored?.deadlines ?? []).filter((each) => each !== shown)
	const before = shown && { ...dayAndTime(shown), zone: shown.zone }
	const asBefore = before?.closesOn === closesOn && before?.closesTime === form.closesTime && before?.zone === zone
	const written: Deadline[] = closesOn
		? [
				asBefore
					? shown!
					: {
							at: instantOf(`${closesOn}T${form.closesTime || '23:59'}`, zone).toISOString(),
							zone,
							exact: form.closesTime !== ''
						}
			]
		: []
	const opensBefore = stored?.opensAt ? localDate(stored.opensAt, zone) : null
	return {
		identifier,
		title,
		text,
		url,
		programme,
		budgetCents: budget,
		rateMin,
		rateMax,
		opensAt:
			opensOn === null
				? null
				: opensOn === opensBefore
					? stored!.opensAt!.toISOString()
					: instantOf(`${opensOn}T00:00`, zone).toISOString(),
		deadlines: [...others, ...written].sort((a, b) => (a.at < b.at ? -1 : 1)),
		rules: rulesOf(form, stored?.rules),
		kinds,
		countries,
		territories: form.territory ? [form.territory, ...(stored?.territories.slice(1) ?? [])] : [],
		themes
	}
}

/** The conditions with those the form shows as it says them; what it does not show stays. */
function rulesOf(
	{ partnersMin, countriesMin, amountMin, amountMax }: OpportunityForm,
	{ partnersMin: _, countriesMin: __, amountMinCents: ___, amountMaxCents: ____, ...others }: OpportunityRules = {}
): OpportunityRules {
	return {
		...others,
		...(partnersMin !== null && { partnersMin }),
		...(countriesMin !== null && { countriesMin }),
		...(amountMin !== null && { amountMinCents: amountMin }),
		...(amountMax !== null && { amountMaxCents: amountMax })
	}
}

/** A deadline as the fields of the form show it; the hour only where the source named one. */
export const dayAndTime = ({ at, zone, exact }: Deadline) => {
	const local = String(localDateTime(new Date(at), zone))
	return { closesOn: local.slice(0, 10), closesTime: exact ? local.slice(11, 16) : '' }
}

/** The zone the form offers for a deadline: its own when it is one of them. */
export const zoneOf = (deadline: Deadline | null) => deadlineZones.find((zone) => zone === deadline?.zone) ?? deadlineZones[0]
