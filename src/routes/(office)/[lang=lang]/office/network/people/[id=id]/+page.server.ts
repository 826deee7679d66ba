import { z } from 'zod'
import { correctPerson, getPerson, hidePerson, showPerson } from '#modules/network/people.server'
import { personCorrectionForm } from '#modules/network/schema'
import { mayReadTrail } from '#modules/steering/policy'
import { historyOf } from '#modules/steering/trail.server'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => ({
	person: await getPerson(ctx, params.id),
	history: mayReadTrail(ctx.actor) ? await historyOf(ctx, `person:${params.id}`) : null,
	notice: url.searchParams.get('notice')
})

const nothing = z.object({})

export const actions: Actions = {
	correct: action(personCorrectionForm, 'saved', correctPerson),
	hide: action(nothing, 'hidden', hidePerson),
	show: action(nothing, 'shown', showPerson)
}
