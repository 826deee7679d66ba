import { practiceForm, practiceReturnForm, practiceVersionForm } from '#modules/newsroom/practice-schema'
import { checkPractice, getOfficePractice, publishPractice, returnPractice } from '#modules/newsroom/practice-validation.server'
import { correctPractice } from '#modules/newsroom/practices.server'
import { action } from '../../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const { accountId: _a, checkedBy: _c, publishedBy: _p, ...practice } = await getOfficePractice(ctx, params.id)
	return { practice, notice: url.searchParams.get('notice') }
}

export const actions: Actions = {
	correct: action(practiceForm, 'saved', correctPractice),
	check: action(practiceVersionForm, 'checked', checkPractice),
	publish: action(practiceVersionForm, 'published', publishPractice),
	return: action(practiceReturnForm, 'returned', returnPractice)
}
