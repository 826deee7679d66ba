import { correctBreach, getBreach } from '#modules/steering/data-desk.server'
import { breachCorrectionForm, breachRisks } from '#modules/steering/data-schema'
import { localDateTime } from '#platform/calendar'
import { programme } from '#programme/programme'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { noticedAt, authorityToldAt, peopleToldAt, people, ...breach } = await getBreach(ctx, params.id)
	const typed = (at: Date | null) => (at ? localDateTime(at, programme.timeZone) : '')
	return {
		breach,
		values: {
			what: breach.what,
			measures: breach.measures,
			risk: breach.risk,
			people: people === null ? '' : String(people),
			noticedAt: typed(noticedAt),
			authorityToldAt: typed(authorityToldAt),
			peopleToldAt: typed(peopleToldAt)
		},
		risks: breachRisks,
		notice: url.searchParams.get('notice')
	}
}

export const actions: Actions = { default: action(breachCorrectionForm, 'saved', correctBreach) }
