import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { correctOpportunity, getOpportunity, withdrawOpportunity } from '#modules/funding/opportunities.server'
import { dayAndTime, inputOf, zoneOf } from '#modules/funding/opportunity-form'
import { correctForm, deadlineZones } from '#modules/funding/schema'
import { nextDeadline } from '#modules/funding/workflow'
import { localDate } from '#platform/calendar'
import { invalid, parseForm, refuse } from '#platform/http.server'
import type { Actions, PageServerLoad } from './$types'

const withdrawForm = z.object({ withdrawn: z.enum(['yes', 'no'], 'error.choice') })
const euros = (cents: number | null | undefined) => (cents == null ? '' : String(cents / 100))
const percent = (rate: number | null) => (rate === null ? '' : String(rate))

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const { opportunity, can } = await getOpportunity(ctx, params.id)
	const next = nextDeadline(opportunity.deadlines, ctx.now)
	const zone = zoneOf(next)
	return {
		opportunity,
		can: { ...can, withdraw: can.correct && opportunity.source === 'manual' },
		zones: deadlineZones,
		stored: {
			title: opportunity.title,
			text: opportunity.text,
			url: opportunity.url,
			programme: opportunity.programme,
			budget: euros(opportunity.budgetCents),
			amountMin: euros(opportunity.rules.amountMinCents),
			amountMax: euros(opportunity.rules.amountMaxCents),
			partnersMin: String(opportunity.rules.partnersMin ?? ''),
			countriesMin: String(opportunity.rules.countriesMin ?? ''),
			rateMin: percent(opportunity.rateMin),
			rateMax: percent(opportunity.rateMax),
			opensOn: opportunity.opensAt && localDate(opportunity.opensAt, zone),
			closesOn: null,
			closesTime: '',
			...(next && dayAndTime(next)),
			zone,
			kinds: opportunity.kinds,
			countries: opportunity.countries,
			territory: opportunity.territories[0] ?? null,
			themes: opportunity.themes
		}
	}
}

export const actions: Actions = {
	correct: async ({ locals: { ctx }, request, params }) => {
		const form = await parseForm(request, correctForm)
		if (!form.ok) return invalid(form)
		try {
			const { opportunity } = await getOpportunity(ctx, params.id)
			await correctOpportunity(ctx, params.id, { ...inputOf(form.data, opportunity, ctx.now), version: form.data.version })
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/funding/${params.id}`)
	},
	withdraw: async ({ locals: { ctx }, request, params }) => {
		const form = await parseForm(request, withdrawForm)
		if (!form.ok) return invalid(form)
		try {
			await withdrawOpportunity(ctx, params.id, { withdrawn: form.data.withdrawn === 'yes' })
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `/${ctx.locale}/office/funding/${params.id}`)
	}
}
