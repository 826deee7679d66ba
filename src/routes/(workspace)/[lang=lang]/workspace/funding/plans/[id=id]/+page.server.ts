import { redirect } from '@sveltejs/kit'
import { z } from 'zod'
import { opportunitiesById } from '#modules/funding/opportunities.server'
import { planForm } from '#modules/funding/plan-schema'
import { addPlanSource, deletePlan, getPlan, savePlan } from '#modules/funding/plans.server'
import { searchOpportunities } from '#modules/funding/search.server'
import { ownWatches } from '#modules/funding/watches.server'
import { organisationsById } from '#modules/network/organisations.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { pickText, type Localized } from '#platform/i18n'
import { plannedValues, proposalOf, quarterNames, startsFrom } from './plan-view.ts'
import type { Actions, PageServerLoad } from './$types'

const SUGGESTED = 8

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const plan = await getPlan(ctx, params.id)
	const q = (url.searchParams.get('q') ?? '').slice(0, 200)
	const followed = (await ownWatches(ctx)).flatMap(({ filters }) => ('opportunity' in filters ? [filters.opportunity] : []))
	const found = q
		? (await searchOpportunities(ctx, { q }, null, SUGGESTED)).items
		: [...(await opportunitiesById(ctx, followed.slice(0, SUGGESTED))).values()]
	const there = new Set(plan.input.sources.map(({ opportunity }) => opportunity))
	const organisation = plan.organisationId && (await organisationsById(ctx, [plan.organisationId])).get(plan.organisationId)
	return {
		plan: {
			id: plan.id,
			title: plan.title,
			version: plan.version,
			cost: plan.cost,
			needed: plan.needed,
			reckoned: plan.reckoned,
			aim: plan.input.aim,
			organisation: organisation ? pickText(organisation.name as Localized, ctx.locale) : null
		},
		stored: plannedValues(plan),
		starts: startsFrom(plan.input.begins, ctx.now),
		quarters: quarterNames(plan, ctx.locale),
		proposals: plan.proposals.map((proposal) => proposalOf(plan, proposal)),
		q,
		found: found.filter(({ id }) => !there.has(id)).map(({ id, title }) => ({ id, title: pickText(title, ctx.locale) })),
		notice: url.searchParams.get('notice')
	}
}

const addForm = z.object({ opportunity: z.uuid('error.choice') })

export const actions: Actions = {
	save: async ({ locals: { ctx }, request, params, url }) => {
		const form = await parseForm(request, planForm)
		if (!form.ok) return invalid(form)
		try {
			await savePlan(ctx, params.id, form.data)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}?notice=saved#proposals`)
	},
	add: async ({ locals: { ctx }, request, params, url }) => {
		const form = await parseForm(request, addForm)
		if (!form.ok) return invalid(form)
		try {
			await addPlanSource(ctx, params.id, form.data.opportunity)
		} catch (cause) {
			return refuse(cause, form.values)
		}
		redirect(303, `${url.pathname}#sources`)
	},
	delete: async ({ locals: { ctx }, params }) => {
		await deletePlan(ctx, params.id)
		redirect(303, `/${ctx.locale}/workspace/funding`)
	}
}
