import { redirect } from '@sveltejs/kit'
import { checkDefinition } from '#engines/forms/check'
import { addField, addPage, duplicateField, moveField, movePage, removeField } from '#engines/forms/edit'
import type { FormDefinition } from '#engines/forms/definition'
import { compatible } from '#engines/forms/upgrade'
import { fieldKinds, newField } from '#modules/calls/field-form'
import { changeForm, publishForm, stampOf, workingForm } from '#modules/calls/form-versions.server'
import { invalid, parseForm, refuse } from '#platform/http.server'
import { gather, line, localizedLine } from '#platform/shapes'
import { z } from 'zod'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ locals: { ctx }, params, url, parent }) => {
	await parent()
	const { current, ...form } = await workingForm(ctx, params.id)
	return {
		form,
		stamp: stampOf(form),
		problems: checkDefinition(form.definition),
		/** What the version in work would mean to those who began with the one in use. */
		changes: current && !form.published ? compatible(current.definition, form.definition) : [],
		kinds: fieldKinds,
		saved: url.searchParams.has('saved')
	}
}

const stamp = z.string().max(40).optional()
const key = z.string().max(40, 'error.choice')
const buttonForm = z.object({ stamp, key })
const newFieldForm = z.object({ stamp, page: key, kind: z.enum(fieldKinds, 'error.choice'), label: line(200) })
const pageForm = z.preprocess(gather('title'), z.object({ stamp, title: localizedLine(200) }))

/** Parses the button's form, changes the definition, and comes back to the line that was worked on. */
async function change<Schema extends z.ZodType<{ stamp?: string | undefined }>>(
	event: RequestEvent,
	schema: Schema,
	next: (definition: FormDefinition, data: z.output<Schema>) => FormDefinition,
	anchor: (data: z.output<Schema>) => string = () => ''
) {
	const form = await parseForm(event.request, schema)
	if (!form.ok) return invalid(form)
	try {
		await changeForm(event.locals.ctx, event.params.id, (definition) => next(definition, form.data), form.data.stamp ?? null)
	} catch (cause) {
		return refuse(cause, form.values)
	}
	redirect(303, `${event.url.pathname}?saved${anchor(form.data)}`)
}

const at = ({ key }: { key: string }) => `#f-${key}`

function shift(definition: FormDefinition, key: string, by: -1 | 1): FormDefinition {
	const pages = definition.pages
	const nth = pages.findIndex(({ fields }) => fields.some((field) => field.key === key))
	const page = pages[nth]
	if (!page) return definition
	const place = page.fields.findIndex((field) => field.key === key) + by
	if (place >= 0 && place < page.fields.length) return moveField(definition, key, page.key, place)
	// Beyond the end of a page it goes on to the next one.
	const other = pages[nth + by]
	return other ? moveField(definition, key, other.key, by < 0 ? other.fields.length : 0) : definition
}
const shiftPage = (definition: FormDefinition, key: string, by: -1 | 1) =>
	movePage(definition, key, definition.pages.findIndex((page) => page.key === key) + by)

export const actions: Actions = {
	up: (event) => change(event, buttonForm, (definition, { key }) => shift(definition, key, -1), at),
	down: (event) => change(event, buttonForm, (definition, { key }) => shift(definition, key, 1), at),
	duplicate: (event) => change(event, buttonForm, (definition, { key }) => duplicateField(definition, key), at),
	remove: (event) => change(event, buttonForm, (definition, { key }) => removeField(definition, key)),
	add: (event) =>
		change(event, newFieldForm, (definition, { page, kind, label }) =>
			addField(definition, page, newField(kind, { [event.locals.ctx.locale]: label }))
		),
	'add-page': (event) => change(event, pageForm, (definition, { title }) => addPage(definition, { key: 'page', title })),
	'page-up': (event) => change(event, buttonForm, (definition, { key }) => shiftPage(definition, key, -1)),
	'page-down': (event) => change(event, buttonForm, (definition, { key }) => shiftPage(definition, key, 1)),
	'remove-page': (event) =>
		change(event, buttonForm, (definition, { key }) => ({
			...definition,
			// A page with fields on it is not lost by one click.
			pages: definition.pages.filter((page) => page.key !== key || page.fields.length > 0)
		})),
	publish: async (event) => {
		try {
			await publishForm(event.locals.ctx, event.params.id)
		} catch (cause) {
			return refuse(cause, {})
		}
		redirect(303, `${event.url.pathname}?saved`)
	}
}
