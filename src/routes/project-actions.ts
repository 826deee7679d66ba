/** What a project's page does in the workspace and in the office alike: the verbs ask who may. */
import { redirect, type RequestEvent } from '@sveltejs/kit'
import { mayWrite } from '#modules/identity/policy'
import { keepActivity, removeActivity } from '#modules/projects/activities.server'
import {
	addDocument,
	DOCUMENT_BYTES,
	documentTypes,
	removeDocument,
	showDocument
} from '#modules/projects/project-documents.server'
import { tellStory } from '#modules/projects/projects.server'
import {
	activityForm,
	activityGoneForm,
	documentForm,
	documentGoneForm,
	documentShownForm,
	storyForm
} from '#modules/projects/schema'
import { keepIndicator, removeIndicator } from '#modules/projects/indicators.server'
import { indicatorForm, indicatorGoneForm } from '#modules/projects/report-schema'
import { authorize } from '#platform/errors'
import { receiveUpload, UploadRefused } from '#platform/files.server'
import { invalid, refuse, type Values } from '#platform/http.server'
import { action } from './organisation-actions.ts'

export const storyAction = { story: action(storyForm, 'saved', tellStory) }
export const activityActions = {
	activity: action(activityForm, 'saved', keepActivity),
	activityGone: action(activityGoneForm, 'removed', removeActivity)
}
export const indicatorActions = {
	indicator: action(indicatorForm, 'saved', keepIndicator),
	indicatorGone: action(indicatorGoneForm, 'removed', removeIndicator)
}
export const documentActions = {
	document: async ({ request, params, url, locals: { ctx } }: RequestEvent) => {
		// Before the body is read: 20 MB are not taken in from whoever may not hand them in.
		authorize(mayWrite(ctx.actor))
		let values: Values = {}
		try {
			const upload = await receiveUpload(ctx, request, { field: 'file', types: documentTypes, maxBytes: DOCUMENT_BYTES })
			values = upload.values
			const shape = documentForm.safeParse(values)
			if (!shape.success) return invalid({ values, errors: { title: 'error.one_language' } })
			await addDocument(ctx, params.id!, { ...shape.data, file: upload.file! })
		} catch (cause) {
			return refuse(cause, cause instanceof UploadRefused ? cause.values : values)
		}
		redirect(303, `${url.pathname}?notice=added`)
	},
	documentShown: action(documentShownForm, 'saved', showDocument),
	documentGone: action(documentGoneForm, 'removed', removeDocument)
}
