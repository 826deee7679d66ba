import {
	measures,
	objectiveForm,
	objectiveGoneForm,
	publishForm,
	reportTextsForm,
	storiesForm
} from '#modules/steering/report-schema'
import {
	addObjective,
	chooseStories,
	getReport,
	publishReport,
	removeObjective,
	storiesToChoose,
	writeReport
} from '#modules/steering/yearly-reports.server'
import { serverOnly } from '#ui/server-only.ts'
import { action } from '../../../../../organisation-actions.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { content, ...report } = await getReport(ctx, event.params.id)
	return {
		report,
		content: serverOnly(event, content!),
		projects: report.can.write ? await storiesToChoose(ctx, report.year) : [],
		measures,
		notice: event.url.searchParams.get('notice')
	}
}

export const actions: Actions = {
	write: action(reportTextsForm, 'saved', writeReport),
	stories: action(storiesForm, 'saved', chooseStories),
	objective: action(objectiveForm, 'saved', addObjective),
	removeObjective: action(objectiveGoneForm, 'saved', (ctx, id, { objective }) => removeObjective(ctx, id, objective)),
	publish: action(publishForm, 'published', publishReport)
}
